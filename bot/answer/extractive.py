"""Findings come in, an answer made of verbatim sentences goes out, each with its footnote.

No model writes here: what is said is what an article says, letter for letter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.answer.citations import cite
from bot.answer.differ import differing
from bot.answer.timing import heeded
from bot.types import Answer, Citation, Statement
from index.terms import terms
from index.types import Caution, Findings, Passage, RankedSentence, Span

MOST_SENTENCES = 3
MOST_CLOSEST = 2

# `docs/decisions/0005-answers.md` has the figures behind these three.
_MARGIN = 2.5
"""A further sentence may score this much less than the best."""
_CLOSEST_MARGIN = 2.0
_REPEATS = 0.6
"""A sentence repeats another when it shares this part of the smaller one's terms."""


def answer(
    question: str,
    findings: Findings,
    *,
    caution: Caution = "normal",
    searched: str | None = None,
) -> Answer:
    """Answer from what was found, or say that the articles don't and offer the closest places.

    `searched` is the question that the findings are for, where that is another than was typed.
    """
    passages = {passage.chunk_id: passage for passage in findings.passages}
    sentences = findings.sentences
    threshold = findings.thresholds[caution]
    answered = bool(sentences) and findings.confidence >= threshold
    pair = differing(searched or question, findings) if answered else None
    if pair is not None:
        chosen = _with_both(pair, choose(findings))
    else:
        chosen = choose(findings) if answered else _closest(sentences)
    citations = tuple(
        cite(number, passages[one.chunk_id], quoted(one)) for number, one in enumerate(chosen, 1)
    )
    return Answer(
        question=question,
        answered=answered,
        confidence=findings.confidence,
        statements=tuple(map(_statement, chosen, citations)) if answered else (),
        citations=citations,
        passages=findings.passages,
        partly=bool(sentences) and not answered and findings.on_subject,
        threshold=threshold,
        signals=findings.signals,
        language=findings.language,
        timing=heeded(findings.when),
        differ=pair is not None,
        milliseconds=findings.milliseconds,
    )


def choose(findings: Findings) -> list[RankedSentence]:
    """The sentences that an answer is made of, were it given: the best first."""
    passages = {passage.chunk_id: passage for passage in findings.passages}
    return _in_order(_choose(findings.sentences, passages), passages)


def _with_both(
    pair: tuple[RankedSentence, RankedSentence], chosen: Sequence[RankedSentence]
) -> list[RankedSentence]:
    """Two sentences that differ before what else was chosen, as far as it is none of theirs."""
    others = [
        one
        for one in chosen
        if not _within(one.span, [quoted(two) for two in pair if two.chunk_id == one.chunk_id])
    ]
    return [*pair, *others][:MOST_SENTENCES]


def quoted(sentence: RankedSentence) -> Span:
    """What is quoted of a sentence: with what it leans on before it."""
    return Span((sentence.leans_on or sentence.span).start, sentence.span.end)


def repeats(words: frozenset[str], said: frozenset[str]) -> bool:
    """Whether one sentence's terms add nothing to another's; no terms, as of "—", never do."""
    return not words or len(words & said) >= _REPEATS * max(min(len(words), len(said)), 1)


def _statement(sentence: RankedSentence, citation: Citation) -> Statement:
    start = citation.start
    return Statement(
        text=citation.quote,
        citations=(citation.number,),
        bold=tuple(Span(one.start - start, one.end - start) for one in sentence.bold),
    )


def _choose(
    sentences: Sequence[RankedSentence], passages: Mapping[int, Passage]
) -> list[RankedSentence]:
    """The best sentence, and up to two more that are nearly as good and add something."""
    chosen: list[RankedSentence] = []
    said: list[frozenset[str]] = []
    for one in sentences:
        if chosen and one.score < chosen[0].score - _MARGIN:
            break
        article = passages[one.chunk_id].source.key
        quotes = [
            quoted(other) for other in chosen if passages[other.chunk_id].source.key == article
        ]
        words = frozenset(terms(one.text))
        if _within(one.span, quotes) or any(repeats(words, other) for other in said):
            continue
        chosen.append(replace(one, leans_on=_unsaid(one, passages[one.chunk_id], quotes)))
        said.append(words)
        if len(chosen) == MOST_SENTENCES:
            break
    return chosen


def _unsaid(sentence: RankedSentence, passage: Passage, quotes: Sequence[Span]) -> Span | None:
    """What a sentence leans on, back to what is said already."""
    if sentence.leans_on is None:
        return None
    first, end = sentence.leans_on
    start = end
    for span in reversed(passage.sentences):
        if first <= span.start and span.end <= end:
            if _within(span, quotes):
                break
            start = span.start
    return Span(start, end) if start < end else None


def _within(span: Span, quotes: Sequence[Span]) -> bool:
    return any(quote.start <= span.start and span.end <= quote.end for quote in quotes)


def _in_order(
    chosen: Sequence[RankedSentence], passages: Mapping[int, Passage]
) -> list[RankedSentence]:
    """The best first; of the others, those of one article in the order they stand there."""
    rest = list(chosen[1:])
    articles = {passages[one.chunk_id].source.key for one in rest}
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
