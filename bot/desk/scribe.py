"""An offline answer with its findings comes in; what a language model makes of them goes out.

The model is asked only where the articles are at least on the subject. Where that search was not
enough, it may make others. Whatever goes wrong, the offline answer stands, and says that it is one.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import replace

from bot.answer.check.check import check_written, prepare
from bot.answer.check.meaning import token_vectors
from bot.answer.check.reading import Reading
from bot.answer.check.verdict import Cited, Verdict
from bot.answer.dictated import dictated
from bot.answer.inquiry import Inquiry
from bot.answer.prompts import Prompt
from bot.answer.written import MOST_TOKENS, Pen, Written, as_written
from bot.desk.drafts import Draft
from bot.desk.lookups import Lookups, Run
from bot.desk.stacks import Stacks
from bot.errors import DeskError, new_reference
from bot.llm import Message, Tool, ToolCall, Writer
from bot.types import Answer, Question, Shortfall, Writing
from index.embed import Embedder
from index.library import Library
from index.types import Findings, Passage

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
        begun = as_written(found, (), (), model=self._writer.model)
        draft.show(begun)
        searched = found.searched or found.question
        inquiry = Inquiry(
            searched,
            question.earlier,
            findings.passages,
            room=self._room,
            count=self._writer.ruler.count,
        )
        lookups = Lookups(
            inquiry,
            question,
            found.steps or (searched,),
            stacks=self._stacks,
            run=self._run,
            searching=lambda steps: draft.searching(begun, steps),
        )

        def further() -> Prompt | None:
            return lookups.begin() if self._writer.takes_tools else None

        asked = (further() if _is_worth_searching(found) else None) or inquiry.plain()
        material = Material(self._stacks.library, findings.language)
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

        def so_far() -> Answer:
            return replace(found, steps=lookups.steps or found.steps)

        def show(sentences: Sequence[Verdict]) -> None:
            model = self._writer.model
            draft.show(as_written(so_far(), sentences, inquiry.passages, model=model))

        pen = Pen(
            self._writer,
            asked,
            check,
            language=findings.language,
            server=None if question.visit is None else question.visit.server,
            show=show,
            more=more,
            further=further,
        )
        written = await pen.write(draft.stopped)
        return self._ended(so_far(), inquiry.passages, written)

    def _ended(self, found: Answer, passages: Sequence[Passage], written: Written) -> Answer:
        if written.sentences:
            return as_written(
                found,
                written.sentences,
                passages,
                model=self._writer.model,
                shortfall=written.shortfall,
            )
        if written.shortfall == "not said" and not found.answered:
            return found  # nobody found anything: the articles don't say
        return self._instead(found, written.shortfall or "unchecked")

    def _instead(self, found: Answer, shortfall: Shortfall) -> Answer:
        writing = Writing(model=self._writer.model, by_model=False, shortfall=shortfall)
        return replace(found, writing=writing)

    def _room(self, messages: Sequence[Message], tools: Sequence[Tool]) -> int:
        return self._writer.room(messages, tools=tools, max_tokens=MOST_TOKENS)


class Material:
    """The passages that sentences may cite, as the check wants them, by number."""

    def __init__(self, library: Library, language: str) -> None:
        """`language` is the answer's."""
        self._library = library
        self._embedder: Embedder | None = None
        self._language = language
        self._seen = 0
        self._offered: dict[int, Cited] = {}

    def take(self, passages: Sequence[Passage]) -> bool:
        """Take those that came since; whether there is any to check against. Blocks."""
        embedder = self._library.embedder
        self._embedder = self._embedder or embedder
        new, first = passages[self._seen :], self._seen + 1
        self._seen = len(passages)
        if embedder is not self._embedder:  # made anew by another model, whose vectors differ
            return bool(self._offered)
        stored = self._library.stored(
            [one.chunk_id for one in new], collections={one.source.collection for one in new}
        )
        for number, passage in enumerate(new, start=first):
            kept = stored.get(passage.chunk_id)
            # After the library was made anew, an id may name another article's passage.
            if kept is not None and kept.text == passage.text:
                vectors = token_vectors(kept.embedding, embedder.model.width)
                self._offered[number] = prepare(number, passage, vectors, kept.language)
        return bool(self._offered)

    def check(self, sentence: str) -> Verdict:
        """The verdict on a written sentence. Blocks."""
        assert self._embedder is not None
        verdict = check_written(sentence, self._offered, self._embedder, self._language)
        cited = [one for support in verdict.support for one in self._sentences(support.number)]
        reason = dictated(verdict.text, cited) if verdict.supported else None
        return verdict if reason is None else replace(verdict, supported=False, reasons=(reason,))

    def _sentences(self, number: int) -> Sequence[Reading]:
        return self._offered[number].sentences


def _is_worth_searching(found: Answer) -> bool:
    """Whether a model may search at once: the question has parts, or its search was unsure.

    Any other question mostly has its answer in what was found, and more requests cost those who
    wait: there it may search once it has said that the answer isn't in them.
    """
    return bool(found.steps) or not found.answered
