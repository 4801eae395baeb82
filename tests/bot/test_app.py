"""The composition root: the settings arrive where they belong."""

import asyncio
import contextlib
from pathlib import Path

import pytest

from bot.app import build_library, open_desk, open_library, open_writer
from bot.desk import Desk
from bot.errors import DeskError, Trouble
from bot.llm import Delta
from bot.metrics import Metrics
from bot.records.records import Records
from bot.settings import Settings
from bot.types import Question, Visit
from index.build import Progress
from index.embed import SentenceTransformerEmbedder
from index.errors import ModelError, ModelMismatchError
from index.sources.base import RefreshProgress
from tests.index.tiny import TinyEmbedder
from tests.llm import Said, ScriptedServer, always


def settings_for(folder: Path, **others: str | int) -> Settings:
    (folder / "articles").mkdir(exist_ok=True)
    (folder / "articles" / "owls.md").write_text("Owls hoot at night.\n", encoding="utf-8")
    return Settings.model_validate(
        {"corpus_dir": folder / "articles", "data_dir": folder / "var", **others}
    )


def test_what_is_built_can_be_opened_and_asked(
    tmp_path: Path, embedder: SentenceTransformerEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Loaded once for all tests: a second time takes seconds.
    monkeypatch.setattr("bot.app.SentenceTransformerEmbedder", lambda *_, **__: embedder)
    settings = settings_for(tmp_path, question_max_chars=60)
    seen: list[Progress | RefreshProgress] = []

    receipt, _ = build_library(settings, rebuild=False, progress=seen.append)
    desk = open_desk(settings, open_library(settings))

    async def ask() -> None:
        answer = await desk.answer(Question(text="When do owls hoot?"))
        assert [citation.article_id for citation in answer.citations] == ["owls"]
        with pytest.raises(DeskError) as caught:
            await desk.answer(Question(text="owl " * 20))
        assert caught.value.trouble is Trouble.TOO_LONG
        assert await desk.close(seconds=5)

    asyncio.run(ask())
    assert receipt.added == ["owls"]
    last = seen[-1]
    assert isinstance(last, Progress)
    assert last.articles_done == last.articles_total == 1


def test_the_limits_of_the_settings_are_the_desks(
    tmp_path: Path, embedder: SentenceTransformerEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.app.SentenceTransformerEmbedder", lambda *_, **__: embedder)
    settings = settings_for(
        tmp_path,
        person_questions_per_minute=2,
        server_questions_per_minute=3,
        overall_questions_per_minute=5,
    )
    build_library(settings, rebuild=False, progress=lambda _: None)

    async def passed(desk: Desk, people: list[int], server: int | None) -> int:
        """How many of them are let through, each to say hi."""
        count = 0
        for person in people:
            with contextlib.suppress(DeskError):
                await desk.answer(Question(text="hi", visit=Visit(person=person, server=server)))
                count += 1
        return count

    crowd = list(range(1, 10))
    for people, server, expected in (([1] * 9, None, 2), (crowd, 7, 3), (crowd, None, 5)):
        library = open_library(settings)
        desk = open_desk(settings, library)
        assert asyncio.run(passed(desk, people, server)) == expected
        library.close()


def test_a_model_that_is_none_is_a_library_error_with_a_hint(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    settings = settings_for(tmp_path, embedding_model=str(tmp_path / "model"))

    with pytest.raises(ModelError) as caught:
        build_library(settings, rebuild=False, progress=lambda _: None)

    assert caught.value.hint


@pytest.fixture
def tiny_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every name is a tiny model of its own."""
    monkeypatch.setattr(
        "bot.app.SentenceTransformerEmbedder", lambda name, *, dtype: TinyEmbedder(name=name)
    )


def built(settings: Settings, *, model: str | None = None, rebuild: bool = False) -> str:
    """The model that reads the library after a build."""
    build_library(settings, model=model, rebuild=rebuild, progress=lambda _: None)
    library = open_library(settings)
    name = library.model.name
    library.close()
    return name


@pytest.mark.usefixtures("tiny_models")
def test_a_new_library_is_built_with_what_the_settings_ask_for(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()

    assert built(settings_for(tmp_path / "a")) == "all-MiniLM-L6-v2"
    assert built(settings_for(tmp_path / "b", embedding_model="one")) == "one"


@pytest.mark.usefixtures("tiny_models")
def test_one_command_switches_the_model_and_later_builds_keep_it(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    built(settings)

    assert built(settings, model="two") == "two"
    assert built(settings) == "two"
    assert built(settings, model="two") == "two"
    assert built(settings, rebuild=True) == "two"


@pytest.mark.usefixtures("tiny_models")
def test_a_setting_alone_switches_nothing_and_says_what_would(tmp_path: Path) -> None:
    built(settings_for(tmp_path))
    other = settings_for(tmp_path, embedding_model="two")

    with pytest.raises(ModelMismatchError) as told:
        built(other)

    assert "footnote build --model two" in told.value.hint
    library = open_library(other)
    assert library.model.name == "all-MiniLM-L6-v2", "readers follow the library"
    library.close()


def test_without_a_model_in_the_settings_there_is_none(tmp_path: Path) -> None:
    assert open_writer(settings_for(tmp_path)) is None


@pytest.mark.asyncio
async def test_the_model_of_the_settings_is_asked_within_their_limits(tmp_path: Path) -> None:
    metrics = Metrics()
    async with ScriptedServer(always(Said("Owls.", usage=(900, 100))), key="k-1") as server:
        settings = settings_for(
            tmp_path,
            llm_base_url=server.base_url,
            llm_model="tiny",
            llm_api_key="k-1",
            llm_tokens_per_minute=0,
            llm_tokens_per_day=1500,
        )
        writer = await asyncio.to_thread(open_writer, settings, metrics)
        assert writer is not None
        question = [{"role": "user", "content": "Who hoots?"}]
        last = [[one async for one in writer.stream(question, max_tokens=600)][-1] for _ in "12"]
        await writer.close()

    assert isinstance(last[0], Delta)
    assert not isinstance(last[1], Delta)
    assert last[1].detail == "LLM_TOKENS_PER_DAY"
    text = (await asyncio.to_thread(metrics.written)).decode()
    assert 'footnote_model_calls_total{outcome="ANSWERED"} 1.0' in text
    assert 'footnote_model_calls_total{outcome="OVER_BUDGET"} 1.0' in text
    assert 'footnote_model_tokens_total{part="prompt"} 900.0' in text
    assert 'footnote_model_tokens_total{part="completion"} 100.0' in text
    assert "footnote_model_breaker 0.0" in text
    assert "footnote_model_first_word_seconds_count 1.0" in text


def test_a_models_budget_goes_on_from_what_was_spent_today(
    tmp_path: Path, records: Records
) -> None:
    settings = settings_for(tmp_path, llm_base_url="http://127.0.0.1:9", llm_model="tiny")
    first = open_writer(settings, records=records)
    assert first is not None
    first.budget.reserve(700, 5)

    records.spending.keep(*first.budget.spent)
    second = open_writer(settings, records=records)

    assert second is not None
    assert second.budget.spent == first.budget.spent
    assert second.budget.spent[1] == {5: 700}
