"""The questions of `data/questions.json`, asked at the real desk over `corpus/`."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from bot.desk import Desk
from bot.offload import Offload
from bot.types import Answer, Question
from index.embed import SentenceTransformerEmbedder
from index.library import Library
from index.settings import IndexSettings

QUESTIONS = Path(__file__).parent / "data" / "questions.json"

ENOUGH_ANSWERED = 35
ENOUGH_REFUSED = 13

Asked = tuple[dict[str, Any], Answer]


@pytest.fixture(scope="module")
def answers(
    corpus_settings: IndexSettings, embedder: SentenceTransformerEmbedder
) -> dict[str, list[Asked]]:
    """Every question with its answer, by the kind that the file gives."""
    kinds = json.loads(QUESTIONS.read_text(encoding="utf-8"))
    library = Library(corpus_settings, embedder)

    async def ask_all() -> dict[str, list[Asked]]:
        desk = Desk(library, Offload(workers=1, queue_size=0), question_max_chars=1000)
        try:
            return {
                kind: [(one, await desk.answer(Question(text=one["question"]))) for one in asked]
                for kind, asked in kinds.items()
            }
        finally:
            await desk.close(seconds=10)

    return asyncio.run(ask_all())


def said(answer: Answer) -> str:
    return " ".join(statement.text for statement in answer.statements).lower()


def holds(words: str, needed: str | list[str]) -> bool:
    """Whether the words hold what is needed, or one of several."""
    return any(one in words for one in ([needed] if isinstance(needed, str) else needed))


def is_right(asked: dict[str, Any], answer: Answer) -> bool:
    words = said(answer)
    return answer.answered and all(holds(words, needed) for needed in asked["must_contain"])


def listed(answers: list[Asked]) -> str:
    """For a failing test: each question with what was said, or how unsure the desk was."""
    return "".join(
        f"\n  {asked['question']} ({answer.confidence:.3f}): {said(answer) or 'not said'}"
        for asked, answer in answers
    )


def test_there_are_as_many_questions_as_the_thresholds_were_set_for(
    answers: dict[str, list[Asked]],
) -> None:
    assert {kind: len(asked) for kind, asked in answers.items()} == {
        "answerable": 40,
        "unanswerable": 15,
    }


def test_what_the_articles_answer_is_answered_rightly(answers: dict[str, list[Asked]]) -> None:
    wrong = [one for one in answers["answerable"] if not is_right(*one)]

    right = len(answers["answerable"]) - len(wrong)
    assert right >= ENOUGH_ANSWERED, f"{right} answered rightly, but not:{listed(wrong)}"


def test_what_the_articles_do_not_answer_is_refused(answers: dict[str, list[Asked]]) -> None:
    wrong = [one for one in answers["unanswerable"] if one[1].answered]

    right = len(answers["unanswerable"]) - len(wrong)
    assert right >= ENOUGH_REFUSED, f"{right} refused, but not:{listed(wrong)}"


def test_every_quote_of_every_answer_is_cut_from_a_passage_that_comes_along(
    answers: dict[str, list[Asked]],
) -> None:
    for kind in answers.values():
        for _, answer in kind:
            passages = {passage.chunk_id: passage for passage in answer.passages}
            for citation in answer.citations:
                passage = passages[citation.chunk_id]
                start, end = citation.start - passage.start, citation.end - passage.start
                assert 0 <= start < end <= len(passage.text)
                assert passage.text[start:end] == citation.quote
