"""The bytes of a feed, a sitemap or a page come in, what they list goes out.

Strangers wrote them, so a process of its own reads them, within limits of time and memory.
"""

import json
from typing import Any

from index.errors import LoadError
from index.load.contained import contained
from index.sources.entries import Entry
from index.sources.listed import FEED, LINKS, SITEMAP, read_listed
from index.sources.sitemap import Mapped

_read = contained(
    read_listed, thing="what is at that address", hint="Name a page or a part of the site instead."
)


def entries_of(content: bytes, *, url: str, content_type: str) -> tuple[Entry, ...]:
    """The entries of a feed in its order, each address once.

    Raises:
        LoadError: it is no feed, or cannot be read in time.
    """
    return tuple(Entry(**one) for one in _listed(FEED, content, url, content_type))


def mapped_in(content: bytes) -> tuple[Mapped, ...]:
    """The addresses of a sitemap, or of a sitemap index.

    Raises:
        LoadError: it is none, or cannot be read in time.
    """
    return tuple(Mapped(**one) for one in _listed(SITEMAP, content))


def links_of(content: bytes, *, url: str) -> tuple[str, ...]:
    """The addresses that a page links to; none where it cannot be read in time."""
    try:
        return tuple(str(one) for one in _listed(LINKS, content, url))
    except LoadError:
        return ()


def _listed(kind: str, content: bytes, url: str = "", content_type: str = "") -> list[Any]:
    loaded = _read(
        content,
        article_id=kind,
        collection=kind,
        kind=kind,
        url=url,
        content_type=content_type,
    )
    listed = json.loads(loaded.article.text)
    assert isinstance(listed, list)
    return listed
