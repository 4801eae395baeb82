"""A Word file (.docx) comes in, an article goes out: headings, lists, tables and footnotes kept.

mammoth reads it. What it gets is not the file but the few parts that hold text, unpacked within
bounds and written anew without what the document hides, so it never meets a picture, a macro, a
link to a file outside, or a document type.
"""

import io
import zipfile
from collections.abc import Iterator
from importlib import import_module

from lxml import etree

from index.errors import LoadError
from index.load.archive import Archive, relations
from index.load.base import Loaded
from index.load.document import as_article, check_bytes, stated_author, stated_title
from index.load.markup import described, hidden_note, read_markup

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_CORE = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_COVER = "{http://schemas.microsoft.com/office/2006/coverPageProps}"
_PARTS = ("styles", "numbering", "footnotes", "endnotes")
_OFF = {"0", "false", "off", "none"}
_TINY = 2  # half points: one point, which nobody can read
_MOST_BASES = 20  # styles that one style may be based on, one on the other
# Neither text nor structure; most of a document's elements are these.
_IDLE = ("proofErr", "lastRenderedPageBreak", "bookmarkStart", "bookmarkEnd", "sectPr", "object")
# Of the properties of runs, paragraphs, tables, rows and cells, those that say what text is.
_TELLING = {
    "rPr": {"vertAlign", "strike", "dstrike", "ins", "del"},
    "pPr": {"pStyle", "numPr", "rPr"},
    "tblPr": set[str](),
    "trPr": {"tblHeader", "ins", "del"},
    "tcPr": {"gridSpan", "vMerge"},
}
_STYLE_MAP = "\n".join(
    [f"p.Heading{level} => h{level}:fresh" for level in range(1, 7)]
    + [
        f"p:{kind}-list({depth}) => {'ul|ol > li > ' * (depth - 1)}{tag} > li:fresh"
        for kind, tag in (("unordered", "ul"), ("ordered", "ol"))
        for depth in range(1, 6)
    ]
)
_LISTS = ("toc ", "table of figures")  # how the styles of tables of contents are called


def load_word(content: bytes, *, article_id: str, collection: str) -> Loaded:
    """Read a Word document; its own properties say title, author, keywords and publication date.

    When the file was made or saved is no date of publication: only a cover page's "Publish Date"
    is taken for one.

    Raises:
        LoadError: it is no Word document, encrypted, too large, or has no text.
    """
    check_bytes(content)
    archive = Archive(content, kind="Word document")
    main = _main_part(archive)
    package, hidden = _cleaned(archive, main)
    blocks = read_markup(_converted(package, archive))
    fields = {**core_properties(archive), "published": _cover_date(archive)}
    return as_article(
        blocks,
        fields,
        article_id=article_id,
        collection=collection,
        notes=hidden_note(hidden, "document"),
    )


def core_properties(archive: Archive) -> dict[str, object]:
    """Title, author and keywords as an Office document states them of itself."""
    named = [name for kind, name in relations(archive, "").values() if kind == "core-properties"]
    name = next(iter(named), "docProps/core.xml")
    if name not in archive:
        return {}
    try:
        core = archive.xml(name)
    except LoadError:
        return {}  # the text is not to be lost for want of a title
    keywords = core.findtext(f"{_CORE}keywords") or ""
    return {
        "title": stated_title(core.findtext(f"{_DC}title")),
        "author": stated_author(core.findtext(f"{_DC}creator")).replace(";", ", "),
        "tags": keywords.replace(";", ","),
    }


def _main_part(archive: Archive) -> str:
    for kind, name in relations(archive, "").values():
        if kind == "officeDocument" and name in archive:
            return name
    if "word/document.xml" not in archive:
        raise archive.broken()
    return "word/document.xml"


def _cleaned(archive: Archive, main: str) -> tuple[io.BytesIO, int]:
    """The parts with text as a package of their own, and how much that is hidden was left out."""
    related = {kind: name for kind, name in relations(archive, main).values() if name in archive}
    roots = {name: archive.xml(related[name]) for name in _PARTS if name in related}
    document = archive.xml(main)
    if not document.tag.startswith(_W):
        raise archive.broken()
    styles = _Styles(roots.get("styles"))
    hidden = 0
    for name in ("document", "footnotes", "endnotes"):
        root = document if name == "document" else roots.get(name)
        if root is not None:
            hidden += _mend(root, styles)
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as made:
        made.writestr("word/document.xml", etree.tostring(document))
        for name, root in roots.items():
            made.writestr(f"word/{name}.xml", etree.tostring(root))
    package.seek(0)
    return package, hidden


class _Styles:
    """What the styles say: which hide their text, and which are headings, of what level."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles = {
            style.get(f"{_W}styleId"): style
            for style in (root.iterchildren(f"{_W}style") if root is not None else ())
        }

    def _chain(self, name: str | None) -> Iterator[etree._Element]:
        for _ in range(_MOST_BASES):
            style = self._styles.get(name)
            if style is None:
                return
            yield style
            name = _value(style, "basedOn")

    def hides(self, name: str | None) -> bool:
        """Whether text in this style is hidden."""
        for style in self._chain(name):
            properties = style.find(f"{_W}rPr")
            if properties is not None and properties.find(f"{_W}vanish") is not None:
                return _is_on(properties, "vanish")
        return False

    def lists(self, name: str | None) -> bool:
        """Whether text in this style is a line of a table of contents or the like."""
        style = self._styles.get(name)
        return style is not None and (_value(style, "name") or "").lower().startswith(_LISTS)

    def level(self, name: str | None) -> int:
        """A heading's level, 1 to 6; 0 for what is no heading, 1 for the document's title."""
        for style in self._chain(name):
            called = (_value(style, "name") or "").lower()
            if called == "title":
                return 1
            if called.startswith("heading ") and called[8:].isdigit():
                return min(int(called[8:]), 6)
            outline = style.find(f"{_W}pPr/{_W}outlineLvl")
            if outline is not None and (outline.get(f"{_W}val") or "").isdigit():
                level = int(outline.get(f"{_W}val"))
                return level + 1 if level < 6 else 0
        return 0


def _mend(root: etree._Element, styles: _Styles) -> int:
    """Take out what is hidden or idle, and call every heading by its level; how much was hidden."""
    hidden = 0
    for element in list(root.iter(*(f"{_W}{name}" for name in _IDLE))):
        element.getparent().remove(element)
    for link in root.iter(f"{_W}hyperlink"):
        link.attrib.pop(_RELATION, None)  # only its words are read
    for picture in list(root.iter(f"{_W}drawing", f"{_W}pict", f"{_MATH}oMath")):
        _put_into_words(picture)
    for paragraph in list(root.iter(f"{_W}p")):
        properties = paragraph.find(f"{_W}pPr")
        style = _value(properties, "pStyle")
        if styles.lists(style):
            paragraph.getparent().remove(paragraph)
            continue
        level = styles.level(style)
        outline = _value(properties, "outlineLvl")
        if not level and outline is not None and outline in set("012345"):
            level = int(outline) + 1
        if level:
            _call(paragraph, f"Heading{level}")
        before = hidden
        for run in list(paragraph.iter(f"{_W}r")):
            if _is_hidden(run, style, styles):
                hidden += before == hidden and any(text.text for text in run.iter(f"{_W}t"))
                run.getparent().remove(run)
    _slim(root)
    return hidden


def _slim(root: etree._Element) -> None:
    """Take out properties that tell nothing and join the runs that they parted: mammoth takes a
    tenth of a millisecond for each element, and Word parts a sentence into dozens.
    """
    for name, telling in _TELLING.items():
        for properties in list(root.iter(f"{_W}{name}")):
            for one in list(properties):
                if one.tag.removeprefix(_W) not in telling:
                    properties.remove(one)
            if not len(properties):
                properties.getparent().remove(properties)
    for run in list(root.iter(f"{_W}r")):
        before = run.getprevious()
        if before is None or before.tag != run.tag or not (_is_plain(run) and _is_plain(before)):
            continue
        before[-1].text = (before[-1].text or "") + "".join(text.text or "" for text in run)
        run.getparent().remove(run)


def _is_plain(run: etree._Element) -> bool:
    """Whether a run is nothing but words."""
    return len(run) > 0 and all(one.tag == f"{_W}t" for one in run)


def _put_into_words(element: etree._Element) -> None:
    """Put what is said of a picture, or the letters of a formula, in the place of it."""
    if next(element.iter(f"{_W}txbxContent"), None) is not None:
        return  # a box of text, which mammoth reads
    text = etree.Element(f"{_W}t")
    if element.tag == f"{_MATH}oMath":
        text.text = "".join(one.text or "" for one in element.iter(f"{_MATH}t"))
        put = etree.Element(f"{_W}r")
        put.append(text)
    else:
        said = (one.get("descr") or one.get("alt") for one in element.iter())
        text.text = f" {described(next(filter(None, said), ''))} "
        put = text
    element.getparent().replace(element, put)


def _call(paragraph: etree._Element, style: str) -> None:
    """Give a paragraph a style of mammoth's own map; a numbered heading is no item of a list."""
    properties = paragraph.find(f"{_W}pPr")
    if properties is None:
        properties = etree.Element(f"{_W}pPr")
        paragraph.insert(0, properties)
    for name in ("pStyle", "numPr"):
        for element in properties.findall(f"{_W}{name}"):
            properties.remove(element)
    properties.insert(0, etree.Element(f"{_W}pStyle", {f"{_W}val": style}))


def _is_hidden(run: etree._Element, style: str | None, styles: _Styles) -> bool:
    properties = run.find(f"{_W}rPr")
    if properties is not None:
        size = _value(properties, "sz")
        if size is not None and size.isdigit() and int(size) <= _TINY:
            return True
        if properties.find(f"{_W}vanish") is not None:
            return _is_on(properties, "vanish")
    return styles.hides(_value(properties, "rStyle")) or styles.hides(style)


def _is_on(properties: etree._Element, name: str) -> bool:
    return (_value(properties, name) or "on").lower() not in _OFF


def _value(parent: etree._Element | None, name: str) -> str | None:
    element = parent.find(f"{_W}{name}") if parent is not None else None
    return None if element is None else element.get(f"{_W}val")


def _converted(package: io.BytesIO, archive: Archive) -> etree._Element:
    import mammoth
    from lxml.html import fragment_fromstring

    try:
        made = mammoth.convert_to_html(
            package,
            style_map=_STYLE_MAP,
            include_default_style_map=False,
            include_embedded_style_map=False,
        )
    except Exception:
        # A stranger's document may meet a fault of mammoth's; that is no fault of the bot's.
        raise archive.broken() from None
    return fragment_fromstring(made.value or "<p></p>", create_parent="body")


def _cover_date(archive: Archive) -> str:
    """The "Publish Date" of a cover page, which Word keeps in a part of its own."""
    for kind, name in relations(archive, _main_part(archive)).values():
        if kind != "customXml" or name not in archive:
            continue
        try:
            found = archive.xml(name).findtext(f"{_COVER}PublishDate")
        except LoadError:
            continue
        if found:
            return str(found).strip()
    return ""


def prepare() -> None:
    """Have the converter loaded before the first document."""
    import_module("mammoth")
    import_module("lxml.html")
