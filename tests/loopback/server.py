"""People and words of a test come in; a Discord on 127.0.0.1 acts on them, and tells the rest."""
# ruff: noqa: ASYNC109 -- a deadline with a message of its own is what tests read

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from aiohttp import web

from .acts import Acts
from .clock import Clock
from .errors import Json
from .faults import Faults
from .openapi import Contract, default_document, load_contract
from .pointing import discord_at
from .rate_limits import RateLimits
from .rest import Rest
from .running import ClientT, run_client
from .state import Channel, Guild, Message, User
from .world import CommandPut, RequestRecord, World

T = TypeVar("T")

REPOSITORY = Path(__file__).resolve().parents[2]
DEFAULT_TOKEN = "loopback-token"


class LoopbackDiscord(Acts):
    """A small, strict Discord for one application, on an ephemeral port of 127.0.0.1.

        async with LoopbackDiscord() as discord_:
            user = discord_.add_user("ada")
            channel = discord_.add_guild("Readers").add_channel("general")
            async with discord_.running(bot):
                invocation = await discord_.slash("ask", {"question": "?"}, user, channel)
                message = await invocation.answer()
            assert discord_.violations == []

    `privileged_intents` is what the developer portal has switched on (MEMBERS, PRESENCES,
    MESSAGE_CONTENT of `world`); a client that asks for more is closed with 4014.
    `shards` is how many Discord recommends; guilds are spread over them in turn.
    `check_openapi` False leaves Discord's OpenAPI file aside; see `contract`.
    """

    def __init__(
        self,
        *,
        token: str = DEFAULT_TOKEN,
        privileged_intents: int = 0,
        check_openapi: bool = True,
        shards: int = 1,
    ) -> None:
        self._check_openapi = check_openapi
        contract = Contract(None, "not started")
        super().__init__(
            World(
                token=token,
                contract=contract,
                privileged_intents=privileged_intents,
                shards=shards,
            )
        )
        self._resumes_awaited = 0
        self._handed_out: set[int] = set()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> LoopbackDiscord:
        # In a thread: the file is a megabyte, and tests may watch for a blocked event loop.
        self._world.contract = await asyncio.to_thread(self._load_contract)
        app = web.Application(client_max_size=64 * 1024 * 1024)
        for path in ("/gateway/", "/resume/"):
            app.router.add_get(path, self.gateway.handle)
        Rest(self._world).add_to(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._world.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.gateway.drop()
        if self._runner is not None:
            await self._runner.cleanup()

    def _load_contract(self) -> Contract:
        return load_contract(default_document() if self._check_openapi else None)

    # What there is to look at.

    @property
    def token(self) -> str:
        """The one bot token that is valid here."""
        return self._world.token

    @property
    def url(self) -> str:
        """http://127.0.0.1:port; REST lies below /api/v10."""
        return self._world.url

    @property
    def contract(self) -> Contract:
        """`contract.active`: is Discord's OpenAPI file being checked? `str(contract)` says it."""
        return self._world.contract

    @property
    def clock(self) -> Clock:
        """`clock.advance(3.1)` makes an unanswered interaction late."""
        return self._world.clock

    @property
    def faults(self) -> Faults:
        """`faults.add(method="POST", path=r"/messages$", status=500)`."""
        return self._world.faults

    @property
    def rate_limits(self) -> RateLimits:
        """Set `rate_limits.limit` and `.window` (seconds) to narrow every bucket."""
        return self._world.rate_limits

    @property
    def bot(self) -> User:
        """The bot's account; `bot.mention` mentions it."""
        return self._world.bot

    @property
    def owner(self) -> User:
        """Who owns the application and all guilds."""
        return self._world.owner

    @property
    def violations(self) -> list[str]:
        """Rules that were broken, by the bot or by this fake. Empty is what tests want."""
        return self._world.violations

    @property
    def requests(self) -> list[RequestRecord]:
        """Every REST request on a known route, oldest first."""
        return self._world.requests

    @property
    def command_puts(self) -> list[CommandPut]:
        """Every bulk registration of commands."""
        return self._world.command_puts

    @property
    def typing(self) -> list[Channel]:
        """A channel for each time the bot showed that it types."""
        return self._world.typing

    def commands(self, guild: Guild | None = None) -> list[Json]:
        """The registered commands: global, or of one guild."""
        return list(self._world.commands.get(guild.id if guild else None, {}).values())

    def forget_past(self) -> None:
        """Drop the notes on requests and answered interactions, so that long tests stay small.

        Messages stay: bots edit and delete them long after.
        """
        self._world.forget_past()

    # Furnishing.

    def add_user(self, name: str, *, locale: str = "en-US") -> User:
        """A new person."""
        return self._world.add_user(name, locale=locale)

    def add_guild(self, name: str, *, shard: int | None = None, number: int | None = None) -> Guild:
        """A new guild with the bot in it; `shard` is the one that is to hear of it.

        `number` is its id, where that is known beforehand.
        """
        return self._world.add_guild(name, shard, number)

    def add_group(self, *users: User) -> Channel:
        """A private conversation without the bot: only interactions come from there."""
        return self._world.add_group(*users)

    def dm(self, user: User) -> Channel:
        """The direct-message channel between the bot and `user`."""
        return self._world.dm_channel(user)

    # Pointing a bot here.

    def as_discord(self) -> AbstractContextManager[None]:
        """Within the block, discord.py in this process takes this for Discord."""
        return discord_at(self.url)

    @asynccontextmanager
    async def running(self, client: ClientT) -> AsyncIterator[ClientT]:
        """`async with discord_.running(bot):` starts a client, and closes it at the end.

        Inside, the client is connected to this Discord; errors of its start are raised at once.
        """
        with self.as_discord():
            async with run_client(client, self.token, self.ready) as running:
                yield running

    @property
    def environment(self) -> dict[str, str]:
        """This process's environment, fit for a subprocess that runs `launch_command`."""
        paths = [str(REPOSITORY), *filter(None, [os.environ.get("PYTHONPATH")])]
        return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}

    def launch_command(self, *arguments: str) -> list[str]:
        """The command line that runs the bot's own console entry point against this Discord."""
        return [sys.executable, "-m", "tests.loopback.launch", self.url, "--", *arguments]

    # Waiting.

    async def until(self, found: Callable[[], T | None], timeout: float = 5.0) -> T:
        """Wait until `found()` is neither None nor False; asked after every change, and often."""
        return await self._world.changes.until(found, timeout, "what the test waits for")

    async def ready(self, timeout: float = 10.0) -> None:
        """Wait until a client has identified: READY and all GUILD_CREATEs are on their way."""
        what = f"no client is connected ({self.gateway.identifies} have identified)"
        await self._world.changes.until(lambda: self.gateway.ready, timeout, what)

    async def next_message(self, channel: Channel, timeout: float = 30.0) -> Message:
        """Wait for the bot's next message in `channel` that this method has not yet returned.

        Answers to interactions do not count: `Invocation.answer` has those.
        """
        message = await self._world.changes.until(
            lambda: self._unseen_message(channel), timeout, f"no message in {channel.name or 'DM'}"
        )
        self._handed_out.add(message.id)
        return message

    def _unseen_message(self, channel: Channel) -> Message | None:
        for message in channel.messages.values():
            from_bot = message.author is self.bot and message.origin is None
            if from_bot and message.id not in self._handed_out:
                return message
        return None

    # Trouble on the gateway; for trouble with REST see `faults`.

    async def drop_gateway(
        self, code: int | None = None, *, shard: int | None = None, forget: bool = False
    ) -> None:
        """Cut the client (or one shard) off: with a close code, or (None) without a word.

        With `forget`, its session is lost as well: it is told so (op 9) when it tries to resume.
        """
        before = self.gateway.resumes
        cut_off = self.gateway.drop(code, shard=shard)
        self._resumes_awaited = before + (cut_off or 1)
        if forget:
            self.gateway.forget_sessions(shard=shard, at_once=False)

    async def ask_to_reconnect(self) -> None:
        """Op 7, as Discord sends it before it restarts a gateway."""
        before = self.gateway.resumes
        self._resumes_awaited = before + (self.gateway.ask_to_reconnect() or 1)

    async def wait_resumed(self, timeout: float = 10.0) -> None:
        """Wait until the client has resumed all sessions that the last drop cut off."""
        await self._world.changes.until(
            lambda: self.gateway.resumes >= self._resumes_awaited, timeout, "no client resumed"
        )
