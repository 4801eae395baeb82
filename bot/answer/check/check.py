"""A written sentence and the passages that it cites come in, a verdict goes out.

Nothing here knows a model that writes, or an event loop. A sentence passes when its footnotes
exist, every number, date, unit and name in it stands in a cited passage, nothing in it is denied or
reversed, and its meaning is near. Whatever is wrong is said in sentences for whoever wrote it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from bot.answer.check.dates import agrees, relative
from bot.answer.check.footnotes import parted
from bot.answer.check.letters import clean, words
from bot.answer.check.meaning import (
    Nearness,
    TokenVectors,
    best_by_sentence,
    cosines,
    embed_sentence,
    nearness,
    weights_for,
)
from bot.answer.check.names import Name, known, stands
from bot.answer.check.polarity import negated, reversed_word
from bot.answer.check.quantities import Quantity
from bot.answer.check.quantities import stands as number_stands
from bot.answer.check.reading import Reading, read
from bot.answer.check.verdict import Cited, Reason, Support, Verdict
from index.embed import Embedder
from index.language import detect
from index.types import Passage, Span

LONGEST = 1_000
"""Characters of a sentence that is looked at; nobody reads longer ones, and none is needed."""

_NEAREST = 3
"""Sentences of the passages that a written one is held against word by word."""


def prepare(number: int, passage: Passage, vectors: TokenVectors, language: str = "") -> Cited:
    """Make a passage ready to be checked against, under its footnote's number."""
    spans = passage.sentences or (Span(passage.start, passage.end),)
    language = language or detect(passage.text)
    source = passage.source
    about = [source.title, passage.heading, source.author, source.publisher]
    cleaned = [clean(text) for text in about if text]
    return Cited(
        number=number,
        passage=passage,
        language=language,
        vectors=vectors,
        spans=spans,
        sentences=tuple(read(passage.quote(span), language) for span in spans),
        about=tuple(known(text, words(text)) for text in cleaned),
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
        said = (
            f"There is no passage {wrong[0]}." if wrong else "The sentence has no footnote."
        )
        subject = f"[{wrong[0]}]" if wrong else ""
        reason = Reason(fault="footnote", sentence=said, subject=subject)
        return _refused(text, reason)
    return check(text, cited, embedder, language)


def check(
    sentence: str, cited: Sequence[Cited], embedder: Embedder, language: str = ""
) -> Verdict:
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
    written = read(cleaned, language or detect(cleaned, [*languages, "en"]))
    foreign = written.language not in languages
    near, best = _near(written, cited, embedder)
    order = _nearest_first(best, cited)
    reasons = [
        *_wrong_dates(written, cited),
        *_wrong_numbers(written, cited),
        *_wrong_names(written, cited, foreign=foreign),
    ]
    if not foreign:
        nearest = [cited[passage].sentences[place] for passage, place in order[:_NEAREST]]
        reasons.extend(_turned(written, nearest))
    weights = weights_for(embedder.model.digest, foreign=foreign)
    probability = weights.probability(near) if weights is not None else 1.0
    if weights is not None and probability < weights.threshold:
        said = "The cited passages don't say this, or not in words that are near to it."
        reasons.append(Reason(fault="meaning", sentence=said))
    return Verdict(
        supported=not reasons,
        text=sentence,
        reasons=tuple(reasons),
        support=tuple(_support(order, cited)),
        probability=probability,
    )


def measure(written: Reading, cited: Sequence[Cited], embedder: Embedder) -> Nearness:
    """How near a sentence is to the passages: what the threshold is fitted on."""
    return _near(written, cited, embedder)[0]


def _refused(text: str, reason: Reason) -> Verdict:
    return Verdict(supported=False, text=text, reasons=(reason,), support=(), probability=0.0)


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


def _near(
    written: Reading, cited: Sequence[Cited], embedder: Embedder
) -> tuple[Nearness, list[NDArray[np.float32]]]:
    """How near the sentence is, and its tokens' best cosines in each sentence of each passage."""
    tokens = embed_sentence(written.text, embedder)
    best = [
        best_by_sentence(
            cosines(tokens, one.vectors), one.vectors.ends, one.spans, one.passage.start
        )
        for one in cited
    ]
    near = nearness(written.text, tokens.ends, np.concatenate(best))
    held = {term for one in cited for sentence in one.sentences for term in sentence.content}
    held |= {term for one in cited for about in one.about for term in about.words}
    terms = written.content
    return replace(near, coverage=len(terms & held) / max(len(terms), 1)), best


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


def _wrong_dates(written: Reading, cited: Sequence[Cited]) -> Iterator[Reason]:
    told = [date for one in cited for sentence in one.sentences for date in sentence.dates]
    years = _years(cited)
    for date in written.dates:
        if not agrees(date, told, years):
            said = f"The date {date.text} stands in no cited passage."
            yield Reason(fault="date", sentence=said, subject=date.text)
    said_so = {
        said.casefold()
        for one in cited
        for sentence in one.sentences
        for said in relative(sentence.text)
    }
    for words_of_time in relative(written.text):
        if words_of_time.casefold() not in said_so:
            said = f'"{words_of_time}" depends on the day of reading: say the date.'
            yield Reason(fault="relative date", sentence=said, subject=words_of_time)


def _years(cited: Sequence[Cited]) -> frozenset[int]:
    """Years that complete a day and month: those that a passage names, and its article's own."""
    found = {
        int(value)
        for one in cited
        for sentence in one.sentences
        for quantity in sentence.quantities
        if quantity.is_year
        for value in quantity.values
    }
    found |= {date.year for one in cited for s in one.sentences for date in s.dates if date.year}
    published = [one.passage.source.published for one in cited]
    return frozenset(found | {int(date[:4]) for date in published if date and date[:4].isdecimal()})


def _wrong_numbers(written: Reading, cited: Sequence[Cited]) -> Iterator[Reason]:
    told = [number for one in cited for s in one.sentences for number in s.quantities]
    told += [
        Quantity(values=frozenset({float(date.year)}), start=0, end=0, text=date.text)
        for one in cited
        for sentence in one.sentences
        for date in sentence.dates
        if date.year
    ]
    for number in written.quantities:
        found = number_stands(number, told)
        if found == "unit":
            said = f'The number in "{number.text}" has another unit in the cited passages.'
            yield Reason(fault="unit", sentence=said, subject=number.text)
        elif found == "no":
            said = f"The number {number.text} stands in no cited passage."
            yield Reason(fault="number", sentence=said, subject=number.text)


def _wrong_names(written: Reading, cited: Sequence[Cited], *, foreign: bool) -> Iterator[Reason]:
    places = [sentence.known for one in cited for sentence in one.sentences]
    places += [about for one in cited for about in one.about]
    for name in written.names:
        if not stands(name, places, foreign=foreign):
            yield _wrong_name(name)


def _wrong_name(name: Name) -> Reason:
    said = f"The name {name.text} stands in no cited passage."
    return Reason(fault="name", sentence=said, subject=name.text)


def _turned(written: Reading, nearest: Sequence[Reading]) -> Iterator[Reason]:
    sources = [one.polarity for one in nearest]
    if negated(written.polarity, sources):
        said = "The sentence denies what the cited passages say, or says what they deny."
        yield Reason(fault="negation", sentence=said)
    opposite = reversed_word(written.polarity, sources)
    if opposite is not None:
        said = f'The cited passages say the opposite of "{opposite}".'
        yield Reason(fault="opposite", sentence=said, subject=opposite)
