"""Questions that speak of time, asked at the desk over made-up dated articles."""

import asyncio
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.desk import Desk
from bot.offload import Offload
from bot.types import Answer, Question, Timing, turn
from index.build import build
from index.embed import SentenceTransformerEmbedder
from index.library import Library
from index.settings import IndexSettings
from index.types import When
from tests.index.articles import write

HELD: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "data" / "dated.json").read_text(encoding="utf-8")
)

pytestmark = pytest.mark.asyncio


@pytest.fixture(scope="module")
def town(
    tmp_path_factory: pytest.TempPathFactory, embedder: SentenceTransformerEmbedder
) -> Iterator[Library]:
    """The library of a town, its articles dated or not."""
    root = tmp_path_factory.mktemp("town")
    settings = IndexSettings(corpus_dir=root / "corpus", data_dir=root / "data")
    for one in HELD["articles"]:
        fields = {key: one[key] for key in ("title", "published") if key in one}
        write(settings.corpus_dir, one["id"], one["body"], **fields)
    build(settings, embedder)
    library = Library(settings, embedder)
    yield library
    library.close()


@pytest.fixture
def clerk(town: Library) -> Desk:
    """A desk at which it is always the same day."""
    today = date.fromisoformat(HELD["today"])
    offload = Offload(workers=1, queue_size=10)
    return Desk(town, offload, question_max_chars=1000, today=lambda: today)


async def ask(clerk: Desk, text: str, **more: Any) -> Answer:
    return await clerk.answer(Question(text=text, **more))


@pytest.mark.parametrize("question", HELD["questions"], ids=lambda one: one["text"])
async def test_the_article_that_time_asks_for_comes_first(
    clerk: Desk, question: dict[str, str]
) -> None:
    found = await ask(clerk, question["text"])

    assert found.citations[0].article_id in (question["first"], question.get("or"))
    if "effect" in question:
        assert found.timing is not None
        assert found.timing.effect == question["effect"]


async def test_what_was_filtered_says_for_which_days(clerk: Desk) -> None:
    found = await ask(clerk, "What did the council decide this week?")

    assert found.answered
    assert found.timing == Timing(effect="only", since="2026-11-23")
    assert {one.article_id for one in found.citations} == {"council-november"}


async def test_where_no_article_of_that_time_answers_all_do_and_it_is_said(clerk: Desk) -> None:
    found = await ask(clerk, "How many books did the town library lend this year?")

    assert found.answered
    assert "52,000" in found.statements[0].text
    assert found.timing == Timing(effect="in vain", since="2026-01-01")


async def test_where_nothing_answers_the_closest_is_of_that_time(clerk: Desk) -> None:
    found = await ask(clerk, "What do the articles from 2022 say about a volcano?")

    assert not found.answered
    assert {one.article_id for one in found.citations} == {"ferry-old"}


@pytest.mark.parametrize(
    "text",
    [
        "What did the flood of 1967 destroy?",
        "How many ship models does the museum keep now?",
        "Which boat won the regatta in 1998?",
        "Who steers the ferry?",
    ],
)
async def test_where_time_had_no_effect_nothing_is_said_of_it(clerk: Desk, text: str) -> None:
    assert (await ask(clerk, text)).timing is None


async def test_a_preference_changes_no_confidence(clerk: Desk, town: Library) -> None:
    text = "Who is the current mayor of Brill?"
    preferred = await ask(clerk, text)
    plain = await asyncio.to_thread(town.search, text, collections=["public"])

    assert preferred.timing == Timing(effect="newer")
    assert preferred.confidence == plain.confidence
    assert "Mira Stahl" in preferred.statements[0].text


async def test_as_many_passages_come_as_were_asked_for(town: Library) -> None:
    text = "Who is the mayor of Brill?"
    for when in (When(newest=True), When(since=date(2024, 1, 1)), None):
        found = await asyncio.to_thread(
            town.search, text, collections=["public"], limit=2, when=when
        )
        assert len(found.passages) == 2
        held = {one.chunk_id for one in found.passages}
        assert {one.chunk_id for one in found.sentences} <= held


async def test_a_follow_up_may_name_a_time_of_its_own(clerk: Desk) -> None:
    first = await ask(clerk, "What did the council decide?")
    found = await ask(clerk, "And this week?", earlier=(turn(first),))

    assert found.searched == "What did the council decide this week?"
    assert found.citations[0].article_id == "council-november"


async def test_articles_that_differ_say_both_the_newer_first(clerk: Desk) -> None:
    found = await ask(clerk, "What does a crossing on the ferry cost?")

    assert found.differ
    assert [one.article_id for one in found.citations[:2]] == ["ferry-new", "ferry-old"]
    assert "6 euros" in found.statements[0].text
    assert "4 euros" in found.statements[1].text


async def test_a_figure_of_a_time_that_is_named_does_not_differ(clerk: Desk) -> None:
    found = await ask(clerk, "What did a crossing on the ferry cost in 2022?")

    assert not found.differ
    assert found.citations[0].article_id == "ferry-old"
