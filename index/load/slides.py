"""A PowerPoint file (.pptx) comes in, an article goes out: its slides in order, and their notes."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from index.load.archive import Archive, relations
from index.load.base import Block, Loaded, one_line
from index.load.chart import chart_lines
from index.load.document import as_article, check_bytes
from index.load.markup import described, span_of
from index.load.table import Cell, lines
from index.load.word import core_properties

MOST_SLIDES = 1_000
"""Slides that are read; what comes after is left out, and said so."""

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TITLES = {"title", "ctrTitle"}
_FURNITURE = {"dt", "ftr", "hdr", "sldNum", "sldImg"}  # date, footer, number: on every slide
_SHAPES = tuple(f"{_P}{name}" for name in ("sp", "grpSp", "graphicFrame", "pic", "cxnSp"))


@dataclass(slots=True)
class _Slide:
    """A slide's title and the blocks below it."""

    title: str
    blocks: list[Block]
    notes: list[Block]


def load_slides(content: bytes, *, article_id: str, collection: str) -> Loaded:
    """Read a presentation: each slide a section under its title, or under its number without one.

    What is said to it in the notes comes below it, under a heading of its own. Hidden slides and
    shapes are left out. Titles of slides come twice where several slides have the same.

    Raises:
        LoadError: it is no presentation, encrypted, too large, or has no text.
    """
    check_bytes(content)
    archive = Archive(content, kind="PowerPoint presentation")
    blocks: list[Block] = []
    notes: list[str] = []
    first = ""
    with_notes = hidden = 0
    names = list(_slide_names(archive))
    for number, name in enumerate(names[:MOST_SLIDES], start=1):
        root = archive.xml(name)
        if root.get("show") in {"0", "false"}:
            hidden += 1
            continue
        slide = _read(archive, name, root)
        first = first or slide.title
        blocks.append(Block(slide.title or f"Slide {number}", 2, ((0, number),)))
        blocks += slide.blocks
        if slide.notes:
            with_notes += 1
            blocks += [Block("Speaker notes", 3), *slide.notes]
    if with_notes:
        notes.append(f"the speaker notes of {with_notes} of its slides were read too")
    if hidden:
        notes.append(f"{hidden} of its slides are hidden and were left out")
    if len(names) > MOST_SLIDES:
        notes.append(f"only the first {MOST_SLIDES:,} of {len(names):,} slides were read")
    fields = core_properties(archive)
    fields["title"] = fields.get("title") or first
    return as_article(
        blocks,
        fields,
        article_id=article_id,
        collection=collection,
        notes=notes,
        numbered="slide",
    )


def _slide_names(archive: Archive) -> Iterator[str]:
    """The parts that are slides, in the order in which they are shown."""
    offices = [name for kind, name in relations(archive, "").values() if kind == "officeDocument"]
    main = next(iter(offices), "ppt/presentation.xml")
    if main not in archive:
        raise archive.broken()
    root = archive.xml(main)
    if root.tag != f"{_P}presentation":
        raise archive.broken()
    related = relations(archive, main)
    for one in root.iter(f"{_P}sldId"):
        kind, name = related.get(one.get(_R) or "", ("", ""))
        if kind == "slide" and name in archive:
            yield name


def _read(archive: Archive, name: str, root: etree._Element) -> _Slide:
    slide = _Slide("", [], [])
    related = relations(archive, name)
    for shape in _shapes(root):
        kind = _placeholder(shape)
        if kind in _FURNITURE:
            continue
        if kind in _TITLES and not slide.title:
            slide.title = one_line(" ".join(_paragraphs(shape)))
        else:
            slide.blocks += _blocks(shape)
            slide.blocks += _charts(shape, archive, related)
    for kind, other in related.values():
        if kind == "notesSlide" and other in archive:
            for shape in _shapes(archive.xml(other)):
                if _placeholder(shape) == "body":
                    slide.notes += [Block(text) for text in _paragraphs(shape)]
    return slide


def _shapes(root: etree._Element) -> Iterator[etree._Element]:
    """The shapes that are shown, those of groups one by one; a title may stand anywhere."""
    tree = root.find(f"{_P}cSld/{_P}spTree")
    waiting = list(tree.iterchildren(*_SHAPES)) if tree is not None else []
    while waiting:
        shape = waiting.pop(0)
        facts = shape.find(f"*/{_P}cNvPr")
        if facts is not None and facts.get("hidden") in {"1", "true"}:
            continue
        if shape.tag == f"{_P}grpSp":
            waiting[:0] = shape.iterchildren(*_SHAPES)
        else:
            yield shape


def _placeholder(shape: etree._Element) -> str:
    """What a shape stands for on its slide, as "title" or "body"; nothing for a free shape."""
    mark = shape.find(f"*/{_P}nvPr/{_P}ph")
    return "" if mark is None else mark.get("type") or "obj"


def _blocks(shape: etree._Element) -> Iterator[Block]:
    if shape.tag == f"{_P}pic":
        facts = shape.find(f"*/{_P}cNvPr")
        yield Block(described(facts.get("descr")) if facts is not None else "")
    elif shape.tag == f"{_P}graphicFrame":
        for table in shape.iter(f"{_A}tbl"):
            yield Block("\n".join(_rows(table)))
    else:
        yield Block("\n".join(_paragraphs(shape)))


def _charts(
    shape: etree._Element, archive: Archive, related: dict[str, tuple[str, str]]
) -> Iterator[Block]:
    """The figures of the charts in a shape, which a part of their own keeps."""
    for chart in shape.iter(f"{_C}chart"):
        kind, name = related.get(chart.get(_R) or "", ("", ""))
        if kind == "chart" and name in archive:
            yield Block("\n".join(chart_lines(archive.xml(name))))


def _paragraphs(element: etree._Element) -> Iterator[str]:
    """The text of each paragraph, on one line."""
    for paragraph in element.iter(f"{_A}p"):
        line = one_line(_words(paragraph))
        if line:
            yield line


def _words(paragraph: etree._Element) -> str:
    parts = []
    for element in paragraph.iter(f"{_A}t", f"{_A}br"):
        field = element.getparent()
        if field.tag == f"{_A}fld" and (field.get("type") or "").startswith("slidenum"):
            continue
        parts.append(" " if element.tag == f"{_A}br" else element.text or "")
    return "".join(parts)


def _rows(table: etree._Element) -> Iterator[str]:
    """A line for each row; what is covered by a merged cell is not read again."""
    facts = table.find(f"{_A}tblPr")
    marked = int(facts is not None and facts.get("firstRow") in {"1", "true"})
    rows = [list(_cells(row)) for row in table.iterchildren(f"{_A}tr")]
    return lines(rows, marked=marked if len(rows) > 1 else 0)


def _cells(row: etree._Element) -> Iterator[Cell]:
    for cell in row.iterchildren(f"{_A}tc"):
        if cell.get("hMerge") in {"1", "true"} or cell.get("vMerge") in {"1", "true"}:
            continue
        yield Cell(
            text=", ".join(_paragraphs(cell)),
            across=span_of(cell.get("gridSpan")),
            down=span_of(cell.get("rowSpan")),
        )
