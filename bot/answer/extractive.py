"""Findings come in, an answer made of verbatim sentences goes out, each with its footnote.

No model writes here: what is said is what an article says, letter for letter.
"""

from collections.abc import Mapping, Sequence

from bot.answer.citations import cite
from bot.answer.confidence import THRESHOLD, confidence
from bot.answer.kind import misfits
from bot.types import Answer, Citation, Statement
from index.terms import terms
from index.types import Findings, Passage, RankedSentence

MOST_SENTENCES = 3
MOST_CLOSEST = 2

# `docs/decisions/0005-answers.md` has the figures behind these three.
_MARGIN = 2.5
"""A further sentence may score this much less than the best."""
_CLOSEST_MARGIN = 2.0
_REPEATS = 0.6
"""A sentence repeats another when it shares this part of the smaller one's terms."""


def answer(question: str, findings: Findings, *, threshold: float = THRESHOLD) -> Answer:
    """Answer from what was found, or say that the articles don't and offer the closest places.

    `threshold` is the confidence from which there is an answer.
    """
    sure = _sureness(question, findings)
    passages = {passage.chunk_id: passage for passage in findings.passages}
    sentences = findings.sentences
    answered = bool(sentences) and sure >= threshold
    chosen = _in_order(_choose(sentences), passages) if answered else _closest(sentences)
    citations = _cite(chosen, passages)
    return Answer(
        question=question,
        answered=answered,
        confidence=sure,
        statements=tuple(
            Statement(text=citation.quote, citations=(citation.number,)) for citation in citations
        )
        if answered
        else (),
        citations=citations,
        passages=findings.passages,
        milliseconds=findings.milliseconds,
    )


def _sureness(question: str, findings: Findings) -> float:
    if not findings.sentences:
        return 0.0
    misfit = misfits(question, findings.sentences[0].text)
    return confidence(findings.signals, misfit=misfit)


def _cite(
    chosen: Sequence[RankedSentence], passages: Mapping[int, Passage]
) -> tuple[Citation, ...]:
    return tuple(
        cite(number, passages[one.chunk_id], one.span) for number, one in enumerate(chosen, start=1)
    )


def _choose(sentences: Sequence[RankedSentence]) -> list[RankedSentence]:
    """The best sentence, and up to two more that are nearly as good and add something."""
    chosen: list[RankedSentence] = []
    said: list[frozenset[str]] = []
    for one in sentences:
        if chosen and one.score < chosen[0].score - _MARGIN:
            break
        words = frozenset(terms(one.text))
        if any(_repeats(words, other) for other in said):
            continue
        chosen.append(one)
        said.append(words)
        if len(chosen) == MOST_SENTENCES:
            break
    return chosen


def _repeats(words: frozenset[str], said: frozenset[str]) -> bool:
    """Whether one sentence's terms add nothing to another's; no terms, as of "—", never do."""
    return not words or len(words & said) >= _REPEATS * max(min(len(words), len(said)), 1)


def _in_order(
    chosen: Sequence[RankedSentence], passages: Mapping[int, Passage]
) -> list[RankedSentence]:
    """The best first; of the others, those of one article in the order they stand there."""
    rest = list(chosen[1:])
    articles = {passages[one.chunk_id].source.article_id for one in rest}
    if len(articles) == 1:
        rest.sort(key=lambda one: one.span)
    return [*chosen[:1], *rest]


def _closest(sentences: Sequence[RankedSentence]) -> list[RankedSentence]:
    """The best sentence, and that of another passage where it is about as close."""
    closest = list(sentences[:1])
    for one in sentences[1:]:
        if one.score < closest[0].score - _CLOSEST_MARGIN or len(closest) == MOST_CLOSEST:
            break
        if one.chunk_id != closest[0].chunk_id:
            closest.append(one)
    return closest
