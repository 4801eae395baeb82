"""Presses of related questions come in; each is asked as a question of who pressed."""

from dataclasses import replace
from typing import Any

import discord
from discord.ext import commands

from bot.cogs.answering import Answering
from bot.cogs.buttons import SUGGEST
from bot.cogs.door import Door
from bot.cogs.reach import Reach
from bot.cogs.reply import InteractionReply
from bot.cogs.visit import visit_of
from bot.desk import Desk
from bot.desk.suggestions import Suggestions
from bot.types import Question


class Suggest(commands.Cog, name=SUGGEST):
    """Asks what a button suggests."""

    def __init__(self, desk: Desk, door: Door, reach: Reach, suggestions: Suggestions) -> None:
        self._suggestions = suggestions
        self._answering = Answering(desk, door, reach)

    async def ask_suggested(self, interaction: discord.Interaction[Any], digest: str) -> None:
        """Answer the suggested question of that digest, for who pressed: nothing goes before it.

        Where others read along, only that person sees the answer and may share it: three buttons
        under each answer would otherwise fill a channel.
        """
        private = not interaction.context.dm_channel
        reply = InteractionReply(interaction, private=private)

        async def find(asked: Question) -> Question:
            return replace(asked, text=await self._suggestions.found(digest, asked.collections))

        await self._answering.reply(
            "",
            visit_of(interaction, private=private),
            reply,
            door="button",
            locale=reply.locale,
            prepare=find,
            may_share=private,
        )
