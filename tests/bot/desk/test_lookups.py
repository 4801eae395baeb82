"""A scripted model that calls tools comes in; what is looked for and answered goes out."""

import asyncio
import json
import re
import threading
from typing import Any

import pytest

from bot.answer.parts import MOST_SEARCHES
from bot.answer.tools import MOST_CALLS, sayable
from bot.desk import lookups
from bot.desk.drafts import Draft, Progress
from bot.desk.kept import as_answer
from bot.llm import Budget
from bot.llm.tokens import fit
from bot.records.records import Records
from bot.types import Answer, Question, Turn, Visit, turn
from index.library import Library
from tests.bot.desk.test_scribe import DOWNLOADS, UNSURE, ask, desk_on, offline, said
from tests.llm import CUT, Asked, Called, Refused, Reply, Said, ScriptedServer, Wait
from tests.llm.script import Script, always, in_turn

pytestmark = pytest.mark.asyncio

QUERY = "Qwen app downloads in its first week"


def call(name: str, arguments: object = None, index: int = 0) -> Called:
    written = arguments if isinstance(arguments, str) else json.dumps(arguments or {})
    return Called(name, (written,), id=f"call_{index}", index=index)


def search(query: str, index: int = 0) -> Called:
    return call("search", {"query": query}, index)


def calls(*made: Called, text: str = "") -> Said:
    return Said(*([text] if text else []), calls=made)


def material(asked: Asked) -> str:
    """All that the model was given to read, the tools' results among it."""
    return "\n".join(str(one.get("content") or "") for one in asked.messages)


def written(asked: Asked) -> Said:
    """The true sentence, with the number of the passage that says it, wherever that came from."""
    found = re.search(r"passage (\d+)>>\n[^\n]*\n[^<]*?10 million", material(asked))
    number = found[1] if found else 9
    return Said(f"The Qwen app was downloaded ten million times in its first week. [{number}]")


def then_written(*replies: Reply) -> Script:
    """These replies one after the other, then the true sentence."""
    left = list(replies)
    return lambda asked: left.pop(0) if left else written(asked)


def offers(server: ScriptedServer) -> list[bool]:
    return ["tools" in one.body for one in server.asked]


def results(asked: Asked) -> list[str]:
    return [str(one["content"]) for one in asked.messages if one["role"] == "tool"]


def searches(answer: Answer) -> tuple[str, ...]:
    """What the model looked for, as people read it."""
    assert answer.writing is not None
    return answer.writing.searches


def by_model(answer: Answer) -> bool:
    """Whether all of it is the model's, and nothing is missing."""
    assert answer.writing is not None
    return answer.writing.by_model and answer.writing.shortfall is None


def instead(answer: Answer) -> str | None:
    """Why the articles' own words stand in place of the model's."""
    assert answer.writing is not None
    assert not answer.writing.by_model
    return answer.writing.shortfall


async def test_an_unsure_search_is_followed_by_the_models_own(library: Library) -> None:
    script = then_written(calls(search(QUERY)))
    async with desk_on(library, script, context_tokens=16_000) as (desk, server):
        answer = await ask(desk, UNSURE)
    assert said(answer) == ["The Qwen app was downloaded ten million times in its first week."]
    assert by_model(answer)
    assert searches(answer) == (QUERY,)
    assert offers(server) == [True, True]
    [result] = results(server.asked[1])
    assert "passage" in result
    calling = server.asked[1].messages[-2]
    assert json.loads(calling["tool_calls"][0]["function"]["arguments"]) == {"query": QUERY}


async def test_a_sure_search_of_one_part_offers_no_tools(library: Library) -> None:
    async with desk_on(library, written) as (desk, server):
        answer = await ask(desk, DOWNLOADS)
    assert offers(server) == [False]
    assert searches(answer) == ()
    assert "tool" not in server.asked[0].messages[0]["content"]


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("Who makes Doubao, and who won the football World Cup in 2018?", 2),
        # It takes one search more than its steps: the first part again, without "sooner".
        ("Which app reached its first million sooner, and who makes it?", 2),
    ],
)
async def test_a_question_of_parts_offers_tools_and_all_that_was_searched_for_it_counts(
    library: Library, searched: list[str], text: str, steps: int
) -> None:
    made = tuple(search(f"Qwen {words}", place) for place, words in enumerate("abcde"))
    async with desk_on(library, then_written(calls(*made)), context_tokens=16_000) as (
        desk,
        server,
    ):
        answer = await ask(desk, text)
    assert offers(server)[0]
    assert len(answer.steps) == steps
    assert len(searched) == MOST_SEARCHES
    assert searched[-1:] == [f"Qwen {'abcde'[len(searches(answer)) - 1]}"]
    assert "No more searches" in results(server.asked[1])[-1]
    assert answer.unsaid == ()
    assert by_model(answer)


async def test_what_is_read_and_counted_for_a_model_is_a_workers(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: set[str] = set()

    def noted(call: Any) -> Any:
        def noting(*given: Any, **named: Any) -> Any:
            threads.add(threading.current_thread().name)
            return call(*given, **named)

        return noting

    monkeypatch.setattr("bot.desk.lookups.sayable", noted(sayable))
    monkeypatch.setattr("bot.answer.inquiry.fit", noted(fit))
    script = then_written(Said("NOT_IN_ARTICLES"), calls(search(QUERY)))
    async with desk_on(library, script, context_tokens=16_000) as (desk, server):
        answer = await ask(desk, DOWNLOADS)
    assert offers(server) == [False, True, True]
    assert by_model(answer)
    assert threads
    assert all(name.startswith("footnote") for name in threads)


async def test_a_model_that_finds_nothing_in_what_a_sure_search_found_may_search(
    library: Library,
) -> None:
    script = then_written(Said("NOT_IN_ARTICLES"), calls(search(QUERY)))
    async with desk_on(library, script, context_tokens=16_000) as (desk, server):
        answer = await ask(desk, DOWNLOADS)
    assert offers(server) == [False, True, True]
    assert searches(answer) == (QUERY,)
    assert by_model(answer)


@pytest.mark.parametrize(
    "reply",
    [
        Refused(400, {"error": {"message": "registry/tiny does not support tools"}}),
        Refused(400, {"error": {"message": "template error"}}),
        Refused(401),
        Said("NOT_IN_ARTICLES"),
    ],
)
async def test_where_it_can_not_or_does_not_search_then_its_word_stands(
    library: Library, reply: Reply
) -> None:
    no = Said("NOT_IN_ARTICLES")
    async with desk_on(library, lambda asked: reply if "tools" in asked.body else no) as (
        desk,
        server,
    ):
        answer = await ask(desk, DOWNLOADS)
        # A refusal that names nothing is met once more, without all that can be left out.
        assert offers(server) in ([False, True], [False, True, True])
    assert instead(answer) == "not said"
    assert searches(answer) == ()


async def test_a_passage_of_a_later_search_is_cited_by_its_number_and_kept(
    library: Library, records: Records
) -> None:
    def script(asked: Asked) -> Said:
        if not results(asked):
            return calls(search("LingGuang app of Ant Group, one million downloads"))
        found = re.search(r"passage (\d+)>>\n[^\n]*\n[^<]*?LingGuang", results(asked)[0])
        assert found, results(asked)
        sentence = re.search(r"[^.\n]*LingGuang[^.\n]*\.", results(asked)[0][found.start() :])
        assert sentence
        return Said(f"{sentence[0].strip()} [{found[1]}]")

    visit = Visit(person=7, server=3, channel=5)
    async with desk_on(library, script, records=records, context_tokens=16_000) as (desk, _):
        answer = await ask(desk, UNSURE, visit=visit)
        assert answer.record is not None
        kept = await desk.kept(answer.record)
        places = {one.chunk_id for one in answer.passages}
    assert answer.writing is not None
    assert answer.writing.by_model
    assert {one.chunk_id for one in answer.citations} <= places
    assert kept.writing == answer.writing == as_answer(kept).writing
    assert len(searches(answer)) == 1
    assert searches(as_answer(kept, with_searched=False)) == ()
    assert turn(answer).question == UNSURE
    assert {one.chunk_id for one in kept.citations} <= {one.chunk_id for one in kept.passages}


async def test_several_calls_of_one_message_are_all_answered(library: Library) -> None:
    script = then_written(
        calls(
            search("Qwen app", 0),
            search("Alibaba valuation", 1),
            call("list_articles", {}, 2),
        )
    )
    async with desk_on(library, script, context_tokens=16_000) as (desk, server):
        answer = await ask(desk, UNSURE)
    first, second, third = results(server.asked[1])
    ids = [one["id"] for one in server.asked[1].messages[2]["tool_calls"]]
    assert ids == [one["tool_call_id"] for one in server.asked[1].messages if one["role"] == "tool"]
    assert "passage" in first
    assert "passage" in second
    assert "Qwen and its rivals in China" in third
    assert searches(answer) == ("Qwen app", "Alibaba valuation")


async def test_articles_are_listed_and_read_on_by_their_handles(library: Library) -> None:
    def script(asked: Asked) -> Said:
        done = results(asked)
        if not done:
            return calls(call("list_articles", {"about": "Qwen rivals in China"}))
        if len(done) == 1:
            handle = re.search(r"(A\d+) — Qwen and its rivals in China", done[0])
            assert handle, done
            return calls(call("read_article", {"article": handle[1]}))
        return written(asked)

    async with desk_on(library, script, context_tokens=32_000) as (desk, server):
        answer = await ask(desk, UNSURE)
    assert answer.writing is not None
    assert answer.writing.by_model
    assert "That is all of it." in results(server.asked[2])[1]
    assert len(searches(answer)) == 1  # a list about something is a search, reading is none


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (call("delete_everything", {"now": True}), "no such tool"),
        (call("search", '{"query": '), "no JSON object"),
        (call("search", {"q": "x"}), "needs a `query`"),
        (call("read_article", {"article": "A99"}), "no such article"),
        (call("read_article", {"article": "server-12"}), "no such article"),
        (search("zebra taxes of Mongolia"), "passage"),
    ],
)
async def test_a_call_that_brings_nothing_does_no_harm(
    library: Library, made: Called, told: str
) -> None:
    async with desk_on(library, then_written(calls(made)), context_tokens=16_000) as (
        desk,
        server,
    ):
        answer = await ask(desk, UNSURE)
    assert told in results(server.asked[1])[0]
    assert by_model(answer)


async def test_a_hundred_calls_are_bounded(library: Library) -> None:
    made = tuple(search(f"Qwen app {number}", number) for number in range(100))
    async with desk_on(library, always(calls(*made)), context_tokens=32_000) as (desk, server):
        answer = await ask(desk, UNSURE)
    assert len(results(server.asked[1])) == MOST_CALLS
    assert "No more searches" in results(server.asked[1])[-1]
    assert len(searches(answer)) == MOST_SEARCHES - 1
    assert offers(server) == [True, True, False]
    assert instead(answer) == "unchecked"
    assert "search" not in [one["function"]["name"] for one in server.asked[1].body["tools"]]


async def test_a_model_that_searches_for_ever_has_to_write_in_the_end(library: Library) -> None:
    count = iter(range(1000))
    async with desk_on(
        library, lambda _: calls(search(f"Qwen {next(count)}")), context_tokens=32_000
    ) as (desk, server):
        answer = await ask(desk, UNSURE)
    assert offers(server) == [True] * lookups.MOST_ROUNDS + [False]
    assert len(searches(answer)) == MOST_SEARCHES - 1
    assert answer.writing is not None
    assert not answer.writing.by_model


async def test_the_same_call_again_ends_the_searching(library: Library) -> None:
    script = then_written(calls(search(QUERY)), calls(search(f" {QUERY.upper()}? ")))
    async with desk_on(library, script, context_tokens=16_000) as (desk, server):
        answer = await ask(desk, UNSURE)
    assert offers(server) == [True, True, False]
    assert searches(answer) == (QUERY,)
    assert by_model(answer)


async def test_the_question_itself_is_not_searched_for_again_and_ends_nothing(
    library: Library,
) -> None:
    script = then_written(calls(search(UNSURE.lower())), calls(search(QUERY)))
    async with desk_on(library, script, context_tokens=16_000) as (desk, server):
        answer = await ask(desk, UNSURE)
    assert "its passages stand above" in results(server.asked[1])[0]
    assert offers(server) == [True, True, True]
    assert searches(answer) == (QUERY,)


async def test_after_some_time_what_was_found_has_to_do(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookups, "SECONDS", 0.0)
    script = then_written(calls(search(QUERY)))
    async with desk_on(library, script, context_tokens=16_000) as (desk, server):
        await ask(desk, UNSURE)
    assert offers(server) == [True, False]


async def test_results_stay_within_the_window(library: Library) -> None:
    made = tuple(search(words, place) for place, words in enumerate(("Qwen", "Alibaba", "Ant")))
    async with desk_on(
        library, then_written(calls(*made), calls(search("China"))), context_tokens=2200
    ) as (desk, server):
        await ask(desk, UNSURE)
        for asked in server.asked:
            tools = asked.body.get("tools")
            assert desk._scribe is not None
            count = desk._scribe.writer.ruler.count_prompt(asked.messages, tools)
            assert count + asked.body["max_tokens"] <= 2200
    assert offers(server)[0]
    assert any("no room" in one for asked in server.asked for one in results(asked))


async def test_a_window_without_room_for_tools_is_written_from_as_ever(library: Library) -> None:
    async with desk_on(library, written, context_tokens=1024) as (desk, server):
        await ask(desk, UNSURE)
    assert offers(server)[0] is False


@pytest.mark.parametrize(
    ("refusal", "again"),
    [
        (Refused(400, {"error": {"message": "registry/tiny does not support tools"}}), False),
        (Refused(500, {"error": {"message": "tools param requires --jinja flag"}}), False),
        (Refused(400, {"error": {"message": "template error near 'tool'"}}), False),
        (Said(calls=(Called("search", ('{"query": "Qw', CUT)),)), True),
        (Said(), True),
        (Said("<tool_call>\n", '{"name": "search", "arguments": {}}</tool_call>'), True),
    ],
)
async def test_a_model_without_tools_writes_from_the_first_search_and_is_remembered(
    library: Library, refusal: Reply, again: bool
) -> None:
    def script(asked: Asked) -> Reply:
        return refusal if "tools" in asked.body else written(asked)

    async with desk_on(library, script) as (desk, server):
        answers = [await ask(desk, UNSURE) for _ in range(2)]
        before = len(server.asked)
        answers.append(await ask(desk, UNSURE))
        later = offers(server)[before:]
    for answer in answers:
        assert by_model(answer)
        assert searches(answer) == ()
    assert (True in later) is again


async def test_a_server_that_fails_with_and_without_tools_is_not_taken_for_one_without(
    library: Library,
) -> None:
    async with desk_on(library, always(Refused(400, {"error": {"message": "no"}}))) as (desk, _):
        answer = await ask(desk, UNSURE)
        assert desk._scribe is not None
        assert desk._scribe.writer.takes_tools
    assert instead(answer) == "unavailable"


async def test_a_call_that_breaks_off_after_a_search_is_written_from_what_was_found(
    library: Library,
) -> None:
    def script(asked: Asked) -> Reply:
        if "tools" not in asked.body:
            return written(asked)
        cut = Called("search", ('{"query": "An', CUT))
        return Said(calls=(cut,)) if results(asked) else calls(search(QUERY))

    async with desk_on(library, script, context_tokens=16_000) as (desk, server):
        answer = await ask(desk, UNSURE)
    assert offers(server) == [True, True, True, True, False]  # a call that is cut is tried again
    assert searches(answer) == (QUERY,)
    assert by_model(answer)


async def test_what_is_said_beside_a_call_is_not_asked_for_again_and_no_answer(
    library: Library,
) -> None:
    script = then_written(calls(search(QUERY), text="Let me look for that first. "))
    async with desk_on(library, script, context_tokens=16_000) as (desk, server):
        answer = await ask(desk, UNSURE)
    assert len(server.asked) == 2
    assert by_model(answer)


async def test_what_passed_before_a_call_stands_where_nothing_better_comes(
    library: Library,
) -> None:
    def script(asked: Asked) -> Reply:
        if not results(asked) and "tools" in asked.body:
            sentence = written(asked).pieces[0]
            return calls(search(QUERY), text=f"{sentence} ")
        return Said("NOT_IN_ARTICLES")

    async with desk_on(library, script, context_tokens=16_000) as (desk, _):
        answer = await ask(desk, UNSURE)
    assert said(answer) == ["The Qwen app was downloaded ten million times in its first week."]
    assert by_model(answer)


async def test_sentences_that_fail_after_a_search_are_asked_for_without_tools(
    library: Library,
) -> None:
    false = Said("It was downloaded 12 million times in its first week. [1]")
    script = then_written(calls(search(QUERY)), false)
    async with desk_on(library, script, context_tokens=16_000) as (desk, server):
        answer = await ask(desk, UNSURE)
    assert offers(server) == [True, True, False]
    assert [one["role"] for one in server.asked[2].messages] == [
        "system",
        "user",
        "assistant",
        "user",
    ]
    assert by_model(answer)


async def test_a_model_that_finds_nothing_anywhere_leaves_the_offline_answer(
    library: Library,
) -> None:
    script = in_turn(calls(search(QUERY)), Said("NOT_IN_ARTICLES"))
    async with desk_on(library, script, context_tokens=16_000) as (desk, _):
        answer = await ask(desk, UNSURE)
    quiet = await offline(library, UNSURE)
    assert not answer.answered
    assert answer.writing is None
    assert (answer.citations, answer.partly) == (quiet.citations, quiet.partly)


async def test_every_call_is_paid_for(library: Library) -> None:
    budget = Budget(per_day=1_000_000)
    script = then_written(calls(search(QUERY)))
    async with desk_on(library, script, context_tokens=16_000, budget=budget) as (desk, server):
        await ask(desk, UNSURE)
        assert len(server.asked) == 2
    assert budget.spent[1] == {None: 2 * 60}


async def test_over_budget_between_two_steps_is_the_offline_answer(library: Library) -> None:
    budget = Budget(per_day=6000)
    usage = (5000, 900)

    def script(asked: Asked) -> Said:
        return Said(calls=(search(QUERY),), usage=usage)

    async with desk_on(library, script, budget=budget) as (desk, server):
        answer = await ask(desk, UNSURE)
        assert len(server.asked) == 1
    assert instead(answer) == "unavailable"


async def test_searches_are_shown_as_they_run_and_stop_ends_them(library: Library) -> None:
    wait = Wait()
    script = in_turn(calls(search(QUERY)), Said(wait))
    async with desk_on(library, script, context_tokens=16_000) as (desk, server):
        draft = Draft()
        asking = asyncio.create_task(desk.answer(Question(text=UNSURE), draft=draft))
        shown = await until_searching(draft)
        assert shown.searching == (QUERY,)
        await wait.reached.wait()
        draft.stopped.set()
        answer = await asking
        await server.hung_up.wait()
        wait.let_go()
    assert instead(answer) == "stopped"


async def until_searching(draft: Draft) -> Progress:
    while not (shown := await draft.newer()).searching:
        pass
    return shown


async def test_a_conversation_goes_along_with_the_tools(library: Library) -> None:
    earlier = (Turn(question="What is the Qwen app?", answer="An app of Alibaba."),)
    script = then_written(calls(search("Alibaba users")))
    async with desk_on(library, script, context_tokens=16_000) as (desk, server):
        answer = await ask(desk, UNSURE, earlier=earlier)
    assert all("An app of Alibaba." in material(one) for one in server.asked)
    assert searches(answer) == ("Alibaba users",)


async def test_a_search_that_fails_leaves_the_offline_answer(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("boom")

    async with desk_on(library, always(calls(search(QUERY))), context_tokens=16_000) as (desk, _):
        monkeypatch.setattr("bot.desk.stacks.Stacks.find", fail)
        answer = await ask(desk, UNSURE)
    assert instead(answer) == "unavailable"
    assert answer.citations


async def test_words_of_nobody_are_hidden_where_searches_are_named(library: Library) -> None:
    hostile = "@everyone hunter2 Qwen https://evil.example <@1> **downloads**"
    script = then_written(calls(search(hostile)))
    async with desk_on(library, script, context_tokens=16_000) as (desk, _):
        answer = await ask(desk, UNSURE)
    assert searches(answer) == ("… Qwen … downloads",)
