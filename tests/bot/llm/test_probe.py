"""What is found out about a server."""

import asyncio
from dataclasses import replace

import pytest

from bot.llm import Probe, Reason
from bot.llm.patience import Patience
from bot.llm.probe import is_named
from tests.bot.llm.asking import writer_on
from tests.llm import (
    FLAVOURS,
    OPENROUTER,
    VLLM,
    Called,
    Flavour,
    Refused,
    Said,
    Script,
    ScriptedServer,
    Wait,
    always,
)

COUNTED = Said("one ", "two ", "three", usage=(20, 6))

pytestmark = pytest.mark.asyncio


async def probed(
    script: Script, flavour: Flavour, models: tuple[str, ...] = ("tiny", "large")
) -> Probe:
    async with (
        ScriptedServer(script, flavour=flavour, models=models) as server,
        writer_on(server) as writer,
    ):
        return await writer.probe()


@pytest.mark.parametrize("flavour", FLAVOURS, ids=lambda one: one.name)
async def test_a_server_that_answers_says_how(flavour: Flavour) -> None:
    found = await probed(always(COUNTED), flavour)

    assert found.trouble is None
    assert (found.listed, found.streams) == (True, True)
    assert found.models == ("tiny", "large")
    assert found.seconds is not None


async def test_the_window_is_known_where_the_list_tells_it() -> None:
    assert (await probed(always(COUNTED), VLLM)).context_tokens == 32768
    assert (await probed(always(COUNTED), OPENROUTER)).context_tokens == 131072


async def test_a_server_that_does_not_stream_answers_all_the_same() -> None:
    found = await probed(always(COUNTED), Flavour(name="whole", streams=False))

    assert (found.trouble, found.streams) == (None, False)


@pytest.mark.parametrize("flavour", FLAVOURS, ids=lambda one: one.name)
async def test_a_call_of_a_tool_is_told_from_none(flavour: Flavour) -> None:
    called = Said(calls=(Called("search", ('{"query": ', '"bridges"}')),))
    takes = await probed(lambda asked: called if "tools" in asked.body else COUNTED, flavour)
    calls_none = await probed(always(COUNTED), flavour)
    refuses = await probed(always(COUNTED), replace(flavour, refuses=flavour.refuses | {"tools"}))

    assert (takes.tools, calls_none.tools) == ("called", "not called")
    assert (refuses.tools, refuses.trouble) == ("refused", None)


async def test_a_model_that_is_not_listed_is_not() -> None:
    found = await probed(always(COUNTED), Flavour(name="one"), models=("large",))

    assert found.listed is False
    assert found.trouble is not None
    assert found.trouble.reason is Reason.NO_MODEL
    assert "tiny" in found.trouble.said


async def test_a_server_without_a_list_is_asked_all_the_same() -> None:
    found = await probed(always(COUNTED), Flavour(name="one"), models=())

    assert found.listed is None


async def test_a_server_that_is_slow_or_fails_is_a_finding() -> None:
    failing = await probed(always(Refused(500)), Flavour(name="one"))
    patience = Patience(first=0.05)
    async with (
        ScriptedServer(always(Said(Wait()))) as server,
        writer_on(server, patience=patience) as writer,
    ):
        slow = await writer.probe()

    assert failing.trouble is not None
    assert failing.trouble.reason is Reason.FAILED
    assert slow.trouble is not None
    assert slow.trouble.reason is Reason.SLOW


async def test_a_probe_spends_no_budget_and_opens_no_breaker() -> None:
    async with ScriptedServer(always(Refused(500))) as server, writer_on(server) as writer:
        await asyncio.gather(*(writer.probe() for _ in range(10)))

        assert writer.breaker.take()
        assert writer.budget.spent[1] == {}


async def test_ollamas_names_are_known_without_their_tag() -> None:
    assert is_named("qwen3", "qwen3:latest")
    assert is_named("qwen3:8b", "qwen3:8b")
    assert not is_named("qwen3", "qwen3:8b")
