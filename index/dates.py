"""Words that may name a date come in, its year, month and day as far as they are said go out.

Rules cut the words out of a text, in English, Spanish, German, French, Portuguese, Chinese and
Japanese; what holds the name of a month is then read by dateparser, in the one language that has
that name. Nothing here looks at a clock.
"""

import calendar
import re
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

MONTHS: Mapping[str, tuple[str, ...]] = {
    "en": (
        *("january|jan", "february|feb", "march|mar", "april|apr", "may", "june|jun", "july|jul"),
        *("august|aug", "september|sept|sep", "october|oct", "november|nov", "december|dec"),
    ),
    "de": (
        *("januar|jänner", "februar", "märz", "", "mai", "juni", "juli"),
        *("", "", "oktober", "", "dezember"),
    ),
    "es": (
        *("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio"),
        *("agosto", "septiembre|setiembre", "octubre", "noviembre", "diciembre"),
    ),
    "fr": (
        *("janvier", "février", "mars", "avril", "", "juin", "juillet"),
        *("août", "septembre", "octobre", "novembre", "décembre"),
    ),
    "pt": (
        *("janeiro", "fevereiro", "março", "", "maio", "junho", "julho"),
        *("", "setembro", "outubro", "novembro", "dezembro"),
    ),
}
"""The names of each month by language, without those that stand under another language."""
_NAMES: Mapping[str, str] = {code: "|".join(filter(None, MONTHS[code])) for code in MONTHS}
_MONTH = "|".join(_NAMES.values())
_YEAR = (
    r"(?<![\d.,])(?:1\d|20)\d\d(?![\d.,]*\d|[%°$€£]| ?[万萬億亿人]"
    r"| ?(?:metres|meters|km|people|words|percent|thousand|[mbtr]\w*illions?)\b)"
)

DATE = (
    rf"(?:\d{{4}}-\d\d(?:-\d\d)?(?!\d)"
    rf"|(?<!\d)\d{{1,2}}\.\d{{1,2}}\.\d{{4}}(?!\d)"
    rf"|\d{{4}} ?年(?: ?\d{{1,2}} ?月(?: ?\d{{1,2}} ?[日号號])?)?"
    rf"|(?:(?<!\d)\d{{1,2}}(?:st|nd|rd|th|er|º|\.)?(?: of| de)? )?\b(?:{_MONTH})\b\.?"
    rf"(?: \d{{1,2}}(?:st|nd|rd|th)?(?![\d.,]*\d|\w))?(?:,? (?:of |del? )?{_YEAR})?"
    rf"|{_YEAR})"
)
"""The pattern, for `re.I`, of the words that `read_date` may be given."""

_NUMERIC = (
    re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?"),
    re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})"),
    re.compile(
        r"(?P<year>\d{4}) ?年(?: ?(?P<month>\d{1,2}) ?月(?: ?(?P<day>\d{1,2}) ?[日号號])?)?"
    ),
)
_FIRST_YEAR, _LAST_YEAR = 1000, 2999  # what else has four digits is hardly a year
_ANY_YEAR = "2000"  # a leap year, so that 29 February is a day whatever its year
_LANGUAGE = {name: code for code, names in _NAMES.items() for name in names.split("|")}
_LETTERS = re.compile(r"[^\W\d_]+")
_FOUR = re.compile(r"\d{4}")
_DAY = re.compile(r"(?<!\d)\d{1,2}(?!\d)")


class Parts(NamedTuple):
    """A date as far as it was said; what was not is `None`."""

    year: int | None
    month: int | None
    day: int | None


def read_date(words: str) -> Parts | None:
    """The date that some words name, which `DATE` matches; nothing where they name none."""
    words = " ".join(words.split()).lower()
    for pattern in _NUMERIC:
        if match := pattern.fullmatch(words):
            said = {name: int(number) for name, number in match.groupdict().items() if number}
            return _checked(said.get("year"), said.get("month"), said.get("day"))
    return _with_month_name(words)


def _with_month_name(words: str) -> Parts | None:
    language = next(
        (_LANGUAGE[word] for word in _LETTERS.findall(words) if word in _LANGUAGE), None
    )
    if language is None:
        return None
    # Loaded when a month is first named: with its languages it takes a tenth of a second.
    from dateparser.date import DateDataParser

    year = _FOUR.search(words)
    parser = DateDataParser(
        languages=[language], settings={"PARSERS": ["absolute-time"], "DATE_ORDER": "DMY"}
    )
    found = parser.get_date_data(words if year else f"{words} {_ANY_YEAR}").date_obj
    if found is None:
        return None
    return Parts(
        found.year if year else None, found.month, found.day if _DAY.search(words) else None
    )


def _checked(year: int | None, month: int | None, day: int | None) -> Parts | None:
    if year is None or not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    return Parts(year, month, day)


def days(parts: Parts, now: date) -> tuple[date, date] | None:
    """The first and the last day of a date; one without a year is the last such before `now`.

    Nothing where there is no such day.
    """
    if parts.year is None and parts.month is None:
        return None
    year = parts.year if parts.year is not None else now.year
    month = parts.month
    try:
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        first = date(year, month, parts.day or 1)
        if parts.year is None and first > now:
            year -= 1
            first = date(year, month, parts.day or 1)
    except ValueError:  # 29 February of another year
        return None
    last = first if parts.day else date(year, month, calendar.monthrange(year, month)[1])
    return first, last
