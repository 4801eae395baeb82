"""The one bridge from the event loop to the CPU: blocking calls go in, awaited results come out."""

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from bot.errors import DeskError, Trouble

P = ParamSpec("P")
T = TypeVar("T")


class Offload:
    """A fixed number of worker threads behind a bounded queue.

    A full queue refuses at once, so that a person is told "busy" instead of waiting for ever.
    """

    def __init__(self, *, workers: int, queue_size: int) -> None:
        self._pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="footnote")
        self._most = workers + queue_size
        self._running = 0
        self._closing = False
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def depth(self) -> int:
        """How many calls are running or waiting."""
        return self._running

    async def idle(self, *, seconds: float) -> None:
        """Wait until nothing runs or waits, for `seconds` at the most."""
        # Not `wait_for`, which may keep a cancellation to itself when the wait is just over.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._idle.wait()

    async def run(self, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `call` on a worker and return what it returns.

        Raises:
            DeskError: BUSY when the queue is full; CLOSING once `close` was called, also to those
                whose call it has dropped from the queue.
        """
        if self._closing:
            raise DeskError(Trouble.CLOSING)
        if self._running >= self._most:
            raise DeskError(Trouble.BUSY)
        future = asyncio.get_running_loop().run_in_executor(
            self._pool, _no_stop_iteration, lambda: call(*args, **kwargs)
        )
        self._running += 1
        self._idle.clear()
        # The slot is freed when the work ends, not when the waiting does: a cancelled waiter
        # leaves its thread busy all the same.
        future.add_done_callback(self._finished)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if future.cancelled() and task is not None and not task.cancelling():
                raise DeskError(Trouble.CLOSING) from None
            raise

    def _finished(self, future: "asyncio.Future[T]") -> None:
        self._running -= 1
        if self._running == 0:
            self._idle.set()
        if not future.cancelled():
            future.exception()  # seen, so that an abandoned failure is not reported as forgotten

    async def close(self, *, seconds: float) -> bool:
        """Take nothing new, let the running calls finish, and say whether all of them did.

        After `seconds` the queued calls are dropped.
        """
        self._closing = True
        try:
            await asyncio.wait_for(self._idle.wait(), timeout=seconds)
        except TimeoutError:
            return False
        finally:
            self._pool.shutdown(wait=False, cancel_futures=True)
        return True


def _no_stop_iteration(call: Callable[[], T]) -> T:
    """Make a `StopIteration` another error: a future cannot hold it, and would wait for ever."""
    try:
        return call()
    except StopIteration as error:
        raise RuntimeError("the call raised StopIteration") from error
