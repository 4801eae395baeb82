"""What a doctor says of a language model's server."""

import asyncio

import pytest

from bot.llm import Writer
from bot.llm.examine import examine_server
from index.doctor.base import Finding
from tests.bot.llm.asking import QUICK
from tests.llm import OLLAMA, VLLM, Flavour, Refused, Said, Script, ScriptedServer, always
from tests.llm.sight import seeing

pytestmark = pytest.mark.asyncio

COUNTED = always(Said("one ", "two ", "three"))


def examined(base_url: str, model: str = "tiny", context_tokens: int = 4096) -> list[Finding]:
    writer = Writer(base_url=base_url, model=model, patience=QUICK, context_tokens=context_tokens)
    return list(examine_server(writer))


async def found(
    script: Script, flavour: Flavour = OLLAMA, *, model: str = "tiny", context_tokens: int = 4096
) -> list[Finding]:
    async with ScriptedServer(script, flavour=flavour, models=("tiny", "large")) as server:
        return await asyncio.to_thread(examined, server.base_url, model, context_tokens)


async def test_a_server_that_writes_is_fine() -> None:
    one, images = await found(COUNTED)
    assert one.verdict == "fine"
    assert " answers as tiny, after " in one.says
    assert images.says == "tiny does not read images, so none are taken."


async def test_a_model_that_reads_images_is_said_to() -> None:
    _, images = await found(seeing("", COUNTED))
    assert (images.verdict, images.says) == ("fine", "tiny reads images.")


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
    fine, _, note = await found(COUNTED, Flavour(name="whole", streams=False))
    assert (fine.verdict, note.verdict) == ("fine", "notice")
    assert "not in pieces" in note.says


async def test_a_window_that_is_smaller_than_the_setting_is_noted() -> None:
    fine, _, note = await found(COUNTED, VLLM, context_tokens=40_000)
    assert (fine.verdict, note.verdict) == ("fine", "notice")
    assert "32768" in note.says
    assert note.hint == "Set LLM_CONTEXT_TOKENS to 32768."
    assert len(await found(COUNTED, VLLM, context_tokens=32_768)) == 2


async def test_no_server_at_all_is_said_so() -> None:
    first, *_ = await asyncio.to_thread(examined, "http://127.0.0.1:9/v1")
    assert "can't be reached" in first.says
