"""A prompt comes in; sentences of a language model that have passed the check go out, one by one.

A sentence that fails is withheld. When the model has finished, all that failed are asked for once
more in one request, each with what is wrong with it; what fails again is left out.
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
from bot.errors import DeskError, new_reference
from bot.llm import Message, Unavailable, Writer
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
    ) -> None:
        """`language` is the answer's, an ISO 639-1 code; `server` is Discord's, for its budget."""
        self._writer = writer
        self._prompt = prompt
        self._check = check
        self._language = language
        self._server = server
        self._show = show
        self._verdicts: list[Verdict] = []
        self._said: list[str] = []
        self._text = ""
        self._not_said = False
        self._broke_off = False

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
        await self._read(self._prompt.messages, self._first)
        failed = self._failed()
        if self._broke_off or not failed or (self._not_said and not self._passed()):
            return
        places = iter(failed)

        async def mended(sentence: str) -> bool:
            place = next(places)
            if not _TOKEN.search(sentence):
                self._put(place, await self._checked(sentence))
            return place != failed[-1]

        wrong = [(self._said[place], self._verdicts[place].reasons) for place in failed]
        # That the second request fails takes nothing from what the first has brought.
        await self._read(again(self._prompt, self._text, wrong), mended)
        self._broke_off = False

    async def _read(
        self, messages: Sequence[Message], take: Callable[[str], Awaitable[bool]]
    ) -> None:
        """Hand on each sentence of an answer, until there is none or `take` wants no more."""
        sentences = Sentences(self._language)
        stream = self._writer.stream(messages, max_tokens=MOST_TOKENS, server=self._server)
        async with aclosing(stream) as pieces:
            async for piece in pieces:
                if isinstance(piece, Unavailable):
                    self._broke_off = True
                    return
                for one in sentences.take(piece.text):
                    if not await take(one):
                        return
        for one in sentences.end():
            if not await take(one):
                return

    async def _first(self, sentence: str) -> bool:
        self._text = f"{self._text} {sentence}".strip()
        if _TOKEN.search(sentence):
            self._not_said = True
            return bool(self._verdicts)
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
        if any(one.text.casefold() == verdict.text.casefold() for one in self._passed()):
            self._verdicts[place] = replace(verdict, supported=False)
            return
        self._verdicts[place] = verdict
        self._show(self._passed())

    def _passed(self) -> tuple[Verdict, ...]:
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
    shortfall: Shortfall | None = None,
) -> Answer:
    """The answer with a model's sentences in place of the articles' own.

    What the search left unsaid, the model may have found in the same passages.
    A sentence's footnotes are the sentences of the passages that support it, counted anew in the
    order in which they are first named; `passages` are those of the prompt.
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
    return replace(
        found,
        answered=True,
        partly=False,
        differ=False,
        unsaid=(),
        statements=tuple(statements),
        citations=tuple(citations.values()),
        writing=Writing(model=model, by_model=True, shortfall=shortfall),
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
