"""Messages to the bot come in: mentions, replies, direct messages; answers go out as replies.

A message that follows an answer goes on with its conversation: a reply with the answer that it
replies to, another in a thread with the last one there, a direct message with the last one there.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
import discord
from discord.ext import commands

from bot.cogs.answering import Answering
from bot.cogs.door import Door
from bot.cogs.files import Bringing
from bot.cogs.reach import Reach
from bot.cogs.reply import MessageReply, server_locale
from bot.cogs.visit import takes_threads, visit_by
from bot.cogs.written import question_in, replied_to
from bot.desk import Desk
from bot.desk.attached import Attached
from bot.desk.conversation import Conversation
from bot.types import Question


class Messages(commands.Cog):
    """Answers what people write to the bot."""

    def __init__(
        self,
        bot: commands.Bot,
        desk: Desk,
        door: Door,
        reach: Reach,
        conversation: Conversation,
        attached: Attached,
    ) -> None:
        self._bot = bot
        self._attached = attached
        self._conversation = conversation
        self._answering = Answering(desk, door, reach)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a direct message, or one that mentions the bot."""
        me = self._bot.user
        reads_all = self._bot.intents.message_content
        question = None if me is None else question_in(message, me.id, reads_all=reads_all)
        if question is None:
            return

        locale = server_locale(message.guild)

        async def go_on(asked: Question) -> Question:
            record = await self._before(message)
            if record is None:
                return asked
            turns = await self._conversation.turns(record, asked.collections)
            return replace(asked, earlier=turns, follows=record)

        visit = visit_by(message, locale)
        async with _typing(message.channel):
            await self._answering.reply(
                question,
                visit,
                MessageReply(message),
                door="message",
                locale=locale,
                prepare=go_on,
                bringing=Bringing(self._attached, visit, message.attachments),
                may_thread=_takes_threads(message),
            )

    async def _before(self, message: discord.Message) -> int | None:
        """The record of the answer that a message goes on with."""
        channel, replied = message.channel, replied_to(message)
        if replied is not None:
            return await self._conversation.shown_by(channel.id, replied)
        if message.guild is None:
            return await self._conversation.last_to(message.author.id, channel.id)
        if not isinstance(channel, discord.Thread):
            return None
        last = await self._conversation.last_in(channel.id)
        # A thread that was opened on a message has that message's id.
        return last or await self._conversation.shown_by(channel.parent_id, channel.id)


def _takes_threads(message: discord.Message) -> bool:
    guild, channel = message.guild, message.channel
    if guild is None or not isinstance(channel, discord.TextChannel):
        return False
    return takes_threads(channel, channel.permissions_for(guild.me))


@contextlib.asynccontextmanager
async def _typing(channel: discord.abc.Messageable) -> AsyncIterator[None]:
    """Show "typing" for as long as the context is open, without waiting for it."""
    showing = asyncio.create_task(_show_typing(channel))
    try:
        yield
    finally:
        showing.cancel()


async def _show_typing(channel: discord.abc.Messageable) -> None:
    # Only a courtesy: where it fails, the answer still comes.
    with contextlib.suppress(discord.HTTPException, aiohttp.ClientError, OSError):
        async with channel.typing():
            await asyncio.Event().wait()
