"""Findings of an examination come in, what a terminal shows of them goes out.

Names, addresses and reasons are strangers' words: they go into `Text`, never into markup.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.render.terminal import plain
from index.doctor.base import Finding, advice

_MARKS = {"fine": ("fine", "green"), "notice": ("note", "yellow"), "trouble": ("trouble", "red")}


def doctor_lines(findings: Sequence[Finding]) -> Group:
    """Each area with what was found, and at the end what to do."""
    parts: list[RenderableType] = []
    for area, found in groupby(findings, lambda one: one.area):
        parts += [Text(area.capitalize(), "bold"), _area(found)]
    hints = advice(findings)
    parts += [Text(), Text("What to do", "bold")]
    if not hints:
        return Group(*parts, Text("  Nothing."))
    table = _columns()
    for number, hint in enumerate(hints, start=1):
        table.add_row(f"{number}.", Text(plain(hint)))
    return Group(*parts, _set_in(table))


def _area(findings: Iterable[Finding]) -> Padding:
    table = _columns()
    for one in findings:
        word, style = _MARKS[one.verdict]
        said = Text(plain(one.says))
        said.append("".join(f"\n  {plain(name)}" for name in one.named), "dim")
        left = one.count - len(one.named)
        if left > 0:
            said.append(f"\n  … and {left:,} more", "dim")
        table.add_row(Text(word, style), said)
    return _set_in(table)


def _columns() -> Table:
    """Two columns, the first a word or number."""
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    return table


def _set_in(table: Table) -> Padding:
    return Padding(table, (0, 0, 0, 2), expand=False)
