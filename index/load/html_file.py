"""An HTML file comes in, an article goes out: its main text, as of a page that was fetched."""

from index.load.base import Loaded
from index.load.document import check_bytes


def load_html(content: bytes, *, article_id: str, collection: str) -> Loaded:
    """Read a saved page. Its address is the one that it states of itself, else it has none.

    Raises:
        LoadError: too large, or there is no text to read.
    """
    from index.load.page import read_page

    check_bytes(content)
    return read_page(
        content, url=None, content_type="text/html", article_id=article_id, collection=collection
    )


def prepare() -> None:
    """Have the extractor load all that it loads at its first page."""
    from index.load import page

    page.prepare()
