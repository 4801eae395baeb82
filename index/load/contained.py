"""A loader comes in, one that reads every document in another process goes out, within limits.

The libraries that take documents apart are written in C, and some documents are made to keep them
busy for hours, to fill the memory or to take the process over. A thread cannot be stopped, a
process can. It is given no more of the surroundings than it needs, so that whoever took it over
would find no token there. `index.load.reader` is what runs there.
"""

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from index.errors import LoadError
from index.load import reader
from index.load.base import Loaded
from index.load.parcel import unpack
from index.load.reader import BROKEN, LARGE, SLOW, Request, read_frame, write_frame

MOST_SECONDS = 10.0
"""The most that reading one document may take."""

MOST_MEMORY = 512_000_000
"""Bytes that one document may take, beside what Python and its libraries do."""

_START_SECONDS = 60.0  # for Python and a reader's libraries, on a machine that is busy
_GRACE_SECONDS = 5.0  # a worker that ends its children itself is given this much more
_KEPT = 2  # workers that wait for the next document, about as large as their libraries
_MOST_AT_ONCE = max(2, os.cpu_count() or 1)
_FORKS = hasattr(os, "fork")

Reader = Callable[..., Loaded]
Launch = tuple[tuple[str, ...], tuple[tuple[str, str], ...]]
"""A command and its environment."""

_named: set[str] = set()  # the readers that the code has asked for: a worker runs no other


class Contained:
    """A reader whose documents are read in another process. Threads may share one."""

    def __init__(self, read: Reader | str, *, thing: str, hint: str) -> None:
        """See `contained`."""
        self._name = read if isinstance(read, str) else f"{read.__module__}:{read.__qualname__}"
        self._thing = thing
        self._hint = hint
        _named.add(self._name)

    def __call__(
        self,
        content: bytes,
        *,
        article_id: str,
        collection: str,
        max_seconds: float = MOST_SECONDS,
        **facts: str,
    ) -> Loaded:
        """Read one document; `facts` are what its reader asks for beside id and collection.

        Raises:
            LoadError: the reader refuses it, or does not come to an end within the limits.
        """
        request = Request(
            reader=self._name,
            seconds=max_seconds,
            memory=MOST_MEMORY,
            facts={"article_id": article_id, "collection": collection, **facts},
        )
        answer = _workers.ask(request, content)
        how = answer.get("failed")
        if how == SLOW:
            raise LoadError(f"{self._thing} takes too long to read", self._hint)
        if how == LARGE:
            raise LoadError(f"{self._thing} needs too much memory", self._hint)
        if "message" in answer:
            raise LoadError(str(answer["message"]), str(answer.get("hint")))
        try:
            return unpack(answer, article_id=article_id, collection=collection)
        except ValueError:
            raise LoadError(f"{self._thing} cannot be read", self._hint) from None


def contained(
    read: Reader | str,
    *,
    thing: str = "that file",
    hint: str = "Save its text as a .txt or .md file and take that.",
) -> Contained:
    """A loader that does what `read` does, in another process.

    `read` is a function of a module, or `module:function`, so that whoever only names it need not
    import what it is built on. `thing` is what the sentences call a document, `hint` what to do
    about one that cannot be read.
    """
    return Contained(read, thing=thing, hint=hint)


class _GoneError(Exception):
    """A worker has ended before it began with the document."""


class _Worker:
    """A process that reads one document after the other; `ended` once it can't any more."""

    def __init__(self, launch: Launch) -> None:
        self.launch = launch
        self.ended = False
        command, environment = launch
        self._process = subprocess.Popen(  # noqa: S603 - our own module, with names of the code
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=dict(environment),
            bufsize=0,
            start_new_session=True,  # its children end with it
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._pipes = (self._process.stdin, self._process.stdout)

    def ask(self, request: Request, content: bytes) -> dict[str, Any]:
        """The answer to a document.

        Raises:
            _GoneError: it ended before it began. After that, its end is the document's doing.
        """
        to, back = (pipe.fileno() for pipe in self._pipes)
        begun = None
        with self._until(_START_SECONDS), suppress(OSError):
            write_frame(to, json.dumps(request).encode("ascii"))
            write_frame(to, content)
            begun = read_frame(back)
        if begun is None:
            raise _GoneError
        with self._until(request["seconds"] + (_GRACE_SECONDS if _FORKS else 0.0)) as late:
            answer = read_frame(back)
        self.ended = late.is_set() or answer is None
        if late.is_set():
            return {"failed": SLOW}
        try:
            read = json.loads(answer or b"")
        except (ValueError, RecursionError):
            read = None
        return read if isinstance(read, dict) else {}

    def close(self) -> None:
        """End it, and wait until it is gone."""
        self._kill()
        self._process.wait()
        self.leave()

    def leave(self) -> None:
        """Let go of it, as the copy of a process does whose worker it is not."""
        self._process.returncode = self._process.returncode or 0
        for pipe in self._pipes:
            pipe.close()

    @contextmanager
    def _until(self, seconds: float) -> Iterator[threading.Event]:
        """Kill it after so many seconds, which ends all waiting for it, and say so."""
        late = threading.Event()

        def end() -> None:
            late.set()
            self._kill()

        timer = threading.Timer(seconds, end)
        timer.daemon = True
        timer.start()
        try:
            yield late
        finally:
            timer.cancel()
            timer.join()

    def _kill(self) -> None:
        # Until somebody has waited for it, its number is nobody else's.
        with suppress(ProcessLookupError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()


class _Workers:
    """The workers of this process: one for each thread that reads, and some that wait."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()
        self._room = threading.BoundedSemaphore(_MOST_AT_ONCE)

    def ask(self, request: Request, content: bytes) -> dict[str, Any]:
        """The answer to a document. A worker that died while it waited is replaced."""
        with self._room:
            for _ in range(2):
                try:
                    worker = self._take(_launch())
                except OSError:
                    break
                try:
                    return worker.ask(request, content)
                except _GoneError:
                    worker.ended = True
                finally:
                    self._give_back(worker)
        return {"failed": BROKEN}

    def close(self) -> None:
        """End all that wait."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.ended = True
            self._give_back(worker)

    def leave(self) -> None:
        """Let go of all of them without ending them: they are another process's."""
        for worker in self._all:
            worker.leave()

    def _take(self, launch: Launch) -> _Worker:
        with self._lock:
            found = self._idle.pop() if self._idle else None
        if found is not None and found.launch == launch:
            return found
        if found is not None:  # it knows other readers, or other surroundings
            found.ended = True
            self._give_back(found)
        worker = _Worker(launch)
        with self._lock:
            self._all.add(worker)
        return worker

    def _give_back(self, worker: _Worker) -> None:
        with self._lock:
            if not worker.ended and len(self._idle) < _KEPT:
                self._idle.append(worker)
                return
            self._all.discard(worker)
        worker.close()


def _launch() -> Launch:
    """What starts a worker now: it is told of no secret that this process knows."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # each takes memory
    found = {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"}
    how = reader.FORKS if _FORKS else "whole"
    command = (sys.executable, "-P", "-m", reader.__name__, how, *sorted(_named))
    return command, tuple(sorted({**kept, **threads, **found}.items()))


_workers = _Workers()


@atexit.register
def close() -> None:
    """End the workers that wait for a document; the next document starts another."""
    _workers.close()


def _start_over() -> None:
    global _workers
    _workers.leave()
    _workers = _Workers()


if _FORKS:
    os.register_at_fork(after_in_child=_start_over)
