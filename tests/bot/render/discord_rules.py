"""Discord Markdown comes in; what would come alive in it, and what a person reads, comes out.

A small reference, written from Discord's documentation and client behaviour, not from `render`.
Where it is unsure it takes the text to be alive.
"""

import re
from dataclasses import dataclass, field

# Tried in this order at each place; the first that matches is what stands there.
_AT_LINE_START = {
    "heading": r"#{1,3} ",
    "small": r"-# ",
    "list": r" *(?:[-*+]|\d+[.)]) ",
    "quote": r">(?:>>)? ",
}
_ANYWHERE = {
    "escape": r"\\([^0-9A-Za-z\s])",
    "fence": r"```",
    "code": r"`",
    "user": r"<@!?\d+>",
    "role": r"<@&\d+>",
    "channel": r"<#\d+>",
    "time": r"<t:-?\d+(?::\w)?>",
    "custom emoji": r"<a?:\w+:\d+>",
    "command": r"</[^>]*:\d+>",
    "guild": r"<id:\w+>",
    "bracketed link": r"<\w+:[^ >]+>",
    "everyone": r"@(?:everyone|here)",
    "link": r"\[((?:\\.|[^\]\n])+?)\]\(\s*<?((?:\([^)]*\)|[^\s\\)]|\\.)*?)>?\s*\)",
    "bare link": r"(?:https?|steam|discord)://[^\s<]+",
    "emoji": r":\w+:",
    "bold": r"\*\*",
    "italic": r"[*_]",
    "struck": r"~~",
    "spoiler": r"\|\|",
}


@dataclass(slots=True)
class Reading:
    """`alive` has the kinds that were found, `links` the addresses that can be clicked."""

    visible: str = ""
    alive: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


def read(markdown: str) -> Reading:
    """Read it as Discord would."""
    result = Reading()
    place, line_start = 0, True
    while place < len(markdown):
        kind, match = _token(markdown, place, line_start)
        if match is None:
            result.visible += markdown[place]
            line_start = markdown[place] == "\n"
            place += 1
            continue
        place = match.end()
        # A quote's line begins anew behind its mark, and so does a list item's.
        line_start = kind in ("quote", "list", "small")
        if kind == "escape":
            result.visible += match[1]
            continue
        result.alive.append(kind)
        if kind == "link":
            inside = read(match[1])
            result.visible += inside.visible
            result.alive += inside.alive
            result.links.append(match[2])
        elif kind in ("bare link", "bracketed link"):
            result.links.append(match[0].strip("<>"))
    return result


def _token(markdown: str, place: int, line_start: bool) -> tuple[str, re.Match[str] | None]:
    kinds = {**_AT_LINE_START, **_ANYWHERE} if line_start else _ANYWHERE
    for kind, pattern in kinds.items():
        match = re.compile(pattern).match(markdown, place)
        if match:
            return kind, match
    return "", None
