"""Open gaps come in, groups of those that ask the same go out, most asked first; pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.records.base import OpenGap, Vector
from index.kind import asked_kind
from index.terms import content, terms

_CLOSE = 0.8
_SHARED = 0.5
"""Of the words of the shorter question; both measured, see `docs/decisions/0012-records.md`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GapGroup:
    """Gaps that ask the same, the oldest first; the first of them stands for all."""

    gaps: tuple[OpenGap, ...]

    @property
    def people(self) -> int:
        """How many different people asked."""
        return len({gap.visit.person for gap in self.gaps})


@dataclass(frozen=True, slots=True, eq=False)
class _Wording:
    """What two questions are compared by."""

    vector: Vector | None
    words: frozenset[str]
    content: frozenset[str]
    numbers: frozenset[str]
    kind: object

    def asks_as(self, other: "_Wording") -> bool:
        """Whether both ask the same: the same words, or close in meaning and in what is asked."""
        if self.words == other.words:
            return True
        if self.numbers != other.numbers or self.kind != other.kind:
            return False
        shared = len(self.content & other.content)
        if shared < _SHARED * min(len(self.content), len(other.content)):
            return False
        return cosine(self.vector, other.vector) >= _CLOSE


def group(gaps: Sequence[OpenGap]) -> tuple[GapGroup, ...]:
    """Put gaps that ask the same together, and those that most people asked first.

    Each gap, the oldest first, joins the first group whose first question asks the same, and opens
    one of its own otherwise. Of two groups that as many people asked, the one asked last comes
    first. A gap without a vector joins those of the very same words.
    """
    groups: list[tuple[_Wording, list[OpenGap]]] = []
    for gap in sorted(gaps, key=lambda one: (one.asked_at, one.record)):
        wording = _wording(gap)
        for first, members in groups:
            if wording.asks_as(first):
                members.append(gap)
                break
        else:
            groups.append((wording, [gap]))
    made = [GapGroup(gaps=tuple(members)) for _, members in groups]
    return tuple(sorted(made, key=lambda one: (one.people, one.gaps[-1].asked_at), reverse=True))


def asks_same(one: OpenGap, other: OpenGap) -> bool:
    """Whether two gaps ask the same."""
    return _wording(one).asks_as(_wording(other))


def cosine(one: Vector | None, other: Vector | None) -> float:
    """How close two questions are in meaning; -1 where that is not known.

    Vectors of different widths come from different models and can't be compared.
    """
    if one is None or other is None or one.shape != other.shape:
        return -1.0
    return float(one.astype(np.float32) @ other.astype(np.float32))


def _wording(gap: OpenGap) -> _Wording:
    words = frozenset(terms(gap.text, gap.language))
    return _Wording(
        vector=gap.vector,
        words=words,
        content=content(gap.text, gap.language),
        numbers=frozenset(word for word in words if any(letter.isdigit() for letter in word)),
        kind=asked_kind(gap.text),
    )
