"""Documents come in on standard input, articles go out on standard output: the other process.

`index.load.contained` starts it with the names of the loaders that it may run, and never another.
It keeps their libraries imported. Where the system can fork, every document has a child of its own,
which is limited in time and memory and whose death is an answer; elsewhere whoever started this
process ends it when a document takes too long.

A frame is a length in four bytes, then that many bytes. A document is two of them: a `Request` as
JSON, and the content. It is answered by two: an empty one when the reading begins, and a `pack`ed
article, or JSON with `message` and `hint`, or with `failed`: how it went wrong.
"""

import json
import os
import select
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TypedDict

from index.errors import LoadError
from index.load.base import Loaded
from index.load.parcel import pack

MOST_ANSWER = 200_000_000
"""Bytes of the longest answer."""

SLOW, LARGE, BROKEN = "slow", "large", "broken"
"""How a document that is not refused with a sentence goes wrong: by time, by memory, otherwise."""

FORKS = "forks"
"""The first argument where every document is to have a child of its own."""

_PIECE = 1 << 20  # bytes that are read or written at once

Reader = Callable[..., Loaded]


class Request(TypedDict):
    """What is to be read, and how: `reader` is `module:function`, `facts` are its keywords.

    The document gets `seconds` of time, and `memory` in bytes above what is in use before it.
    """

    reader: str
    seconds: float
    memory: int
    facts: dict[str, str]


def serve(requests: int, answers: int, readers: frozenset[str], *, forks: bool) -> None:
    """Answer documents from one file descriptor on the other, until nobody asks any more."""
    while (head := read_frame(requests)) is not None:
        content = read_frame(requests)
        request: Request = json.loads(head)
        if content is None or request["reader"] not in readers:
            return
        read = _reader(request["reader"])  # imported once, for every child
        write_frame(answers, b"")
        if not forks:
            write_frame(answers, _read(read, content, request["facts"]))
            continue
        source, child = _start(read, content, request, (requests, answers))
        answer = _answer_of(source, child, requests, request["memory"])
        if answer is None:
            return
        write_frame(answers, answer)


@cache
def _reader(named: str) -> Reader:
    """A reader by its name; its module's `prepare` is done first, where it has one."""
    name, _, function = named.partition(":")
    module = import_module(name)
    getattr(module, "prepare", bool)()
    read: Reader = getattr(module, function)
    return read


def read_frame(source: int) -> bytes | None:
    """The bytes of the next frame; `None` where no whole one comes, or one beyond `MOST_ANSWER`."""
    size = int.from_bytes(_exactly(source, 4) or b"\xff" * 4, "big")
    return _exactly(source, size) if size <= MOST_ANSWER else None


def write_frame(target: int, content: bytes) -> None:
    """Write bytes as a frame.

    Raises:
        OSError: nobody reads there any more.
    """
    _write(target, len(content).to_bytes(4, "big"))
    _write(target, content)


def _exactly(source: int, size: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < size:
        part = os.read(source, min(size - len(parts), _PIECE))
        if not part:
            return None
        parts += part
    return bytes(parts)


def _write(target: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(target, left[:_PIECE]) :]


def _failed(how: str) -> bytes:
    return json.dumps({"failed": how}).encode("ascii")


def _read(read: Reader, content: bytes, facts: dict[str, str]) -> bytes:
    """The answer to a document, whatever its reader makes of it."""
    try:
        return pack(read(content, **facts))
    except LoadError as error:
        return json.dumps({"message": error.message, "hint": error.hint}).encode("ascii")
    except MemoryError:
        return _failed(LARGE)
    except Exception:
        # A stranger's document may meet a fault of a library's; that is no fault of the bot's.
        return _failed(BROKEN)


def _start(
    read: Reader, content: bytes, request: Request, private: tuple[int, ...]
) -> tuple[int, int]:
    """A child that reads one document: where its answer comes from, and its process id."""
    source, target = os.pipe()
    child = os.fork()
    if child:
        os.close(target)
        return source, child
    with suppress(BaseException):
        # It is to hear and say nothing but its own answer.
        for descriptor in (source, *private):
            os.close(descriptor)
        _limit(request["seconds"], request["memory"])
        _write(target, _read(read, content, request["facts"]))
    os._exit(0)


def _limit(seconds: float, memory: int) -> None:
    """Have the system end this process in time, and give it no more memory, files or core dumps."""
    import resource  # is nowhere but where fork is

    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    for what, most in (
        (resource.RLIMIT_CPU, int(seconds) + 1),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    table = Path("/proc/self/statm")
    if table.exists():
        mapped = int(table.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (mapped + memory, mapped + memory))


def _answer_of(source: int, child: int, requests: int, memory: int) -> bytes | None:
    """What a child answers, or what its death says; nothing where nobody waits for it any more."""
    answer = bytearray()
    waited_for = True
    while len(answer) <= MOST_ANSWER:
        ready, _, _ = select.select([source, requests], [], [])
        # Nobody says anything while a document is read: it is the end of who asked.
        if requests in ready:
            waited_for = False
            break
        part = os.read(source, _PIECE)
        if not part:
            break
        answer += part
    else:
        answer = bytearray(_failed(LARGE))
    os.close(source)
    # It has closed its end of the pipe, or is not wanted any more.
    os.kill(child, signal.SIGKILL)
    _, status, used = os.wait4(child, 0)
    if not waited_for:
        return None
    death = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
    if death in {signal.SIGALRM, signal.SIGXCPU}:
        return _failed(SLOW)
    # What is written in C++ ends itself where it gets no more memory; what it had, in kilobytes,
    # says whether that was why.
    if death == signal.SIGABRT and used.ru_maxrss * 1024 > memory / 2:
        return _failed(LARGE)
    return bytes(answer) or _failed(BROKEN)


def main() -> None:
    """Serve standard input and output; what a library prints goes nowhere."""
    requests, answers = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    how, *readers = sys.argv[1:]
    serve(requests, answers, frozenset(readers), forks=how == FORKS)


if __name__ == "__main__":
    main()
