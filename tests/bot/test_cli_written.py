"""`footnote ask` and `chat` with a language model in the settings."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.console import Exit
from bot.render.words import WRITTEN
from tests.bot.documents import ANSWER, check
from tests.bot.shell import ASKED, Shell, documents, one_line
from tests.llm import Refused, Reply, Said, ScriptedServer
from tests.llm.script import always

TRUE = "The Qwen app was downloaded ten million times in its first week"


@contextmanager
def model(reply: Reply, monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedServer]:
    """A scripted server in a thread of its own, named in the environment."""
    loop, server = asyncio.new_event_loop(), ScriptedServer(always(reply))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result(20)
        monkeypatch.setenv("LLM_BASE_URL", server.base_url)
        monkeypatch.setenv("LLM_MODEL", "tiny")
        yield server
    finally:
        ended = server.__aexit__(None, None, None)
        asyncio.run_coroutine_threadsafe(ended, loop).result(20)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def test_an_answer_is_written_and_says_so(footnote: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    with model(Said(f"{TRUE}. [1]"), monkeypatch):
        result = footnote("ask", ASKED)
        printed = footnote("ask", "--json", ASKED)
    assert result.exit_code == Exit.DONE
    assert one_line(result.stdout).startswith(f"{TRUE}. [1]")
    assert WRITTEN in one_line(result.stdout)
    document = json.loads(printed.stdout)
    check(document, ANSWER)
    assert document["writing"] == {
        "model": "tiny",
        "by_model": True,
        "shortfall": None,
        "searches": [],
    }


def test_a_model_that_fails_is_no_error(footnote: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    with model(Refused(401), monkeypatch):
        result = footnote("ask", "-", stdin=f"{ASKED}\n{ASKED}\n")
    assert result.exit_code == Exit.DONE
    for document in documents(result):
        check(document, ANSWER)
        assert document["answered"]
        assert document["writing"]["shortfall"] == "unavailable"


def test_a_conversation_goes_to_the_model(footnote: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    with model(Said(f"{TRUE}. [1]"), monkeypatch) as server:
        result = footnote("chat", stdin=f"{ASKED}\nAnd LingGuang?\n")
    assert result.exit_code == Exit.DONE
    assert f"Answered: {TRUE}." in server.asked[-1].prompt


def test_a_search_asks_no_model(footnote: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    with model(Said(f"{TRUE}. [1]"), monkeypatch) as server:
        assert footnote("search", ASKED).exit_code == Exit.DONE
        assert not server.asked
