"""What a language model has cost today comes in, and goes out after a restart.

Only sums, by day and Discord server: nobody's questions, and nothing of who asked.
"""

import json
from collections.abc import Mapping
from datetime import date

from index.database import Database

_NAME = "spending"


class Spending:
    """The last day's figures; those of the days before are not kept."""

    def __init__(self, database: Database) -> None:
        """Keeps them among the facts of the database."""
        self._database = database

    def keep(self, day: date, spent: Mapping[int | None, int]) -> None:
        """Keep what was spent on a day, by server; `None` is what was asked in none."""
        value = json.dumps([day.isoformat(), list(spent.items())])
        self._database.rows(
            "INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", (_NAME, value)
        )

    def kept(self) -> tuple[date, dict[int | None, int]] | None:
        """The day and its figures; `None` when none were ever kept."""
        rows = self._database.rows("SELECT value FROM facts WHERE name = ?", (_NAME,))
        if not rows:
            return None
        with self._database.decoding():
            day, spent = json.loads(rows[0][0])
            return date.fromisoformat(day), {server: int(tokens) for server, tokens in spent}
