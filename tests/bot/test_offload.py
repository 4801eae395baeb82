"""The bridge to threads: bounded, honest about its slots, and never in the event loop's way."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio
from blockbuster import BlockingError

from bot.desk import Desk
from bot.errors import DeskError, Trouble
from bot.offload import Offload
from bot.types import Question
from index.library import Library

DOWNLOADS = "How many downloads?"


class Work:
    """A call that holds its worker until it is told to go on."""

    def __init__(self) -> None:
        self.began = threading.Semaphore(0)
        self._go_on = threading.Event()

    def __call__(self, result: int = 0) -> int:
        self.began.release()
        assert self._go_on.wait(20)
        return result

    def go_on(self) -> None:
        """Let all calls end, now and later."""
        self._go_on.set()


@pytest_asyncio.fixture
async def work() -> AsyncIterator[Work]:
    """Work that ends with the test at the latest."""
    work = Work()
    yield work
    work.go_on()


async def until(true: Callable[[], bool]) -> None:
    """Wait, for ten seconds at most."""
    for _ in range(5000):
        if true():
            return
        await asyncio.sleep(0.002)
    raise TimeoutError


async def refused(offload: Offload) -> Trouble:
    """Why the next call is not taken."""
    with pytest.raises(DeskError) as caught:
        await offload.run(int)
    return caught.value.trouble


@pytest.mark.asyncio
async def test_a_call_runs_on_a_worker_with_its_arguments() -> None:
    offload = Offload(workers=1, queue_size=0)

    def call(one: int, *, two: int) -> tuple[int, str]:
        return one + two, threading.current_thread().name

    result, thread = await offload.run(call, 1, two=2)

    assert result == 3
    assert thread.startswith("footnote")
    assert offload.depth == 0
    await offload.close(seconds=1)


@pytest.mark.asyncio
async def test_a_full_queue_refuses_at_once(work: Work) -> None:
    offload = Offload(workers=2, queue_size=3)
    taken = [asyncio.create_task(offload.run(work, number)) for number in range(5)]
    await until(lambda: offload.depth == 5)

    began = time.perf_counter()
    assert await refused(offload) is Trouble.BUSY
    assert time.perf_counter() - began < 0.5

    work.go_on()
    assert await asyncio.gather(*taken) == [0, 1, 2, 3, 4]
    assert await offload.run(int) == 0
    await offload.close(seconds=1)


@pytest.mark.asyncio
async def test_a_queue_of_none_takes_as_many_as_there_are_workers(work: Work) -> None:
    offload = Offload(workers=1, queue_size=0)
    taken = asyncio.create_task(offload.run(work))
    await until(lambda: offload.depth == 1)

    assert await refused(offload) is Trouble.BUSY

    work.go_on()
    await taken
    await offload.close(seconds=1)


@pytest.mark.asyncio
async def test_no_more_than_the_workers_run_at_once() -> None:
    offload = Offload(workers=2, queue_size=20)
    lock, running, most = threading.Lock(), 0, 0

    def call() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.01)
        with lock:
            running -= 1

    await asyncio.gather(*(offload.run(call) for _ in range(12)))

    assert most == 2
    await offload.close(seconds=1)


@pytest.mark.asyncio
async def test_a_waiter_that_left_keeps_its_slot_until_the_work_ends(work: Work) -> None:
    offload = Offload(workers=1, queue_size=0)
    waiter = asyncio.create_task(offload.run(work))
    await until(lambda: work.began.acquire(blocking=False))

    waiter.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiter
    assert offload.depth == 1
    assert await refused(offload) is Trouble.BUSY

    work.go_on()
    await until(lambda: offload.depth == 0)
    assert await offload.run(int) == 0
    await offload.close(seconds=1)


@pytest.mark.asyncio
async def test_an_abandoned_failure_frees_its_slot_without_a_complaint(
    work: Work, caplog: pytest.LogCaptureFixture
) -> None:
    offload = Offload(workers=1, queue_size=0)

    def fail() -> None:
        work()
        raise ValueError("nobody waits for this")

    waiter = asyncio.create_task(offload.run(fail))
    await until(lambda: work.began.acquire(blocking=False))
    waiter.cancel()
    work.go_on()
    await until(lambda: offload.depth == 0)
    await offload.close(seconds=1)

    assert caplog.text == ""


@pytest.mark.asyncio
@pytest.mark.parametrize("error", [ValueError("x"), DeskError(Trouble.EMPTY), KeyError("y")])
async def test_what_a_call_raises_comes_through(error: Exception) -> None:
    offload = Offload(workers=1, queue_size=0)

    def fail() -> None:
        raise error

    with pytest.raises(type(error)) as caught:
        await offload.run(fail)

    assert caught.value is error
    assert offload.depth == 0
    await offload.close(seconds=1)


@pytest.mark.asyncio
async def test_a_stop_iteration_does_not_leave_its_waiter_for_ever() -> None:
    """A future cannot hold this one exception."""
    offload = Offload(workers=1, queue_size=0)

    with pytest.raises(RuntimeError, match="StopIteration"):
        async with asyncio.timeout(5):
            await offload.run(next, iter(()))

    await offload.close(seconds=1)


@pytest.mark.asyncio
async def test_idle_is_when_nothing_runs_or_waits_any_more(work: Work) -> None:
    offload = Offload(workers=1, queue_size=1)
    await offload.idle(seconds=10)
    calls = [asyncio.create_task(offload.run(work, number)) for number in range(2)]
    await until(lambda: offload.depth == 2)
    idle = asyncio.create_task(offload.idle(seconds=10))
    await offload.idle(seconds=0.001)
    assert offload.depth == 2
    assert not idle.done()

    work.go_on()
    await idle

    assert offload.depth == 0
    assert await asyncio.gather(*calls) == [0, 1]


@pytest.mark.asyncio
async def test_a_closed_bridge_takes_nothing_new() -> None:
    offload = Offload(workers=1, queue_size=10)

    assert await offload.close(seconds=1)

    assert await refused(offload) is Trouble.CLOSING


@pytest.mark.asyncio
async def test_a_closing_bridge_lets_what_runs_and_waits_finish(work: Work) -> None:
    offload = Offload(workers=1, queue_size=10)
    taken = [asyncio.create_task(offload.run(work, number)) for number in range(3)]
    await until(lambda: offload.depth == 3)

    closing = asyncio.create_task(offload.close(seconds=10))
    await asyncio.sleep(0)
    assert await refused(offload) is Trouble.CLOSING
    assert not closing.done()
    work.go_on()

    assert await asyncio.gather(*taken) == [0, 1, 2]
    assert await closing


@pytest.mark.asyncio
async def test_after_its_time_a_closing_bridge_drops_the_queue_and_says_so(work: Work) -> None:
    """Who waits in the queue hears a sentence; what runs cannot be stopped and may finish."""
    offload = Offload(workers=1, queue_size=10)
    running = asyncio.create_task(offload.run(work, 7))
    await until(lambda: work.began.acquire(blocking=False))
    queued = [asyncio.create_task(offload.run(work)) for _ in range(3)]
    await until(lambda: offload.depth == 4)

    began = time.perf_counter()
    assert not await offload.close(seconds=0.05)
    assert time.perf_counter() - began < 2

    for outcome in await asyncio.gather(*queued, return_exceptions=True):
        assert isinstance(outcome, DeskError)
        assert outcome.trouble is Trouble.CLOSING
    work.go_on()
    assert await running == 7
    await until(lambda: offload.depth == 0)


@pytest.mark.asyncio
async def test_the_event_loop_keeps_its_beat_while_all_workers_are_busy() -> None:
    """Pure Python on two threads, which let go of the interpreter every few milliseconds."""
    offload = Offload(workers=2, queue_size=10)
    stop = threading.Event()
    gaps: list[float] = []

    def busy() -> int:
        count = 0
        while not stop.is_set():
            count += 1
        return count

    tasks = [asyncio.create_task(offload.run(busy)) for _ in range(4)]
    last = time.perf_counter()
    for _ in range(50):
        await asyncio.sleep(0.005)
        now = time.perf_counter()
        gaps.append(now - last)
        last = now
    stop.set()

    assert all(count >= 0 for count in await asyncio.gather(*tasks))
    assert sorted(gaps)[len(gaps) // 2] < 0.2
    assert max(gaps) < 2
    await offload.close(seconds=5)


@pytest.mark.asyncio
async def test_a_blocking_search_on_the_event_loop_would_be_noticed(desk: Desk) -> None:
    """What `desk.answer` sends over the bridge, called without it."""
    with pytest.raises(BlockingError):
        desk._searcher.look_up(DOWNLOADS, Question(text=DOWNLOADS))


@pytest.mark.asyncio
async def test_a_sleep_below_the_desk_on_the_event_loop_would_be_noticed(
    desk: Desk, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "search", lambda *_, **__: time.sleep(0.001))

    with pytest.raises(BlockingError, match=r"time\.sleep"):
        desk._searcher.look_up(DOWNLOADS, Question(text=DOWNLOADS))


def test_without_an_event_loop_blocking_is_no_fault(desk: Desk) -> None:
    desk._searcher.look_up(DOWNLOADS, Question(text=DOWNLOADS))
