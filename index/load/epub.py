"""An EPUB comes in, an article goes out: its chapters in reading order, under their headings."""

import html
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from lxml import etree

from index.errors import LoadError
from index.load.archive import HINT, MOST_ELEMENTS, Archive, inside, parse_xml, too_many
from index.load.base import Block, Loaded, one_line
from index.load.document import as_article, check_bytes, stated_author, stated_title
from index.load.encoding import decode
from index.load.markup import drop_hidden, hidden_note, read_markup, tag

_DC = "{http://purl.org/dc/elements/1.1/}"
_OPF = "{http://www.idpf.org/2007/opf}"
_TYPE = "{http://www.idpf.org/2007/ops}type"
_XHTML = {"application/xhtml+xml", "text/html", "application/x-dtbook+xml"}
_FONTS = {  # to scramble a font is no lock on the text
    "http://www.idpf.org/2008/embedding",
    "http://ns.adobe.com/pdf/enc#RC",
}
_LISTS = {"toc", "landmarks", "page-list", "loi", "lot", "index"}
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE\s[^>\[]*(\[)?[^>]*>", re.I)
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30});")
_OF_XML = {"amp", "lt", "gt", "quot", "apos"}


@dataclass(frozen=True, slots=True)
class _Item:
    """A file that the book lists: its name in the archive, its kind, what it is for."""

    name: str
    kind: str
    properties: frozenset[str]


def load_epub(content: bytes, *, article_id: str, collection: str) -> Loaded:
    """Read a book: chapters without a heading get the one that the table of contents has.

    Title, authors, publisher, date, subjects and a web address come from its metadata.

    Raises:
        LoadError: it is no EPUB, protected, too large, or has no text.
    """
    check_bytes(content)
    archive = Archive(content, kind="EPUB")
    main = _package_name(archive)
    package = archive.xml(main) if main in archive else None
    if package is None or tag(package) != "package":
        raise archive.broken()
    items = _items(package, main)
    scrambled = _scrambled(archive)
    names = _names(archive, items)
    blocks: list[Block] = []
    notes: list[str] = []
    hidden = unread = 0
    left = MOST_ELEMENTS  # of all chapters together
    for item in _spine(package, items):
        if item.name in scrambled:
            raise LoadError("it is protected against copying (DRM)", "Bring a copy that is not.")
        try:
            root = _chapter(archive, item.name)
        except LoadError:
            unread += 1
            continue
        left -= sum(1 for _ in root.iter())
        if left < 0:
            raise too_many()
        hidden += drop_hidden(root)
        blocks += _blocks(root, names.get(item.name, ""))
    if unread:
        notes.append(f"{unread} of its chapters could not be read and were left out")
    notes += hidden_note(hidden, "book")
    return as_article(
        blocks,
        _stated(package),
        article_id=article_id,
        collection=collection,
        notes=notes,
    )


def _package_name(archive: Archive) -> str:
    if "META-INF/container.xml" not in archive:
        raise archive.broken()
    container = archive.xml("META-INF/container.xml")
    found = container.find(".//{*}rootfile")
    return inside("", (found.get("full-path") or "") if found is not None else "")


def _items(package: etree._Element, main: str) -> dict[str, _Item]:
    """The files that the book lists, by their ids."""
    return {
        one.get("id") or "": _Item(
            inside(main, one.get("href") or ""),
            (one.get("media-type") or "").lower(),
            frozenset((one.get("properties") or "").split()),
        )
        for one in package.iterfind("{*}manifest/{*}item")
    }


def _spine(package: etree._Element, items: Mapping[str, _Item]) -> Iterator[_Item]:
    """The chapters in reading order, without covers and tables of contents."""
    guide = {
        posixpath.basename((one.get("href") or "").partition("#")[0])
        for one in package.iterfind("{*}guide/{*}reference")
        if one.get("type") in {"toc", "cover", "loi", "lot", "index"}
    }
    seen: set[str] = set()
    for one in package.iterfind("{*}spine/{*}itemref"):
        item = items.get(one.get("idref") or "")
        if item is None or item.kind not in _XHTML or item.name in seen:
            continue
        seen.add(item.name)
        if "nav" not in item.properties and posixpath.basename(item.name) not in guide:
            yield item


def _scrambled(archive: Archive) -> set[str]:
    """The files that are encrypted, fonts aside."""
    name = "META-INF/encryption.xml"
    if name not in archive:
        return set()
    found = set()
    for data in archive.xml(name).iter("{*}EncryptedData"):
        method = data.find("{*}EncryptionMethod")
        if method is not None and method.get("Algorithm") in _FONTS:
            continue
        for reference in data.iter("{*}CipherReference"):
            found.add(inside("", reference.get("URI") or ""))
    return found


def _names(archive: Archive, items: Mapping[str, _Item]) -> dict[str, str]:
    """What the table of contents calls each file: of EPUB 3, else of EPUB 2 (`.ncx`)."""
    found: dict[str, str] = {}
    for item in items.values():
        is_nav = "nav" in item.properties
        if not is_nav and item.kind != "application/x-dtbncx+xml":
            continue
        try:
            root = _chapter(archive, item.name)
        except LoadError:
            continue
        for one in root.iter("{*}a" if is_nav else "{*}navPoint"):
            target = one.get("href") or ""
            words = "".join(one.itertext())
            if not is_nav:
                content = one.find("{*}content")
                target = (content.get("src") or "") if content is not None else ""
                words = one.findtext("{*}navLabel/{*}text") or ""
            name = inside(item.name, target)
            if target and one_line(words):
                found.setdefault(name, one_line(words))
    return found


def _chapter(archive: Archive, name: str) -> etree._Element:
    """The root of a chapter, which may have a document type as long as it defines nothing."""
    text, _ = decode(archive.read(name), "")
    text = _DECLARED.sub("", text, count=1)
    doctype = _DOCTYPE.search(text)
    if doctype is not None and doctype[1]:
        raise LoadError("it defines entities of its own, which no book needs", HINT)
    text = _NAMED.sub(_as_letter, _DOCTYPE.sub("", text, count=1))
    try:
        return parse_xml(text.strip().encode(), archive.broken())
    except LoadError:
        return _mended(text, archive.broken())


def _mended(text: str, broken: LoadError) -> etree._Element:
    """The root of a chapter that is not well-formed, read as browsers read pages."""
    from lxml.html import HTMLParser, document_fromstring

    if text.count("<") > 2 * MOST_ELEMENTS:
        raise broken
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return document_fromstring(text.encode(), parser=parser)
    except (etree.LxmlError, ValueError):
        raise broken from None


def _as_letter(match: re.Match[str]) -> str:
    """A named character of HTML as the character itself; XML knows only five of the names."""
    if match[1] in _OF_XML:
        return match[0]
    return escape(html.unescape(match[0]))


def _blocks(root: etree._Element, name: str) -> list[Block]:
    body = next(root.iter("{*}body"), root)
    for element in list(body.iter()):
        if _LISTS & set((element.get(_TYPE) or "").split()) and element is not body:
            element.clear()
    if _LISTS & set((body.get(_TYPE) or "").split()):
        return []
    blocks = read_markup(body)
    if name and any(block.text for block in blocks) and not any(block.level for block in blocks):
        first = next(block for block in blocks if block.text)
        if one_line(first.text) == name:
            blocks.remove(first)
        blocks.insert(0, Block(name, 1))
    return blocks


def _stated(package: etree._Element) -> dict[str, object]:
    """The metadata as fields of front matter."""
    metadata = package.find("{*}metadata")
    if metadata is None:
        return {}

    def all_of(name: str) -> list[str]:
        values = (one_line("".join(one.itertext())) for one in metadata.iter(f"{_DC}{name}"))
        return [value for value in dict.fromkeys(values) if value]

    def first(name: str) -> str:
        return next(iter(all_of(name)), "")

    addresses = [one for one in all_of("identifier") if one.startswith(("http://", "https://"))]
    return {
        "title": stated_title(first("title")),
        "author": ", ".join(filter(None, map(stated_author, _authors(metadata)))),
        "publisher": first("publisher"),
        "published": _date(metadata),
        "url": next(iter(addresses), ""),
        "tags": [subject for subject in all_of("subject") if len(subject) < 100],
    }


def _authors(metadata: etree._Element) -> list[str]:
    """Those who are named as creators, but for the ones whose role is another than author."""
    roles = {
        (one.get("refines") or "")[1:]: one_line(one.text or "")
        for one in metadata.iter(f"{_OPF}meta")
        if one.get("property") == "role"
    }
    names = []
    for one in metadata.iter(f"{_DC}creator"):
        role = one.get(f"{_OPF}role") or roles.get(one.get("id") or "", "")
        if role in {"", "aut"}:
            names.append(one_line("".join(one.itertext())))
    return list(dict.fromkeys(names))


def _date(metadata: etree._Element) -> str:
    """The date of publication; of EPUB 2's dates that are marked, only the one marked so."""
    dates = [
        (one.get(f"{_OPF}event") or "publication", one_line("".join(one.itertext())))
        for one in metadata.iter(f"{_DC}date")
    ]
    return next((date for event, date in dates if event == "publication"), "")
