"""`/settings channels` and its menus come in; a server's channels are shown, and switched."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Self

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.door import Door
from bot.cogs.reply import (
    Container,
    InteractionReply,
    Reply,
    UpdateReply,
    reply_with,
)
from bot.cogs.visit import visit_of
from bot.desk.privacy import ChannelsWindow
from bot.errors import DeskError, Trouble
from bot.records.base import ChannelKind
from bot.render.settings import (
    MOST_OPTIONS,
    SWITCH_OFF,
    SWITCH_ON,
    channel_label,
    permission_words,
    render_channels,
)
from bot.words import ENGLISH, mark, say

Change = Callable[[discord.Guild], Awaitable[None]]

# What the bot needs to read there and to reply, by the kind of channel.
_NEEDED = {
    "forum": ("view_channel", "send_messages_in_threads", "read_message_history"),
    "follow": ("view_channel", "send_messages", "read_message_history"),
}


class ServerSettings(commands.Cog):
    """What those who manage a server may set. Discord asks for that right, and so does this."""

    settings = app_commands.Group(
        name=mark("settings"),
        description=mark("How I behave in this server."),
        guild_only=True,
        default_permissions=discord.Permissions(manage_guild=True),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
    )

    def __init__(self, window: ChannelsWindow, door: Door, *, reads: bool) -> None:
        """`reads`: the bot has the message-content intent."""
        self._window = window
        self._door = door
        self._reads = reads

    @settings.command(
        name=mark("channels"),
        description=mark("Show and change in which channels I speak unasked."),
    )
    async def channels(self, interaction: discord.Interaction) -> None:
        """Show the server's channels, with menus to switch them."""
        await self._show(interaction, InteractionReply(interaction, private=True), _nothing)

    async def switch_on(self, interaction: discord.Interaction[Any], channel: int) -> None:
        """Switch on what was chosen in the menu, where the bot may read and write."""
        locale = interaction.locale.value

        async def switch(guild: discord.Guild) -> None:
            if not self._reads:
                raise DeskError(Trouble.INTENT_OFF)
            kind = _kind(guild, channel, locale)
            await self._window.switch_on(guild.id, channel, kind)

        await self._show(interaction, UpdateReply(interaction), switch)

    async def switch_off(self, interaction: discord.Interaction[Any], channel: int) -> None:
        """Switch off what was chosen in the menu, also a channel that is gone."""

        async def switch(guild: discord.Guild) -> None:
            await self._window.switch_off(guild.id, channel)

        await self._show(interaction, UpdateReply(interaction), switch)

    async def _show(
        self, interaction: discord.Interaction[Any], reply: Reply, change: Change
    ) -> None:
        """Make the change, and show what is on now, to somebody who manages the server."""

        async def show() -> Sequence[Container]:
            guild = interaction.guild
            known = guild is not None and interaction.client.get_guild(guild.id) is not None
            if guild is None or not known or not visit_of(interaction, private=True).is_admin:
                raise DeskError(Trouble.NOT_ADMIN)
            await change(guild)
            channels = await self._window.channels(guild.id)
            menus: list[discord.ui.Item[Any]] = []
            if self._reads:
                menus.append(SwitchOn(reply.locale))
            if channels:
                menus.append(SwitchOff(_labels(guild, channels, interaction), reply.locale))
            page = render_channels(channels, menus, reads=self._reads, locale=reply.locale)
            return [page]

        await reply_with(show, reply, self._door)


class SwitchOn(
    discord.ui.DynamicItem[discord.ui.ChannelSelect[Any]], template=r"settings:channels:on"
):
    """The menu of all channels that the reader sees."""

    def __init__(self, locale: str = ENGLISH) -> None:
        super().__init__(
            discord.ui.ChannelSelect(
                custom_id="settings:channels:on",
                placeholder=say(SWITCH_ON, locale),
                channel_types=[discord.ChannelType.forum, discord.ChannelType.text],
            )
        )

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """The menu as it was when it was sent."""
        return cls()

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Hand the choice to the cog of the client that heard of it."""
        cog: ServerSettings = interaction.client.get_cog(ServerSettings.__cog_name__)
        await cog.switch_on(interaction, self.item.values[0].id)


class SwitchOff(discord.ui.DynamicItem[discord.ui.Select[Any]], template=r"settings:channels:off"):
    """The menu of the channels that are on, by their ids."""

    def __init__(self, labels: Mapping[int, str], locale: str = ENGLISH) -> None:
        super().__init__(
            discord.ui.Select(
                custom_id="settings:channels:off",
                placeholder=say(SWITCH_OFF, locale),
                options=[
                    discord.SelectOption(label=label, value=str(channel))
                    for channel, label in labels.items()
                ],
            )
        )

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """The menu; what it offered does not matter any more."""
        return cls({})

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Hand the choice to the cog of the client that heard of it."""
        cog: ServerSettings = interaction.client.get_cog(ServerSettings.__cog_name__)
        await cog.switch_off(interaction, int(self.item.values[0]))


async def _nothing(guild: discord.Guild) -> None:
    """The change of somebody who only looks."""


def _kind(guild: discord.Guild, channel: int, locale: str) -> ChannelKind:
    """How the bot is to speak in a channel.

    Raises:
        DeskError: it does not see the channel, or is not allowed to reply there.
    """
    found = guild.get_channel(channel)
    if not isinstance(found, discord.ForumChannel | discord.TextChannel):
        raise DeskError(Trouble.NO_CHANNEL)
    kind: ChannelKind = "forum" if isinstance(found, discord.ForumChannel) else "follow"
    allowed = found.permissions_for(guild.me)
    # Who does not see a channel may do nothing in it: then that is what there is to mend.
    needed = _NEEDED[kind] if allowed.view_channel else ("view_channel",)
    missing = [one for one in needed if not getattr(allowed, one)]
    if missing:
        words = permission_words(missing, locale)
        raise DeskError(Trouble.NOT_ALLOWED_THERE, channel=found.mention, permissions=words)
    return kind


def _labels(
    guild: discord.Guild,
    channels: Mapping[int, ChannelKind],
    interaction: discord.Interaction[Any],
) -> dict[int, str]:
    """What to call the channels in a menu: nobody is told the name of one that they don't see."""
    labels = {}
    for channel in list(channels)[:MOST_OPTIONS]:
        found, reader = guild.get_channel(channel), interaction.user
        seen = (
            found is not None
            and isinstance(reader, discord.Member)
            and found.permissions_for(reader).view_channel
        )
        name = found.name if seen and found is not None else None
        labels[channel] = channel_label(name, channel, interaction.locale.value)
    return labels
