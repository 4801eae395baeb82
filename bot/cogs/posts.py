"""Messages to nobody come in: forum posts, questions in a followed channel; answers may go out.

Only where an admin has switched the channel on, and only what the articles say: everything else,
also that something went wrong, is met with silence. It needs Discord's message content intent.
"""

import discord
from discord.ext import commands

from bot.cogs.answering import Answering
from bot.cogs.door import Door
from bot.cogs.reach import Reach
from bot.cogs.reply import MessageReply, server_locale
from bot.cogs.visit import visit_by
from bot.cogs.written import unasked_in
from bot.desk import Desk
from bot.desk.conversation import Conversation
from bot.errors import DeskError
from bot.render.markdown import shorten


class Posts(commands.Cog):
    """Answers unasked, where that is wanted."""

    def __init__(
        self,
        bot: commands.Bot,
        desk: Desk,
        door: Door,
        reach: Reach,
        conversation: Conversation,
    ) -> None:
        self._bot = bot
        self._conversation = conversation
        self._most = desk.question_max_chars
        self._answering = Answering(desk, door, reach)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a new post of a forum that is switched on, or a question in a followed channel."""
        me = self._bot.user
        unasked = None if me is None else unasked_in(message, me.id)
        if unasked is None or message.guild is None:
            return
        kind, channel, text = unasked
        try:
            if await self._conversation.kind_of(message.guild.id, channel) != kind:
                return
            if not await self._conversation.claim(message.id):
                return
        except DeskError:  # busy or closing: nobody waits for this
            return
        locale = server_locale(message.guild)
        await self._answering.reply(
            shorten(text, self._most),
            visit_by(message, locale),
            _QuietReply(message),
            door="forum",
            locale=locale,
            quiet=True,
        )


class _QuietReply(MessageReply):
    """The reply to somebody who expects none."""

    async def excuse(self, sentence: str) -> None:
        """Say nothing."""
