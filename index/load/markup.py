"""A parsed document in HTML comes in, its blocks go out: all of it is text, none of it a menu.

For documents that were made to be read from end to end: chapters of an EPUB, and what Word files
and reStructuredText are converted to. Web pages, where most is not the text, go through
`index.load.page`. A footnote comes out below the block that refers to it.
"""

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from index.errors import LoadError
from index.load.base import Block, one_line
from index.load.table import Cell, lines

INVISIBLE = re.compile(
    r"(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)"
    r"|(?:opacity|font-size)\s*:\s*0(?:\.0*)?(?:px|pt|em|rem|%)?\s*(?:!|;|$))",
    re.I,
)
"""What an inline style says of text that is not shown."""

_EPUB = "{http://www.idpf.org/2007/ops}type"
_UNREAD = (
    "script style template noscript head nav iframe object audio video button form input select "
    "textarea datalist del s strike rt rp svg"
)
_APART = (
    "html body main article section div header footer aside address blockquote center p ul ol menu "
    "dl table pre figure figcaption details summary hr h1 h2 h3 h4 h5 h6 li dt dd caption "
    "fieldset legend tr td th tbody thead tfoot"
)
_NEVER = frozenset(_UNREAD.split())
_BLOCKS = frozenset(_APART.split())
_MARK = re.compile(r"^[\[(]?(?:\d{1,4}|[*†‡§]{1,3}|[a-z])[\])]?$")
_LABEL = re.compile(r"^\s*(?:\[?\d{1,4}[\].)]|[*†‡§]{1,3}|\d{1,4}(?=\s))\s*")
_FILE_NAME = re.compile(r"^\S{1,80}\.\w{2,4}$|^(?:picture|image|grafik|bild|img)[\s_-]*\d*$", re.I)
_BY_A_PROGRAM = re.compile(r"\s*(?:description automatically generated|ai-generated).*$", re.I)
_GONE = "\x01"  # in place of a footnote's mark, which takes the space before it along
_BEFORE_GONE = re.compile(rf"\s*{_GONE}")
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")


def tag(element: etree._Element) -> str:
    """An element's name without its namespace; nothing for comments and the like."""
    name = element.tag
    return name.rpartition("}")[2].lower() if isinstance(name, str) else ""


def drop_hidden(tree: etree._Element) -> int:
    """Take out what a reader would not be shown; how many parts with text that were."""
    count = 0
    for element in list(tree.iter()):
        if tag(element) in {"", "html", "head", "body"}:
            continue  # pages that fade in hide themselves whole
        if tag(element) in {"template", "noscript"}:
            _drop(element)
        elif element.get("hidden") is not None or INVISIBLE.search(element.get("style") or ""):
            count += bool("".join(element.itertext()).strip())
            _drop(element)
    return count


def hidden_note(count: int, what: str) -> tuple[str, ...]:
    """What is said of `count` hidden parts, in a sentence; nothing of none. `what` hid them."""
    if not count:
        return ()
    return (f"text that the {what} hides was left out ({count} of its parts)",)


def described(text: str | None) -> str:
    """What is said of a picture, where a person said it: no file's name, no program's words."""
    words = _BY_A_PROGRAM.sub("", one_line(text or ""))
    return "" if _FILE_NAME.match(words) else words


def span_of(text: str | None) -> int:
    """Over how many cells one goes, as an attribute of it says: 1 to 1,000."""
    return min(int(text), 1_000) if text is not None and re.fullmatch(r"[0-9]{1,9}", text) else 1


def read_markup(root: etree._Element) -> list[Block]:
    """The blocks of an element, in order.

    Raises:
        LoadError: it is nested too deeply.
    """
    try:
        return list(_Reader(root).blocks(root))
    except RecursionError:
        raise LoadError("it is nested too deeply to be read", "Bring its text as a file.") from None


class _Reader:
    """One pass over a tree, with the footnotes that are still to be said."""

    def __init__(self, root: etree._Element) -> None:
        self._targets = {one.get("id"): one for one in root.iter() if one.get("id")}
        self._notes: dict[str, etree._Element] = {}
        for link in root.iter():
            if tag(link) == "a" and _is_reference(link):
                target = _around(self._targets.get(_anchor(link)))
                if target is not None and target not in link.iterancestors():
                    self._notes[_anchor(link)] = target
        self._own = set(self._notes.values())
        self._due: list[str] = []
        self._said: set[str] = set()

    def blocks(self, parent: etree._Element) -> Iterator[Block]:
        """What stands in a container: blocks, and loose text between them as blocks too."""
        loose = [parent.text or ""]
        for child in parent:
            name = tag(child)
            if name not in _BLOCKS and not self._holds_blocks(child):
                loose += [self._inline(child), child.tail or ""]
                continue
            yield from self._flush(loose)
            loose = [child.tail or ""]
            if child not in self._own:
                yield from self._block(name, child)
                yield from self._footnotes()
        yield from self._flush(loose)

    def _holds_blocks(self, element: etree._Element) -> bool:
        """Whether an element that is none itself, as a link or a span, is around blocks."""
        return tag(element) not in _NEVER and any(
            tag(inner) in _BLOCKS for inner in element.iterdescendants()
        )

    def _flush(self, loose: Sequence[str]) -> Iterator[Block]:
        text = _flat("".join(loose))
        if text:
            yield Block(text)
        yield from self._footnotes()

    def _block(self, name: str, element: etree._Element) -> Iterator[Block]:
        if name in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            yield Block(_flat(self._inline(element)), int(name[1]))
        elif name in {"ul", "ol", "menu"}:
            yield Block("\n".join(self._items(element)))
        elif name == "dl":
            yield Block("\n".join(filter(None, self._terms(element))))
        elif name == "table":
            yield from self._table(element)
        elif name == "pre":
            yield Block(re.sub(r"\n{2,}", "\n", "".join(element.itertext())))
        elif name not in _NEVER:
            yield from self.blocks(element)

    def _footnotes(self) -> Iterator[Block]:
        """The notes that were referred to since the last block, each once."""
        due, self._due = self._due, []
        for name in due:
            if name in self._said:
                continue
            self._said.add(name)
            note = self._notes[name]
            text = " ".join(block.text for block in self.blocks(note))
            yield Block(_LABEL.sub("", one_line(text), count=1))

    def _items(self, parent: etree._Element) -> Iterator[str]:
        """One line for each item of a list, then those of the lists in it."""
        for item in parent:
            if tag(item) != "li":  # a list that stands in a list without an item around it
                if tag(item) in {"ul", "ol", "menu"}:
                    yield from self._items(item)
                continue
            if item not in self._own:
                yield from self._lines(item)

    def _lines(self, parent: etree._Element) -> Iterator[str]:
        """Each paragraph of an item on a line, and each item or row inside it on one of its own."""
        loose = [parent.text or ""]
        for child in parent:
            name = tag(child)
            if name not in _BLOCKS or child in self._own:
                loose += [self._inline(child), child.tail or ""]
                continue
            yield from self._line(loose)
            loose = [child.tail or ""]
            if name == "dl":
                yield from self._terms(child)
            elif name == "table":
                for block in self._table(child):
                    yield from block.text.split("\n")
            elif name in {"ul", "ol", "menu"}:
                yield from self._items(child)
            else:
                yield from self._lines(child)
        yield from self._line(loose)

    def _line(self, loose: Sequence[str]) -> Iterator[str]:
        line = one_line(_BEFORE_GONE.sub("", "".join(loose)))
        if line:
            yield line

    def _terms(self, parent: etree._Element) -> Iterator[str]:
        """A list of terms, each with what is said of it: "Term: what it is"."""
        term: list[str] = []
        for child in parent.iter():
            if child is parent or tag(child) not in {"dt", "dd"}:
                continue
            if next(child.iterancestors("{*}dl"), parent) is not parent:
                continue  # of a list inside this one, which comes with its term
            if tag(child) == "dt":
                term.append(one_line(self._inline(child)).rstrip(":"))
                continue
            first, *others = [*self._lines(child), ""]
            name = ", ".join(filter(None, term))
            yield f"{name}: {first}" if name and first else name or first
            yield from filter(None, others)
            term = []
        if term:
            yield ", ".join(term)

    def _table(self, table: etree._Element) -> Iterator[Block]:
        """A line for each row; a table of one row or column only lays out what stands in it."""
        rows = [
            row
            for row in table.iter("{*}tr")
            if next(row.iterancestors("{*}table"), table) is table
        ]
        for caption in table.iterchildren("{*}caption"):
            yield Block(_flat(self._inline(caption)))
        cells = [[cell for cell in row if tag(cell) in {"td", "th"}] for row in rows]
        if len(rows) == 1 or all(len(row) < 2 for row in cells):
            for row in cells:
                for cell in row:
                    yield from self.blocks(cell)
            return
        marked = sum(tag(row.getparent()) == "thead" for row in rows)
        made = [[self._cell(cell) for cell in row] for row in cells]
        yield Block("\n".join(lines(made, marked=marked)))

    def _cell(self, cell: etree._Element) -> Cell:
        said = ""
        for line in self._lines(cell):
            comma = "," if said and said[-1] not in ",;:.!?。！？" else ""
            said += f"{comma} {line}"
        return Cell(
            text=one_line(said),
            is_head=tag(cell) == "th",
            across=span_of(cell.get("colspan")),
            down=span_of(cell.get("rowspan")),
        )

    def _inline(self, element: etree._Element) -> str:
        """The words of an element in one piece, line breaks as `\\v`."""
        name = tag(element)
        if name in _NEVER or element in self._own or not name:
            return ""
        if name == "br":
            return "\v"
        if name == "img":
            return f" {described(element.get('alt'))} "
        if name == "math" and element.get("alttext"):
            return str(element.get("alttext"))
        if name == "a" and (_is_reference(element) or _is_back(element)):
            if _anchor(element) in self._notes:
                self._due.append(_anchor(element))
            return _GONE
        parts = [element.text or ""]
        for child in element:
            apart = " " if tag(child) in _BLOCKS else ""
            parts += [apart, self._inline(child), apart, child.tail or ""]
        text = "".join(parts)
        if name == "sup" and not text.strip().strip("0123456789+-−"):
            return text.translate(_RAISED)
        return f"“{text}”" if name == "q" else text


def _is_reference(link: etree._Element) -> bool:
    """Whether a link is the mark of a footnote in the text."""
    kinds = f"{link.get('role') or ''} {link.get(_EPUB) or ''} {link.get('epub:type') or ''}"
    if {"doc-noteref", "noteref"} & set(kinds.split()):
        return True
    if "footnote-reference" in (link.get("class") or "").split():
        return True
    if not _anchor(link) or _is_back(link) or not _MARK.match("".join(link.itertext()).strip()):
        return False
    parent = link.getparent()
    return (parent is not None and tag(parent) == "sup") or link.find("{*}sup") is not None


def _is_back(link: etree._Element) -> bool:
    """Whether a link leads from a footnote back to the text."""
    kinds = f"{link.get('role') or ''} {link.get(_EPUB) or ''} {link.get('class') or ''}".split()
    if {"doc-backlink", "backlink", "footnote-backref", "reversefootnote"} & set(kinds):
        return True
    return bool(_anchor(link)) and "".join(link.itertext()).strip() in {"↑", "↩", "↩︎", "^", "⏎"}


def _anchor(link: etree._Element) -> str:
    """The place in the same document that a link leads to."""
    href = link.get("href") or ""
    return href[1:] if href.startswith("#") else ""


def _around(target: etree._Element | None) -> etree._Element | None:
    """The note that a target is, or stands in: a block, and no part of the running text."""
    while target is not None and tag(target) not in {"li", "aside", "p", "div", "dd"}:
        if tag(target) in _BLOCKS:
            return None
        target = target.getparent()
    return target


def _drop(element: etree._Element) -> None:
    """Take an element out, but not the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    parent.remove(element)


def _flat(text: str) -> str:
    """Line breaks as they are shown: those of the source are spaces, those of `\\v` are not."""
    text = _BEFORE_GONE.sub("", text)
    return "\n".join(" ".join(line.split()) for line in text.split("\v")).strip()
