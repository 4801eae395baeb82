"""Discord, the network and the bot itself fail; the person hears of it, and nothing crashes."""

import asyncio
import logging
import re
from collections.abc import Callable
from typing import Any

import pytest

from bot.client import FootnoteClient
from bot.desk import Desk
from bot.errors import DeskError, Trouble
from index.library import Library
from tests.bot.discord.conftest import Gate, applied, excuse
from tests.bot.discord.test_questions import QUESTION, check_answer
from tests.loopback import Channel, LoopbackDiscord, User

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("bot")]

ANSWER = r"/messages(/@original)?$"


def references(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The references that were logged, beside a traceback."""
    records = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert all(record.exc_info for record in records)
    found = [re.search(r"reference (\w{8})$", record.getMessage()) for record in records]
    return [match[1] for match in found if match]


def failing(error: BaseException) -> Callable[..., Any]:
    def fail(*args: object, **kwargs: object) -> None:
        raise error

    return fail


async def test_a_rate_limit_delays_the_answer(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    fault = discord_.faults.add(path=ANSWER, status=429, retry_after=0.05, times=2)
    asked = await discord_.slash("ask", {"question": QUESTION}, ada, channel)
    check_answer(await asked.answer())
    discord_.faults.add(method="POST", path=ANSWER, status=429, retry_after=0.05)
    await discord_.direct_message(ada, QUESTION)
    check_answer(await discord_.next_message(discord_.dm(ada)))
    assert fault.applied == 2


async def test_a_ban_of_the_network_is_spoken_of_as_soon_as_it_ends(
    discord_: LoopbackDiscord, channel: Channel, ada: User, caplog: pytest.LogCaptureFixture
) -> None:
    discord_.faults.add(path=ANSWER, status=429, via=False)
    asked = await discord_.slash("ask", {"question": QUESTION, "private": True}, ada, channel)
    message = await asked.answer()
    (reference,) = references(caplog)
    unexpected = Trouble.UNEXPECTED.value.person
    assert message.text == f"{unexpected} Reference: {reference}"


async def test_a_lasting_ban_is_logged_and_the_next_question_answered(
    discord_: LoopbackDiscord, channel: Channel, ada: User, caplog: pytest.LogCaptureFixture
) -> None:
    fault = discord_.faults.add(path=ANSWER, status=429, via=False, times=None)
    await discord_.direct_message(ada, QUESTION)
    await applied(fault, 2)
    discord_.faults.clear()
    asked = await discord_.slash("ask", {"question": QUESTION}, ada, channel)
    check_answer(await asked.answer())
    assert len(references(caplog)) == 2


@pytest.mark.parametrize("after", [False, True])
async def test_a_server_error_is_tried_again_and_answers_once(
    discord_: LoopbackDiscord, ada: User, after: bool
) -> None:
    # discord.py waits a second before it tries again.
    discord_.faults.add(method="POST", path=r"/messages$", status=500, after=after)
    await discord_.direct_message(ada, QUESTION)
    check_answer(await discord_.next_message(discord_.dm(ada)))
    asked = await discord_.slash("ask", {"question": QUESTION}, ada)
    await asked.answer()
    from_bot = [m for m in discord_.dm(ada).messages.values() if m.author is discord_.bot]
    assert len(from_bot) == 2


async def test_an_acknowledgement_whose_receipt_got_lost_counts(
    discord_: LoopbackDiscord, ada: User
) -> None:
    discord_.faults.add(method="POST", path=r"/callback", status=500, after=True)
    asked = await discord_.slash("ask", {"question": QUESTION}, ada)
    check_answer(await asked.answer())


async def test_an_acknowledgement_that_fails_twice_is_still_in_time(
    discord_: LoopbackDiscord, ada: User
) -> None:
    fault = discord_.faults.add(method="POST", path=r"/callback", status=500, times=2)
    asked = await discord_.slash("ask", {"question": QUESTION}, ada)
    check_answer(await asked.answer())
    assert fault.applied == 2


async def test_an_acknowledgement_that_takes_long_counts_once(
    discord_: LoopbackDiscord, channel: Channel, ada: User, caplog: pytest.LogCaptureFixture
) -> None:
    discord_.faults.add(method="POST", path=r"/callback", latency=1.0)
    asked = await discord_.slash("ask", {"question": QUESTION}, ada, channel)
    check_answer(await asked.answer())
    assert len(channel.messages) == 1
    assert not references(caplog)


async def test_a_question_that_discord_has_forgotten_is_logged_and_left(
    discord_: LoopbackDiscord, gate: Gate, ada: User, caplog: pytest.LogCaptureFixture
) -> None:
    fault = discord_.faults.add(path=r"/callback", status=404, code=10062)
    await discord_.slash("ask", {"question": QUESTION}, ada)
    await applied(fault)
    gate.open()
    check_answer(await (await discord_.slash("ask", {"question": QUESTION}, ada)).answer())
    assert len(references(caplog)) == 1


@pytest.mark.parametrize(("status", "code"), [(403, 50013), (404, 10003), (401, 50027)])
async def test_a_channel_that_cannot_be_written_to_is_logged_and_left(
    discord_: LoopbackDiscord,
    channel: Channel,
    ada: User,
    caplog: pytest.LogCaptureFixture,
    status: int,
    code: int,
) -> None:
    times = 1 if status in (403, 404) else 2
    fault = discord_.faults.add(path=ANSWER, status=status, code=code, times=times)
    await discord_.say(ada, channel, f"{discord_.bot.mention} {QUESTION}")
    await applied(fault, times)
    await discord_.say(ada, channel, f"{discord_.bot.mention} {QUESTION}")
    check_answer(await discord_.next_message(channel))
    assert len(references(caplog)) == times


async def test_an_answer_comes_even_if_typing_cannot_be_shown(
    discord_: LoopbackDiscord, ada: User, caplog: pytest.LogCaptureFixture
) -> None:
    discord_.faults.add(path=r"/typing$", status=403, code=50013, times=None)
    await discord_.direct_message(ada, QUESTION)
    check_answer(await discord_.next_message(discord_.dm(ada)))
    assert not references(caplog)


@pytest.mark.parametrize("private", [True, False])
async def test_an_unexpected_error_is_told_in_private_with_its_reference(
    discord_: LoopbackDiscord,
    desk: Desk,
    channel: Channel,
    ada: User,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    private: bool,
) -> None:
    monkeypatch.setattr(desk._searcher, "look_up", failing(RuntimeError("boom")))
    options = {"question": QUESTION, "private": private}
    asked = await discord_.slash("ask", options, ada, channel)
    message = await excuse(asked, private=private)
    (reference,) = references(caplog)
    assert message.text == f"{Trouble.UNEXPECTED.value.person} Reference: {reference}"
    assert message.viewer is ada
    await discord_.until(lambda: not channel.messages)
    assert "boom" in caplog.text


async def test_an_unexpected_error_is_told_in_a_direct_message_too(
    discord_: LoopbackDiscord, desk: Desk, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk._searcher, "look_up", failing(RuntimeError("boom")))
    await discord_.direct_message(ada, QUESTION)
    message = await discord_.next_message(discord_.dm(ada))
    assert message.text.startswith(Trouble.UNEXPECTED.value.person)
    assert not message.pings


async def test_a_button_that_fails_says_so(
    discord_: LoopbackDiscord, library: Library, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = await (await discord_.slash("ask", {"question": QUESTION}, ada)).answer()
    monkeypatch.setattr(library, "passages", failing(RuntimeError("boom")))
    shown = await (await discord_.click(message, label="Show passages", user=ada)).answer()
    assert shown.text.startswith(Trouble.UNEXPECTED.value.person)
    assert shown.ephemeral


async def test_an_answer_that_discord_does_not_take_is_owned_up_to(
    discord_: LoopbackDiscord, ada: User
) -> None:
    discord_.faults.add(path=ANSWER, status=400, code=50035)
    await discord_.direct_message(ada, QUESTION)
    message = await discord_.next_message(discord_.dm(ada))
    assert message.text.startswith(Trouble.UNEXPECTED.value.person)


async def test_a_library_that_is_not_ready(
    discord_: LoopbackDiscord, desk: Desk, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk._searcher, "look_up", failing(DeskError(Trouble.NO_LIBRARY)))
    await discord_.direct_message(ada, QUESTION)
    message = await discord_.next_message(discord_.dm(ada))
    assert message.text == Trouble.NO_LIBRARY.value.person


async def test_a_command_of_an_older_version_is_answered_with_an_excuse(
    discord_: LoopbackDiscord, bot: FootnoteClient, ada: User, caplog: pytest.LogCaptureFixture
) -> None:
    bot.tree.remove_command("ask")
    message = await (await discord_.slash("ask", {"question": QUESTION}, ada)).answer()
    (reference,) = references(caplog)
    assert message.text.endswith(f"Reference: {reference}")
    assert message.ephemeral


async def test_an_error_before_the_question_is_read_is_logged_with_a_reference(
    discord_: LoopbackDiscord,
    bot: FootnoteClient,
    ada: User,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    heard = asyncio.Event()
    original = bot.on_error

    async def on_error(event: str, /, *args: Any, **kwargs: Any) -> None:
        await original(event, *args, **kwargs)
        heard.set()

    monkeypatch.setattr(bot, "on_error", on_error)
    monkeypatch.setattr("bot.cogs.messages.question_in", failing(RuntimeError("boom")))
    await discord_.direct_message(ada, QUESTION)
    await asyncio.wait_for(heard.wait(), 5)
    assert len(references(caplog)) == 1


async def test_a_lost_gateway_is_resumed_in_the_middle_of_a_question(
    discord_: LoopbackDiscord, gate: Gate, channel: Channel, ada: User
) -> None:
    asked = await discord_.slash("ask", {"question": QUESTION}, ada, channel)
    await gate.reached()
    await discord_.drop_gateway()
    # What is asked while nobody listens is heard on resuming.
    await discord_.direct_message(ada, QUESTION)
    await discord_.wait_resumed()
    gate.open()
    check_answer(await asked.answer())
    check_answer(await discord_.next_message(discord_.dm(ada)))
