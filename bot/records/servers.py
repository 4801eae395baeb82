"""What a server has set comes in, and goes out by server: settings, and channels switched on."""

import json
from collections.abc import Mapping

from pydantic import JsonValue

from bot.records.base import ChannelKind
from index.database import Database


class Servers:
    """The servers' own settings. Nothing is set and no channel is on until somebody says so."""

    def __init__(self, database: Database) -> None:
        self._database = database

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
