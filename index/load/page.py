"""A web page's bytes come in, an article goes out: its main text, and what it states of itself.

`index.load.web` runs this in a process of its own, as the time that a page takes has no bound here.
trafilatura tells the text from menus, footers and advertisements. It is given a parsed page and
fetches nothing; what it guesses of dates and authors is not asked for (see `page_facts`).
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import trafilatura
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from index.errors import LoadError
from index.load.base import (
    MOST_BYTES,
    Block,
    Loaded,
    assemble,
    one_line,
    title_of,
    title_of_address,
)
from index.load.encoding import decode
from index.load.frontmatter import read_source
from index.load.markdown import load_markdown
from index.load.markup import drop_hidden, hidden_note
from index.load.page_facts import read_facts
from index.load.table import Cell, lines
from index.load.text import load_text
from index.types import Article

MOST_ELEMENTS = 60_000
"""A page of more elements is no article."""

AS_FILE = "Save the text of the page as a .txt or .md file and send that."
"""What to do about a page that cannot be read."""

_HTML = {"text/html", "application/xhtml+xml"}
_MARKDOWN = {".md", ".markdown"}
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_OPENING = re.compile(r"<[a-zA-Z]")
# What sites call the parts of a page that are not its text, by class or id.
_NAMES = (
    "ad ads advert advertisement sponsored cookie-banner cookie-consent cookie-notice toc "
    "headerlink mw-editsection sharedaddy share-buttons related related-posts related-articles "
    "recommendations reviews comments comment-list newsletter newsletter-signup breadcrumb "
    "breadcrumbs sidebar site-footer page-footer cookie-bar page-feedback was-this-helpful"
)
_FURNITURE = frozenset(_NAMES.split())
_MOST_FURNITURE = 0.4  # of a page's letters; a larger part is what the page is there for
_CONTAINERS = ("p", "quote", "div", "head", "list", "table", "code")


def read_page(
    content: bytes, *, url: str | None, content_type: str, article_id: str, collection: str
) -> Loaded:
    """Read a page as `index.load.fetch.fetch` brings it: HTML, Markdown or plain text.

    Args:
        content: the body, unpacked.
        url: where it was found, after all redirects; `None` for HTML that was found in a file.
        content_type: the Content-Type header, with or without a charset.

    Raises:
        LoadError: too large, or there is no text to read.
    """
    if len(content) > MOST_BYTES:
        size = MOST_BYTES // 1_000_000
        raise LoadError(f"that page is larger than {size} MB", AS_FILE)
    text, notes = decode(content, content_type)
    kind = content_type.partition(";")[0].strip().lower()
    if url is not None and kind not in _HTML:
        loaded = _load_plain(text, kind=kind, url=url, article_id=article_id, collection=collection)
        return replace(loaded, notes=(*notes, *loaded.notes))
    tree, mended = _parse(text)
    fields, found, unclear = read_facts(tree, url)
    hidden = hidden_note(drop_hidden(tree), "page")
    _drop_furniture(tree)
    blocks = _extract(tree)
    if not any(one_line(block.text) for block in blocks if not block.level):
        raise no_text()
    body, headings = assemble(blocks)
    source, unusable = read_source(
        fields,
        article_id=article_id,
        collection=collection,
        title=title_of_address(url) if url else title_of(article_id),
    )
    return Loaded(
        article=Article(source=source, text=body, headings=headings),
        notes=(*notes, *mended, *hidden, *unclear, *unusable),
        found=tuple((name, found.get(name, "its address")) for name in {"title": "", **found}),
    )


def prepare() -> None:
    """Have the extractor load all that it loads at its first page: lists of words, for the most."""
    page = (
        b"<html><body><article><p>The first page takes twenty times as long.</p></article></body>"
    )
    read_page(page, url="https://a.example", content_type="text/html", article_id="", collection="")


def no_text() -> LoadError:
    """What is said of a page in which nothing is found to read."""
    return LoadError("that page has no text that can be read without a browser", AS_FILE)


def _load_plain(text: str, *, kind: str, url: str, article_id: str, collection: str) -> Loaded:
    """Plain text or Markdown; the source's address is the one fetched, whatever the text says."""
    ending = PurePosixPath(urlsplit(url).path).suffix.lower()
    loader = load_markdown if kind == "text/markdown" or ending in _MARKDOWN else load_text
    try:
        # The loaders take a title from the id where the text has none: the address serves better.
        loaded = loader(
            text.encode("utf-8"), article_id=title_of_address(url), collection=collection
        )
    except LoadError as error:
        raise LoadError(error.message.replace("it ", "that page ", 1), AS_FILE) from None
    source = replace(loaded.article.source, article_id=article_id, url=url)
    return replace(loaded, article=replace(loaded.article, source=source))


def _parse(text: str) -> tuple[HtmlElement, tuple[str, ...]]:
    """A tree without comments and processing instructions."""
    text = _UNREADABLE.sub("", text)
    if sum(1 for _ in _OPENING.finditer(text)) > MOST_ELEMENTS:
        raise LoadError(f"that page has more than {MOST_ELEMENTS:,} elements", AS_FILE)
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.LxmlError:
        raise no_text() from None
    if any(error.level == etree.ErrorLevels.FATAL for error in parser.error_log):
        return tree, ("the page is broken, and what comes after the break was left out",)
    return tree, ()


def _drop_furniture(tree: HtmlElement) -> None:
    """Take out what is called by a name that tells it is no text, as long as most of it stays."""
    whole = len(tree.text_content())
    for element in list(tree.iter()):
        names = {*element.get("class", "").lower().split(), element.get("id", "").lower()}
        is_mark = element.tag == "sup" and "reference" in names
        if element.tag in {"html", "body", "main", "article"} or not (
            names & _FURNITURE or is_mark
        ):
            continue
        if len(element.text_content()) < _MOST_FURNITURE * whole:
            element.drop_tree()


def _extract(tree: HtmlElement) -> list[Block]:
    try:
        found = trafilatura.bare_extraction(tree, output_format="xml", include_comments=False)
    except Exception:
        # A stranger's page may meet a fault of the extractor's; that is no fault of the bot's.
        raise no_text() from None
    if found is None or isinstance(found, dict):
        return []
    return list(_blocks(found.body))


def _blocks(parent: etree._Element) -> Iterator[Block]:
    """The blocks of an extracted body, in order; loose text between them is a block as well."""
    loose = [parent.text or ""]
    for child in parent:
        if child.tag not in _CONTAINERS or _is_inline(child, loose):
            loose += ["\v" if child.tag == "lb" else _words(child), child.tail or ""]
            continue
        yield Block(_flat("".join(loose)))
        loose = [child.tail or ""]
        if child.tag == "head":
            level = (child.get("rend") or "")[1:2]
            yield Block(_flat(_words(child)), int(level) if level in set("123456") else 2)
        elif child.tag == "list":
            yield Block("\n".join(_items(child)))
        elif child.tag == "table":
            yield Block("\n".join(lines(list(_cells(row)) for row in child.iter("row"))))
        elif child.tag == "code":
            yield Block(re.sub(r"\n{2,}", "\n", "".join(child.itertext())))
        else:
            yield from _blocks(child)
    yield Block(_flat("".join(loose)))


def _is_inline(element: etree._Element, before: list[str]) -> bool:
    """Whether a stretch of code stands in the middle of a sentence."""
    if element.tag != "code" or any("\n" in part for part in element.itertext()):
        return False
    return bool("".join(before).strip() or (element.tail or "").strip())


def _items(parent: etree._Element) -> Iterator[str]:
    """One line for each item of a list, those of the lists inside it included."""
    for item in parent.iter("item"):
        line = one_line(_words(item, but=("list",)))
        if line:
            yield line


def _cells(row: etree._Element) -> Iterator[Cell]:
    for cell in row.iterchildren("cell"):
        text = one_line(_words(cell, but=("table",)))
        yield Cell(text=text, is_head=cell.get("role") == "head")


def _words(element: etree._Element, but: tuple[str, ...] = ()) -> str:
    """The text of an element, `lb` as a mark of a new line; without what is in `but`."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == "lb":
            parts.append("\v")
        elif child.tag not in but:
            # Paragraphs inside an item or a cell stand apart from what is before them.
            inner = _words(child, but)
            parts.append(f" {inner} " if child.tag in _CONTAINERS else inner)
        parts.append(child.tail or "")
    return "".join(parts)


def _flat(text: str) -> str:
    """Line breaks as a page shows them: those of the source are spaces, those of `lb` are not."""
    return "\n".join(" ".join(line.split()) for line in text.split("\v"))
