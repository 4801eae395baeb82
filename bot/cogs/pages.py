"""A press of a button comes in; a page of what was found for an answer goes out to that person."""

from collections.abc import Sequence
from typing import Any

import discord
from discord.ext import commands

from bot.cogs.door import Door
from bot.cogs.reach import Reach
from bot.cogs.reply import Container, InteractionReply, Reply, UpdateReply, reply_with
from bot.cogs.trust_buttons import PAGES, page_buttons
from bot.cogs.visit import visit_of
from bot.desk.attached import Attached
from bot.desk.trust import Trust
from bot.render.pages import render_page, split


class Pages(commands.Cog, name=PAGES):
    """Shows all that was found for an answer, as far as whoever presses may see it."""

    def __init__(self, trust: Trust, attached: Attached, door: Door, reach: Reach) -> None:
        self._trust = trust
        self._attached = attached
        self._door = door
        self._reach = reach

    async def show_page(
        self, interaction: discord.Interaction[Any], record: int, page: int | None
    ) -> None:
        """Show the first page in a new message, or turn to a page in the message itself."""
        reply: Reply = (
            InteractionReply(interaction, private=True)
            if page is None
            else UpdateReply(interaction)
        )

        async def read() -> Sequence[Container]:
            collections = await self._reach.of(visit_of(interaction, private=True))
            held = await self._attached.found(record, interaction.user.id, collections)
            found = held or await self._trust.found(record, collections)
            pages = len(split(found, reply.locale))
            number = min(max(page or 1, 1), pages)
            buttons = page_buttons(record, number, pages, reply.locale)
            return [render_page(found, number, buttons, reply.locale)]

        await reply_with(read, reply, self._door)
