"""Looks at sources come in, what a terminal shows of them goes out.

Titles, notes and addresses are strangers' words: they go into `Text`, never into markup.
"""

import time
from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.render.terminal import plain
from index.examined import Examined
from index.provenance import SourceState
from index.sources.base import RefreshReceipt, Trouble

_SHOWN = 20  # documents that are told of in full
_NAMED = 10  # troubles that are named

_AGES = ((86_400.0 * 2, 86_400.0, "days"), (3_600.0 * 2, 3_600.0, "hours"), (0.0, 60.0, "minutes"))


def examined_lines(receipt: RefreshReceipt) -> Group:
    """What is to be said of each document that came in, as a careful librarian would."""
    parts: list[RenderableType] = []
    for one in receipt.examined[:_SHOWN]:
        parts += [_examined(one), Text()]
    left = len(receipt.examined) - _SHOWN
    if left > 0:
        parts += [Text(f"… and {left:,} more", "dim"), Text()]
    return Group(*parts)


def _examined(one: Examined) -> Group:
    found = dict(one.found)
    lines: list[RenderableType] = [Text(plain(one.title), "bold")]
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim")
    table.add_column()
    table.add_row("from", Text(plain(one.url), overflow="fold"))
    for label, value, name in (
        ("title", one.title, "title"),
        ("author", one.author, "author"),
        ("date", one.published, "published"),
    ):
        place = f" (from {found[name]})" if name in found else ""
        table.add_row(label, Text(f"{plain(value)}{place}" if value else "not stated"))
    table.add_row("language", Text(one.language or "cannot be told"))
    table.add_row("length", Text(f"{one.words:,} words, {one.chunks:,} chunks"))
    for note in one.notes:
        table.add_row("note", Text(plain(note), "yellow"))
    for note in one.garbled:
        table.add_row("garbled", Text(plain(note), "red"))
    for like in one.alike:
        share = f"{like.share:.0%} of its words stand in “{plain(like.title)}” too"
        table.add_row("alike", Text(f"{share} ({plain(like.article_id)})", "yellow"))
    if one.same_as is not None:
        table.add_row("same as", Text(f"{plain(one.same_as[1])}: that one is kept, once", "yellow"))
    lines.append(Padding(table, (0, 0, 0, 2)))
    return Group(*lines)


def look_lines(receipt: RefreshReceipt, *, dry_run: bool = False) -> Text:
    """What a look at a source did, in a few lines."""
    text = Text()
    text.append(f"{receipt.source.spec.kind.capitalize()} ", "bold")
    text.append(plain(receipt.source.spec.title)).append(": ")
    counts = (
        (len(receipt.added), "would be added" if dry_run else "added"),
        (len(receipt.changed), "changed"),
        (receipt.unchanged, "unchanged"),
        (len(receipt.doubles), "said by other articles already"),
        (len(receipt.withdrawn), "withdrawn"),
    )
    text.append(", ".join(f"{count:,} {what}" for count, what in counts if count) or "nothing new")
    text.append("\n")
    for trouble in receipt.troubles[:_NAMED]:
        text.append_text(_trouble(trouble))
    left = len(receipt.troubles) - _NAMED
    if left > 0:
        text.append(f"… and {left:,} more that could not be read\n", "dim")
    requests = f"{receipt.asked:,} requests, {receipt.not_modified:,} answered “not modified”; "
    text.append(requests if receipt.asked else "", "dim")
    text.append(f"{receipt.chunks_embedded:,} chunks embedded; {receipt.seconds:.1f} s", "dim")
    return text


def _trouble(trouble: Trouble) -> Text:
    text = Text("Kept as it was " if trouble.old else "Skipped ", "bold red")
    text.append(f"{plain(trouble.url)}: {plain(trouble.message)}")
    if trouble.hint:
        text.append(f" ({plain(trouble.hint)})", "dim")
    return text.append("\n")


def sources_table(sources: Sequence[SourceState]) -> Table:
    """The sources, one a row."""
    table = Table(show_lines=False)
    for name in ("Source", "Articles", "Looked at", "Due", "Trouble"):
        table.add_column(name, ratio=2 if name in {"Source", "Trouble"} else None, overflow="fold")
    now = time.time()
    for source in sources:
        spec = source.spec
        named = Text(plain(spec.title)).append(f"\n{spec.kind}, {spec.collection}", "dim")
        trouble = plain(source.trouble)
        if source.troubled and not trouble:
            trouble = f"{source.troubled:,} of {source.documents:,} could not be read"
        if source.trouble and source.succeeded:
            trouble += f"; what is there is {_age(now - source.succeeded)} old"
        table.add_row(
            named,
            f"{source.articles:,}",
            f"{_age(now - source.tried)} ago" if source.tried else "never",
            _due(source.due, now),
            Text(trouble, "red"),
        )
    return table


def _due(due: float | None, now: float) -> str:
    if due is None:
        return "when asked"
    return "now" if due <= now else f"in {_age(due - now)}"


def _age(seconds: float) -> str:
    for least, unit, name in _AGES:
        if seconds >= least:
            return f"{seconds / unit:.0f} {name}"
    return "0 minutes"
