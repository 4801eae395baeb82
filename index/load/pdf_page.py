"""A page of a PDF comes in, its words go out, each with where it stands and how large it is."""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

BROKEN_OFF = "\ufffe"
"""What PDFium writes for a hyphen at the end of a line."""

UNREADABLE = "\N{REPLACEMENT CHARACTER}"
"""Stands for a character of which the document does not say what it is."""

_WORD = re.compile(rf"[^\s{BROKEN_OFF}]+{BROKEN_OFF}?|{BROKEN_OFF}")
_LITTLE = 100  # characters: a scan may have as many, of the program that made it
_RIGHT, _UP, _LEFT, _DOWN = range(4)  # the directions in which a line may run


class Run(NamedTuple):
    """Words in a row, the edges of the room that they take, and the size of their letters.

    All in points; the page is held so that its lines run to the right, and `bottom` and `top` grow
    upwards.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWords:
    """The words of a page in the order in which the document has them, and the page's edges.

    `number` counts from 1. `turned` words run in another direction than most, and are left out.
    `has_picture` is only looked at where there is next to no text.
    """

    number: int
    words: tuple[Run, ...]
    bottom: float
    top: float
    turned: int = 0
    has_picture: bool = False


def read_words(document: pypdfium2.PdfDocument, number: int) -> PageWords:
    """The words of a page, by its number from 1.

    Raises:
        pypdfium2.PdfiumError: this page cannot be read.
    """
    page = document[number - 1]
    try:
        text = page.get_textpage()
        try:
            found = list(_words(text))
        finally:
            text.close()
        has_picture = sum(len(run.text) for _, run in found) < _LITTLE and _has_picture(page)
        left, bottom, right, top = page.get_mediabox()
    finally:
        page.close()
    directions = Counter(direction for direction, _ in found)
    main = directions.most_common(1)[0][0] if directions else _RIGHT
    paper = _straight(Run("", left, right, bottom, top, 0), main)
    return PageWords(
        number=number,
        words=tuple(_straight(word, main) for direction, word in found if direction == main),
        bottom=paper.bottom,
        top=paper.top,
        turned=sum(directions.values()) - directions[main],
        has_picture=has_picture,
    )


def _has_picture(page: pypdfium2.PdfPage) -> bool:
    pictures = page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=3)
    return next(pictures, None) is not None


def _straight(run: Run, direction: int) -> Run:
    """A run as it stands when the page is turned so that the direction is to the right."""
    left, right, bottom, top = run[1:5]
    left, right, bottom, top = {
        _RIGHT: (left, right, bottom, top),
        _UP: (bottom, top, -right, -left),
        _LEFT: (-right, -left, -top, -bottom),
        _DOWN: (-top, -bottom, left, right),
    }[direction]
    return Run(run.text, left, right, bottom, top, run.size)


def _words(page: pypdfium2.PdfTextPage) -> Iterator[tuple[int, Run]]:
    """The words of a page, each with the direction in which it runs.

    PDFium says where spaces are, also where the document only leaves a gap. Its answers for a
    letter cost more than a microsecond, so only the first and the last of a word are asked for.
    """
    size = page.count_chars()
    text = page.get_text_range() if size else ""
    if len(text) != size:  # some have no meaning, or more than one code unit
        text = "".join(_character(pdfium.FPDFText_GetUnicode(page, place)) for place in range(size))
    box, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    for found in _WORD.finditer(text):
        corners = []
        for place in (found.start(), found.end() - 1):
            pdfium.FPDFText_GetLooseCharBox(page, place, ctypes.byref(box))
            corners.append((box.left, box.right, box.bottom, box.top))
        pdfium.FPDFText_GetMatrix(page, found.start(), ctypes.byref(matrix))
        points = pdfium.FPDFText_GetFontSize(page, found.start())
        lefts, rights, bottoms, tops = zip(*corners, strict=True)
        if not all(map(math.isfinite, (*lefts, *rights, *bottoms, *tops))):
            continue
        run = Run(
            found[0],
            min(lefts),
            max(rights),
            min(*bottoms, *tops),
            max(*bottoms, *tops),
            points * math.hypot(matrix.c, matrix.d),
        )
        yield _direction(matrix.a, matrix.b), run


def _direction(across: float, up: float) -> int:
    if abs(across) >= abs(up):
        return _RIGHT if across >= 0 else _LEFT
    return _UP if up > 0 else _DOWN


def _character(code: int) -> str:
    """A character by its code; what has no code, or is half of one, cannot be read."""
    if not code or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return UNREADABLE
    return chr(code)
