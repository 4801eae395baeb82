"""What documents are made of comes in, the bytes of Word, PowerPoint and EPUB files go out."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_SHOW = "http://schemas.openxmlformats.org/presentationml/2006/main"
_W = (
    f'xmlns:w="{_WORD}" xmlns:r="{_OFFICE}" xmlns:a="{_DRAWING}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
_TABLE = "http://schemas.openxmlformats.org/drawingml/2006/table"
_P = f'xmlns:p="{_SHOW}" xmlns:a="{_DRAWING}" xmlns:r="{_OFFICE}"'
_PLACE = '<a:off x="9144" y="9144"/><a:ext cx="9144" cy="9144"/>'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def packed(parts: Mapping[str, str | bytes], *, is_deflated: bool = False) -> bytes:
    """A zip archive of parts, the same bytes whenever it is made."""
    file = io.BytesIO()
    method = zipfile.ZIP_DEFLATED if is_deflated else zipfile.ZIP_STORED
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, text in parts.items():
            content = text.encode() if isinstance(text, str) else text
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), content, compress_type=method)
    return file.getvalue()


def core(title: str = "", author: str = "", keywords: str = "") -> str:
    """`docProps/core.xml`: what a document says of itself, and when its file was made."""
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>{escape(author)}</dc:creator>"
        f"<cp:keywords>{escape(keywords)}</cp:keywords>"
        '<dcterms:created xsi:type="dcterms:W3CDTF">2011-11-11T11:11:11Z</dcterms:created>'
        "</cp:coreProperties>"
    )


def relations(targets: Iterable[tuple[str, str, str]]) -> str:
    """A `.rels` part of (id, last word of the kind, target)."""
    lines = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target={quoteattr(target)}'
        + (' TargetMode="External"/>' if target.startswith("http") else "/>")
        for name, kind, target in targets
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


# --- Word ---------------------------------------------------------------------------------------


def run(text: str, properties: str = "") -> str:
    """Words in one manner: `properties` as in `<w:vanish/>`."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def par(*runs: str, style: str = "", properties: str = "") -> str:
    """A paragraph of runs; what is no XML is plain text."""
    made = "".join(one if one.startswith("<") else run(one) for one in runs)
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{made}</w:p>"


def head(text: str, level: int = 1) -> str:
    """A heading."""
    return par(text, style=f"Heading{level}")


def item(text: str, level: int = 0, number: int = 1) -> str:
    """An item of a bulleted (1) or numbered (2) list."""
    place = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return par(text, properties=place)


def note(number: int, kind: str = "footnote") -> str:
    """The mark of a footnote or endnote in the text."""
    return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'


def cell(content: str, properties: str = "") -> str:
    """A cell of a table, of paragraphs or plain text."""
    inner = content if content.startswith("<") else par(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def row(*cells: str, is_head: bool = False) -> str:
    """A row of cells; what is no cell is plain text."""
    mark = "<w:trPr><w:tblHeader/></w:trPr>" if is_head else ""
    made = "".join(one if one.startswith("<w:tc>") else cell(one) for one in cells)
    return f"<w:tr>{mark}{made}</w:tr>"


def table(*rows: str) -> str:
    """A table of rows."""
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def picture(description: str) -> str:
    """A picture with an alternative text."""
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="Picture 1" '
        f"descr={quoteattr(description)}/><a:graphic/></wp:inline></w:drawing></w:r>"
    )


_STYLES = f"""{_HEAD}<w:styles {_W}>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Chapter"><w:name w:val="Chapter"/>
  <w:basedOn w:val="Heading1"/></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Secret"><w:name w:val="Secret"/>
  <w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Quiet"><w:name w:val="Quiet"/>
  <w:rPr><w:vanish/></w:rPr></w:style>
</w:styles>"""

_NUMBERING = f"""{_HEAD}<w:numbering {_W}>
<w:abstractNum w:abstractNumId="0">{
    "".join(f'<w:lvl w:ilvl="{n}"><w:numFmt w:val="bullet"/></w:lvl>' for n in range(4))
}</w:abstractNum>
<w:abstractNum w:abstractNumId="1">{
    "".join(f'<w:lvl w:ilvl="{n}"><w:numFmt w:val="decimal"/></w:lvl>' for n in range(4))
}</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>"""


def word(
    *body: str,
    title: str = "",
    author: str = "",
    keywords: str = "",
    cover_date: str = "",
    footnotes: Mapping[int, str] | None = None,
    endnotes: Mapping[int, str] | None = None,
    more: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """A Word document of paragraphs and tables."""
    related = [("rId1", "styles", "styles.xml"), ("rId2", "numbering", "numbering.xml")]
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _types({"word/document.xml": "wordprocessingml.document.main+xml"}),
        "_rels/.rels": relations(
            [("a", "officeDocument", "word/document.xml"), ("b", "core-properties", _CORE)]
        ),
        "word/document.xml": f"{_HEAD}<w:document {_W}><w:body>{''.join(body)}</w:body>"
        "</w:document>",
        "word/styles.xml": _STYLES,
        "word/numbering.xml": _NUMBERING,
        _CORE: core(title, author, keywords),
    }
    for kind, texts in (("footnote", footnotes), ("endnote", endnotes)):
        if texts:
            related.append((f"n{kind}", f"{kind}s", f"{kind}s.xml"))
            inner = "".join(
                f'<w:{kind} w:id="{number}">'
                f"{par('<w:r><w:footnoteRef/></w:r>', run(' ' + text))}</w:{kind}>"
                for number, text in texts.items()
            )
            parts[f"word/{kind}s.xml"] = f"{_HEAD}<w:{kind}s {_W}>{inner}</w:{kind}s>"
    if cover_date:
        related.append(("cover", "customXml", "../customXml/item1.xml"))
        parts["customXml/item1.xml"] = (
            "<CoverPageProperties "
            'xmlns="http://schemas.microsoft.com/office/2006/coverPageProps">'
            f"<PublishDate>{cover_date}</PublishDate></CoverPageProperties>"
        )
    related.append(("link", "hyperlink", "https://example.com/elsewhere"))
    parts["word/_rels/document.xml.rels"] = relations(related)
    return packed({**parts, **(more or {})})


_CORE = "docProps/core.xml"


def _types(kinds: Mapping[str, str]) -> str:
    """What kind each part is of, by name."""
    named = "".join(
        f'<Override PartName="/{name}" '
        f'ContentType="application/vnd.openxmlformats-officedocument.{kind}"/>'
        for name, kind in kinds.items()
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f"{named}</Types>"
    )


# --- PowerPoint ---------------------------------------------------------------------------------


def shape(*lines: str, kind: str = "body", is_hidden: bool = False) -> str:
    """A box of text lines; `kind` is the placeholder's, empty for a free one."""
    mark = f'<p:ph type="{kind}"/>' if kind else ""
    drawn = '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    shaped = "<p:spPr/>" if kind else f"<p:spPr><a:xfrm>{_PLACE}</a:xfrm>{drawn}</p:spPr>"
    hidden = ' hidden="1"' if is_hidden else ""
    text = "".join(f"<a:p><a:r><a:t>{escape(line)}</a:t></a:r></a:p>" for line in lines)
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="x"{hidden}/><p:cNvSpPr/><p:nvPr>{mark}</p:nvPr>'
        f"</p:nvSpPr>{shaped}<p:txBody><a:bodyPr/>{text}</p:txBody></p:sp>"
    )


def drawn(description: str) -> str:
    """A picture on a slide."""
    return (
        f'<p:pic><p:nvPicPr><p:cNvPr id="3" name="Picture 3" descr={quoteattr(description)}/>'
        "<p:cNvPicPr/><p:nvPr/></p:nvPicPr><p:blipFill/><p:spPr/></p:pic>"
    )


def grid(*rows: Sequence[str], is_headed: bool = True) -> str:
    """A table on a slide; a cell may be `<a:tc …>` XML of its own."""

    def made(text: str) -> str:
        if text.startswith("<a:tc"):
            return text
        return f"<a:tc><a:txBody><a:p><a:r><a:t>{escape(text)}</a:t></a:r></a:p></a:txBody></a:tc>"

    lines = "".join(f"<a:tr>{''.join(map(made, cells))}</a:tr>" for cells in rows)
    return (
        '<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="4" name="Table"/><p:nvPr/>'
        f"</p:nvGraphicFramePr><p:xfrm>{_PLACE}</p:xfrm>"
        f'<a:graphic><a:graphicData uri="{_TABLE}">'
        f'<a:tbl><a:tblPr firstRow="{int(is_headed)}"/>{lines}</a:tbl>'
        "</a:graphicData></a:graphic></p:graphicFrame>"
    )


def slide(*shapes: str, notes: Sequence[str] = (), is_hidden: bool = False) -> tuple[str, str]:
    """A slide, and its notes' part, empty where there are none."""
    show = ' show="0"' if is_hidden else ""
    made = (
        f"{_HEAD}<p:sld {_P}{show}><p:cSld><p:spTree>{''.join(shapes)}</p:spTree></p:cSld></p:sld>"
    )
    said = (
        f"{_HEAD}<p:notes {_P}><p:cSld><p:spTree>{shape('7', kind='sldNum')}"
        f"{shape(*notes)}</p:spTree></p:cSld></p:notes>"
        if notes
        else ""
    )
    return made, said


def show(
    *slides: tuple[str, str],
    title: str = "",
    author: str = "",
    order: Sequence[int] = (),
    more: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """A presentation of slides; `order` says which part comes when, counted from 1."""
    numbers = range(1, len(slides) + 1)
    listed = "".join(f'<p:sldId id="{255 + n}" r:id="s{n}"/>' for n in order or numbers)
    parts: dict[str, str | bytes] = {
        "_rels/.rels": relations(
            [("a", "officeDocument", "ppt/presentation.xml"), ("b", "core-properties", _CORE)]
        ),
        "ppt/presentation.xml": f"{_HEAD}<p:presentation {_P}><p:sldIdLst>{listed}</p:sldIdLst>"
        "</p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(
            [(f"s{n}", "slide", f"slides/slide{n}.xml") for n in numbers]
        ),
        _CORE: core(title, author),
    }
    for number, (made, said) in enumerate(slides, start=1):
        parts[f"ppt/slides/slide{number}.xml"] = made
        related = [("l", "slideLayout", f"../{_LAYOUT}")]
        if said:
            name = f"notesSlide{number}.xml"
            parts[f"ppt/notesSlides/{name}"] = said
            related.append(("n", "notesSlide", f"../notesSlides/{name}"))
        parts[f"ppt/slides/_rels/slide{number}.xml.rels"] = relations(related)
    parts |= _layout()
    kinds = {"presentation": "presentation.main", **dict.fromkeys(_ON_SLIDES)}
    named = {
        name: f"presentationml.{kinds[kind] or kind}+xml"
        for name in parts
        if (kind := name.rpartition("/")[2].rstrip("0123456789.xml")) in kinds
    }
    return packed({"[Content_Types].xml": _types(named), **parts, **(more or {})})


_ON_SLIDES = ("slide", "notesSlide", "slideLayout", "slideMaster")
_LAYOUT, _MASTER = "slideLayouts/slideLayout1.xml", "slideMasters/slideMaster1.xml"


def _layout() -> dict[str, str]:
    """What slides are laid out by: nothing, but other programs ask for it."""
    tree = "<p:cSld><p:spTree/></p:cSld>"
    return {
        f"ppt/{_LAYOUT}": f"{_HEAD}<p:sldLayout {_P}>{tree}</p:sldLayout>",
        f"ppt/{_MASTER}": f"{_HEAD}<p:sldMaster {_P}>{tree}</p:sldMaster>",
        "ppt/slideLayouts/_rels/slideLayout1.xml.rels": relations(
            [("m", "slideMaster", f"../{_MASTER}")]
        ),
    }


# --- EPUB ---------------------------------------------------------------------------------------


def chapter(body: str, title: str = "", *, doctype: str = "<!DOCTYPE html>") -> str:
    """A chapter in XHTML."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{doctype}\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" '
        'xmlns:epub="http://www.idpf.org/2007/ops">'
        f"<head><title>{escape(title)}</title></head><body>{body}</body></html>"
    )


def book(
    chapters: Mapping[str, str],
    metadata: str = "",
    *,
    contents: Mapping[str, str] | None = None,
    ncx: Mapping[str, str] | None = None,
    guide: str = "",
    spine: Sequence[str] = (),
    more: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """An EPUB: chapters by file name; `contents` (EPUB 3) or `ncx` (EPUB 2) name some of them."""
    items = [(name, "application/xhtml+xml", "") for name in chapters]
    parts: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:'
        'container" version="1.0"><rootfiles><rootfile full-path="OEBPS/content.opf" '
        'media-type="application/oebps-package+xml"/></rootfiles></container>',
    }
    if contents is not None:
        links = "".join(f'<li><a href="{to}">{said}</a></li>' for to, said in contents.items())
        parts["OEBPS/nav.xhtml"] = chapter(
            f'<nav epub:type="toc"><h1>Contents</h1><ol>{links}</ol></nav>'
        )
        items.append(("nav.xhtml", "application/xhtml+xml", ' properties="nav"'))
    if ncx is not None:
        points = "".join(
            f'<navPoint id="p{number}"><navLabel><text>{said}</text></navLabel>'
            f'<content src="{to}"/></navPoint>'
            for number, (to, said) in enumerate(ncx.items())
        )
        parts["OEBPS/toc.ncx"] = (
            '<?xml version="1.0"?><!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN" '
            '"http://www.daisy.org/z3986/2005/ncx-2005-1.dtd">'
            f'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>{points}</navMap></ncx>'
        )
        items.append(("toc.ncx", "application/x-dtbncx+xml", ""))
    listed = "".join(
        f'<item id="i{number}" href="{name}" media-type="{kind}"{properties}/>'
        for number, (name, kind, properties) in enumerate(items)
    )
    ids = {name: f"i{number}" for number, (name, _, _) in enumerate(items)}
    order = "".join(f'<itemref idref="{ids[name]}"/>' for name in spine or chapters)
    parts["OEBPS/content.opf"] = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:opf="http://www.idpf.org/2007/opf">{metadata}</metadata>'
        f"<manifest>{listed}</manifest><spine>{order}</spine><guide>{guide}</guide></package>"
    )
    for name, text in chapters.items():
        parts[f"OEBPS/{name}"] = text
    return packed({**parts, **(more or {})})
