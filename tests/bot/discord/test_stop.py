"""The bot is told to stop in the middle of something; who waits still gets a word."""

import asyncio
import logging
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

import bot.serving
from bot.desk import Desk
from bot.errors import Trouble
from bot.health import STOP_SECONDS
from bot.offload import Offload
from bot.serving import serve
from bot.settings import Settings
from index.library import Library
from tests.bot.discord.conftest import Gate, applied, excuse
from tests.bot.discord.test_questions import QUESTION, check_answer
from tests.bot.llm.asking import writer_on
from tests.conftest import CORPUS
from tests.llm import Said, ScriptedServer, Wait
from tests.llm.script import always
from tests.loopback import Channel, LoopbackDiscord, Message, User

pytestmark = pytest.mark.asyncio


@pytest.fixture
def log_levels() -> Iterator[None]:
    """`serve` keeps discord.py from logging too much; other tests are not to notice."""
    level = logging.getLogger("discord").level
    yield
    logging.getLogger("discord").setLevel(level)


@asynccontextmanager
async def serving(
    discord_: LoopbackDiscord, desk: Desk, settings: Settings
) -> AsyncIterator[asyncio.Task[None]]:
    """`serve` in this process, connected."""
    with discord_.as_discord():
        task = asyncio.create_task(serve(desk, settings))
        try:
            await discord_.ready()
            yield task
            await asyncio.wait_for(task, 10)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def stop(how: signal.Signals = signal.SIGTERM) -> None:
    os.kill(os.getpid(), how)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_an_idle_bot_stops_at_once(
    discord_: LoopbackDiscord, desk: Desk, settings: Settings, how: signal.Signals
) -> None:
    async with serving(discord_, desk, settings):
        began = time.monotonic()
        stop(how)
    assert time.monotonic() - began < 1
    assert not discord_.gateway.ready


async def test_what_is_being_answered_is_finished_and_new_questions_are_turned_away(
    discord_: LoopbackDiscord,
    desk: Desk,
    settings: Settings,
    gate: Gate,
    channel: Channel,
    ada: User,
) -> None:
    async with serving(discord_, desk, settings) as task:
        asked = await discord_.slash("ask", {"question": QUESTION}, ada, channel)
        await discord_.direct_message(ada, QUESTION)
        await gate.reached(2)
        stop()
        late = await discord_.slash("ask", {"question": "Late?"}, ada, channel)
        assert (await excuse(late, private=False)).text == Trouble.CLOSING.value.person
        assert not task.done()
        gate.open()
        check_answer(await asked.answer())
        check_answer(await discord_.next_message(discord_.dm(ada)))


async def test_who_cannot_be_answered_in_time_is_told_so(
    discord_: LoopbackDiscord,
    desk: Desk,
    settings: Settings,
    gate: Gate,
    ada: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bot.serving, "FINISH_SECONDS", 0.05)
    async with serving(discord_, desk, settings):
        asked = await discord_.slash("ask", {"question": QUESTION}, ada)
        await gate.reached()
        stop()
        assert (await excuse(asked, private=False)).text == Trouble.CLOSING.value.person


async def test_even_a_deaf_discord_does_not_keep_the_bot_from_stopping(
    discord_: LoopbackDiscord,
    desk: Desk,
    settings: Settings,
    ada: User,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(bot.serving, "FINISH_SECONDS", 0.05)
    monkeypatch.setattr(bot.serving, "LAST_WORDS_SECONDS", 0.05)
    fault = discord_.faults.add(path=r"/@original$", latency=0.5)
    async with serving(discord_, desk, settings):
        await discord_.slash("ask", {"question": QUESTION}, ada)
        await applied(fault)
        stop()
    assert "Stopped with 1 people still waiting" in caplog.text


async def test_the_time_to_stop_is_ten_seconds_at_the_most() -> None:
    client = bot.serving
    total = (
        client.FINISH_SECONDS
        + client.LAST_WORDS_SECONDS
        + client.DESK_SECONDS
        + client.GOODBYE_SECONDS
        + STOP_SECONDS
    )
    assert total < 10


async def test_a_bot_that_is_told_to_stop_while_it_starts_stops(
    discord_: LoopbackDiscord, desk: Desk, settings: Settings
) -> None:
    fault = discord_.faults.add(path="/users/@me", latency=5)
    with discord_.as_discord():
        task = asyncio.create_task(serve(desk, settings))
        await applied(fault)
        stop()
        await asyncio.wait_for(task, 2)


@pytest.mark.usefixtures("log_levels")
async def test_neither_questions_nor_tokens_are_logged(
    discord_: LoopbackDiscord,
    desk: Desk,
    settings: Settings,
    ada: User,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("boom")

    caplog.set_level(logging.DEBUG)
    async with serving(discord_, desk, settings):
        asked = await discord_.slash("ask", {"question": QUESTION}, ada)
        await discord_.direct_message(ada, QUESTION)
        check_answer(await asked.answer())
        check_answer(await discord_.next_message(discord_.dm(ada)))
        monkeypatch.setattr(desk._searcher, "look_up", fail)
        await (await discord_.slash("ask", {"question": QUESTION}, ada)).answer()
        stop()
    assert "boom" in caplog.text
    assert QUESTION not in caplog.text
    assert discord_.token not in caplog.text
    assert asked.interaction.token not in caplog.text


async def test_the_program_finishes_its_answers_on_sigterm(
    discord_: LoopbackDiscord, tmp_path: Path, ada: User
) -> None:
    environment = {
        **discord_.environment,
        "DISCORD_TOKEN": discord_.token,
        "CORPUS_DIR": str(CORPUS),
        "DATA_DIR": str(tmp_path / "var"),
    }

    async def run(*arguments: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *discord_.launch_command(*arguments),
            env=environment,
            cwd=tmp_path,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )

    building = await run("build")
    output, _ = await building.communicate()
    assert building.returncode == 0, output.decode()
    program = await run("run")
    await discord_.ready(timeout=60)
    asked = [await discord_.slash("ask", {"question": QUESTION}, ada) for _ in range(10)]
    await asked[-1].acknowledged()
    program.send_signal(signal.SIGTERM)
    output, _ = await asyncio.wait_for(program.communicate(), 15)
    assert program.returncode == 0, output.decode()
    for one in asked:
        check_answer(await one.answer())
    assert QUESTION not in output.decode()
    assert discord_.token not in output.decode()


async def test_what_is_being_written_ends_with_what_is_checked(
    discord_: LoopbackDiscord, library: Library, settings: Settings, channel: Channel, ada: User
) -> None:
    true = "The Qwen app was downloaded ten million times in its first week"
    wait = Wait()
    async with (
        ScriptedServer(always(Said(f"{true}. [1] And", wait))) as server,
        writer_on(server) as writer,
    ):
        offload = Offload(workers=2, queue_size=20)
        desk = Desk(library, offload, question_max_chars=1000, writer=writer)
        async with serving(discord_, desk, settings):
            await discord_.slash("ask", {"question": QUESTION}, ada, channel)
            await wait.reached.wait()
            await discord_.until(lambda: _with(true, channel))
            stop()
        wait.let_go()
    (message,) = channel.messages.values()
    assert true in message.text
    assert "stopped before its end" in message.text


def _with(words: str, channel: Channel) -> Message | None:
    return next((one for one in channel.messages.values() if words in one.text), None)
