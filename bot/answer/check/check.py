"""A written sentence and the passages that it cites come in, a verdict goes out.

Nothing here knows a model that writes, or an event loop. A sentence passes when its footnotes
exist, every number, date, unit and name in it stands in a cited passage, nothing in it is denied or
reversed, and its meaning is near. Whatever is wrong is said in sentences for whoever wrote it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bot.answer.check.attachment import Item, Misplaced, exchanged, items, misplaced
from bot.answer.check.claims import turned, wrong_dates, wrong_names, wrong_numbers
from bot.answer.check.footnotes import parted
from bot.answer.check.letters import clean, folded, words
from bot.answer.check.meaning import (
    Nearness,
    TokenVectors,
    best_by_sentence,
    cosines,
    embed_sentence,
    limits,
    nearness,
    weights_for,
)
from bot.answer.check.names import known
from bot.answer.check.reading import Reading, read
from bot.answer.check.verdict import Cited, Reason, Support, Verdict
from index.embed import Embedder
from index.language import detect
from index.terms import content
from index.types import Passage, Span

LONGEST = 1_000
"""Characters of a sentence that is looked at; nobody reads longer ones, and none is needed."""

_OWN_WORDS = 0.4
"""A sentence of which this share of words stands in its passages is of their language."""

_NEAREST = 3
"""Sentences of the passages that a written one is held against word by word."""


@dataclass(frozen=True, slots=True)
class _Compared:
    """A sentence's tokens, and how like they are to those of each passage.

    `alike` has (m, n) cosines for each passage, `best` the best of each sentence of it, (k, m).
    """

    tokens: TokenVectors
    alike: list[NDArray[np.float32]]
    best: list[NDArray[np.float32]]


def prepare(number: int, passage: Passage, vectors: TokenVectors, language: str = "") -> Cited:
    """Make a passage ready to be checked against, under its footnote's number."""
    spans = passage.sentences or (Span(passage.start, passage.end),)
    language = language or detect(passage.text)
    source = passage.source
    about = [source.title, passage.heading, source.author, source.publisher]
    cleaned = [clean(text) for text in about if text]
    sentences = tuple(read(passage.quote(span), language) for span in spans)
    return Cited(
        number=number,
        passage=passage,
        language=language,
        vectors=vectors,
        spans=spans,
        sentences=sentences,
        items=tuple(
            item
            for span, sentence in zip(spans, sentences, strict=True)
            for item in items(
                sentence, vectors.ends, passage.quote(span), span.start - passage.start
            )
        ),
        about=tuple(known(text, words(text)) for text in cleaned),
        headed=content(" ".join(cleaned), language),
    )


def check_written(
    written: str, offered: Mapping[int, Cited], embedder: Embedder, language: str = ""
) -> Verdict:
    """Check a sentence as a model writes it, with its footnotes.

    `offered` are all passages that could be cited, by number; `language` is the answer's.
    """
    text, numbers = parted(written)
    wrong = [number for number in numbers if number not in offered]
    cited = [offered[number] for number in numbers if number in offered]
    if not numbers or wrong:
        said = f"There is no passage {wrong[0]}." if wrong else "The sentence has no footnote."
        subject = f"[{wrong[0]}]" if wrong else ""
        reason = Reason(fault="footnote", sentence=said, subject=subject)
        return _refused(text, reason)
    return check(text, cited, embedder, language)


def check(sentence: str, cited: Sequence[Cited], embedder: Embedder, language: str = "") -> Verdict:
    """Check a sentence without footnotes against the passages that it cites.

    `language` is the sentence's, told from its words where it is left out.
    """
    if len(sentence) > LONGEST:
        said = f"The sentence is longer than {LONGEST} characters."
        return _refused(sentence[:LONGEST], Reason(fault="length", sentence=said))
    cleaned = clean(sentence)
    if not cited or not any(letter.isalnum() for letter in cleaned):
        said = "The sentence cites nothing." if not cited else "The sentence says nothing."
        return _refused(sentence, Reason(fault="footnote", sentence=said))
    if (verbatim := _verbatim(cleaned, cited)) is not None:
        return Verdict(
            supported=True, text=sentence, reasons=(), support=(verbatim,), probability=1.0
        )
    languages = sorted({one.language for one in cited})
    written = read(cleaned, language or _language(cleaned, cited))
    foreign = written.language not in languages
    compared = _compared(written, cited, embedder)
    order = _nearest_first(compared.best, cited)
    reasons = [
        *wrong_dates(written, cited),
        *wrong_numbers(written, cited),
        *wrong_names(written, cited, foreign=foreign),
    ]
    if not foreign:
        nearest = [cited[passage].sentences[place] for passage, place in order[:_NEAREST]]
        reasons.extend(turned(written, nearest))
        reasons.extend(_misplaced(written, cited, compared, embedder.model.digest))
    weights = weights_for(embedder.model.digest, foreign=foreign)
    probability = 1.0
    if weights is not None:
        probability = weights.probability(_near(written, cited, compared))
        if probability < weights.threshold:
            said = "The cited passages don't say this, or not in words that are near to it."
            reasons.append(Reason(fault="meaning", sentence=said))
    return Verdict(
        supported=not reasons,
        text=sentence,
        reasons=tuple(reasons),
        support=tuple(_support(order, cited)),
        probability=probability,
    )


def measure(
    sentence: str, cited: Sequence[Cited], embedder: Embedder, language: str = "en"
) -> tuple[Nearness, float, float]:
    """What the limits are fitted on: the nearness, and the largest gaps of `attachment`."""
    written = read(sentence, language)
    compared = _compared(written, cited, embedder)
    moved, turned_round = _gaps(written, cited, compared)
    return (
        _near(written, cited, compared),
        max((one.gap for one in moved), default=-1.0),
        max((one.gap for one in turned_round), default=-1.0),
    )


def _refused(text: str, reason: Reason) -> Verdict:
    return Verdict(supported=False, text=text, reasons=(reason,), support=(), probability=0.0)


def _language(cleaned: str, cited: Sequence[Cited]) -> str:
    """The language of a sentence: the passage's, unless it is clearly another.

    A short sentence full of names is easily mistaken; that its words are the passage's tells.
    """
    language = detect(cleaned)
    mine = {folded(word.text) for word in words(cleaned) if word.is_word}
    held = {word for one in cited for sentence in one.sentences for word in sentence.known.words}
    if not language or len(mine & held) >= _OWN_WORDS * len(mine):
        return cited[0].language
    return language


def _verbatim(cleaned: str, cited: Sequence[Cited]) -> Support | None:
    """The sentence of a passage, or several in a row, that a sentence repeats word for word."""
    for one in cited:
        for first, span in enumerate(one.spans):
            said = ""
            for last in range(first, len(one.spans)):
                said = f"{said} {one.sentences[last].text}".strip()
                if said == cleaned:
                    return Support(number=one.number, span=Span(span.start, one.spans[last].end))
                if len(said) >= len(cleaned):
                    break
    return None


def _compared(written: Reading, cited: Sequence[Cited], embedder: Embedder) -> _Compared:
    tokens = embed_sentence(written.text, embedder)
    alike = [cosines(tokens, one.vectors) for one in cited]
    best = [
        best_by_sentence(mine, one.vectors.ends, one.spans, one.passage.start)
        for mine, one in zip(alike, cited, strict=True)
    ]
    return _Compared(tokens, alike, best)


def _near(written: Reading, cited: Sequence[Cited], compared: _Compared) -> Nearness:
    near = nearness(
        written.text, compared.tokens.ends, np.concatenate(compared.best), written.told()
    )
    held = {term for one in cited for sentence in one.sentences for term in sentence.content}
    held |= {term for one in cited for term in one.headed}
    terms = written.content
    return replace(near, coverage=len(terms & held) / max(len(terms), 1))


def _misplaced(
    written: Reading, cited: Sequence[Cited], compared: _Compared, digest: str
) -> Iterator[Reason]:
    """Words that stand in the passages, but in another's place."""
    most = limits(digest)
    if most is None:
        return
    moved, turned_round = _gaps(written, cited, compared)
    for one in moved:
        if one.gap > most.misplaced:
            said = f"Where the sentence says {one.text}, the cited passages say {one.rival}."
            yield Reason(fault="exchange", sentence=said, subject=one.text)
    for one in turned_round:
        if one.gap > most.exchanged:
            said = f"The cited passages say it of {one.rival} where the sentence says {one.text}."
            yield Reason(fault="exchange", sentence=said, subject=one.text)


def _gaps(
    written: Reading, cited: Sequence[Cited], compared: _Compared
) -> tuple[list[Misplaced], list[Misplaced]]:
    mine = items(written, compared.tokens.ends, written.text, 0)
    if not mine:
        return [], []
    theirs: list[Item] = []
    before = 0
    for one, alike in zip(cited, compared.alike, strict=True):
        theirs.extend(item.moved(before) for item in one.items)
        before += alike.shape[1]
    together = np.concatenate(compared.alike, axis=1)
    return list(misplaced(mine, theirs, together)), list(exchanged(mine, theirs, together))


def _nearest_first(
    best: Sequence[NDArray[np.float32]], cited: Sequence[Cited]
) -> list[tuple[int, int]]:
    """All sentences of all passages as (passage, place in it), the nearest first."""
    scored = [
        (-float(mine.mean()) if mine.size else 0.0, passage, place)
        for passage, rows in enumerate(best)
        for place, mine in enumerate(rows)
    ]
    return [(passage, place) for _, passage, place in sorted(scored)]


def _support(order: Sequence[tuple[int, int]], cited: Sequence[Cited]) -> Iterator[Support]:
    seen: set[int] = set()
    for passage, place in order:
        if passage not in seen:
            seen.add(passage)
            yield Support(number=cited[passage].number, span=cited[passage].spans[place])
