"""A sentence's numbers, dates and names come in, those that belong elsewhere go out. Pure.

"Founded in 2001" has every word of "founded in 1990, listed in 2001". Where what is
around a word is like those of another word of its kind in the passage, and much less like
its own, it was put in the other's place.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.answer.check.names import stems
from bot.answer.check.reading import Reading

Sort: TypeAlias = Literal["number", "time", "name"]

NEAR = 3.0
"""Tokens over which a written word's surroundings count by a third each."""

FAR = 8.0
"""The same in the passage, whose sentences may have more between."""

_MOST = 60
"""Items that are looked at in a text: a table has more, and no surroundings."""

_REACH = 16
"""Tokens on either side that are looked at at all."""

_MOST_PAIRED = 12
"""Items of a written sentence whose places are compared."""

_MOST_PLACES = 6
"""Places of one item in the passages that are compared."""

_APART = 40
"""Tokens between two items of a passage that can have changed places."""

_PASSIVE = re.compile(r"\b(?:by|von|por|par)\b", re.I)


@dataclass(frozen=True, slots=True)
class Item:
    """A number, date or name: what it is compared by, and the tokens that it stands at.

    `unit` is a number's; `sentence` is the text that it stands in, and `place` where.
    """

    sort: Sort
    keys: frozenset[str]
    first: int
    last: int
    text: str
    sentence: str
    place: int
    unit: str = ""

    def moved(self, tokens: int) -> "Item":
        """The same item where so many tokens stand before its passage."""
        return replace(self, first=self.first + tokens, last=self.last + tokens)


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A word in the place of another, and by how much the other would fit better."""

    text: str
    rival: str
    gap: float


def items(reading: Reading, ends: NDArray[np.uint16], raw: str, start: int) -> list[Item]:
    """The items of a text whose tokens end at `ends`, where `raw` starts at `start`."""
    found = []
    for sort, keys, text, place, unit in _things(reading):
        at = _in_raw(raw, reading.text, text, place) + start
        first, last = np.searchsorted(ends, [at, at + len(text)], "right")
        last = max(int(last), int(first) + 1)
        if last <= len(ends):
            found.append(Item(sort, keys, int(first), last, text, reading.text, place, unit))
    return found[:_MOST]


def misplaced(
    written: Sequence[Item], passage: Sequence[Item], alike: NDArray[np.float32]
) -> Iterator[Misplaced]:
    """How much better each written item's rivals would fit; `alike` is (m, n), cosines of tokens.

    A rival is of the same passages and kind, and the written sentence says nothing of it.
    """
    said = frozenset(key for item in written for key in item.keys)
    for item in written:
        own = [other for other in passage if other.keys & item.keys]
        rivals = [
            other for other in passage if _alike_in_kind(item, other) and not other.keys & said
        ]
        if not own or not rivals:
            continue
        weights = _decay(item, 0, len(alike), NEAR)
        weights /= max(float(weights.sum()), 1e-6)
        mine = max(_fit(other, alike, weights) for other in own)
        theirs, rival = max((_fit(other, alike, weights), other.text) for other in rivals)
        yield Misplaced(item.text, rival, theirs - mine)


def _alike_in_kind(one: Item, other: Item) -> bool:
    """Whether one may stand in the other's place: "31 miles" beside "50 km" is no rival of it."""
    if (one.sort == "name") != (other.sort == "name"):
        return False
    return not one.unit or not other.unit or one.unit == other.unit


def exchanged(
    written: Sequence[Item], passage: Sequence[Item], alike: NDArray[np.float32]
) -> Iterator[Misplaced]:
    """How much better pairs of written items would fit the other way round: "B bought A"."""
    for place, one in enumerate(written[:_MOST_PAIRED]):
        mine = [item for item in passage if item.keys & one.keys][:_MOST_PLACES]
        for other in written[place + 1 : _MOST_PAIRED]:
            if one.sort != other.sort or one.keys & other.keys:
                continue
            theirs = [item for item in passage if item.keys & other.keys][:_MOST_PLACES]
            pairs = [
                (a, b)
                for a in mine
                for b in theirs
                if a is not b and abs(a.first - b.first) < _APART
            ]
            if not pairs or any(_same_roles(one, other, a, b) for a, b in pairs):
                continue
            kept = max(_directed(one, a, alike) + _directed(other, b, alike) for a, b in pairs)
            turned = max(_directed(one, b, alike) + _directed(other, a, alike) for a, b in pairs)
            yield Misplaced(one.text, other.text, turned - kept)


def _same_roles(one: Item, other: Item, a: Item, b: Item) -> bool:
    """Whether two items come in the same order in both, or the other way round with a "by"."""
    if a.sentence != b.sentence:
        return False
    turned = (one.place < other.place) != (a.place < b.place)
    return turned == (_is_passive(one, other) != _is_passive(a, b))


def _is_passive(one: Item, other: Item) -> bool:
    start, end = sorted((one.place, other.place))
    return _PASSIVE.search(one.sentence[start:end]) is not None


def _fit(item: Item, alike: NDArray[np.float32], weights: NDArray[np.float32]) -> float:
    """How like the surroundings of a passage's item are to those that the weights name."""
    first, last = max(item.first - _REACH, 0), min(item.last + _REACH, alike.shape[1])
    found: NDArray[np.float32] = (alike[:, first:last] * _decay(item, first, last, FAR)).max(axis=1)
    return float(found @ weights)


def _directed(written: Item, item: Item, alike: NDArray[np.float32]) -> float:
    """As `_fit`, where what stands before looks for its like before, and after after."""
    total = 0.0
    for before in (True, False):
        here, there = _side(written, len(alike), before), _side(item, alike.shape[1], before)
        if here[0] == here[1] or there[0] == there[1]:
            continue
        weights = _decay(written, *here, NEAR)
        near = alike[here[0] : here[1], there[0] : there[1]] * _decay(item, *there, FAR)
        total += float(near.max(axis=1) @ weights / weights.sum())
    return total


def _side(item: Item, count: int, before: bool) -> tuple[int, int]:
    """The tokens on one side of an item, from and to."""
    if before:
        return max(item.first - _REACH, 0), item.first
    return item.last, min(item.last + _REACH, count)


def _decay(item: Item, first: int, last: int, scale: float) -> NDArray[np.float32]:
    """What tokens count by their distance from an item; the item's own count nothing."""
    places = np.arange(first, last)
    away = np.maximum(item.first - places, places - item.last + 1)
    weights: NDArray[np.float32] = np.where(away > 0, np.exp(-away / scale), 0).astype(np.float32)
    return weights


def _things(reading: Reading) -> Iterator[tuple[Sort, frozenset[str], str, int, str]]:
    for date in reading.dates:
        keys = {f"d{date.day}.{date.month}", f"y{date.year}"} if date.day else {f"y{date.year}"}
        keys |= {f"m{date.month}"} if date.month and not date.day else set()
        yield "time", frozenset(keys - {"y0"}), date.text, date.start, ""
    for number in reading.quantities:
        sort: Sort = "time" if number.is_year or number.kind == "decade" else "number"
        letter = "y" if sort == "time" else "n"
        yield (
            sort,
            frozenset(f"{letter}{v:g}" for v in number.values),
            number.text,
            number.start,
            number.unit,
        )
    for name in reading.names:
        keys = {stem for word in name.words for stem in stems(word)}
        initials = "".join(word[0] for word in name.words)
        yield (
            "name",
            frozenset(keys | {initials} if len(initials) > 1 else keys),
            name.text,
            name.start,
            "",
        )


def _in_raw(raw: str, cleaned: str, text: str, place: int) -> int:
    """Where something of the cleaned text stands in the raw one: cleaning moves what follows."""
    guess = place * len(raw) // max(len(cleaned), 1)
    for start in (max(guess - 12, 0), 0):
        found = raw.find(text, start)
        if found >= 0:
            return found
    return guess
