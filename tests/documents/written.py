"""A document of the tests, with what should come out of it."""

from dataclasses import dataclass
from textwrap import dedent


@dataclass(frozen=True, slots=True)
class Written:
    """A document's bytes; the lines that should come out of it, and words that must not."""

    content: bytes
    wanted: tuple[str, ...]
    unwanted: tuple[str, ...] = ()


def lines(text: str) -> tuple[str, ...]:
    """The lines of an indented text, without the empty ones."""
    return tuple(line for line in dedent(text).splitlines() if line)
