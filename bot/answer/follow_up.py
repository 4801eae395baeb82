"""A question and the turns before it come in, the question that stands for it alone goes out. Pure.

"And LingGuang?" is no question that can be looked up. Its conversation says what it asks: rules
over words put the earlier question's words where this one leaves them out. Each earlier turn is
given as it was searched, so that a chain of several is completed step by step.
"""

from collections.abc import Sequence

from bot.answer import english
from bot.types import Turn

MOST_ADDED = 1000
"""So many characters are added at most; a question that would need more is left as it is."""


def complete(question: str, earlier: Sequence[Turn], language: str = "") -> str:
    """The question completed from the turns before it, the newest of which is the last.

    A question that stands alone comes back letter for letter. `language` is an ISO 639-1 code;
    where it is empty, the words tell.
    """
    if not earlier:
        return question
    found = english.complete(question, earlier[-1])
    if not found or len(found) > len(question) + MOST_ADDED:
        return question
    return found[:1].upper() + found[1:]
