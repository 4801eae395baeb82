"""A number and those of the passages come in, whether one of them is the same goes out. Pure.

A number that says it is rounded ("about 10 million" for 10.2) may be 5 per cent off, and "over" and
"nearly" 10 per cent in their own direction. Years are never rounded, units never exchanged.
"""

from collections.abc import Iterable
from typing import Literal

from bot.answer.check.quantities import Bound, Quantity


def stands(quantity: Quantity, others: Iterable[Quantity]) -> Literal["yes", "unit", "no"]:
    """Whether one of the other numbers is this one: "unit" where only the unit is another.

    A number that says it is rounded ("about 10 million" for 10.2) may be 5 per cent off, and
    "over" and "nearly" 10 per cent in their own direction. Years are never rounded.
    """
    unit_differs = False
    for other in others:
        if not _same_value(quantity, other):
            continue
        if not quantity.unit or not other.unit or _one_unit(quantity.unit, other.unit):
            return "yes"
        unit_differs = True
    return "unit" if unit_differs else "no"


def _one_unit(mine: str, theirs: str) -> bool:
    return mine == theirs or {mine, theirs} == {"£", "lb"}


def _same_value(mine: Quantity, theirs: Quantity) -> bool:
    if mine.kind == "decade" or theirs.kind == "decade":
        return _same_decade(mine, theirs)
    if mine.kind == "ordinal" and theirs.kind == "number" and theirs.unit:
        return False
    for value in mine.values:
        for other in theirs.values:
            if abs(value - other) <= 1e-9 * max(abs(value), abs(other), 1.0):
                return True
            if mine.kind == "number" and not mine.is_year and _rounds(value, other, mine.bound):
                return True
    return False


def _same_decade(mine: Quantity, theirs: Quantity) -> bool:
    if mine.kind != "decade":
        return False
    if theirs.kind == "decade":
        return any(
            a == b or a == b % 100 or a % 100 == b for a in mine.values for b in theirs.values
        )
    return theirs.is_year and any(a == b // 10 * 10 for a in mine.values for b in theirs.values)


def _rounds(said: float, exact: float, bound: Bound) -> bool:
    if not bound or not exact:
        return False
    ratio = said / exact
    if bound == "over":
        return 0.9 <= ratio <= 1
    if bound == "under":
        return 1 <= ratio <= 1.1
    return 0.95 <= ratio <= 1.05
