"""A desk and the settings come in; a Discord bot runs with them until it is told to stop."""

import asyncio
import contextlib
import logging
import math
import signal
from collections.abc import AsyncIterator, Coroutine, Iterator
from typing import Any, TypeVar

import aiohttp
import discord

from bot.client import FootnoteClient, ShardedFootnoteClient, expect_no_voice
from bot.desk import Desk
from bot.desk.upkeep import Upkeep
from bot.errors import new_reference
from bot.health import Connection, HealthServer
from bot.settings import Settings

log = logging.getLogger(__name__)

T = TypeVar("T")

# Of the ten seconds that most supervisors give a process: to finish the answers, to tell the rest
# that there won't be one, for the desk, and for Discord; a quarter is for `health`.
FINISH_SECONDS = 6.5
LAST_WORDS_SECONDS = 1.5
DESK_SECONDS = 0.5
GOODBYE_SECONDS = 1.0

_BAD_TOKEN = 4004


class InvalidTokenError(Exception):
    """Discord does not know the token, or there is none."""


class StartError(Exception):
    """Discord could not be reached at the start, or refused a request; the text says why."""


class IntentError(Exception):
    """The message content intent was asked for, and Discord has it switched off for this bot."""


async def serve(desk: Desk, settings: Settings) -> None:
    """Answer on Discord until SIGTERM or SIGINT; then finish the answers, within ten seconds.

    The desk is closed in any case. With a HEALTH_PORT, `/healthz` and `/metrics` are answered
    meanwhile.

    Raises:
        InvalidTokenError: there is no token, or Discord does not know it.
        IntentError: the settings ask for the message content intent, and Discord refuses it.
        StartError: Discord could not be reached, or refused what it was asked at the start.
        PortError: the HEALTH_PORT cannot be listened on.
    """
    _keep_messages_out_of_the_log()
    secret = settings.discord_token
    token = secret.get_secret_value().strip() if secret is not None else ""
    connection = Connection()
    told_to_stop = asyncio.Event()
    client: FootnoteClient | None = None
    try:
        if not token:
            raise InvalidTokenError("DISCORD_TOKEN is empty.")
        with _signals_set(told_to_stop):
            async with _healthy(desk, connection, settings), _kept_up(desk):
                shards = await _unless(told_to_stop, recommended_shards(token))
                if shards is not None:
                    kind = FootnoteClient if shards == 1 else ShardedFootnoteClient
                    client = kind(desk, settings, connection)
                    await _run_until(told_to_stop, client, desk, token)
    finally:
        await _close(client, desk)


@contextlib.asynccontextmanager
async def _healthy(desk: Desk, connection: Connection, settings: Settings) -> AsyncIterator[None]:
    """Answer `/healthz` and `/metrics` for as long as the context is open, if that is wanted."""
    if not settings.health_port:
        yield
        return
    server = HealthServer(desk, connection, host=settings.health_host, port=settings.health_port)
    await server.start()
    try:
        yield
    finally:
        await server.stop()


@contextlib.asynccontextmanager
async def _kept_up(desk: Desk) -> AsyncIterator[None]:
    """Follow the articles for as long as the context is open; a failure there stops nobody."""

    async def keep() -> None:
        try:
            await Upkeep(desk).keep()
        except Exception:
            log.exception("The articles are no longer followed; reference %s", new_reference())

    keeping = asyncio.create_task(keep())
    try:
        yield
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)


async def recommended_shards(token: str) -> int:
    """How many connections Discord wants this bot to share its servers out among.

    Raises:
        InvalidTokenError: Discord does not know the token.
        StartError: Discord could not be reached, or takes no more starts today. One too many, and
            it would make the token invalid.
    """
    expect_no_voice()
    async with discord.Client(intents=discord.Intents(guilds=True)) as asking:
        with _start_errors():
            await asking.http.static_login(token)
            shards, _, starts = await asking.http.get_bot_gateway()
    if starts["remaining"] < shards:
        minutes = math.ceil(starts["reset_after"] / 60_000)
        raise StartError(f"it takes no more starts of this bot for {minutes} minutes")
    return shards


async def _unless(event: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """The result of `work`; `None` when the event is set before there is one."""
    working = asyncio.create_task(work)
    waiting = asyncio.create_task(event.wait())
    try:
        await asyncio.wait((working, waiting), return_when=asyncio.FIRST_COMPLETED)
        return await working if working.done() else None
    finally:
        waiting.cancel()
        working.cancel()
        await asyncio.gather(waiting, working, return_exceptions=True)


async def _run_until(
    told_to_stop: asyncio.Event, client: FootnoteClient, desk: Desk, token: str
) -> None:
    """Run the client until the event is set, then let it finish its answers."""
    running = asyncio.create_task(_start(client, token))
    waiting = asyncio.create_task(told_to_stop.wait())
    try:
        await asyncio.wait((running, waiting), return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
            return
        desk.drafts.stop_all()
        log.info("Told to stop; finishing %d answers", client.door.inside)
        finished = await client.door.close(
            seconds=FINISH_SECONDS, last_words_seconds=LAST_WORDS_SECONDS
        )
        if not finished:
            log.warning("Stopped with %d people still waiting", client.door.inside)
    finally:
        waiting.cancel()
        running.cancel()
        await asyncio.gather(waiting, running, return_exceptions=True)


async def _start(client: FootnoteClient, token: str) -> None:
    with _start_errors():
        await client.login(token)
    try:
        await client.connect()
    except discord.ConnectionClosed as error:
        if error.code == _BAD_TOKEN:
            raise InvalidTokenError("Discord no longer knows this token.") from None
        raise
    except discord.PrivilegedIntentsRequired:
        raise IntentError("Discord refuses the message content intent.") from None
    except discord.GatewayNotFound as error:
        raise StartError(str(error)) from error


@contextlib.contextmanager
def _start_errors() -> Iterator[None]:
    """Turn what Discord may say to a login into the errors of `serve`."""
    try:
        yield
    except discord.LoginFailure:
        raise InvalidTokenError("Discord does not know this token.") from None
    except (aiohttp.ClientError, discord.HTTPException, discord.GatewayNotFound) as error:
        raise StartError(f"{type(error).__name__}: {error}") from error


async def _close(client: FootnoteClient | None, desk: Desk) -> None:
    """Close both. Discord's own goodbye may be late, and is then not waited for."""
    try:
        await desk.close(seconds=DESK_SECONDS)
    finally:
        if client is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(GOODBYE_SECONDS):
                    await client.close()


@contextlib.contextmanager
def _signals_set(event: asyncio.Event) -> Iterator[None]:
    """Let SIGTERM and SIGINT set the event, for as long as the context is open."""
    loop = asyncio.get_running_loop()
    stops = (signal.SIGTERM, signal.SIGINT)
    # Where loops know no signals (Windows), Ctrl-C cancels the task that runs this instead.
    with contextlib.suppress(NotImplementedError):
        for stop in stops:
            loop.add_signal_handler(stop, event.set)
    try:
        yield
    finally:
        with contextlib.suppress(NotImplementedError):
            for stop in stops:
                loop.remove_signal_handler(stop)


def _keep_messages_out_of_the_log() -> None:
    # At DEBUG, discord.py logs every event and request in full, with what people wrote and tokens.
    library = logging.getLogger("discord")
    if library.getEffectiveLevel() < logging.INFO:
        library.setLevel(logging.INFO)
