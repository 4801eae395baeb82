"""A test's wish for trouble comes in; for each request, the trouble it gets (if any) comes out."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

from .errors import Json


@dataclass(slots=True, eq=False, kw_only=True)
class Fault:
    """Trouble for requests that match. `applied` counts how many it has hit."""

    method: str | None
    path: re.Pattern[str]
    status: int | None
    via: bool
    retry_after: float
    is_global: bool
    code: int
    message: str | None
    reset: bool
    latency: float
    after: bool
    times: int | None
    share: float
    applied: int = 0

    @property
    def spent(self) -> bool:
        return self.times is not None and self.applied >= self.times

    def body(self) -> Json | str:
        """What the failed request is answered with; a string when it is not Discord speaking."""
        if self.status == 429 and self.via:
            return {
                "message": self.message or "You are being rate limited.",
                "retry_after": self.retry_after,
                "global": self.is_global,
                "code": self.code,
            }
        if self.status == 429 or self.status in (502, 503, 504):
            return self.message or "<html><body>error code: 1015</body></html>"
        return {"message": self.message or f"{self.status}: Injected", "code": self.code}

    def headers(self) -> dict[str, str]:
        """Cloudflare, which bans, sends no `Via`; Discord, which merely limits, does."""
        headers = {"Via": "1.1 google"} if self.via else {}
        if self.status == 429:
            headers["Retry-After"] = str(max(1, round(self.retry_after)))
        if self.status == 429 and self.via:
            headers["X-RateLimit-Scope"] = "global" if self.is_global else "user"
        if self.is_global:
            headers["X-RateLimit-Global"] = "true"
        return headers


@dataclass(slots=True)
class Faults:
    """All the trouble that is waiting. The first matching fault that is not spent is taken."""

    waiting: list[Fault] = field(default_factory=list)
    chance: random.Random = field(default_factory=lambda: random.Random(0))

    def add(
        self,
        *,
        method: str | None = None,
        path: str = "",
        status: int | None = None,
        via: bool = True,
        retry_after: float = 0.1,
        is_global: bool = False,
        code: int = 0,
        message: str | None = None,
        reset: bool = False,
        latency: float = 0.0,
        after: bool = False,
        times: int | None = 1,
        share: float = 1.0,
    ) -> Fault:
        """Let the next `times` matching requests (None: all) fail, be cut off, or be slow.

        `path` is a regular expression, searched for in the path below /api/v10. `status` answers
        with that status (429: with `via`, `retry_after` seconds and `is_global`); `reset` resets
        the connection; `latency` alone only delays. With `after`, the request takes effect first
        and its answer is what gets lost. A `share` below 1.0 meets that share of the requests only,
        drawn by `chance`.
        """
        fault = Fault(
            method=method,
            path=re.compile(path),
            status=status,
            via=via,
            retry_after=retry_after,
            is_global=is_global,
            code=code,
            message=message,
            reset=reset,
            latency=latency,
            after=after,
            times=times,
            share=share,
        )
        self.waiting.append(fault)
        return fault

    def clear(self) -> None:
        """No more trouble."""
        self.waiting.clear()

    def take(self, method: str, path: str) -> Fault | None:
        """The fault for this request, counted as applied."""
        for fault in self.waiting:
            right_method = fault.method is None or fault.method.upper() == method
            meant = right_method and not fault.spent and fault.path.search(path)
            if meant and (fault.share >= 1.0 or self.chance.random() < fault.share):
                fault.applied += 1
                return fault
        return None
