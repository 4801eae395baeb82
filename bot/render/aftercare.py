"""An answer's container comes in; the same with a line on top, and a button, goes out."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import discord

from bot.render.markdown import length
from bot.render.words import date_words
from bot.words import mark, say

AGAIN = re.compile(r"again:(?P<record>[0-9]{1,18})")
"""The `custom_id` of the button that asks again what was answered, by the answer's record."""

STALE = mark("The article has changed or was removed since: these words are no longer in it.")
LATE = mark("You asked this on {date}; an article that came in since answers it.")
LATE_TO = mark("{person}, you asked this on {date}; an article that came in since answers it.")
ASK_AGAIN = mark("Ask again")

_MOST_CHARACTERS = 4000
_MOST_COMPONENTS = 40
_MOST_BUTTONS = 5
_SMALL = "-# "
_CUT = "…"

Container = discord.ui.Container[Any]
Item = discord.ui.Item[Any]


def again_button(record: int, locale: str) -> discord.ui.Button[Any]:
    """The button that asks an answer's question again."""
    return discord.ui.Button(label=say(ASK_AGAIN, locale), custom_id=f"again:{record}")


def says_stale(item: Item, record: int) -> bool:
    """Whether what a message shows says already that the answer went stale."""
    return isinstance(item, discord.ui.Container) and any(
        isinstance(inner, discord.ui.Button) and inner.custom_id == f"again:{record}"
        for inner in item.walk_children()
    )


def render_stale(items: Sequence[Item], record: int, locale: str) -> list[Item]:
    """What a message shows, with the line that it went stale and the button to ask again.

    Both are in its first container; a message without one is no answer, and stays as it is. The
    items are taken over: they stand in one message at a time.
    """
    rendered = list(items)
    for place, item in enumerate(items):
        if isinstance(item, discord.ui.Container):
            rendered[place] = marked = _with_line(item, say(STALE, locale))
            _add_button(marked, again_button(record, locale))
            break
    return rendered


def render_late(
    container: Container, locale: str, *, asked_at: float, person: int | None = None
) -> Container:
    """An answer's container, with the line that it was asked at `asked_at` (Unix seconds).

    `person` is named where others read it, too.
    """
    date = date_words(datetime.fromtimestamp(asked_at, UTC).date().isoformat(), locale)
    if person is None:
        line = say(LATE, locale, date=date)
    else:
        line = say(LATE_TO, locale, date=date, person=f"<@{person}>")
    return _with_line(container, line)


def _with_line(container: Container, line: str) -> Container:
    """The container with a line of small print on top; what then is too much is left out."""
    texts = [item.content for item in _texts(container)]
    room = _MOST_CHARACTERS - length(line) - len(_SMALL) - 1
    shown = iter(_fitting(texts, room))
    items: list[Item] = []
    for item in container.children:
        if isinstance(item, discord.ui.TextDisplay):
            items.append(discord.ui.TextDisplay(next(shown)))
        else:
            for inner in _texts(item):
                inner.content = next(shown)
            items.append(item)
    if items and isinstance(items[0], discord.ui.TextDisplay):
        items[0] = discord.ui.TextDisplay(f"{_SMALL}{line}\n{items[0].content}")
    else:
        items.insert(0, discord.ui.TextDisplay(f"{_SMALL}{line}"))
    return discord.ui.Container(*items, accent_colour=container.accent_colour)


def _texts(item: Item) -> Iterator[discord.ui.TextDisplay[Any]]:
    """The texts in an item, in the order in which they are read."""
    if isinstance(item, discord.ui.Container | discord.ui.Section):
        for inner in item.walk_children():
            if isinstance(inner, discord.ui.TextDisplay):
                yield inner


def _fitting(texts: list[str], room: int) -> list[str]:
    """The texts in `room` characters: small print goes first, the last lines after that."""
    lines = [text.split("\n") for text in texts]
    for few in reversed(lines):
        for place in range(len(few) - 1, -1, -1):
            if _size(lines) > room and few[place].startswith(_SMALL):
                del few[place]
    while _size(lines) > room:
        longest = max(lines, key=lambda few: _size([few]))
        if longest[-1] == _CUT:
            longest.pop()
        longest[-1] = _CUT
    return ["\n".join(few) or _CUT for few in lines]


def _size(lines: list[list[str]]) -> int:
    return sum(length("\n".join(few) or _CUT) for few in lines)


def _add_button(container: Container, button: Item) -> None:
    """Put a button into the last row that takes one, or a row of its own, if the message can."""
    room = _MOST_COMPONENTS - 1 - len(list(container.walk_children()))
    rows = [item for item in container.children if isinstance(item, discord.ui.ActionRow)]
    free = [row for row in rows if _takes_button(row)]
    if free and room > 0:
        free[-1].add_item(button)
    elif room > 1:
        container.add_item(discord.ui.ActionRow(button))


def _takes_button(row: discord.ui.ActionRow[Any]) -> bool:
    buttons = [item for item in row.children if isinstance(item, discord.ui.Button)]
    return len(buttons) == len(row.children) < _MOST_BUTTONS
