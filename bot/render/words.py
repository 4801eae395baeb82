"""Numbers, dates and verdicts come in; the words that every door says of them go out."""

import re

CLEAR = 0.85
LIKELY = 0.6

NOT_SAID = "The articles don't say."
CLOSEST = "The closest I found:"
SOURCES = "Sources"
SHOW_PASSAGES = "Show passages"
REFERENCE = "Reference: {reference}"

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def confidence_words(confidence: float) -> str:
    """How sure an answer is, as a sentence; `confidence` lies between 0 and 1."""
    if confidence >= CLEAR:
        return "The articles say so clearly."
    if confidence >= LIKELY:
        return "This seems to be what the articles say."
    return "This is the nearest the articles come to an answer; please check the passages."


def footnote(number: int) -> str:
    """The mark of a footnote: 1 becomes `¹`."""
    return str(number).translate(_SUPERSCRIPTS)


def footnotes(numbers: tuple[int, ...]) -> str:
    """The marks behind a sentence, parted by a space that does not break: `¹ ²`."""
    return "\u202f".join(footnote(number) for number in numbers)


def date_words(published: str) -> str:
    """An ISO 8601 date as a person writes it: `2024-03-05` becomes `5 March 2024`.

    What is no such date comes back as it is.
    """
    match = _DATE.fullmatch(published)
    if match is None:
        return published
    year, month, day = match.groups()
    if month is None:
        return str(year)
    if not 1 <= int(month) <= len(_MONTHS):
        return published
    name = _MONTHS[int(month) - 1]
    return f"{name} {year}" if day is None else f"{int(day)} {name} {year}"


def origin_words(publisher: str | None, published: str | None) -> str:
    """Who published an article and when, as far as it is known: `Example News, 5 March 2024`."""
    parts = (publisher, date_words(published) if published else None)
    return ", ".join(part for part in parts if part)
