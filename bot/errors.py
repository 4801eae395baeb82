"""What can go wrong while a person waits: one table speaks to the person and the operator."""

import secrets
from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Words:
    """A finished sentence for the person who asked, and a hint for whoever runs the bot."""

    person: str
    operator: str


class Trouble(Enum):
    """The table: every kind of failure that a person can meet."""

    EMPTY = Words(
        "Ask me a question, and I'll look it up in the articles.",
        "A question without any letters or digits; nothing to mend.",
    )
    TOO_LONG = Words(
        "That question has {length:,} characters; I can take {most:,}. Please ask it shorter.",
        "A question over QUESTION_MAX_CHARS; nothing to mend.",
    )
    LIMITED = Words(
        "You have asked a lot in a short time. Please come back in {seconds} seconds.",
        "Over PERSON_, SERVER_ or OVERALL_QUESTIONS_PER_MINUTE: raise it if it is too low.",
    )
    BUSY = Words(
        "Many people are asking right now. Please try again in a moment.",
        "The queue was full: raise QUEUE_SIZE, or give the machine more cores.",
    )
    CLOSING = Words(
        "I'm being restarted. Please ask again in a minute.",
        "A question came while the bot was shutting down; nothing to mend.",
    )
    NO_LIBRARY = Words(
        "My library is not ready yet. Please tell whoever runs me.",
        "Run `footnote status`, then `footnote build`.",
    )
    PASSAGE_GONE = Words(
        "Those passages are no longer in the library: the article was changed or removed. "
        "Please ask again.",
        "A button outlived the passage it points to; nothing to mend.",
    )
    UNEXPECTED = Words(
        "Something went wrong on my side, and it has been noted. Please try again.",
        "Look for the reference number in the log; the traceback stands beside it.",
    )


class DeskError(Exception):
    """A failure with its sentence: `trouble` names the row of the table, `details` fill it in."""

    def __init__(self, trouble: Trouble, **details: object) -> None:
        self.trouble = trouble
        self.person = trouble.value.person.format(**details)
        self.operator = trouble.value.operator
        super().__init__(self.person)


class Reference(str):
    """A short number that a person can quote and an operator can find in the log."""

    __slots__ = ()


def new_reference() -> Reference:
    """A number that nobody has quoted yet."""
    return Reference(secrets.token_hex(4))
