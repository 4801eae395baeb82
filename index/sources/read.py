"""A document's bytes come in, an article goes out, read by the loader of its kind."""

from dataclasses import replace
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from index.errors import LoadError
from index.load.base import Loaded, one_line
from index.load.folder import LOADERS
from index.load.media import ending_of, is_page
from index.load.web import load_page
from index.sources.base import Document, Facts

_IN_FEED = "the feed's entry"
_MOST_TITLE = 100  # characters of a file's name


def read_document(document: Document, *, collection: str) -> Loaded:
    """Read a page or file. What it does not say of itself, the feed that names it may.

    Raises:
        LoadError: it is of no kind that can be read, or not what it says, or has no text.
    """
    web = document.url.startswith(("http://", "https://"))
    if web and is_page(document.content_type):
        loaded = load_page(
            document.content,
            url=document.url,
            content_type=document.content_type,
            article_id="page",
            collection=collection,
        )
    else:
        loaded = _read_file(document, web, collection)
    return _completed(loaded, document.facts)


def _read_file(document: Document, web: bool, collection: str) -> Loaded:
    """A file by its kind; its name serves for a title, as nobody knows its id yet."""
    if web:
        path = PurePosixPath(unquote(urlsplit(document.url).path))
        ending = ending_of(document.content_type, document.url)
    else:
        path = PurePosixPath(Path(document.url).as_posix())
        ending = path.suffix.lower()
    loader = LOADERS.get(ending)
    if loader is None:
        *most, last = sorted(LOADERS)
        raise LoadError(
            f"it is no page, and no file that ends in {', '.join(most)} or {last}",
            "Save its text as one of those.",
        )
    name = one_line(path.stem)[:_MOST_TITLE] or "file"
    loaded = loader(document.content, article_id=name, collection=collection)
    if not web or loaded.article.source.url is not None:
        return loaded
    source = replace(loaded.article.source, url=document.url)
    return replace(loaded, article=replace(loaded.article, source=source))


def _completed(loaded: Loaded, facts: Facts) -> Loaded:
    """With author and date from the feed, where the page states none; so with a title."""
    source = loaded.article.source
    found = dict(loaded.found)
    if facts.title and found.get("title") in {None, "its address", "its name"}:
        source = replace(source, title=facts.title)
        found["title"] = _IN_FEED
    if facts.author and source.author is None:
        source = replace(source, author=facts.author)
        found["author"] = _IN_FEED
    if facts.published and source.published is None:
        source = replace(source, published=facts.published)
        found["published"] = _IN_FEED
    article = replace(loaded.article, source=source)
    return replace(loaded, article=article, found=tuple(found.items()))
