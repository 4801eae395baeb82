"""What somebody hands over comes in; what is held of it, and what was said of it, goes out.

The nouns of `bot.desk.attached`, which holds them.
"""

import threading
from dataclasses import dataclass, field, replace

from bot.types import Answer, Files, Question
from index.in_hand import InHand


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A file as somebody sent it."""

    name: str = field(repr=False)
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What somebody has handed over, read: with the files' names as they are shown.

    `read_by` is the model that has read the images among them, `cut_off` says that one of these has
    more text than it could write down. `alone`: it is asked about without
    the library. `gone` is one for all that a person has in hand: once they have it forgotten,
    nothing holds on to it any more, whoever has it at that moment.
    """

    hand: InHand
    names: tuple[str, ...] = field(repr=False)
    gone: threading.Event = field(default_factory=threading.Event, repr=False, compare=False)
    read_by: str | None = None
    cut_off: bool = False
    alone: bool = False

    @property
    def files(self) -> Files:
        """What an answer says of them."""
        return Files(names=self.names, alone=self.alone, read_by=self.read_by, cut_off=self.cut_off)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An answer about what is held: its question as typed, and the record that it follows."""

    text: str = field(repr=False)
    follows: int | None
    answer: Answer = field(repr=False)
    held: Held

    @property
    def cites(self) -> frozenset[str]:
        """The collections of what it cites."""
        return frozenset(one.collection for one in self.answer.citations)


def with_held(question: Question, held: Held) -> Question:
    """The question, to be answered from what is held, and from the library unless it is alone."""
    collections = frozenset[str]() if held.alone else question.collections
    return replace(question, in_hand=held.hand, collections=collections)
