"""The words of a page come in, its lines go out in the order in which a person reads them.

Where the words stand says what is a line, a column or a row of a table; the order in which the
document has them only decides where that does not.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from index.load.pdf_page import Run

# As multiples of the height of the letters that are beside it:
_GAP = 1.5  # more room than this between two words is between two columns or cells
_OVERLAP = 0.5  # words that share this much of their height stand on one line
_GUTTER = 0.3  # how far words may reach into the room between two columns

_MOST_ACROSS = 0.3  # of all lines may run across both columns, as headings and figures do
_LEAST_LINES = 4  # of a column
_LEAST_CHARACTERS = 20  # of the lines of a column at the median; in a table's cells they are fewer
_MOST_COLUMNS = 2  # cuts into halves: up to four columns

_MARKER = re.compile(r"[-–—*•◦▪·‣●○■□]|[(\[]?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)\]]")


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfLine:
    """A line: its cells, which are one but in tables, its edges, and the size of its letters.

    `flow` is the same for lines of a page that run on below each other; `flow_left` and
    `flow_right` are the edges of all of them.
    """

    cells: tuple[str, ...]
    left: float
    right: float
    bottom: float
    top: float
    size: float
    flow: int
    flow_left: float
    flow_right: float

    @property
    def text(self) -> str:
        """All that it says."""
        return " ".join(self.cells)


def rows(words: Sequence[Run]) -> list[list[Run]]:
    """The runs of a page from top to bottom, those that stand on one line together."""
    found: list[list[Run]] = []
    for run in sorted(runs(words), key=lambda one: -one.top):
        row = next((one for one in found[:-6:-1] if _beside(one[0], run)), None)
        if row is None:
            found.append([run])
        else:
            row.append(run)
    return [sorted(row, key=lambda one: one.left) for row in found]


def runs(words: Sequence[Run]) -> list[Run]:
    """Words with no more than a space between them, joined."""
    found: list[list[Run]] = []
    for word in words:
        before = found[-1][-1] if found else None
        if before is not None and _goes_on(before, word):
            found[-1].append(word)
        else:
            found.append([word])
    return [_joined(some) for some in found]


def lines(kept: Sequence[Sequence[Run]]) -> list[PdfLine]:
    """The lines of a page in reading order, from its rows."""
    found: list[PdfLine] = []
    flows = list(_flows([run for row in kept for run in row], _MOST_COLUMNS))
    for number, flow in enumerate(flows):
        left, right = min(one.left for one in flow), max(one.right for one in flow)
        found.extend(_line(row, number, left, right) for row in rows(flow))
    return found


def _beside(one: Run, other: Run) -> bool:
    shared = min(one.top, other.top) - max(one.bottom, other.bottom)
    return shared >= _OVERLAP * min(one.top - one.bottom, other.top - other.bottom)


def _goes_on(before: Run, word: Run) -> bool:
    height = before.top - before.bottom
    return _beside(before, word) and -height / 2 <= word.left - before.right <= _GAP * height


def _joined(some: Sequence[Run]) -> Run:
    # The size that most letters have: a note's little number may come first.
    sizes: dict[float, int] = {}
    for one in some:
        sizes[one.size] = sizes.get(one.size, 0) + len(one.text)
    return Run(
        " ".join(one.text for one in some),
        min(one.left for one in some),
        max(one.right for one in some),
        min(one.bottom for one in some),
        max(one.top for one in some),
        max(sizes, key=lambda size: sizes[size]),
    )


def _line(row: Sequence[Run], flow: int, left: float, right: float) -> PdfLine:
    whole = _joined(row)
    cells = [run.text for run in row]
    if len(cells) > 1 and _MARKER.fullmatch(cells[0]):
        cells[:2] = [" ".join(cells[:2])]
    return PdfLine(
        cells=tuple(cells),
        left=whole.left,
        right=whole.right,
        bottom=whole.bottom,
        top=whole.top,
        size=whole.size,
        flow=flow,
        flow_left=left,
        flow_right=right,
    )


def _flows(found: Sequence[Run], cuts: int) -> list[list[Run]]:
    """The runs in columns, in reading order; what runs across them ends those above it."""
    gutter = _gutter(found) if cuts else None
    if gutter is None:
        return [list(found)] if found else []
    across = [run for run in found if _crosses(run, gutter)]
    left = [run for run in found if run not in across and _middle(run) < gutter]
    right = [run for run in found if run not in across and _middle(run) >= gutter]
    flows: list[list[Run]] = []
    for row in [*rows(across), []]:
        floor = row[0].bottom if row else float("-inf")
        for side in (left, right):
            above = [run for run in side if run.bottom >= floor]
            side[:] = [run for run in side if run.bottom < floor]
            flows += _flows(above, cuts - 1)
        # Lines across that follow each other are one flow.
        if row and flows and all(_crosses(run, gutter) for run in flows[-1]):
            flows[-1] += row
        elif row:
            flows.append(list(row))
    return flows


def _gutter(found: Sequence[Run]) -> float | None:
    """The middle of the room between two columns of running text, where there are some."""
    if len(found) < 2 * _LEAST_LINES:
        return None
    start, end = min(run.left for run in found), max(run.right for run in found)
    # Whole points are exact enough, and there are few of them however many runs there are.
    edges = sorted({round(edge) for run in found for edge in (run.left, run.right)})
    inner = [
        (one + other) / 2
        for one, other in pairwise(edges)
        if start + 0.2 * (end - start) < (one + other) / 2 < end - 0.2 * (end - start)
    ]
    crossing = {place: sum(_crosses(run, place) for run in found) for place in inner}
    if not crossing:
        return None
    fewest = min(crossing.values())
    middle = (start + end) / 2
    gutter = min(
        (place for place in inner if crossing[place] == fewest),
        key=lambda place: abs(place - middle),
    )
    sides = [
        [run for run in found if not _crosses(run, gutter) and _middle(run) < gutter],
        [run for run in found if not _crosses(run, gutter) and _middle(run) >= gutter],
    ]
    if fewest > _MOST_ACROSS * len(found) or not all(map(_is_column, sides)):
        return None
    return gutter


def _is_column(side: Sequence[Run]) -> bool:
    return len(side) >= _LEAST_LINES and median(len(run.text) for run in side) >= _LEAST_CHARACTERS


def _crosses(run: Run, place: float) -> bool:
    room = _GUTTER * (run.top - run.bottom)
    return run.left < place - room and run.right > place + room


def _middle(run: Run) -> float:
    return (run.left + run.right) / 2
