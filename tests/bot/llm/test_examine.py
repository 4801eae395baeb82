"""What a doctor says of a language model's server."""

import asyncio

import pytest

from bot.llm import Writer
from bot.llm.examine import examine_server
from index.doctor.base import Finding
from tests.bot.llm.asking import QUICK
from tests.llm import (
    OLLAMA,
    VLLM,
    Asked,
    Called,
    Flavour,
    Refused,
    Reply,
    Said,
    Script,
    ScriptedServer,
    always,
)
from tests.llm.sight import seeing

pytestmark = pytest.mark.asyncio

CALLED = Said(calls=(Called("search", ('{"query": "bridges"}',)),))
WHOLE = Flavour(name="whole", streams=False)


def counted(asked: Asked) -> Reply:
    """A model that does what it is told."""
    return CALLED if "tools" in asked.body else Said("one ", "two ", "three")


def examined(base_url: str, model: str = "tiny", context_tokens: int = 4096) -> list[Finding]:
    writer = Writer(base_url=base_url, model=model, patience=QUICK, context_tokens=context_tokens)
    return list(examine_server(writer))


async def found(
    script: Script, flavour: Flavour = OLLAMA, *, model: str = "tiny", context_tokens: int = 4096
) -> list[Finding]:
    async with ScriptedServer(script, flavour=flavour, models=("tiny", "large")) as server:
        return await asyncio.to_thread(examined, server.base_url, model, context_tokens)


async def test_a_server_that_writes_is_fine() -> None:
    one, images, tools = await found(counted)
    assert (one.verdict, tools.verdict) == ("fine", "fine")
    assert " answers as tiny, after " in one.says
    assert images.says == "tiny does not read images, so none are taken."
    assert tools.says == "tiny calls tools: it can search by itself."


async def test_a_model_that_reads_images_is_said_to() -> None:
    _, images, _ = await found(seeing("", counted))
    assert (images.verdict, images.says) == ("fine", "tiny reads images.")


@pytest.mark.parametrize(
    "reply",
    [
        Refused(400, {"error": {"message": "registry/tiny does not support tools"}}),
        Refused(500, {"error": {"message": "tools param requires --jinja flag"}}),
        Refused(400, {"error": {"message": "template error"}}),
    ],
)
async def test_a_model_that_takes_no_tools_is_noted(reply: Refused) -> None:
    *_, note = await found(lambda asked: reply if "tools" in asked.body else counted(asked))
    assert note.verdict == "notice"
    assert "takes no tools" in note.says
    assert "docs/models.md" in note.hint


@pytest.mark.parametrize("reply", [Said("I would search for bridges."), Said()])
async def test_a_model_that_calls_none_is_noted(reply: Said) -> None:
    *_, note = await found(lambda asked: reply if "tools" in asked.body else counted(asked))
    assert note.verdict == "notice"
    assert "called none when told to" in note.says


async def test_where_tools_can_not_be_tried_nothing_is_said_of_them() -> None:
    limited = Refused(429, {"error": {"message": "slow down"}})
    one, _ = await found(lambda asked: limited if "tools" in asked.body else counted(asked))
    assert one.verdict == "fine"


async def test_a_model_that_is_not_there_is_named_beside_those_that_are() -> None:
    *_, listed = await found(always(Refused(404, "model not found")), model="huge")
    assert listed.says == "It does not list huge, but: tiny, large."
    assert listed.hint == "Set LLM_MODEL to one of these."


async def test_a_wrong_key_is_a_notice_with_the_servers_own_words() -> None:
    first, *_ = await found(always(Refused(401, "no such key")))
    assert first.verdict == "notice"
    assert "LLM_API_KEY" in first.says
    assert "no such key" in first.says
    assert "answers quote the articles" in first.hint


async def test_a_server_that_does_not_stream_is_noted() -> None:
    fine, _, note, *_ = await found(counted, WHOLE)
    assert (fine.verdict, note.verdict) == ("fine", "notice")
    assert "not in pieces" in note.says


async def test_a_window_that_is_smaller_than_the_setting_is_noted() -> None:
    fine, _, note, _ = await found(counted, VLLM, context_tokens=40_000)
    assert (fine.verdict, note.verdict) == ("fine", "notice")
    assert "32768" in note.says
    assert note.hint == "Set LLM_CONTEXT_TOKENS to 32768."
    assert len(await found(counted, VLLM, context_tokens=32_768)) == 3


async def test_no_server_at_all_is_said_so() -> None:
    first, *_ = await asyncio.to_thread(examined, "http://127.0.0.1:9/v1")
    assert "can't be reached" in first.says
