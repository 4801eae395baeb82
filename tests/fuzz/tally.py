"""What became of broken documents comes in, a line of print goes out."""

from dataclasses import dataclass


class LostError(AssertionError):
    """A broken document has taken something else along."""


@dataclass(slots=True)
class Tally:
    """What became of the documents of one kind; `slow` took too long or too much memory."""

    kind: str
    read: int = 0
    refused: int = 0
    slow: int = 0
    seconds: float = 0.0

    def line(self) -> str:
        """As it is printed."""
        total = self.read + self.refused
        return (
            f"  {self.kind:10} {total:6,} documents: {self.read:6,} read, {self.refused:6,} "
            f"refused ({self.slow} for time or memory); {1000 * self.seconds / total:6.1f} ms each"
        )
