"""'Something changed' comes in; whoever waits for a condition wakes and looks again."""
# ruff: noqa: ASYNC109 -- a deadline with a message of its own is what tests read

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

# What a test waits for may also be a change in the bot, of which nobody tells us.
LOOK_AGAIN_AFTER = 0.02


class Changes:
    """Lets a test wait for a state of the fake (or of its bot) without sleeping for too long."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def happened(self) -> None:
        """Wake all who wait, so that each checks its condition once more."""
        for future in self._waiting:
            if not future.done():
                future.set_result(None)

    async def until(self, found: Callable[[], T | None], timeout: float, waiting_for: str) -> T:
        """What `found` returns, once that is neither None nor False nor 0; else TimeoutError."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while True:
            result = found()
            if result is not None and result is not False and result != 0:
                return result
            if loop.time() >= deadline:
                raise TimeoutError(f"{waiting_for}: not within {timeout} s")
            await self._next(loop.create_future())

    async def _next(self, change: asyncio.Future[None]) -> None:
        self._waiting.add(change)
        try:
            await asyncio.wait([change], timeout=LOOK_AGAIN_AFTER)
        finally:
            self._waiting.discard(change)
