"""The conversations of `data/conversations.json`, held at the real desk, each turn after the last.

Ten are about `corpus/`, twenty about articles of XQuAD in four languages. Without the evaluation
sets only the ten are held.
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

from bot.desk import Desk
from bot.offload import Offload
from bot.types import Answer, Question, turn
from index.embed import SentenceTransformerEmbedder
from index.library import Library
from index.settings import IndexSettings
from tests.evaluation import skip_unless

CONVERSATIONS = json.loads(
    (Path(__file__).parent / "data" / "conversations.json").read_text(encoding="utf-8")
)
ENOUGH = 24
ENOUGH_OVER_CORPUS = 9


@dataclass(frozen=True, kw_only=True)
class Held:
    """A conversation as it went: each turn of the file with its answer."""

    library: str
    turns: tuple[tuple[dict[str, Any], Answer], ...]

    def went_well(self) -> bool:
        """Whether every follow-up was answered rightly."""
        return all(is_right(*one) for one in self.turns[1:])

    def __str__(self) -> str:
        return f"\n  {self.library}" + "".join(
            f"\n    {'+' if is_right(asked, answer) else '-'} {asked['asked']}"
            f" → {answer.searched or answer.question} ({answer.confidence:.2f})"
            for asked, answer in self.turns
        )


def is_right(asked: dict[str, Any], answer: Answer) -> bool:
    words = " ".join(statement.text for statement in answer.statements).lower()
    needed = [[one] if isinstance(one, str) else one for one in asked["must_contain"]]
    return answer.answered and all(any(one in words for one in some) for some in needed)


@pytest.fixture(scope="session")
def libraries(
    corpus_settings: IndexSettings, xquad: Callable[[str], IndexSettings | None]
) -> dict[str, IndexSettings]:
    """The libraries that are talked about, by the names that the file gives them."""
    made = {f"xquad/{language}": xquad(language) for language in ("en", "es", "de", "zh")}
    return {"corpus": corpus_settings, **{name: one for name, one in made.items() if one}}


async def hold(
    desk: Desk, turns: list[dict[str, Any]]
) -> tuple[tuple[dict[str, Any], Answer], ...]:
    """Ask one turn after the other, each with those before it."""
    answers: list[Answer] = []
    for one in turns:
        earlier = tuple(map(turn, answers))
        answers.append(await desk.answer(Question(text=one["asked"], earlier=earlier)))
    return tuple(zip(turns, answers, strict=True))


@pytest.fixture(scope="session")
def held(libraries: dict[str, IndexSettings], embedder: SentenceTransformerEmbedder) -> list[Held]:
    """Every conversation whose library is at hand."""
    return [
        conversation
        for name, settings in libraries.items()
        for conversation in hold_all(name, settings, embedder)
    ]


def hold_all(
    name: str, settings: IndexSettings, embedder: SentenceTransformerEmbedder
) -> Iterator[Held]:
    with closing(Library(settings, embedder)) as library:
        desk = Desk(library, Offload(workers=1, queue_size=1), question_max_chars=1000)
        with asyncio.Runner() as runner:
            for one in CONVERSATIONS:
                if one["library"] == name:
                    turns = runner.run(hold(desk, one["turns"]))
                    yield Held(library=name, turns=turns)
            runner.run(desk.close(seconds=10))


def test_there_are_as_many_conversations_as_the_threshold_was_set_for() -> None:
    counted = [one["library"] for one in CONVERSATIONS]

    assert {name: counted.count(name) for name in counted} == {
        "corpus": 10,
        "xquad/en": 14,
        "xquad/es": 2,
        "xquad/de": 2,
        "xquad/zh": 2,
    }
    assert {len(one["turns"]) for one in CONVERSATIONS} == {2, 3}


@pytest.mark.timeout(400)  # four libraries are built
def test_conversations_over_the_corpus_go_well(held: list[Held]) -> None:
    over_corpus = [one for one in held if one.library == "corpus"]
    wrong = [one for one in over_corpus if not one.went_well()]

    right = len(over_corpus) - len(wrong)
    assert right >= ENOUGH_OVER_CORPUS, f"{right} went well, but not:{''.join(map(str, wrong))}"


@pytest.mark.timeout(400)
def test_most_conversations_go_well(held: list[Held]) -> None:
    skip_unless(len(held) == len(CONVERSATIONS))
    wrong = [one for one in held if not one.went_well()]

    right = len(held) - len(wrong)
    told = f"{right} conversations of {len(held)} went well, but not:{''.join(map(str, wrong))}"
    sys.stdout.write(f"{told}\n")
    assert right >= ENOUGH, told


def test_what_was_searched_is_told_where_it_differs_from_what_was_typed(held: list[Held]) -> None:
    for conversation in held:
        for number, (asked, answer) in enumerate(conversation.turns):
            assert answer.question == asked["asked"]
            assert answer.searched != answer.question
            assert answer.searched is None or number > 0
