"""Visits come in, each is let through or turned away; whoever closes the bot waits for the last.

The desk knows when its work is done. The door knows when the person has the answer, too.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from bot.errors import DeskError, Trouble

T = TypeVar("T")

PATIENCE_SECONDS = 120.0
"""How long a person waits at the most; Discord forgets an interaction after 15 minutes."""


class Door:
    """Counts who is inside, from the first word to the last reply."""

    def __init__(self, *, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._patience = patience_seconds
        self._inside = 0
        self._empty = asyncio.Event()
        self._empty.set()
        self._closed = False
        self._working: set[asyncio.Timeout] = set()

    @property
    def inside(self) -> int:
        """How many visits have not yet got their last reply."""
        return self._inside

    @contextmanager
    def visit(self) -> Iterator[None]:
        """Count a visit for as long as the context is open, also one that is turned away."""
        self._inside += 1
        self._empty.clear()
        try:
            yield
        finally:
            self._inside -= 1
            if not self._inside:
                self._empty.set()

    async def work(
        self, work: Callable[[], Awaitable[T]], *, patience_seconds: float | None = None
    ) -> T:
        """Begin `work` and return its result; `patience_seconds` in place of the door's own.

        Raises:
            DeskError: CLOSING when the door is closed, or closes and cannot wait for the result;
                BUSY when there is none after `patience_seconds`. What `work` raises comes through.
        """
        if self._closed:
            raise DeskError(Trouble.CLOSING)
        limit = asyncio.timeout(self._patience if patience_seconds is None else patience_seconds)
        try:
            async with limit:
                self._working.add(limit)
                return await work()
        except TimeoutError:
            if not limit.expired():
                raise
            raise DeskError(self._why_given_up()) from None
        finally:
            self._working.discard(limit)

    async def close(self, *, seconds: float, last_words_seconds: float) -> bool:
        """Begin nothing new, and wait until everybody inside has their reply; say whether they do.

        After `seconds` what is still being worked on is given up: those who wait for it are told
        so, for which there are `last_words_seconds`.
        """
        self._closed = True
        if await self._emptied(seconds):
            return True
        for limit in self._working:
            limit.reschedule(asyncio.get_running_loop().time())
        return await self._emptied(last_words_seconds)

    def _why_given_up(self) -> Trouble:
        return Trouble.CLOSING if self._closed else Trouble.BUSY

    async def _emptied(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._empty.wait(), timeout=seconds)
        except TimeoutError:
            return False
        return True
