"""An interaction or a message comes in; its `Visit` goes out, and what its place allows."""

import discord

from bot.types import Visit
from bot.words import ENGLISH


def visit_of(interaction: discord.Interaction, *, private: bool) -> Visit:
    """The visit of whoever uses a command, a menu or a button.

    In the bot's own direct messages every answer is private, whatever was asked for.
    """
    context = interaction.context
    return Visit(
        person=interaction.user.id,
        server=interaction.guild_id,
        channel=interaction.channel_id,
        locale=interaction.locale.value,
        private=private or bool(context.dm_channel),
        is_admin=interaction.guild_id is not None and interaction.permissions.manage_guild,
    )


def visit_by(message: discord.Message, locale: str | None) -> Visit:
    """The visit of whoever wrote a message; English where nobody said a locale."""
    member, guild = message.author, message.guild
    return Visit(
        person=member.id,
        server=guild.id if guild is not None else None,
        channel=message.channel.id,
        locale=locale or ENGLISH,
        private=guild is None,
        is_admin=isinstance(member, discord.Member) and member.guild_permissions.manage_guild,
    )


def takes_threads(channel: object, may: discord.Permissions) -> bool:
    """Whether the bot, with these permissions there, can open a thread on a message and answer."""
    # While a connection is new, Discord has named the channel's kind, and the rest not yet.
    kind = getattr(channel, "type", None)
    is_text = kind in {discord.ChannelType.text, discord.ChannelType.news}
    return is_text and may.create_public_threads and may.send_messages_in_threads
