"""Sites come in, when each may be asked again goes out: over all looks that share it."""

import threading
import time

from index.load.fetch import LONGEST_WAIT

_MOST_SITES = 1_000  # remembered, before those are forgotten that may be asked again


class Pacing:
    """When each site may be asked again, by its host and port. Threads may share it.

    A page, a feed and a site of one host are different sources: it is asked for all of them, and
    asked no faster for that.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next_at: dict[str, float] = {}
        self._held: dict[str, tuple[float, str]] = {}

    def turn(self, site: str, pause: float) -> float:
        """Take the next turn to ask a site: seconds until it comes. The one after it is `pause`
        seconds later, at the least.
        """
        now = time.monotonic()
        with self._lock:
            at = max(now, self._next_at.get(site, 0.0))
            if len(self._next_at) >= _MOST_SITES:
                self._next_at = {one: when for one, when in self._next_at.items() if when > now}
            self._next_at[site] = at + pause
        return at - now

    def put_off(self, site: str, seconds: float) -> None:
        """Let nobody ask a site for so many seconds from now."""
        with self._lock:
            at = time.monotonic() + seconds
            self._next_at[site] = max(self._next_at.get(site, 0.0), at)

    def hold(self, site: str, seconds: float, why: str) -> None:
        """Leave a site alone for longer than anybody waits, since it asks for that."""
        now = time.monotonic()
        with self._lock:
            self._held = {one: held for one, held in self._held.items() if held[0] > now}
            self._held[site] = now + min(seconds, LONGEST_WAIT), why

    def held(self, site: str) -> tuple[float, str] | None:
        """For how many more seconds a site is left alone, and why; nothing where it is not."""
        with self._lock:
            until, why = self._held.get(site, (0.0, ""))
        left = until - time.monotonic()
        return (left, why) if left > 0 else None
