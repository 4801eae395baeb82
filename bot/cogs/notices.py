"""A followed channel comes in; its messages go out, in Markdown that is nobody's but theirs."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp
import discord
from discord import app_commands

from bot.articles import Notice, Reading
from bot.errors import DeskError, Trouble
from bot.render.settings import permission_words

MOST_ANNOUNCEMENTS = 200
"""The newest messages of an announcement channel that are looked at; two requests."""

MOST_PINS = 250
"""As many as Discord lets people pin."""

_NEEDED = ("view_channel", "read_message_history")
_WRITTEN = (discord.MessageType.default, discord.MessageType.reply)
_TROUBLE = (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError)

# What stands in for words that a reader would first have to uncover: as quotations have it.
_HIDDEN = "[…]"
_SPOILER = re.compile(r"\|\|.+?\|\|", re.DOTALL)
_STRUCK = re.compile(r"~~.+?~~", re.DOTALL)
_SMALL = re.compile(r"^-# ", re.MULTILINE)
_TOKEN = re.compile(
    r"<(?:@!?(?P<person>\d+)|@&(?P<role>\d+)|#(?P<channel>\d+)|a?:(?P<emoji>\w+):\d+"
    r"|t:(?P<time>-?\d{1,11})(?::(?P<style>[tTdDfFRsS]))?|/(?P<command>[^:<>]+):\d+"
    r"|id:(?P<page>\w+))>"
)
_DATES = {"d": "%Y-%m-%d", "D": "%Y-%m-%d", "t": "%H:%M UTC", "T": "%H:%M:%S UTC"}
_TIME = "%Y-%m-%d %H:%M UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What the numbers in a message's mentions stand for; looked up only where one stands there,
    as a server has hundreds of channels.
    """

    person: Callable[[int], str | None]
    role: Callable[[int], str | None]
    channel: Callable[[int], str | None]


class ChannelId(app_commands.Transformer):
    """The id of a channel that somebody chooses, also of one that the bot does not see."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """Discord offers channels."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """Those in which there are announcements, or pins that matter."""
        return [discord.ChannelType.text, discord.ChannelType.news]

    async def transform(
        self, interaction: discord.Interaction[Any], value: app_commands.AppCommandChannel, /
    ) -> int:
        """What is looked at later is the channel as it is then."""
        return value.id


class ChannelReader:
    """Reads the channels that a client sees, where that is open to all of their server."""

    def __init__(self, client: discord.Client, *, reads: bool) -> None:
        """`reads`: the client has the message content intent."""
        self._client = client
        self._reads = reads

    def check(self, guild: discord.Guild, channel: int, locale: str) -> None:
        """Whether a channel can be followed.

        Raises:
            DeskError: INTENT_OFF, NO_CHANNEL, NOT_ALLOWED_THERE, or NOT_OPEN.
        """
        if not self._reads:
            raise DeskError(Trouble.INTENT_OFF)
        found = guild.get_channel(channel)
        if not isinstance(found, discord.TextChannel):
            raise DeskError(Trouble.NO_CHANNEL)
        allowed = found.permissions_for(guild.me)
        needed = _NEEDED if allowed.view_channel else _NEEDED[:1]
        missing = [one for one in needed if not getattr(allowed, one)]
        if missing:
            words = permission_words(missing, locale)
            raise DeskError(Trouble.NOT_ALLOWED_THERE, channel=found.mention, permissions=words)
        if not _is_open(found):
            raise DeskError(Trouble.NOT_OPEN, channel=found.mention)

    def open_channel(self, server: int, channel: int) -> discord.TextChannel | None:
        """The channel, if it can be followed."""
        guild = self._client.get_guild(server)
        found = None if guild is None else guild.get_channel(channel)
        if not (self._reads and guild and isinstance(found, discord.TextChannel)):
            return None
        allowed = found.permissions_for(guild.me)
        may_read = all(getattr(allowed, one) for one in _NEEDED)
        return found if may_read and _is_open(found) else None

    async def read(self, server: int, channel: int) -> Reading | None:
        """What a channel holds now: its newest announcements, or what is pinned in it.

        Raises:
            DeskError: CHANNEL_UNREAD, Discord did not hand all of it out.
        """
        found = self.open_channel(server, channel)
        if found is None:
            guild = self._client.get_guild(server)
            if guild is not None and guild.unavailable:  # there is no knowing what is in it
                raise DeskError(Trouble.CHANNEL_UNREAD, channel=f"<#{channel}>")
            return None
        most = MOST_ANNOUNCEMENTS if found.is_news() else MOST_PINS
        try:
            # A page of pins may begin with what the last one ended with.
            messages = list({one.id: one async for one in _messages(found)}.values())
        except _TROUBLE:
            raise DeskError(Trouble.CHANNEL_UNREAD, channel=found.mention) from None
        notices = [notice for one in messages if (notice := notice_of(one)) is not None]
        return Reading(
            notices=tuple(sorted(notices, key=lambda one: -one.message)),
            others=len(messages) - len(notices),
            files=sum(len(one.attachments) for one in messages),
            most=most if len(messages) >= most else None,
        )


def notice_of(message: discord.Message) -> Notice | None:
    """A message of a followed channel as an article is made of it; `None` if none is.

    In an announcement channel, people's messages and announcements of other servers that it
    follows are; in a text channel, whatever is pinned. The bot's own never is: it would cite
    itself.
    """
    guild, author, channel = message.guild, message.author, message.channel
    if guild is None or not isinstance(channel, discord.TextChannel):
        return None
    if message.type not in _WRITTEN or author.id == guild.me.id:
        return None
    passed_on = message.flags.is_crossposted
    by_person = not author.bot and message.webhook_id is None
    wanted = (by_person or passed_on) if channel.is_news() else message.pinned
    if not wanted or message.flags.source_message_deleted:
        return None
    # Not what the server calls them: Discord says that only of messages as they come.
    name = author.global_name or author.name
    return Notice(
        message=message.id,
        url=message.jump_url,
        text=readable(message.content, _names(message, guild)),
        publisher=name if passed_on else guild.name,
        published=message.created_at.date().isoformat(),
        person=author.id if by_person else None,
        author=name if by_person else None,
    )


def readable(text: str, names: Names) -> str:
    """What a person reads in a message: names in mentions, times in words, no spoilers."""
    text = _STRUCK.sub("", _SPOILER.sub(_HIDDEN, text))
    return _TOKEN.sub(lambda found: _in_words(found, names), _SMALL.sub("", text))


def _in_words(found: re.Match[str], names: Names) -> str:
    kind, value = found.lastgroup, ""
    if kind is not None:
        value = found[kind]
    match kind:
        case "person":
            return f"@{names.person(int(value)) or '…'}"
        case "role":
            return f"@{names.role(int(value)) or '…'}"
        case "channel":
            return f"#{names.channel(int(value)) or '…'}"
        case "emoji":
            return f":{value}:"
        case "command":
            return f"/{value}"
        case "time" | "style":
            return _date(int(found["time"]), found["style"] or "f") or found[0]
    return ""


def _date(seconds: int, style: str) -> str | None:
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime(_DATES.get(style, _TIME))
    except (ValueError, OverflowError, OSError):  # a year that there is not
        return None


def _names(message: discord.Message, guild: discord.Guild) -> Names:
    """The names that stand for a message's mentions; of channels, of those that all may see."""
    people = {one.id: getattr(one, "global_name", None) or one.name for one in message.mentions}

    def role(number: int) -> str | None:
        found = guild.get_role(number)
        return None if found is None else found.name

    def channel(number: int) -> str | None:
        found = guild.get_channel(number)
        if found is None or not found.permissions_for(guild.default_role).view_channel:
            return None
        return found.name

    return Names(person=people.get, role=role, channel=channel)


def _messages(channel: discord.TextChannel) -> AsyncIterator[discord.Message]:
    if channel.is_news():
        return channel.history(limit=MOST_ANNOUNCEMENTS)
    return aiter(channel.pins(limit=MOST_PINS))


def _is_open(channel: discord.TextChannel) -> bool:
    """Whether everybody in the server may see a channel and read back in it."""
    everyone = channel.permissions_for(channel.guild.default_role)
    return everyone.view_channel and everyone.read_message_history and not channel.nsfw
