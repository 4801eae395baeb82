"""Time comes in from the machine, moved on by the test; seconds and snowflakes come out."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable

DISCORD_EPOCH_MS = 1_420_070_400_000


class Clock:
    """The fake's own time, which a test may move forward without waiting."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self._last_snowflake = 0

    def now(self) -> float:
        """Seconds since 1970, as this Discord sees them."""
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass at once: how a test reaches the 3 s and 15 min deadlines."""
        self._ahead += seconds

    def snowflake(self, fits: Callable[[int], bool] = lambda number: True) -> int:
        """A new id that carries its time, always above every earlier one, and that `fits`."""
        stamp = (int(self.now() * 1000) - DISCORD_EPOCH_MS) << 22
        number = max(stamp, self._last_snowflake + 1)
        while not fits(number):
            number += 1 << 22  # a millisecond later
        self._last_snowflake = number
        return number


def iso(seconds: float) -> str:
    """Discord's spelling of a moment: 2024-05-01T10:00:00.123000+00:00."""
    moment = datetime.datetime.fromtimestamp(seconds, datetime.UTC)
    return moment.isoformat(timespec="microseconds")
