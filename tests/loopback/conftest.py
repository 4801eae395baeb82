"""Fixtures of the fake's own tests: a strict server comes in, checked for violations going out."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from . import Channel, LoopbackDiscord, User
from .tiny_bot import TinyBot


@pytest_asyncio.fixture
async def discord_() -> AsyncIterator[LoopbackDiscord]:
    """A Discord that must not have seen a violation when the test ends."""
    async with LoopbackDiscord() as server:
        with server.as_discord():
            yield server
        assert server.violations == []


@pytest_asyncio.fixture
async def channel(discord_: LoopbackDiscord) -> Channel:
    """A text channel in a guild."""
    return discord_.add_guild("Readers").add_channel("general")


@pytest_asyncio.fixture
async def ada(discord_: LoopbackDiscord) -> User:
    """A person."""
    return discord_.add_user("ada")


@pytest_asyncio.fixture
async def bot(discord_: LoopbackDiscord, channel: Channel, ada: User) -> AsyncIterator[TinyBot]:
    """The tiny bot, connected; `channel` and `ada` were there before it."""
    async with discord_.running(TinyBot()) as client:
        yield client
