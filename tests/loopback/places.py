"""People and the places of a guild come in; Discord's JSON for them comes out."""

from __future__ import annotations

from collections.abc import Iterable

from .clock import iso
from .errors import Json
from .state import FORUM, GROUP_DM, Channel, Guild, Role, User


def user_json(user: User) -> Json:
    result: Json = {
        "id": str(user.id),
        "username": user.name,
        "global_name": None if user.bot else user.name.title(),
        "discriminator": "0001" if user.bot else "0",
        "avatar": None,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
    }
    if user.bot:
        result["bot"] = True
    return result


def member_json(guild: Guild, user: User) -> Json:
    """A member, without the user."""
    return {
        "nick": None,
        "avatar": None,
        "banner": None,
        "roles": [str(role.id) for role in guild.roles_of(user)],
        "joined_at": iso(guild.joined_at),
        "premium_since": None,
        "communication_disabled_until": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
    }


def full_member_json(guild: Guild, user: User) -> Json:
    """A member with the user, as REST and the gateway show one by itself."""
    return {**member_json(guild, user), "user": user_json(user)}


def role_json(role: Role, position: int) -> Json:
    return {
        "id": str(role.id),
        "name": role.name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "position": position,
        "permissions": str(role.permissions),
        "managed": False,
        "mentionable": True,
        "flags": 0,
    }


def guild_json(guild: Guild, people: Iterable[User]) -> Json:
    """All that GUILD_CREATE says, with `people` as the members."""
    return {
        "id": str(guild.id),
        "name": guild.name,
        "icon": None,
        "splash": None,
        "banner": None,
        "description": None,
        "owner_id": str(guild.owner.id),
        "afk_channel_id": None,
        "afk_timeout": 300,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "public_updates_channel_id": None,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "premium_progress_bar_enabled": False,
        "preferred_locale": guild.locale,
        "features": [],
        "emojis": [],
        "stickers": [],
        "voice_states": [],
        "presences": [],
        "threads": [thread_json(one) for one in guild.threads.values() if not one.archived],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
        "joined_at": iso(guild.joined_at),
        "large": False,
        "unavailable": False,
        "member_count": len(guild.members),
        "roles": [role_json(r, at) for at, r in enumerate((guild.everyone, *guild.roles.values()))],
        "members": [full_member_json(guild, user) for user in people],
        "channels": [channel_json(channel) for channel in guild.channels.values()],
    }


def channel_json(channel: Channel) -> Json:
    """A channel of any kind."""
    if channel.parent is not None:
        return thread_json(channel)
    result: Json = {"id": str(channel.id), "type": channel.type, "flags": 0}
    result["last_message_id"] = str(max(channel.messages)) if channel.messages else None
    if channel.guild is not None:
        return {
            **result,
            "guild_id": str(channel.guild.id),
            "name": channel.name,
            "position": _position(channel.guild, channel),
            "permission_overwrites": [
                _overwrite_json(channel.guild, who, allow, deny)
                for who, (allow, deny) in channel.overwrites.items()
            ],
            "parent_id": None,
            "topic": None,
            "nsfw": channel.nsfw,
            "rate_limit_per_user": 0,
            **(_FORUM if channel.type == FORUM else {}),
        }
    result["recipients"] = [user_json(user) for user in channel.recipients]
    if channel.type == GROUP_DM:
        owner = str(channel.recipients[0].id)
        result.update({"name": channel.name or None, "icon": None, "owner_id": owner})
    return result


def _position(guild: Guild, channel: Channel) -> int:
    """Its place among the channels; of one that was just deleted, the last."""
    numbers = list(guild.channels)
    return numbers.index(channel.id) if channel.id in numbers else len(numbers)


# What a forum has beyond a text channel: nobody has set any of it.
_FORUM: Json = {
    "available_tags": [],
    "default_reaction_emoji": None,
    "default_sort_order": None,
    "default_forum_layout": 0,
}


def _overwrite_json(guild: Guild, who: int, allow: int, deny: int) -> Json:
    kind = 0 if who == guild.id or who in guild.roles else 1
    return {"id": str(who), "type": kind, "allow": str(allow), "deny": str(deny)}


def thread_json(thread: Channel) -> Json:
    """A thread. Its first message, which opens a post or stands outside, does not count."""
    if thread.guild is None or thread.parent is None or thread.owner is None:
        raise ValueError(f"{thread.name!r} is no thread")
    sent = sum(1 for number in thread.messages if number != thread.id)
    return {
        "id": str(thread.id),
        "type": thread.type,
        "flags": 0,
        "last_message_id": str(max(thread.messages)) if thread.messages else None,
        "guild_id": str(thread.guild.id),
        "name": thread.name,
        "parent_id": str(thread.parent.id),
        "rate_limit_per_user": 0,
        "owner_id": str(thread.owner.id),
        "thread_metadata": {
            "archived": thread.archived,
            "archive_timestamp": iso(thread.created_at),
            "auto_archive_duration": 4320,
            "locked": False,
            "create_timestamp": iso(thread.created_at),
        },
        "message_count": sent,
        "member_count": len(thread.people),
        "total_message_sent": sent,
        "applied_tags": [],
    }


def thread_member_json(thread: Channel, user: User) -> Json:
    """That `user` follows `thread`."""
    joined = iso(thread.created_at)
    return {"id": str(thread.id), "user_id": str(user.id), "join_timestamp": joined, "flags": 0}
