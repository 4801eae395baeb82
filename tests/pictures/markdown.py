"""Discord's Markdown comes in; HTML that shows the same, and can do nothing, goes out.

Only the part of it that bots and people here write: headings, small print, quotes, lists, bold,
italics, underlines, strikes, spoilers, code, links, mentions and moments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from html import escape
from itertools import groupby

READ_AT = 1_772_444_460.0
"""When the pages are looked at, in Unix seconds: always the same moment, 2 March 2026 at 09:41."""

_HEADING = re.compile(r"(#{1,3}) +(\S.*)")
_SMALL = re.compile(r"-# +(\S.*)")
_QUOTE = re.compile(r"> ?(.*)")
_BULLET = re.compile(r"( *)[-*] +(\S.*)")
_NUMBERED = re.compile(r"( *)(\d+)\. +(\S.*)")
_FENCE = re.compile(r"```(?:\w*\n)?(.*?)```", re.DOTALL)

_INSIDE = r"((?:\\.|[^\\])+?)"
_INLINE = re.compile(
    r"\\(?P<escaped>[^0-9A-Za-z\s])"
    r"|`(?P<code>[^`]+)`"
    r"|\[(?P<label>(?:\\.|[^\]\\])+)\]\((?P<target>https?://[^\s)]+)\)"
    r"|<@!?(?P<user>\d+)>"
    r"|<#(?P<channel>\d+)>"
    r"|<t:(?P<moment>\d{1,11}(?::[tTdDfFR])?)>"
    r"|<(?P<quiet>https?://[^>\s]+)>"
    r"|(?P<bare>https?://[^\s<]+)"
    rf"|\*\*(?P<bold>{_INSIDE})\*\*(?!\*)"
    rf"|__(?P<underline>{_INSIDE})__(?!_)"
    rf"|~~(?P<strike>{_INSIDE})~~"
    rf"|\|\|(?P<spoiler>{_INSIDE})\|\|"
    rf"|\*(?P<star>(?![\s*]){_INSIDE})\*(?!\*)"
    rf"|(?<!\w)_(?P<low>(?![\s_]){_INSIDE})_(?!\w)",
    re.DOTALL,
)
_DATE, _HOUR = "%-d %B %Y", "%H:%M"
_FORMATS = {
    "t": _HOUR,
    "T": "%H:%M:%S",
    "d": "%d/%m/%Y",
    "D": _DATE,
    "f": f"{_DATE} {_HOUR}",
    "F": f"%A, {_DATE} {_HOUR}",
}
_UNITS = (("year", 31_536_000), ("month", 2_592_000), ("day", 86_400), ("hour", 3600))
_TAGS = {
    "bold": "strong",
    "underline": "u",
    "strike": "s",
    "star": "em",
    "low": "em",
}


def to_html(markdown: str, names: Mapping[int, str] | None = None) -> str:
    """A message's text as HTML. `names` are those of whom and what it may mention, by id."""
    names = names or {}
    parts: list[str] = []
    rest = 0
    for fence in _FENCE.finditer(markdown):
        parts += _blocks(markdown[rest : fence.start()], names)
        parts.append(f"<pre>{escape(fence[1].strip(chr(10)))}</pre>")
        rest = fence.end()
    return "".join((*parts, *_blocks(markdown[rest:], names)))


def _blocks(markdown: str, names: Mapping[int, str]) -> Iterator[str]:
    """Line by line; neighbouring lines of a quote are one quote."""
    lines = markdown.strip("\n").split("\n") if markdown.strip() else []
    for is_quote, group in groupby(lines, key=lambda line: bool(_QUOTE.fullmatch(line))):
        if is_quote:
            inner = "\n".join(_QUOTE.sub(r"\1", line, count=1) for line in group)
            yield f"<blockquote>{''.join(_blocks(inner, names))}</blockquote>"
        else:
            yield from (_line(line, names) for line in group)


def _line(line: str, names: Mapping[int, str]) -> str:
    if heading := _HEADING.fullmatch(line):
        level = len(heading[1])
        return f"<h{level}>{inline(heading[2], names)}</h{level}>"
    if small := _SMALL.fullmatch(line):
        return f'<p class="small">{inline(small[1], names)}</p>'
    if bullet := _BULLET.fullmatch(line):
        return _item(bullet[1], "•", bullet[2], names)
    if numbered := _NUMBERED.fullmatch(line):
        return _item(numbered[1], f"{numbered[2]}.", numbered[3], names)
    return f"<p>{inline(line, names)}</p>" if line.strip() else '<p class="blank"></p>'


def _item(indent: str, mark: str, text: str, names: Mapping[int, str]) -> str:
    depth = min(len(indent) // 2, 4)
    return f'<p class="item deep{depth}"><span>{mark}</span>{inline(text, names)}</p>'


def inline(text: str, names: Mapping[int, str] | None = None) -> str:
    """What stands within a line."""
    names = names or {}
    parts: list[str] = []
    rest = 0
    for match in _INLINE.finditer(text):
        parts += [escape(text[rest : match.start()]), _marked(match, names)]
        rest = match.end()
    return "".join((*parts, escape(text[rest:])))


def _marked(match: re.Match[str], names: Mapping[int, str]) -> str:
    kind = match.lastgroup or ""
    # Of a nested group, the outer one has the name.
    kind = next((name for name in match.groupdict() if match[name] is not None), kind)
    text = match[kind]
    if kind == "escaped":
        return escape(text)
    if kind == "code":
        return f"<code>{escape(text)}</code>"
    if kind == "label":
        return f"<a>{inline(text, names)}</a>"
    if kind in ("quiet", "bare"):
        return f"<a>{escape(text)}</a>"
    if kind == "user":
        return f'<span class="mention">@{escape(names.get(int(text), "unknown-user"))}</span>'
    if kind == "channel":
        return f'<span class="mention">#{escape(names.get(int(text), "unknown"))}</span>'
    if kind == "moment":
        seconds, _, form = text.partition(":")
        return f'<span class="moment">{_moment(int(seconds), form or "f")}</span>'
    if kind == "spoiler":
        return f'<span class="spoiler">{inline(text, names)}</span>'
    tag = _TAGS[kind]
    return f"<{tag}>{inline(text, names)}</{tag}>"


def _moment(seconds: int, form: str) -> str:
    """A moment as a reader in London sees it at `READ_AT`."""
    if form != "R":
        return datetime.fromtimestamp(seconds, UTC).strftime(_FORMATS[form])
    away = round(abs(READ_AT - seconds))
    unit, size = next(((name, size) for name, size in _UNITS if away >= size), ("minute", 60))
    count = round(away / size)
    words = f"{count} {unit}{'' if count == 1 else 's'}"
    return f"{words} ago" if seconds <= READ_AT else f"in {words}"
