"""Work done in stages comes in, how many milliseconds each took goes out."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Clock:
    """Measures stages one after the other; `milliseconds` has them by name."""

    def __init__(self) -> None:
        self.milliseconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure what is done inside."""
        began = time.perf_counter()
        yield
        self.milliseconds[name] = round((time.perf_counter() - began) * 1000, 3)
