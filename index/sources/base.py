"""The nouns of a look at a source, and the shape that the readers of each kind share."""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from index.examined import Examined
from index.load.fetch import Validators
from index.provenance import SourceState

Verdict: TypeAlias = Literal["new", "same", "gone", "left", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a feed says of an entry, its own `text` included.

    They serve where the page itself says nothing, or cannot be had.
    """

    title: str = ""
    author: str = ""
    published: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The bytes of a page or file, as they came. `url` is an address or an absolute path."""

    url: str
    content: bytes
    content_type: str = ""
    validators: Validators = field(default_factory=Validators)
    facts: Facts = field(default_factory=Facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a look at one place of a source came to.

    `new`: there is a `document`, which may still be the one that is known. `same`: it has not
    changed; nobody was even `asked` where its source is believed. `gone`: it is no longer there;
    `left`: it is no part of the source any more.
    `failed`: `trouble` says why nothing came. `stamp` and `facts` are what the source says of it,
    `reached` is the address at which a page said that it has not changed.
    """

    url: str
    verdict: Verdict
    document: Document | None = None
    trouble: str = ""
    hint: str = ""
    stamp: str = ""
    facts: Facts = field(default_factory=Facts)
    reached: str = ""
    asked: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A document that could not be had or read. `old`: an earlier version stays in the library."""

    url: str
    message: str
    hint: str = ""
    old: bool = False


@dataclass(slots=True, kw_only=True)
class RefreshReceipt:
    """What a look at one source did. `source` is how it stands now; lists hold article ids.

    `withdrawn` were gone twice in a row, or no longer belong to the source. `doubles` were found
    to say what another article says. `crowded` are the addresses of documents for which the
    collection had no room. `asked` counts requests, `not_modified` those that were
    answered so.
    """

    source: SourceState
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    doubles: list[str] = field(default_factory=list)
    crowded: list[str] = field(default_factory=list)
    unchanged: int = 0
    gone: list[str] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    examined: list[Examined] = field(default_factory=list)
    asked: int = 0
    not_modified: int = 0
    chunks_embedded: int = 0
    seconds: float = 0.0
    seconds_embedding: float = 0.0
    revision: int = 0

    @property
    def is_news(self) -> bool:
        """Whether it tells of anything but documents that stay as they were."""
        return bool(self.added or self.changed or self.withdrawn or self.crowded or self.troubles)

    @property
    def others_now(self) -> tuple[str, ...]:
        """The ids that name another article than before, or none: an id may come again."""
        return (*self.added, *self.withdrawn)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshProgress:
    """How far the look at a source is. `expected` is 0 while nobody knows how much there is."""

    name: str
    looked_at: int = 0
    expected: int = 0
    chunks_embedded: int = 0
