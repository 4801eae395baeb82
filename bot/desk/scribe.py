"""An offline answer with its findings comes in; what a language model makes of them goes out.

The model is asked only where the articles are at least on the subject. Where that search was not
enough, it may make others. Whatever goes wrong, the offline answer stands, and says that it is one.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import replace

from bot.answer.check.verdict import Verdict
from bot.answer.inquiry import Inquiry
from bot.answer.prompts import Prompt
from bot.answer.written import MOST_TOKENS, Pen, as_written
from bot.desk.drafts import Draft
from bot.desk.lookups import Lookups, Run
from bot.desk.material import Material
from bot.desk.stacks import Stacks
from bot.errors import DeskError, new_reference
from bot.llm import Message, Tool, ToolCall, Writer
from bot.types import Answer, Question, Shortfall, Writing
from index.types import Findings

log = logging.getLogger(__name__)


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

    async def write(
        self, found: Answer, findings: Findings, question: Question, draft: Draft | None
    ) -> Answer:
        """The answer as the model writes it, or as it was found; `draft` is shown all between.

        What is pinned, what differs and what is no answer to anything near stays as it was found.
        """
        if found.pinned or found.differ or not (found.answered or findings.on_subject):
            return found
        began = time.perf_counter()
        try:
            answer = await self._written(found, findings, question, draft or Draft())
        except DeskError:  # busy or closing: what was found needs nobody any more
            answer = self._instead(found, "unavailable")
        except Exception:
            log.exception("Could not have an answer written; reference %s", new_reference())
            answer = self._instead(found, "unavailable")
        spent = round((time.perf_counter() - began) * 1000, 3)
        total = found.milliseconds.get("total", 0.0) + spent
        return replace(answer, milliseconds={**answer.milliseconds, "write": spent, "total": total})

    async def _written(
        self, found: Answer, findings: Findings, question: Question, draft: Draft
    ) -> Answer:
        draft.show(self._begun(found))
        inquiry = Inquiry(
            found.searched or found.question,
            question.earlier,
            findings.passages,
            room=self._room,
            count=self._writer.ruler.count,
        )
        lookups = self._lookups(found, question, inquiry, draft)

        def further() -> Prompt | None:
            return lookups.begin() if self._writer.takes_tools else None

        asked = (further() if _is_worth_searching(found) else None) or inquiry.plain()
        material = Material(self._stacks.library, findings.language, question.in_hand)
        if asked is None or not await self._run(material.take, inquiry.passages):
            # No room; or the library was made anew, and nothing written could be checked.
            return self._instead(found, "unavailable")

        async def check(sentence: str) -> Verdict:
            verdict: Verdict = await self._run(material.check, sentence)
            return verdict

        async def more(calls: Sequence[ToolCall]) -> Prompt | None:
            following = await lookups.more(calls)
            await self._run(material.take, inquiry.passages)
            return following

        def as_far_as(sentences: Sequence[Verdict], shortfall: Shortfall | None = None) -> Answer:
            return as_written(
                found,
                sentences,
                inquiry.passages,
                model=self._writer.model,
                searches=lookups.searches,
                shortfall=shortfall,
            )

        pen = Pen(
            self._writer,
            asked,
            check,
            language=findings.language,
            server=None if question.visit is None else question.visit.server,
            show=lambda sentences: draft.show(as_far_as(sentences)),
            more=more,
            further=further,
        )
        written = await pen.write(draft.stopped)
        if written.sentences:
            return as_far_as(written.sentences, written.shortfall)
        if written.shortfall == "not said" and not found.answered:
            return found  # nobody found anything: the articles don't say
        return self._instead(found, written.shortfall or "unchecked", lookups.searches)

    def _lookups(
        self, found: Answer, question: Question, inquiry: Inquiry, draft: Draft
    ) -> Lookups:
        return Lookups(
            inquiry,
            question,
            (found.searched or found.question, *found.steps),
            stacks=self._stacks,
            run=self._run,
            searching=lambda steps: draft.searching(self._begun(found), steps),
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
