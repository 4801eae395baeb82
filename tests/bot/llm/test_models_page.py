"""The blocks of docs/models.md work, each with a server that speaks as the one that it names."""

import asyncio
import re
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from bot.app import open_writer
from bot.llm import Delta
from bot.settings import Settings, load_settings
from tests.bot.llm.asking import MESSAGES
from tests.llm import ALIBABA, OLLAMA, OPENAI, VLLM, Flavour, Said, ScriptedServer, always

PAGE = Path(__file__).parents[3] / "docs" / "models.md"
BLOCKS = dict(re.findall(r"```dotenv\n# (.+)\n((?:.+\n)+)```", PAGE.read_text(encoding="utf-8")))


def test_the_page_has_four_blocks() -> None:
    assert list(BLOCKS) == [one.name for one in (OLLAMA, VLLM, ALIBABA, OPENAI)]


@pytest.mark.asyncio
@pytest.mark.parametrize("flavour", [OLLAMA, VLLM, ALIBABA, OPENAI], ids=lambda one: one.name)
async def test_a_block_works(
    flavour: Flavour, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text(BLOCKS[flavour.name], encoding="utf-8")
    settings = await asyncio.to_thread(load_settings)
    assert settings.llm_base_url is not None
    assert settings.llm_model is not None
    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key is not None else "none"
    script = always(Said("Ten ", "million. [1]", thoughts=("Hm.",), usage=(70, 9)))

    async with ScriptedServer(
        script, flavour=flavour, models=(settings.llm_model,), key=key
    ) as server:
        host = urlsplit(server.origin).netloc
        there = urlsplit(settings.llm_base_url)._replace(scheme="http", netloc=host)
        asked = settings.model_copy(update={"llm_base_url": urlunsplit(there)})
        writer = await asyncio.to_thread(open_writer, asked)
        assert writer is not None
        found = await writer.probe()
        pieces = [one async for one in writer.stream(MESSAGES, max_tokens=200)]
        await writer.close()

    assert (found.trouble, found.listed, found.streams) == (None, True, True)
    last = pieces[-1]
    assert isinstance(last, Delta)
    assert last.finish == "stop"
    assert "".join(one.text for one in pieces if isinstance(one, Delta)) == "Ten million. [1]"
