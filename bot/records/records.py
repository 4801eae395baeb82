"""A path comes in, everything that the bot keeps of its work goes out: `Records`."""

import time
from collections.abc import Callable
from pathlib import Path

from bot.records.answers import Answers
from bot.records.database import open_database
from bot.records.followed import Followed
from bot.records.gaps import Gaps
from bot.records.privacy import Privacy
from bot.records.repairs import Repairs
from bot.records.servers import Servers
from bot.records.spending import Spending
from bot.records.votes import Ballot

FILE = "records.db"
"""Its name in the data folder."""


class Records:
    """The open records. Threads may share one; nothing of it may run on the event loop.

    Every method of its parts raises `RecordsError` where the file is damaged, the disk refuses or
    another process holds it too long.
    """

    def __init__(
        self, path: Path, *, keep_days: int, clock: Callable[[], float] = time.time
    ) -> None:
        """Open the file, or make it. `clock` gives Unix seconds.

        With `keep_days` 0 no answer is kept, and so there are no votes, gaps, follow-ups or stale
        answers; repairs and server settings are.

        Raises:
            RecordsError: it can't be opened; `hint` says what to do.
        """
        self._database = open_database(path)
        self.answers = Answers(self._database, clock=clock, keeps=keep_days > 0)
        self.votes = Ballot(self._database, clock=clock)
        self.gaps = Gaps(self._database, clock=clock)
        self.repairs = Repairs(self._database, clock=clock)
        self.followed = Followed(self._database)
        self.servers = Servers(self._database, clock=clock)
        self.spending = Spending(self._database)
        self.privacy = Privacy(self._database, clock=clock, keep_days=keep_days)

    def close(self) -> None:
        """Close every thread's connection."""
        self._database.close()
