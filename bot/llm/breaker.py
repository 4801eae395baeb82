"""How calls ended comes in; whether the next one may be tried, and else when, goes out."""

import time
from collections.abc import Callable
from enum import Enum

FAILURES = 5
"""How many in a row open the breaker."""

REST_SECONDS = 15.0
"""How long a server is left alone at first; twice as long after each trial that fails."""

LONGEST_REST_SECONDS = 300.0
"""The most that the breaker takes by itself."""

LONGEST_ASKED_SECONDS = 3600.0
"""The most that it takes because a server asked for it."""


class State(Enum):
    """Closed: calls go through. Open: none does. Half open: one does, on trial."""

    CLOSED = 0
    HALF_OPEN = 1
    OPEN = 2


class Breaker:
    """Spares people the wait for a server that fails, and the server the calls."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` tells seconds that never go back."""
        self._clock = clock
        self._failures = 0
        self._rest = REST_SECONDS
        self._until: float | None = None  # closed while there is none
        self._on_trial = False

    @property
    def state(self) -> State:
        """How it stands now."""
        if self._until is None:
            return State.CLOSED
        return State.OPEN if self._clock() < self._until else State.HALF_OPEN

    @property
    def seconds(self) -> float:
        """In how many seconds the next call may be tried; 0.0 when one may be now."""
        return max(0.0, self._until - self._clock()) if self._until is not None else 0.0

    def take(self) -> bool:
        """Whether a call may be tried. Each that may must end in one of the three below."""
        state = self.state
        if state is State.CLOSED:
            return True
        if state is State.OPEN or self._on_trial:
            return False
        self._on_trial = True
        return True

    def succeeded(self) -> None:
        """A call ended well, or in what is no fault of the server."""
        self._failures, self._rest, self._until, self._on_trial = 0, REST_SECONDS, None, False

    def failed(self, *, at_once: bool = False, asked_seconds: float | None = None) -> None:
        """A call failed.

        `at_once`: the next would too, or cost somebody a long wait. `asked_seconds`: the server
        wants to be left alone for so long.
        """
        self._failures += 1
        if asked_seconds is not None and asked_seconds > 0:
            self._open(min(asked_seconds, LONGEST_ASKED_SECONDS))
        elif self._on_trial or at_once or self._failures >= FAILURES:
            self._open(self._rest)
            self._rest = min(2 * self._rest, LONGEST_REST_SECONDS)

    def abandoned(self) -> None:
        """A call was given up by whoever wanted it: nothing is learnt from it."""
        self._on_trial = False

    def _open(self, seconds: float) -> None:
        self._on_trial = False
        self._until = max(self._until or 0.0, self._clock() + seconds)
