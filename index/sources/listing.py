"""The bytes of a feed, a sitemap or a page come in, what they list goes out."""

from index.sources.entries import Entry, looks_like_feed, read_entries
from index.sources.links import read_links
from index.sources.sitemap import Mapped, read_sitemap

__all__ = ["Entry", "Mapped", "entries_of", "links_of", "looks_like_feed", "mapped_in"]


def entries_of(content: bytes, *, url: str, content_type: str) -> tuple[Entry, ...]:
    """See `index.sources.entries.read_entries`."""
    return read_entries(content, url=url, content_type=content_type)


def mapped_in(content: bytes) -> tuple[Mapped, ...]:
    """See `index.sources.sitemap.read_sitemap`."""
    return read_sitemap(content)


def links_of(content: bytes, *, url: str) -> tuple[str, ...]:
    """See `index.sources.links.read_links`."""
    return read_links(content, url=url)
