"""Readers that go wrong, and programs that use them, for the tests of `index.load.contained`."""

import ctypes
import os
import sys
import threading
from pathlib import Path

from index.errors import LoadError
from index.load.base import Loaded
from index.load.contained import contained
from index.types import Article, Heading, Mark, Source, Span


def fine(content: bytes, *, article_id: str, collection: str, **facts: str) -> Loaded:
    """The text as it is, with one of everything that an article can have."""
    text = content.decode()
    source = Source(
        article_id=article_id,
        collection=collection,
        title=facts.get("title", "A title"),
        published="2024",
        tags=("a", "b"),
    )
    headings = (Heading(level=2, span=Span(0, 1)),)
    mark = Mark(kind="page", number=3, start=0)
    return Loaded(
        article=Article(source=source, text=text, headings=headings, marks=(mark,)),
        notes=("A note.", "é\ud800"),
    )


def refuses(content: bytes, *, article_id: str, collection: str) -> Loaded:
    """It does not like the file."""
    raise LoadError("it is blue", "Paint it.")


def goes_wrong(content: bytes, *, article_id: str, collection: str) -> Loaded:
    """Does what the document says, none of which is to read it."""
    match content:
        case b"loop":
            while True:
                pass
        case b"sleep":
            threading.Event().wait()  # for ever
        case b"eat":
            _ = [bytes(1_000_000) for _ in range(1000)]
        case b"eat at once":
            _ = bytes(700_000_000)
        case b"abort":
            os.abort()
        case b"crash":
            ctypes.string_at(0)
        case b"exit":
            os._exit(0)
        case b"nest":
            return goes_wrong(content, article_id=article_id, collection=collection)
        case b"write":
            Path(article_id).write_text("It may write files.", encoding="utf-8")
        case b"close":
            os.closerange(0, 100)
    raise ValueError("nobody hears this")


def garbles(content: bytes, *, article_id: str, collection: str) -> Loaded:
    """Writes the document in the place of an answer, to whatever may be one."""
    for descriptor in range(100):
        try:
            os.write(descriptor, content)
        except OSError:
            continue
    os._exit(0)


def spies(content: bytes, *, article_id: str, collection: str) -> Loaded:
    """Everything that it can see of its surroundings and of its parent's."""
    seen = [str(dict(os.environ)), str(sys.argv)]
    for process in ("self", str(os.getppid())):
        path = Path(f"/proc/{process}/environ")
        seen += [path.read_bytes().decode()] if path.exists() else []
    return fine("\n".join(seen).encode(), article_id=article_id, collection=collection)


def says_where(content: bytes, *, article_id: str, collection: str) -> Loaded:
    """The process ids of the worker and of its child, into a file if one is named, then sleep."""
    return fine(f"{os.getppid()} {os.getpid()}".encode(), article_id="a", collection="b")


def tells_and_sleeps(content: bytes, *, article_id: str, collection: str) -> Loaded:
    """Says to whom reads the pipe named by the document that it has begun, and sleeps."""
    with Path(content.decode()).open("w", encoding="ascii") as pipe:
        pipe.write(f"{os.getppid()} {os.getpid()}")
    threading.Event().wait()  # until it is killed
    raise AssertionError


if __name__ == "__main__":  # a bot that reads one document and is killed meanwhile
    contained("tests.index.load.readers:tells_and_sleeps")(
        sys.argv[1].encode(), article_id="a", collection="b", max_seconds=100
    )
