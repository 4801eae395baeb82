"""A request comes in; the rate-limit headers for its answer come out, or how long to wait."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Window:
    used: int
    ends: float


@dataclass(slots=True)
class RateLimits:
    """One window a route and major parameter: `limit` requests in `window` seconds.

    Generous unless a test narrows it; what is over the limit gets a real 429.
    """

    limit: int = 50
    window: float = 1.0
    _windows: dict[tuple[str, str], _Window] = field(default_factory=dict)

    def count(self, route: str, major: str) -> tuple[dict[str, str], float | None]:
        """Count one request: its headers, and the seconds to wait if it was one too many."""
        now = time.monotonic()
        current = self._windows.get((route, major))
        if current is None or current.ends <= now:
            current = self._windows[route, major] = _Window(0, now + self.window)
        over = current.used >= self.limit
        current.used += not over
        left = current.ends - now
        headers = {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.limit - current.used),
            "X-RateLimit-Reset": f"{time.time() + left:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Bucket": hashlib.md5(route.encode(), usedforsecurity=False).hexdigest(),
        }
        return headers, (left if over else None)
