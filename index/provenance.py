"""Where articles come from: sources and their documents, as rows of the catalog.

A source is a place that somebody named: a page, a feed, a site, a folder, a file. What stands there
are its documents. A document keeps an article, or is a near-duplicate of one that is kept already.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from index.database import Database, marks
from index.types import PUBLIC

SourceKind: TypeAlias = Literal["page", "feed", "site", "folder", "file"]

MOST_DOCUMENTS = 200
"""Documents of one source, where nobody says another number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSpec:
    """What was asked for: a place, how often to look there, and how much to take.

    `location` is a web address as `index.load.address` writes it, or an absolute path. `refresh` is
    in seconds; without it, the source is looked at when somebody asks. `most` documents are taken;
    of a site only those whose address begins with `prefix`. `name` is what people call it.
    """

    kind: SourceKind
    location: str
    collection: str = PUBLIC
    name: str = ""
    refresh: float | None = None
    most: int = MOST_DOCUMENTS
    prefix: str = ""

    @property
    def title(self) -> str:
        """What to call it: its name, else its place."""
        return self.name or self.location


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """A source with what became of it. Times are unix seconds.

    `declared`: `sources.toml` names it, and takes it away again. `tried` and `succeeded` are 0
    before the first time; `due` is `None` where it is looked at only when asked. `trouble` is why
    the last try brought nothing. `troubled` documents could not be read the last time: those that
    keep an article are old.
    """

    key: int
    spec: SourceSpec
    declared: bool = False
    tried: float = 0.0
    succeeded: float = 0.0
    due: float | None = None
    trouble: str = ""
    documents: int = 0
    articles: int = 0
    troubled: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentState:
    """A document of a source as it was last seen.

    `article` is the collection and id of the article that has its text; `keeps`: that article was
    made of this document, else it is a near-duplicate. `raw` names its bytes in the archive, by
    their SHA-256. `stamp` is what its source said of its version (`lastmod`, `updated`). `gone`
    counts how often in a row it was not there. `withheld`: somebody took its article away.
    """

    key: int
    source: int
    url: str
    article: tuple[str, str] | None = None
    keeps: bool = False
    etag: str | None = None
    last_modified: str | None = None
    content_type: str = ""
    raw: str = ""
    stamp: str = ""
    gone: int = 0
    seen: float = 0.0
    trouble: str = ""
    withheld: bool = False
