"""A desk and the settings come in, the Discord client that answers from them goes out."""

import asyncio
import hashlib
import json
import logging
import math
from pathlib import Path
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.door import Door
from bot.cogs.furnish import furnish
from bot.cogs.reply import NOBODY, excuse_interaction
from bot.desk import Desk
from bot.desk.shelves import Shelves
from bot.errors import DeskError, Trouble, new_reference
from bot.health import Connection
from bot.render.command_words import CommandWords
from bot.settings import Settings

log = logging.getLogger(__name__)

COMMANDS_FILE = "commands.json"


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
        expect_no_voice()
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


def expect_no_voice() -> None:
    """Let discord.py not warn of what is missing for voice, which no bot of this kind needs."""
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
