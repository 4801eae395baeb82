"""A person and a place come in; what the person may do there, as Discord counts it, comes out."""

from __future__ import annotations

from .rights import (
    ADMINISTRATOR,
    ALL,
    PLAIN,
    SEND_MESSAGES,
    SEND_MESSAGES_IN_THREADS,
    VIEW_CHANNEL,
)
from .state import Channel, Guild, User


def guild_permissions(guild: Guild, user: User) -> int:
    """What the roles say, before any channel has its say. The owner may do everything."""
    if user is guild.owner:
        return ALL
    allowed = guild.everyone.permissions
    for role in guild.roles_of(user):
        allowed |= role.permissions
    return ALL if allowed & ADMINISTRATOR else allowed


def permissions_in(channel: Channel, user: User) -> int:
    """What `user` may do in `channel`; a thread goes by the channel that it is in.

    Who may not see a channel may do nothing in it.
    """
    guild = channel.guild
    if guild is None:
        return PLAIN
    allowed = guild_permissions(guild, user)
    if allowed == ALL:
        return ALL
    overwrites = (channel.parent or channel).overwrites
    allowed = _overwritten(allowed, [overwrites.get(guild.id)])
    allowed = _overwritten(allowed, [overwrites.get(role.id) for role in guild.roles_of(user)])
    allowed = _overwritten(allowed, [overwrites.get(user.id)])
    return allowed if allowed & VIEW_CHANNEL else 0


def may(channel: Channel, user: User, permission: int) -> bool:
    """Has `user` all bits of `permission` in `channel`?"""
    return permissions_in(channel, user) & permission == permission


def may_speak(channel: Channel, user: User) -> bool:
    """May `user` write a message in `channel`, or in that thread?"""
    return may(channel, user, SEND_MESSAGES_IN_THREADS if channel.parent else SEND_MESSAGES)


def _overwritten(allowed: int, overwrites: list[tuple[int, int] | None]) -> int:
    """Of overwrites on one level, what any allows outdoes what any denies."""
    there = [overwrite for overwrite in overwrites if overwrite is not None]
    for _, deny in there:
        allowed &= ~deny
    for allow, _ in there:
        allowed |= allow
    return allowed
