"""An offline answer with its findings comes in; what a language model makes of them goes out.

The model is asked only where the articles are at least on the subject. Whatever goes wrong, the
offline answer stands, and says that it is one.
"""

import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.answer.check.check import check_written, prepare
from bot.answer.check.meaning import token_vectors
from bot.answer.check.verdict import Cited, Verdict
from bot.answer.dictated import dictated
from bot.answer.prompts import Prompt, prompt
from bot.answer.written import MOST_TOKENS, Pen, Written, as_written
from bot.desk.drafts import Draft
from bot.errors import DeskError, new_reference
from bot.llm import Message, Writer
from bot.types import Answer, Question, Shortfall, Writing
from index.embed import Embedder
from index.in_hand import InHand
from index.library import Library
from index.types import Findings

log = logging.getLogger(__name__)

Run = Callable[..., Awaitable[Any]]
"""Runs a call with its arguments off the event loop, as `Desk.run` does."""


class Scribe:
    """Has answers written."""

    def __init__(self, writer: Writer, library: Library, run: Run) -> None:
        self._writer = writer
        self._library = library
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
        asked = prompt(
            found.searched or found.question,
            question.earlier,
            findings.passages,
            room=self._room,
            count=self._writer.ruler.count,
        )
        if asked is None:
            return self._instead(found, "unavailable")
        embedder, offered = await self._run(self._offered, asked, question.in_hand)
        if not offered:  # the library was made anew: nothing that is written could be checked
            return self._instead(found, "unavailable")

        async def check(sentence: str) -> Verdict:
            verdict: Verdict = await self._run(
                _checked, sentence, offered, embedder, findings.language
            )
            return verdict

        def show(sentences: Sequence[Verdict]) -> None:
            draft.show(as_written(found, sentences, asked.passages, model=self._writer.model))

        pen = Pen(
            self._writer,
            asked,
            check,
            language=findings.language,
            server=None if question.visit is None else question.visit.server,
            show=show,
        )
        return self._ended(found, asked, await pen.write(draft.stopped))

    def _ended(self, found: Answer, asked: Prompt, written: Written) -> Answer:
        if written.sentences:
            return as_written(
                found,
                written.sentences,
                asked.passages,
                model=self._writer.model,
                shortfall=written.shortfall,
            )
        if written.shortfall == "not said" and not found.answered:
            return found  # nobody found anything: the articles don't say
        return self._instead(found, written.shortfall or "unchecked")

    def _begun(self, found: Answer) -> Answer:
        return as_written(found, (), (), model=self._writer.model)

    def _instead(self, found: Answer, shortfall: Shortfall) -> Answer:
        writing = Writing(model=self._writer.model, by_model=False, shortfall=shortfall)
        return replace(found, writing=writing)

    def _room(self, messages: Sequence[Message]) -> int:
        return self._writer.room(messages, max_tokens=MOST_TOKENS)

    def _offered(
        self, asked: Prompt, in_hand: InHand | None
    ) -> tuple[Embedder, Mapping[int, Cited]]:
        """The passages as the check wants them, by number. Blocks."""
        embedder = self._library.embedder
        stored = self._library.stored(
            [one.chunk_id for one in asked.passages],
            collections={one.source.collection for one in asked.passages},
            beside=in_hand,
        )
        return embedder, {
            number: prepare(
                number,
                passage,
                token_vectors(stored[passage.chunk_id].embedding, embedder.model.width),
                stored[passage.chunk_id].language,
            )
            for number, passage in enumerate(asked.passages, start=1)
            # After the library was made anew, an id may name another article's passage.
            if passage.chunk_id in stored and stored[passage.chunk_id].text == passage.text
        }


def _checked(
    sentence: str, offered: Mapping[int, Cited], embedder: Embedder, language: str
) -> Verdict:
    """The verdict on a written sentence. Blocks."""
    verdict = check_written(sentence, offered, embedder, language)
    cited = [sentence for one in verdict.support for sentence in offered[one.number].sentences]
    reason = dictated(verdict.text, cited) if verdict.supported else None
    return verdict if reason is None else replace(verdict, supported=False, reasons=(reason,))
