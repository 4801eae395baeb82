"""The nouns of a server's own articles: what became of them, and what its library holds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

from bot.errors import DeskError
from index.provenance import SourceState
from index.shelf import AddReceipt
from index.sources.base import RefreshReceipt
from index.types import Entry

KEY = r"[0-9a-f]{16}-[0-9a-f]{1,16}"
"""What `key_of` and `key_of_place` make."""

FEWEST_LETTERS = 25
"""Letters and digits of a message that becomes an article; less answers no question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of an addition, and the key of the article as it stands now.

    Without a `key` there is nothing to undo: it was there already, or is gone again.
    """

    receipt: AddReceipt
    link: str | None
    key: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What became of a place on the web that was added, as it stands now.

    `receipt` is `None` where the time was up first: the rest comes in by itself. `known`: the
    server had it before. `entry` is the article that has the text of a page; without one, another
    that everybody may see says the same. `same` are the titles of the articles that say what
    others of the receipt say, by the address of these.
    """

    source: SourceState
    receipt: RefreshReceipt | None
    known: bool
    entry: Entry | None = None
    same: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some of a server's articles, the newest first; `first` counts from 0.

    `old` says of those that could not be had again when they last were, in unix seconds.
    """

    entries: tuple[Entry, ...]
    first: int
    own: int
    public: int
    old: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """How far a refresh has come: titles, and for what failed, why.

    `total` and `done` count places, the rest their articles. `gone` are those that their sites no
    longer have, for the first time: like what failed they stay as they were; `withdrawn` were gone
    the time before, too. For `crowded` there was no room. `stopped` is what kept the rest from
    being tried.
    """

    total: int
    done: int = 0
    unchanged: int = 0
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
    gone: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    crowded: int = 0
    stopped: DeskError | None = None

    @property
    def left(self) -> int:
        """How many places were not come to."""
        return self.total - self.done


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A message of a followed channel, as it becomes an article.

    `text` is Markdown in which nothing is Discord's own any more. `person` wrote it, and has the
    name `author`; both are `None` where nobody did. `published` is an ISO 8601 date.
    """

    message: int
    url: str
    text: str = field(repr=False)
    publisher: str
    published: str
    person: int | None = None
    author: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a channel holds now, the newest first.

    `others` are messages of bots and of Discord itself, `files` attachments: neither is read.
    `most`: no more than so many messages were looked at, and there may be older ones.
    """

    notices: tuple[Notice, ...] = ()
    others: int = 0
    files: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What became of a channel's messages.

    `short` have too few words to be an article; `full`: so many found no room in the server's
    library. `reading` is what was read; `None` where the channel may not, or no longer, be read.
    """

    reading: Reading | None = None
    taken: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    short: int = 0
    full: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedChannel:
    """A channel that a server follows, with its number of articles; not `open`: it has none."""

    channel: int
    articles: int
    open: bool


def message_id(message: int) -> str:
    """The id of a message's article."""
    return f"message-{message}"


def message_origin(server: int, channel: int, message: int | str) -> str:
    """Where a message's article came from. No page and no file has such an origin."""
    return f"discord://{server}/{channel}/{message}"


def message_of(origin: str) -> tuple[int, int] | None:
    """The channel and the message that an article came from; `None` for any other origin."""
    found = re.fullmatch(r"discord://\d+/(\d+)/(\d+)", origin)
    return None if found is None else (int(found[1]), int(found[2]))


def key_of(entry: Entry) -> str:
    """Names an article as it stands: a digest of its id, and when this text of it came in.

    Short enough for a button. Once the article is changed or replaced, the key fits it no more.
    """
    digest = blake2b(entry.article_id.encode("utf-8", "replace"), digest_size=8).hexdigest()
    return f"{digest}-{round(entry.added_at * 1_000_000):x}"


def key_of_place(source: SourceState) -> str:
    """Names a place that a server has articles from, as long as it has; short as `key_of`."""
    spec = source.spec
    named = f"{spec.collection} {spec.kind} {spec.location}".encode("utf-8", "replace")
    return f"{blake2b(named, digest_size=8).hexdigest()}-{source.key:x}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """How many articles and chunks a collection has."""

    articles: int = 0
    chunks: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language (ISO 639-1, empty where it cannot be told) of what may be seen, and its chunks."""

    code: str
    chunks: int
    little_known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What a server is answered from; times in unix seconds, `None` where there is none."""

    own: Shelf
    public: Shelf
    newest: float | None
    refreshed: float | None
    model: str
    languages: tuple[Language, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedInVain:
    """Questions that ask the same and were not answered; `first` and `last` in unix seconds."""

    text: str = field(repr=False)
    times: int
    people: int
    first: float
    last: float


@dataclass(frozen=True, slots=True, kw_only=True)
class InVain:
    """A server's unanswered questions, most asked first; `hidden` were asked in confidence."""

    asked: tuple[AskedInVain, ...]
    hidden: int
