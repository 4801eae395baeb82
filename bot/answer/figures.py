"""A sentence comes in, the numbers and dates that may answer a question go out. Pure.

A figure is a number with what it counts, or a date as far as it is said; `bot/answer/check/` reads
both. Two of them agree where one may stand for the other: "10.2 million" and "10 million", "Nov. 3"
and "3 November 2025", "more than 100" and "120". Different units are never compared.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.answer.check.dates import MONTHS, Date
from bot.answer.check.dates import dates as read_dates
from bot.answer.check.letters import Word, clean, covering, folded, listed
from bot.answer.check.letters import words as read_words
from bot.answer.check.numerals import is_scale
from bot.answer.check.quantities import Quantity, quantities
from bot.answer.check.units import UNITS
from index.dates import Parts
from index.terms import content, terms
from index.types import Span

Bound: TypeAlias = Literal["", "about", "least", "most"]

_NAMES = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "%": "percent"}
"""The terms by which a question asks for what has a sign."""
_PLAIN = frozenset({*_NAMES, "yuan", "km", "m"})
UNIT_TERMS = frozenset(
    terms(" ".join(word for word, unit in UNITS.items() if unit in _PLAIN and word.isalpha()), "en")
).union(_NAMES.values())
"""The terms by which measures and currencies go."""

# More than the checker knows, and "nearly 100" is 101 here as well as 99: whatever is hedged in any
# way is rather left alone than said to differ.
_BOUNDS: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    (
        "least",
        re.compile(
            r"(?:more than|over|at least|above|exceed\w*|más de|al menos|mehr als|über"
            r"|mindestens|plus de|au moins|mais de|pelo menos|超过|超過) ?$",
            re.I,
        ),
    ),
    (
        "most",
        re.compile(
            r"(?:up to|at most|less than|fewer than|under|below|hasta|menos de|bis zu|weniger als"
            r"|höchstens|unter|jusqu'à|moins de|até) ?$",
            re.I,
        ),
    ),
    (
        "about",
        re.compile(
            r"(?:about|around|approximately|roughly|nearly|almost|close to|some|ca\.?|circa|unos"
            r"|casi|cerca de|etwa|rund|fast|knapp|environ|presque|près de|quase|约|大约|約|近) ?$",
            re.I,
        ),
    ),
)
_READ_BEFORE, _READ_AFTER = 16, 80  # characters beside a number
_SAME_BOUND: Mapping[str, Bound] = {"over": "least", "under": "most", "about": "about"}
_UNIT_WORDS = 2
_WORD = re.compile(r"[^\W\d_]+")
_ABOUT = 0.1

_NUMERAL = re.compile(r"\d+(?:[.,]\d+)*")
_GAP = re.compile(r"(?<=\d) (?=\d)")
_STEPS = (1e12, 1e9, 1e6, 1e3, 1e2)
_NO_YEAR = re.compile(r" ?(?:[°人]|people\b|words\b)")
_LEADING = re.compile(r"[\w.,-]", re.A)
_RANGE = re.compile(r" ?- ?\d")
_ROMAN = re.compile(r"[IVX]+")
_MONTH_LED_BY = listed("in im en em since seit desde depuis during until last next")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number of `units`, or a date; `span` is where it stands in the cleaned sentence.

    `values` are the readings of the number, each with how exactly it is said; `days` those of the
    date, of a whole decade where `decade`. What is not `compared` is an ordinal or a share in
    words, or no reading of it is sure.
    """

    span: Span
    values: tuple[tuple[float, float], ...] = ()
    units: frozenset[str] = frozenset()
    bound: Bound = ""
    compared: bool = True
    days: tuple[Parts, ...] = ()
    decade: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The `numbers` of a sentence that are no dates and no years, and its `dates`.

    `text` is the sentence, cleaned: spans count in it.
    """

    text: str
    numbers: tuple[Figure, ...]
    dates: tuple[Figure, ...]


def read(sentence: str, language: str) -> Figures:
    """The figures of a sentence in a language (ISO 639-1, or none)."""
    text = clean(sentence.replace("—", " — "))  # a dash between clauses is none of a range
    words = read_words(text)
    told = read_dates(text, words)
    days = [_date(one) for one in told]
    numbers: list[Figure] = []
    taken = [(one.start, one.end) for one in told]
    found = quantities(text, words, language, taken)
    taken += [(one.start, one.end) for one in found]
    for before, one in zip([None, *found], found, strict=False):
        year = _year(one, text)
        if year is not None:
            days.append(year)
        elif not _is_no_figure(one, before, text):
            numbers.append(_number(one, text, language))
    for place, word in _untold(words, taken):
        if word.text.casefold() == "one":  # the checker reads a pronoun in it
            units = _counted(text[word.end : word.end + _READ_AFTER], language)
            numbers.append(Figure(span=_span(word), values=((1.0, 1.0),), units=units))
        elif place and _is_month(words[place - 1], word):
            month = Parts(None, MONTHS[folded(word.text)], None)
            days.append(Figure(span=_span(word), days=(month,)))
    return Figures(text=text, numbers=_in_order(numbers), dates=_in_order(days))


def _in_order(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    return tuple(sorted(figures, key=lambda one: one.span))


def _span(told: Word | Quantity | Date) -> Span:
    return Span(told.start, told.end)


def _untold(words: Sequence[Word], taken: Iterable[tuple[int, int]]) -> Iterator[tuple[int, Word]]:
    """The words of no number and no date."""
    covers = covering(taken)
    for place, word in enumerate(words):
        if not covers(word.start, word.end):
            yield place, word


def _is_month(before: Word, word: Word) -> bool:
    """Whether "May" is one: "in May", "this May", not "it may"."""
    if folded(word.text) not in MONTHS:
        return False
    led_by = folded(before.text)
    return led_by in _MONTH_LED_BY or (led_by == "this" and word.text[0].isupper())


def _date(one: Date) -> Figure:
    days = (Parts(*(part or None for part in told)) for told in one.told())
    return Figure(span=_span(one), days=tuple(days))


def _year(one: Quantity, text: str) -> Figure | None:
    """The year or the decade that a number names, in figures or before 年."""
    years = [value for value in one.values if 1000 <= value < 2100]
    after = text[one.end : one.end + _READ_AFTER]
    if not years or one.unit or one.kind == "ordinal":
        return None
    if one.kind == "number" and not (one.text.isdecimal() or after[:1] == "年"):
        return None
    if _NO_YEAR.match(after):
        return None
    day = Parts(int(max(years)), None, None)
    return Figure(span=_span(one), days=(day,), decade=one.kind == "decade")


def _is_no_figure(one: Quantity, before: Quantity | None, text: str) -> bool:
    """Whether a number is part of a name or a range, or of what another number says."""
    if _LEADING.match(text[max(one.start - 1, 0) : one.start]) or _RANGE.match(text, one.end):
        return True
    if _ROMAN.fullmatch(one.text) or (one.is_year and one.text.isdecimal()):
        return True
    # "Half a million" is neither a half nor a million.
    return (
        before is not None
        and _is_share(before)
        and text[before.end : one.start].strip() in ("", "of")
    )


def _is_share(one: Quantity) -> bool:
    return one.unit == "%" and one.text.isalpha()


def _number(one: Quantity, text: str, language: str) -> Figure:
    after = text[one.end : one.end + _READ_AFTER]
    bound = _bound(text[max(one.start - _READ_BEFORE, 0) : one.start])
    following = _WORD.match(after.lstrip(" -"))
    return Figure(
        span=_span(one),
        values=tuple((value, _grain(value, _step(value, one.text))) for value in one.values),
        units=_units(one, after, language),
        bound=bound or _SAME_BOUND.get(one.bound, ""),
        # "A third" may be one more; a "million" of a language not the question's is left over.
        compared=one.kind == "number"
        and not _is_share(one)
        and all(map(math.isfinite, one.values))
        and not (following and is_scale(folded(following.group()))),
    )


def _step(value: float, said: str) -> float:
    """What the last digit stands for that is said: 0.1 million in "10.2 million"."""
    numerals = _NUMERAL.findall(_GAP.sub("", said))
    digits = float("".join(filter(str.isdigit, numerals[0]))) if len(numerals) == 1 else 0.0
    if digits:
        return value / digits
    return next((step for step in _STEPS if value >= step and value % step == 0), 1.0)


def _grain(value: float, grain: float) -> float:
    """Round numbers are said less exactly than they are written: 10,000,000 as 10 million."""
    while value and grain >= 1 and value % (grain * 100) == 0:
        grain *= 10
    return grain


def _units(one: Quantity, after: str, language: str) -> frozenset[str]:
    """What is counted: a measure, or the next words."""
    if not one.unit:
        # "9m" may be 9 million, and 9 metres.
        metres = {"m"} if one.text[-1:] == "m" and len(one.values) > 1 else ()
        return _counted(after, language).union(metres)
    named = _WORD.findall(one.text)[-1:]
    if one.unit.endswith("^2") or not named or named[0].lower() not in UNITS:
        return frozenset({_NAMES.get(one.unit, one.unit)})
    return content(named[0], language) | {_NAMES.get(one.unit, one.unit)}


def _counted(after: str, language: str) -> frozenset[str]:
    clause = re.split(r"[.,;:()]", after, maxsplit=1)[0]
    words = [word.lower() for word in _WORD.findall(clause)[:_UNIT_WORDS]]
    return content(" ".join(words), language) if words else frozenset()


def _bound(before: str) -> Bound:
    return next((bound for bound, pattern in _BOUNDS if pattern.search(before)), "")


def agree(one: Figure, other: Figure) -> bool:
    """Whether two figures may say the same; two of which nobody can tell may, too."""
    if one.days and other.days:
        decade = one.decade or other.decade
        return any(_same_day(mine, theirs, decade) for mine in one.days for theirs in other.days)
    if one.days or other.days or not (one.compared and other.compared):
        return True
    if not _comparable(one.units, other.units):
        return True
    about = "about" in (one.bound, other.bound)
    return any(
        abs(mine - theirs) <= max(grain / 2, grains / 2, _ABOUT * max(mine, theirs) * about)
        or _allows(one.bound, mine, theirs)
        or _allows(other.bound, theirs, mine)
        for mine, grain in one.values
        for theirs, grains in other.values
    )


def _same_day(one: Parts, other: Parts, decade: bool) -> bool:
    pairs = zip(one, other, strict=True)
    said = [(mine, theirs) for mine, theirs in pairs if mine is not None and theirs is not None]
    if decade and said and one.year is not None and other.year is not None:
        return one.year // 10 == other.year // 10
    return all(mine == theirs for mine, theirs in said)


def _allows(bound: Bound, bounded: float, value: float) -> bool:
    if bound == "least":
        return value >= bounded
    return bound == "most" and value <= bounded


def _comparable(some: frozenset[str], others: frozenset[str]) -> bool:
    # "A population of 12,400." counts nothing by name, and is no other measure for that.
    return not some.isdisjoint(others) or not some or not others


def rest(sentence: Figures) -> str:
    """A sentence without its figures."""
    text = sentence.text
    for one in reversed(_in_order([*sentence.numbers, *sentence.dates])):
        text = f"{text[: one.span.start]} {text[one.span.end :]}"
    return text


def said_in(figure: Figure, question: Figures) -> bool:
    """Whether a question has the number of a figure, or one of a date, already."""
    mine = {value for value, _ in figure.values}
    mine.update(float(part) for day in figure.days for part in (day.year, day.day) if part)
    return any(
        value in mine
        for one in question.numbers
        if figure.days or one.compared == figure.compared
        for value, _ in one.values
    )
