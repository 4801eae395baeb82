"""A CSV or TSV file comes in, an article goes out: each row one line that names its columns."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from index.errors import LoadError
from index.load.base import Block, Loaded, one_line
from index.load.document import as_article, check_bytes
from index.load.encoding import decode
from index.load.table import MOST_COLUMNS, Cell, is_figure, numbered_lines

MOST_ROWS = 20_000
"""Rows that are read; what comes after is left out, and said so."""

_MOST_FIELD = 100_000  # characters of one cell; a quote that is never closed makes longer ones
_SAMPLE = 50  # rows that say how cells are parted
_DELIMITERS = (",", ";", "\t", "|")
_NONE = "\x1f"  # stands in no file: its lines are cells
_ZIP = b"PK\x03\x04"
_HINT = "Save it as CSV in UTF-8 and bring that file."
_SEPARATOR = re.compile(r"\Asep=(.)\r?\n")


def load_csv(content: bytes, *, article_id: str, collection: str) -> Loaded:
    """Read a table whose cells are parted by commas, semicolons, tabs or bars.

    Raises:
        LoadError: it is no text, too large, or has no row.
    """
    check_bytes(content)
    text, notes = decode(content, "")
    if content.startswith(_ZIP) or "\x00" in text[:10_000]:
        raise LoadError("it is no table in plain text, whatever its name says", _HINT)
    delimiter, text = _delimiter(text)
    rows = _rows(text, delimiter)
    try:
        read = list(islice(rows, MOST_ROWS + 1))
        more = sum(1 for _ in rows)
    except csv.Error:
        raise LoadError("one of its quotes is never closed", _HINT) from None
    made = [[Cell(text=one_line(cell)) for cell in row] for _, row in read]
    told = [note.replace("the page", "the file") for note in notes]
    if max((len(row) for row in made), default=0) > MOST_COLUMNS:
        told.append(f"only its first {MOST_COLUMNS} columns were read")
    if more:
        total = len(made) + more
        told.append(f"only the first {MOST_ROWS:,} of its {total - 1:,} rows were read")
    said = [(read[row][0], line) for row, line in numbered_lines(made, marked=_heads(made))]
    return as_article(
        [_block(said)],
        {},
        article_id=article_id,
        collection=collection,
        notes=told,
        numbered="row",
    )


def _block(said: Sequence[tuple[int, str]]) -> Block:
    """The lines in one block, with the number of each's row."""
    numbers: list[tuple[int, int]] = []
    offset = 0
    for number, line in said:
        numbers.append((offset, number))
        offset += len(line) + 1
    return Block("\n".join(line for _, line in said), numbers=tuple(numbers))


def _delimiter(text: str) -> tuple[str, str]:
    """What parts the cells, and the text without a line that says so, as Excel writes it.

    It is the one by which the first rows fall into the most cells of a like number.
    """
    said = _SEPARATOR.match(text)
    if said is not None:
        return said[1], text[said.end() :]
    best, most = _NONE, 0.0
    for one in _DELIMITERS:
        try:
            widths = [len(row) for _, row in islice(_rows(text, one), _SAMPLE)]
        except csv.Error:
            continue
        usual = max(set(widths), key=widths.count, default=0)
        alike = widths.count(usual) / max(len(widths), 1)
        if usual > 1 and alike * usual > most and alike > most / (2 * usual):
            best, most = one, alike * usual
    return best, text


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, each with its number, counted from 1 as tables show it."""
    csv.field_size_limit(_MOST_FIELD)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for number, row in enumerate(rows, start=1):
        if any(cell.strip() for cell in row):
            yield number, row


def _heads(rows: list[list[Cell]]) -> int:
    """1 where the first row names the columns: words and no figures.

    None of them comes twice, as values do, unless each is above a figure.
    """
    if len(rows) < 2 or max(map(len, rows)) < 2:
        return 0
    named = [cell.text.casefold() for cell in rows[0] if cell.text]
    figures = sum(map(is_figure, named))
    once = len(set(named)) == len(named)
    below = [cell.text for cell in rows[1] if cell.text]
    is_above_figures = not figures and len(below) == len(named) and all(map(is_figure, below))
    return int(bool(named) and (once or is_above_figures) and figures * 2 < len(named))
