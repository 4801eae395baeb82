"""A table's rows of cells come in, one line for each row goes out, which a sentence can cite. Pure.

A row says nothing without the heads of its columns, so each line names them: "Item: Tent; Price:
349 €". Cells that span rows are said in each of these; cells that span columns under all of them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

MOST_COLUMNS = 200
"""Columns that are read; a wider table is cut."""

MOST_CHARACTERS = 5_000_000
"""Characters that all lines of a table may come to; merged cells could make any number."""

_YEAR = re.compile(r"(?:19|20)\d\d")
_MOST_HEAD = 60  # characters of a cell that may be taken for a head without being marked as one
_MOST_REPEATED = 200  # characters of a cell that is said in more than one row


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell: its text on one line, whether it is marked as a head, and how far it reaches."""

    text: str
    is_head: bool = False
    across: int = 1
    down: int = 1


@dataclass(slots=True)
class _Row:
    """A row with each column filled; `whole` marks columns that belong to the cell before."""

    number: int
    texts: list[str] = field(default_factory=list)
    heads: list[bool] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)


def lines(rows: Iterable[Sequence[Cell]], *, marked: int = 0) -> Iterator[str]:
    """One line for each row that is no head. The first `marked` rows are heads, as the table says.

    Where it does not say, a first row of cells that are all heads is one, or one that looks as if.
    """
    return (line for _, line in numbered_lines(rows, marked=marked))


def numbered_lines(rows: Iterable[Sequence[Cell]], *, marked: int = 0) -> Iterator[tuple[int, str]]:
    """As `lines`, each with the number of its row, counted from 0."""
    grid = list(_spread(rows))
    width = max((len(row.texts) for row in grid), default=0)
    while grid and width > 1 and _is_title(grid[0]):
        title = grid.pop(0)
        yield title.number, title.texts[0]
        marked = max(marked - 1, 0)
    heads = [row for row in grid[:marked] if any(row.texts)]
    body = [row for row in grid[marked:] if any(row.texts)]
    if not marked and body:
        count = _heads(body)
        heads, body = body[:count], body[count:]
    if not body:
        heads, body = [], heads
    names = [_name(heads, column) for column in range(width)]
    is_labelled = not any(names) and width == 2 and _are_labels(body)
    left = MOST_CHARACTERS
    for row in body:
        line = _line(names, row, is_labelled=is_labelled)
        left -= len(line)
        if left < 0:
            return
        yield row.number, line


def _is_title(row: _Row) -> bool:
    """Whether a row is one cell, which says what the whole table is."""
    return bool(row.texts) and bool(row.texts[0]) and all(row.whole[1:])


def _spread(rows: Iterable[Sequence[Cell]]) -> Iterator[_Row]:
    """The rows with merged cells in each place that they cover."""
    hanging: dict[int, tuple[int, Cell, bool]] = {}  # column → rows left, the cell, whether whole
    for number, cells in enumerate(rows):
        row = _Row(number)
        _hang(row, hanging)
        for cell in cells:
            for place in range(max(1, cell.across)):
                column = len(row.texts)
                if column >= MOST_COLUMNS:
                    break
                _put(row, cell.text, cell.is_head, place > 0)
                if cell.down > 1:
                    hanging[column] = (cell.down - 1, cell, place > 0)
            _hang(row, hanging)
        yield row


def _hang(row: _Row, hanging: dict[int, tuple[int, Cell, bool]]) -> None:
    """Fill the next columns of a row with the cells that reach down into it."""
    while (column := len(row.texts)) in hanging:
        left, cell, whole = hanging.pop(column)
        _put(row, cell.text if len(cell.text) <= _MOST_REPEATED else "", cell.is_head, whole)
        if left > 1:
            hanging[column] = (left - 1, cell, whole)


def _put(row: _Row, text: str, is_head: bool, whole: bool) -> None:
    row.texts.append(text)
    row.heads.append(is_head)
    row.whole.append(whole)


def _heads(grid: Sequence[_Row]) -> int:
    """How many rows at the top are heads: those marked so throughout, else one that looks it."""
    count = 0
    for row in grid:
        if not all(row.heads):
            break
        count += 1
    if count:
        return count
    return int(len(grid) > 1 and _looks_like_heads(grid))


def _looks_like_heads(grid: Sequence[_Row]) -> bool:
    """Whether the first row names the columns: short words, all different, above other things.

    A table of two columns is as often one of names and values, so figures have to stand below.
    """
    first, *rest = grid
    width = len(first.texts)
    named = [text for text, whole in zip(first.texts, first.whole, strict=True) if not whole]
    words = named if named[:1] != [""] else named[1:]
    if width < 2 or len(words) < 1 or not all(words) or len(set(words)) < len(words):
        return False
    if any(len(word) > _MOST_HEAD or is_figure(word) for word in words):
        return False
    if any(row.heads[0] for row in rest):
        return width > 2
    if width > 2:
        return True
    below = [row.texts[1] for row in rest if len(row.texts) > 1 and row.texts[1]]
    figures = sum(map(is_figure, below))
    return len(rest) > 1 and figures * 2 > len(below)


def is_figure(text: str) -> bool:
    """Whether a cell is mostly a number, as "349 €", "12.05.2024", "1,200 m", and no year."""
    if _YEAR.fullmatch(text):
        return False
    shown = [character for character in text if not character.isspace()]
    digits = sum(character.isdigit() for character in shown)
    return digits * 2 >= len(shown) and digits > 0


def _are_labels(grid: Sequence[_Row]) -> bool:
    """Whether the first of two columns says what the second is: short, and never the same."""
    labels = [row.texts[0] for row in grid if len(row.texts) == 2 and not row.whole[1]]
    short = all(0 < len(label) <= _MOST_HEAD and not is_figure(label) for label in labels)
    return short and len(set(labels)) == len(labels)


def _name(heads: Sequence[_Row], column: int) -> str:
    """A column's name, from the outermost head in, without repeating itself."""
    words = [row.texts[column] for row in heads if column < len(row.texts)]
    return " ".join(dict.fromkeys(word.rstrip(": ") for word in words if word))


def _line(names: Sequence[str], row: _Row, *, is_labelled: bool) -> str:
    """A row as it is cited; a cell across the whole row stands alone."""
    if len(row.texts) > 1 and all(row.whole[1:]) and len(row.texts) == len(names):
        return row.texts[0]
    if is_labelled and len(row.texts) == 2 and all(row.texts):
        return f"{row.texts[0].rstrip(': ')}: {row.texts[1]}"
    parts: list[tuple[list[str], str]] = []
    for column, text in enumerate(row.texts):
        name = names[column]
        if row.whole[column] and parts:
            parts[-1][0].append(name)
        else:
            parts.append(([name], text))
    said = []
    for several, text in parts:
        name = ", ".join(dict.fromkeys(filter(None, several)))
        if text:
            said.append(f"{name}: {text}" if name else text)
    return "; ".join(said)
