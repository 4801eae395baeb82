"""The window for what goes on: messages come in, the turns before them and shared answers go out.

A conversation is a chain of kept answers, each with the one that it follows. Who goes on with it
hears again only what they may see now: turns that cite anything else are left out.
"""

import time
from collections.abc import Callable
from typing import TypeVar

from bot.desk.kept import as_answer
from bot.desk.questions import Desk
from bot.desk.window import Window
from bot.errors import DeskError, Trouble
from bot.records.base import ChannelKind, KeptAnswer
from bot.types import Answer, Turn

T = TypeVar("T")

RECENT_SECONDS = 30 * 60.0
"""How long the next direct message goes on with the last answer."""


class Conversation(Window):
    """What was said before, as far as it is kept and may be seen."""

    def __init__(self, desk: Desk, *, clock: Callable[[], float] = time.time) -> None:
        """`clock` gives Unix seconds."""
        super().__init__(desk)
        self._clock = clock

    async def shown_by(self, channel: int, message: int) -> int | None:
        """The record of the answer that a message shows; `None` where it shows none."""
        return await self._record(lambda: self._records.answers.at(channel, message))

    async def last_in(self, thread: int) -> int | None:
        """The record of the last answer that everybody sees in a thread."""
        return await self._record(lambda: self._records.answers.last_in(thread))

    async def last_to(self, person: int, channel: int) -> int | None:
        """The record of the last answer to a person in a channel, if that was just now."""
        since = self._clock() - RECENT_SECONDS
        return await self._record(lambda: self._records.answers.last(person, channel, since))

    async def turns(self, record: int, collections: frozenset[str]) -> tuple[Turn, ...]:
        """The turns that end with an answer, for somebody who may see these collections."""
        return await self._noted(
            lambda: self._records.answers.turns(record, collections=collections), ()
        )

    async def shareable(
        self, record: int, person: int, channel: int | None, collections: frozenset[str]
    ) -> Answer:
        """An answer as everybody may see it who sees these collections.

        Raises:
            DeskError: it is no longer kept, was not given to this person in this channel or is
                shared already, cites what not everybody may see, or what no longer stands there.
        """
        kept = await self._desk.kept(record)
        if (kept.visit.person, kept.visit.channel) != (person, channel):
            raise DeskError(Trouble.NOT_YOURS)
        if kept.with_file:
            raise DeskError(Trouble.FROM_A_FILE)
        if kept.messages:
            raise DeskError(Trouble.SHARED_ALREADY)
        if any(one.collection not in collections for one in kept.citations):
            raise DeskError(Trouble.NOT_FOR_ALL)
        return await self._run(self._as_shared, kept, collections)

    async def kind_of(self, server: int, channel: int) -> ChannelKind | None:
        """How the bot speaks unasked in a channel; `None` where it does not."""
        return await self._noted(lambda: self._records.servers.channels(server).get(channel), None)

    async def claim(self, message: int) -> bool:
        """Claim a message that nobody addressed to the bot; true once."""
        return await self._noted(lambda: self._records.servers.claim(message), False)

    def _as_shared(self, kept: KeptAnswer, collections: frozenset[str]) -> Answer:
        quotes = [(one.collection, one.article_id, one.quote) for one in kept.citations]
        if kept.stale or not all(self._library.quotes_stand(quotes)):
            raise DeskError(Trouble.OUTDATED_ANSWER)
        cited = tuple(dict.fromkeys(one.article_id for one in kept.citations))
        return as_answer(
            kept,
            with_searched=self._records.answers.is_clear(kept.record, collections),
            related=self._library.related(cited, kept.searched, collections=collections),
        )

    async def _record(self, read: Callable[[], KeptAnswer | None]) -> int | None:
        kept = await self._noted(read, None)
        return None if kept is None else kept.record

    async def _noted(self, read: Callable[[], T], otherwise: T) -> T:
        """What the records say; where there are none, or they fail, the talk goes on without."""
        if not self._desk.keeps_records:
            return otherwise
        try:
            return await self._run(read)
        except DeskError as error:
            if error.trouble is not Trouble.NO_RECORDS:
                raise
            return otherwise
