"""A desk with a scripted model comes in; what it answers, and what of that is kept, goes out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.desk import Desk
from bot.desk.drafts import Draft
from bot.desk.kept import as_answer
from bot.llm import Budget
from bot.offload import Offload
from bot.records.records import Records
from bot.types import Answer, Question, Turn, Visit, Writing
from index.library import Library
from index.types import Span
from tests.bot.llm.asking import writer_on
from tests.llm import CUT, Refused, Said, ScriptedServer, Wait
from tests.llm.script import Script, always, in_turn

pytestmark = pytest.mark.asyncio

DOWNLOADS = "How many people downloaded the Qwen app in its first week?"
TRUE = "The Qwen app was downloaded ten million times in its first week. [1]"
ALSO_TRUE = "Alibaba announced it in a post on WeChat. [1]"
FALSE = "It was downloaded 12 million times in its first week. [1]"
UNSURE = "How many users in Europe does the Qwen app have?"
ELSEWHERE = "What is the capital of Mongolia?"


@asynccontextmanager
async def desk_on(
    library: Library, script: Script, *, records: Records | None = None, **how: Any
) -> AsyncIterator[tuple[Desk, ScriptedServer]]:
    """A desk whose answers the scripted server writes."""
    async with ScriptedServer(script) as server, writer_on(server, **how) as writer:
        offload = Offload(workers=2, queue_size=20)
        yield (
            Desk(library, offload, question_max_chars=1000, records=records, writer=writer),
            server,
        )
        await offload.close(seconds=10)


async def ask(desk: Desk, text: str = DOWNLOADS, **how: Any) -> Answer:
    return await desk.answer(Question(text=text, **how))


def said(answer: Answer) -> list[str]:
    return [one.text for one in answer.statements]


async def test_checked_sentences_are_the_answer_and_cite_exact_spans(library: Library) -> None:
    async with desk_on(library, always(Said(f"{TRUE} {ALSO_TRUE}"))) as (desk, server):
        answer = await ask(desk)
    assert said(answer) == [
        "The Qwen app was downloaded ten million times in its first week.",
        "Alibaba announced it in a post on WeChat.",
    ]
    assert answer.writing == Writing(model="tiny", by_model=True)
    assert [one.citations for one in answer.statements] == [(1,), (2,)]
    for one in answer.citations:
        article = await asyncio.to_thread(library.article, one.collection, one.article_id)
        assert article is not None
        assert article.text[one.start : one.end] == one.quote
    assert "passed 10 million downloads" in answer.citations[0].quote
    assert "WeChat" in answer.citations[1].quote
    assert len(server.asked) == 1
    assert answer.milliseconds["total"] > answer.milliseconds["write"] > 0


async def test_what_fails_is_asked_for_once_more_with_the_reason_and_takes_its_place(
    library: Library,
) -> None:
    script = in_turn(Said(f"{FALSE} {ALSO_TRUE}"), Said(TRUE))
    async with desk_on(library, script) as (desk, server):
        answer = await ask(desk)
    assert said(answer) == [
        "The Qwen app was downloaded ten million times in its first week.",
        "Alibaba announced it in a post on WeChat.",
    ]
    assert answer.writing == Writing(model="tiny", by_model=True)
    assert len(server.asked) == 2
    assert "12 million" in server.asked[1].last
    assert ALSO_TRUE.removesuffix(" [1]").rstrip(".") not in server.asked[1].last


async def test_what_fails_again_is_left_out(library: Library) -> None:
    script = in_turn(Said(f"{FALSE} {TRUE}"), Said(FALSE))
    async with desk_on(library, script) as (desk, server):
        answer = await ask(desk)
    assert said(answer) == ["The Qwen app was downloaded ten million times in its first week."]
    assert answer.writing == Writing(model="tiny", by_model=True, shortfall="unchecked")
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        "The Qwen app was downloaded 10 million times. [9]",
        "The Qwen app was downloaded 10 million times.",
        "The moon is made of cheese. [1]",
        FALSE,
    ],
)
async def test_nothing_left_is_the_offline_answer_and_says_so(library: Library, wrong: str) -> None:
    async with desk_on(library, always(Said(wrong))) as (desk, server):
        answer = await ask(desk)
        assert len(server.asked) == 2
        quiet = await offline(library)
    assert answer.writing == Writing(model="tiny", by_model=False, shortfall="unchecked")
    assert (answer.statements, answer.citations) == (quiet.statements, quiet.citations)


async def offline(library: Library, text: str = DOWNLOADS) -> Answer:
    desk = Desk(library, Offload(workers=1, queue_size=2), question_max_chars=1000)
    return await ask(desk, text)


@pytest.mark.parametrize(
    "reply", [Refused(500), Refused(401), Said(), Said(CUT), Said(finish="length")]
)
async def test_a_model_that_fails_leaves_the_offline_answer(
    library: Library, reply: Said | Refused
) -> None:
    async with desk_on(library, always(reply)) as (desk, _):
        answer = await ask(desk)
    assert answer.writing == Writing(model="tiny", by_model=False, shortfall="unavailable")
    assert answer.statements == (await offline(library)).statements


@pytest.mark.parametrize("error", [RuntimeError("boom"), KeyError(3)])
async def test_whatever_fails_around_the_model_leaves_the_offline_answer(
    library: Library,
    error: Exception,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    async with desk_on(library, always(Said(TRUE))) as (desk, _):
        monkeypatch.setattr(library, "stored", fail)
        answer = await ask(desk)
    assert answer.writing == Writing(model="tiny", by_model=False, shortfall="unavailable")
    assert answer.statements == (await offline(library)).statements
    assert "Could not have an answer written; reference" in caplog.text


async def test_nobody_is_asked_where_no_passage_is_there_to_check_against(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk_on(library, always(Said(TRUE))) as (desk, server):
        monkeypatch.setattr(library, "stored", lambda *_, **__: {})
        answer = await ask(desk)
        assert not server.asked
    assert answer.writing == Writing(model="tiny", by_model=False, shortfall="unavailable")
    assert answer.statements


async def test_what_was_checked_before_a_stream_broke_off_stays(library: Library) -> None:
    async with desk_on(library, always(Said(f"{TRUE} Then", CUT))) as (desk, server):
        answer = await ask(desk)
        assert len(server.asked) == 1
    assert len(answer.statements) == 1
    assert answer.writing == Writing(model="tiny", by_model=True, shortfall="unavailable")


async def test_over_budget_is_the_offline_answer(library: Library) -> None:
    budget = Budget(per_day=10)
    async with desk_on(library, always(Said(TRUE)), budget=budget) as (desk, server):
        answer = await ask(desk)
        assert not server.asked
    assert answer.writing == Writing(model="tiny", by_model=False, shortfall="unavailable")
    assert answer.answered


async def test_the_phrase_for_no_answer_is_one_only_where_the_search_is_unsure_too(
    library: Library,
) -> None:
    async with desk_on(library, always(Said("NOT_IN_ARTICLES"))) as (desk, server):
        sure = await ask(desk)
        assert len(server.asked) == 2  # the second time it might have searched
        unsure = await ask(desk, UNSURE)
        assert len(server.asked) == 3
    assert sure.answered
    assert sure.writing == Writing(model="tiny", by_model=False, shortfall="not said")
    assert not unsure.answered
    assert unsure.partly
    assert unsure.writing is None


async def test_a_model_may_find_what_the_search_is_unsure_of(library: Library) -> None:
    any_of_them = TRUE.replace("[1]", "[1-5]")
    async with desk_on(library, always(Said(any_of_them))) as (desk, _):
        answer = await ask(desk, UNSURE)
    assert answer.answered
    assert not answer.partly
    assert answer.writing == Writing(model="tiny", by_model=True)


async def test_nobody_is_asked_where_nothing_is_on_the_subject(library: Library) -> None:
    async with desk_on(library, always(Said(TRUE))) as (desk, server):
        answer = await ask(desk, ELSEWHERE)
        remark = await ask(desk, "hi")
        assert not server.asked
    assert not answer.answered
    assert remark.remark


async def test_conversation_goes_along_and_material_is_marked_off(library: Library) -> None:
    turns = tuple(
        Turn(question=f"Question {number}?", answer="Answer.\u200b " * 200) for number in range(9)
    )
    async with desk_on(library, always(Said(TRUE))) as (desk, server):
        await ask(desk, earlier=turns)
        await ask(desk)
    system, user = server.asked[0].messages
    boundary = system["content"].partition("<<")[2].partition(" ")[0]
    assert boundary not in server.asked[1].prompt
    assert "Question 8?" in user["content"]
    assert "Question 5?" not in user["content"]
    assert "\u200b" not in user["content"]
    assert user["content"].rstrip().endswith(f"{DOWNLOADS}\n<<{boundary} end>>")


async def test_a_small_window_gets_fewer_passages(library: Library) -> None:
    async with desk_on(library, always(Said(TRUE)), context_tokens=1024) as (desk, server):
        answer = await ask(desk)
    assert answer.writing is not None
    assert answer.writing.by_model
    assert "passage 1>>" in server.asked[0].prompt
    assert "passage 5>>" not in server.asked[0].prompt


async def test_a_draft_grows_by_checked_sentences_only_and_stops(library: Library) -> None:
    wait = Wait()
    async with desk_on(library, always(Said(f"{FALSE} {TRUE} And", wait, " so on. [1]"))) as (
        desk,
        server,
    ):
        draft = Draft()
        asking = asyncio.create_task(desk.answer(Question(text=DOWNLOADS), draft=draft))
        shown = (await draft.newer()).answer
        while not shown.statements:
            shown = (await draft.newer()).answer
        assert said(shown) == ["The Qwen app was downloaded ten million times in its first week."]
        draft.stopped.set()
        answer = await asking
        await server.hung_up.wait()
        wait.let_go()
    assert said(answer) == said(shown)
    assert answer.writing == Writing(model="tiny", by_model=True, shortfall="stopped")


async def test_stopped_before_the_first_sentence_is_the_offline_answer(library: Library) -> None:
    wait = Wait()
    async with desk_on(library, always(Said(wait, TRUE))) as (desk, _):
        draft = Draft()
        asking = asyncio.create_task(desk.answer(Question(text=DOWNLOADS), draft=draft))
        await wait.reached.wait()
        draft.stopped.set()
        answer = await asking
        wait.let_go()
    assert answer.writing == Writing(model="tiny", by_model=False, shortfall="stopped")
    assert answer.statements


async def test_records_keep_what_was_written_and_what_it_cost(
    library: Library, records: Records
) -> None:
    visit = Visit(person=7, server=3, channel=5)
    script = always(Said(TRUE, usage=(400, 20)))
    async with desk_on(library, script, records=records) as (desk, _):
        answer = await ask(desk, visit=visit)
        assert answer.record is not None
        kept = await desk.kept(answer.record)
        spent = await asyncio.to_thread(records.spending.kept)
    assert as_answer(kept).writing == Writing(model="tiny", by_model=True)
    assert kept.statements == answer.statements
    assert kept.citations == answer.citations
    assert spent is not None
    assert spent[1] == {3: 420}
    assert answer.related


async def test_an_answer_of_ten_thousand_sentences_is_cut(library: Library) -> None:
    async with desk_on(library, always(Said(*[f"{FALSE} "] * 500))) as (desk, server):
        answer = await ask(desk)
        assert len(server.asked) == 2
    assert answer.writing == Writing(model="tiny", by_model=False, shortfall="unchecked")


async def test_a_sentence_that_repeats_another_is_said_once(library: Library) -> None:
    async with desk_on(library, always(Said(f"{TRUE} {TRUE}"))) as (desk, server):
        answer = await ask(desk)
        assert len(server.asked) == 1
    assert len(answer.statements) == 1
    assert answer.writing == Writing(model="tiny", by_model=True)


async def test_a_footnote_in_bold_words_is_none(library: Library) -> None:
    async with desk_on(library, always(Said(f"- **{TRUE}**"))) as (desk, _):
        answer = await ask(desk)
    assert said(answer) == ["The Qwen app was downloaded ten million times in its first week."]
    assert answer.statements[0].bold == tuple[Span, ...]()
