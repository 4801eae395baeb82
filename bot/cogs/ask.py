"""Commands, mentions and direct messages come in; questions go to the desk, answers to people."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Sequence
from typing import Any, Self

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.door import Door
from bot.cogs.reach import Reach
from bot.cogs.reply import (
    Container,
    InteractionReply,
    MessageReply,
    Reply,
    Sent,
    reply_with,
    server_locale,
)
from bot.cogs.trust_buttons import trust_buttons
from bot.cogs.visit import visit_by, visit_of
from bot.desk import Desk
from bot.render.message import render_answer, render_passages, shown_places
from bot.render.places import TEMPLATE, button_id, read_places
from bot.render.words import SHOW_PASSAGES
from bot.types import Answer, Place, Question, Visit
from bot.words import ENGLISH, locale_for, mark, say


class Ask(commands.Cog):
    """The doors through which Discord comes to the desk: `/ask`, a message, and a button."""

    def __init__(self, bot: commands.Bot, desk: Desk, door: Door, reach: Reach) -> None:
        self._bot = bot
        self._desk = desk
        self._door = door
        self._reach = reach

    # Discord's own limit for an option, 6,000 characters, stays: the desk says what is too long
    # in a sentence, where Discord would only refuse to send.
    @app_commands.command(
        name=mark("ask"),
        description=mark("Ask a question; I answer from the articles, with sources."),
    )
    @app_commands.rename(question=mark("question"), private=mark("private"))
    @app_commands.describe(
        question=mark("What would you like to know?"),
        private=mark("Show the answer to you only (no, if you leave this out)."),
    )
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.allowed_installs(guilds=True, users=True)
    async def ask(
        self, interaction: discord.Interaction, question: str, private: bool = False
    ) -> None:
        """Answer a slash command."""
        reply = InteractionReply(interaction, private=private)
        visit = visit_of(interaction, private=private)
        await self._reply(question, visit, reply, door="slash", locale=reply.locale)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a direct message, or one that mentions the bot."""
        me = self._bot.user
        question = None if me is None else question_in(message, me.id)
        if question is None:
            return

        locale = server_locale(message.guild)
        visit = visit_by(message, locale)
        async with _typing(message.channel):
            reply = MessageReply(message)
            await self._reply(question, visit, reply, door="message", locale=locale)

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

    async def _reply(
        self, text: str, visit: Visit, reply: Reply, *, door: str, locale: str | None
    ) -> None:
        """Answer a visit. Where nobody said a locale, the words are in the question's language."""
        record: int | None = None

        async def answer() -> Sequence[Container]:
            nonlocal record
            asked = Question(text=text, collections=await self._reach.of(visit), visit=visit)
            answer = await self._desk.answer(asked, door=door)
            record = answer.record
            return [show_answer(answer, locale or locale_for(answer.language))]

        async def note(sent: Sent) -> None:
            if record is not None:
                await self._desk.sent(record, sent.channel, sent.message)

        await reply_with(answer, reply, self._door, note=note)


class PassagesButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=TEMPLATE):
    """Shows the passages at the places that its `custom_id` holds; works after any restart."""

    def __init__(self, places: Sequence[Place], locale: str = ENGLISH) -> None:
        self._places = places
        label = say(SHOW_PASSAGES, locale)
        super().__init__(discord.ui.Button(label=label, custom_id=button_id(places)))

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """The button as it was when it was sent."""
        return cls(read_places(match["places"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Hand the press to the cog of the client that heard of it."""
        cog: Ask = interaction.client.get_cog(Ask.__cog_name__)
        await cog.show_passages(interaction, self._places)


def show_answer(answer: Answer, locale: str) -> Container:
    """An answer as it stands in a message, with its buttons."""
    places, buttons = shown_places(answer), trust_buttons(answer, locale)
    if not buttons and places:
        buttons = [PassagesButton(places, locale)]
    return render_answer(answer, buttons, locale)


def question_in(message: discord.Message, bot_id: int) -> str | None:
    """What a message asks the bot; `None` if it is not meant for it, or no person wrote it.

    Meant for it is every direct message, and a message that mentions it by name or, with a ping,
    replies to it: Discord lets a bot read these without a privileged intent.
    """
    written = message.type in (discord.MessageType.default, discord.MessageType.reply)
    if message.author.bot or message.webhook_id is not None or not written:
        return None
    if message.guild is not None and all(user.id != bot_id for user in message.mentions):
        return None
    return re.sub(rf"<@!?{bot_id}>", " ", message.content).strip()


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
