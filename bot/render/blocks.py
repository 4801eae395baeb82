"""Facts about articles come in; the lines and blocks of a message about the library go out.

Titles and names are strangers' words, and are escaped.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import discord

from bot.render.markdown import escape, length, link, shorten
from bot.render.message import MOST_CHARACTERS
from bot.render.words import date_words, language_words
from bot.words import say, say_many
from index.alike import Alike

TITLE_CHARACTERS = 100
FACT_CHARACTERS = 40
NOTE_CHARACTERS = 150
MOST_NAMED = 5
MOST_ALIKE = 3
ROOM = MOST_CHARACTERS // 10
"""Of each of a page's entries."""

_COLOUR = discord.Colour(0x3B6EA5)

Container = discord.ui.Container[Any]
Item = discord.ui.Item[Any]


def title_of(title: str, url: str | None) -> str:
    """A title in bold, and the address behind it where it fits."""
    written = link(shorten(title, TITLE_CHARACTERS), url)
    return written if length(written) <= 2 * ROOM else link(shorten(title, TITLE_CHARACTERS), None)


def published_words(published: str | None, locale: str) -> str:
    """When an article was published."""
    if not published:
        return say("undated", locale)
    return escape(shorten(date_words(published, locale), FACT_CHARACTERS))


def language_name(code: str, locale: str) -> str:
    """The name of a language (ISO 639-1)."""
    if not code:
        return say("language unknown", locale)
    return escape(shorten(language_words(code, locale), FACT_CHARACTERS))


def chunk_words(count: int, locale: str) -> str:
    """How many passages."""
    return say_many("{count} passage", "{count} passages", count, locale)


def alike_line(one: Alike, locale: str) -> str:
    """An article that says much of the same, in a line."""
    percent = round(one.share * 100)
    words = say("{percent} % of it", locale, percent=percent)
    return bullet(f"{title_of(one.title, None)}: {words}")


def named(heading: str, names: Sequence[str], locale: str) -> list[str]:
    """A heading over the first few names; nothing where there are none."""
    if not names:
        return []
    lines = [bullet(escape(shorten(name, TITLE_CHARACTERS))) for name in names[:MOST_NAMED]]
    return [heading, *lines, *others(len(names) - MOST_NAMED, locale)]


def others(count: int, locale: str) -> list[str]:
    """How many are not named, as a list of one line or none."""
    if count <= 0:
        return []
    return [bullet(say_many("and {count} other", "and {count} others", count, locale))]


def removed_words(count: int, locale: str) -> str:
    """What went with a place or a channel that is looked at no longer."""
    return say_many(
        "{count} article that came from it was removed.",
        "{count} articles that came from it were removed.",
        count,
        locale,
    )


def heading_of(words: str) -> str:
    """A heading."""
    return f"### {words}"


def bullet(markdown: str) -> str:
    """A line of a list."""
    return f"- {markdown}"


def ago(seconds: float) -> str:
    """How long ago a time was (unix seconds), as Discord shows it to each reader."""
    return f"<t:{int(seconds)}:R>"


def small(words: str) -> str:
    """A line in small print."""
    return f"-# {words}"


def container(blocks: Iterable[str], buttons: Sequence[Item] = ()) -> Container:
    """Blocks of text, one below the other, with buttons at the end."""
    items: list[Item] = [discord.ui.TextDisplay(block) for block in blocks]
    if buttons:
        items.append(discord.ui.ActionRow(*buttons))
    return discord.ui.Container(*items, accent_colour=_COLOUR)
