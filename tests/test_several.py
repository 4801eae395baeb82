"""The questions of `data/several*.json`, which ask several things, asked at the real desk.

Half are about `corpus/`, half about articles of XQuAD; without that set only the first half is
asked. Every article that a question needs has to be cited, at the words that answer.
"""

import asyncio
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.answer.parts import MOST_SEARCHES
from bot.desk import Desk
from bot.offload import Offload
from bot.types import Answer, Question
from index.embed import SentenceTransformerEmbedder
from index.library import Library
from index.settings import IndexSettings
from tests.evaluation import skip_unless

DATA = Path(__file__).parent / "data"
SEVERAL = json.loads((DATA / "several.json").read_text(encoding="utf-8"))
UNSEEN = json.loads((DATA / "several_unseen.json").read_text(encoding="utf-8"))

ENOUGH = 27
ENOUGH_OVER_CORPUS = 13
ENOUGH_HELD_OUT = 12
ENOUGH_UNSEEN = 14


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question of the files, with its answer."""

    told: dict[str, Any]
    answer: Answer

    def names_all(self) -> bool:
        """Whether every article needed is cited at the words needed."""
        return self.answer.answered and all(
            any(one.article_id in articles and words in one.quote for one in self.answer.citations)
            for articles, words in self.told["needs"]
        )

    def __str__(self) -> str:
        cited = ", ".join(one.article_id for one in self.answer.citations)
        return f"\n  {self.told['asked']} ({', '.join(self.answer.steps)}): {cited}"


@pytest.fixture(scope="module")
def libraries(
    corpus_settings: IndexSettings, xquad: Callable[[str], IndexSettings | None]
) -> dict[str, IndexSettings]:
    """The libraries that are asked, by the names that the files give them."""
    english = xquad("en")
    found = {"corpus": corpus_settings}
    return found if english is None else {**found, "xquad/en": english}


@pytest.fixture(scope="module")
def asked(
    libraries: dict[str, IndexSettings], embedder: SentenceTransformerEmbedder
) -> list[Asked]:
    """Every question whose library is at hand."""
    return [
        one for name, settings in libraries.items() for one in ask_all(name, settings, embedder)
    ]


def ask_all(
    name: str, settings: IndexSettings, embedder: SentenceTransformerEmbedder
) -> Iterator[Asked]:
    with closing(Library(settings, embedder)) as library, asyncio.Runner() as runner:
        desk = Desk(library, Offload(workers=1, queue_size=1), question_max_chars=1000)
        for told in (*SEVERAL, *UNSEEN):
            if told["library"] == name:
                answer = runner.run(desk.answer(Question(text=told["asked"])))
                yield Asked(told=told, answer=answer)
        runner.run(desk.close(seconds=10))


def check(asked: list[Asked], enough: int) -> None:
    wrong = [one for one in asked if not one.names_all()]
    right = len(asked) - len(wrong)
    told = f"{right} of {len(asked)} name every article needed, but not:{''.join(map(str, wrong))}"
    sys.stdout.write(f"{told}\n")
    assert right >= enough, told


def of_thirty(asked: list[Asked]) -> list[Asked]:
    return [one for one in asked if "held_out" in one.told]


def test_there_are_as_many_questions_as_the_thresholds_were_set_for() -> None:
    counted = [one["library"] for one in SEVERAL]
    assert {name: counted.count(name) for name in counted} == {"corpus": 15, "xquad/en": 15}
    assert sum(one["held_out"] for one in SEVERAL) == 14
    assert len(UNSEEN) == 20


def test_over_the_corpus_most_questions_name_every_article(asked: list[Asked]) -> None:
    over_corpus = [one for one in of_thirty(asked) if one.told["library"] == "corpus"]
    check(over_corpus, ENOUGH_OVER_CORPUS)


@pytest.mark.timeout(200)  # a library is built
def test_of_thirty_questions_most_name_every_article(asked: list[Asked]) -> None:
    thirty = of_thirty(asked)
    skip_unless(len(thirty) == len(SEVERAL))
    check(thirty, ENOUGH)
    check([one for one in thirty if one.told["held_out"]], ENOUGH_HELD_OUT)


def test_of_questions_written_after_the_rules_most_do(asked: list[Asked]) -> None:
    unseen = [one for one in asked if "held_out" not in one.told]
    skip_unless(len(unseen) == len(UNSEEN))
    check(unseen, ENOUGH_UNSEEN)


def test_what_was_searched_is_told_and_bounded(asked: list[Asked]) -> None:
    for one in asked:
        assert len(one.answer.steps) < MOST_SEARCHES
        assert set(one.answer.unsaid) <= set(one.answer.steps)


def test_every_quote_is_cut_from_a_passage_that_comes_along(asked: list[Asked]) -> None:
    for one in asked:
        passages = {passage.chunk_id: passage for passage in one.answer.passages}
        for citation in one.answer.citations:
            passage = passages[citation.chunk_id]
            start, end = citation.start - passage.start, citation.end - passage.start
            assert passage.text[start:end] == citation.quote
