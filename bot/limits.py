"""Who asks where comes in; nought goes out, or the seconds until that person may ask again.

Token buckets: a person, a server and all together may each ask so often a minute, and as often at
once. No bucket is kept that is full, so memory holds nobody who has been quiet for a minute.
"""

import time
from collections.abc import Callable, Hashable

_MINUTE = 60.0
_FEW = 1024  # buckets that are not worth a look for full ones


class Limits:
    """How often may be asked; 0 a minute is no limit. For one thread, such as the event loop's."""

    def __init__(
        self,
        *,
        person_per_minute: int = 0,
        server_per_minute: int = 0,
        overall_per_minute: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`clock` tells seconds that never go back."""
        self._clock = clock
        self._people = _Buckets(person_per_minute)
        self._servers = _Buckets(server_per_minute)
        self._overall = _Buckets(overall_per_minute)

    def take(self, person: int, server: int | None = None, *, is_admin: bool = False) -> float:
        """Let a question through and return 0.0, or return the seconds until one may come.

        Nothing is taken from any bucket when one of them refuses. `server` is `None` in a direct
        message. Admins neither fill a server's bucket nor wait for it.
        """
        now = self._clock()
        asked: list[tuple[_Buckets, Hashable]] = [(self._people, person), (self._overall, None)]
        if server is not None and not is_admin:
            asked.append((self._servers, server))
        wait = max(buckets.wait(key, now) for buckets, key in asked)
        if wait <= 0.0:
            for buckets, key in asked:
                buckets.take(key, now)
        return wait

    @property
    def kept(self) -> int:
        """How many buckets are in memory."""
        return len(self._people) + len(self._servers) + len(self._overall)


class _Buckets:
    """Buckets of one size. Each is a single number: the moment at which it will be full again.

    With one token every `interval` seconds, a bucket that is full at `now + k * interval` lacks k
    tokens. This is the generic cell rate algorithm (ITU-T I.371), whose "theoretical arrival time"
    is that moment.
    """

    def __init__(self, per_minute: int) -> None:
        self._interval = _MINUTE / per_minute if per_minute else 0.0
        self._full_at: dict[Hashable, float] = {}
        self._look_at = _FEW

    def __len__(self) -> int:
        return len(self._full_at)

    def wait(self, key: Hashable, now: float) -> float:
        """Seconds until the bucket holds a token; 0.0 when it holds one."""
        full_at = self._full_at.get(key, now)
        return max(0.0, full_at - now - (_MINUTE - self._interval)) if self._interval else 0.0

    def take(self, key: Hashable, now: float) -> None:
        """Take a token."""
        if not self._interval:
            return
        self._full_at[key] = max(self._full_at.get(key, now), now) + self._interval
        if len(self._full_at) >= self._look_at:
            self._full_at = {one: at for one, at in self._full_at.items() if at > now}
            # Looked at again when they are twice as many: each take then costs a constant.
            self._look_at = max(_FEW, 2 * len(self._full_at))
