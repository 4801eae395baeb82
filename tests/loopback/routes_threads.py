"""Requests about threads come in: open one, follow one, see who follows it."""

from __future__ import annotations

from .call import Call, Reply, Route
from .drafts import new_draft
from .errors import ApiError, unknown
from .message_limits import check_message
from .payloads import message_json
from .permissions import may
from .places import thread_json, thread_member_json
from .posting import follow, keep_files, open_thread, post
from .rights import CREATE_PUBLIC_THREADS, SEND_MESSAGES
from .routes_channels import FLAGS
from .state import FORUM, GUILD_TEXT, PUBLIC_THREAD, Channel


def open_on_message(call: Call) -> Reply:
    """The bot opens a thread on a message, once."""
    message = call.world.message(call.path["channel_id"], call.path["message_id"])
    if message.channel.type != GUILD_TEXT:
        raise ApiError(400, 50024, "Cannot execute action on this channel type")
    if message.thread is not None:
        text = "A thread has already been created for this message"
        raise ApiError(400, 160004, text)
    if not may(message.channel, call.world.bot, CREATE_PUBLIC_THREADS):
        raise ApiError(403, 50013, "Missing Permissions")
    thread = open_thread(call.world, call.world.bot, call.body["name"], message)
    return Reply(status=201, body=thread_json(thread))


def open_in_channel(call: Call) -> Reply:
    """The bot opens a post in a forum, with its first message; or a public thread in a channel."""
    world = call.world
    parent = world.channel(call.path["channel_id"])
    forum = parent.type == FORUM
    if not may(parent, world.bot, SEND_MESSAGES if forum else CREATE_PUBLIC_THREADS):
        raise ApiError(403, 50013, "Missing Permissions")
    if not forum:
        if parent.type != GUILD_TEXT or call.body.get("type") != PUBLIC_THREAD:
            raise ApiError(400, 50024, "Cannot execute action on this channel type")
        thread = open_thread(world, world.bot, call.body["name"], parent)
        return Reply(status=201, body=thread_json(thread))
    first = call.body["message"]
    files = keep_files(world, parent, call.files(first))
    draft = new_draft(first, files, FLAGS)
    check_message(draft)
    thread = open_thread(world, world.bot, call.body["name"], parent)
    message = post(world, thread, world.bot, draft, number=thread.id)
    return Reply(status=201, body={**thread_json(thread), "message": message_json(world, message)})


def followers(call: Call) -> Reply:
    thread = _thread(call)
    return Reply(body=[thread_member_json(thread, user) for user in thread.people.values()])


def join(call: Call) -> Reply:
    thread = _thread(call)
    if call.world.bot.id not in thread.people:
        follow(call.world, thread, call.world.bot)
    return Reply(status=204)


def leave(call: Call) -> Reply:
    _thread(call).people.pop(call.world.bot.id, None)
    return Reply(status=204)


def _thread(call: Call) -> Channel:
    thread = call.world.channel(call.path["channel_id"])
    if thread.parent is None:
        raise unknown("Channel", 10003)
    return thread


_MEMBERS = "/channels/{channel_id}/thread-members"

ROUTES = (
    Route(
        method="POST",
        template="/channels/{channel_id}/messages/{message_id}/threads",
        answer=open_on_message,
    ),
    Route(method="POST", template="/channels/{channel_id}/threads", answer=open_in_channel),
    Route(method="GET", template=_MEMBERS, answer=followers),
    Route(method="PUT", template=_MEMBERS + "/@me", answer=join),
    Route(method="DELETE", template=_MEMBERS + "/@me", answer=leave),
)
