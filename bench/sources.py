"""A site of 1,000 made pages on this machine comes in, how fast its pages do is printed.

Run with `python -m bench.sources`. The real model embeds, a process of its own serves the pages by
a sitemap, each with an ETag. Between two requests to one site the bot waits a second; for this
site, which is the machine's own, it does not. A second look has to be answered 304 throughout and
to embed nothing, or this fails.
"""

import functools
import multiprocessing
import os
import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import index.sources.read
import index.sources.visit
from index.embed import SentenceTransformerEmbedder
from index.provenance import SourceSpec
from index.settings import BUNDLED_MODEL, IndexSettings
from index.sources.base import RefreshReceipt
from index.sources.refresh import follow, refresh_one
from tests.index.load.site import Site, serve
from tests.index.sources.places import article, here, sitemap

PAGES = 1_000
PARAGRAPHS = 2

_WHO = (
    *("keeper", "miller", "captain", "clerk", "baker", "teacher"),
    *("warden", "pilot", "gardener", "mason", "weaver", "fisher"),
)
_DID = (
    *("counted", "sold", "mended", "painted", "measured", "carried"),
    *("bought", "drew", "washed", "lost", "found", "kept"),
)
_WHAT = (
    *("lamps", "barrels", "ropes", "ledgers", "windows", "bells"),
    *("maps", "oars", "lanterns", "sacks", "boats", "keys"),
)
_WHERE = (
    *("harbour", "mill", "tower", "market", "bridge", "school"),
    *("cellar", "garden", "library", "island", "pier", "inn"),
)
_WHEN = (
    *("spring", "summer", "autumn", "winter"),
    *("Monday", "Friday", "morning", "evening"),
)


class NotFreshError(AssertionError):
    """The second look did what it must not."""


@dataclass(slots=True)
class Clock:
    """Seconds that calls of one kind took, in whichever threads."""

    seconds: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def timed(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """The same call, counted."""

        @functools.wraps(call)
        def counted(*given: Any, **named: Any) -> Any:
            began = time.perf_counter()
            try:
                return call(*given, **named)
            finally:
                with self._lock:
                    self.seconds += time.perf_counter() - began

        return counted


def main() -> None:
    """Bring the site in, look at it again, and say what each took."""
    embedder = SentenceTransformerEmbedder(BUNDLED_MODEL)
    list(embedder.embed([("Warm", "The first text loads the model.")]))
    print(f"{PAGES:,} pages of a site on this machine, no pause between requests")
    print(f"  load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as name, a_site() as (location, answers):
        settings = IndexSettings(corpus_dir=Path(name) / "corpus", data_dir=Path(name) / "data")
        spec = SourceSpec(kind="site", location=location, name="Made pages", most=PAGES)
        key = follow(settings, spec).key
        for look in ("first", "second"):
            with clocks() as (fetching, reading):
                began = time.perf_counter()
                receipt = refresh_one(settings, embedder, key, may_reach=here, pause=0)
                took = time.perf_counter() - began
            assert receipt is not None
            report(look, receipt, took, fetching.seconds, reading.seconds)
            counts = answers()
            print(
                f"    the site answered {counts['200']:,} times with a body, {counts['304']:,} 304"
            )
            print(f"    load after: {os.getloadavg()[0]:.1f}")
            if look == "first":
                check(len(receipt.added) == PAGES, f"{len(receipt.added)} pages became articles")
            else:
                check(receipt.chunks_embedded == 0, f"{receipt.chunks_embedded} chunks embedded")
                check(receipt.unchanged == PAGES, f"{receipt.unchanged} pages unchanged")
                # robots.txt is not there, and is asked for each time.
                check(counts["200"] == 0, f"{counts['200']} answers brought a body again")
                check(counts["304"] == PAGES + 1, f"{counts['304']} answers said 304")


def check(holds: bool, otherwise: str) -> None:
    """Raise `NotFreshError` unless it holds."""
    if not holds:
        raise NotFreshError(otherwise)


def report(look: str, receipt: RefreshReceipt, took: float, fetch: float, read: float) -> None:
    """The pages in a second, and how long the parts took; several threads may add up to more."""
    parts = {"fetching": fetch, "reading": read, "embedding": receipt.seconds_embedding}
    shares = ", ".join(
        f"{name} {spent:.1f} s ({spent / took:.0%})" for name, spent in parts.items()
    )
    print(
        f"  {look} look: {took:.1f} s, {PAGES / took:.1f} pages a second, "
        f"{receipt.chunks_embedded:,} chunks embedded\n    {shares}"
    )


@contextmanager
def clocks() -> Iterator[tuple[Clock, Clock]]:
    """What fetching and reading take, as long as this is open."""
    fetching, reading = Clock(), Clock()
    visit: Any = index.sources.visit
    read: Any = index.sources.read
    fetch, load_page = visit.fetch, read.load_page
    visit.fetch, read.load_page = fetching.timed(fetch), reading.timed(load_page)
    try:
        yield fetching, reading
    finally:
        visit.fetch, read.load_page = fetch, load_page


@contextmanager
def a_site() -> Iterator[tuple[str, Callable[[], Counter[str]]]]:
    """The address of a site in another process, and what it has answered since last asked."""
    context = multiprocessing.get_context("spawn")
    here_end, there = context.Pipe()
    process = context.Process(target=_serve, args=(there,), daemon=True)
    process.start()

    def answers() -> Counter[str]:
        here_end.send("count")
        counted: Counter[str] = here_end.recv()
        return counted

    try:
        yield here_end.recv(), answers
    finally:
        here_end.send("end")
        process.join()


def _serve(to: Connection) -> None:
    chance = random.Random(5)
    with serve() as site:
        paths = [f"/articles/{number:04}" for number in range(PAGES)]
        for number, path in enumerate(paths):
            site.pages[path] = made_page(number, chance)
        site.pages["/sitemap.xml"] = sitemap(site, *paths)
        to.send(site.url("/"))
        while to.recv() != "end":
            to.send(_counted(site))
            site.asked.clear()


def _counted(site: Site) -> Counter[str]:
    """How the site has answered what it was asked."""
    answers: Counter[str] = Counter()
    for path, headers in site.asked:
        page = site.pages.get(path)
        known = page is not None and headers.get("If-None-Match") == page.etag
        answers["404" if page is None else "304" if known else "200"] += 1
    return answers


def made_page(number: int, chance: random.Random) -> Any:
    """A page of prose that no other page resembles, with what else stands on pages."""
    links = "".join(f'<li><a href="/articles/{n:04}">Page {n}</a></li>' for n in range(40))
    parts = [f"<p>{' '.join(_sentence(chance) for _ in range(6))}</p>" for _ in range(PARAGRAPHS)]
    parts.insert(1, f"<h2>Of the {chance.choice(_WHERE)} {number}</h2>")
    return article(
        f"The {chance.choice(_WHO)} and the {chance.choice(_WHERE)}, part {number}",
        _sentence(chance),
        foot=f"<article>{''.join(parts)}</article><nav><ul>{links}</ul></nav>"
        "<footer><p>All rights reserved. Write to us.</p></footer>",
    )


def _sentence(chance: random.Random) -> str:
    count = chance.randint(2, 9_999)
    first = f"In {chance.choice(_WHEN)} of {chance.randint(1700, 2025)}, the {chance.choice(_WHO)}"
    rest = f"{chance.choice(_DID)} {count} {chance.choice(_WHAT)} at the {chance.choice(_WHERE)}"
    return f"{first} {rest} and wrote it into a book for the {chance.choice(_WHO)}."


if __name__ == "__main__":
    main()
