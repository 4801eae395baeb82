"""Words of a text and its language come in, the numbers in it go out, with their units. Pure."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from bot.answer.check.letters import Word, covering, folded, listed
from bot.answer.check.numerals import (
    ABBREVIATED,
    CJK_NUMBER,
    LANGUAGES,
    chinese_number,
    ordinals,
    roman_number,
    scale_of,
    spelt_number,
)
from bot.answer.check.units import AREAS, CURRENCIES, STUCK, UNITS

Kind: TypeAlias = Literal["number", "ordinal", "decade"]
Bound: TypeAlias = Literal["", "about", "over", "under"]

_COMMA_DECIMAL = frozenset({"de", "es", "fr", "pt"})
_EITHER = frozenset({"es", ""})  # Spanish is written both ways, by country
_NUMERAL = re.compile(r"(\d+(?:[.,]\d+)*)(?:\^(\d{1,3}))?([A-Za-z]*)")
_LONGEST = 40
"""Figures of a number that are read; longer ones are compared letter for letter."""

_ABOUT = listed(
    "about around roughly approximately approx circa ca some nearly almost ~ ≈ etwa rund ungefahr"
    " knapp fast aproximadamente unos unas casi cerca environ pres quase 约 大约 近"
)
_BOUNDS: Sequence[tuple[Bound, frozenset[str]]] = (
    ("under", listed("nearly almost under below knapp fast casi quase pres 近")),
    ("about", _ABOUT),
    ("over", listed("over exceeding exceeded above mehr uber mas plus mais")),
)
_BOUND_PAIRS: Sequence[tuple[Bound, tuple[str, ...]]] = (
    (
        "over",
        (
            "more than",
            "at least",
            "greater than",
            "als mehr",
            "mehr als",
            "mas de",
            "plus de",
            "mais de",
            "upwards of",
            "in excess",
        ),
    ),
    (
        "under",
        (
            "less than",
            "fewer than",
            "up to",
            "at most",
            "weniger als",
            "bis zu",
            "menos de",
            "moins de",
            "close to",
        ),
    ),
)
_FRACTIONS = {
    "half": 50.0,
    "third": 100 / 3,
    "quarter": 25.0,
    "thirds": 100 / 3,
    "quarters": 25.0,
    "halfte": 50.0,
    "mitad": 50.0,
    "moitie": 50.0,
    "metade": 50.0,
    "drittel": 100 / 3,
    "viertel": 25.0,
}
_HALVES = frozenset({"half", "halfte", "mitad", "moitie", "metade"})
_PERCENTS = {("per", "cent"), ("por", "ciento"), ("pour", "cent"), ("por", "cento")}
_MEASURES = "个個名人次年月日岁歲家座种種位天倍元円回件本社カ国つ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number of a text, and where it stands.

    `values` are the readings of it: "1.234" may be two. `unit` is of `units.UNITS`, empty where
    none is named; `bound` says how the number is hedged, and `hedged_from`
    where "about" and its like start.
    """

    values: frozenset[float]
    unit: str = ""
    kind: Kind = "number"
    bound: Bound = ""
    start: int
    end: int
    text: str
    hedged_from: int = -1

    @property
    def is_year(self) -> bool:
        """Whether it may be a year: four figures, no unit."""
        return not self.unit and any(1000 <= one <= 2199 and one % 1 == 0 for one in self.values)


def quantities(
    text: str, words: Sequence[Word], language: str, taken: Iterable[tuple[int, int]] = ()
) -> list[Quantity]:
    """The numbers of a cleaned text, in order, but for those within the spans `taken`."""
    dated = list(taken)
    lower = [folded(word.text) for word in words]
    found: list[Quantity] = []
    chinese = [] if text.isascii() else list(_chinese(text, covering(dated)))
    closed = covering([*dated, *((one.start, one.end) for one in chinese)])
    place = 0
    while place < len(words):
        word = words[place]
        if closed(word.start, word.end):
            place += 1
            continue
        read = _numeral(words, lower, place, language) or _spelt(words, lower, place, language)
        if read is None:
            place += 1
            continue
        quantity, after = read
        quantity, after = _with_unit(quantity, words, lower, place, after)
        sign = _minus(text, words, lower, place)
        if sign is not None and quantity.kind == "number":
            below = frozenset(-value for value in quantity.values)
            quantity = replace(quantity, values=below, start=words[sign].start)
        bound, hedge = _bound(words, lower, place if sign is None else sign)
        said = text[quantity.start : quantity.end]
        hedged_from = min(hedge, quantity.start)
        found.append(replace(quantity, bound=bound, text=said, hedged_from=hedged_from))
        place = after
    return _ranges(sorted([*found, *chinese], key=lambda one: one.start), text)


def _minus(text: str, words: Sequence[Word], lower: Sequence[str], place: int) -> int | None:
    """Where the sign of a number below zero stands: "-5", "-$5", "$-5", "minus five".

    In "10-20", "10 -20" and "F-16" it is another dash.
    """
    before, first = place - 1, place
    if before > 0 and words[before].text in CURRENCIES:
        before, first = before - 1, before
    if before < 0:
        return None
    sign = words[before]
    after_number = before > 0 and lower[before - 1][:1].isdecimal()
    if after_number or (lower[before] != "minus" and sign.text != "-"):
        return None
    if sign.text == "-":
        ahead = text[sign.start - 1 : sign.start]
        opened = not ahead or ahead.isspace() or ahead in "([{\"'" or ahead in CURRENCIES
        if not opened or sign.end != words[first].start:
            return None
    return before


def _numeral(
    words: Sequence[Word], lower: Sequence[str], place: int, language: str
) -> tuple[Quantity, int] | None:
    word = words[place]
    one = _NUMERAL.fullmatch(word.text)
    if one is None or len(one[1]) > _LONGEST:
        roman = _roman(words, place)
        return (roman, place + 1) if roman is not None else None
    values, suffix, after = _readings(one[1], language), one[3].lower(), place + 1
    kind: Kind = "number"
    unit = ""
    if one[2]:
        values = frozenset(value ** min(int(one[2]), 40) for value in values if value < 1e6)
    if suffix in {"st", "nd", "rd", "th", "er", "eme"}:
        kind = "ordinal"
    elif suffix == "s":
        kind = "decade"
    elif suffix == "m":
        values = values | frozenset(value * 1e6 for value in values)
    elif suffix in STUCK:
        times, unit = STUCK[suffix]
        values = frozenset(value * times for value in values)
    elif suffix in UNITS:
        unit = UNITS[suffix]
    elif suffix:
        return None  # "747B" is a name
    if not suffix:
        values, after = _spaced_groups(words, place, values, language)
        values, after = _scaled(values, lower, after, language)
        # After "Millionen" a point is the sentence's end.
        alone = after == place + 1
        if kind == "number" and alone and language == "de" and after < len(words):
            kind = _german_ordinal(words, after)
    quantity = Quantity(
        values=values, unit=unit, kind=kind, start=word.start, end=words[after - 1].end, text=""
    )
    return quantity, after


def _german_ordinal(words: Sequence[Word], after: int) -> Kind:
    """ "19. Jahrhundert": the point makes it an ordinal, unless the sentence ends there."""
    dot = words[after].text == "." and after + 1 < len(words)
    return "ordinal" if dot and words[after].start == words[after - 1].end else "number"


def _readings(numeral: str, language: str) -> frozenset[float]:
    """What figures with points and commas may mean in a language."""
    if numeral.isdecimal():
        return frozenset({float(numeral)})
    read = set()
    for comma_is_decimal in (False, True):
        likely = (language in _COMMA_DECIMAL) == comma_is_decimal or language in _EITHER
        group, point = (".", ",") if comma_is_decimal else (",", ".")
        shape = rf"\d{{1,3}}(?:\{group}\d{{2,3}})*(?:\{point}\d+)?|\d+\{point}\d+"
        if re.fullmatch(shape, numeral) and (likely or _only(numeral, group, point)):
            read.add(float(numeral.replace(group, "").replace(point, ".")))
    return frozenset(read) or frozenset({float(re.sub(r"[.,]", "", numeral))})


def _only(numeral: str, group: str, point: str) -> bool:
    """Whether a numeral can't be read the language's usual way: "1.5" in German."""
    usual = rf"\d{{1,3}}(?:\{point}\d{{3}})*(?:\{group}\d+)?|\d+\{group}\d+"
    return re.fullmatch(usual, numeral) is None


def _spaced_groups(
    words: Sequence[Word], place: int, values: frozenset[float], language: str
) -> tuple[frozenset[float], int]:
    """ "10 000 000", as everybody but the English write it."""
    after = place + 1
    english = language == "en" and (after >= len(words) or words[after].text != "000")
    if english or not re.fullmatch(r"[1-9]\d{0,2}", words[place].text):
        return values, after
    value = int(words[place].text)
    while after < len(words) and re.fullmatch(r"\d{3}", words[after].text) and value < 10**12:
        if words[after].start - words[after - 1].end != 1:
            break
        value, after = value * 1000 + int(words[after].text), after + 1
    return (values, after) if after == place + 1 else (frozenset({float(value)}), after)


def _scaled(
    values: frozenset[float], lower: Sequence[str], after: int, language: str
) -> tuple[frozenset[float], int]:
    """ "10 million", "10-million", "2 hundred thousand"."""
    known = language if language in LANGUAGES else "en"
    for _ in range(2):
        at = after + 1 if after < len(lower) and lower[after] == "-" else after
        if at >= len(lower):
            break
        scale = 100.0 if lower[at] == "hundred" else scale_of(lower[at], known)
        if scale is None:
            break
        values, after = frozenset(value * scale for value in values), at + 1
        if lower[at] in ABBREVIATED and after + 1 < len(lower) and lower[after] == ".":
            after += 1
    return values, after


def _spelt(
    words: Sequence[Word], lower: Sequence[str], place: int, language: str
) -> tuple[Quantity, int] | None:
    known = language if language in LANGUAGES else "en"
    start = words[place].start
    word = lower[place]
    if not words[place].is_word:
        return None
    if word in _HALVES or (
        word in {"third", "quarter"} and place and lower[place - 1] in {"a", "one"}
    ):
        return _share(_FRACTIONS[word], start, words[place].end), place + 1
    nth = ordinals(known).get(word)
    if nth is not None:
        return _ordinal(float(nth), start, words[place].end), place + 1
    read = spelt_number(lower, place, known)
    if read is None:
        return None
    value, after = read
    kind: Kind = "number"
    at = after + 1 if after < len(lower) and lower[after] == "-" else after
    if at < len(lower):
        last = ordinals(known).get(lower[at], 1 if lower[at] == "first" else 0)
        if 0 < last < 10 and value >= 20 and value % 10 == 0 and lower[at] not in _FRACTIONS:
            value, after, kind = value + last, at + 1, "ordinal"
        elif lower[at] in _FRACTIONS and value < 10:
            return _share(value * _FRACTIONS[lower[at]], start, words[at].end), at + 1
    return Quantity(
        values=frozenset({value}), kind=kind, start=start, end=words[after - 1].end, text=""
    ), after


def _share(percent: float, start: int, end: int) -> Quantity:
    return Quantity(values=frozenset({percent}), unit="%", start=start, end=end, text="")


def _ordinal(value: float, start: int, end: int) -> Quantity:
    return Quantity(values=frozenset({value}), kind="ordinal", start=start, end=end, text="")


def _with_unit(
    quantity: Quantity, words: Sequence[Word], lower: Sequence[str], place: int, after: int
) -> tuple[Quantity, int]:
    if place and words[place - 1].text in CURRENCIES:
        unit = UNITS[words[place - 1].text]
        start = words[place - 1].start
        if after < len(lower) and UNITS.get(lower[after]) == unit:
            after += 1
        return replace(quantity, unit=unit, start=start, end=words[after - 1].end), after
    if quantity.unit or quantity.kind == "decade":
        return quantity, after
    at = after
    while at < len(lower) and at < after + 2 and lower[at] in {"-", "of", "de", *AREAS}:
        at += 1
    area = any(word in AREAS for word in lower[after:at])
    if at + 1 < len(lower) and (lower[at], lower[at + 1]) in _PERCENTS:
        return replace(quantity, unit="%", end=words[at + 1].end), at + 2
    unit = UNITS.get(lower[at], "") if at < len(lower) else ""
    if not unit and at < len(words):
        unit = UNITS.get(words[at].text.lower(), "")
    if not unit or (quantity.kind == "ordinal" and unit not in {"century", "decade"}):
        return quantity, after
    end = at + 1
    squared = end + 1 < len(lower) and lower[end] == "^" and lower[end + 1] == "2"
    if area or squared or (end < len(lower) and lower[end] in AREAS):
        unit = f"{unit}^2"
    end += 2 if squared else 0
    return replace(quantity, unit=unit, end=words[end - 1].end), end


def _bound(words: Sequence[Word], lower: Sequence[str], place: int) -> tuple[Bound, int]:
    """How a number is hedged, and where the hedge starts."""
    first = max(place - 4, 0)
    before = list(lower[first:place])
    while before and before[-1] in CURRENCIES | {"the", "a", "an", "der", "us"}:
        before.pop()
    if len(before) > 1:
        for bound, pairs in _BOUND_PAIRS:
            if " ".join(before[-2:]) in pairs:
                return bound, words[first + len(before) - 2].start
    for bound, hedges in _BOUNDS:
        if before and before[-1] in hedges:
            return bound, words[first + len(before) - 1].start
    return "", words[place].start


def _roman(words: Sequence[Word], place: int) -> Quantity | None:
    """ "World War II", "Elizabeth II": a Roman numeral after a name."""
    text = words[place].text
    value = roman_number(text)
    if value is None or not place or not words[place - 1].text[:1].isupper():
        return None
    return Quantity(
        values=frozenset({float(value)}), start=words[place].start, end=words[place].end, text=text
    )


def _chinese(text: str, taken: Callable[[int, int], bool]) -> Iterable[Quantity]:
    for one in CJK_NUMBER.finditer(text):
        start, end = one.span()
        follows = text[end : end + 1]
        if taken(start, end):
            continue
        if end - start < 2 and (follows not in _MEASURES or not follows or one[0] == "一"):
            continue
        value = chinese_number(one.group())
        if value is None:
            continue
        percent = text[max(start - 3, 0) : start] == "百分之"
        unit = (
            "%"
            if percent
            else next(
                (UNITS[text[end : end + n]] for n in (2, 1) if text[end : end + n] in UNITS), ""
            )
        )
        yield Quantity(values=frozenset({value}), unit=unit, start=start, end=end, text=one.group())


def _ranges(found: list[Quantity], text: str) -> list[Quantity]:
    """In "10 to 20 km" and "$5-10" both numbers have the unit; "1939-45" ends in 1945."""
    for place in range(len(found) - 1):
        first, second = found[place], found[place + 1]
        between = text[first.end : second.start].strip().lower()
        if between not in {"-", "to", "and", "bis", "a", "à", "~", "/", "or", "至", "到"}:
            continue
        if not first.unit and second.unit:
            found[place] = replace(first, unit=second.unit)
        elif first.unit in UNITS.values() and not second.unit and between in {"-", "to"}:
            found[place + 1] = replace(second, unit=first.unit)
        short = max(second.values)
        if between in {"-", "/"} and first.is_year and 0 < short < 100:
            century = max(first.values) // 100 * 100
            found[place + 1] = replace(second, values=second.values | {century + short})
    return found
