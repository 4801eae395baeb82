"""A feed's bytes come in, its entries go out: RSS and Atom through feedparser, and JSON Feed.

What a feed says is a stranger's. `index.sources.listing` reads it in a process of its own.
"""

import html
import io
import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import feedparser

from index.errors import LoadError
from index.load.address import read_address
from index.load.base import one_line

MOST_ENTRIES = 1_000
"""Entries of one feed that are looked at."""

_MOST_CHARACTERS = 300  # of a title or a name
_NO_FEED = "Name the address of a feed: RSS, Atom or JSON Feed."
_NOT_SHOWN = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.S | re.I)
_PARAGRAPH = re.compile(
    r"</?(?:p|div|br|li|ul|ol|h[1-6]|tr|table|blockquote|pre|section|article|hr)\b[^<>]*>", re.I
)
_ELEMENT = re.compile(r"</?[a-zA-Z][^<>]*>")
_JSON_FEED = re.compile(rb"https?://jsonfeed\.org/version/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a feed says of one page. `published` is an ISO date, `stamp` changes with the entry.

    `text` is the entry's own text, without elements of HTML.
    """

    url: str
    title: str = ""
    author: str = ""
    published: str = ""
    stamp: str = ""
    text: str = ""


def looks_like_feed(content: bytes) -> bool:
    """Whether these bytes open as a feed does."""
    head = content[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"{"):
        return _JSON_FEED.search(content[:10_000]) is not None
    if re.match(rb"<(\?xml|!--|rss|feed|rdf:RDF)", head) is None:
        return False
    return re.search(rb"<(rss|feed|rdf:RDF)[\s>]", content[:10_000]) is not None


def read_entries(content: bytes, *, url: str, content_type: str) -> tuple[Entry, ...]:
    """The entries of a feed in its order, each address once; those without an address left out.

    Raises:
        LoadError: it is no feed.
    """
    if not looks_like_feed(content):
        raise LoadError("what is at that address is no feed", _NO_FEED)
    is_json = content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    found = _of_json(content, url) if is_json else _of_xml(content, url, content_type)
    entries: dict[str, Entry] = {}
    for entry in found:
        entries.setdefault(entry.url, entry)
    return tuple(entries.values())


def _of_xml(content: bytes, url: str, content_type: str) -> Iterator[Entry]:
    headers = {"content-location": url}
    if content_type:
        headers["content-type"] = content_type
    parsed = feedparser.parse(
        io.BytesIO(content),
        response_headers=headers,
        resolve_relative_uris=True,
        sanitize_html=False,  # the loader of pages reads it, and shows nothing of it as HTML
    )
    if not parsed.get("version") and not parsed.entries:
        raise LoadError("what is at that address is no feed", _NO_FEED)
    for one in parsed.entries[:MOST_ENTRIES]:
        address = _address(one.get("link") or "", url)
        if not address:
            continue
        yield Entry(
            url=address,
            title=_line(one.get("title")),
            author=_line(one.get("author")),
            published=_date(one.get("published_parsed")),
            # As a plain mapping: feedparser warns where it has to guess which of them is meant.
            stamp=_line(dict.get(one, "updated") or dict.get(one, "published")),
            text=_text(one),
        )


def _text(one: Mapping[str, Any]) -> str:
    """The longest text of an entry."""
    texts = [*one.get("content", []), one.get("summary_detail") or {}]
    best = max((_string(text.get("value")) for text in texts), key=len, default="")
    return _plain(best)


def _plain(text: str) -> str:
    """The words of a piece of HTML, or of plain text, which is HTML without elements."""
    text = _PARAGRAPH.sub("\n\n", _NOT_SHOWN.sub(" ", text))
    return html.unescape(_ELEMENT.sub("", text)).strip()


def _of_json(content: bytes, url: str) -> Iterator[Entry]:
    """JSON Feed, versions 1 and 1.1 (jsonfeed.org)."""
    try:
        feed = json.loads(content.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        raise LoadError("that feed is not valid JSON", _NO_FEED) from None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise LoadError("what is at that address is no feed", _NO_FEED)
    for one in items[:MOST_ENTRIES]:
        if not isinstance(one, dict):
            continue
        address = _address(_string(one.get("url")) or _string(one.get("id")), url)
        if not address:
            continue
        marked_up = _plain(_string(one.get("content_html")))
        published = _string(one.get("date_published"))
        yield Entry(
            url=address,
            title=_line(one.get("title")),
            author=_line(", ".join(_names(one))),
            published=published[:10] if re.match(r"\d{4}-\d\d-\d\d", published) else "",
            stamp=_line(_string(one.get("date_modified")) or published),
            text=marked_up or _string(one.get("content_text")) or _string(one.get("summary")),
        )


def _names(one: Mapping[str, Any]) -> Sequence[str]:
    several = one.get("authors")
    authors = several if isinstance(several, list) else [one.get("author")]
    names = [_string(who.get("name")) for who in authors[:20] if isinstance(who, dict)]
    return [name for name in names if name]


def _address(text: str, base: str) -> str:
    """An address of the web, whole; nothing where it is none."""
    try:
        return str(read_address(urljoin(base, text.strip()))) if text.strip() else ""
    except (ValueError, LoadError):
        return ""


def _date(parsed: time.struct_time | None) -> str:
    """The day, in universal time as feedparser gives it."""
    if parsed is None:
        return ""
    return f"{parsed.tm_year:04}-{parsed.tm_mon:02}-{parsed.tm_mday:02}"


def _line(value: object) -> str:
    line = one_line(_plain(_string(value)))
    return line if len(line) <= _MOST_CHARACTERS else ""


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""
