"""What strangers' sites send comes in broken, by the thousand; each is read, or refused in words.

Feeds, sitemaps, robots.txt and web pages are read as `index.sources` reads them. Nothing but a
result or a `LoadError` may come back.
"""

import random
import tempfile
import time
from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path

from index.errors import LoadError
from index.load.base import clean
from index.load.web import load_page
from index.sources.listing import entries_of, links_of, mapped_in
from index.sources.robots import MOST_DELAY, Robots
from tests.fuzz.mutate import mutants
from tests.fuzz.tally import LostError, Tally
from tests.fuzz.web_seeds import SEEDS

URL = "https://a.example/crane"
MOST_SECONDS = 5.0
"""For rules that are read in the bot's own process, which nothing stops."""

_FEEDS = ("application/rss+xml", "application/feed+json", "text/xml; charset=utf-16", "")
_PAGES = (
    *("text/html", "text/html; charset=utf-8", "text/html; charset=x-none", "text/plain"),
    *("application/xhtml+xml; charset=windows-1252", "text/markdown", "text/html;charset=utf-32"),
)


def _feed(content: bytes, chance: random.Random) -> None:
    for entry in entries_of(content, url=URL, content_type=chance.choice(_FEEDS)):
        assert entry.url.startswith(("http://", "https://")), entry.url
        assert "\n" not in entry.title + entry.author


def _sitemap(content: bytes, _: random.Random) -> None:
    for one in mapped_in(content):
        assert one.url.startswith(("http:", "https:")), one.url


def _robots(content: bytes, chance: random.Random) -> None:
    began = time.perf_counter()
    rules = Robots(content.decode("utf-8", "replace"))
    for path in ("", "private/a/x1.html", "x" * chance.choice((1, 2_000)), "é/%zz?a=*&b=$"):
        rules.allows(f"https://a.example/{path}")
    assert 0 <= rules.delay <= MOST_DELAY
    assert all(isinstance(one, str) for one in rules.sitemaps)
    if time.perf_counter() - began > MOST_SECONDS:
        raise LoadError("it takes too long", "")


def _page(content: bytes, chance: random.Random) -> None:
    links_of(content, url=URL)
    kind = chance.choice(_PAGES)
    loaded = load_page(content, url=URL, content_type=kind, article_id="a", collection="public")
    text = loaded.article.text
    assert text.strip()
    assert text == clean(text)
    assert all(heading.span.end <= len(text) for heading in loaded.article.headings)


READERS: Mapping[str, Callable[[bytes, random.Random], None]] = {
    "feed": _feed,
    "sitemap": _sitemap,
    "robots.txt": _robots,
    "page": _page,
}
"""How each kind is read."""


def fuzz_web(kind: str, *, documents: int, seed: int) -> Tally:
    """Read so many broken ones of a kind.

    Raises:
        LostError: one was neither read nor refused as it should be.
    """
    chance = random.Random(f"{kind}-{seed}")
    tally = Tally(kind)
    began = time.perf_counter()
    for content in islice(mutants(SEEDS[kind], chance), documents):
        try:
            READERS[kind](content, chance)
            tally.read += 1
        except LoadError as error:
            tally.refused += 1
            tally.slow += "too long" in error.message or "memory" in error.message
        except Exception as error:
            kept = Path(tempfile.mkdtemp(prefix="fuzz-")) / "document"
            kept.write_bytes(content)
            raise LostError(f"{error!r}; the document is {kept}") from error
    tally.seconds = time.perf_counter() - began
    return tally
