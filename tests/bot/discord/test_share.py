"""A private answer is shown to all: once, by who asked, and only what all may see."""

import asyncio

import pytest

from bot.client import FootnoteClient
from bot.desk import Desk
from bot.errors import Trouble
from bot.records.records import Records
from bot.settings import Settings
from bot.types import server_collection
from tests.bot.discord.conftest import Shelf
from tests.bot.discord.kept import shown_by
from tests.bot.discord.test_conversation import COMPLETED, ELLIPSIS, FIRST
from tests.bot.render.discord_rules import read
from tests.loopback import Channel, LoopbackDiscord, Message, User
from tests.loopback.rights import SEND_MESSAGES

pytestmark = pytest.mark.asyncio

GARDEN = "The old gardener waters the walled garden every morning at six."
GARDEN_QUESTION = "Who waters the walled garden every morning?"

bot_runs = pytest.mark.usefixtures("bot")


async def ask(discord_: LoopbackDiscord, question: str, user: User, channel: Channel) -> Message:
    options = {"question": question, "private": True}
    return await (await discord_.slash("ask", options, user, channel)).answer()


@bot_runs
async def test_a_private_answer_is_shared_once_and_can_be_followed_up(
    discord_: LoopbackDiscord, channel: Channel, ada: User, records: Records
) -> None:
    private = await ask(discord_, FIRST, ada, channel)
    assert not channel.messages
    press = await discord_.click(private, label="Share", user=ada)
    shared = await press.answer()

    assert list(channel.messages.values()) == [shared]
    assert shared.text.splitlines()[:2] == [f"### {FIRST}", "-# Shared by Ada"]
    assert "Share" not in [button.label for button in shared.buttons]
    assert not shared.pings
    assert press.ack_type == 6
    assert await press.answer(1) is private
    button = next(one for one in private.buttons if one.label == "Shared")
    assert button.disabled
    await shown_by(records, shared)
    await discord_.say(discord_.add_user("eve"), channel, ELLIPSIS, reply_to=shared)
    assert COMPLETED in (await discord_.next_message(channel)).text


@bot_runs
async def test_two_presses_share_one_answer(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    private = await ask(discord_, FIRST, ada, channel)
    presses = [await discord_.click(private, label="Share", user=ada) for _ in range(2)]
    answers = [await press.answer() for press in presses]
    assert len(channel.messages) == 1
    excuses = [one.text for one in answers if one.ephemeral]
    assert excuses == [Trouble.SHARED_ALREADY.value.person]


async def test_the_button_outlives_the_bot(
    discord_: LoopbackDiscord, desk: Desk, settings: Settings, channel: Channel, ada: User
) -> None:
    async with discord_.running(FootnoteClient(desk, settings)):
        private = await ask(discord_, FIRST, ada, channel)
    async with discord_.running(FootnoteClient(desk, settings)):
        shared = await (await discord_.click(private, label="Share", user=ada)).answer()
    assert list(channel.messages.values()) == [shared]


@bot_runs
async def test_what_everybody_sees_or_does_not_answer_has_nothing_to_share(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    public = await (await discord_.slash("ask", {"question": FIRST}, ada, channel)).answer()
    refused = await ask(discord_, "What did the zookeeper feed the penguins?", ada, channel)
    own = await ask(discord_, FIRST, ada, discord_.dm(ada))
    for message in (public, refused, own):
        assert "Share" not in [button.label for button in message.buttons]


@bot_runs
async def test_who_may_not_write_in_a_channel_cannot_share_there(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    assert channel.guild is not None
    private = await ask(discord_, FIRST, ada, channel)
    channel.guild.overwrite(channel, channel.guild.everyone, deny=SEND_MESSAGES)
    excuse = await (await discord_.click(private, label="Share", user=ada)).answer()
    assert excuse.text == Trouble.MAY_NOT_SPEAK.value.person
    assert excuse.ephemeral
    assert not channel.messages


async def test_what_not_everybody_may_see_stays_private(
    discord_: LoopbackDiscord, shelf: Shelf, shelf_desk: Desk, settings: Settings, ada: User
) -> None:
    guild = discord_.add_guild("Gardeners")
    guild.add_member(ada)
    await shelf.put(server_collection(guild.id), GARDEN, title="The garden")
    group = discord_.add_group(ada, discord_.add_user("eve"))
    async with discord_.running(FootnoteClient(shelf_desk, settings)):
        private = await ask(discord_, GARDEN_QUESTION, ada, group)
        assert "gardener" in private.text
        excuse = await (await discord_.click(private, label="Share", user=ada)).answer()
    assert excuse.text == Trouble.NOT_FOR_ALL.value.person
    assert excuse.ephemeral
    assert not group.messages


async def test_what_was_removed_since_is_not_shared(
    discord_: LoopbackDiscord,
    shelf: Shelf,
    shelf_desk: Desk,
    settings: Settings,
    channel: Channel,
    ada: User,
) -> None:
    assert channel.guild is not None
    collection = server_collection(channel.guild.id)
    article = await shelf.put(collection, GARDEN, title="The garden")
    async with discord_.running(FootnoteClient(shelf_desk, settings)):
        private = await ask(discord_, GARDEN_QUESTION, ada, channel)
        assert "gardener" in private.text
        await shelf.take(collection, article)
        excuse = await (await discord_.click(private, label="Share", user=ada)).answer()
    assert excuse.text == Trouble.OUTDATED_ANSWER.value.person
    assert not channel.messages


async def test_an_answer_that_is_no_longer_kept_is_not_shared(
    discord_: LoopbackDiscord,
    bot: FootnoteClient,
    channel: Channel,
    ada: User,
    records: Records,
) -> None:
    private = await ask(discord_, FIRST, ada, channel)
    await asyncio.to_thread(records.privacy.forget, ada.id)
    excuse = await (await discord_.click(private, label="Share", user=ada)).answer()
    assert excuse.text == Trouble.ANSWER_GONE.value.person


@bot_runs
async def test_a_name_that_means_harm_is_only_a_name(
    discord_: LoopbackDiscord, channel: Channel
) -> None:
    mallory = discord_.add_user("@everyone <@1> **[x](http://evil.example)**")
    private = await ask(discord_, FIRST, mallory, channel)
    shared = await (await discord_.click(private, label="Share", user=mallory)).answer()
    assert not shared.pings
    seen = read(shared.text)
    assert set(seen.alive) <= {"heading", "small", "bold", "quote", "link"}
    assert not any("evil" in link for link in seen.links)
