"""People run commands and click; the bot's answers come out, each seen by whom it is for."""

from __future__ import annotations

import aiohttp
import discord
import pytest

from . import Channel, ClientRefusalError, LoopbackDiscord, Upload, User
from .tiny_bot import TinyBot

pytestmark = pytest.mark.asyncio


async def test_a_slash_command_is_deferred_and_then_completed(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, ada: User
) -> None:
    options = {"question": "Why? @everyone", "public": True}
    invocation = await discord_.slash("ask", options, ada, channel)
    await invocation.acknowledged()
    assert invocation.ack_type == 5
    assert invocation.ack_seconds is not None
    assert invocation.ack_seconds < 1
    message = await invocation.answer()
    assert message.is_components_v2
    assert not message.ephemeral
    assert not message.loading
    assert message.text == "Answer to: Why? @everyone\nA footnote."
    labels = [button.label for button in message.buttons]
    assert labels == ["Source", "Show passages", "Shorten", "Later", "Comment"]
    assert message.buttons[0].url == "https://example.org/article"
    assert list(channel.messages.values()) == [message]
    # The tiny bot says nothing about allowed mentions, so this pings.
    assert message.pings.everyone


async def test_an_ephemeral_answer_stays_out_of_the_channel(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, ada: User
) -> None:
    message = await (await discord_.slash("ask", {"question": "?"}, ada, channel)).answer()
    assert message.ephemeral
    assert message.viewer is ada
    assert not channel.messages
    with pytest.raises(ClientRefusalError, match="does not see"):
        await discord_.click(message, label="Shorten", user=discord_.add_user("eve"))
    await (await discord_.click(message, label="Shorten", user=ada)).answer()
    assert message.text.startswith("Answer to: short")


async def test_a_click_is_answered_with_an_ephemeral_reply_and_followup(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, ada: User
) -> None:
    asked = await discord_.slash("ask", {"question": "?", "public": True}, ada, channel)
    message = await asked.answer()
    click = await discord_.click(message, label="Show passages", user=ada)
    first, second = await click.answer(), await click.answer(1)
    assert (first.text, second.text) == ("Passage one.", "Passage two.")
    assert first.ephemeral
    assert second.ephemeral
    assert list(channel.messages.values()) == [message]


@pytest.mark.parametrize(("label", "callback"), [("Shorten", 7), ("Later", 6)])
async def test_a_click_can_change_its_message(
    discord_: LoopbackDiscord, bot: TinyBot, ada: User, label: str, callback: int
) -> None:
    message = await (await discord_.slash("ask", {"question": "?"}, ada)).answer()
    click = await discord_.click(message, label=label, user=ada)
    assert await click.answer() is message
    assert click.ack_type == callback
    assert message.edits == 1
    assert label[:3].lower() in message.text


async def test_a_form_is_opened_filled_in_and_answered(
    discord_: LoopbackDiscord, bot: TinyBot, ada: User
) -> None:
    message = await (await discord_.slash("ask", {"question": "?"}, ada)).answer()
    click = await discord_.click(message, label="Comment", user=ada)
    assert (await click.modal())["title"] == "What was wrong?"
    with pytest.raises(ClientRefusalError, match="cannot be 0"):
        await click.submit({})
    sent = await click.submit({"words": "the date"})
    assert (await sent.answer()).text == "Noted: the date"


async def test_autocompletion_subcommands_users_and_files(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, ada: User
) -> None:
    typing = await discord_.autocomplete("ask", "question", "wh", ada, channel)
    assert await typing.choices() == [{"name": "WH", "value": "wh"}]
    eve = discord_.add_user("eve")
    who = await discord_.slash("admin who", {"person": eve, "times": 2}, ada, channel)
    message = await who.answer()
    assert message.text == "eve * 2"
    file = message.attachments[0]
    assert (file.filename, file.description) == ("who.txt", "Who they are")
    async with aiohttp.ClientSession() as session, session.get(file.url) as response:
        assert await response.read() == file.data


async def test_suggestions_follow_the_language_and_what_is_filled_in_already(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel
) -> None:
    hanna = discord_.add_user("hanna", locale="de")
    typing = await discord_.autocomplete("ask", "question", "wa", hanna, channel)
    assert await typing.choices() == [{"name": "auf Deutsch", "value": "wa"}]
    public = {"public": True}
    typing = await discord_.autocomplete("ask", "question", "wa", hanna, channel, others=public)
    assert await typing.choices() == [{"name": "auf Deutsch for all", "value": "wa"}]


async def test_a_file_in_a_command_is_fetched_by_the_bot(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel
) -> None:
    file = Upload("notes.md", "Wörter".encode())
    kept = await discord_.slash("keep", {"file": file}, channel=channel)
    assert (await kept.answer()).text == "notes.md: Wörter"
    large = Upload("large.bin", bytes(10 * 1024 * 1024 + 1))
    with pytest.raises(ClientRefusalError, match="too many"):
        await discord_.slash("keep", {"file": large}, channel=channel)
    with pytest.raises(ClientRefusalError, match="of type 11"):
        await discord_.slash("keep", {"file": "notes.md"}, channel=channel)


async def test_the_client_refuses_what_discord_does_not_offer(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, ada: User
) -> None:
    wishes: list[tuple[str, dict[str, object], str]] = [
        ("nothing", {}, "no command"),
        ("ask", {}, "requires"),
        ("ask", {"question": "?", "why": "?"}, "no option"),
        ("ask", {"question": 7}, "cannot be 7"),
        ("ask", {"question": "x" * 301}, "301 characters"),
        ("admin", {}, "subcommands"),
        ("admin what", {}, "no subcommand"),
    ]
    for name, options, why in wishes:
        with pytest.raises(ClientRefusalError, match=why):
            await discord_.slash(name, options, ada, channel)
    with pytest.raises(ClientRefusalError, match="context 2"):
        await discord_.slash("ask", {"question": "?"}, ada, discord_.add_group(ada))


async def test_a_command_works_where_the_bot_is_not(
    discord_: LoopbackDiscord, bot: TinyBot, ada: User
) -> None:
    group = discord_.add_group(ada, discord_.add_user("eve"))
    bot.gate.set()
    invocation = await discord_.slash("late", {}, ada, group)
    assert (await invocation.answer()).channel is group
    with pytest.raises(discord.NotFound):
        await bot.fetch_channel(group.id)


async def test_a_second_callback_is_refused(
    discord_: LoopbackDiscord, bot: TinyBot, ada: User
) -> None:
    await (await discord_.slash("twice", {}, ada)).answer()
    await discord_.until(lambda: bot.errors or None)
    assert isinstance(bot.errors[0], discord.HTTPException)
    assert (bot.errors[0].status, bot.errors[0].code) == (400, 40060)


async def test_a_late_callback_is_refused(
    discord_: LoopbackDiscord, bot: TinyBot, ada: User
) -> None:
    invocation = await discord_.slash("late", {}, ada)
    discord_.clock.advance(3.1)
    bot.gate.set()
    await discord_.until(lambda: bot.errors or None)
    assert isinstance(bot.errors[0], discord.NotFound)
    assert bot.errors[0].code == 10062
    assert invocation.ack_seconds is None


async def test_a_token_dies_after_fifteen_minutes(
    discord_: LoopbackDiscord, bot: TinyBot, ada: User
) -> None:
    invocation = await discord_.slash("ask", {"question": "?"}, ada)
    await invocation.answer()
    url = f"{discord_.url}/api/v10/webhooks/{discord_.bot.id}/{invocation.interaction.token}"
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{url}?wait=1", json={"content": "in time"}) as response:
            assert response.status == 200
        discord_.clock.advance(15 * 60)
        async with session.post(f"{url}?wait=1", json={"content": "too late"}) as response:
            assert response.status == 401
            assert (await response.json())["code"] == 50027


async def test_a_followup_completes_a_deferred_reply(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, ada: User
) -> None:
    invocation = await discord_.slash("late", {}, ada, channel)
    callback = f"{discord_.url}/api/v10/interactions/{invocation.id}"
    callback += f"/{invocation.interaction.token}/callback"
    hook = f"{discord_.url}/api/v10/webhooks/{discord_.bot.id}/{invocation.interaction.token}"
    async with aiohttp.ClientSession() as session:
        async with session.post(hook, json={"content": "too early"}) as response:
            assert (await response.json())["code"] == 10015
        async with session.post(callback, json={"type": 5, "data": {"flags": 64}}) as response:
            assert response.status == 204
        assert invocation.original is not None
        assert invocation.original.loading
        # Not ephemeral, this says; but the deferral has settled that.
        async with session.post(f"{hook}?wait=1", json={"content": "there"}) as response:
            assert (await response.json())["id"] == str(invocation.original.id)
        async with session.delete(f"{hook}/messages/@original") as response:
            assert response.status == 204
        async with session.get(f"{hook}/messages/@original") as response:
            assert (await response.json())["code"] == 10008
    assert (await invocation.answer()).ephemeral
