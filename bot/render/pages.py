"""What was found for an answer comes in, one page of it at a time goes out, for a Discord message.

Each passage stands on a page of its own, or on several where it is long: whole, the cited words in
bold, under a link to the place.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import discord

from bot.answer.citations import link_to
from bot.render.markdown import clean, escape, length, quoted, shorten
from bot.render.message import (
    MOST_CHARACTERS,
    Item,
    Piece,
    how_many_fit,
    pieces_of,
    source_line,
    written,
)
from bot.render.words import footnotes
from bot.types import Found
from bot.words import ENGLISH, say, say_many
from index.types import Passage, Span, marks_of

_SHOWN = discord.Colour(0x3B6EA5)
_HEADING_CHARACTERS = 160
_FOOT_CHARACTERS = 400
"""Kept for the lines below the words: which page it is, and what is gone."""


def split(found: Found, locale: str = ENGLISH) -> list[str]:
    """The pages of everything that was found, as Markdown; one for each passage at the least."""
    return [page for one in found.passages for page in _pages_of(one, found.cited, locale)]


def render_page(
    found: Found, page: int, buttons: Sequence[Item], locale: str = ENGLISH
) -> discord.ui.Container[Any]:
    """Page number `page` (from 1; a number beyond the last is the last) with its buttons."""
    pages = split(found, locale)
    number = min(max(page, 1), len(pages))
    lines = [say("{page} of {pages}", locale, page=number, pages=len(pages))]
    if found.gone:
        lines.append(
            say_many(
                "1 more was found, but its article has been changed or removed.",
                "{count} more were found, but their articles have been changed or removed.",
                found.gone,
                locale,
            )
        )
    foot = "\n".join(f"-# {line}" for line in lines)
    items: list[Item] = [
        discord.ui.TextDisplay(pages[number - 1]),
        discord.ui.TextDisplay(foot),
    ]
    if buttons:
        items.append(discord.ui.ActionRow(*buttons))
    return discord.ui.Container(*items, accent_colour=_SHOWN)


def _pages_of(
    passage: Passage, cited: Mapping[int, Mapping[int, Span]], locale: str
) -> Iterator[str]:
    footnoted = cited.get(passage.chunk_id, {})
    header = _header(passage, footnoted, locale)
    pieces: Sequence[Piece] = list(pieces_of(passage, tuple(footnoted.values())))
    room = MOST_CHARACTERS - _FOOT_CHARACTERS - length(header) - 1
    while pieces:
        taken = max(how_many_fit(pieces, room), 1)
        yield f"{header}\n{quoted(written(pieces[:taken]))}"
        pieces = pieces[taken:]


def _header(passage: Passage, cited: Mapping[int, Span], locale: str) -> str:
    """The source with a link to the cited words, or to where the passage begins."""
    source = passage.source
    spans = [*cited.values(), *passage.sentences]
    url = source.url
    if url and spans:
        marks = marks_of(passage.marks, spans[0])
        url = link_to(url, clean(passage.quote(spans[0])), marks)
    line = source_line(
        footnotes(tuple(cited)),
        source.title,
        url,
        source.publisher,
        source.published,
        locale,
        marks=passage.marks,
    )
    if not passage.heading:
        return line.strip()
    return f"{line.strip()}\n-# {escape(shorten(passage.heading, _HEADING_CHARACTERS))}"
