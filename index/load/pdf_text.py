"""The pages of a PDF come in as lines, the blocks of an article go out, with the page of each."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from index.load.base import Block
from index.load.hyphens import HYPHENS, joined, whole_words
from index.load.pdf_lines import PdfLine, lines, rows
from index.load.pdf_page import PageWords, Run

_MARGIN = 0.12  # of a page's height, above and below, where heads and feet are
_REPEATED = 0.3  # of all pages have to show a line that is called one,
_OFTEN = 4  # or so many pages; two are enough if it counts them
_HEADING = 1.15  # times the size of most letters
_MOST_HEADING = 200  # characters
_MOST_HEADINGS = 0.25  # of all characters; where more is large, size says nothing
_MOST_LEVELS = 3
_SAME_SIZE = 0.08  # letters differ by less than this part in size
_WIDE = 1.4  # times the usual distance of two lines, and a paragraph ends
_LEAST_APART = 3  # pairs of lines that say what is usual
_INDENT = 0.8  # times the size of the letters
_SHORT = 0.85  # of the room that a line has

_NUMBER = re.compile(r"\d{1,4}")
_ROMAN = re.compile(r"[ivxlc]{1,7}", re.I)
_ITEM = re.compile(r"(?:[-–—*•◦▪·‣●○■□]|[(\[]?(?:\d{1,3}|[a-z])[.)\]])\s")
_LEADERS = re.compile(r"(?:\s?\.){5,}\s*")  # between a heading and its page in a table of contents
_CONTENTS = re.compile(r" … \w{1,5}$")
_ENDS = re.compile(r"[.!?…:;。！？：；][\"'”’»)\]]*$")
_BEGINS_WITHIN = re.compile(r"[a-zß-öø-ÿ\u0430-\u045f\u03b1-\u03c9(,]|[\u3040-\u9fff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfText:
    """What a document says: its blocks, how many lines were heads and feet, its largest words."""

    blocks: list[Block]
    repeated: int
    title: str


@dataclass(slots=True)
class _Draft:
    """A block that is being put together, with its last line and the pages it stands on."""

    text: str
    last: PdfLine
    page: int
    numbers: list[tuple[int, int]]
    table: bool = False
    sizes: list[float] = field(default_factory=list)


def read_text(pages: Sequence[PageWords]) -> PdfText:
    """Put the pages of a document together."""
    kept, repeated = _without_margins(pages)
    read = [(page.number, lines(of_page)) for page, of_page in zip(pages, kept, strict=True)]
    every = [line for _, of_page in read for line in of_page]
    body = _body_size(every)
    drafts = _drafts(read, body, whole_words(line.text for line in every))
    levels = _levels(drafts, body)
    blocks = [Block(draft.text, levels.get(id(draft), 0), tuple(draft.numbers)) for draft in drafts]
    return PdfText(blocks=blocks, repeated=repeated, title=_largest(drafts, body))


def _without_margins(pages: Sequence[PageWords]) -> tuple[list[list[list[Run]]], int]:
    """The rows of each page but for running heads, feet and page numbers; how many these were."""
    every = [rows(page.words) for page in pages]
    body = _body_size([run for page in every for row in page for run in row])
    seen: Counter[str] = Counter()
    for page, of_page in zip(pages, every, strict=True):
        # A set: what stands above and below counts once a page.
        seen.update({sign for row in of_page for sign in _signs(row, page, body)})
    most = max(2, min(round(_REPEATED * len(pages)), _OFTEN))
    kept = [
        [
            row
            for row in of_page
            if not any(
                seen[sign] >= (2 if "\0" in sign else most) for sign in _signs(row, page, body)
            )
        ]
        for page, of_page in zip(pages, every, strict=True)
    ]
    return kept, sum(map(len, every)) - sum(map(len, kept))


def _signs(row: Sequence[Run], page: PageWords, body: float) -> set[str]:
    """What a row in a margin would have in common with the heads or feet of other pages.

    Its words; the same with its first or last number as a distance from the page's own; that it is
    a number alone. Large letters are of headings, which may repeat.
    """
    height = page.top - page.bottom
    above = min(one.bottom for one in row) > page.top - _MARGIN * height
    below = max(one.top for one in row) < page.bottom + _MARGIN * height
    if not (above or below) or max(one.size for one in row) > body * _HEADING:
        return set()
    text = " ".join(one.text for one in row)
    signs = {text}
    numbers = list(_NUMBER.finditer(text))
    for found in numbers[:1] + numbers[-1:]:
        distance = int(found[0]) - page.number
        signs.add(f"{text[: found.start()]}\0{distance}\0{text[found.end() :]}")
    if _ROMAN.fullmatch(text):
        signs.add("\0roman")
    return {f"{'above' if above else 'below'} {sign}" for sign in signs}


def _body_size(found: Sequence[Run | PdfLine]) -> float:
    """The size that most letters have, to half a point."""
    sizes: Counter[float] = Counter()
    for one in found:
        sizes[round(2 * one.size) / 2] += len(one.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _drafts(
    pages: Sequence[tuple[int, Sequence[PdfLine]]], body: float, known: frozenset[str]
) -> list[_Draft]:
    pitch = _pitch(pages, body)
    drafts: list[_Draft] = []
    for number, of_page in pages:
        for place, line in enumerate(of_page):
            last = drafts[-1] if drafts else None
            table = len(line.cells) > 1 and any(
                len(other.cells) > 1
                for other in of_page[max(place - 1, 0) : place + 2]
                if other is not line
            )
            text = _LEADERS.sub(" … ", " | ".join(line.cells) if table else line.text)
            if last is None or _is_new(last, line, text, number, table, pitch):
                drafts.append(_Draft(text, line, number, [(0, number)], table))
                continue
            if table or _stands_alone(text):
                whole = f"{last.text}\n{text}"
            else:
                whole = joined(last.text, text, known)
            if number != last.page:
                last.numbers.append((_beginning(whole, text), number))
            last.text, last.last, last.page = whole, line, number
    return drafts


def _stands_alone(text: str) -> bool:
    """Whether a line keeps its place: an item of a list, or a line of a table of contents."""
    return bool(_ITEM.match(text) or _CONTENTS.search(text[-10:]))


def _beginning(whole: str, added: str) -> int:
    """Where in a text the words begin that were added last; within a word that two lines share."""
    return len(whole) - len(added)


def _pitch(pages: Sequence[tuple[int, Sequence[PdfLine]]], body: float) -> float:
    """How far apart two lines of a paragraph are, as most are."""
    apart = [
        one.bottom - other.bottom
        for _, of_page in pages
        for one, other in pairwise(of_page)
        if one.flow == other.flow and 0 < one.bottom - other.bottom < 3 * body
    ]
    return median(apart) if len(apart) >= _LEAST_APART else 1.2 * body


def _is_new(draft: _Draft, line: PdfLine, text: str, page: int, table: bool, pitch: float) -> bool:
    """Whether a line begins a block of its own after what is there."""
    last = draft.last
    if table != draft.table or abs(line.size - last.size) > _SAME_SIZE * last.size:
        return True
    ended = bool(_ENDS.search(draft.text[-10:]))
    if page != draft.page or line.flow != last.flow:
        if table:
            return page == draft.page
        # A sentence that runs on to the next column or page.
        broken = draft.text[-1] in HYPHENS
        return not broken and (ended or not _BEGINS_WITHIN.match(text))
    if last.bottom - line.bottom > _WIDE * max(pitch, last.size):
        return True
    if table or _stands_alone(text):
        return not table and not _stands_alone(draft.text)
    if line.left - last.left > _INDENT * line.size and not _stands_alone(draft.text):
        return ended
    room = last.flow_right - last.flow_left
    return ended and last.right - last.flow_left < _SHORT * room


def _levels(drafts: Sequence[_Draft], body: float) -> dict[int, int]:
    """The levels of the headings, by the identity of their drafts: the largest letters are 1."""
    large = [
        draft
        for draft in drafts
        if draft.last.size >= body * _HEADING
        and len(draft.text) <= _MOST_HEADING
        and not draft.table
        and not _CONTENTS.search(draft.text)
        and any(letter.isalpha() for letter in draft.text)
    ]
    if sum(len(draft.text) for draft in large) > _MOST_HEADINGS * sum(
        len(draft.text) for draft in drafts
    ):
        return {}
    sizes = sorted({round(2 * draft.last.size) for draft in large}, reverse=True)
    return {
        id(draft): min(sizes.index(round(2 * draft.last.size)) + 1, _MOST_LEVELS) for draft in large
    }


def _largest(drafts: Sequence[_Draft], body: float) -> str:
    """The first of the largest words of the first page, where they are larger than most."""
    first = [draft for draft in drafts if draft.numbers[0][1] == drafts[0].numbers[0][1]]
    if not first:
        return ""
    top = max(first, key=lambda draft: draft.last.size)
    large = top.last.size >= body * _HEADING and len(top.text) <= _MOST_HEADING
    return top.text if large else ""


def page_list(numbers: Sequence[int]) -> str:
    """Numbers as a person lists them: `1, 3–5`."""
    return ", ".join(
        str(first) if first == last else f"{first}–{last}" for first, last in _stretches(numbers)
    )


def _stretches(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    first = last = None
    for number in numbers:
        if last is not None and number == last + 1:
            last = number
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = number
    if first is not None and last is not None:
        yield first, last
