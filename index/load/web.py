"""A web page's bytes come in, an article goes out; a process of its own reads them."""

from index.errors import LoadError
from index.load.base import MOST_BYTES, Loaded
from index.load.contained import MOST_SECONDS, contained
from index.load.page import AS_FILE, read_page

_read = contained(read_page, thing="that page", hint=AS_FILE)


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
    return _read(
        content,
        article_id=article_id,
        collection=collection,
        max_seconds=max_seconds,
        url=url,
        content_type=content_type,
    )
