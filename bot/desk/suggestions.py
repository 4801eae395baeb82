"""The window for suggested questions: what is typed, or a digest, comes in; they go out."""

import asyncio
from collections.abc import Awaitable, Callable
from hashlib import blake2b

from bot.desk.questions import Desk
from bot.desk.window import Window
from bot.errors import DeskError, Trouble
from index.library import SUGGESTIONS
from index.terms import spelt

PATIENCE_SECONDS = 1.5
"""How long who types waits for suggestions; Discord waits three seconds at the most."""

Collections = frozenset[str]

_AT_ONCE = 2
_LONGEST = 100
"""Characters of a choice; Discord takes no more."""

_ALL = 1_000_000


class Suggestions(Window):
    """Offers questions that the library answers, and finds them again."""

    def __init__(self, desk: Desk, *, patience_seconds: float = PATIENCE_SECONDS) -> None:
        """Suggestions that take longer than `patience_seconds` are not offered."""
        super().__init__(desk)
        self._patience = patience_seconds
        self._looking: set[asyncio.Task[list[str]]] = set()

    async def offered(self, typed: str, reach: Callable[[], Awaitable[Collections]]) -> list[str]:
        """Questions that go on like what is typed, each short enough to be a choice.

        `reach` says which collections they may be of; its time counts, too. This is a courtesy
        that never fails and takes next to nothing from those who ask: where the desk is busy,
        there are none.
        """
        # A call that nobody waits for any more still keeps its place in the queue.
        if len(self._looking) >= _AT_ONCE:
            return []
        looking = asyncio.create_task(self._look(typed, reach))
        self._looking.add(looking)
        looking.add_done_callback(self._looked)
        done, _ = await asyncio.wait({looking}, timeout=self._patience)
        if not done or looking.exception() is not None:
            return []
        return looking.result()

    async def found(self, digest: str, collections: Collections) -> str:
        """The suggested question of that digest.

        Raises:
            DeskError: these collections have it no longer, or as for `Desk.answer`.
        """
        question = await self._run(self._find, digest, collections)
        if question is None:
            raise DeskError(Trouble.SUGGESTION_GONE)
        return question

    async def _look(self, typed: str, reach: Callable[[], Awaitable[Collections]]) -> list[str]:
        return await self._run(self._matching, typed, await reach())

    def _looked(self, looking: "asyncio.Task[list[str]]") -> None:
        self._looking.discard(looking)
        if not looking.cancelled():
            looking.exception()  # seen, so that it is not reported as forgotten

    def _matching(self, typed: str, collections: Collections) -> list[str]:
        found = self._library.suggestions(typed, collections=collections, limit=2 * SUGGESTIONS)
        return [one for one in found if len(one) <= _LONGEST][:SUGGESTIONS]

    def _find(self, digest: str, collections: Collections) -> str | None:
        every = self._library.suggestions("", collections=collections, limit=_ALL)
        return next((one for one in every if digest_of(one) == digest), None)


def digest_of(question: str) -> str:
    """24 hexadecimal digits that stand for a question, however its words are spelt."""
    words = "".join(spelt(question)).encode("utf-8", "replace")
    return blake2b(words, digest_size=12).hexdigest()
