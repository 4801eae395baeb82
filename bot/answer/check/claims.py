"""What a written sentence claims and its passages come in, reasons to withhold it go out. Pure."""

from collections.abc import Iterator, Sequence

from bot.answer.check.agreement import stands as number_stands
from bot.answer.check.dates import agrees, relative
from bot.answer.check.names import stands as name_stands
from bot.answer.check.polarity import negated, reversed_word
from bot.answer.check.quantities import Quantity
from bot.answer.check.reading import Reading
from bot.answer.check.verdict import Cited, Reason


def wrong_dates(written: Reading, cited: Sequence[Cited]) -> Iterator[Reason]:
    """Dates that stand in no passage, and those that are told from the day of reading."""
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
            said = f'What "{words_of_time}" means depends on the day of reading: say the date.'
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


def wrong_numbers(written: Reading, cited: Sequence[Cited]) -> Iterator[Reason]:
    """Numbers that stand in no passage, or with another unit."""
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


def wrong_names(written: Reading, cited: Sequence[Cited], *, foreign: bool) -> Iterator[Reason]:
    """Names that stand in no passage, nor in a title or heading."""
    places = [sentence.known for one in cited for sentence in one.sentences]
    places += [about for one in cited for about in one.about]
    for name in written.names:
        if not name_stands(name, places, foreign=foreign):
            said = f"The name {name.text} stands in no cited passage."
            yield Reason(fault="name", sentence=said, subject=name.text)


def turned(written: Reading, nearest: Sequence[Reading]) -> Iterator[Reason]:
    """What the nearest sentences deny, or say the opposite of."""
    sources = [one.polarity for one in nearest]
    if negated(written.polarity, sources):
        said = "The sentence denies what the cited passages say, or says what they deny."
        yield Reason(fault="negation", sentence=said)
    opposite = reversed_word(written.polarity, sources)
    if opposite is not None:
        said = f'The cited passages say the opposite of "{opposite}".'
        yield Reason(fault="opposite", sentence=said, subject=opposite)
