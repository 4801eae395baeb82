"""Discord tells which servers the bot is in; the desk hears whose places are to be looked at."""

import logging

import discord
from discord.ext import commands

from bot.desk.membership import Membership
from bot.errors import DeskError

log = logging.getLogger(__name__)


class Members(commands.Cog):
    """Hears of servers that the bot has joined or left."""

    def __init__(self, client: commands.Bot, membership: Membership) -> None:
        self._client = client
        self._membership = membership

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """With a new session, make up for what happened since the last."""
        try:
            await self._membership.all_known(
                lambda server: self._client.get_guild(server) is not None
            )
        except DeskError as error:  # the next session makes up for it
            log.warning("Could not look whose places are looked at: %s", error.operator)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """The bot is there, perhaps again."""
        await self._changed(guild, is_member=True)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot is no longer there."""
        await self._changed(guild, is_member=False)

    async def _changed(self, guild: discord.Guild, *, is_member: bool) -> None:
        try:
            await self._membership.changed(guild.id, is_member=is_member)
        except DeskError as error:  # the next session finds it out, too
            log.error("Could not change a server's schedules: %s", error.operator)
