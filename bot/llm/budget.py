"""What calls are about to cost comes in, and what they did; whether they may be made goes out.

A call that would go over is not made. What it may cost at most is reserved before, so that calls
at the same time can't go over together; what it did cost is settled afterwards.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

_MINUTE = 60.0


class Budget:
    """Tokens a minute, a day, and a Discord server a day; 0 is no limit. Days are those of UTC.

    For one thread, such as the event loop's.
    """

    def __init__(
        self,
        *,
        per_minute: int = 0,
        per_day: int = 0,
        server_per_day: int = 0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`clock` tells Unix seconds."""
        self._per_minute = per_minute
        self._per_day = per_day
        self._server_per_day = server_per_day
        self._clock = clock
        self._left = float(per_minute)  # a bucket that fills up within a minute
        self._filled_at = clock()
        self._day = self._today()
        self._spent: dict[int | None, int] = defaultdict(int)  # None: not in a server

    def reserve(self, tokens: int, server: int | None) -> str | None:
        """Take the tokens and return `None`, or take none and return what is spent, in words."""
        self._turn()
        if self._per_day and sum(self._spent.values()) + tokens > self._per_day:
            return "LLM_TOKENS_PER_DAY"
        if (
            server is not None
            and self._server_per_day
            and self._spent[server] + tokens > self._server_per_day
        ):
            return "LLM_SERVER_TOKENS_PER_DAY"
        # A prompt larger than the whole bucket waits for a full one, else it could never be sent.
        if self._per_minute and self._left < min(tokens, self._per_minute):
            return "LLM_TOKENS_PER_MINUTE"
        self._take(tokens, server)
        return None

    def settle(self, reserved: int, cost: int, server: int | None) -> None:
        """A call for which so many tokens were reserved did cost so many."""
        self._turn()
        self._take(cost - reserved, server)

    @property
    def spent(self) -> tuple[date, dict[int | None, int]]:
        """The day, and what was spent on it by server; `None` is direct messages and the like."""
        self._turn()
        return self._day, {server: tokens for server, tokens in self._spent.items() if tokens}

    def restore(self, day: date, spent: Mapping[int | None, int]) -> None:
        """Go on from what `spent` was before a restart, if that was today."""
        self._turn()
        if day == self._day:
            for server, tokens in spent.items():
                self._spent[server] += tokens

    def _take(self, tokens: int, server: int | None) -> None:
        self._left = min(self._left - tokens, float(self._per_minute))
        # A call that began yesterday gives back what it reserved then.
        self._spent[server] = max(0, self._spent[server] + tokens)

    def _turn(self) -> None:
        """Fill the minute's bucket, and begin a new day when there is one."""
        now = self._clock()
        passed = max(0.0, now - self._filled_at)
        self._left = min(self._left + passed * self._per_minute / _MINUTE, float(self._per_minute))
        self._filled_at = now
        today = self._today()
        if today != self._day:
            self._day = today
            self._spent.clear()

    def _today(self) -> date:
        return datetime.fromtimestamp(self._clock(), UTC).date()
