"""A sentence and the kind that is asked for come in, the figure that answers goes out. Pure.

A figure is a number with what it counts, or a date as far as it is said. Two of them agree where
one may stand for the other: "10.2 million" and "10 million", "Nov. 3" and "3 November 2025", "more
than 100" and "120". Different units are never compared.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from index.dates import DATE, Parts, read_date
from index.terms import content, terms
from index.types import Span

Bound: TypeAlias = Literal["", "about", "least", "most"]

_DATE = re.compile(DATE, re.I)
_YEAR = re.compile(r"(?:1\d|20)\d\d")
_SMALL = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS: Mapping[str, float] = {
    **{word: number for number, word in enumerate(_SMALL, 1)},
    **{word: 10 * number for number, word in enumerate(_TENS, 2)},
}
_TIMES: Mapping[str, float] = {
    **dict.fromkeys(("hundred", "hundert", "百"), 1e2),
    **dict.fromkeys(("thousand", "mil", "tausend", "mille", "千"), 1e3),
    **dict.fromkeys(("万", "萬"), 1e4),
    **dict.fromkeys(("million", "millions", "millón", "millones", "millionen"), 1e6),
    **dict.fromkeys(("milhão", "milhões", "mio"), 1e6),
    **dict.fromkeys(("亿", "億"), 1e8),
    **dict.fromkeys(("billion", "billions", "milliarde", "milliarden", "milliards"), 1e9),
    **dict.fromkeys(("milliard", "bilhão", "bilhões"), 1e9),
    **dict.fromkeys(("trillion", "trillions"), 1e12),
}
_UNITS: Mapping[str, str] = {
    **dict.fromkeys(("$", "dollar", "dollars", "usd"), "dollar"),
    **dict.fromkeys(("€", "euro", "euros", "eur"), "euro"),
    **dict.fromkeys(("£", "pound", "pounds", "gbp"), "pound"),
    **dict.fromkeys(("¥", "yen", "yuan", "円", "元"), "yen"),
    **dict.fromkeys(("%", "percent", "per cent", "prozent", "por ciento", "pour cent"), "percent"),
    **dict.fromkeys(("km", "kilometres", "kilometers", "kilometre", "kilometer"), "km"),
    **dict.fromkeys(("m", "metres", "meters", "metre", "meter"), "m"),
}
UNIT_TERMS = frozenset(term for unit in _UNITS for term in (unit, *terms(unit, "en")))
"""The terms by which measures and currencies go."""

_NUMBER = re.compile(
    r"(?P<sign>[$€£¥]) ?(?=\d)|(?<![A-Za-z0-9.,-])(?P<number>\d[\d.,]*\d|\d"
    rf"|(?:{'|'.join(_TENS)})[- ](?:{'|'.join(_SMALL[:9])})\b|(?:{'|'.join(_WORDS)})\b)"
    rf"(?: ?(?P<times>(?:{'|'.join(sorted(_TIMES, key=len, reverse=True))})(?![a-zà-ÿ])))?"
    r"(?P<unit> ?[%€$£元円]| (?:per ?cent|prozent|por ciento|pour cent|euros?|dollars?|pounds?"
    r"|yen|yuan)\b)?(?! ?[–-] ?\d)",
    re.I,
)
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
            r"|höchstens|unter|jusqu['’]à|moins de|até) ?$",
            re.I,
        ),
    ),
    (
        "about",
        re.compile(
            r"(?:about|around|approximately|roughly|nearly|almost|some|ca\.?|circa|unos|casi|cerca"
            r" de|etwa|rund|fast|knapp|environ|presque|quase|约|大约|約) ?$",
            re.I,
        ),
    ),
)
_BOUND_READ = 16  # characters before a number
_UNIT_WORDS = 2
_WORD = re.compile(r"[^\W\d_]+")
_ABOUT = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number (`value`, exact to `grain`) of `units`, or a `day`; `words` are all its words.

    `span` is where it stands in its sentence.
    """

    span: Span
    value: float = 0.0
    grain: float = 0.0
    units: frozenset[str] = frozenset()
    bound: Bound = ""
    day: Parts | None = None


def numbers(sentence: str, language: str = "") -> list[Figure]:
    """The numbers of a sentence that are no dates and no years."""
    bare = _DATE.sub(_blank, sentence)
    found = []
    sign = ""
    for match in _NUMBER.finditer(bare):
        if match["sign"]:
            sign = match["sign"]
            continue
        number = match["number"].lower()
        if not _YEAR.fullmatch(number) or match["times"] or match["unit"] or sign:
            value, grain = _value(number, language)
            times = _TIMES.get((match["times"] or "").lower(), 1.0)
            start = match.start() - (len(sign) if sign else 0)
            found.append(
                Figure(
                    span=Span(start, match.end()),
                    value=value * times,
                    grain=_grain(value * times, grain * times),
                    units=_units(
                        sign or (match["unit"] or "").strip(), bare[match.end() :], language
                    ),
                    bound=_bound(bare[max(start - _BOUND_READ, 0) : start]),
                )
            )
        sign = ""
    return found


def _blank(found: re.Match[str]) -> str:
    """Spaces in the place of a date; four digits alone may be a number after all."""
    words = found.group()
    return words if _YEAR.fullmatch(words) else " " * len(words)


def dates(sentence: str) -> list[Figure]:
    """The dates of a sentence."""
    read = ((Span(*match.span()), read_date(match.group())) for match in _DATE.finditer(sentence))
    return [Figure(span=span, day=day) for span, day in read if day is not None]


def agree(one: Figure, other: Figure) -> bool:
    """Whether two figures may say the same; two of which nobody can tell may, too."""
    if one.day is not None and other.day is not None:
        pairs = zip(one.day, other.day, strict=True)
        said = [(mine, theirs) for mine, theirs in pairs if mine is not None and theirs is not None]
        return all(mine == theirs for mine, theirs in said)
    if one.day is not None or other.day is not None or not _comparable(one.units, other.units):
        return True
    far = abs(one.value - other.value)
    if far <= max(one.grain, other.grain) / 2:
        return True
    if "about" in (one.bound, other.bound) and far <= _ABOUT * max(one.value, other.value):
        return True
    return _allows(one, other.value) or _allows(other, one.value)


def _allows(bounded: Figure, value: float) -> bool:
    if bounded.bound == "least":
        return value >= bounded.value
    return bounded.bound == "most" and value <= bounded.value


def _comparable(some: frozenset[str], others: frozenset[str]) -> bool:
    # "A population of 12,400." counts nothing by name, and is no other measure for that.
    return not some.isdisjoint(others) or not some or not others


def _value(number: str, language: str) -> tuple[float, float]:
    """A number and how exactly it is said, before any "million"."""
    words = re.split(r"[- ]", number)
    if words[0] in _WORDS:
        return sum(_WORDS[word] for word in words), 1.0
    decimal = "." if language in ("", "en", "zh", "ja") else ","
    whole = number.replace("," if decimal == "." else ".", "")
    groups = number.split(decimal)
    # A separator that is there twice parts thousands, whoever writes it.
    if len(groups) > 2:
        return float("".join(filter(str.isdigit, number))), 1.0
    whole = whole.replace(",", ".")
    after = len(whole.partition(".")[2])
    return float(whole), 10.0**-after


def _grain(value: float, grain: float) -> float:
    """Round numbers are said less exactly than they are written: 10,000,000 as 10 million."""
    while value and grain >= 1 and value % (grain * 100) == 0:
        grain *= 10
    return grain


def _units(sign: str, after: str, language: str) -> frozenset[str]:
    """What is counted: a currency or per cent, or the next words."""
    if sign.lower() in _UNITS:
        return frozenset({_UNITS[sign.lower()]})
    clause = re.split(r"[.,;:()]", after, maxsplit=1)[0]
    words = [word.lower() for word in _WORD.findall(clause)[:_UNIT_WORDS]]
    known = {_UNITS[word] for word in words[:1] if word in _UNITS}
    return frozenset(known or content(" ".join(words), language) if words else ())


def _bound(before: str) -> Bound:
    return next((bound for bound, pattern in _BOUNDS if pattern.search(before)), "")


def rest(sentence: str, figures: list[Figure]) -> str:
    """A sentence without its figures."""
    for one in sorted(figures, key=lambda figure: figure.span, reverse=True):
        sentence = f"{sentence[: one.span.start]} {sentence[one.span.end :]}"
    return sentence


def said_in(figure: Figure, sentence: str, question: frozenset[str]) -> bool:
    """Whether the question has the number of a figure, or a part of a date, already."""
    words = terms(sentence[slice(*figure.span)])
    if figure.day is None:
        words = [word for word in words if word in _WORDS or not word.isalpha()]
    return not question.isdisjoint(words)
