"""Two hundred people ask at once; everybody hears back, and soon."""

import asyncio

import pytest

from bot.client import FootnoteClient
from bot.desk import Desk
from bot.errors import Trouble
from bot.offload import Offload
from bot.records.records import Records
from bot.settings import Settings
from index.library import Library
from tests.bot.discord.test_questions import QUESTION, check_answer
from tests.loopback import LoopbackDiscord

pytestmark = pytest.mark.asyncio

CROWD = 200
ACKNOWLEDGED_WITHIN = 3.0


@pytest.mark.parametrize(("queue_size", "least_busy"), [(200, 0), (20, 1)])
async def test_two_hundred_questions_at_once(
    library: Library, records: Records, settings: Settings, queue_size: int, least_busy: int
) -> None:
    offload = Offload(workers=2, queue_size=queue_size)
    desk = Desk(library, offload, question_max_chars=1000, records=records)
    # Without its OpenAPI checks, which other tests make, and which would take most of the time.
    async with LoopbackDiscord(check_openapi=False) as discord_:
        # Discord counts the requests of each interaction by themselves.
        discord_.rate_limits.limit = 10 * CROWD
        channel = discord_.add_guild("Readers").add_channel("general")
        people = [discord_.add_user(f"ada{number}") for number in range(CROWD)]
        async with discord_.running(FootnoteClient(desk, settings)):
            asked = [
                await discord_.slash("ask", {"question": QUESTION}, one, channel) for one in people
            ]
            messages = await asyncio.gather(*(one.answer(timeout=60) for one in asked))
        assert discord_.violations == []
    slowest = max(one.ack_seconds or CROWD for one in asked)
    assert slowest < ACKNOWLEDGED_WITHIN
    busy = [message for message in messages if message.text == Trouble.BUSY.value.person]
    for message in messages:
        if message not in busy:
            check_answer(message)
    assert (len(busy) >= least_busy) if least_busy else not busy
