"""What happens in followed channels comes in; it is passed on, so that their articles follow."""

import asyncio
import logging

import discord
from discord.ext import commands

from bot.articles import Notice
from bot.cogs.notices import ChannelReader, notice_of
from bot.desk.following import PAUSE_SECONDS, Following
from bot.errors import DeskError, Trouble

log = logging.getLogger(__name__)


class Follow(commands.Cog):
    """Hears of messages, of channels that change, and of servers that the bot has left."""

    def __init__(self, client: commands.Bot, following: Following, reader: ChannelReader) -> None:
        self._client = client
        self._following = following
        self._reader = reader

    async def cog_unload(self) -> None:
        """Stop; the next start makes up for what was left."""
        await self._following.stop()

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """With a new session, make up for what happened since the last; a resumed one has all."""
        while True:
            try:
                await self._following.start()
                for server in self._following.servers:
                    if self._client.get_guild(server) is None:
                        await self._following.leave(server)
            except DeskError as error:
                if error.trouble is Trouble.CLOSING:
                    return
                log.warning("Could not look over the followed channels: %s", error.operator)
                await asyncio.sleep(PAUSE_SECONDS)
            else:
                return

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """After an outage nobody tells what was missed."""
        self._following.look_over(guild.id)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot is no longer there."""
        try:
            await self._following.leave(guild.id)
        except DeskError as error:  # the next start finds it gone, too
            log.error("Could not forget the channels of a server: %s", error.operator)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Something new was written."""
        if not self._follows(message.guild, message.channel.id):
            return
        notice = notice_of(message)
        if notice is not None:
            self._hear(message, notice)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """A message has changed, or was pinned or unpinned."""
        if self._follows(payload.message.guild, payload.channel_id):
            self._hear(payload.message, notice_of(payload.message))

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """A message is gone."""
        self._gone(payload.guild_id, payload.channel_id, {payload.message_id})

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Many are."""
        self._gone(payload.guild_id, payload.channel_id, payload.message_ids)

    @commands.Cog.listener()
    async def on_guild_channel_pins_update(
        self, channel: discord.abc.GuildChannel | discord.Thread, last_pin: object
    ) -> None:
        """Something was pinned or unpinned; Discord does not say what."""
        if isinstance(channel, discord.TextChannel) and not channel.is_news():
            self._following.look_over(channel.guild.id, channel.id)

    @commands.Cog.listener()
    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """A channel may have become hidden, or be one again that all may see."""
        if before.overwrites != after.overwrites or _kind(before) != _kind(after):
            self._following.look_over(after.guild.id, after.id)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """A channel is gone for good."""
        if channel.id not in self._following.channels(channel.guild.id):
            return
        try:
            await self._following.unfollow(channel.guild.id, channel.id, wait=False)
        except DeskError as error:  # the next look over it withdraws all the same
            log.error("Could not forget a channel: %s", error.operator)

    @commands.Cog.listener()
    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """What everybody, or the bot, may see may have changed."""
        if before.permissions != after.permissions:
            self._following.look_over(after.guild.id)

    @commands.Cog.listener()
    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """The bot may have got or lost a role; Discord tells it of itself."""
        if after == after.guild.me and before.roles != after.roles:
            self._following.look_over(after.guild.id)

    def _follows(self, guild: discord.Guild | None, channel: int) -> bool:
        return guild is not None and channel in self._following.channels(guild.id)

    def _hear(self, message: discord.Message, notice: Notice | None) -> None:
        guild, channel = message.guild, message.channel.id
        if guild is None:
            return
        if self._reader.open_channel(guild.id, channel) is None:
            self._following.look_over(guild.id, channel)
        else:
            self._following.heard(guild.id, channel, message.id, notice)

    def _gone(self, server: int | None, channel: int, messages: set[int]) -> None:
        for message in messages if server is not None else ():
            self._following.heard(server or 0, channel, message, None)


def _kind(channel: discord.abc.GuildChannel) -> tuple[object, ...]:
    return channel.type, getattr(channel, "nsfw", None)
