"""A visit comes in, the collections that it may be answered from go out.

What a server has added is for its members: in that server, and in their direct messages with the
bot. Whatever is not certain is left out: without Discord's answer, only `public` is searched.
"""

import asyncio
import logging
import time
from collections.abc import Callable

import aiohttp
import discord

from bot.desk import Desk
from bot.types import SERVER_COLLECTION, Visit, server_collection
from index.types import PUBLIC

log = logging.getLogger(__name__)

REMEMBERED_SECONDS = 60.0
"""How long Discord's word on a membership holds: who leaves a server is cut off this soon."""

PATIENCE_SECONDS = 2.0
"""How long a question waits for Discord's word on memberships."""

_MOST_REMEMBERED = 10_000
_AT_ONCE = 8
_PUBLIC_ONLY = frozenset({PUBLIC})

Membership = tuple[int, int]
"""A server and a person."""


class Reach:
    """Knows who may see what, as far as Discord says."""

    def __init__(
        self, client: discord.Client, desk: Desk, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`clock` gives seconds."""
        self._client = client
        self._desk = desk
        self._clock = clock
        self._known: dict[Membership, tuple[float, bool]] = {}
        self._few = asyncio.Semaphore(_AT_ONCE)

    async def of(
        self, visit: Visit, *, patience_seconds: float = PATIENCE_SECONDS
    ) -> frozenset[str]:
        """The collections that a visit may be answered from.

        What Discord has not said after `patience_seconds` is left out.

        In a server: `public` and the server's own, whoever will read the answer. In direct
        messages with the bot: also those of servers that the person is in. In a conversation that
        others read without a server: `public`.
        """
        if visit.server is not None:
            # Where only a person has installed the bot, the server has not let it in.
            if self._client.get_guild(visit.server) is None:
                return _PUBLIC_ONLY
            return _PUBLIC_ONLY | {server_collection(visit.server)}
        if not visit.private:
            return _PUBLIC_ONLY
        return _PUBLIC_ONLY | await self._joined(visit.person, patience_seconds)

    def forget(self, person: int) -> None:
        """Drop what Discord has said of a person."""
        self._known = {one: word for one, word in self._known.items() if one[1] != person}

    async def _joined(self, person: int, patience_seconds: float) -> frozenset[str]:
        """The collections of servers that a person is in, as far as Discord says so in time."""
        names = await self._desk.collections()
        servers = [
            int(match[1])
            for name in names
            if (match := SERVER_COLLECTION.fullmatch(name))
            and self._client.get_guild(int(match[1])) is not None
        ]
        asking = {asyncio.create_task(self.is_member(one, person)): one for one in servers}
        if not asking:
            return frozenset()
        done, late = await asyncio.wait(asking, timeout=patience_seconds)
        for task in late:
            task.cancel()
        return frozenset(server_collection(asking[task]) for task in done if task.result())

    async def is_member(self, server: int, person: int) -> bool:
        """Whether a person is in a server, as far as Discord says."""
        known = self._known.get((server, person))
        if known is not None and self._clock() - known[0] < REMEMBERED_SECONDS:
            return known[1]
        guild = self._client.get_guild(server)
        if guild is None:
            return False
        try:
            async with self._few:
                await guild.fetch_member(person)
        except discord.NotFound:
            return self._remember(server, person, False)
        except (discord.HTTPException, aiohttp.ClientError, OSError):
            log.warning("Discord did not say who is in a server; it is left out of the search")
            return False
        return self._remember(server, person, True)

    def _remember(self, server: int, person: int, is_member: bool) -> bool:
        if len(self._known) >= _MOST_REMEMBERED:
            self._known.clear()
        self._known[server, person] = (self._clock(), is_member)
        return is_member
