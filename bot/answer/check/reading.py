"""A text and its language come in, all that the checks look at in it goes out. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.answer.check.dates import Date, dates
from bot.answer.check.letters import Word, clean, words
from bot.answer.check.names import Known, Name, known, names
from bot.answer.check.polarity import Polarity, polarity
from bot.answer.check.quantities import Quantity, quantities
from index.terms import content


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A text as it is compared; every place counts in `text`, which is cleaned.

    `content` has its terms, without function words and without what is said in numbers.
    """

    text: str
    language: str
    words: tuple[Word, ...]
    dates: tuple[Date, ...]
    quantities: tuple[Quantity, ...]
    names: tuple[Name, ...]
    known: Known
    polarity: Polarity
    content: frozenset[str]

    def told(self) -> Iterator[tuple[int, int]]:
        """Where its dates and numbers stand: what is compared by value, and not by meaning."""
        return _told(self.dates, self.quantities)


def read(text: str, language: str) -> Reading:
    """All that a text says that can be compared word by word."""
    cleaned = clean(text)
    found = tuple(words(cleaned))
    days = tuple(dates(cleaned, found))
    dated = [(one.start, one.end) for one in days]
    numbers = tuple(quantities(cleaned, found, language, dated))
    spans = [*dated, *((one.start, one.end) for one in numbers)]
    return Reading(
        text=cleaned,
        language=language,
        words=found,
        dates=days,
        quantities=numbers,
        names=tuple(names(cleaned, found, language, spans)),
        known=known(cleaned, found),
        polarity=polarity(cleaned, found, language),
        content=_content(cleaned, language, _told(days, numbers)),
    )


def _told(days: Iterable[Date], numbers: Iterable[Quantity]) -> Iterator[tuple[int, int]]:
    yield from ((one.start, one.end) for one in days)
    for one in numbers:
        yield one.start if one.hedged_from < 0 else one.hedged_from, one.end


def _content(cleaned: str, language: str, spans: Iterable[tuple[int, int]]) -> frozenset[str]:
    parts, start = [], 0
    for first, last in sorted(spans):
        parts.append(cleaned[start:first])
        start = max(start, last)
    return content(" ".join([*parts, cleaned[start:]]), language)
