"""The places that an answer cites come in; a button's `custom_id` goes out, and comes back again.

The button carries all that it needs, so that it works after a restart and nothing is remembered.
"""

import re
from collections.abc import Sequence

from bot.types import Place

MOST_PLACES = 3
LONGEST_ID = 100
"""Characters that Discord gives a `custom_id`."""

_PREFIX = "passages"
_PLACE = r"[0-9a-z]{1,13}-[0-9a-z]{1,7}-[0-9a-z]{1,7}"
TEMPLATE = re.compile(rf"{_PREFIX}(?P<places>(?::{_PLACE}){{1,{MOST_PLACES}}})")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def button_id(places: Sequence[Place]) -> str:
    """The `custom_id` of a button for the first `MOST_PLACES` of these places.

    Each stands as chunk, start and number of characters in base 36: `passages:1c-2s-1x`.
    """
    written = (
        f"{_base36(place.chunk_id)}-{_base36(place.start)}-{_base36(place.end - place.start)}"
        for place in places[:MOST_PLACES]
    )
    return ":".join((_PREFIX, *written))


def read_places(written: str) -> tuple[Place, ...]:
    """The places in what `TEMPLATE` calls `places`."""
    places = []
    for part in written.removeprefix(":").split(":"):
        chunk_id, start, size = (int(number, 36) for number in part.split("-"))
        places.append(Place(chunk_id, start, start + size))
    return tuple(places)


def _base36(number: int) -> str:
    if number < 0:  # what somebody has in hand; no button leads there
        raise ValueError(f"{number} is no place of a library")
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"
