"""A button's `custom_id` holds places and gives them back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.places import LONGEST_ID, MOST_PLACES, TEMPLATE, button_id, read_places
from bot.types import Place

a_place = st.builds(
    lambda chunk_id, start, size: Place(chunk_id, start, start + size),
    st.integers(0, 2**63 - 1),
    st.integers(0, 10**9),
    st.integers(0, 10**9),
)


@given(st.lists(a_place, min_size=1, max_size=6))
def test_places_come_back_as_they_were(places: list[Place]) -> None:
    custom_id = button_id(places)
    assert len(custom_id) <= LONGEST_ID
    match = TEMPLATE.fullmatch(custom_id)
    assert match is not None
    assert read_places(match["places"]) == tuple(places[:MOST_PLACES])


def test_how_a_button_is_called() -> None:
    assert button_id([Place(48, 100, 169)]) == "passages:1c-2s-1x"


@pytest.mark.parametrize("other", ["passages", "passages:", "passages:1-2", "passages:1-2-3:", "x"])
def test_what_is_no_such_button_is_not_read(other: str) -> None:
    assert TEMPLATE.fullmatch(other) is None


def test_what_somebody_has_in_hand_has_no_place_in_a_button() -> None:
    with pytest.raises(ValueError, match="no place of a library"):
        button_id([Place(-1, 0, 5)])
