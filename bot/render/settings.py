"""A server's channels come in, the message that shows them with its menus goes out."""

from collections.abc import Mapping, Sequence
from typing import Any

import discord

from bot.errors import Trouble
from bot.records.base import ChannelKind
from bot.render.markdown import length, shorten
from bot.words import mark, say, say_many

SWITCH_ON = mark("Switch a channel on")
SWITCH_OFF = mark("Switch a channel off")

MOST_OPTIONS = 25
"""Of a menu, as Discord counts."""

_INTENT = "MESSAGE_CONTENT_INTENT"
_COLOUR = discord.Colour(0x3B6EA5)
_LABEL_CHARACTERS = 90  # of the 100 that Discord gives an option
_LIST_CHARACTERS = 2000

Item = discord.ui.Item[Any]


def render_channels(
    channels: Mapping[int, ChannelKind], menus: Sequence[Item], *, reads: bool, locale: str
) -> discord.ui.Container[Any]:
    """The channels that are on, and the menus that change it.

    Without the message-content intent (`reads` false) it says what that means, and what to do.
    """
    heading = say("Where I speak unasked", locale)
    about = say(
        "In a forum that is on, I answer each new post once, in its thread; in a channel that is "
        "on, each question to nobody in particular. Where the articles don't say, I stay silent. "
        "New channels are off.",
        locale,
    )
    items: list[Item] = [
        discord.ui.TextDisplay(f"### {heading}\n{about}"),
        discord.ui.Separator(),
        discord.ui.TextDisplay(_listed(channels, locale)),
    ]
    if not reads:
        setting = say("In the settings it is called {name}.", locale, name=f"`{_INTENT}=true`")
        why = say(Trouble.INTENT_OFF.value.person, locale)
        items.append(discord.ui.TextDisplay(f"{why}\n-# {setting}"))
    rows = [discord.ui.ActionRow(menu) for menu in menus]
    return discord.ui.Container(*items, *rows, accent_colour=_COLOUR)


def channel_label(name: str | None, channel: int, locale: str) -> str:
    """A channel in a menu. Without a name, since it is gone or hidden from the reader, its id."""
    if name is None:
        return say("a channel that you don't see ({id})", locale, id=str(channel))
    return f"#{shorten(name, _LABEL_CHARACTERS) or channel}"


def permission_words(permissions: Sequence[str], locale: str) -> str:
    """The names of permissions (discord.py's), as Discord's own settings call them."""
    words = {
        "view_channel": say("View Channel", locale),
        "send_messages": say("Send Messages", locale),
        "send_messages_in_threads": say("Send Messages in Threads", locale),
        "read_message_history": say("Read Message History", locale),
    }
    return ", ".join(words[one] for one in permissions)


def _listed(channels: Mapping[int, ChannelKind], locale: str) -> str:
    """A line for each channel, by mention: Discord shows its name to those who may see it."""
    if not channels:
        nothing = say("No channel is on.", locale)
        return f"**{nothing}**"
    kinds = {"forum": say("each new post", locale), "follow": say("each question", locale)}
    heading = say("On:", locale)
    lines = [f"**{heading}**"]
    for place, (channel, kind) in enumerate(channels.items()):
        line = f"- <#{channel}> ({kinds[kind]})"
        if length("\n".join((*lines, line))) > _LIST_CHARACTERS:
            more = len(channels) - place
            lines.append("-# " + say_many("and {count} more", "and {count} more", more, locale))
            break
        lines.append(line)
    return "\n".join(lines)
