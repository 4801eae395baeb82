"""Where articles come from: sources and their documents, as rows of the catalog.

A source is a place that somebody named: a page, a feed, a site, a folder, a file. What stands there
are its documents. A document keeps an article, or is a near-duplicate of one that is kept already.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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
    `facts` are what a feed said of it (see `index.sources.base.Facts`).
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
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A feed, a sitemap or a robots.txt as it was last fetched; `raw` names it in the archive."""

    etag: str | None = None
    last_modified: str | None = None
    raw: str = ""


_SOURCE = (
    "s.key, s.collection, s.kind, s.location, s.name, s.refresh, s.most, s.prefix, s.declared, "
    "s.tried, s.succeeded, s.due, s.trouble"
)
_COUNTED = (
    f"{_SOURCE}, count(d.key), coalesce(sum(d.article_id IS NOT NULL), 0), "
    "coalesce(sum(d.trouble <> ''), 0) FROM sources s LEFT JOIN documents d ON d.source = s.key"
)
_DOCUMENT = (
    "d.key, d.source, d.url, d.collection, d.article_id, d.keeps, d.etag, d.last_modified, "
    "d.content_type, d.raw, d.stamp, d.gone, d.seen, d.trouble, d.withheld, d.facts"
)


class Provenance:
    """The sources of an open catalog, and their documents.

    What is written here belongs into the transaction that changes the articles.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    # Sources

    def sources(self, collections: Iterable[str] | None = None) -> list[SourceState]:
        """The sources of these collections, or of all, in the order in which they came."""
        names = None if collections is None else sorted(collections)
        where = "" if names is None else f"WHERE s.collection IN ({marks(names)}) "
        rows = self._database.rows(
            f"SELECT {_COUNTED} {where}GROUP BY s.key ORDER BY s.key", names or ()
        )
        return self._sources(rows)

    def source(self, key: int) -> SourceState | None:
        """A source by its key; nothing where it was taken away."""
        rows = self._database.rows(f"SELECT {_COUNTED} WHERE s.key = ? GROUP BY s.key", (key,))
        return next(iter(self._sources(rows)), None)

    def has_source(self, key: int) -> bool:
        """Whether a source is still there: what it came to is not counted for that."""
        rows = self._database.rows("SELECT 1 FROM sources WHERE key = ?", (key,))
        return bool(rows)

    def due(self, now: float) -> list[SourceState]:
        """The sources whose time has come, the longest overdue first."""
        rows = self._database.rows(
            f"SELECT {_COUNTED} WHERE s.due <= ? GROUP BY s.key ORDER BY s.due, s.key", (now,)
        )
        return self._sources(rows)

    def put_source(self, spec: SourceSpec, *, declared: bool, now: float) -> int:
        """Keep a source, due at once; its key. One of that place is given the new wishes.

        A new schedule counts from when it was last looked at. What is declared once stays so.
        """
        self._database.rows(
            "INSERT INTO sources (collection, kind, location, name, refresh, most, prefix, "
            "declared, due) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (collection, kind, location) DO UPDATE SET name = excluded.name, "
            "due = CASE WHEN most <> excluded.most OR prefix <> excluded.prefix OR tried = 0 "
            "THEN excluded.due ELSE tried + excluded.refresh END, "
            "refresh = excluded.refresh, most = excluded.most, prefix = excluded.prefix, "
            "declared = max(declared, excluded.declared)",
            (
                *(spec.collection, spec.kind, spec.location, spec.name, spec.refresh, spec.most),
                *(spec.prefix, int(declared), now),
            ),
        )
        [(key,)] = self._database.rows(
            "SELECT key FROM sources WHERE collection = ? AND kind = ? AND location = ?",
            (spec.collection, spec.kind, spec.location),
        )
        return int(key)

    def tried(
        self, key: int, *, now: float, due: float | None, succeeded: bool, trouble: str
    ) -> None:
        """Write down that a source was looked at, and when it is to be again, unless it rests."""
        self._database.rows(
            "UPDATE sources SET tried = ?, succeeded = CASE WHEN ? THEN ? ELSE succeeded END, "
            "due = iif(due IS NULL AND refresh > 0, NULL, ?), trouble = ? WHERE key = ?",
            (now, succeeded, now, due, trouble, key),
        )

    def rest(self, collection: str, *, over: bool) -> None:
        """End the schedules of a collection's sources; with `over`, let them go on."""
        self._database.rows(
            "UPDATE sources SET due = iif(?, coalesce(due, tried + refresh), NULL) "
            "WHERE collection = ? AND refresh > 0",
            (over, collection),
        )

    def drop_source(self, key: int) -> None:
        """Forget a source and its documents; their articles stay, and are somebody else's work."""
        self._database.rows("DELETE FROM sources WHERE key = ?", (key,))

    # Documents

    def documents(self, source: int) -> dict[str, DocumentState]:
        """The documents of a source by their address, in the order in which they came."""
        rows = self._database.rows(
            f"SELECT {_DOCUMENT} FROM documents d WHERE d.source = ? ORDER BY d.key", (source,)
        )
        return {one.url: one for one in self._documents(rows)}

    def waiting(self) -> list[DocumentState]:
        """Documents that could be read and have no article, or none that is still there.

        The article that said the same is gone or has changed: each is to have one again.
        """
        rows = self._database.rows(
            f"SELECT {_DOCUMENT} FROM documents d LEFT JOIN articles a "
            "ON a.collection = d.collection AND a.article_id = d.article_id "
            "WHERE a.key IS NULL AND d.seen > 0 AND d.trouble = '' AND NOT d.withheld "
            "ORDER BY d.key"
        )
        return self._documents(rows)

    def release(self, collection: str, article_id: str) -> None:
        """An article's text is another now: its near-duplicates are to be compared again."""
        self._database.rows(
            "UPDATE documents SET collection = NULL, article_id = NULL "
            "WHERE collection = ? AND article_id = ? AND NOT keeps",
            (collection, article_id),
        )

    def document(self, source: int, url: str) -> DocumentState | None:
        """A document by its source and address, as it is now."""
        rows = self._database.rows(
            f"SELECT {_DOCUMENT} FROM documents d WHERE d.source = ? AND d.url = ?", (source, url)
        )
        return next(iter(self._documents(rows)), None)

    def digest(self, collection: str, article_id: str) -> bytes | None:
        """The digest of an article as it stands; nothing where there is none."""
        rows = self._database.rows(
            "SELECT digest FROM articles WHERE collection = ? AND article_id = ?",
            (collection, article_id),
        )
        return bytes(rows[0][0]) if rows else None

    def kept(self, collection: str) -> frozenset[str]:
        """The ids of a collection's articles that were made of a source's document."""
        rows = self._database.rows(
            "SELECT article_id FROM documents WHERE collection = ? AND keeps", (collection,)
        )
        return frozenset(row[0] for row in rows)

    def old(self, collection: str) -> dict[str, float]:
        """When the documents were last had, by article id, that could not be had since."""
        rows = self._database.rows(
            "SELECT article_id, seen FROM documents "
            "WHERE collection = ? AND keeps AND trouble <> ''",
            (collection,),
        )
        return dict(rows)

    def put_document(self, one: DocumentState) -> None:
        """Keep a document as it is now; its key counts only where it has one."""
        collection, article_id = one.article or (None, None)
        self._database.rows(
            "INSERT INTO documents (source, url, collection, article_id, keeps, etag, "
            "last_modified, content_type, raw, stamp, gone, seen, trouble, withheld, facts) "
            f"VALUES ({marks(range(15))}) ON CONFLICT (source, url) DO UPDATE SET "
            "collection = excluded.collection, article_id = excluded.article_id, "
            "keeps = excluded.keeps, etag = excluded.etag, "
            "last_modified = excluded.last_modified, content_type = excluded.content_type, "
            "raw = excluded.raw, stamp = excluded.stamp, gone = excluded.gone, "
            "seen = excluded.seen, trouble = excluded.trouble, withheld = excluded.withheld, "
            "facts = excluded.facts",
            (
                *(one.source, one.url, collection, article_id, int(one.keeps), one.etag),
                *(one.last_modified, one.content_type, one.raw, one.stamp, one.gone, one.seen),
                *(one.trouble, int(one.withheld), json.dumps(dict(one.facts))),
            ),
        )

    def drop_document(self, key: int) -> None:
        """Forget a document; its article stays, and is somebody else's work."""
        self._database.rows("DELETE FROM documents WHERE key = ?", (key,))

    def withhold(self, collection: str, article_id: str) -> frozenset[str]:
        """Somebody took an article away: its documents are not to bring it back.

        A page or file that was named alone is forgotten with it. The digests of the raw bytes that
        are not needed any more.
        """
        place = (collection, article_id)
        raw = frozenset(
            row[0]
            for row in self._database.rows(
                "SELECT d.raw FROM documents d JOIN sources s ON s.key = d.source "
                "WHERE d.collection = ? AND d.article_id = ? AND s.collection = d.collection "
                "AND d.raw <> ''",
                place,
            )
        )
        self._database.rows(
            "DELETE FROM sources WHERE NOT declared AND kind IN ('page', 'file') AND key IN "
            "(SELECT d.source FROM documents d WHERE d.collection = ? AND d.article_id = ?) "
            "AND collection = ?",
            (*place, collection),
        )
        self._database.rows(
            "UPDATE documents SET withheld = 1, raw = '', etag = NULL, last_modified = NULL, "
            "collection = NULL, article_id = NULL, keeps = 0 "
            "WHERE collection = ? AND article_id = ? AND source IN "
            "(SELECT key FROM sources WHERE collection = ?)",
            (*place, collection),
        )
        return frozenset(digest for digest in raw if not self.needs(digest))

    def needs(self, raw: str) -> bool:
        """Whether a document or a listing has these bytes in the archive."""
        rows = self._database.rows(
            "SELECT 1 FROM documents WHERE raw = ? UNION ALL "
            "SELECT 1 FROM listings WHERE raw = ? LIMIT 1",
            (raw, raw),
        )
        return bool(rows)

    def raw(self) -> frozenset[str]:
        """The digests of all bytes that are needed in the archive."""
        rows = self._database.rows(
            "SELECT raw FROM documents WHERE raw <> '' UNION SELECT raw FROM listings"
        )
        return frozenset(row[0] for row in rows)

    # Listings: feeds, sitemaps and robots.txt, which are no documents

    def listings(self, source: int) -> dict[str, Listed]:
        """What a source lists its documents in, by address."""
        rows = self._database.rows(
            "SELECT url, etag, last_modified, raw FROM listings WHERE source = ?", (source,)
        )
        return {row[0]: Listed(etag=row[1], last_modified=row[2], raw=row[3]) for row in rows}

    def put_listing(self, source: int, url: str, one: Listed) -> None:
        """Keep a listing as it is now."""
        self._database.rows(
            "INSERT OR REPLACE INTO listings (source, url, etag, last_modified, raw) "
            "VALUES (?, ?, ?, ?, ?)",
            (source, url, one.etag, one.last_modified, one.raw),
        )

    def _sources(self, rows: Sequence[Any]) -> list[SourceState]:
        with self._database.decoding():
            return [
                SourceState(
                    key=row[0],
                    spec=SourceSpec(
                        collection=row[1],
                        kind=row[2],
                        location=row[3],
                        name=row[4],
                        refresh=row[5],
                        most=row[6],
                        prefix=row[7],
                    ),
                    declared=bool(row[8]),
                    tried=row[9],
                    succeeded=row[10],
                    due=row[11],
                    trouble=row[12],
                    documents=row[13],
                    articles=row[14],
                    troubled=row[15],
                )
                for row in rows
            ]

    def _documents(self, rows: Sequence[Any]) -> list[DocumentState]:
        with self._database.decoding():
            return [
                DocumentState(
                    key=row[0],
                    source=row[1],
                    url=row[2],
                    article=(row[3], row[4]) if row[4] is not None else None,
                    keeps=bool(row[5]),
                    etag=row[6],
                    last_modified=row[7],
                    content_type=row[8],
                    raw=row[9],
                    stamp=row[10],
                    gone=row[11],
                    seen=row[12],
                    trouble=row[13],
                    withheld=bool(row[14]),
                    facts=json.loads(row[15]),
                )
                for row in rows
            ]
