"""The catalog's tables come in, its articles as a shelf go out, with the questions about them.

What is listed here is read and written in the same database, and the same transactions, as the
articles themselves.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date

from index.database import Database, marks
from index.recency import iso
from index.stored import read_source
from index.types import Entry, Holding, Source, Span


class Listing:
    """The articles of an open catalog, and their suggested questions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def articles(
        self, collections: Iterable[str], *, offset: int = 0, limit: int = 50
    ) -> list[Entry]:
        """Articles of these collections, the newest first."""
        names = sorted(collections)
        rows = self._database.rows(
            "SELECT a.source, a.language, (SELECT count(*) FROM chunks c WHERE c.article = a.key), "
            "a.origin, a.added_at, (SELECT json_group_array(d.url) FROM documents d "
            "JOIN sources s ON s.key = d.source WHERE d.collection = a.collection "
            "AND d.article_id = a.article_id AND NOT d.keeps "
            f"AND s.collection IN ({marks(names)})) "
            f"FROM articles a WHERE a.collection IN ({marks(names)}) "
            "ORDER BY a.added_at DESC, a.key DESC LIMIT ? OFFSET ?",
            (*names, *names, max(limit, 0), max(offset, 0)),
        )
        with self._database.decoding():
            return [
                Entry(
                    collection=source.collection,
                    article_id=source.article_id,
                    title=source.title,
                    url=source.url,
                    published=source.published,
                    language=language,
                    chunks=chunks,
                    origin=origin,
                    added_at=added_at,
                    also=tuple(sorted(json.loads(also))),
                )
                for source, language, chunks, origin, added_at, also in (
                    (read_source(row[0]), *row[1:]) for row in rows
                )
            ]

    def published_within(
        self, since: date | None, until: date | None, collections: Iterable[str]
    ) -> list[int]:
        """The ids of the chunks whose article was published within these days, both included.

        `None` leaves that end open. Of an article that
        is dated by a year or a month alone, that time must touch these days; one without a date is
        not among them.
        """
        names = sorted(collections)
        rows = self._database.rows(
            "SELECT c.id FROM articles a JOIN chunks c ON c.article = a.key "
            # Its year lets the index find it; the rest is exact.
            "WHERE a.published BETWEEN ? AND ? AND a.published || '-99' >= ? "
            f"AND a.collection IN ({marks(names)}) ORDER BY c.id",
            (iso(since, "0000")[:4], iso(until, "9999"), iso(since, "0000"), *names),
        )
        return [row[0] for row in rows]

    def holdings(self, collections: Iterable[str]) -> list[Holding]:
        """What these collections hold, by collection and language, most chunks first."""
        names = sorted(collections)
        rows = self._database.rows(
            "SELECT collection, language, count(*), "
            "sum((SELECT count(*) FROM chunks c WHERE c.article = a.key)) AS held, max(added_at) "
            f"FROM articles a WHERE collection IN ({marks(names)}) "
            "GROUP BY collection, language ORDER BY held DESC, collection, language",
            names,
        )
        return [
            Holding(
                collection=collection,
                language=language,
                articles=articles,
                chunks=chunks,
                newest=newest,
            )
            for collection, language, articles, chunks, newest in rows
        ]

    def holds(self, collection: str, article_id: str) -> bool:
        """Whether a collection has an article of that id."""
        return bool(
            self._database.rows(
                "SELECT 1 FROM articles WHERE collection = ? AND article_id = ?",
                (collection, article_id),
            )
        )

    def source(self, collection: str, article_id: str) -> Source | None:
        """What footnotes say of an article; nothing where there is none."""
        rows = self._database.rows(
            "SELECT source FROM articles WHERE collection = ? AND article_id = ?",
            (collection, article_id),
        )
        with self._database.decoding():
            return read_source(rows[0][0]) if rows else None

    def origin(self, collection: str, article_id: str) -> str:
        """Where an article came from: an address or a file's name; empty where nobody knows."""
        rows = self._database.rows(
            "SELECT origin FROM articles WHERE collection = ? AND article_id = ?",
            (collection, article_id),
        )
        return str(rows[0][0]) if rows else ""

    def added_at(self, collection: str, article_id: str) -> float | None:
        """When this text of an article came in, in unix seconds; nothing where there is none."""
        rows = self._database.rows(
            "SELECT added_at FROM articles WHERE collection = ? AND article_id = ?",
            (collection, article_id),
        )
        return float(rows[0][0]) if rows else None

    def newest(self) -> float | None:
        """When the newest article came in, in unix seconds; nothing in an empty library."""
        [(newest,)] = self._database.rows("SELECT max(added_at) FROM articles")
        return None if newest is None else float(newest)

    def find_quote(self, collection: str, article_id: str, quote: str) -> Span | None:
        """Where an article has these very words first; nothing where it, or they, are gone."""
        if not quote:
            return None
        rows = self._database.rows(
            "SELECT instr(text, ?) FROM articles WHERE collection = ? AND article_id = ?",
            (quote, collection, article_id),
        )
        start = rows[0][0] - 1 if rows else -1
        return Span(start, start + len(quote)) if start >= 0 else None

    def unsign(self, collection: str, article_id: str) -> bool:
        """Take the names of author and publisher off an article, and their letters out of the file.

        False where there is no such article. Nothing of it is cut or embedded anew. Other writers
        may keep the last letters in the write-ahead log for a while longer.
        """
        # Of this connection: what the names took up is overwritten, not only marked as free.
        self._database.rows("PRAGMA secure_delete = ON")
        there = self._database.rows(
            "UPDATE articles SET source = json_set(source, '$.author', NULL, '$.publisher', NULL) "
            "WHERE collection = ? AND article_id = ? RETURNING key",
            (collection, article_id),
        )
        if there:
            self._database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        return bool(there)

    # Suggested questions

    def unasked(self) -> list[tuple[str, str]]:
        """Collection and id of the articles for which no suggestions were made yet."""
        return self._database.rows(
            "SELECT collection, article_id FROM articles WHERE asked = 0 ORDER BY key"
        )

    def put_suggestions(self, collection: str, article_id: str, questions: Sequence[str]) -> None:
        """Keep the questions that an article answers, the best first, and that it was asked."""
        with self._database.transaction():
            rows = self._database.rows(
                "SELECT key FROM articles WHERE collection = ? AND article_id = ?",
                (collection, article_id),
            )
            if not rows:
                return  # it was removed while it was asked
            [(key,)] = rows
            self._database.rows("UPDATE articles SET asked = 1 WHERE key = ?", (key,))
            self._database.rows("DELETE FROM suggestions WHERE article = ?", (key,))
            self._database.many(
                "INSERT INTO suggestions (article, place, question) VALUES (?, ?, ?)",
                [(key, place, question) for place, question in enumerate(questions)],
            )
            if questions:
                self._database.rows(
                    "INSERT INTO facts (name, value) VALUES ('suggestions', 1) "
                    "ON CONFLICT (name) DO UPDATE SET value = value + 1"
                )

    def suggestions_version(self) -> tuple[str, ...]:
        """Changes whenever suggestions, or the articles that have them, may have changed."""
        rows = self._database.rows(
            "SELECT value FROM facts WHERE name IN ('revision', 'suggestions') ORDER BY name"
        )
        return tuple(str(value) for (value,) in rows)

    def suggestions(self) -> list[tuple[str, str, str]]:
        """Collection, article id and question: every article's first, the newest article first."""
        return self._database.rows(
            "SELECT a.collection, a.article_id, s.question "
            "FROM suggestions s JOIN articles a ON a.key = s.article "
            "ORDER BY s.place, a.added_at DESC, a.key DESC"
        )
