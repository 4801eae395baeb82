"""Requests about channels come in: read one, type in it, send, read, edit and delete messages."""

from __future__ import annotations

from datetime import datetime

from .call import Call, Reply, Route
from .clock import iso
from .drafts import Draft, edited_draft, new_draft
from .errors import ApiError, Json, Problem
from .payloads import message_json
from .permissions import may, may_speak
from .places import channel_json
from .posting import delete, edit, keep_files, post
from .rights import MANAGE_MESSAGES, READ_MESSAGE_HISTORY
from .state import (
    COMPONENTS_V2,
    FORUM,
    SUPPRESS_EMBEDS,
    SUPPRESS_NOTIFICATIONS,
    VOICE_MESSAGE,
    Channel,
    Message,
)
from .world import MESSAGE_CONTENT

FLAGS = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | VOICE_MESSAGE | COMPONENTS_V2


def channel(call: Call) -> Reply:
    return Reply(body=channel_json(call.world.channel(call.path["channel_id"])))


def typing(call: Call) -> Reply:
    call.world.typing.append(call.world.channel(call.path["channel_id"]))
    return Reply(status=204)


def send(call: Call) -> Reply:
    world = call.world
    where = world.channel(call.path["channel_id"])
    if not all(person.accepts_dms for person in where.recipients):
        raise ApiError(403, 50007, "Cannot send messages to this user")
    if where.type == FORUM:
        raise ApiError(400, 50008, "Cannot send messages in a non-text channel")
    if not may_speak(where, world.bot):
        raise ApiError(403, 50013, "Missing Permissions")
    draft = new_draft(call.body, keep_files(world, where, call.files(call.body)), FLAGS)
    draft.reply_to = _reply_target(where, call.body.get("message_reference"))
    repeated = _same_nonce(where, draft) if call.body.get("enforce_nonce") else None
    message = repeated or post(world, where, world.bot, draft)
    return _shown(call, message)


def _reply_target(where: Channel, reference: Json | None) -> Message | None:
    if not reference:
        return None
    target = where.messages.get(int(reference["message_id"]))
    # Discord's default is to refuse; discord.py spells its own default out.
    if target is None and reference.get("fail_if_not_exists") is not False:
        problem = Problem(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        raise ApiError(400, 50035, "Invalid Form Body", problems=[problem])
    return target


def _same_nonce(where: Channel, draft: Draft) -> Message | None:
    """With enforce_nonce, a message that was already sent is given back, not sent twice."""
    return next(
        (m for m in where.messages.values() if m.nonce is not None and m.nonce == draft.nonce), None
    )


def pins(call: Call) -> Reply:
    """What is pinned, the newest pin first."""
    where = call.world.channel(call.path["channel_id"])
    limit, before = int(call.query.get("limit", "50")), call.query.get("before")
    pinned = [(one.pinned_at, one) for one in _readable(call, where) if one.pinned_at is not None]
    pinned.sort(key=lambda one: one[0], reverse=True)
    if before is not None:
        earliest = datetime.fromisoformat(before).timestamp()
        pinned = [one for one in pinned if one[0] < earliest]
    content = bool(call.world.privileged_intents & MESSAGE_CONTENT)
    items = [
        {"pinned_at": iso(at), "message": message_json(call.world, message, content=content)}
        for at, message in pinned[:limit]
    ]
    return Reply(body={"items": items, "has_more": len(pinned) > limit})


def _readable(call: Call, where: Channel) -> list[Message]:
    """The messages that the bot may read back: none, without an error, where it may not."""
    if where.guild is not None and not may(where, call.world.bot, READ_MESSAGE_HISTORY):
        return []
    return list(where.messages.values())


def history(call: Call) -> Reply:
    where = call.world.channel(call.path["channel_id"])
    limit = int(call.query.get("limit", "50"))
    before, after = (int(call.query.get(key, "0")) for key in ("before", "after"))
    around = int(call.query.get("around", "0"))
    found = sorted(_readable(call, where), key=lambda message: message.id)
    if before:
        found = [message for message in found if message.id < before]
    if around:
        found = sorted(found, key=lambda message: abs(message.id - around))[:limit]
    # `after` counts from the old end, everything else from the new one; the newest comes first.
    found = [m for m in found if m.id > after][:limit] if after else found[-limit:]
    found.sort(key=lambda message: message.id, reverse=True)
    content = bool(call.world.privileged_intents & MESSAGE_CONTENT)
    return Reply(body=[message_json(call.world, message, content=content) for message in found])


def read(call: Call) -> Reply:
    return _shown(call, call.world.message(call.path["channel_id"], call.path["message_id"]))


def change(call: Call) -> Reply:
    message = call.world.message(call.path["channel_id"], call.path["message_id"])
    if message.author is not call.world.bot:
        raise ApiError(403, 50005, "Cannot edit a message authored by another user")
    if message.channel.archived:
        raise ApiError(400, 50083, "Thread is archived")
    files = keep_files(call.world, message.channel, call.files(call.body))
    edit(call.world, message, edited_draft(message, call.body, files))
    return _shown(call, message)


def remove(call: Call) -> Reply:
    message = call.world.message(call.path["channel_id"], call.path["message_id"])
    bot = call.world.bot
    if message.author is not bot and not may(message.channel, bot, MANAGE_MESSAGES):
        raise ApiError(403, 50013, "Missing Permissions")
    delete(call.world, message)
    return Reply(status=204)


def _shown(call: Call, message: Message) -> Reply:
    content = bool(call.world.privileged_intents & MESSAGE_CONTENT)
    return Reply(body=message_json(call.world, message, content=content))


_MESSAGES = "/channels/{channel_id}/messages"

ROUTES = (
    Route(method="GET", template="/channels/{channel_id}", answer=channel),
    Route(method="POST", template="/channels/{channel_id}/typing", answer=typing),
    Route(method="GET", template=_MESSAGES, answer=history),
    Route(method="GET", template=_MESSAGES + "/pins", answer=pins),
    Route(method="POST", template=_MESSAGES, answer=send),
    Route(method="GET", template=_MESSAGES + "/{message_id}", answer=read),
    Route(method="PATCH", template=_MESSAGES + "/{message_id}", answer=change),
    Route(method="DELETE", template=_MESSAGES + "/{message_id}", answer=remove),
)
