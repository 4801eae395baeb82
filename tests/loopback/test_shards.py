"""A client on several shards comes in; each hears of its own guilds, and can be lost alone."""

from __future__ import annotations

from collections.abc import AsyncIterator

import discord
import pytest
import pytest_asyncio

from . import Channel, LoopbackDiscord
from .tiny_bot import TinyShards

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def discord_() -> AsyncIterator[LoopbackDiscord]:
    """A Discord that recommends three shards."""
    async with LoopbackDiscord(shards=3) as server:
        yield server
        assert server.violations == []


@pytest.fixture
def channels(discord_: LoopbackDiscord) -> list[Channel]:
    """One channel on each shard."""
    return [discord_.add_guild(f"Readers {n}").add_channel("general") for n in range(3)]


@pytest_asyncio.fixture
async def bot(discord_: LoopbackDiscord, channels: list[Channel]) -> AsyncIterator[TinyShards]:
    """The tiny bot, with all its shards connected."""
    async with discord_.running(TinyShards()) as client:
        await client.wait_until_ready()
        yield client


async def test_guilds_are_spread_and_each_is_served(
    discord_: LoopbackDiscord, bot: TinyShards, channels: list[Channel]
) -> None:
    assert bot.shard_count == 3
    assert discord_.gateway.identifies == 3
    for number, channel in enumerate(channels):
        assert channel.guild is not None
        seen = bot.get_guild(channel.guild.id)
        assert seen is not None
        assert seen.shard_id == number
        heard = [
            session.id
            for session in discord_.gateway.sessions.values()
            for event, payload in session.history
            if event == "GUILD_CREATE" and payload["id"] == str(channel.guild.id)
        ]
        assert len(heard) == 1
        asked = await discord_.slash("ask", {"question": "?"}, channel=channel)
        await asked.answer()
    await discord_.direct_message(discord_.owner, "hello")
    await discord_.next_message(discord_.dm(discord_.owner))
    guild = discord_.add_guild("More", shard=2)
    seen = await discord_.until(lambda: bot.get_guild(guild.id))
    assert seen.shard_id == 2


async def test_one_shard_is_lost_and_resumes_alone(
    discord_: LoopbackDiscord, bot: TinyShards, channels: list[Channel]
) -> None:
    await discord_.drop_gateway(shard=1)
    away = [await discord_.slash("ask", {"question": "?"}, channel=one) for one in channels]
    for asked in away:
        await asked.answer()
    await discord_.wait_resumed()
    assert (discord_.gateway.resumes, discord_.gateway.identifies) == (1, 3)


async def test_a_stale_session_is_refused_and_the_shard_identifies_anew(
    discord_: LoopbackDiscord, bot: TinyShards, channels: list[Channel]
) -> None:
    await discord_.drop_gateway(shard=1, forget=True)
    await discord_.until(lambda: discord_.gateway.identifies == 4, timeout=10)
    assert discord_.gateway.resumes == 0
    await discord_.ready()
    asked = await discord_.slash("ask", {"question": "?"}, channel=channels[1])
    await asked.answer()


async def test_all_shards_resume_after_a_restart_of_the_gateway(
    discord_: LoopbackDiscord, bot: TinyShards
) -> None:
    await discord_.ask_to_reconnect()
    await discord_.wait_resumed()
    assert discord_.gateway.resumes == 3


async def test_a_shard_that_cannot_be_is_closed(discord_: LoopbackDiscord) -> None:
    client = discord.AutoShardedClient(intents=discord.Intents.none(), shard_count=2, shard_ids=[2])
    with pytest.raises(discord.ConnectionClosed) as caught:
        async with discord_.running(client):
            pytest.fail("was let in")
    assert caught.value.code == 4010
