"""Articles that differ and time in questions, as people see them on Discord."""

from datetime import date

import pytest
import pytest_asyncio

from bot.client import FootnoteClient
from bot.desk import Desk
from bot.offload import Offload
from bot.records.records import Records
from bot.settings import Settings
from bot.types import server_collection
from tests.bot.discord.conftest import Shelf
from tests.bot.discord.kept import shown_by
from tests.loopback import Channel, LoopbackDiscord, Message, User

pytestmark = pytest.mark.asyncio

OLD = "A crossing on the Brill ferry costs 4 euros for adults. Captain Ada Voss steers the ferry."
NEW = "A crossing on the Brill ferry costs 6 euros for adults. The snack bar sells bread and soup."
FARE = "How much does a crossing on the Brill ferry cost?"


@pytest_asyncio.fixture
async def harbour(shelf: Shelf, records: Records, channel: Channel) -> Desk:
    """A desk over two articles on a ferry; it is always the 24th of November 2026."""
    assert channel.guild is not None
    mine = server_collection(channel.guild.id)
    await shelf.put(mine, OLD, title="The ferry of Brill\npublished: 2022-04-10")
    await shelf.put(mine, NEW, title="A new season\npublished: 2025-03-01")
    offload = Offload(workers=2, queue_size=200)
    return Desk(
        shelf.library,
        offload,
        question_max_chars=1000,
        records=records,
        today=lambda: date(2026, 11, 24),
    )


def lines(message: Message) -> list[str]:
    return message.text.splitlines()


async def ask(discord_: LoopbackDiscord, text: str, user: User, channel: Channel) -> Message:
    options = {"question": text, "private": True}
    return await (await discord_.slash("ask", options, user, channel)).answer()


async def test_both_figures_are_shown_and_shared_the_newer_first(
    discord_: LoopbackDiscord,
    harbour: Desk,
    settings: Settings,
    channel: Channel,
    ada: User,
    records: Records,
) -> None:
    async with discord_.running(FootnoteClient(harbour, settings)):
        private = await ask(discord_, FARE, ada, channel)
        shared = await (await discord_.click(private, label="Share", user=ada)).answer()
        await shown_by(records, shared)
        await discord_.say(discord_.add_user("eve"), channel, "Who steers it?", reply_to=shared)
        followed = await discord_.next_message(channel)

    for message in (private, shared):
        said = lines(message)
        start = said.index("**The articles differ:**")
        assert "**6** euros" in said[start + 1]
        assert "**4** euros" in said[start + 2]
        assert message.text.index("1 March 2025") < message.text.index("10 April 2022")
    assert "**The articles differ:**" not in lines(followed)
    assert "Ada Voss" in followed.text


async def test_what_time_did_stands_in_small_print_in_the_persons_language(
    discord_: LoopbackDiscord, harbour: Desk, settings: Settings, channel: Channel
) -> None:
    uta = discord_.add_user("uta", locale="de")
    async with discord_.running(FootnoteClient(harbour, settings)):
        filtered = await ask(
            discord_, "What do the articles from 2022 say about the Brill ferry?", uta, channel
        )
        latest = await ask(
            discord_, "What is the latest price of a crossing on the ferry?", uta, channel
        )
        none = await ask(discord_, "Who steers the Brill ferry?", uta, channel)

    assert "-# Durchsuchte Artikel: 2022" in lines(filtered)
    assert "-# Neuere Artikel bevorzugt" in lines(latest)
    assert not any("2022" in line for line in lines(none) if line.startswith("-#"))
