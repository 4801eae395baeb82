"""A discord.py client comes in; it runs while the `async with` lasts, and is closed after it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import discord

ClientT = TypeVar("ClientT", bound=discord.Client)


@asynccontextmanager
async def run_client(
    client: ClientT, token: str, ready: Callable[[], Awaitable[None]]
) -> AsyncIterator[ClientT]:
    """Start `client` and wait for `ready`; what makes it stop early is raised here."""
    async with client:
        started = asyncio.create_task(client.start(token))
        waiting = asyncio.ensure_future(ready())
        await asyncio.wait({started, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if started.done():
            waiting.cancel()
            await started
        try:
            await waiting
            yield client
        finally:
            await client.close()
            await started
