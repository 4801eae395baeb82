"""Our nouns come in; Discord's JSON for them comes out."""

from __future__ import annotations

import mimetypes

from .clock import iso
from .components import without_nulls
from .errors import Json
from .state import DM, GROUP_DM, Attachment, Channel, Guild, Message, Origin, Role, User
from .world import MEMBERS, MESSAGE_CONTENT, PRESENCES, World

# All permissions that exist: what a test needs is not a model of Discord's permissions.
ALL_PERMISSIONS = str((1 << 51) - 1)

# The application's flags that go with switched-on privileged intents (small, unverified bots).
_INTENT_FLAGS = {PRESENCES: 1 << 13, MEMBERS: 1 << 15, MESSAGE_CONTENT: 1 << 19}


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


def own_user_json(world: World) -> Json:
    """The bot's account as it sees itself."""
    private: Json = {"mfa_enabled": True, "locale": world.bot.locale, "verified": True}
    return {**user_json(world.bot), **private, "email": None}


def member_json(guild: Guild) -> Json:
    """A member without the user: all members are alike here."""
    return {
        "nick": None,
        "avatar": None,
        "banner": None,
        "roles": [],
        "joined_at": iso(guild.joined_at),
        "premium_since": None,
        "communication_disabled_until": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
    }


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
        "permissions": ALL_PERMISSIONS,
        "managed": False,
        "mentionable": True,
        "flags": 0,
    }


def guild_json(guild: Guild) -> Json:
    """All that GUILD_CREATE says."""
    everyone = Role(id=guild.id, name="@everyone")
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
        "threads": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
        "joined_at": iso(guild.joined_at),
        "large": False,
        "unavailable": False,
        "member_count": len(guild.members),
        "roles": [role_json(r, at) for at, r in enumerate((everyone, *guild.roles.values()))],
        "members": [{**member_json(guild), "user": user_json(u)} for u in guild.members.values()],
        "channels": [channel_json(channel) for channel in guild.channels.values()],
    }


def channel_json(channel: Channel) -> Json:
    result: Json = {"id": str(channel.id), "type": channel.type, "flags": 0}
    result["last_message_id"] = str(max(channel.messages)) if channel.messages else None
    if channel.guild is not None:
        return {
            **result,
            "guild_id": str(channel.guild.id),
            "name": channel.name,
            "position": list(channel.guild.channels).index(channel.id),
            "permission_overwrites": [],
            "parent_id": None,
            "topic": None,
            "nsfw": False,
            "rate_limit_per_user": 0,
        }
    result["recipients"] = [user_json(user) for user in channel.recipients]
    if channel.type == GROUP_DM:
        owner = str(channel.recipients[0].id)
        result.update({"name": channel.name or None, "icon": None, "owner_id": owner})
    return result


def message_json(world: World, message: Message, *, content: bool = True) -> Json:
    """A message as the bot gets it.

    `content`: has the bot the message-content intent? Without it a guild's messages come blank,
    unless they mention the bot or are its own.
    """
    pings = message.pings
    result: Json = {
        "id": str(message.id),
        "channel_id": str(message.channel.id),
        "type": message.type,
        "author": user_json(message.author),
        "content": message.content,
        "embeds": [{"type": "rich", **without_nulls(embed)} for embed in message.embeds],
        "components": message.components,
        "attachments": [_attachment_json(one, message) for one in message.attachments],
        "mentions": [user_json(world.users[i]) for i in sorted(pings.users) if i in world.users],
        "mention_roles": [str(number) for number in sorted(pings.roles)],
        "mention_everyone": pings.everyone,
        "timestamp": iso(message.created_at),
        "edited_timestamp": None if message.edited_at is None else iso(message.edited_at),
        "flags": message.flags,
        "pinned": False,
        "tts": False,
    }
    if message.nonce is not None:
        result["nonce"] = message.nonce
    if message.reply_to is not None:
        result |= _reference_json(world, message.reply_to, content=content)
    if message.origin is not None:
        result["webhook_id"] = result["application_id"] = str(world.application_id)
        result["interaction_metadata"] = _origin_json(message.origin)
    if not (content or _bot_may_read(world, message)):
        result |= {"content": "", "embeds": [], "components": [], "attachments": []}
    return result


def _bot_may_read(world: World, message: Message) -> bool:
    return (
        message.channel.type == DM
        or message.author is world.bot
        or world.bot.id in message.pings.users
    )


def _reference_json(world: World, target: Message, *, content: bool) -> Json:
    reference: Json = {
        "type": 0,
        "channel_id": str(target.channel.id),
        "message_id": str(target.id),
    }
    if target.channel.guild is not None:
        reference["guild_id"] = str(target.channel.guild.id)
    shown = None if target.deleted else message_json(world, target, content=content)
    if shown is not None:
        # Discord goes one message deep only.
        shown.pop("referenced_message", None)
    return {"message_reference": reference, "referenced_message": shown}


def _origin_json(origin: Origin) -> Json:
    result: Json = {
        "id": str(origin.interaction_id),
        "type": origin.type,
        "user": user_json(origin.user),
        "authorizing_integration_owners": origin.owners,
    }
    if origin.command is not None:
        result["name"] = origin.command
    if origin.type == 3:
        result["interacted_message_id"] = str(origin.clicked)
    if origin.type == 5:
        result["triggering_interaction_metadata"] = {**result, "type": 2}
    return result


def _attachment_json(attachment: Attachment, message: Message) -> Json:
    kind, _ = mimetypes.guess_type(attachment.filename)
    result: Json = {
        "id": str(attachment.id),
        "filename": attachment.filename,
        "size": len(attachment.data),
        "url": attachment.url,
        "proxy_url": attachment.url,
        "content_type": kind or "application/octet-stream",
    }
    if attachment.description is not None:
        result["description"] = attachment.description
    if message.ephemeral:
        result["ephemeral"] = True
    return result


def message_event(world: World, message: Message, intents: int) -> Json:
    """MESSAGE_CREATE and MESSAGE_UPDATE say more than REST does: the guild and the member."""
    result = message_json(world, message, content=bool(intents & MESSAGE_CONTENT))
    guild = message.channel.guild
    if guild is not None:
        result["guild_id"] = str(guild.id)
        if message.origin is None:
            result["member"] = member_json(guild)
    return result


def application_json(world: World) -> Json:
    flags = sum(flag for intent, flag in _INTENT_FLAGS.items() if world.privileged_intents & intent)
    return {
        "id": str(world.application_id),
        "name": world.bot.name,
        "icon": None,
        "description": world.description,
        "type": None,
        "bot": user_json(world.bot),
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": flags,
        "flags_new": str(flags),
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": user_json(world.owner),
        "approximate_guild_count": len(world.guilds),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": ["bot", "applications.commands"],
    }
