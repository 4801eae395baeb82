"""What is said of a followed channel: within Discord's limits, and only what there is to say."""

import pytest

from bot.articles import Brought, Reading
from bot.cogs.library_buttons import UnfollowButton
from bot.render.following import render_followed, render_unfollowed
from bot.words import ENGLISH, LOCALES
from tests.bot.render.discord_rules import read
from tests.bot.render.test_library import texts

CHANNEL = 1_200_000_000_000_000_000


@pytest.mark.parametrize("locale", [ENGLISH, *LOCALES])
def test_all_that_can_be_said_fits_and_does_nothing(locale: str) -> None:
    reading = Reading(others=2000, files=3000, most=200)
    brought = Brought(reading=reading, taken=1000, unchanged=1, short=4000, full=5000)
    for container in (
        render_followed(CHANNEL, brought, UnfollowButton(CHANNEL, locale), locale),
        render_unfollowed(CHANNEL, 3, locale),
    ):
        found = texts(container)
        assert sum(map(len, found)) < 2000
        alive = {kind for text in found for kind in read(text).alive}
        assert alive <= {"heading", "small", "list", "channel"}


def test_what_was_left_out_is_said_only_where_something_was() -> None:
    found = texts(render_followed(CHANNEL, Brought(reading=Reading(), taken=1), None))
    assert found[0] == f"### I follow <#{CHANNEL}>\n1 message taken in"
    assert len(found) == 2
