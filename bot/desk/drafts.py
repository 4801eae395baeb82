"""Answers that are on their way come in; the newest state goes out, until who asked stops it.

Kept in memory only: after a restart nothing is on its way.
"""

import asyncio
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TypeAlias

from bot.errors import DeskError, Trouble
from bot.types import Answer

Tell: TypeAlias = Callable[[Answer, Sequence[str]], bool]
"""Is told of the searches for an answer so far, before the last of them runs; false: no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an answer is; `searching` are the searches for it, in order, while they run.

    The last of them is the one that runs; there are none once the answer is being written. The
    search for the question itself is not among them.
    """

    answer: Answer
    searching: tuple[str, ...] = ()


class Draft:
    """One answer as far as it is written; `key` names it, for a button."""

    def __init__(self, person: int | None = None) -> None:
        """`person` is the only one who may stop it."""
        self.key = secrets.token_hex(8)
        self.person = person
        self.stopped = asyncio.Event()
        self._latest: Progress | None = None
        self._news = asyncio.Event()

    def show(self, answer: Answer) -> None:
        """The answer has come so far."""
        self._progress(Progress(answer=answer))

    def searching(self, answer: Answer, steps: Sequence[str]) -> None:
        """The last of these searches begins, for an answer that has come so far."""
        self._progress(Progress(answer=answer, searching=tuple(steps)))

    def teller(self) -> Tell:
        """`searching` for a worker of the event loop that runs now; says whether to go on."""
        loop = asyncio.get_running_loop()

        def tell(answer: Answer, steps: Sequence[str]) -> bool:
            with suppress(RuntimeError):  # the loop is closed: nobody is shown anything any more
                loop.call_soon_threadsafe(self.searching, answer, steps)
            return not self.stopped.is_set()

        return tell

    def _progress(self, progress: Progress) -> None:
        self._latest = progress
        self._news.set()

    async def newer(self) -> Progress:
        """The newest, once there is one that was not taken yet."""
        await self._news.wait()
        self._news.clear()
        assert self._latest is not None
        return self._latest


class Drafts:
    """All that are being written."""

    def __init__(self) -> None:
        self._open: dict[str, Draft] = {}

    @contextmanager
    def opened(self, person: int) -> Iterator[Draft]:
        """A draft for this person, which can be stopped for as long as the context is open."""
        draft = Draft(person)
        self._open[draft.key] = draft
        try:
            yield draft
        finally:
            del self._open[draft.key]

    def stop(self, key: str, person: int) -> None:
        """Stop a draft: what stands of it by now is its end.

        Raises:
            DeskError: it is another's, or no longer being written.
        """
        draft = self._open.get(key)
        if draft is None:
            raise DeskError(Trouble.NOT_WRITING)
        if draft.person != person:
            raise DeskError(Trouble.NOT_YOURS_TO_STOP)
        draft.stopped.set()

    def stop_all(self) -> None:
        """Stop all of them, since the bot is about to stop."""
        for draft in self._open.values():
            draft.stopped.set()
