"""Pages, feeds and sitemaps of a site on this machine, and looks at them."""

import hashlib
import ipaddress
from collections.abc import Iterable
from typing import Any

from index.load.address import IPAddress
from index.provenance import SourceSpec, SourceState
from index.settings import IndexSettings
from index.sources.base import RefreshReceipt
from index.sources.refresh import follow, refresh_one
from tests.index.load.site import Page, Site
from tests.index.tiny import TinyEmbedder

HTML = {"Content-Type": "text/html; charset=utf-8"}
XML = {"Content-Type": "application/xml"}
FEED = {"Content-Type": "application/rss+xml"}


def here(address: IPAddress) -> bool:
    """127.0.0.1 and no other."""
    return address == ipaddress.ip_address("127.0.0.1")


def tagged(body: str, headers: dict[str, str]) -> Page:
    """A page with an ETag of its own, as a well-kept server sends it."""
    content = body.encode()
    return Page(body=content, headers=headers, etag=f'"{hashlib.sha256(content).hexdigest()}"')


def prose(topic: str, count: int = 6) -> str:
    """Sentences about a topic."""
    return " ".join(f"The {topic} has kept its {n}th ledger in a drawer." for n in range(count))


def article(title: str, text: str, *, head: str = "", foot: str = "") -> Page:
    """A web page whose article has this title and text."""
    return tagged(
        f"<html><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>"
        f"<p>{text}</p></article>{foot}</body></html>",
        HTML,
    )


def sitemap(site: Site, *paths: str, lastmod: str = "") -> Page:
    """A sitemap of these paths."""
    stamp = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    rows = "".join(f"<url><loc>{site.url(path)}</loc>{stamp}</url>" for path in paths)
    return tagged(
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>', XML
    )


def feed(site: Site, entries: Iterable[tuple[str, str, str]]) -> Page:
    """An RSS feed of (path, title, description)."""
    items = "".join(
        f"<item><title>{title}</title><link>{site.url(path)}</link>"
        f"<description>{text}</description><pubDate>Tue, 05 Mar 2024 10:00:00 GMT</pubDate></item>"
        for path, title, text in entries
    )
    return tagged(f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>', FEED)


def followed(settings: IndexSettings, kind: Any, location: str, **wishes: Any) -> SourceState:
    """A source that is followed."""
    return follow(settings, SourceSpec(kind=kind, location=location, **wishes))


def look(
    settings: IndexSettings, source: SourceState, embedder: TinyEmbedder | None = None
) -> RefreshReceipt:
    """A look at a source without any pause."""
    receipt = refresh_one(settings, embedder or TinyEmbedder(), source.key, may_reach=here, pause=0)
    assert receipt is not None
    return receipt
