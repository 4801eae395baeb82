"""Questions that the articles did not answer come out, until an article answers them."""

from collections.abc import Callable

from bot.records.base import Message, OpenGap
from bot.records.rows import vector_of
from bot.types import Visit
from index.database import Database

_MOST = 1000


class Gaps:
    """The gaps. `Answers.put` opens one for each question that was refused."""

    def __init__(self, database: Database, *, clock: Callable[[], float]) -> None:
        """`clock` gives Unix seconds."""
        self._database = database
        self._clock = clock

    def of_server(self, server: int, most: int = _MOST) -> tuple[OpenGap, ...]:
        """The open gaps of a server, the newest first.

        Those asked in private are among them: `visit.private` says which.
        """
        return self._open("a.server = ? ORDER BY record DESC", (server, most))

    def after(self, record: int, most: int = _MOST) -> tuple[OpenGap, ...]:
        """The next open gaps of all servers and direct messages, the oldest first.

        For looking through all of them when an article has come in: begin with 0, and go on with
        the record of the last one. Nobody may be shown what comes out.
        """
        return self._open("record > ? ORDER BY record", (record, most))

    def before(self, record: int | None, most: int = _MOST) -> tuple[OpenGap, ...]:
        """The same, the newest first: begin with `None`, and go on with the last one's record."""
        return self._open("(? IS NULL OR record < ?) ORDER BY record DESC", (record, record, most))

    def claim(self, record: int, collection: str, article_id: str) -> bool:
        """Close a gap that an article answers; true for one caller only, who tells the person.

        Claim before sending: after a kill between the two the person is not told at all, which is
        better than being told again with every start.
        """
        return bool(
            self._database.rows(
                "UPDATE gaps SET told_at = ?, collection = ?, article_id = ? "
                "WHERE record = ? AND told_at IS NULL RETURNING record",
                (self._clock(), collection, article_id, record),
            )
        )

    def _open(self, condition: str, parameters: tuple[int | None, ...]) -> tuple[OpenGap, ...]:
        rows = self._database.rows(
            "SELECT record, a.person, a.server, a.channel, a.private, a.locale, a.asked_at, "
            "coalesce(a.searched, a.typed), a.language, g.vector, "
            "(SELECT min(message) FROM messages m WHERE m.record = a.record), "
            "(SELECT channel FROM messages m WHERE m.record = a.record ORDER BY message LIMIT 1) "
            "FROM gaps g JOIN answers a USING (record) "
            f"WHERE g.told_at IS NULL AND {condition} LIMIT ?",
            parameters,
        )
        with self._database.decoding():
            return tuple(
                OpenGap(
                    record=row[0],
                    visit=Visit(
                        person=row[1],
                        server=row[2],
                        channel=row[3],
                        private=bool(row[4]),
                        locale=row[5],
                    ),
                    asked_at=row[6],
                    text=row[7],
                    language=row[8],
                    vector=vector_of(row[9]),
                    message=None if row[10] is None else Message(row[11], row[10]),
                )
                for row in rows
            )
