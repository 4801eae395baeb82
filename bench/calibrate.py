"""Evaluation sets come in, `index/calibrations.json` goes out: how far to trust the built-in model.

Run with `python -m bench.calibrate`. For each language: what meaning counts beside words, the
logistic functions of `index/confidence.py`, and the threshold of each caution. Everything is fitted
on the articles of the fitting part; `make bench` reports on the others.
"""

import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bench.data import EvalQuestion, EvalSet, holds_answer, holds_paragraph, load_set, same_title
from bench.library import separate_library
from bot.answer.extractive import choose, quoted
from index.calibrate import fit, rescaled, thresholds
from index.catalog import Catalog
from index.confidence import Calibration, Weights
from index.embed import BUNDLED_DIGEST, Embedder, SentenceTransformerEmbedder, one_thread_each
from index.library import Library
from index.settings import BUNDLED_MODEL
from index.types import Findings, Signals

LIBRARIES: Mapping[str, Sequence[Sequence[str]]] = {
    "en": (("squad2",), ("xquad/en", "clapnq")),
    "es": (("xquad/es",),),
    "de": (("xquad/de",),),
    "zh": (("xquad/zh",),),
    "ar": (("xquad/ar",),),
}
"""For each language, the sets that are put into a library together."""

KNOWN = "en"
"""The language that the model was made for: there it counts in full, as the weights were chosen."""

DENSE_SHARES = (0.1, 0.3, 0.5, 0.7, 1.0)
CLOSENESS_SHARES = (0.0, 0.25, 0.5, 1.0)
_FEW = 3  # articles in a small library
MOST_QUESTIONS = 1500  # of a set: more change the weights by little
PLACE = Path(__file__).parents[1] / "index" / "calibrations.json"


_NO_WEIGHTS = Weights(intercept=0, closeness=0, weakest=0, coverage=0, matched=0, dense=0, misfit=0)
NOTHING = Calibration(
    dense_share=1.0,
    closeness_share=1.0,
    weights=_NO_WEIGHTS,
    subject=_NO_WEIGHTS,
    thresholds={"low": 0.0, "normal": 0.0, "high": 0.0},
)
"""What is trusted while shares are tried."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The signals of one search, and what it held."""

    signals: Signals
    answerable: bool
    here: bool
    """Whether the article was in the library."""
    on_subject: bool
    shown: bool
    """Whether an accepted answer is in the sentences that would be shown."""

    @property
    def answered(self) -> bool:
        """Whether the library held an answer."""
        return self.answerable and self.here


def main() -> None:
    """Fit every language, print what came out, and write it where the library reads it."""
    embedder = SentenceTransformerEmbedder(BUNDLED_MODEL)
    one_thread_each()
    document = {}
    for language, libraries in LIBRARIES.items():
        calibration = calibrate(language, libraries, embedder)
        document[language] = calibration.document()
        print(f"{language}: {json.dumps(calibration.document())}", flush=True)
    text = json.dumps({"model": BUNDLED_DIGEST, "languages": document}, indent=2)
    PLACE.write_text(f"{text}\n", encoding="utf-8")


def calibrate(language: str, libraries: Sequence[Sequence[str]], embedder: Embedder) -> Calibration:
    """The calibration of a language, fitted on the fitting part of these libraries' sets."""
    chosen: Calibration | None = None
    asked: list[Asked] = []
    for names in libraries:
        sets = [load_set(name) for name in names]
        with separate_library([a for one in sets for a in one.articles], embedder) as library:
            # The shares are chosen in the first library: the largest.
            chosen = chosen or _shares(language, library, sets)
            with trusted(library, language, chosen):
                asked.extend(_ask(library, sets))
    assert chosen is not None
    few = list(_ask_small(language, load_set(libraries[-1][0]), chosen, embedder))
    # Questions that their own article doesn't answer are on the subject, and prove nothing more.
    judged = [one for one in (*asked, *few) if one.answerable]
    # What tells searches apart best is whether the answer is in the library; what the number then
    # means is how often it is shown.
    weights = fit([_read(one, language) for one in judged], [one.answered for one in judged])
    # The larger a library, the more there is to be mistaken for an answer: it sets what a number
    # means, and the threshold.
    whole = [one for one in asked if one.answerable]
    signals = [_read(one, language) for one in whole]
    weights = rescaled(weights, signals, [one.shown for one in whole])
    missing = [weights.probability(one.signals) for one in asked if not one.here]
    everything = [*asked, *few]
    return replace(
        chosen,
        weights=weights,
        subject=fit(
            [_read(one, language) for one in everything], [one.on_subject for one in everything]
        ),
        thresholds=thresholds(missing),
    )


def _read(asked: Asked, language: str) -> Signals:
    """The signals that count in a language.

    How many rare words match helps where the model knows little of the language. Where it knows it,
    such a weight would only punish those who ask in words of their own.
    """
    return replace(asked.signals, matched=0.0) if language == KNOWN else asked.signals


def _ask_small(
    language: str, one: EvalSet, calibration: Calibration, embedder: Embedder
) -> Iterator[Asked]:
    """The same in libraries of a few articles, where few words are rare."""
    wanted = {article_id for question in _questions([one]) for article_id in question.article_ids}
    articles = [article for article in one.articles if article.article_id in wanted]
    for start in range(0, len(articles) - _FEW + 1, _FEW):
        few = articles[start : start + _FEW]
        ids = {article.article_id for article in few}
        questions = tuple(question for question in one.questions if question.article_ids <= ids)
        part = replace(one, articles=tuple(few), questions=questions)
        with separate_library(few, embedder) as library, trusted(library, language, calibration):
            yield from _ask(library, [part])


@contextmanager
def trusted(library: Library, language: str, calibration: Calibration) -> Iterator[None]:
    """Let a library use a calibration, through the catalog as every library gets its own."""
    catalog: Catalog = library._catalog
    kept = catalog.calibrations()
    document = {"model": BUNDLED_DIGEST, "languages": {language: calibration.document()}}
    catalog.set_calibrations(document)
    library.catch_up()
    yield
    catalog.set_calibrations(kept)
    library.catch_up()


def _shares(language: str, library: Library, sets: Sequence[EvalSet]) -> Calibration:
    """What meaning counts in passages, and in sentences, by what then comes first."""
    if language == KNOWN:
        return NOTHING
    questions = [question for question in _questions(sets) if question.answerable]
    everything = _everything(sets)

    def share_right(tried: Calibration, right: Callable[[EvalQuestion, Findings], bool]) -> float:
        with trusted(library, language, tried):
            searches = (
                (one, library.search(one.text, collections=everything)) for one in questions
            )
            return float(np.mean([right(one, found) for one, found in searches]))

    tried = [replace(NOTHING, dense_share=share, closeness_share=0.5) for share in DENSE_SHARES]
    passages = max(tried, key=lambda one: share_right(one, _right_paragraph))
    tried = [replace(passages, closeness_share=share) for share in CLOSENESS_SHARES]
    return max(tried, key=lambda one: share_right(one, _right_sentence))


def _right_sentence(question: EvalQuestion, found: Findings) -> bool:
    return bool(found.sentences) and holds_answer(found.sentences[0].text, question)


def _right_paragraph(question: EvalQuestion, found: Findings) -> bool:
    if not found.passages:
        return False
    first = found.passages[0]
    return first.source.article_id in question.article_ids and holds_paragraph(first.text, question)


def _ask(library: Library, sets: Sequence[EvalSet]) -> Iterator[Asked]:
    everything = _everything(sets)
    for question in _questions(sets):
        found = library.search(question.text, collections=everything)
        yield _judged(question, found, here=True)
        if question.answerable:
            others = everything - same_title(question, sets)
            found = library.search(question.text, collections=others)
            yield _judged(question, found, here=False)


def _judged(question: EvalQuestion, found: Findings, *, here: bool) -> Asked:
    passages = {passage.chunk_id: passage for passage in found.passages}
    first = [passages[one.chunk_id].source.article_id for one in found.sentences[:1]]
    shown = [passages[one.chunk_id].quote(quoted(one)) for one in choose(found)]
    return Asked(
        signals=found.signals,
        answerable=question.answerable,
        here=here,
        on_subject=here and not question.article_ids.isdisjoint(first),
        shown=here and question.answerable and any(holds_answer(text, question) for text in shown),
    )


def _questions(sets: Sequence[EvalSet]) -> list[EvalQuestion]:
    """The questions of the fitting part, or as many of a large set as make a difference."""
    chance = random.Random(3)
    return [
        question
        for one in sets
        for question in chance.sample(one.questions, len(one.questions))[:MOST_QUESTIONS]
        if not question.report
    ]


def _everything(sets: Sequence[EvalSet]) -> frozenset[str]:
    return frozenset(article.article_id for one in sets for article in one.articles)


if __name__ == "__main__":
    main()
