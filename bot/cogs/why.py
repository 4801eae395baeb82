"""A message's menu comes in; why its answer is as it is goes out to an admin, who may mend it.

Who manages the server is Discord's word, and asked for at each press and each form that is sent.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.door import Door
from bot.cogs.forms import FormReply, entered, form_sent
from bot.cogs.reach import Reach
from bot.cogs.reply import Container, InteractionReply, Reply, UpdateReply, reply_with
from bot.cogs.trust_buttons import MARK, UNMARK, UNPIN, WHY, repair_rows
from bot.cogs.visit import visit_of
from bot.desk.repairs import Lesson, Repairs
from bot.desk.trust import Trust
from bot.errors import DeskError, Trouble
from bot.render.markdown import shorten
from bot.render.why import render_taught, render_why
from bot.words import mark, say

MOST_QUESTION, MOST_ANSWER, MOST_ADDRESS = 300, 2000, 400
"""Characters of what is taught."""

_FORM = re.compile(r"taught:(?P<record>[0-9]{1,18})")
_QUESTION, _ANSWER, _ADDRESS = "question", "answer", "address"
_PREFILL_SECONDS = 1.0
"""Of the three that Discord gives: for the question to be found, else the field stays empty."""

Interaction = discord.Interaction[Any]


class Why(commands.Cog, name=WHY):
    """Explains answers to those who manage the server, and takes their repairs."""

    def __init__(
        self, bot: commands.Bot, trust: Trust, repairs: Repairs, door: Door, reach: Reach
    ) -> None:
        self._bot = bot
        self._trust = trust
        self._repairs = repairs
        self._door = door
        self._reach = reach
        self._menu = app_commands.default_permissions(manage_guild=True)(
            app_commands.ContextMenu(
                name=mark("Why this answer?"),
                callback=self.why,
                allowed_contexts=app_commands.AppCommandContext(guild=True),
                allowed_installs=app_commands.AppInstallationType(guild=True),
            )
        )

    async def cog_load(self) -> None:
        """Add the entry of the messages' menus, which discord.py doesn't find in a cog."""
        self._bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """Take it away again."""
        self._bot.tree.remove_command(self._menu.name, type=self._menu.type)

    async def why(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Explain the answer that a message shows."""
        reply = InteractionReply(interaction, private=True)

        async def explain() -> Sequence[Container]:
            server = _server_managed(interaction)
            me = self._bot.user
            if me is None or message.author.id != me.id:
                raise DeskError(Trouble.NO_ANSWER_THERE)
            record = await self._trust.record_at(message.channel.id, message.id)
            return await self._explained(interaction, record, server)

        await reply_with(explain, reply, self._door)

    async def pin(self, interaction: Interaction, record: int, chosen: str) -> None:
        """Tie the chosen passage to the question, or untie what was."""

        async def work(server: int, collections: frozenset[str]) -> None:
            if chosen == UNPIN:
                await self._repairs.unpin(record, server)
            elif chosen.isdecimal():
                person = interaction.user.id
                await self._repairs.pin(record, server, collections, person, int(chosen))

        await self._mend(interaction, record, work)

    async def mark_outdated(self, interaction: Interaction, record: int, chosen: str) -> None:
        """Leave the chosen article out of the server's searches, or take that back."""
        action, _, article = chosen.partition(":")

        async def work(server: int, collections: frozenset[str]) -> None:
            if action in (MARK, UNMARK):
                await self._repairs.mark_outdated(
                    *(record, server, collections, interaction.user.id, article),
                    outdated=action == MARK,
                )

        await self._mend(interaction, record, work)

    async def teach(self, interaction: Interaction, record: int) -> None:
        """Open the form for the right answer."""
        locale = interaction.locale.value

        async def make_form() -> discord.ui.Modal:
            server = _server_managed(interaction)
            question = ""
            try:
                async with asyncio.timeout(_PREFILL_SECONDS):
                    question = await self._trust.question(record, server)
            except (DeskError, TimeoutError):
                pass  # the form can be filled in without
            return _teach_form(record, question, locale)

        async def nothing() -> Sequence[Container]:
            _server_managed(interaction)
            return []

        allowed = interaction.guild_id is not None and interaction.permissions.manage_guild
        reply: Reply = (
            FormReply(interaction, make_form)
            if allowed
            else InteractionReply(interaction, private=True)
        )
        await reply_with(nothing, reply, self._door)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        """Take the form with the right answer."""
        match = _FORM.fullmatch(form_sent(interaction) or "")
        if match is None:
            return
        fields = entered(interaction)
        reply = InteractionReply(interaction, private=True)

        async def take() -> Sequence[Container]:
            receipt = await self._repairs.teach(
                Lesson(
                    server=_server_managed(interaction),
                    record=int(match["record"]),
                    person=interaction.user.id,
                    name=interaction.user.display_name,
                    question=fields.get(_QUESTION, "")[:MOST_QUESTION],
                    answer=fields.get(_ANSWER, "")[:MOST_ANSWER],
                    address=fields.get(_ADDRESS, "")[:MOST_ADDRESS],
                )
            )
            return [render_taught(receipt, reply.locale)]

        await reply_with(take, reply, self._door)

    async def _mend(
        self,
        interaction: Interaction,
        record: int,
        work: Callable[[int, frozenset[str]], Awaitable[None]],
    ) -> None:
        """Do a repair, and show the explanation as it is then."""

        async def mend() -> Sequence[Container]:
            server = _server_managed(interaction)
            await work(server, await self._reach.of(visit_of(interaction, private=True)))
            return await self._explained(interaction, record, server)

        await reply_with(mend, UpdateReply(interaction), self._door)

    async def _explained(
        self, interaction: Interaction, record: int, server: int
    ) -> Sequence[Container]:
        locale = interaction.locale.value
        collections = await self._reach.of(visit_of(interaction, private=True))
        why = await self._trust.explain(record, server, collections)
        return [render_why(why, repair_rows(why, locale), locale)]


def _server_managed(interaction: Interaction) -> int:
    """The server that whoever acts manages, as Discord says with this very act.

    Raises:
        DeskError: there is none.
    """
    server = interaction.guild_id
    if server is None or not interaction.permissions.manage_guild:
        raise DeskError(Trouble.NOT_ADMIN)
    return server


def _teach_form(record: int, question: str, locale: str) -> discord.ui.Modal:
    form = discord.ui.Modal(
        title=say("Teach the right answer", locale), custom_id=f"taught:{record}"
    )
    asked: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id=_QUESTION,
        max_length=MOST_QUESTION,
        default=shorten(question, MOST_QUESTION) or None,
    )
    answer: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id=_ANSWER, style=discord.TextStyle.paragraph, max_length=MOST_ANSWER
    )
    address: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id=_ADDRESS, required=False, max_length=MOST_ADDRESS
    )
    form.add_item(discord.ui.Label(text=say("The question", locale), component=asked))
    form.add_item(discord.ui.Label(text=say("Its answer", locale), component=answer))
    form.add_item(
        discord.ui.Label(text=say("Where that is written (web address)", locale), component=address)
    )
    return form
