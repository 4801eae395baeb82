"""A pen writes what a scripted model says, as far as it passes a check that the test holds."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from bot.answer import written
from bot.answer.check.verdict import Reason, Support, Verdict
from bot.answer.prompts import Prompt
from bot.answer.tools import tools
from bot.answer.written import Pen, Written
from bot.errors import DeskError, Trouble
from bot.llm import ToolCall
from bot.llm.patience import Patience
from index.types import Span
from tests.bot.llm.asking import MESSAGES, writer_on
from tests.llm import Said, ScriptedServer, Wait
from tests.llm.script import Script, always, in_turn

pytestmark = pytest.mark.asyncio

PROMPT = Prompt(messages=tuple(MESSAGES), passages=())


def verdict(sentence: str) -> Verdict:
    """Good sentences pass."""
    good = "good" in sentence
    reasons = () if good else (Reason(fault="name", sentence=f"Not {sentence}"),)
    support = (Support(number=1, span=Span(0, 1)),) if good else ()
    return Verdict(supported=good, text=sentence, reasons=reasons, support=support, probability=1.0)


async def write(
    script: Script,
    check: Callable[[str], Verdict] = verdict,
    stopped: asyncio.Event | None = None,
) -> tuple[Written, list[str], ScriptedServer]:
    """What is written, which sentences were checked, and by whom."""
    seen: list[str] = []

    async def look(sentence: str) -> Verdict:
        seen.append(sentence)
        return check(sentence)

    async with ScriptedServer(script) as server, writer_on(server) as writer:
        pen = Pen(writer, PROMPT, look, language="en")
        return await pen.write(stopped or asyncio.Event()), seen, server


async def write_with_tools(script: Script) -> tuple[Written, list[int]]:
    """What is written where tools may be called, and how often more was asked for: by how many
    calls each time.
    """
    asked: list[int] = []

    async def look(sentence: str) -> Verdict:
        return verdict(sentence)

    async def more(calls: Sequence[ToolCall]) -> Prompt | None:
        asked.append(len(calls))
        if len(asked) > 1:
            raise DeskError(Trouble.BUSY)
        return PROMPT

    prompt = replace(PROMPT, tools=tools(4))
    async with ScriptedServer(script) as server, writer_on(server) as writer:
        pen = Pen(writer, prompt, look, language="en", more=more)
        return await pen.write(asyncio.Event()), asked


async def test_an_answer_that_is_written_needs_nobody_any_more() -> None:
    found, asked = await write_with_tools(in_turn(Said("A good one. A good two.")))
    assert texts(found) == ["A good one.", "A good two."]
    assert (found.shortfall, asked) == (None, [])


async def test_only_where_sentences_fail_is_there_one_more_request_without_tools() -> None:
    found, asked = await write_with_tools(in_turn(Said("A good one. Bad two."), Said("A good two")))
    assert texts(found) == ["A good one.", "A good two"]
    assert (found.shortfall, asked) == (None, [0])


def texts(found: Written) -> list[str]:
    return [one.text for one in found.sentences]


async def test_mended_sentences_take_the_places_of_those_that_failed() -> None:
    script = in_turn(
        Said("Bad one. A good two. Bad three. A good four."),
        Said("A good one.\nNOT_IN_ARTICLES\nA good extra."),
    )
    found, _, server = await write(script)
    assert texts(found) == ["A good one.", "A good two.", "A good four."]
    assert found.shortfall == "unchecked"
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    "sentence",
    [
        "A good one is at https://example.com.",
        "A good one is at www.example.com.",
        "A good one is at example.com/page.",
        "See [a good one](page).",
        "A good one, @everyone.",
        "A good one by <@1>.",
        "A good one is at <t:1:R>.",
        "A good one is at discord.gg/x.",
        "JavaScript:alert(1) is a good one.",
        "A good one, @every[1]one.",
        "A good one, @ever\u200byone.",
        "A good one by <[1]@1>.",
        "A good one is at https:[1]//example.com.",
        "A good one is at dis\u2060cord.gg/x.",
        "A good one is at www【1】.example.com.",
    ],
)
async def test_addresses_and_calls_are_not_even_checked(sentence: str) -> None:
    found, seen, _ = await write(always(Said(sentence)))
    assert found == Written(sentences=(), shortfall="unchecked")
    assert not seen


@pytest.mark.parametrize(
    "sentence",
    [
        "A good one [1] (in 2020).",
        "It is good and/or 3.5/10.",
        "The U.S./China talk was good.",
        "Write to good@example.com.",
        "It was good: 5 < 7.",
    ],
)
async def test_what_only_looks_like_an_address_is_checked(sentence: str) -> None:
    found, seen, _ = await write(always(Said(sentence)))
    assert texts(found) == seen == [sentence]


async def test_six_sentences_are_enough() -> None:
    found, _, server = await write(always(Said(*[f"A good {one}. " for one in range(40)], "x")))
    assert texts(found) == [f"A good {one}." for one in range(6)]
    assert found.shortfall is None
    assert len(server.asked) == 1


async def test_after_the_time_is_over_what_stands_is_the_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wait = Wait()
    monkeypatch.setattr(written, "SECONDS", 0.2)
    found, _, server = await write(always(Said(wait)))
    wait.let_go()
    assert found == Written(sentences=(), shortfall="unavailable")
    assert len(server.asked) <= 1


async def test_a_writer_gives_up_by_itself_before_an_answers_time_is_over() -> None:
    assert Patience().slot + Patience().whole < written.SECONDS


@pytest.mark.parametrize("error", [DeskError(Trouble.BUSY), RuntimeError("boom")])
async def test_a_check_that_fails_ends_it_without_an_error(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(sentence: str) -> Verdict:
        if "two" in sentence:
            raise error
        return verdict(sentence)

    found, _, _ = await write(always(Said("A good one. A good two. A good three.")), fail)
    assert texts(found) == ["A good one."]
    assert found.shortfall == "unavailable"
    logged = [one for one in caplog.records if one.name == written.__name__]
    assert len(logged) == isinstance(error, RuntimeError)


async def test_one_that_is_stopped_before_it_began_asks_for_nothing_more() -> None:
    stopped = asyncio.Event()
    stopped.set()
    wait = Wait()
    found, _, _ = await write(always(Said(wait)), stopped=stopped)
    wait.let_go()
    assert found == Written(sentences=(), shortfall="stopped")
