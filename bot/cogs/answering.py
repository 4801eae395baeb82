"""A question from any window comes in; its answer goes out with its buttons, and is noted."""

from collections.abc import Awaitable, Callable, Sequence

from bot.cogs.buttons import (
    HandButton,
    PassagesButton,
    ShareButton,
    ThreadButton,
    related_buttons,
)
from bot.cogs.door import Door
from bot.cogs.files import Bringing
from bot.cogs.growing import growing
from bot.cogs.reach import Reach
from bot.cogs.reply import Container, GrowingReply, Sent, reply_with
from bot.cogs.trust_buttons import trust_buttons
from bot.desk import Desk
from bot.render.files import render_unasked
from bot.render.message import Item, render_answer, shown_places
from bot.types import Answer, Question, Visit
from bot.words import locale_for

Prepare = Callable[[Question], Awaitable[Question]]
"""Completes a question once it is known what the visitor may see."""


class Answering:
    """Does for all windows what each has to do with a question."""

    def __init__(self, desk: Desk, door: Door, reach: Reach) -> None:
        self._desk = desk
        self._door = door
        self._reach = reach

    async def reply(
        self,
        text: str,
        visit: Visit,
        reply: GrowingReply,
        *,
        door: str,
        locale: str | None,
        prepare: Prepare | None = None,
        bringing: Bringing | None = None,
        may_share: bool = False,
        may_thread: bool = False,
        quiet: bool = False,
    ) -> None:
        """Answer a visit; `door` is one of `metrics.DOORS`.

        `bringing` is what the question brings along, beside its words.
        Where nobody said a `locale`, the words are in the question's language. `may_share`: others
        are there who don't see the answer. `may_thread`: a thread can be opened on it. `quiet`:
        nothing is said but an answer.
        """
        record: int | None = None

        async def answer() -> Sequence[Container]:
            nonlocal record
            asked = Question(text=text, collections=await self._reach.of(visit), visit=visit)
            with self._desk.errors_counted():
                if prepare is not None:
                    asked = await prepare(asked)
                if bringing is not None:
                    asked = await bringing.taken(asked)
            if bringing is not None:
                held = bringing.without_question(asked)
                if held is not None:
                    return [render_unasked(held.files, locale or reply.locale)]
            found = await self._found(
                asked,
                reply,
                door=door,
                locale=locale,
                quiet=quiet,
                counted=bringing is not None and bringing.counted,
            )
            if bringing is not None:
                found = bringing.told(asked, found)
            record = found.record
            if quiet and not found.answered:
                return []
            spoken = locale or locale_for(found.language)
            return [shown(found, spoken, may_share=may_share, may_thread=may_thread)]

        async def note(sent: Sent) -> None:
            if record is not None:
                await self._desk.sent(record, sent.channel, sent.message)

        await reply_with(answer, reply, self._door, note=note)

    async def _found(
        self,
        asked: Question,
        reply: GrowingReply,
        *,
        door: str,
        locale: str | None,
        quiet: bool,
        counted: bool,
    ) -> Answer:
        """The desk's answer; while it is searched for or written, the reply shows how far it is."""
        if quiet or asked.visit is None:
            return await self._desk.answer(asked, door=door, counted=counted)
        drafts, person = self._desk.drafts, asked.visit.person
        async with growing(drafts, person, reply, locale) as draft:
            return await self._desk.answer(asked, door=door, draft=draft, counted=counted)


def shown(
    answer: Answer,
    locale: str,
    *,
    may_share: bool = False,
    may_thread: bool = False,
    shared_by: str | None = None,
) -> Container:
    """An answer with the buttons that belong to it."""
    places = shown_places(answer)
    buttons: list[Item] = [*trust_buttons(answer, locale)]
    # Without a record, the button has to carry the places itself; those of a file lead nowhere.
    if places and not buttons and not answer.with_file:
        buttons.append(PassagesButton(places, locale))
    if answer.files is not None and answer.with_file and answer.record is not None:
        buttons.append(HandButton(answer.record, alone=not answer.files.alone, locale=locale))
    if answer.answered and answer.record is not None:
        if may_share and not answer.with_file:  # nothing of it is kept that could be shown again
            buttons.append(ShareButton(answer.record, locale))
        if may_thread:
            buttons.append(ThreadButton(answer.record, locale))
    return render_answer(
        answer, buttons, locale, related=related_buttons(answer.related), shared_by=shared_by
    )
