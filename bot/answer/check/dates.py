"""Words of a text come in, the dates in it go out. Pure.

English, German, Spanish, French and Portuguese months, ISO dates, figures with dots or slashes, and
Chinese and Japanese dates. What is relative ("yesterday") is no date: see `relative`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.answer.check.letters import Word, covering, folded, listed
from bot.answer.check.numerals import chinese_number
from index.dates import MONTHS as NAMED

MONTHS: Mapping[str, int] = {
    **{
        folded(name): number
        for months in NAMED.values()
        for number, names in enumerate(months, 1)
        for name in names.split("|")
        if name
    },
    # The index reads questions, and leaves out what is a number in Portuguese.
    "okt": 10,
    "dez": 12,
}
"""Every folded name of a month, and its number."""
_ALSO_WORDS = listed("may mar march marco mai sep dec mars jun jan")
"""Months that are words or names as well: alone, they count as no date."""

_JOINERS = listed("of de del the , . den der in -")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|º)?", re.I)
_YEAR = re.compile(r"[12]\d{3}")
_ISO = re.compile(r"(?<!\d)([12]\d{3})-([01]?\d)-([0-3]?\d)(?!\d)")
_FIGURES = re.compile(r"(?<![\d.])([0-3]?\d)([./])([0-3]?\d)\2([12]\d{3})(?!\d)")
_HAN = "零〇一二三四五六七八九十"
_CJK = re.compile(
    rf"(?:([12]\d{{3}}|[{_HAN}]{{4}}) ?年)?(?: ?(\d{{1,2}}|[{_HAN}]{{1,3}}) ?月"
    rf"(?: ?(\d{{1,2}}|[{_HAN}]{{1,3}}) ?[日号號])?)?"
)
_CJK_START = re.compile(rf"(?:\d{{1,4}}|[{_HAN}]{{1,4}}) ?[年月]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """A date as far as it is told, and where it stands; 0 for what is left out.

    `swapped`: day and month may be the other way round, as in 3/11/2025.
    """

    year: int = 0
    month: int = 0
    day: int = 0
    start: int
    end: int
    text: str
    swapped: bool = False

    def told(self) -> Iterator[tuple[int, int, int]]:
        """The dates that may be meant."""
        yield self.year, self.month, self.day
        if self.swapped:
            yield self.year, self.day, self.month


def dates(text: str, words: Sequence[Word]) -> list[Date]:
    """The dates of a cleaned text, in order. A year alone is a number, not a date."""
    found = [*_in_figures(text), *_chinese(text)]
    taken = covering((one.start, one.end) for one in found)
    place = 0
    while place < len(words):
        date = _named(text, words, place)
        if date is None or taken(date.start, date.end):
            place += 1
            continue
        found.append(date)
        while place < len(words) and words[place].start < date.end:
            place += 1
    return sorted(found, key=lambda one: one.start)


def agrees(date: Date, others: Iterable[Date], years: frozenset[int]) -> bool:
    """Whether one of the other dates says what a date says.

    What the other leaves out must be told elsewhere: `years` are those that may complete a day
    whose own year is not named.
    """
    return any(
        _says(mine, theirs, years)
        for other in others
        for mine in date.told()
        for theirs in other.told()
    )


def _says(mine: tuple[int, int, int], theirs: tuple[int, int, int], years: frozenset[int]) -> bool:
    year, month, day = mine
    if (month and month != theirs[1]) or (day and day != theirs[2]):
        return False
    return not year or year == theirs[0] or (not theirs[0] and year in years)


def _in_figures(text: str) -> Iterator[Date]:
    for one in _ISO.finditer(text):
        year, month, day = (int(part) for part in one.groups())
        if 1 <= month <= 12 and 1 <= day <= 31:
            yield _date(text, one.start(), one.end(), year, month, day)
    for one in _FIGURES.finditer(text):
        first, second, year = int(one[1]), int(one[3]), int(one[4])
        if not (1 <= first <= 31 and 1 <= second <= 31 and min(first, second) <= 12):
            continue
        if second > 12:
            first, second = second, first
        either = one[2] == "/" and first <= 12
        yield _date(text, one.start(), one.end(), year, second, first, swapped=either)


def _chinese(text: str) -> Iterator[Date]:
    reached = 0
    for start in _CJK_START.finditer(text):
        one = _CJK.match(text, start.start())
        if one is None or not one[2] or one.start() < reached:
            continue
        reached = one.end()
        year, month, day = (int(chinese_number_or(part)) for part in one.groups())
        if 1 <= month <= 12 and day <= 31:
            yield _date(text, one.start(), one.end(), year, month, day)


def chinese_number_or(part: str | None) -> float:
    """A number in figures or in Chinese characters; 0 for nothing."""
    if not part:
        return 0.0
    return float(part) if part.isascii() else chinese_number(part) or 0.0


def _named(text: str, words: Sequence[Word], place: int) -> Date | None:
    """The date that starts with this word: "3 November 2025", "Nov. 3, 2025", "November 2025"."""
    month = _month(words, place)
    if month:
        day, after = _number_after(words, place + 1, _DAY)
        year, end = _number_after(words, after if day else place + 1, _YEAR)
        if not day and not year and folded(words[place].text) in _ALSO_WORDS:
            return None
        if not day and not year and not words[place].text[0].isupper() and place + 1 < len(words):
            return (
                None
                if folded(words[place].text) in _ALSO_WORDS
                else _month_alone(text, words, place, month)
            )
        last = end if year else after if day else place + 1
        return _date(text, words[place].start, words[last - 1].end, year, month, day)
    number = _DAY.fullmatch(words[place].text)
    if number is None or not 1 <= int(number[1]) <= 31:
        return None
    at = place + 1
    while at < len(words) and at <= place + 2 and words[at].text.lower() in _JOINERS - {","}:
        at += 1
    month = _month(words, at) if at < len(words) else 0
    if not month:
        return None
    year, end = _number_after(words, at + 1, _YEAR)
    last = end if year else at + 1
    return _date(text, words[place].start, words[last - 1].end, year, month, int(number[1]))


def _month_alone(text: str, words: Sequence[Word], place: int, month: int) -> Date:
    return _date(text, words[place].start, words[place].end, 0, month, 0)


def _month(words: Sequence[Word], place: int) -> int:
    return MONTHS.get(folded(words[place].text), 0)


def _number_after(words: Sequence[Word], place: int, pattern: re.Pattern[str]) -> tuple[int, int]:
    """A day or year after a month, and the place after it; 0 for none."""
    at = place
    while at < len(words) and at < place + 2 and words[at].text.lower() in _JOINERS:
        at += 1
    if at < len(words) and (one := pattern.fullmatch(words[at].text)) is not None:
        value = int(one[1] if one.groups() else one[0])
        if pattern is _YEAR or 1 <= value <= 31:
            return value, at + 1
    return 0, place


def _date(
    text: str, start: int, end: int, year: int, month: int, day: int, *, swapped: bool = False
) -> Date:
    return Date(
        year=year, month=month, day=day, start=start, end=end, text=text[start:end], swapped=swapped
    )


_RELATIVE = re.compile(
    r"\b(?:yesterday|today|tonight|tomorrow|(?:last|next|this) (?:week|month|year|night|weekend"
    r"|summer|winter|spring|autumn|fall|century|decade|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    r"|\w+ (?:days?|weeks?|months?|years?|decades?|centuries|hours?|minutes?) ago"
    r"|gestern|heute|morgen|(?:letzte|nächste|diese)[mnrs]? (?:woche|monat|jahr)"
    r"|vor \w+ (?:tagen|wochen|monaten|jahren)"
    r"|ayer|hoy|mañana|hace \w+ (?:días|semanas|meses|años)"
    r"|la semana pasada|el año pasado|el mes pasado"
    r"|hier|aujourd'hui|demain|il y a \w+ (?:jours|semaines|mois|ans)"
    r"|la semaine dernière|l'année dernière"
    r"|ontem|hoje|amanhã|há \w+ (?:dias|semanas|meses|anos)|no ano passado|na semana passada)\b"
    r"|昨天|今天|明天|去年|今年|明年|上周|下周|上个月|下个月|昨日|今日|明日|先週|来週|先月|来月|来年",
    re.I,
)


def relative(text: str) -> list[str]:
    """What a cleaned text says of time as seen from today: "yesterday", "two years ago"."""
    return [one.group() for one in _RELATIVE.finditer(text)]
