"""The nouns of an examination, and the order in which its advice is given. Reads nothing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from index.catalog import Catalog, Identity
from index.errors import LibraryError
from index.settings import IndexSettings

Verdict: TypeAlias = Literal["fine", "notice", "trouble"]

NAMED = 5
"""Of the things that a finding counts, so many are named."""

BUILD = "Run `footnote build`."


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that an examination found out, about an area such as "catalog".

    `trouble` keeps the bot from answering, a build from running or articles from staying fresh; a
    `notice` is worth knowing, and mends itself or can wait. `says` is a sentence, `hint` what to do
    about it, empty where that is nothing. `count` is how many things it is about, 0 where it counts
    none, and `named` the first few of them.
    """

    area: str
    verdict: Verdict
    says: str
    hint: str = ""
    count: int = 0
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Examining:
    """How far an examination is: the area, and what of it is done; `total` 0 while none counts."""

    area: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What the areas are examined with: the open catalog, and who made it.

    `now` is in unix seconds; `progress` is called often.
    """

    settings: IndexSettings
    catalog: Catalog
    identity: Identity
    progress: Callable[[Examining], None]
    now: float


@dataclass(slots=True)
class Tally:
    """Counts the things that a finding is about, and keeps the names of the first."""

    count: int = 0
    named: list[str] = field(default_factory=list)

    def add(self, name: str) -> None:
        """One more."""
        self.count += 1
        if len(self.named) < NAMED:
            self.named.append(name)

    def finding(self, area: str, says: str, hint: str, verdict: Verdict = "notice") -> Finding:
        """What was counted, as a finding that `says` what it is and how often that was found."""
        return Finding(
            area=area,
            verdict=verdict,
            says=f"{says}: {self.count:,}.",
            hint=hint,
            count=self.count,
            named=tuple(self.named),
        )


def trouble(area: str, error: LibraryError) -> Finding:
    """What went wrong as an area was looked at."""
    return Finding(area=area, verdict="trouble", says=error.message, hint=error.hint)


def advice(findings: Iterable[Finding]) -> tuple[str, ...]:
    """What to do, each once: first what troubles need, then the rest, in the order found."""
    found = list(findings)
    weighed = [one for verdict in ("trouble", "notice") for one in found if one.verdict == verdict]
    return tuple(dict.fromkeys(one.hint for one in weighed if one.hint))
