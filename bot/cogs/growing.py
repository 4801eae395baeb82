"""An answer that is being written comes in; the message that shows it is edited as it grows.

Not more than once a second, as Discord wants it, and with a button by which who asked stops it.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from typing import Self

import aiohttp
import discord
from discord.ext import commands

from bot.cogs.buttons import STOP, Button, Interaction, Match, cog_of
from bot.cogs.door import Door
from bot.cogs.reply import (
    NOBODY,
    Container,
    GrowingReply,
    acknowledge,
    excuse_interaction,
)
from bot.desk.drafts import Draft, Drafts, Progress
from bot.errors import DeskError
from bot.render.message import render_answer, render_searching
from bot.words import ENGLISH, locale_for, say

log = logging.getLogger(__name__)

EDIT_SECONDS = 1.0
"""Between two edits of a message, and before the first: what is written sooner comes whole."""

_LAST_EDIT_SECONDS = 2.0


class StopButton(discord.ui.DynamicItem[Button], template=r"stop:(?P<key>[0-9a-f]{16})"):
    """Stops an answer that is being written."""

    def __init__(self, key: str, locale: str = ENGLISH) -> None:
        self._key = key
        super().__init__(discord.ui.Button(label=say("Stop", locale), custom_id=f"stop:{key}"))

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, item: discord.ui.Item[discord.ui.View], match: Match, /
    ) -> Self:
        """The button as it was when it was sent."""
        return cls(match["key"])

    async def callback(self, interaction: Interaction) -> None:
        """Hand the press to the cog of the client that heard of it."""
        await cog_of(interaction, STOP).stop(interaction, self._key)


class Stop(commands.Cog, name=STOP):
    """Stops what is being written."""

    def __init__(self, drafts: Drafts, door: Door) -> None:
        self._drafts = drafts
        self._door = door

    async def stop(self, interaction: Interaction, key: str) -> None:
        """Stop the draft for who asked; its message then shows what stands of it."""
        with self._door.visit():
            try:
                self._drafts.stop(key, interaction.user.id)
            except DeskError as error:
                await self._refuse(interaction, error.said(interaction.locale.value))
                return
            try:
                await acknowledge(interaction, thinking=False, private=True)
            except Exception as error:  # it is stopped all the same
                await excuse_interaction(interaction, error)

    async def _refuse(self, interaction: Interaction, sentence: str) -> None:
        try:
            await interaction.response.send_message(
                sentence, ephemeral=True, allowed_mentions=NOBODY
            )
        except Exception as error:
            await excuse_interaction(interaction, error)


@contextlib.asynccontextmanager
async def growing(
    drafts: Drafts, person: int, reply: GrowingReply, locale: str | None
) -> AsyncIterator[Draft]:
    """A draft that the reply shows as it grows, for as long as the context is open.

    At its end no edit is under way any more: what is sent then is what stays.
    """
    with drafts.opened(person) as draft:
        shower = _Shower(draft, reply, locale)
        showing = asyncio.create_task(shower.show())
        try:
            yield draft
        finally:
            showing.cancel()
            await asyncio.gather(showing, return_exceptions=True)
            await shower.finish()


def _page(progress: Progress, button: StopButton, locale: str) -> Container:
    if progress.searching:
        return render_searching(progress.answer, progress.searching, [button], locale)
    return render_answer(progress.answer, [button], locale, unfinished=True)


class _Shower:
    """Shows one draft."""

    def __init__(self, draft: Draft, reply: GrowingReply, locale: str | None) -> None:
        self._draft = draft
        self._reply = reply
        self._locale = locale
        self._editing: asyncio.Task[None] | None = None

    async def show(self) -> None:
        """Show what is new, until cancelled, or until the message or the right to it is gone."""
        while True:
            await asyncio.sleep(EDIT_SECONDS)
            progress = await self._draft.newer()
            locale = self._locale or locale_for(progress.answer.language)
            button = StopButton(self._draft.key, locale)
            page = _page(progress, button, locale)
            self._editing = asyncio.create_task(self._reply.show(page))
            try:
                # An edit that has begun is not cut off where it might still arrive.
                await asyncio.shield(self._editing)
            except (discord.NotFound, discord.Forbidden):
                return
            except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
                # The next edit, or the last, says all of it.
                log.debug("Could not show how far an answer is: %s", type(error).__name__)

    async def finish(self) -> None:
        """Wait for an edit that has begun, but not for long: it may be held back by a limit."""
        if self._editing is None or self._editing.done():
            return
        await asyncio.wait((self._editing,), timeout=_LAST_EDIT_SECONDS)
        self._editing.cancel()
        await asyncio.gather(self._editing, return_exceptions=True)
