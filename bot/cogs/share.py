"""A press of Share comes in; the private answer goes out for everybody in its channel, once."""

import logging
from collections.abc import Sequence
from typing import Any

import discord
from discord.ext import commands

from bot.cogs.answering import shown
from bot.cogs.buttons import SHARE, ShareButton
from bot.cogs.door import Door
from bot.cogs.reach import Reach
from bot.cogs.reply import NOBODY, Container, Sent, acknowledge, layout, reply_with
from bot.cogs.visit import visit_of
from bot.desk import Desk
from bot.desk.conversation import Conversation
from bot.errors import DeskError, Trouble, new_reference
from bot.words import say

log = logging.getLogger(__name__)


class Share(commands.Cog, name=SHARE):
    """Shows to all what one person was told."""

    def __init__(self, desk: Desk, door: Door, reach: Reach, conversation: Conversation) -> None:
        self._desk = desk
        self._door = door
        self._reach = reach
        self._conversation = conversation
        self._sharing: set[int] = set()

    async def share(self, interaction: discord.Interaction[Any], record: int) -> None:
        """Post the answer kept as `record`, as one that who pressed shares."""
        first = record not in self._sharing
        self._sharing.add(record)

        async def read() -> Sequence[Container]:
            if not first:
                raise DeskError(Trouble.SHARED_ALREADY)
            if not _may_speak(interaction):
                raise DeskError(Trouble.MAY_NOT_SPEAK)
            everybody = visit_of(interaction, private=False)
            answer = await self._conversation.shareable(
                record, everybody.person, everybody.channel, await self._reach.of(everybody)
            )
            name = interaction.user.display_name
            return [shown(answer, interaction.locale.value, shared_by=name)]

        async def note(sent: Sent) -> None:
            await self._desk.sent(record, sent.channel, sent.message)

        try:
            await reply_with(read, _SharedReply(interaction, record), self._door, note=note)
        finally:
            if first:
                self._sharing.discard(record)


class _SharedReply:
    """The reply to a press of Share: a message for all, and the button says that it was done."""

    def __init__(self, interaction: discord.Interaction[Any], record: int) -> None:
        self._interaction = interaction
        self._custom_id = ShareButton(record).custom_id

    @property
    def locale(self) -> str:
        """The locale that the person has chosen for Discord itself."""
        return self._interaction.locale.value

    async def begin(self) -> None:
        """Acknowledge the press, without a message."""
        await acknowledge(self._interaction, thinking=False, private=True)

    async def send(self, pages: Sequence[Container]) -> Sent | None:
        """Post the answer, and let nobody press again."""
        (page,) = pages
        sent = await self._interaction.followup.send(
            view=layout(page), allowed_mentions=NOBODY, wait=True
        )
        try:
            await self._disable()
        except Exception:  # it is posted: nothing to excuse
            log.exception("Could not disable a button; reference %s", new_reference())
        # Where a server lets nobody bring apps along, Discord shows it to one person all the same.
        return None if sent.flags.ephemeral else Sent(sent.channel.id, sent.id)

    async def excuse(self, sentence: str) -> None:
        """For the person's eyes only."""
        await self._interaction.followup.send(sentence, ephemeral=True, allowed_mentions=NOBODY)

    async def _disable(self) -> None:
        message = self._interaction.message
        if message is None:
            return
        view = discord.ui.LayoutView.from_message(message, timeout=None)
        for item in view.walk_children():
            if isinstance(item, discord.ui.Button) and item.custom_id == self._custom_id:
                item.disabled = True
                item.label = say("Shared", self.locale)
        # A view that has stopped is sent, but not kept: its buttons are found by their custom_id.
        view.stop()
        await self._interaction.edit_original_response(view=view, allowed_mentions=NOBODY)


def _may_speak(interaction: discord.Interaction[Any]) -> bool:
    """Whether who pressed may write there; outside servers, everybody may."""
    if interaction.guild_id is None:
        return True
    may = interaction.permissions
    is_thread = isinstance(interaction.channel, discord.Thread)
    return may.send_messages_in_threads if is_thread else may.send_messages
