"""A time comes in, a clock that stands there until a test moves it goes out."""


class Clock:
    """Says the time that it was set to, in seconds."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        """Seconds."""
        return self.now
