"""A chart's part of an Office file comes in; its figures go out, a line for each category. Pure."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from lxml import etree

from index.load.base import one_line
from index.load.table import MOST_COLUMNS, Cell, lines

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_DAYS_FROM = date(1899, 12, 30)  # spreadsheets count days from there
_MOST_DAYS = 200_000
_FIGURE = re.compile(r"-?\d{1,20}(?:\.\d{1,20})?(?:[eE][-+]?\d{1,2})?")
_UNFORMATTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def chart_lines(root: etree._Element) -> Iterator[str]:
    """The chart's title, then the rows: "Spring; Harbour: 1240; Castle: 860".

    Only charts whose series share their categories are read, as those of bars, lines and slices do;
    the dots of a scatter chart are no table.
    """
    title = root.find(f"{_C}chart/{_C}title")
    if title is not None:
        yield one_line(" ".join(one.text or "" for one in title.iter(f"{_A}t")))
    heads = [Cell(text="", is_head=True)]
    columns: list[dict[str, str]] = []
    categories: dict[str, str] = {}
    for series in root.iter(f"{_C}ser"):
        values = _points(series.find(f"{_C}val"))
        if not values or len(columns) >= MOST_COLUMNS:
            continue
        named = list(_points(series.find(f"{_C}tx")).values())
        heads.append(Cell(text=one_line(" ".join(named)), is_head=True))
        columns.append(values)
        for place, category in _points(series.find(f"{_C}cat")).items():
            categories.setdefault(place, category)
    rows = [
        [Cell(text=name), *(Cell(text=column.get(place, "")) for column in columns)]
        for place, name in categories.items()
    ]
    if rows:
        yield from lines([heads, *rows], marked=1)


def _points(parent: etree._Element | None) -> dict[str, str]:
    """What a series keeps of its cells, by their place. Of levels of categories, the first."""
    points: dict[str, str] = {}
    if parent is None:
        return points
    code = parent.find(f".//{_C}formatCode")
    form = _UNFORMATTED.sub("", code.text or "") if code is not None else ""
    for point in parent.iter(f"{_C}pt"):
        value = point.find(f"{_C}v")
        text = one_line(value.text or "") if value is not None else ""
        points.setdefault(point.get("idx") or "", _shown(text, form))
    return points


def _shown(text: str, form: str) -> str:
    """A figure as it is shown: without the noise of its last digits; per cent and days as such."""
    if not form or not _FIGURE.fullmatch(text):
        return text
    figure = float(text)
    if "%" in form:
        return f"{figure * 100:.6g} %"
    if "y" in form.lower() and 0 < figure < _MOST_DAYS:
        return (_DAYS_FROM + timedelta(days=int(figure))).isoformat()
    return f"{figure:.12g}"
