"""People pin, rewrite and delete; the client hears of it, and reads back what is left."""

from __future__ import annotations

import discord
import pytest

from . import Channel, LoopbackDiscord, User
from .rights import READ_MESSAGE_HISTORY
from .state import GUILD_NEWS
from .tiny_bot import TinyBot

pytestmark = pytest.mark.asyncio


def seen(bot: TinyBot, channel: Channel) -> discord.TextChannel:
    found = bot.get_channel(channel.id)
    assert isinstance(found, discord.TextChannel)
    return found


async def test_pins_are_read_page_by_page_the_newest_pin_first(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, ada: User
) -> None:
    said = [await discord_.say(ada, channel, f"{number}") for number in range(120)]
    for message in said:
        discord_.clock.advance(1)
        await discord_.pin(message)
    await discord_.unpin(said[7])
    found = [one.id async for one in seen(bot, channel).pins(limit=None)]
    assert found == [one.id for one in reversed(said) if one is not said[7]]
    assert len([one for one in discord_.requests if one.template.endswith("/pins")]) == 3


async def test_who_may_not_read_back_is_given_nothing(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, ada: User
) -> None:
    await discord_.pin(await discord_.say(ada, channel, "pinned"))
    assert channel.guild is not None
    channel.guild.overwrite(channel, discord_.bot, deny=READ_MESSAGE_HISTORY)
    assert [one async for one in seen(bot, channel).pins()] == []
    assert [one async for one in seen(bot, channel).history()] == []


async def test_what_happens_to_messages_is_told(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, ada: User
) -> None:
    heard: list[object] = []

    async def on_raw_message_edit(payload: discord.RawMessageUpdateEvent) -> None:
        heard.append((payload.message_id, payload.message.pinned))

    async def on_guild_channel_pins_update(where: discord.TextChannel, at: object) -> None:
        heard.append((where.id, at is not None))

    async def on_raw_bulk_message_delete(payload: discord.RawBulkMessageDeleteEvent) -> None:
        heard.append(payload.message_ids)

    for listener in (on_raw_message_edit, on_guild_channel_pins_update, on_raw_bulk_message_delete):
        bot.event(listener)
    one, other = await discord_.say(ada, channel, "one"), await discord_.say(ada, channel, "two")
    await discord_.rewrite(one, "One.")
    await discord_.pin(one)
    await discord_.unpin(one)
    await discord_.delete_many([one, other])
    await discord_.until(lambda: len(heard) == 6)
    assert heard == [
        (one.id, False),
        (one.id, True),
        (channel.id, True),
        (one.id, False),
        (channel.id, False),
        {one.id, other.id},
    ]
    assert not channel.messages


async def test_an_announcement_of_another_server_comes_by_a_webhook(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, ada: User
) -> None:
    abroad = discord_.add_guild("Millers").add_news("wheels")
    assert channel.guild is not None
    news = channel.guild.add_news("news")
    passed_on = await discord_.pass_on(await discord_.say(ada, abroad, "It turns."), news)
    await discord_.until(lambda: bot.get_channel(news.id) is not None)
    [found] = [one async for one in seen(bot, news).history()]
    assert (found.id, found.webhook_id) == (passed_on.id, passed_on.author.id)
    assert found.flags.is_crossposted
    assert seen(bot, news).is_news()
    channel.guild.change_channel(channel, kind=GUILD_NEWS, nsfw=True)
    await discord_.until(lambda: seen(bot, channel).is_news() and seen(bot, channel).nsfw)
    channel.guild.remove_channel(news)
    await discord_.until(lambda: bot.get_channel(news.id) is None)
