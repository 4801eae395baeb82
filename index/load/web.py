"""A web page's bytes come in, an article goes out; a process of its own reads them.

The libraries that take pages apart are written in C, and some pages are made to keep them busy for
hours or to fill the memory: an element with a million attributes is enough. A thread cannot be
stopped, a process can. It is given no more of the surroundings than it needs, so that whoever
took it over would find no token there.
"""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from importlib.util import find_spec
from typing import Any

from index.errors import LoadError
from index.load.base import Loaded
from index.load.page import AS_FILE, MOST_BYTES, read_page
from index.types import Article, Heading, Source, Span

MOST_SECONDS = 30.0
"""The most that reading one page may take."""

_MOST_MEMORY = 2_000_000_000  # bytes of addresses, what Python and its libraries take included


def load_page(
    content: bytes,
    *,
    url: str,
    content_type: str,
    article_id: str,
    collection: str,
    max_seconds: float = MOST_SECONDS,
) -> Loaded:
    """Read a page as `index.load.fetch.fetch` brings it: HTML, Markdown or plain text.

    Args:
        content: the body, unpacked.
        url: where it was found, after all redirects.
        content_type: the Content-Type header, with or without a charset.
        article_id: the article's id, chosen by the caller.
        collection: the collection that it is to belong to.
        max_seconds: the most that this may take.

    Raises:
        LoadError: the page is too large, has no text to read, or cannot be read in time.
    """
    if len(content) > MOST_BYTES:
        size = MOST_BYTES // 1_000_000
        raise LoadError(f"that page is larger than {size} MB", AS_FILE)
    facts = {
        "url": url,
        "content_type": content_type,
        "article_id": article_id,
        "collection": collection,
    }
    command = [sys.executable, "-P", "-m", __name__, str(int(max_seconds) + 5)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, with a number
            command,
            input=json.dumps(facts).encode("ascii") + b"\n" + content,
            capture_output=True,
            env=_surroundings(),
            timeout=max_seconds,
            check=True,
        )
        answer = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise LoadError("that page takes too long to read", AS_FILE) from None
    except (subprocess.CalledProcessError, ValueError):
        raise LoadError("that page cannot be read", AS_FILE) from None
    if "message" in answer:
        raise LoadError(answer["message"], answer["hint"])
    return _loaded(answer)


def _surroundings() -> dict[str, str]:
    """Where Python finds its modules, and nothing else of this process's environment."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # each takes memory
    return {**kept, **threads, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"}


def _loaded(answer: dict[str, Any]) -> Loaded:
    article = answer["article"]
    source = {**article["source"], "tags": tuple(article["source"]["tags"])}
    headings = tuple(
        Heading(level=one["level"], span=Span(*one["span"])) for one in article["headings"]
    )
    return Loaded(
        article=Article(source=Source(**source), text=article["text"], headings=headings),
        notes=tuple(answer["notes"]),
        found=tuple((field, place) for field, place in answer["found"]),
    )


def _limit(seconds: int) -> None:
    """Give up memory and time beyond what a page needs, where the system has such limits."""
    if find_spec("resource") is None:
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))


def _answer() -> None:
    """The other process: facts and page from standard input, the article to standard output."""
    _limit(int(sys.argv[1]))
    facts, _, content = sys.stdin.buffer.read().partition(b"\n")
    try:
        answer = asdict(read_page(content, **json.loads(facts)))
    except LoadError as error:
        answer = {"message": error.message, "hint": error.hint}
    sys.stdout.buffer.write(json.dumps(answer).encode("ascii"))


if __name__ == "__main__":
    _answer()
