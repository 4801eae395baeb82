"""Commands come in, typed or chosen in a message's menu; questions go to the desk, answers back."""

from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.answering import Answering
from bot.cogs.buttons import ASK
from bot.cogs.door import Door
from bot.cogs.files import Bringing
from bot.cogs.reach import Reach
from bot.cogs.reply import Container, InteractionReply, reply_with
from bot.cogs.visit import takes_threads, visit_of
from bot.cogs.written import without_mention
from bot.desk import Desk
from bot.desk.attached import Attached
from bot.desk.suggestions import Suggestions
from bot.render.markdown import one_line
from bot.render.message import render_passages
from bot.types import Place
from bot.words import mark

REACH_SECONDS = 0.5
"""Of the time that suggestions have: for Discord's word on what who types may see."""

_BOTH, _FILE = "both", "file"
_EVERYWHERE = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
_ANYBODY = app_commands.AppInstallationType(guild=True, user=True)


class Ask(commands.Cog, name=ASK):
    """The commands that come to the desk: `/ask`, a message's menu, and a button."""

    def __init__(
        self,
        bot: commands.Bot,
        desk: Desk,
        door: Door,
        reach: Reach,
        suggestions: Suggestions,
        attached: Attached,
    ) -> None:
        self._bot = bot
        self._attached = attached
        self._desk = desk
        self._door = door
        self._reach = reach
        self._suggestions = suggestions
        self._answering = Answering(desk, door, reach)
        self._menu = app_commands.ContextMenu(
            name=mark("Ask about this"),
            callback=self.ask_about,
            allowed_contexts=_EVERYWHERE,
            allowed_installs=_ANYBODY,
        )

    async def cog_load(self) -> None:
        """Add the entry of the messages' menus, which discord.py doesn't find in a cog."""
        self._bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """Take it away again."""
        self._bot.tree.remove_command(self._menu.name, type=self._menu.type)

    # Discord's own limit for an option, 6,000 characters, stays: the desk says what is too long
    # in a sentence, where Discord would only refuse to send.
    @app_commands.command(
        name=mark("ask"),
        description=mark("Ask a question; I answer from the articles, with sources."),
    )
    @app_commands.rename(
        question=mark("question"),
        private=mark("private"),
        file=mark("file"),
        origin=mark("from"),
    )
    @app_commands.describe(
        question=mark("What would you like to know?"),
        private=mark("Show the answer to you only (no, if you leave this out)."),
        file=mark("A file to answer from. I keep it in memory only, for half an hour."),
        origin=mark("Where to look when you send a file (both, if you leave this out)."),
    )
    @app_commands.choices(
        origin=[
            app_commands.Choice(name=mark("the file and the articles"), value=_BOTH),
            app_commands.Choice(name=mark("the file only"), value=_FILE),
        ]
    )
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.allowed_installs(guilds=True, users=True)
    async def ask(
        self,
        interaction: discord.Interaction,
        question: str,
        private: bool = False,
        file: discord.Attachment | None = None,
        origin: str = _BOTH,
    ) -> None:
        """Answer a slash command."""
        sent = () if file is None else (file,)
        bringing = Bringing(
            self._attached,
            visit_of(interaction, private=private),
            sent,
            alone=origin == _FILE,
        )
        await self._answer(interaction, question, private=private, door="slash", bringing=bringing)

    @ask.autocomplete("question")
    async def suggest(
        self, interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Offer questions that the library answers, of what who types may see."""
        visit = visit_of(interaction, private=bool(interaction.namespace.private))

        async def reach() -> frozenset[str]:
            return await self._reach.of(visit, patience_seconds=REACH_SECONDS)

        offered = await self._suggestions.offered(typed, reach)
        lines = dict.fromkeys(filter(None, map(one_line, offered)))
        return [app_commands.Choice(name=line, value=line) for line in lines]

    async def ask_about(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Take a message as the question. Only who chose that sees the answer, until it's shared:
        nobody shall be shown up for what they wrote, or for having looked it up.
        """
        me = self._bot.user
        question = message.content if me is None else without_mention(message.content, me.id)
        await self._answer(interaction, question, private=True, door="menu")

    async def show_passages(
        self, interaction: discord.Interaction[Any], places: Sequence[Place]
    ) -> None:
        """Answer the press of a button, to whoever pressed it."""

        reply = InteractionReply(interaction, private=True)

        async def read() -> Sequence[Container]:
            collections = await self._reach.of(visit_of(interaction, private=True))
            passages = await self._desk.passages(places, collections)
            return render_passages(places, passages, reply.locale)

        await reply_with(read, reply, self._door)

    async def _answer(
        self,
        interaction: discord.Interaction,
        question: str,
        *,
        private: bool,
        door: str,
        bringing: Bringing | None = None,
    ) -> None:
        reply = InteractionReply(interaction, private=private)
        await self._answering.reply(
            question,
            visit_of(interaction, private=private),
            reply,
            door=door,
            locale=reply.locale,
            bringing=bringing,
            may_share=private and not interaction.context.dm_channel,
            may_thread=not private
            and interaction.is_guild_integration()
            and takes_threads(interaction.channel, interaction.app_permissions),
        )
