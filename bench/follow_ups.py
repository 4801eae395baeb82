"""Conversations and evaluation sets come in, what completing follow-ups is worth is printed.

Run with `python -m bench.follow_ups`. Four ways to look a follow-up up stand side by side: as it
was typed; with the question before it in front, or the conversation's first one, the plainest forms
of what S.-C. Lin et al. expand in "Query Reformulation using Query History for Passage Retrieval in
Conversational Search", 2020; and completed by `bot/answer/follow_up.py`.
"""

import json
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench.data import EvalSet, holds_answer, load_set
from bench.library import public_library
from bot.answer.extractive import answer, choose
from bot.answer.follow_up import complete
from bot.types import Answer, Turn, turn
from index.build import build
from index.embed import Embedder, SentenceTransformerEmbedder, one_thread_each
from index.library import Library
from index.settings import BUNDLED_MODEL, IndexSettings
from index.types import PUBLIC

ROOT = Path(__file__).parents[1]
CONVERSATIONS = {
    "30 conversations, written before the rules": "conversations.json",
    "20 more, written after them": "conversations_unseen.json",
}

Rule = Callable[[str, Sequence[Turn]], str]
RULES: dict[str, Rule] = {
    "as typed": lambda typed, _: typed,
    "the question before in front": lambda typed, turns: f"{turns[-1].question} {typed}",
    "the first question in front": lambda typed, turns: f"{turns[0].question} {typed}",
    "completed": complete,
}
UNRELATED = Turn(
    question="Who is Kenny Ng?",
    answer="Kenny Ng, a strategist at China Everbright Securities International, told ET.",
)


def main() -> None:
    """Hold the conversations under every rule, then put questions that stand alone after others."""
    embedder = SentenceTransformerEmbedder(BUNDLED_MODEL)
    one_thread_each()
    with ExitStack() as stack:
        libraries = {"corpus": _corpus(embedder, stack)}
        for name in ("xquad/en", "xquad/es", "xquad/de", "xquad/zh"):
            articles = load_set(name).articles
            libraries[name], *_ = stack.enter_context(public_library(articles, embedder))
        for name, file in CONVERSATIONS.items():
            held = json.loads((ROOT / "tests" / "data" / file).read_text(encoding="utf-8"))
            _report_conversations(name, held, libraries)
        _report_alone(load_set("xquad/en"), libraries["xquad/en"])
    squad = load_set("squad2")
    with public_library(squad.articles, embedder) as (library, *_):
        _report_changed(squad, library)


def _corpus(embedder: Embedder, stack: ExitStack) -> Library:
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    settings = IndexSettings(corpus_dir=ROOT / "corpus", data_dir=Path(folder))
    build(settings, embedder)
    return stack.enter_context(closing(Library(settings, embedder)))


def _ask(library: Library, searched: str) -> tuple[Answer, str]:
    """The answer, and the sentence that it would begin with were every question answered."""
    findings = library.search(searched, collections=frozenset({PUBLIC}))
    chosen = choose(findings)
    return answer(searched, findings), chosen[0].text if chosen else ""


def _report_conversations(
    name: str, held: Sequence[dict[str, Any]], libraries: dict[str, Library]
) -> None:
    follow_ups = sum(len(one["turns"]) - 1 for one in held)
    print(f"\n{name}: {follow_ups} follow-ups")
    for rule_name, rule in RULES.items():
        went_well = right = first = words = 0
        for one in held:
            turns: list[Turn] = []
            well = True
            for asked in one["turns"]:
                searched = rule(asked["asked"], turns) if turns else asked["asked"]
                found, sentence = _ask(libraries[one["library"]], searched)
                if turns:
                    said = " ".join(statement.text for statement in found.statements)
                    is_right = found.answered and _holds(said, asked["must_contain"])
                    right += is_right
                    first += is_right and _holds(sentence, asked["must_contain"])
                    words += len(searched.split())
                    well = well and is_right
                turns.append(turn(found))
            went_well += well
        print(
            f"  {rule_name:29} {went_well} whole conversations, {right} follow-ups right, "
            f"{first} in the first sentence, {words / follow_ups:.1f} words"
        )


def _holds(said: str, needed: Sequence[str | list[str]]) -> bool:
    """Whether the words hold all that is needed, of a list any of it."""
    words = said.lower()
    some = [[one] if isinstance(one, str) else one for one in needed]
    return all(any(one in words for one in these) for these in some)


def _report_alone(articles: EvalSet, library: Library) -> None:
    """Each question after the one before it about the same article."""
    pairs = list(pairwise(articles.questions))
    related = [pair for pair in pairs if pair[0].article_ids == pair[1].article_ids]
    before = {one.text: turn(_ask(library, one.text)[0]) for one, _ in related}
    print(f"\n{articles.name}: {len(related)} questions, each after another about its article")
    for name in ("as typed", "the question before in front", "completed"):
        right = changed = 0
        for one, question in related:
            searched = RULES[name](question.text, [before[one.text]])
            changed += searched != question.text
            right += holds_answer(_ask(library, searched)[1], question)
        print(f"  {name:29} sentence@1 {right / len(related):.3f}, {changed} changed")
    unrelated = sum(complete(one.text, [UNRELATED]) != one.text for one in articles.questions)
    print(f"  after an unrelated question   {unrelated} of {len(articles.questions)} changed")


def _report_changed(articles: EvalSet, library: Library) -> None:
    """Questions that are completed after an unrelated one: what the second search saves."""
    changed = [
        (one, completed)
        for one in articles.questions
        if (completed := complete(one.text, [UNRELATED])) != one.text
    ]
    answerable = [pair for pair in changed if pair[0].answerable]
    print(
        f"\n{articles.name}, each after an unrelated question: {len(changed)} of "
        f"{len(articles.questions)} changed, {len(answerable)} of them answerable"
    )
    typed = once = twice = 0
    for one, completed in answerable:
        (alone, alone_first), (found, first) = _ask(library, one.text), _ask(library, completed)
        right_alone = alone.answered and holds_answer(alone_first, one)
        right_found = found.answered and holds_answer(first, one)
        typed += right_alone
        once += right_found
        twice += right_found if found.answered else right_alone
    print(
        f"  answered rightly: {typed} as typed, {once} completed, {twice} completed and, where "
        "that is refused, as typed"
    )


if __name__ == "__main__":
    main()
