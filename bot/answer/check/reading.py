"""A text and its language come in, all that the checks look at in it goes out. Pure."""

from dataclasses import dataclass

from bot.answer.check.dates import Date, dates
from bot.answer.check.letters import Word, clean, words
from bot.answer.check.names import Known, Name, known, names
from bot.answer.check.polarity import Polarity, polarity
from bot.answer.check.quantities import Quantity, quantities
from index.terms import content


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A text as it is compared; every place counts in `text`, which is cleaned."""

    text: str
    language: str
    words: tuple[Word, ...]
    dates: tuple[Date, ...]
    quantities: tuple[Quantity, ...]
    names: tuple[Name, ...]
    known: Known
    polarity: Polarity
    content: frozenset[str]


def read(text: str, language: str) -> Reading:
    """All that a text says that can be compared word by word."""
    cleaned = clean(text)
    found = tuple(words(cleaned))
    told = tuple(dates(cleaned, found))
    dated = [(one.start, one.end) for one in told]
    numbers = tuple(quantities(cleaned, found, language, dated))
    return Reading(
        text=cleaned,
        language=language,
        words=found,
        dates=told,
        quantities=numbers,
        names=tuple(
            names(cleaned, found, language, [*dated, *((one.start, one.end) for one in numbers)])
        ),
        known=known(cleaned, found),
        polarity=polarity(cleaned, found, language),
        content=content(cleaned, language),
    )
