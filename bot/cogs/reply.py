"""Work that makes an answer comes in; the answer, or a sentence that says why not, is sent.

Whatever happens, the person hears of it, and the operator finds the same reference in the log.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple, Protocol

import discord

from bot.cogs.door import Door
from bot.errors import DeskError, Trouble, new_reference
from bot.render.words import REFERENCE
from bot.words import ENGLISH, LOCALES, say

log = logging.getLogger(__name__)

NOBODY = discord.AllowedMentions.none()

_ALREADY_ACKNOWLEDGED = 40060

# Discord waits three seconds for an acknowledgement. After a second failure discord.py would wait
# three more before it tries again: too late. So it is cut short, and tried anew, twice.
_TRY_SECONDS = 0.8
_SHORT_TRIES = 2

Container = discord.ui.Container[Any]


class Sent(NamedTuple):
    """Where a message stands that was sent: ids of Discord."""

    channel: int
    message: int


class Reply(Protocol):
    """One person who waits for one reply."""

    @property
    def locale(self) -> str:
        """The locale, as Discord names it, in which that person is spoken to."""

    async def begin(self) -> None:
        """Show at once that the question has arrived."""

    async def send(self, pages: Sequence[Container]) -> Sent | None:
        """Say it, a message a page; where the first stands, unless only one person sees it."""

    async def excuse(self, sentence: str) -> None:
        """Say why there is no answer; where that is possible, to that person only."""


class GrowingReply(Reply, Protocol):
    """One that can be shown before it is whole."""

    async def show(self, page: Container) -> None:
        """Say what there is by now, in the place in which all of it will be said."""


async def acknowledge(
    interaction: discord.Interaction[Any], *, thinking: bool, private: bool
) -> None:
    """Tell Discord that an answer will come: with `thinking`, in a message of its own.

    Raises:
        discord.HTTPException: Discord refuses, or the three seconds for it are over.
    """
    for _ in range(_SHORT_TRIES):
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_TRY_SECONDS):
                return await _defer(interaction, thinking=thinking, private=private)
    return await _defer(interaction, thinking=thinking, private=private)


async def _defer(interaction: discord.Interaction[Any], *, thinking: bool, private: bool) -> None:
    try:
        await interaction.response.defer(thinking=thinking, ephemeral=private)
    except discord.HTTPException as error:
        # An acknowledgement that arrived, though its own receipt got lost, is repeated and then
        # refused. The person sees "thinking" all the same.
        if error.code != _ALREADY_ACKNOWLEDGED:
            raise


class InteractionReply:
    """The reply to a command or a button."""

    def __init__(self, interaction: discord.Interaction, *, private: bool) -> None:
        self._interaction = interaction
        self._private = private
        self._shown = False

    @property
    def locale(self) -> str:
        """The locale that the person has chosen for Discord itself."""
        return self._interaction.locale.value

    async def begin(self) -> None:
        """Acknowledge the interaction: Discord gives three seconds for that."""
        await acknowledge(self._interaction, thinking=True, private=self._private)

    async def show(self, page: Container) -> None:
        """In the place of "thinking"."""
        self._shown = True
        await self._interaction.edit_original_response(view=layout(page), allowed_mentions=NOBODY)

    async def send(self, pages: Sequence[Container]) -> Sent | None:
        """The first page takes the place of "thinking", the others follow.

        Where somebody has deleted meanwhile what was shown of it, the first page follows, too.
        """
        first, *others = map(layout, pages)
        sent: discord.Message
        try:
            sent = await self._interaction.edit_original_response(
                view=first, allowed_mentions=NOBODY
            )
        except discord.NotFound:
            if not self._shown:
                raise
            sent = await self._follow_up(first)
        for view in others:
            await self._follow_up(view)
        return None if self._private else Sent(sent.channel.id, sent.id)

    async def _follow_up(self, view: discord.ui.LayoutView) -> discord.Message:
        return await self._interaction.followup.send(
            view=view, ephemeral=self._private, allowed_mentions=NOBODY, wait=True
        )

    async def excuse(self, sentence: str) -> None:
        """For the person's eyes only.

        What was deferred for all to see cannot become private, and Discord may refuse to follow
        up on what was deleted unfinished. So the sentence is said to all, then in private, and
        then the first goes: wherever that fails, the person has been told.
        """
        interaction, deleted = self._interaction, False
        if self._shown:  # a message of components takes no content any more
            try:
                await self.show(_said(sentence))
            except discord.NotFound:
                deleted = True
        else:
            await interaction.edit_original_response(content=sentence, allowed_mentions=NOBODY)
        if deleted or not self._private:
            await interaction.followup.send(sentence, ephemeral=True, allowed_mentions=NOBODY)
        if not deleted and not self._private:
            await interaction.delete_original_response()


class UpdateReply(InteractionReply):
    """The reply to a button or menu, in the place of the message that it is under."""

    def __init__(self, interaction: discord.Interaction[Any]) -> None:
        super().__init__(interaction, private=True)

    async def begin(self) -> None:
        """Acknowledge the press; the message stays as it is until then."""
        await acknowledge(self._interaction, thinking=False, private=True)

    async def excuse(self, sentence: str) -> None:
        """Beside the message, which stays."""
        await self._interaction.followup.send(
            sentence, ephemeral=True, allowed_mentions=NOBODY, suppress_embeds=True
        )


class MessageReply:
    """The reply to a message, in its channel."""

    def __init__(self, message: discord.Message) -> None:
        self._message = message
        self._reference = message.to_reference(fail_if_not_exists=False)
        self._shown: discord.Message | None = None
        self._showing = False

    @property
    def locale(self) -> str:
        """The server's; Discord does not say in which locale a message was written."""
        return server_locale(self._message.guild) or ENGLISH

    async def begin(self) -> None:
        """Nothing to acknowledge: "typing" is shown as the work goes on."""

    async def show(self, page: Container) -> None:
        """As a reply to the message, which is then edited."""
        await self._place(0, page)

    async def send(self, pages: Sequence[Container]) -> Sent | None:
        """As replies to the message; the first in the place of what was shown."""
        first: Sent | None = None
        for number, page in enumerate(pages):
            sent = await (self._place(number, page) if number else self._end(page))
            first = first or Sent(sent.channel.id, sent.id)
        return first

    async def _end(self, page: Container) -> discord.Message:
        """The first page as it stays; anew where what was shown was deleted meanwhile."""
        try:
            return await self._place(0, page)
        except discord.NotFound:
            if self._shown is None:
                raise
            return await self._post("new", page)

    async def _place(self, number: int, page: Container) -> discord.Message:
        if number == 0 and self._shown is not None:
            return await self._shown.edit(view=layout(page), allowed_mentions=NOBODY)
        again, self._showing = self._showing, True
        sent = await self._post(str(number), page)
        if number == 0:
            self._shown = sent
            if again:  # a first try that got lost may have arrived, and this be what it sent
                await sent.edit(view=layout(page), allowed_mentions=NOBODY)
        return sent

    async def _post(self, name: str, page: Container) -> discord.Message:
        return await self._message.channel.send(
            view=layout(page),
            reference=self._reference,
            mention_author=False,
            allowed_mentions=NOBODY,
            # Discord then takes a request that discord.py repeats after a 500 only once.
            nonce=f"{self._message.id}-{name}",
        )

    async def excuse(self, sentence: str) -> None:
        """As a reply to the message."""
        if self._shown is not None:
            await self._end(_said(sentence))
            return
        await self._message.channel.send(
            sentence,
            reference=self._reference,
            mention_author=False,
            allowed_mentions=NOBODY,
        )


def server_locale(guild: discord.Guild | None) -> str | None:
    """The locale that a server has chosen, if it is one of ours and no English one.

    English is what Discord says of every server that has chosen nothing, so it tells us nothing.
    """
    locale = None if guild is None else guild.preferred_locale.value
    return locale if locale in LOCALES else None


async def reply_with(
    make_pages: Callable[[], Awaitable[Sequence[Container]]],
    reply: Reply,
    door: Door,
    *,
    note: Callable[[Sent], Awaitable[None]] | None = None,
    patience_seconds: float | None = None,
) -> None:
    """Show that the question has arrived, make the pages and send them; raises no `Exception`.

    `note` is told where the reply stands, if others than one person can see it. The person waits
    `patience_seconds` at the most, or as long as the door says.
    """
    with door.visit():
        try:
            await reply.begin()
        except Exception:
            log.exception("Could not acknowledge a question; reference %s", new_reference())
            return
        try:
            sent = await reply.send(await door.work(make_pages, patience_seconds=patience_seconds))
        except DeskError as error:
            await _excuse(reply, error.said(reply.locale))
        except (discord.NotFound, discord.Forbidden):
            # The question, its channel or the right to speak there is gone: so would an excuse be.
            log.exception("Could not send an answer; reference %s", new_reference())
        except Exception:
            await _excuse_failure(reply)
        else:
            if note is not None and sent is not None:
                await _note(note, sent)


async def _note(note: Callable[[Sent], Awaitable[None]], sent: Sent) -> None:
    try:
        await note(sent)
    except Exception:  # the person has the answer: nothing to excuse
        log.exception("Could not note where an answer stands; reference %s", new_reference())


async def excuse_interaction(interaction: discord.Interaction[Any], error: BaseException) -> None:
    """Log an error of an interaction that nobody has acknowledged, and tell the person."""
    reference = new_reference()
    log.error("An interaction failed; reference %s", reference, exc_info=error)
    if interaction.response.is_done():
        return
    try:
        await interaction.response.send_message(
            _failure(reference, interaction.locale.value), ephemeral=True, allowed_mentions=NOBODY
        )
    except Exception:
        log.exception("Could not send an excuse; reference %s", reference)


async def _excuse_failure(reply: Reply) -> None:
    """Log the exception that is being handled, and give the person the number to ask about."""
    reference = new_reference()
    log.exception("A question failed; reference %s", reference)
    await _excuse(reply, _failure(reference, reply.locale))


def _failure(reference: str, locale: str) -> str:
    sentence = say(Trouble.UNEXPECTED.value.person, locale)
    return f"{sentence} {say(REFERENCE, locale, reference=reference)}"


async def _excuse(reply: Reply, sentence: str) -> None:
    try:
        await reply.excuse(sentence)
    except Exception:
        log.exception("Could not send an excuse; reference %s", new_reference())


def _said(sentence: str) -> Container:
    return discord.ui.Container(discord.ui.TextDisplay(sentence))


def layout(page: Container) -> discord.ui.LayoutView:
    """The page as a message that can be sent."""
    # Without a timeout: at its end discord.py would forget the button's class, for all messages.
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(page)
    return view
