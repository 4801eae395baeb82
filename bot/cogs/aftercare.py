"""A library that has changed comes in; earlier answers are mended, and late ones sent.

Nobody waits for any of it: what fails is left, or tried again after the next change.
"""

import asyncio
import contextlib
import logging
import re
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Self

import aiohttp
import discord
from discord.ext import commands

from bot.cogs.door import Door
from bot.cogs.reach import Reach
from bot.cogs.reply import NOBODY, Container, InteractionReply, Sent, reply_with
from bot.cogs.visit import visit_of
from bot.desk import Desk
from bot.desk.aftercare import MOST_GAPS, Aftercare, LateAnswer
from bot.errors import DeskError, Trouble, new_reference
from bot.records.base import CitingAnswer, Message, OpenGap
from bot.render.aftercare import AGAIN, again_button, render_late, render_stale, says_stale
from bot.types import Answer, Question, Visit
from bot.words import ENGLISH

log = logging.getLogger(__name__)

PAUSE_SECONDS = 60.0
"""Between two rounds, however often the library changes: a long import is many changes."""

MOST_AN_HOUR = 5
"""Late answers in one channel, or to one person in private; the rest wait."""

SWEEP_SECONDS = 86_400.0

_HOUR = 3600.0

# What may pass by itself: the next round tries again. Any other refusal is Discord's last word.
_PASSING = (discord.DiscordServerError, discord.RateLimited, aiohttp.ClientError, OSError)
_RATE_LIMITED = 429


ShowAnswer = Callable[[Answer, str], Container]
"""An answer and a locale come in, what a message shows of it goes out, buttons included."""


class Caretaker(commands.Cog):
    """Looks after what was said before the library changed, one round at a time."""

    def __init__(
        self,
        bot: commands.Bot,
        desk: Desk,
        door: Door,
        reach: Reach,
        *,
        show_answer: ShowAnswer,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`clock` gives seconds that never go back."""
        self._bot = bot
        self._desk = desk
        self._window = Aftercare(desk)
        self._door = door
        self._reach = reach
        self._show_answer = show_answer
        self._room = _Room(clock)
        self._changed = asyncio.Event()
        self._one_round = asyncio.Lock()
        self._seen: int | None = None
        self._before: int | None = None
        self._wait: float | None = None
        self._tasks: tuple[asyncio.Task[None], ...] = ()

    async def cog_load(self) -> None:
        """Begin; the first round comes when Discord is there, for what changed meanwhile."""
        if not self._desk.keeps_records:
            return
        self._tasks = (
            asyncio.create_task(self._care_for_ever()),
            asyncio.create_task(self._sweep_for_ever()),
        )

    async def cog_unload(self) -> None:
        """Stop."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @commands.Cog.listener()
    async def on_library_refreshed(self) -> None:
        """Begin a round, if the library is not the one that the last round saw."""
        if self._desk.revision != self._seen:
            self._changed.set()

    async def care(self) -> float | None:
        """One round: mark what went stale, tell who can be told; the seconds until another is due.

        `None`: nothing is left to do before the library changes.

        Raises:
            DeskError: the library or the records fail, or the desk is closing.
        """
        async with self._one_round:
            self._changed.clear()
            if self._desk.revision != self._seen:
                revision = self._desk.revision
                async for stale in self._window.stale():
                    await _spared(self._mark(stale))
                self._seen, self._before = revision, None
            return await self._tell_some()

    async def ask_again(self, interaction: discord.Interaction[Any], record: int) -> None:
        """Answer the question of a stale answer, to whoever pressed its button, as their own."""
        reply = InteractionReply(interaction, private=False)
        visit = visit_of(interaction, private=False)
        answered: int | None = None

        async def answer() -> Sequence[Container]:
            nonlocal answered
            kept = await self._desk.kept(record)
            message = interaction.message
            if message is None or Message(message.channel.id, message.id) not in kept.messages:
                raise DeskError(Trouble.ANSWER_GONE)
            asked = Question(
                text=kept.searched, collections=await self._reach.of(visit), visit=visit
            )
            found = await self._desk.answer(asked, door="button")
            answered = found.record
            return [self._show_answer(found, reply.locale)]

        async def note(sent: Sent) -> None:
            if answered is not None:
                await self._desk.sent(answered, sent.channel, sent.message)

        await reply_with(answer, reply, self._door, note=note)

    async def _mark(self, stale: CitingAnswer) -> None:
        """Say on each of an answer's messages that it went stale, then note that this is done.

        To say it twice changes nothing, so that a kill in between costs nothing either.
        """
        done = [await self._mark_message(stale, message) for message in stale.messages]
        if all(done):
            await self._window.said_stale(stale.record)

    async def _mark_message(self, stale: CitingAnswer, place: Message) -> bool:
        """Edit one message; false where another attempt is worth it."""
        try:
            channel = self._bot.get_partial_messageable(place.channel)
            message = await channel.fetch_message(place.message)
            view = discord.ui.LayoutView.from_message(message, timeout=None)
            items = view.children
            if not any(says_stale(item, stale.record) for item in items):
                marked = _finished(*render_stale(items, stale.record, stale.locale))
                await message.edit(view=marked, allowed_mentions=NOBODY)
        except (discord.HTTPException, *_PASSING) as error:
            log.debug("Could not mark a stale answer: %s", error)
            return not _passes(error)
        return True

    async def _tell_some(self) -> float | None:
        gaps = await self._window.gaps(self._before)
        if self._before is None:
            self._wait = None
        for number, gap in enumerate(gaps):
            wait = self._room.wait(_place(gap))
            if wait > 0.0:
                self._wait = wait if self._wait is None else min(self._wait, wait)
            else:
                await _spared(self._tell(gap, gaps[number + 1 :]))
        self._before = gaps[-1].record if len(gaps) == MOST_GAPS else None
        return self._wait if self._before is None else 0.0

    async def _tell(self, gap: OpenGap, older: Sequence[OpenGap]) -> None:
        """Tell one person, if the articles answer their question by now and they may know it."""
        visit = gap.visit
        if visit.server is None and not visit.private:
            return  # the bot is not in that conversation
        if visit.server is not None and self._bot.get_guild(visit.server) is None:
            return
        late = await self._window.answer(gap, await self._reach.of(visit))
        if late is None:
            return
        if visit.server is not None and not await self._reach.is_member(visit.server, visit.person):
            return
        others = [
            one for one in older if one.visit.person == visit.person and _place(one) == _place(gap)
        ]
        with self._door.visit():
            await self._send(late, others)

    async def _send(self, late: LateAnswer, others: Sequence[OpenGap]) -> None:
        """Claim the gap and send the answer; what Discord then refuses is not sent again."""
        gap = late.gap
        told = await self._told(gap)
        if told is None or told.channel is None:
            return
        answer = await self._door.work(lambda: self._window.claim(late, told, others))
        if answer is None:
            return
        self._room.take(_place(gap))
        shown = self._show_answer(answer, told.locale)
        person = None if told.private else told.person
        page = render_late(shown, told.locale, asked_at=gap.asked_at, person=person)
        try:
            sent = await self._post(page, told.channel, gap)
        except (discord.HTTPException, *_PASSING) as error:
            log.debug("Could not send a late answer: %s", error)
        else:
            if answer.record is not None:
                await self._window.sent(answer.record, sent.channel.id, sent.id)

    async def _told(self, gap: OpenGap) -> Visit | None:
        """The visit that a late answer is given to: where it was asked, or else in private."""
        visit = gap.visit
        if not visit.private:
            return visit if gap.message is None else replace(visit, channel=gap.message.channel)
        try:
            direct = await self._bot.create_dm(discord.Object(visit.person))
        except (discord.HTTPException, *_PASSING) as error:
            log.debug("Could not open a conversation for a late answer: %s", error)
            return None
        return replace(visit, server=None, channel=direct.id)

    async def _post(self, page: Container, channel: int, gap: OpenGap) -> discord.Message:
        """Send a page as a reply to the refusal, where that is; it pings nobody."""
        # Discord takes a request that discord.py repeats after a 500 only once.
        send = partial(
            self._bot.get_partial_messageable(channel).send,
            view=_finished(page),
            nonce=f"late-{gap.record}",
            mention_author=False,
            allowed_mentions=NOBODY,
        )
        if gap.message is None or gap.message.channel != channel:
            return await send()
        reference = discord.MessageReference(
            message_id=gap.message.message, channel_id=channel, fail_if_not_exists=False
        )
        return await send(reference=reference)

    async def _care_for_ever(self) -> None:
        """A round for each change of the library, and for what waits; never two at a time."""
        await self._bot.wait_until_ready()
        while True:
            wait: float | None = None
            try:
                wait = await self.care()
            except DeskError as error:  # the desk has logged it
                if error.trouble is Trouble.CLOSING:
                    return
            except Exception:
                log.exception("Looking after old answers failed; reference %s", new_reference())
            await asyncio.sleep(PAUSE_SECONDS)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._changed.wait()

    async def _sweep_for_ever(self) -> None:
        """Delete what is older than may be kept, once a day."""
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                swept = await self._window.sweep()
            except DeskError as error:
                if error.trouble is Trouble.CLOSING:
                    return
            except Exception:
                log.exception("Could not sweep the records; reference %s", new_reference())
            else:
                log.info("Deleted %d answers that were kept long enough", swept)


class AgainButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=AGAIN):
    """Asks again what a stale answer answered; works after any restart."""

    def __init__(self, record: int) -> None:
        self._record = record
        super().__init__(again_button(record, ENGLISH))

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """The button as it was when it was put there."""
        return cls(int(match["record"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Hand the press to the cog of the client that heard of it."""
        cog: Caretaker = interaction.client.get_cog(Caretaker.__cog_name__)
        await cog.ask_again(interaction, self._record)


class _Room:
    """How many late answers each place has had in the last hour. A restart forgets them."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._sent: dict[int, deque[float]] = {}

    def wait(self, place: int) -> float:
        """Seconds until there is room for another; 0.0 where there is."""
        now = self._clock()
        sent = self._sent.get(place)
        while sent and sent[0] <= now - _HOUR:
            sent.popleft()
        if not sent:
            self._sent.pop(place, None)
            return 0.0
        return sent[0] + _HOUR - now if len(sent) >= MOST_AN_HOUR else 0.0

    def take(self, place: int) -> None:
        """Count one."""
        self._sent.setdefault(place, deque()).append(self._clock())


def _place(gap: OpenGap) -> int:
    """Where a late answer would stand: the id of a channel, or in private that of the person."""
    visit = gap.visit
    if visit.private or visit.channel is None:
        return visit.person
    return visit.channel if gap.message is None else gap.message.channel


async def _spared(work: Awaitable[None]) -> None:
    """Do one thing of a round: what fails unexpectedly is logged, so that the others are done."""
    try:
        await work
    except DeskError:
        raise
    except Exception:
        log.exception("Looking after an old answer failed; reference %s", new_reference())


def _passes(error: Exception) -> bool:
    """Whether another attempt, later, may succeed."""
    limited = isinstance(error, discord.HTTPException) and error.status == _RATE_LIMITED
    return limited or isinstance(error, _PASSING)


def _finished(*items: discord.ui.Item[Any]) -> discord.ui.LayoutView:
    """A view that discord.py does not remember: its buttons are known by their `custom_id`."""
    view = discord.ui.LayoutView(timeout=None)
    for item in items:
        view.add_item(item)
    view.stop()
    return view
