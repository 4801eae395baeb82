"""What a question says of time comes in, what an answer says that it did with it goes out. Pure."""

from bot.types import Timing
from index.types import When


def heeded(when: When | None, *, in_vain: bool = False) -> Timing | None:
    """What time did to an answer; nothing where it did nothing.

    `in_vain`: no article of those days answers, and the answer is from all.
    """
    if when is None:
        return None
    since, until = (None if day is None else day.isoformat() for day in (when.since, when.until))
    if when.filters:
        return Timing(effect="in vain" if in_vain else "only", since=since, until=until)
    if when.newest:
        return Timing(effect="newer")
    return Timing(effect="preferred", since=since, until=until)
