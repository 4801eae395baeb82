"""The bot changes and deletes its answers later, by the channel, as far as Discord lets it."""

from __future__ import annotations

import discord
import pytest

from . import Channel, LoopbackDiscord, User
from .tiny_bot import Answer, TinyBot

pytestmark = pytest.mark.asyncio


async def test_an_answer_to_a_command_is_edited_long_after_its_token_died(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, ada: User
) -> None:
    asked = await discord_.slash("ask", {"question": "?", "public": True}, ada, channel)
    answer = await asked.answer()
    discord_.clock.advance(16 * 60)
    target = bot.get_partial_messageable(channel.id).get_partial_message(answer.id)
    await target.edit(view=Answer("out of date"))
    assert answer.text.startswith("Answer to: out of date")
    assert answer.is_components_v2
    assert answer.edits == 1
    # Its buttons still work.
    await (await discord_.click(answer, label="Shorten", user=ada)).answer()


async def test_components_v2_cannot_be_taken_from_a_message(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel
) -> None:
    sent = await bot.get_partial_messageable(channel.id).send(view=Answer("one"))
    message = channel.messages[sent.id]
    await bot.http.edit_message(
        channel.id,
        sent.id,
        params=discord.http.MultipartParameters(payload={"flags": 0}, multipart=None, files=None),
    )
    assert message.is_components_v2
    async with LoopbackDiscord() as strict:
        other = strict.add_guild("Readers").add_channel("general")
        async with strict.running(TinyBot()) as another:
            sent = await another.get_partial_messageable(other.id).send(view=Answer("one"))
            with pytest.raises(discord.HTTPException) as caught:
                await sent.edit(content="two", view=None)
            assert caught.value.code in (50006, 50035)
        assert len(strict.violations) == 1


async def test_what_is_ephemeral_is_not_in_the_channel_to_be_edited(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, ada: User
) -> None:
    answer = await (await discord_.slash("ask", {"question": "?"}, ada, channel)).answer()
    target = bot.get_partial_messageable(channel.id).get_partial_message(answer.id)
    with pytest.raises(discord.NotFound) as caught:
        await target.edit(view=Answer("out of date"))
    assert caught.value.code == 10008


async def test_only_its_own_messages_are_for_the_bot_to_edit(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, ada: User
) -> None:
    said = await discord_.say(ada, channel, "hm")
    target = bot.get_partial_messageable(channel.id).get_partial_message(said.id)
    with pytest.raises(discord.Forbidden) as caught:
        await target.edit(content="what ada meant")
    assert caught.value.code == 50005
    await discord_.delete(said)
    with pytest.raises(discord.NotFound) as gone:
        await target.edit(content="what ada meant")
    assert gone.value.code == 10008


async def test_a_deletion_is_told_once(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, ada: User
) -> None:
    asked = await discord_.slash("ask", {"question": "?", "public": True}, ada, channel)
    answer = await asked.answer()
    told: list[int] = []

    async def on_raw_message_delete(event: discord.RawMessageDeleteEvent) -> None:
        told.append(event.message_id)

    bot.event(on_raw_message_delete)
    target = bot.get_partial_messageable(channel.id).get_partial_message(answer.id)
    await target.delete()
    with pytest.raises(discord.NotFound):
        await target.delete()
    await discord_.until(lambda: told or None)
    assert told == [answer.id]
    assert answer.deleted
