"""A press of Open a thread comes in; a thread on the answer goes out, where the talk goes on."""

from typing import Any

import discord
from discord.ext import commands

from bot.cogs.buttons import THREADS
from bot.cogs.door import Door
from bot.cogs.reach import Reach
from bot.cogs.reply import Container, InteractionReply, reply_with
from bot.cogs.visit import takes_threads, visit_of
from bot.desk.conversation import Conversation
from bot.errors import DeskError, Trouble
from bot.render.markdown import one_line, shorten
from bot.words import mark, say

_NAME_CHARACTERS = 100
_THERE_ALREADY = 160004

_WITHOUT_MENTION = mark("The conversation goes on in {thread}. Just write there.")
_WITH_MENTION = mark("The conversation goes on in {thread}. Mention me there to ask on.")


class Threads(commands.Cog, name=THREADS):
    """Opens threads on answers; `bot.cogs.messages` follows what is said there."""

    def __init__(
        self, door: Door, reach: Reach, conversation: Conversation, *, reads_all: bool
    ) -> None:
        """`reads_all`: the bot reads also messages that do not mention it."""
        self._door = door
        self._reach = reach
        self._conversation = conversation
        self._words = _WITHOUT_MENTION if reads_all else _WITH_MENTION

    async def open(self, interaction: discord.Interaction[Any], record: int) -> None:
        """Open a thread on the message of the answer kept as `record`, or name the one there is."""

        async def made() -> list[Container]:
            thread = await self._thread(interaction, record)
            said = say(self._words, interaction.locale.value, thread=f"<#{thread}>")
            return [discord.ui.Container(discord.ui.TextDisplay(said))]

        await reply_with(made, InteractionReply(interaction, private=True), self._door)

    async def _thread(self, interaction: discord.Interaction[Any], record: int) -> int:
        """The id of the thread, which is that of the message it stands on."""
        message = interaction.message
        if message is None or not takes_threads(interaction.channel, interaction.app_permissions):
            raise DeskError(Trouble.NO_THREADS_HERE)
        if not interaction.permissions.create_public_threads:
            raise DeskError(Trouble.MAY_NOT_OPEN_THREADS)
        seen = await self._reach.of(visit_of(interaction, private=False))
        turns = await self._conversation.turns(record, seen)
        name = shorten(one_line(turns[-1].question), _NAME_CHARACTERS) if turns else ""
        try:
            thread = await message.create_thread(name=name or "…")
        except discord.HTTPException as error:
            if error.code != _THERE_ALREADY:
                raise
            return message.id
        return thread.id
