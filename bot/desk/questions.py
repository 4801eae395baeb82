"""The window for questions: a `Question` comes in, an `Answer` with its citations goes out.

The terminal, slash commands, mentions and direct messages all come here.
"""

import asyncio
import logging
import math
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import ParamSpec, TypeVar

from bot.answer.remark import remark, remarked
from bot.desk.drafts import Draft, Drafts, Tell
from bot.desk.kept import Spent, keep
from bot.desk.scribe import Scribe
from bot.desk.searching import Searcher
from bot.desk.stacks import Stacks
from bot.desk.standing import standing
from bot.errors import DeskError, Trouble
from bot.limits import Limits
from bot.llm import Writer
from bot.metrics import Metrics
from bot.offload import Offload
from bot.records.base import KeptAnswer
from bot.records.errors import RecordsError
from bot.records.records import Records
from bot.types import Answer, Place, Question, Visit
from index.errors import HandMismatchError, LibraryError
from index.library import Library
from index.sources.pacing import Pacing
from index.types import Caution, Findings, Passage

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

# "In 1 seconds" is no English, and a second more is soon over.
_SHORTEST_WAIT = 2


class Desk:
    """Takes questions from any door, searches off the event loop, answers from what it finds."""

    def __init__(
        self,
        library: Library,
        offload: Offload,
        *,
        question_max_chars: int,
        caution: Caution = "normal",
        limits: Limits | None = None,
        metrics: Metrics | None = None,
        records: Records | None = None,
        writer: Writer | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        """Without `limits` everybody may ask as often as they like; without `records` nothing is
        kept, as in the terminal; without a `writer` answers quote. "This week" is of `today`.
        """
        self.library = library
        self._records = records
        self._offload = offload
        self._most = question_max_chars
        self._searcher = Searcher(library, records, caution=caution, today=today)
        self._limits = limits or Limits()
        self.writer = writer
        stacks = Stacks(library, records, self._searcher)
        self._scribe = None if writer is None else Scribe(writer, stacks, self.run)
        self.drafts = Drafts()
        # One for all windows that fetch: a site is asked no faster because several look at it.
        self.pacing = Pacing()
        self._closing: list[Callable[..., Awaitable[bool]]] = []
        self.metrics = metrics or Metrics()
        self.metrics.watch("queue_depth", "Questions that run or wait.", lambda: self.queue_depth)
        self.metrics.watch(
            "library_revision", "The revision that is answered from.", lambda: self.revision
        )
        self.metrics.watch(
            "newest_article_age_seconds", "Since the newest article came in.", self._newest_age
        )

    @property
    def records(self) -> Records:
        """What is kept of questions and answers.

        Raises:
            LookupError: this desk keeps nothing.
        """
        if self._records is None:
            raise LookupError("this desk keeps no records")
        return self._records

    @property
    def keeps_records(self) -> bool:
        """Whether there are records at all."""
        return self._records is not None

    @property
    def question_max_chars(self) -> int:
        """The longest question that is looked up."""
        return self._most

    @property
    def queue_depth(self) -> int:
        """How many questions run or wait."""
        return self._offload.depth

    @property
    def revision(self) -> int:
        """The library's revision from which questions are answered."""
        return self.library.revision

    @property
    def library_answers(self) -> bool:
        """Whether the library could be searched, or refreshed, when that was last tried."""
        return self._searcher.library_answers

    async def answer(
        self,
        question: Question,
        *,
        door: str = "",
        draft: Draft | None = None,
        counted: bool = False,
    ) -> Answer:
        """Look the question up and answer it, or say that the articles don't.

        What is no question, such as a greeting, gets a remark, and nothing is looked up. What leans
        on the turns before it is completed from them. Who visits is counted against the limits
        first, whatever they say. `door` is where the question came from, one of `metrics.DOORS`.
        `draft` is shown the answer while it is written, and may stop that. `counted`: the visit
        was let through already.

        Raises:
            DeskError: the person asks too often, the question is empty or too long, the desk is
                busy or closing, or there is no library to look into. Its `person` is the sentence
                to say.
        """
        self.metrics.count_question(door)
        with self.errors_counted():
            if question.visit is not None and not counted:
                self.let_through(question.visit)
            found = await self._answer(question, draft)
        self.metrics.count_answer(found)
        return found

    def let_through(self, visit: Visit) -> None:
        """Count a visit against the limits.

        Raises:
            DeskError: LIMITED.
        """
        wait = self._limits.take(visit.person, visit.server, is_admin=visit.is_admin)
        if wait > 0.0:
            raise DeskError(Trouble.LIMITED, seconds=max(_SHORTEST_WAIT, math.ceil(wait)))

    def check_length(self, text: str) -> None:
        """Take no question that is longer than what is looked up, its spaces counted once.

        Raises:
            DeskError: TOO_LONG.
        """
        length = len(" ".join(text.split()))
        if length > self._most:
            raise DeskError(Trouble.TOO_LONG, length=length, most=self._most)

    async def _answer(self, question: Question, draft: Draft | None) -> Answer:
        # Discord's JSON may carry half a character (a lone surrogate), which no tokenizer reads.
        readable = question.text.encode("utf-8", "replace").decode("utf-8")
        text = " ".join(readable.split())
        if not any(character.isalnum() for character in text):
            raise DeskError(Trouble.EMPTY)
        self.check_length(text)
        said = remark(readable)
        if said is not None:
            return remarked(text, said)
        draft = draft or Draft()
        if self._scribe is None:
            return await self.run(self._look_up_and_keep, text, question, draft.teller())
        found = await self.run(self._searcher.look_up, text, question, draft.teller())
        answer = await self._scribe.write(found, question, draft)
        try:
            spent = self._scribe.writer.budget.spent
            return await self.run(self._kept, answer, found.findings, question, spent)
        except DeskError as error:  # an answer is still worth having
            if error.trouble not in (Trouble.BUSY, Trouble.CLOSING):
                raise
            return answer

    @contextmanager
    def errors_counted(self) -> Iterator[None]:
        """Count what is raised, by the name that the table of troubles gives it."""
        try:
            yield
        except DeskError as error:
            self.metrics.count_error(error.trouble)
            raise
        except Exception:
            self.metrics.count_error(Trouble.UNEXPECTED)
            raise

    async def passages(
        self, places: Sequence[Place], collections: frozenset[str]
    ) -> tuple[Passage, ...]:
        """The passages at these places, once each, of the collections that may be seen.

        A place whose article has changed since is left out.

        Raises:
            DeskError: none of the places is left, or as for `answer`.
        """
        with self.errors_counted():
            passages = await self.run(standing, self.library, tuple(places), collections)
            if not passages:
                raise DeskError(Trouble.PASSAGE_GONE)
        return passages

    async def sent(self, record: int, channel: int, message: int) -> None:
        """Note which message shows an answer, so that it can be found again."""
        await self.run(self.records.answers.set_message, record, channel, message)

    async def kept(self, record: int) -> KeptAnswer:
        """An answer as it was kept.

        Raises:
            DeskError: it is no longer kept, or as for `answer`.
        """
        found = await self.run(self.records.answers.get, record)
        if found is None:
            raise DeskError(Trouble.ANSWER_GONE)
        return found

    async def collections(self) -> frozenset[str]:
        """The names of all collections that hold an article: for deciding who may see them.

        Raises:
            DeskError: as for `answer`.
        """
        return await self.run(self.library.collections)

    def look_again(self, question: Question) -> Answer:
        """Look a question up as it was searched before; nobody is counted, and nothing is kept.

        Blocks: for a worker, as `run` has them.
        """
        return self._searcher.look_again(question)

    async def idle(self, *, seconds: float) -> None:
        """Wait until nobody's question runs or waits, for `seconds` at the most."""
        await self._offload.idle(seconds=seconds)

    async def refresh(self) -> None:
        """Bring the library's caches up to what has been built since."""
        await self.run(self._searcher.catch_up)

    def closes_with_it(self, close: Callable[..., Awaitable[bool]]) -> None:
        """Let a window that has workers of its own be closed as the desk is, by `close(seconds=)`,
        which says whether all work was finished.
        """
        self._closing.append(close)

    async def close(self, *, seconds: float) -> bool:
        """Finish what is being answered, within `seconds`; say whether all of it was."""
        closing = (self._offload.close, *self._closing)
        finished = all(await asyncio.gather(*(close(seconds=seconds) for close in closing)))
        await self.hang_up()
        self.library.close()
        if self._records is not None:
            self._records.close()
        return finished

    async def hang_up(self) -> None:
        """Close what is open to a language model's server."""
        if self._scribe is not None:
            await self._scribe.writer.close()

    async def run(self, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a call off the event loop.

        Raises:
            DeskError: the library or the records fail: a sentence for the person. BUSY, CLOSING;
                FILE_GONE, where the library has another model than has read the file in hand.
        """
        try:
            return await self._offload.run(call, *args, **kwargs)
        except HandMismatchError:
            raise DeskError(Trouble.FILE_GONE) from None
        except LibraryError as error:
            log.error("%s %s", error.message, error.hint)
            raise DeskError(Trouble.NO_LIBRARY) from error
        except RecordsError as error:
            log.error("%s %s", error.message, error.hint)
            raise DeskError(Trouble.NO_RECORDS) from error

    def _newest_age(self) -> float | None:
        """Seconds since the newest article came in; `None` where that is not known. Blocks."""
        newest = self.library.newest()
        return time.time() - newest if newest else None

    def _look_up_and_keep(self, text: str, question: Question, tell: Tell) -> Answer:
        found = self._searcher.look_up(text, question, tell)
        return self._kept(found.answer, found.findings, question)

    def _kept(
        self, found: Answer, findings: Findings, question: Question, spent: Spent | None = None
    ) -> Answer:
        """The answer as it goes to who asked: with its record, and related questions."""
        found = replace(found, record=keep(self._records, question, found, findings, spent))
        if question.visit is None or not found.answered:
            return found
        cited = tuple(dict.fromkeys(one.article_id for one in found.citations))
        asked = found.searched or found.question
        try:
            related = self.library.related(cited, asked, collections=question.collections)
        except LibraryError as error:  # the answer is there, and worth having without them
            log.error("%s %s", error.message, error.hint)
            return found
        return replace(found, related=tuple(related))
