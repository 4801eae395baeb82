"""Messages, the bot's account and its application come in; Discord's JSON for them comes out."""

from __future__ import annotations

import mimetypes

from .clock import iso
from .components import without_nulls
from .errors import Json
from .places import member_json, thread_json, user_json
from .state import DM, Attachment, Message, Origin
from .world import MEMBERS, MESSAGE_CONTENT, PRESENCES, World

# The application's flags that go with switched-on privileged intents (small, unverified bots).
_INTENT_FLAGS = {PRESENCES: 1 << 13, MEMBERS: 1 << 15, MESSAGE_CONTENT: 1 << 19}


def own_user_json(world: World) -> Json:
    """The bot's account as it sees itself."""
    private: Json = {"mfa_enabled": True, "locale": world.bot.locale, "verified": True}
    return {**user_json(world.bot), **private, "email": None}


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
        "attachments": [
            attachment_json(one, ephemeral=message.ephemeral) for one in message.attachments
        ],
        "mentions": [user_json(world.users[i]) for i in sorted(pings.users) if i in world.users],
        "mention_roles": [str(number) for number in sorted(pings.roles)],
        "mention_everyone": pings.everyone,
        "timestamp": iso(message.created_at),
        "edited_timestamp": None if message.edited_at is None else iso(message.edited_at),
        "flags": message.flags,
        "pinned": message.pinned_at is not None,
        "tts": False,
    }
    if message.nonce is not None:
        result["nonce"] = message.nonce
    if message.thread is not None:
        result["thread"] = thread_json(message.thread)
    if message.reply_to is not None:
        result |= _reference_json(world, message.reply_to, content=content)
    if message.passed_on is not None:
        result["webhook_id"] = str(message.author.id)
        result["message_reference"] = _place_json(message.passed_on)
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
    reference = _place_json(target)
    shown = None if target.deleted else message_json(world, target, content=content)
    if shown is not None:
        # Discord goes one message deep only.
        shown.pop("referenced_message", None)
    return {"message_reference": reference, "referenced_message": shown}


def _place_json(target: Message) -> Json:
    place: Json = {
        "type": 0,
        "channel_id": str(target.channel.id),
        "message_id": str(target.id),
    }
    if target.channel.guild is not None:
        place["guild_id"] = str(target.channel.guild.id)
    return place


def _origin_json(origin: Origin) -> Json:
    result: Json = {
        "id": str(origin.interaction_id),
        "type": origin.type,
        "user": user_json(origin.user),
        "authorizing_integration_owners": origin.owners,
    }
    if origin.command is not None:
        result["name"] = origin.command
    if origin.target is not None:
        result["target_message_id"] = str(origin.target)
    if origin.type == 3:
        result["interacted_message_id"] = str(origin.clicked)
    if origin.opened_by is not None:
        result["triggering_interaction_metadata"] = _origin_json(origin.opened_by)
    return result


def attachment_json(attachment: Attachment, *, ephemeral: bool = False) -> Json:
    """A file, to be had from this server for as long as it runs."""
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
    if ephemeral:
        result["ephemeral"] = True
    return result


def message_event(world: World, message: Message, intents: int) -> Json:
    """MESSAGE_CREATE and MESSAGE_UPDATE say more than REST does: the guild and the member."""
    result = message_json(world, message, content=bool(intents & MESSAGE_CONTENT))
    guild = message.channel.guild
    if guild is not None:
        result["guild_id"] = str(guild.id)
        if message.origin is None and message.passed_on is None:
            result["member"] = member_json(guild, message.author)
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
