"""A followed channel comes in and out, and who is named as the author of its messages."""

from collections.abc import Mapping

from index.database import Database


class Followed:
    """The channels whose messages become articles of their server."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def channels(self) -> Mapping[int, frozenset[int]]:
        """The channels of every server that follows any."""
        found: dict[int, set[int]] = {}
        for server, channel in self._database.rows("SELECT server, channel FROM followed"):
            found.setdefault(server, set()).add(channel)
        return {server: frozenset(channels) for server, channels in found.items()}

    def add(self, server: int, channel: int) -> None:
        """Follow a channel; what was removed of it before may come in again."""
        with self._database.transaction():
            self.drop(server, channel)
            self._database.rows(
                "INSERT INTO followed (server, channel) VALUES (?, ?)", (server, channel)
            )

    def drop(self, server: int, channel: int) -> None:
        """Follow it no longer."""
        for table in ("followed", "withheld"):
            self._database.rows(
                f"DELETE FROM {table} WHERE server = ? AND channel = ?", (server, channel)
            )

    def withhold(self, server: int, channel: int, message: int) -> None:
        """Keep a message out, since somebody has removed its article."""
        self._database.rows(
            "INSERT OR IGNORE INTO withheld (message, server, channel) VALUES (?, ?, ?)",
            (message, server, channel),
        )

    def withheld(self, server: int) -> frozenset[int]:
        """The messages of a server that are kept out."""
        rows = self._database.rows("SELECT message FROM withheld WHERE server = ?", (server,))
        return frozenset(message for (message,) in rows)

    def is_withheld(self, message: int) -> bool:
        """Whether a message is kept out."""
        return bool(self._database.rows("SELECT 1 FROM withheld WHERE message = ?", (message,)))

    def sign(self, server: int, message: int, person: int) -> None:
        """Note whose name stands on a message's article, unless they were taken off it before."""
        self._database.rows(
            "INSERT OR IGNORE INTO signed (message, server, person) VALUES (?, ?, ?)",
            (message, server, person),
        )

    def unsigned(self, server: int) -> frozenset[int]:
        """The messages of a server whose author has asked not to be named any more."""
        rows = self._database.rows(
            "SELECT message FROM signed WHERE server = ? AND person IS NULL", (server,)
        )
        return frozenset(message for (message,) in rows)

    def is_unsigned(self, message: int) -> bool:
        """Whether a message's author has asked not to be named any more."""
        wanted = "SELECT 1 FROM signed WHERE message = ? AND person IS NULL"
        return bool(self._database.rows(wanted, (message,)))

    def forget_message(self, message: int) -> None:
        """Forget who wrote a message that is no article any more.

        That somebody is not to be named is kept: the message may become one again.
        """
        self._database.rows(
            "DELETE FROM signed WHERE message = ? AND person IS NOT NULL", (message,)
        )
