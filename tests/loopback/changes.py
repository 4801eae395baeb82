"""'Something changed' comes in; whoever waits for a condition wakes and looks again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Changes:
    """Lets a test wait for a state of the fake, without polling and without sleeping."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def happened(self) -> None:
        """Wake all who wait, so that each checks its condition once more."""
        for future in self._waiting:
            if not future.done():
                future.set_result(None)

    async def until(self, found: Callable[[], T | None], timeout: float, waiting_for: str) -> T:
        """What `found` returns, once that is neither None nor False; else TimeoutError."""
        try:
            async with asyncio.timeout(timeout):
                while True:
                    result = found()
                    if result is not None and result is not False:
                        return result
                    await self._next()
        except TimeoutError:
            raise TimeoutError(f"{waiting_for}: not within {timeout} s") from None

    async def _next(self) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await future
        finally:
            self._waiting.discard(future)
