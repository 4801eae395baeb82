"""Questions that ask several things come in, what taking them apart is worth is printed.

Run with `python -m bench.steps`. Each question of `tests/data/several*.json` is looked up as it was
typed, and in parts: it counts where every article that it needs is cited, at the words that answer.
Then what the rules take apart of the evaluation sets' questions, nearly all of which ask one thing:
how these fare both ways, with their article in the library and without.
"""

import json
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from bench.data import EvalQuestion, EvalSet, holds_answer, load_set, same_title
from bench.library import public_library, separate_library
from bot.answer.extractive import answer
from bot.answer.parts import parts
from bot.desk.searching import Searcher
from bot.types import Answer, Question
from index.build import build
from index.embed import Embedder, SentenceTransformerEmbedder, one_thread_each
from index.library import Library
from index.settings import BUNDLED_MODEL, IndexSettings
from index.types import PUBLIC

ROOT = Path(__file__).parents[1]
EVERY_LANGUAGE = ("squad2", "clapnq", *(f"xquad/{code}" for code in ("en", "es", "de", "zh", "ar")))


def main() -> None:
    """Measure the questions that ask several things, then those that ask one."""
    embedder = SentenceTransformerEmbedder(BUNDLED_MODEL)
    one_thread_each()
    with ExitStack() as stack:
        english = load_set("xquad/en")
        libraries = {"corpus": _corpus(embedder, stack)}
        libraries["xquad/en"], *_ = stack.enter_context(public_library(english.articles, embedder))
        told = json.loads((ROOT / "tests/data/several.json").read_text(encoding="utf-8"))
        seen = [one for one in told if not one["held_out"]]
        _report("written before the rules, which were made with them", seen, libraries)
        held_out = [one for one in told if one["held_out"]]
        _report("written before the rules, and held out", held_out, libraries)
        unseen = json.loads((ROOT / "tests/data/several_unseen.json").read_text(encoding="utf-8"))
        _report("written after the rules", unseen, libraries)
        last = json.loads((ROOT / "tests/data/several_squad2.json").read_text(encoding="utf-8"))
        squad = load_set("squad2")
        libraries["squad2"], *_ = stack.enter_context(public_library(squad.articles, embedder))
        _report("written last, over other articles", last, libraries)
    _report_taken_apart()
    _report_single([load_set("xquad/en"), load_set("clapnq")], embedder)
    _report_single([load_set("squad2")], embedder)


def _corpus(embedder: Embedder, stack: ExitStack) -> Library:
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    settings = IndexSettings(corpus_dir=ROOT / "corpus", data_dir=Path(folder))
    build(settings, embedder)
    return stack.enter_context(closing(Library(settings, embedder)))


def names_all(found: Answer, needs: Sequence[tuple[str | list[str], str]]) -> bool:
    """Whether an answer cites every article needed, at the words that are needed of it."""
    return found.answered and all(
        any(one.article_id in articles and words in one.quote for one in found.citations)
        for articles, words in needs
    )


def _report(name: str, asked: Sequence[dict[str, Any]], libraries: dict[str, Library]) -> None:
    once = several = searches = 0
    spent: list[float] = []
    for one in asked:
        library = libraries[one["library"]]
        question = Question(text=one["asked"])
        alone = answer(question.text, library.search(question.text, collections={PUBLIC}))
        began = time.perf_counter()
        found = _searcher(library).look_up(question.text, question)
        spent.append(time.perf_counter() - began)
        once += names_all(alone, one["needs"])
        several += names_all(found.answer, one["needs"])
        searches += len(found.searches)
    print(
        f"\n{len(asked)} questions that ask several things, {name}\n"
        f"  every article named     {once} with one search, {several} in parts\n"
        f"  searches                {searches / len(asked):.1f} a question\n"
        f"  milliseconds            {1000 * float(np.median(spent)):.0f} at the median, "
        f"{1000 * max(spent):.0f} at most"
    )


def _searcher(library: Library) -> Searcher:
    return Searcher(library, None, caution="normal", today=date.today)


def _report_taken_apart() -> None:
    print("\nQuestions of the evaluation sets that the rules take apart")
    for name in EVERY_LANGUAGE:
        questions = load_set(name).questions
        began = time.perf_counter()
        several = [parts(one.text) for one in questions]
        each = (time.perf_counter() - began) / len(questions)
        compared = sum(len(one) == 1 and one[0].compared is not None for one in several)
        print(
            f"  {name:9} {sum(len(one) > 1 for one in several)} asked several times, {compared} of "
            f"several things, of {len(questions)}; {each * 1e6:.0f} µs each"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Both:
    """The answers to a question with one search, and in parts."""

    question: EvalQuestion
    once: Answer
    several: Answer


def _report_single(sets: Sequence[EvalSet], embedder: Embedder) -> None:
    """How questions fare that are searched in parts; all others are answered as they were."""
    everything = frozenset(one.article_id for each in sets for one in each.articles)
    questions = [one for each in sets for one in each.questions]
    with separate_library([one for each in sets for one in each.articles], embedder) as library:
        here, missing = [], []
        for question in questions:
            here.append(_both(library, question, everything))
            if question.answerable:
                missing.append(_both(library, question, everything - same_title(question, sets)))
    changed = [one for one in here if one.several.steps]
    yes = [one for one in here if one.question.answerable]
    print(
        f"\n{', '.join(one.name for one in sets)}: {len(questions)} questions, "
        f"{len(changed)} searched in parts, {len(yes)} answerable"
    )
    for name, kind in (("one search", "once"), ("in parts", "several")):
        first, three, false, refused = (
            sum(_holds(getattr(one, kind), one.question, 1) for one in yes),
            sum(_holds(getattr(one, kind), one.question, 3) for one in yes),
            sum(getattr(one, kind).answered for one in missing),
            sum(not getattr(one, kind).answered for one in yes),
        )
        unanswerable = [one for one in here if not one.question.answerable]
        adversarial = sum(getattr(one, kind).answered for one in unanswerable)
        scores = [getattr(one, kind).confidence for one in (*yes, *missing)]
        auc = roc_auc_score([1] * len(yes) + [0] * len(missing), scores)
        print(
            f"  {name:10} right in the first sentence {first}, in the first three {three}; refused "
            f"{refused}; answered without the article {false}, AUC {auc:.4f}; "
            f"answered though no article does {adversarial} of {len(unanswerable)}"
        )


def _both(library: Library, question: EvalQuestion, collections: frozenset[str]) -> _Both:
    asked = Question(text=question.text, collections=collections)
    once = answer(question.text, library.search(question.text, collections=collections))
    several = once
    found = parts(question.text)
    if len(found) > 1 or found[0].compared is not None:
        several = _searcher(library).look_up(question.text, asked).answer
    return _Both(question=question, once=once, several=several)


def _holds(found: Answer, question: EvalQuestion, most: int) -> bool:
    return any(holds_answer(one.text, question) for one in found.statements[:most])


if __name__ == "__main__":
    main()
