"""A prompt comes in; sentences of a language model that have passed the check go out, one by one.

A sentence that fails is withheld. When the model has finished, all that failed are asked for once
more in one request, each with what is wrong with it; what fails again is left out. A model that may
call tools does so first, as often as it is let.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from bot.answer.check.footnotes import parted
from bot.answer.check.letters import clean
from bot.answer.check.verdict import Reason, Verdict
from bot.answer.citations import cite
from bot.answer.prompts import MOST_SENTENCES, Prompt, again
from bot.answer.sentences import Sentences
from bot.answer.tools import is_written_call
from bot.errors import DeskError, new_reference
from bot.llm import Delta, Message, Tool, ToolCall, Unavailable, Writer
from bot.llm import Reason as Failure
from bot.types import Answer, Citation, Shortfall, Statement, Writing
from index.types import Passage, Span

log = logging.getLogger(__name__)

MOST_TOKENS = 500
"""Of an answer: six long sentences in any language."""

SECONDS = 75.0
"""How long an answer is written; who asks waits a little longer, and is then answered anyway."""

Check = Callable[[str], Awaitable[Verdict]]
"""Checks a written sentence, with its footnotes."""

Show = Callable[[Sequence[Verdict]], None]
"""Is told of all sentences that have passed so far, whenever there is another."""

More = Callable[[Sequence[ToolCall]], Awaitable[Prompt | None]]
"""Does what tool calls ask for; the next request. For no calls, one to write without tools.

`None` where neither has room.
"""


async def _no_further() -> None:
    return None


_WORTH_A_TRY = frozenset(
    {
        Failure.NO_TOOLS,
        Failure.FAILED,
        Failure.CUT_OFF,
        Failure.EMPTY,
        Failure.MALFORMED,
        Failure.TOO_LONG,
    }
)
"""What a request with tools may fail by where the same without them does not."""

_TOKEN = re.compile(r"\bnot[_ ]in[_ ]articles\b", re.IGNORECASE)
# A sentence needs no address: its sources have theirs. And it speaks to nobody but who asked.
_ADDRESS = re.compile(
    r"\w://|\bwww\.|\]\(|\b(?:javascript|data|mailto|tel):\S"
    r"|(?<![\w.])(?:[\w-]+\.)+[a-z]{2,24}/\S|\bdiscord\.gg\b",
    re.IGNORECASE,
)
_CALL = re.compile(r"@(?:everyone|here)\b|<(?:[@#/]|a?:|t:|id:)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The sentences that passed, in order, and why they are not all that was wished for."""

    sentences: tuple[Verdict, ...]
    shortfall: Shortfall | None


class Pen:
    """One answer while it is being written."""

    def __init__(
        self,
        writer: Writer,
        prompt: Prompt,
        check: Check,
        *,
        language: str,
        server: int | None = None,
        show: Show = lambda sentences: None,
        more: More | None = None,
        further: Callable[[], Awaitable[Prompt | None]] = _no_further,
    ) -> None:
        """`language` is the answer's, an ISO 639-1 code; `server` is Discord's, for its budget.

        `more` is needed where a prompt has tools. `further` has one that does, for a model that
        finds no answer in a prompt without; `None` where that can't be.
        """
        self._writer = writer
        self._prompt = prompt
        self._more = more
        self._further = further
        self._check = check
        self._language = language
        self._server = server
        self._show = show
        self._verdicts: list[Verdict] = []
        self._said: list[str] = []
        self._text = ""
        self._not_said = False
        self._broke_off = False
        self._before: tuple[Verdict, ...] = ()
        self._may_call = False

    async def write(self, stopped: asyncio.Event) -> Written:
        """Write until the model has finished, `stopped` is set, or `SECONDS` are over."""
        writing = asyncio.create_task(self._write())
        stopping = asyncio.create_task(stopped.wait())
        try:
            await asyncio.wait(
                (writing, stopping), timeout=SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
            ended = writing.done()
        finally:
            stopping.cancel()
            writing.cancel()
            await asyncio.gather(writing, stopping, return_exceptions=True)
        if ended and (failed := writing.exception()) is not None:
            self._broke_off = True
            if not isinstance(failed, DeskError):  # busy or closing: no news
                log.error(
                    "Could not write an answer; reference %s", new_reference(), exc_info=failed
                )
        return Written(sentences=self._passed(), shortfall=self._shortfall(ended, stopped.is_set()))

    def _shortfall(self, ended: bool, stopped: bool) -> Shortfall | None:
        if not ended:
            return "stopped" if stopped else "unavailable"
        if self._broke_off:
            return "unavailable"
        if self._not_said and not self._passed():
            return "not said"
        return None if self._passed() and not self._failed() else "unchecked"

    async def _write(self) -> None:
        last = await self._answer()
        failed = self._failed()
        if self._broke_off or not failed or (self._not_said and not self._passed()):
            return
        plain = await self._more(()) if last.tools and self._more is not None else last
        if plain is None:  # no room
            return
        places = iter(failed)

        async def mended(sentence: str) -> bool:
            place = next(places)
            if not _TOKEN.search(sentence):
                self._put(place, await self._checked(sentence))
            return place != failed[-1]

        wrong = [(self._said[place], self._verdicts[place].reasons) for place in failed]
        # That the second request fails takes nothing from what the first has brought.
        await self._read(again(plain, self._text, wrong), (), mended)
        self._broke_off = False

    async def _answer(self) -> Prompt:
        """Have the answer written, after what tools the model calls; the last request."""
        prompt, failed, declined = self._prompt, None, False
        while True:
            self._may_call = bool(prompt.tools)
            end = await self._read(prompt.messages, prompt.tools, self._first)
            why = end.reason if isinstance(end, Unavailable) else None
            if failed is Failure.FAILED and why is None:
                self._writer.tools_failed()
            if why is not None and declined and not self._passed():
                # It has said before that it finds nothing, and that still stands.
                if why is Failure.FAILED:
                    self._writer.tools_failed()
                self._not_said, self._broke_off = True, False
                return prompt
            following = await self._following(prompt, end)
            if following is None:
                return prompt
            declined = declined or not prompt.tools
            self._begin_anew()
            prompt, failed = following, why

    async def _following(self, prompt: Prompt, end: Delta | Unavailable | None) -> Prompt | None:
        """The request after one that ended so; `None` where there is none."""
        if prompt.tools and self._more is not None:
            if self._is_written(end):
                return None
            following = await self._more(end.tool_calls if isinstance(end, Delta) else ())
            self._broke_off = self._broke_off or following is None
            return following
        is_first = prompt is self._prompt
        return await self._further() if is_first and self._not_said and not self._passed() else None

    def _is_written(self, end: Delta | Unavailable | None) -> bool:
        """Whether what came for a request with tools is the answer, or all that there will be."""
        if is_written_call(self._text):
            return False
        if isinstance(end, Unavailable):
            return end.reason not in _WORTH_A_TRY or bool(self._passed())
        return end is None or not end.tool_calls

    def _begin_anew(self) -> None:
        """What was said beside calls is no answer; what of it passed stands until there is one."""
        self._before = self._passed()
        self._verdicts, self._said, self._text = [], [], ""
        self._not_said = self._broke_off = False

    async def _read(
        self,
        messages: Sequence[Message],
        tools: Sequence[Tool],
        take: Callable[[str], Awaitable[bool]],
    ) -> Delta | Unavailable | None:
        """Hand on each sentence of an answer, until there is none or `take` wants no more.

        How the answer ended; `None` where not all of it was read.
        """
        sentences = Sentences(self._language)
        end: Delta | Unavailable | None = None
        stream = self._writer.stream(
            messages, tools=tools or None, max_tokens=MOST_TOKENS, server=self._server
        )
        async with aclosing(stream) as pieces:
            async for piece in pieces:
                if isinstance(piece, Unavailable):
                    self._broke_off = True
                    return piece
                end = piece
                for one in sentences.take(piece.text):
                    if not await take(one):
                        return None
        for one in sentences.end():
            if not await take(one):
                return None
        return end

    async def _first(self, sentence: str) -> bool:
        self._text = f"{self._text} {sentence}".strip()
        if _TOKEN.search(sentence):
            self._not_said = True
            return bool(self._verdicts) or self._may_call
        if self._may_call and is_written_call(self._text):
            return False
        verdict = await self._checked(sentence)
        self._verdicts.append(replace(verdict, supported=False))
        self._said.append(sentence)
        self._put(len(self._verdicts) - 1, verdict)
        return len(self._verdicts) < MOST_SENTENCES

    async def _checked(self, sentence: str) -> Verdict:
        reason = _unfit(sentence)
        if reason is not None:
            return Verdict(supported=False, text="", reasons=(reason,), support=(), probability=0.0)
        return await self._check(sentence)

    def _put(self, place: int, verdict: Verdict) -> None:
        """Take a sentence, unless another says just that already."""
        if not verdict.supported or not verdict.support:
            return
        if any(one.text.casefold() == verdict.text.casefold() for one in self._passed_now()):
            self._verdicts[place] = replace(verdict, supported=False)
            return
        self._verdicts[place] = verdict
        self._show(self._passed())

    def _passed(self) -> tuple[Verdict, ...]:
        return self._passed_now() or self._before

    def _passed_now(self) -> tuple[Verdict, ...]:
        return tuple(one for one in self._verdicts if one.supported)

    def _failed(self) -> list[int]:
        """The places of those that did not pass; one that only repeats another is none."""
        return [
            place for place, one in enumerate(self._verdicts) if not one.supported and one.reasons
        ]


def as_written(
    found: Answer,
    sentences: Sequence[Verdict],
    passages: Sequence[Passage],
    *,
    model: str,
    searches: Sequence[str] = (),
    shortfall: Shortfall | None = None,
) -> Answer:
    """The answer with a model's sentences in place of the articles' own.

    A sentence's footnotes are the sentences of the passages that support it, counted anew in the
    order in which they are first named; `passages` are those of the prompt. Those that only a later
    search found are the answer's, too, once they are cited, and come first. What the search left
    unsaid, the model may have found.
    """
    citations: dict[tuple[int, Span], Citation] = {}
    statements = []
    for one in sentences:
        numbers = []
        for support in one.support:
            place = support.number, support.span
            if place not in citations:
                passage = passages[support.number - 1]
                citations[place] = cite(len(citations) + 1, passage, support.span)
            numbers.append(citations[place].number)
        statements.append(Statement(text=one.text, citations=tuple(dict.fromkeys(numbers))))
    cited = {one.chunk_id for one in citations.values()} - {one.chunk_id for one in found.passages}
    return replace(
        found,
        passages=(*(one for one in passages if one.chunk_id in cited), *found.passages),
        answered=True,
        partly=False,
        differ=False,
        unsaid=(),
        statements=tuple(statements),
        citations=tuple(citations.values()),
        writing=Writing(model=model, by_model=True, shortfall=shortfall, searches=tuple(searches)),
    )


def _unfit(sentence: str) -> Reason | None:
    """Why a sentence is not even checked.

    Looked at as it was written and as it is read: without footnotes and what can't be seen, either
    of which may stand within a word.
    """
    shown = parted(sentence).text
    looked_at = "\n".join((sentence, shown, clean(shown)))
    if _ADDRESS.search(looked_at):
        said = "The sentence has an address or a link; it must have none."
        return Reason(fault="name", sentence=said)
    if _CALL.search(looked_at):
        return Reason(fault="name", sentence="The sentence calls on people; it must not.")
    return None
