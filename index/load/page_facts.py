"""A parsed page comes in, what it states of itself goes out: title, author, date, site, address.

Only statements count: the head's `meta` and `link` elements, JSON-LD, and marked dates. Nothing is
read out of the running text or out of the address, where a date is as likely another's.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

from lxml.html import HtmlElement

from index.errors import LoadError
from index.load.address import WebAddress, read_address
from index.load.base import one_line

_TITLE = ("og:title", "citation_title", "dc.title", "dcterms.title", "headline")
_AUTHOR = ("author", "citation_author", "article:author", "dc.creator", "dcterms.creator")
_PUBLISHER = ("og:site_name", "citation_journal_title", "dc.publisher", "publisher")
_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "citation_publication_date",
    "citation_date",
    "dc.date.issued",
    "dcterms.issued",
    "parsely-pub-date",
)
_ARTICLES = ("article", "posting", "report", "webpage")  # how the names of the types end
_MOST_CHARACTERS = 300  # of a title, a name or a date; more is none
_MOST_JSON = 1_000_000  # characters of one JSON-LD script
_MOST_NODES = 500  # of JSON-LD that are looked at


def read_facts(
    tree: HtmlElement, url: str | None
) -> tuple[Mapping[str, str], Mapping[str, str], tuple[str, ...]]:
    """The fields `title`, `author`, `publisher`, `published` and `url`, as front matter has them.

    What a page does not state is left out, but for `url`, which is the one fetched then. Without
    one, as for a file, the page is believed whatever address it states of itself. The second
    mapping says where title, author and date stand; the notes, what could not be used.
    """
    metas = _metas(tree)
    stated = _json_ld(tree)
    only_heading = tree.findall(".//h1")
    heading = one_line(only_heading[0].text_content()) if len(only_heading) == 1 else ""
    title, title_in = _first_of(
        _first(metas, _TITLE),
        (_name(stated.get("headline")), "JSON-LD headline"),
        (heading, "the only heading of level 1"),
        (_text(tree.find(".//head/title")), "the title element"),
    )
    author, author_in = _first_of(
        (_name(stated.get("author")), "JSON-LD author"), _joined(metas, _AUTHOR)
    )
    published, published_in = _first_of(
        _first(metas, _PUBLISHED),
        (_name(stated.get("datePublished")), "JSON-LD datePublished"),
        _marked_date(tree),
    )
    fields = {
        "title": title,
        "author": author,
        "publisher": _first(metas, _PUBLISHER)[0] or _name(stated.get("publisher")),
        "published": published.replace("/", "-"),
    }
    found = {"title": title_in, "author": author_in, "published": published_in}
    notes: list[str] = []
    fields["url"] = _canonical(tree, url, notes) if url else _stated_address(tree, metas)
    return (
        {name: value for name, value in fields.items() if value},
        {name: place for name, place in found.items() if place},
        tuple(notes),
    )


def _first_of(*candidates: tuple[str, str]) -> tuple[str, str]:
    """The first value that is one, and where it stands."""
    return next((one for one in candidates if one[0]), ("", ""))


def _metas(tree: HtmlElement) -> Mapping[str, list[str]]:
    """The contents of `meta` elements by name, property or itemprop, in lower case."""
    found: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        value = _short(meta.get("content"))
        if value:
            for attribute in ("property", "name", "itemprop"):
                for name in (meta.get(attribute) or "").lower().split():
                    found.setdefault(name, []).append(value)
    return found


def _first(metas: Mapping[str, list[str]], names: tuple[str, ...]) -> tuple[str, str]:
    name = next((name for name in names if name in metas), None)
    return (metas[name][0], f"meta {name}") if name is not None else ("", "")


def _joined(metas: Mapping[str, list[str]], names: tuple[str, ...]) -> tuple[str, str]:
    """All values of the first name that has one that is no web address (a profile's)."""
    for name in names:
        people = [one for one in metas.get(name, []) if not one.startswith(("http:", "https:"))]
        if people:
            return _short(", ".join(dict.fromkeys(people))), f"meta {name}"
    return "", ""


def _json_ld(tree: HtmlElement) -> Mapping[str, Any]:
    """The JSON-LD of the page's article: the first that is one, an article before a web page."""
    best: tuple[int, Mapping[str, Any]] = (len(_ARTICLES), {})
    for node in _nodes(tree):
        kinds = node.get("@type")
        for kind in kinds if isinstance(kinds, list) else [kinds]:
            for rank, ending in enumerate(_ARTICLES):
                if isinstance(kind, str) and kind.lower().endswith(ending) and rank < best[0]:
                    best = (rank, node)
    return best[1]


def _nodes(tree: HtmlElement) -> Iterator[Mapping[str, Any]]:
    left = _MOST_NODES
    for script in tree.iter("script"):
        text = script.text or ""
        if script.get("type") != "application/ld+json" or len(text) > _MOST_JSON:
            continue
        try:
            value = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        for top in value if isinstance(value, list) else [value]:
            graph = top.get("@graph") if isinstance(top, dict) else None
            for node in [top, *(graph if isinstance(graph, list) else [])]:
                if isinstance(node, dict) and left:
                    left -= 1
                    yield node


def _name(value: object) -> str:
    """The name in a JSON-LD value: a string, a thing with a name, or several of them."""
    names: list[str] = []
    for one in value[:20] if isinstance(value, list) else [value]:
        name = one.get("name") if isinstance(one, dict) else one
        if isinstance(name, str) and not name.startswith(("http:", "https:")):
            names.append(_short(name))
    return _short(", ".join(name for name in dict.fromkeys(names) if name))


def _marked_date(tree: HtmlElement) -> tuple[str, str]:
    for mark in tree.iter():
        if mark.get("itemprop") == "datePublished" or (
            mark.tag == "time" and mark.get("pubdate") is not None
        ):
            return _short(mark.get("datetime") or mark.get("content")), f"a {mark.tag} element"
    return "", ""


def _canonical(tree: HtmlElement, url: str, notes: list[str]) -> str:
    """The page's own address for itself, where it is of the same site; else the fetched one."""
    fetched = read_address(url)
    for link in tree.iter("link"):
        if "canonical" not in (link.get("rel") or "").lower().split() or not link.get("href"):
            continue
        try:
            stated = read_address(urljoin(url, link.get("href")))
        except (ValueError, LoadError):
            notes.append("the page's own address cannot be read; the one named was kept")
            break
        if _site(stated) != _site(fetched):
            notes.append("the page says that it is of another site; the address named was kept")
            break
        # A front page named as every page's address is a common mistake of sites.
        return str(stated if stated.target != "/" else fetched)
    return str(fetched)


def _stated_address(tree: HtmlElement, metas: Mapping[str, list[str]]) -> str:
    """The address that a page in a file states of itself."""
    links = (
        link.get("href")
        for link in tree.iter("link")
        if "canonical" in (link.get("rel") or "").lower().split()
    )
    for stated in (*links, _first(metas, ("og:url",))[0]):
        try:
            address = read_address(stated or "")
        except (ValueError, LoadError):
            continue
        return str(address)
    return ""


def _site(address: WebAddress) -> str:
    return address.host.removeprefix("www.").removeprefix("m.")


def _text(element: HtmlElement | None) -> str:
    return _short(element.text_content()) if element is not None else ""


def _short(text: str | None) -> str:
    """A value on one line; nothing where it is too long to be a title, a name or a date."""
    line = one_line(text or "")
    return line if len(line) <= _MOST_CHARACTERS else ""
