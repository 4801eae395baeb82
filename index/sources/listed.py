"""The bytes of a listing come in, what it lists goes out as JSON in the text of an article.

Processes that read documents answer with articles and nothing else (`index.load.reader`), so what a
feed or a sitemap lists travels in one. `index.sources.listing` takes it out again.
"""

import json
from dataclasses import asdict

from index.load.base import Loaded
from index.sources.entries import read_entries
from index.sources.links import read_links
from index.sources.sitemap import read_sitemap
from index.types import Article, Source

FEED, SITEMAP, LINKS = "feed", "sitemap", "links"
"""The kinds of listing."""


def read_listed(
    content: bytes, *, article_id: str, collection: str, kind: str, url: str, content_type: str
) -> Loaded:
    """What a feed, a sitemap or a page's links list, in their order.

    Raises:
        LoadError: it is no such listing.
    """
    listed: list[object]
    if kind == FEED:
        entries = read_entries(content, url=url, content_type=content_type)
        listed = [asdict(entry) for entry in entries]
    elif kind == SITEMAP:
        listed = [asdict(mapped) for mapped in read_sitemap(content)]
    else:
        listed = list(read_links(content, url=url))
    source = Source(article_id=article_id, collection=collection, title=kind)
    return Loaded(article=Article(source=source, text=json.dumps(listed)))
