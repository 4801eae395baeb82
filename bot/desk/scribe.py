"""An offline answer with its findings comes in; what a language model makes of them goes out.

The model is asked only where the articles are at least on the subject. Where that search was not
enough, it may make others. Whatever goes wrong, the offline answer stands, and says that it is one.
"""

import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

from bot.answer.check.verdict import Verdict
from bot.answer.inquiry import Inquiry
from bot.answer.prompts import Prompt
from bot.answer.written import MOST_TOKENS, Pen, as_written
from bot.desk.drafts import Draft
from bot.desk.lookups import Lookups
from bot.desk.material import Material
from bot.desk.searching import LookedUp
from bot.desk.stacks import Stacks
from bot.errors import DeskError, new_reference
from bot.llm import Message, Tool, ToolCall, Writer
from bot.types import Answer, Question, Shortfall, Writing

log = logging.getLogger(__name__)

Run = Callable[..., Awaitable[Any]]
"""Runs a call with its arguments off the event loop, as `Desk.run` does."""


class Scribe:
    """Has answers written."""

    def __init__(self, writer: Writer, stacks: Stacks, run: Run) -> None:
        self._writer = writer
        self._stacks = stacks
        self._run = run

    @property
    def writer(self) -> Writer:
        """The model."""
        return self._writer

    async def write(self, found: LookedUp, question: Question, draft: Draft) -> Answer:
        """The answer as the model writes it, or as it was found; `draft` is shown all between.

        What is pinned, what differs and what is no answer to anything near stays as it was found.
        """
        quoted = found.answer
        on_subject = quoted.answered or found.findings.on_subject
        if quoted.pinned or quoted.differ or not on_subject:
            return quoted
        began = time.perf_counter()
        try:
            answer = await self._written(found, question, draft)
        except DeskError:  # busy or closing: what was found needs nobody any more
            answer = self._instead(quoted, "unavailable")
        except Exception:
            log.exception("Could not have an answer written; reference %s", new_reference())
            answer = self._instead(quoted, "unavailable")
        spent = round((time.perf_counter() - began) * 1000, 3)
        total = quoted.milliseconds.get("total", 0.0) + spent
        return replace(answer, milliseconds={**answer.milliseconds, "write": spent, "total": total})

    async def _written(self, found: LookedUp, question: Question, draft: Draft) -> Answer:
        quoted, findings = found.answer, found.findings
        draft.show(self._begun(quoted))
        inquiry = Inquiry(
            quoted.searched or quoted.question,
            question.earlier,
            findings.passages,
            room=self._room,
            count=self._writer.ruler.count,
        )
        lookups = self._lookups(found, question, inquiry, draft)
        material = Material(self._stacks.library, findings.language, question.in_hand)

        # Searches, and all that is counted or read of what they find, are a worker's.
        def first() -> Prompt | None:
            prompt = (further() if _is_worth_searching(quoted) else None) or inquiry.plain()
            # Where the library was made anew, nothing that is written could be checked.
            return prompt if prompt is not None and material.take(inquiry.passages) else None

        def further() -> Prompt | None:
            return lookups.begin() if self._writer.takes_tools else None

        def following(calls: Sequence[ToolCall]) -> Prompt | None:
            prompt = lookups.more(calls) if calls else inquiry.plain()
            material.take(inquiry.passages)
            return prompt

        asked = await self._run(first)
        if asked is None:
            return self._instead(quoted, "unavailable")

        def as_far_as(sentences: Sequence[Verdict], shortfall: Shortfall | None = None) -> Answer:
            return as_written(
                quoted,
                sentences,
                inquiry.passages,
                model=self._writer.model,
                searches=lookups.searches,
                shortfall=shortfall,
            )

        pen = Pen(
            self._writer,
            asked,
            lambda sentence: self._run(material.check, sentence),
            language=findings.language,
            server=None if question.visit is None else question.visit.server,
            show=lambda sentences: draft.show(as_far_as(sentences)),
            more=lambda calls: self._run(following, calls),
            further=lambda: self._run(further),
        )
        written = await pen.write(draft.stopped)
        if written.sentences:
            return as_far_as(written.sentences, written.shortfall)
        if written.shortfall == "not said" and not quoted.answered:
            return quoted  # nobody found anything: the articles don't say
        return self._instead(quoted, written.shortfall or "unchecked", lookups.searches)

    def _lookups(
        self, found: LookedUp, question: Question, inquiry: Inquiry, draft: Draft
    ) -> Lookups:
        begun, steps, tell = self._begun(found.answer), found.answer.steps, draft.teller()
        return Lookups(
            inquiry,
            question,
            found.searches,
            stacks=self._stacks,
            searching=lambda searches: tell(begun, (*steps, *searches)),
        )

    def _begun(self, found: Answer) -> Answer:
        return as_written(found, (), (), model=self._writer.model)

    def _instead(
        self, found: Answer, shortfall: Shortfall, searches: tuple[str, ...] = ()
    ) -> Answer:
        writing = Writing(
            model=self._writer.model, by_model=False, shortfall=shortfall, searches=searches
        )
        return replace(found, writing=writing)

    def _room(self, messages: Sequence[Message], tools: Sequence[Tool]) -> int:
        return self._writer.room(messages, tools=tools, max_tokens=MOST_TOKENS)


def _is_worth_searching(found: Answer) -> bool:
    """Whether a model may search at once: the question has parts, or its search was unsure.

    Any other question mostly has its answer in what was found, and more requests cost those who
    wait: there it may search once it has said that the answer isn't in them.
    """
    return bool(found.steps) or not found.answered
