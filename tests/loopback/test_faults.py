"""Trouble is ordered; what a real client makes of it comes out."""

from __future__ import annotations

import time

import aiohttp
import discord
import pytest

from . import Channel, LoopbackDiscord
from .tiny_bot import TinyBot

pytestmark = pytest.mark.asyncio

MESSAGES = r"/messages$"


async def test_a_rate_limit_is_waited_for(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel
) -> None:
    discord_.faults.add(method="POST", path=MESSAGES, status=429, retry_after=0.2)
    began = time.monotonic()
    await bot.get_partial_messageable(channel.id).send("patience")
    assert time.monotonic() - began >= 0.2
    assert [r.status for r in discord_.requests if r.path.endswith("/messages")] == [429, 200]


async def test_a_ban_is_not_waited_for(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel
) -> None:
    fault = discord_.faults.add(method="POST", path=MESSAGES, status=429, via=False, times=None)
    with pytest.raises(discord.HTTPException):
        await bot.get_partial_messageable(channel.id).send("banned")
    assert fault.applied == 1
    discord_.faults.clear()
    await bot.get_partial_messageable(channel.id).send("free again")


async def test_a_server_error_is_tried_again(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel
) -> None:
    discord_.faults.add(method="POST", path=MESSAGES, status=500)
    await bot.get_partial_messageable(channel.id).send("again")
    assert [message.text for message in channel.messages.values()] == ["again"]


async def test_an_answer_can_get_lost_after_it_took_effect(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel
) -> None:
    discord_.faults.add(method="POST", path=MESSAGES, status=502, after=True)
    await bot.get_partial_messageable(channel.id).send("twice", nonce="7")
    # Sent again by discord.py; the nonce, which Discord enforces, saves us from a second copy.
    assert len(channel.messages) == 1


async def test_a_connection_can_be_reset_or_slow(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel
) -> None:
    where = bot.get_partial_messageable(channel.id)
    discord_.faults.add(method="POST", path=MESSAGES, reset=True)
    with pytest.raises((aiohttp.ClientError, OSError)):
        await where.send("cut off")
    discord_.faults.add(method="POST", path=MESSAGES, latency=0.2)
    began = time.monotonic()
    await where.send("slow")
    assert time.monotonic() - began >= 0.2
    assert len(channel.messages) == 1


async def test_narrow_buckets_slow_a_client_down(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel
) -> None:
    discord_.rate_limits.limit, discord_.rate_limits.window = 1, 0.15
    began = time.monotonic()
    for number in range(3):
        await bot.get_partial_messageable(channel.id).send(str(number))
    assert time.monotonic() - began >= 0.3
    assert len(channel.messages) == 3
    # Whoever does not heed the headers is told so.
    url = f"{discord_.url}/api/v10/channels/{channel.id}"
    headers = {"Authorization": f"Bot {discord_.token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        await (await session.get(url)).read()
        async with session.get(url) as response:
            assert response.status == 429
            assert response.headers["X-RateLimit-Remaining"] == "0"
            assert (await response.json())["retry_after"] <= 0.15


async def test_a_share_of_the_requests_meets_a_fault(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel
) -> None:
    fault = discord_.faults.add(path=MESSAGES, status=403, times=None, share=0.5)
    refused = 0
    for number in range(40):
        try:
            await bot.get_partial_messageable(channel.id).send(f"number {number}")
        except discord.Forbidden:
            refused += 1
    assert fault.applied == refused
    assert 5 < refused < 35
