"""What a server has set comes in, and goes out by server: settings, and channels switched on."""

import json
from collections.abc import Callable, Mapping

from pydantic import JsonValue

from bot.records.base import ChannelKind
from index.database import Database

_CLAIMED_SECONDS = 7 * 86_400.0
"""How long a claim holds: much longer than Discord repeats an event."""


class Servers:
    """The servers' own settings. Nothing is set and no channel is on until somebody says so."""

    def __init__(self, database: Database, *, clock: Callable[[], float]) -> None:
        """`clock` gives Unix seconds."""
        self._database = database
        self._clock = clock

    def settings(self, server: int) -> dict[str, JsonValue]:
        """Everything that a server has set, by name."""
        rows = self._database.rows("SELECT name, value FROM settings WHERE server = ?", (server,))
        with self._database.decoding():
            return {name: json.loads(value) for name, value in rows}

    def set(self, server: int, name: str, value: JsonValue) -> None:
        """Set one thing; `None` takes it back. No value may name a person: `forget` looks here
        for nobody.
        """
        if value is None:
            self._database.rows(
                "DELETE FROM settings WHERE server = ? AND name = ?", (server, name)
            )
            return
        self._database.rows(
            "INSERT OR REPLACE INTO settings (server, name, value) VALUES (?, ?, ?)",
            (server, name, json.dumps(value)),
        )

    def channels(self, server: int) -> Mapping[int, ChannelKind]:
        """The channels in which the bot speaks unasked, and how."""
        rows = self._database.rows(
            "SELECT channel, kind FROM channels WHERE server = ? ORDER BY channel", (server,)
        )
        return dict(rows)

    def switch_on(self, server: int, channel: int, kind: ChannelKind) -> None:
        """Let the bot speak unasked in a channel."""
        self._database.rows(
            "INSERT OR REPLACE INTO channels (server, channel, kind) VALUES (?, ?, ?)",
            (server, channel, kind),
        )

    def switch_off(self, server: int, channel: int) -> bool:
        """Let it no longer; false where it didn't."""
        return bool(
            self._database.rows(
                "DELETE FROM channels WHERE server = ? AND channel = ? RETURNING channel",
                (server, channel),
            )
        )

    def claim(self, message: int) -> bool:
        """Claim a message that nobody addressed to the bot; true for one caller only.

        Whoever has the claim may answer it: Discord may tell of a message twice, and a restart
        forgets what was heard.
        """
        now = self._clock()
        with self._database.transaction():
            self._database.rows(
                "DELETE FROM claimed WHERE claimed_at < ?", (now - _CLAIMED_SECONDS,)
            )
            return bool(
                self._database.rows(
                    "INSERT OR IGNORE INTO claimed (message, claimed_at) VALUES (?, ?) "
                    "RETURNING message",
                    (message, now),
                )
            )
