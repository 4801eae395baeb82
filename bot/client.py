"""A desk and the settings come in; a Discord bot runs with them until it is told to stop."""

import asyncio
import contextlib
import hashlib
import json
import logging
import math
import signal
from collections.abc import AsyncIterator, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.door import Door
from bot.cogs.furnish import furnish
from bot.cogs.reply import NOBODY, excuse_interaction
from bot.desk import Desk
from bot.desk.shelves import Shelves
from bot.errors import DeskError, Trouble, new_reference
from bot.health import Connection, HealthServer
from bot.render.command_words import CommandWords
from bot.settings import Settings

log = logging.getLogger(__name__)

T = TypeVar("T")

COMMANDS_FILE = "commands.json"

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


class Tree(app_commands.CommandTree[commands.Bot]):
    """The commands; what fails before one of them has begun is spoken of here."""

    async def on_error(
        self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError
    ) -> None:
        """Tell the person, and log the error with the same reference."""
        await excuse_interaction(interaction, error)


class FootnoteClient(commands.Bot):
    """The Discord side of the desk, with next to no caches; one privileged intent at the most."""

    def __init__(
        self,
        desk: Desk,
        settings: Settings,
        connection: Connection | None = None,
        *,
        shelves: Shelves | None = None,
    ) -> None:
        """`connection` is told of the gateway's comings and goings; `shelves` are the window for
        servers' own articles, made as the settings say where there is none yet.
        """
        _expect_no_voice()
        super().__init__(
            command_prefix=commands.when_mentioned,  # never used: see on_message
            help_command=None,
            tree_cls=Tree,
            intents=discord.Intents(
                guilds=True,
                guild_messages=True,
                dm_messages=True,
                message_content=settings.message_content_intent,
            ),
            allowed_mentions=NOBODY,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
        )
        self.door = Door()
        self._desk = desk
        self._settings = settings
        self._shelves = shelves or Shelves(
            desk, settings.index, most_articles=settings.server_articles
        )
        self._commands_path = settings.data_dir / COMMANDS_FILE
        self._refreshing: asyncio.Task[None] | None = None
        self.connection = connection or Connection()
        desk.metrics.watch(
            "gateway_latency_seconds", "From a heartbeat to Discord's answer.", self._latency
        )
        desk.metrics.watch("guilds", "Servers that have the bot.", lambda: len(self.guilds))

    async def setup_hook(self) -> None:
        """Read the catalogues, load the cogs, register commands that have changed, keep refreshing.

        What fails here stops the start.
        """
        words = CommandWords()
        await self.tree.set_translator(words)
        await furnish(self, self._desk, self._settings, self.door, self._shelves)
        await self._sync_if_changed(words)
        self._refreshing = asyncio.create_task(self._refresh_for_ever())

    async def on_ready(self) -> None:
        """Say in the log that people can ask now; after a long silence, once more."""
        log.info("Answering on Discord as %s", self.user)

    async def on_connect(self) -> None:
        """Note that Discord is within reach."""
        self.connection.opened()

    async def on_resumed(self) -> None:
        """Note that Discord is within reach again."""
        self.connection.opened()

    async def on_disconnect(self) -> None:
        """Note that it is not; also said of every attempt that fails."""
        self.connection.lost()

    async def on_message(self, message: discord.Message, /) -> None:
        """Leave messages to the cogs: there are no commands behind a prefix."""

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Log what a listener did not handle, without what it was about."""
        log.exception("Failed in %s; reference %s", event_method, new_reference())

    async def close(self) -> None:
        """Stop refreshing, and leave Discord."""
        if self._refreshing is not None:
            self._refreshing.cancel()
        await super().close()

    def _latency(self) -> float | None:
        # Before the first heartbeat discord.py says infinite, or not a number.
        return self.latency if math.isfinite(self.latency) else None

    async def _sync_if_changed(self, words: CommandWords) -> None:
        """Register the commands, unless Discord has them: it limits how often that is done."""
        payload = [
            await command.get_translated_payload(self.tree, words)
            for command in self.tree.get_commands()
        ]
        written = json.dumps(payload, sort_keys=True, separators=(",", ":"))
        wanted = {
            "application_id": str(self.application_id),
            "sha256": hashlib.sha256(written.encode()).hexdigest(),
        }
        if await asyncio.to_thread(_read_json, self._commands_path) == wanted:
            return
        await self.tree.sync()
        await asyncio.to_thread(_write_json, self._commands_path, wanted)
        log.info("Registered the commands with Discord")

    async def _refresh_for_ever(self) -> None:
        """Let the desk catch up with the library; each kind of failure is logged once."""
        known: set[str] = set()
        while True:
            await asyncio.sleep(self._settings.refresh_seconds)
            try:
                await self._desk.refresh()
            except DeskError as error:
                if error.trouble in (Trouble.BUSY, Trouble.CLOSING):
                    continue
                _log_new_kind(error.trouble.name, known)
            except Exception as error:
                _log_new_kind(type(error).__qualname__, known)
            else:
                known.clear()
                self.dispatch("library_refreshed")


class ShardedFootnoteClient(FootnoteClient, commands.AutoShardedBot):
    """The same with a connection for each shard, as many as Discord recommends."""

    async def on_connect(self) -> None:
        """Nothing: `on_shard_connect` is told, too, and of which shard."""

    async def on_resumed(self) -> None:
        """Nothing, as for `on_connect`."""

    async def on_disconnect(self) -> None:
        """Nothing, as for `on_connect`."""

    async def on_shard_connect(self, shard_id: int) -> None:
        """Note that Discord is within this shard's reach."""
        self.connection.opened(shard_id)

    async def on_shard_resumed(self, shard_id: int) -> None:
        """Note that Discord is within this shard's reach again."""
        self.connection.opened(shard_id)

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """Note that it is not."""
        self.connection.lost(shard_id)


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
            async with _healthy(desk, connection, settings):
                shards = await _unless(told_to_stop, recommended_shards(token))
                if shards is not None:
                    kind = FootnoteClient if shards == 1 else ShardedFootnoteClient
                    client = kind(desk, settings, connection)
                    await _run_until(told_to_stop, client, token)
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


async def recommended_shards(token: str) -> int:
    """How many connections Discord wants this bot to share its servers out among.

    Raises:
        InvalidTokenError: Discord does not know the token.
        StartError: Discord could not be reached, or takes no more starts today. One too many, and
            it would make the token invalid.
    """
    _expect_no_voice()
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


async def _run_until(told_to_stop: asyncio.Event, client: FootnoteClient, token: str) -> None:
    """Run the client until the event is set, then let it finish its answers."""
    running = asyncio.create_task(_start(client, token))
    waiting = asyncio.create_task(told_to_stop.wait())
    try:
        await asyncio.wait((running, waiting), return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
            return
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


def _expect_no_voice() -> None:
    # Its libraries are not needed, so that their absence is nothing to warn of at every start.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False


def _log_new_kind(kind: str, known: set[str]) -> None:
    if kind not in known:
        known.add(kind)
        log.exception("Could not refresh the library (%s); trying on, silently", kind)


def _read_json(path: Path) -> object:
    """What the file holds; `None` where there is no such file, or it holds something else."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None


def _write_json(path: Path, value: object) -> None:
    """Write the file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".tmp")
    unfinished.write_text(json.dumps(value), encoding="utf-8")
    unfinished.replace(path)
