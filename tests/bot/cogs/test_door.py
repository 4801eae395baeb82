"""Visits are counted, work is given up in time, and closing waits for the last reply."""

import asyncio

import pytest

from bot.cogs.door import Door
from bot.errors import DeskError, Trouble

pytestmark = pytest.mark.asyncio


async def answer() -> str:
    return "answer"


async def for_ever() -> None:
    await asyncio.Event().wait()


async def test_work_comes_back_with_its_result() -> None:
    door = Door()
    with door.visit():
        assert door.inside == 1
        assert await door.work(answer) == "answer"
    assert door.inside == 0


async def test_a_closed_door_begins_nothing() -> None:
    door = Door()
    assert await door.close(seconds=1, last_words_seconds=1)
    with pytest.raises(DeskError) as caught:
        await door.work(answer)
    assert caught.value.trouble is Trouble.CLOSING


async def test_patience_ends() -> None:
    with pytest.raises(DeskError) as caught:
        await Door(patience_seconds=0.01).work(for_ever)
    assert caught.value.trouble is Trouble.BUSY


async def test_a_timeout_of_the_work_itself_comes_through() -> None:
    async def late() -> None:
        raise TimeoutError("theirs")

    with pytest.raises(TimeoutError, match="theirs"):
        await Door().work(late)


async def test_closing_waits_for_those_inside() -> None:
    door, reply = Door(), asyncio.Event()

    async def visit() -> str:
        with door.visit():
            result = await door.work(answer)
            await reply.wait()
            return result

    visiting = asyncio.create_task(visit())
    closing = asyncio.create_task(door.close(seconds=5, last_words_seconds=0))
    await asyncio.sleep(0.01)
    assert not closing.done()
    reply.set()
    assert await closing
    assert await visiting == "answer"


async def test_closing_gives_up_what_takes_too_long_and_lets_it_be_said() -> None:
    door = Door()

    async def visit() -> Trouble:
        with door.visit():
            try:
                await door.work(for_ever)
            except DeskError as error:
                return error.trouble
        raise AssertionError("it went on for ever")

    visiting = asyncio.create_task(visit())
    await asyncio.sleep(0)
    assert await door.close(seconds=0.01, last_words_seconds=1)
    assert await visiting is Trouble.CLOSING


async def test_closing_does_not_wait_for_ever() -> None:
    door = Door()
    with door.visit():
        assert not await door.close(seconds=0.01, last_words_seconds=0.01)
