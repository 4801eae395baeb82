"""What a server's admins mend: pinned passages, and marks on articles, by server."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from bot.records.base import Mark, MarkKind, Pin
from index.database import Database
from index.terms import terms
from index.types import Span

_PIN = 'pin, server, record, collection, article_id, start, "end", quote, person, made_at'


class Repairs:
    """The repairs."""

    def __init__(self, database: Database, *, clock: Callable[[], float]) -> None:
        """`clock` gives Unix seconds."""
        self._database = database
        self._clock = clock

    def pin(
        self,
        server: int,
        question: str,
        language: str,
        *,
        record: int,
        collection: str,
        article_id: str,
        span: Span,
        quote: str,
        person: int,
    ) -> int:
        """Tie a passage to a question, in place of the one that was, and return the pin's number.

        `record` is the answer that it is made from. Of the question nothing readable is kept here:
        a digest of its terms.
        """
        [(pin,)] = self._database.rows(
            "INSERT INTO pins (server, question, record, collection, article_id, start, "
            '"end", quote, person, made_at) VALUES (?, ?, '
            "(SELECT record FROM answers WHERE record = ?), ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (server, question) DO UPDATE SET "
            "record = excluded.record, collection = excluded.collection, "
            "article_id = excluded.article_id, start = excluded.start, "
            '"end" = excluded."end", quote = excluded.quote, person = excluded.person, '
            "made_at = excluded.made_at RETURNING pin",
            (
                *(server, _key(question, language)),
                *(record, collection, article_id, span.start, span.end, quote),
                *(person, self._clock()),
            ),
        )
        return int(pin)

    def unpin(self, server: int, pin: int) -> bool:
        """Remove a pin of this server; false where it has none of that number."""
        return bool(
            self._database.rows(
                "DELETE FROM pins WHERE server = ? AND pin = ? RETURNING pin", (server, pin)
            )
        )

    def pins(self, server: int) -> tuple[Pin, ...]:
        """A server's pins, the newest first."""
        return tuple(_pin(row) for row in self._pins(server))

    def pinned(self, server: int, question: str, language: str) -> Pin | None:
        """The pin of a question of the same terms, in whatever order and ending.

        Question words count: who founded it is not when it was founded.
        """
        rows = self._database.rows(
            f"SELECT {_PIN} FROM pins WHERE server = ? AND question = ?",
            (server, _key(question, language)),
        )
        return _pin(rows[0]) if rows else None

    def mark(
        self, server: int, kind: MarkKind, collection: str, article_id: str, person: int
    ) -> None:
        """Mark an article for this server: `outdated`, or `taught` by this person."""
        self._database.rows(
            "INSERT OR REPLACE INTO marks (server, kind, collection, article_id, person, made_at) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (server, kind, collection, article_id, person, self._clock()),
        )

    def unmark(self, server: int, kind: MarkKind, collection: str, article_id: str) -> bool:
        """Take a mark off; false where there was none."""
        return bool(
            self._database.rows(
                "DELETE FROM marks WHERE server = ? AND kind = ? AND collection = ? "
                "AND article_id = ? RETURNING kind",
                (server, kind, collection, article_id),
            )
        )

    def marks(self, server: int, kind: MarkKind) -> tuple[Mark, ...]:
        """A server's marks of one kind, the newest first."""
        rows = self._database.rows(
            "SELECT kind, collection, article_id, person, made_at FROM marks "
            "WHERE server = ? AND kind = ? ORDER BY made_at DESC, collection, article_id",
            (server, kind),
        )
        return tuple(
            Mark(kind=row[0], collection=row[1], article_id=row[2], person=row[3], made_at=row[4])
            for row in rows
        )

    def forget_article(self, server: int, collection: str, article_id: str) -> None:
        """Drop the pins and marks of an article that is gone."""
        for table in ("marks", "pins"):
            self._database.rows(
                f"DELETE FROM {table} WHERE server = ? AND collection = ? AND article_id = ?",
                (server, collection, article_id),
            )

    def _pins(self, server: int) -> list[Any]:
        return self._database.rows(
            f"SELECT {_PIN} FROM pins WHERE server = ? ORDER BY made_at DESC, pin DESC", (server,)
        )


def _key(question: str, language: str) -> bytes:
    """A digest of the question's terms; function words too, since "who" and "when" differ."""
    return hashlib.sha256(" ".join(sorted(terms(question, language))).encode()).digest()


def _pin(row: Sequence[Any]) -> Pin:
    return Pin(
        pin=row[0],
        server=row[1],
        record=row[2],
        collection=row[3],
        article_id=row[4],
        start=row[5],
        end=row[6],
        quote=row[7],
        person=row[8],
        made_at=row[9],
    )
