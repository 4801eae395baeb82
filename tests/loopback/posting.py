"""A draft comes in; the message that it makes or changes comes out, and the gateway tells of it."""

from __future__ import annotations

from collections.abc import Iterable

from . import components as tree
from .clock import iso
from .drafts import Draft
from .message_limits import check_message
from .payloads import message_event
from .permissions import may
from .places import thread_json, thread_member_json
from .rights import VIEW_CHANNEL
from .state import (
    DM,
    GROUP_DM,
    HAS_THREAD,
    PUBLIC_THREAD,
    Attachment,
    Channel,
    Message,
    Origin,
    User,
)
from .world import MEMBERS, PayloadFor, World

GUILDS, GUILD_MESSAGES, DIRECT_MESSAGES = 1 << 0, 1 << 9, 1 << 12

REPLY_TYPE, COMMAND_REPLY_TYPE, THREAD_STARTER_TYPE, MENU_REPLY_TYPE = 19, 20, 21, 23


def post(
    world: World,
    channel: Channel,
    author: User,
    draft: Draft,
    *,
    origin: Origin | None = None,
    viewer: User | None = None,
    kind: int = 0,
    checked: bool = True,
    number: int | None = None,
    passed_on: Message | None = None,
) -> Message:
    """A new message. `kind` is Discord's message type; `viewer` who sees it, if it is ephemeral.

    `number` is its id where that is settled: a forum's post begins with the thread's own.
    `checked` False is for what people write (their own client holds them to the limits) and for
    what Discord writes itself.
    """
    if checked:
        check_message(draft)
    message = Message(
        id=number or world.clock.snowflake(),
        channel=channel,
        author=author,
        created_at=world.clock.now(),
        type=kind or (REPLY_TYPE if draft.reply_to else 0),
        reply_to=draft.reply_to,
        origin=origin,
        viewer=viewer,
        nonce=draft.nonce,
        passed_on=passed_on,
    )
    _fill(message, draft)
    if not message.ephemeral:
        channel.messages[message.id] = message
        if channel.parent is not None:
            _wake(world, channel, author)
        _tell(world, "MESSAGE_CREATE", message)
    world.changes.happened()
    return message


def edit(world: World, message: Message, draft: Draft) -> None:
    """Change `message` in place."""
    check_message(draft)
    completes, pinged = message.loading, message.pings
    _fill(message, draft)
    if not completes:
        # An edit notifies nobody. What completes a 'thinking…' message counts as new.
        message.pings = pinged
        message.edited_at = world.clock.now()
        message.edits += 1
    if not message.ephemeral:
        _tell(world, "MESSAGE_UPDATE", message)
    world.changes.happened()


def delete(world: World, message: Message) -> None:
    """Take `message` away."""
    message.deleted = True
    if message.channel.messages.pop(message.id, None):
        payload = {"id": str(message.id), "channel_id": str(message.channel.id)}
        if message.channel.guild is not None:
            payload["guild_id"] = str(message.channel.guild.id)
        seen = _where_seen(world, message, lambda intents: payload)
        world.dispatch("MESSAGE_DELETE", seen, message.channel.guild)
    world.changes.happened()


def rewrite(world: World, message: Message, text: str) -> None:
    """A person changes what they wrote."""
    message.content = text
    message.edited_at = world.clock.now()
    message.edits += 1
    _tell(world, "MESSAGE_UPDATE", message)
    world.changes.happened()


def pin(world: World, message: Message, *, pinned: bool) -> None:
    """Pin `message`, or unpin it; the gateway tells of the message, and of the channel's pins."""
    message.pinned_at = round(world.clock.now(), 6) if pinned else None
    _tell(world, "MESSAGE_UPDATE", message)
    channel = message.channel
    there = [one.pinned_at for one in channel.messages.values() if one.pinned_at is not None]
    payload = {
        "channel_id": str(channel.id),
        "last_pin_timestamp": iso(max(there)) if there else None,
    }
    if channel.guild is not None:
        payload["guild_id"] = str(channel.guild.id)
    seen = may(channel, world.bot, VIEW_CHANNEL)
    world.dispatch(
        "CHANNEL_PINS_UPDATE",
        lambda intents: payload if seen and intents & GUILDS else None,
        channel.guild,
    )
    world.changes.happened()


def delete_many(world: World, messages: Iterable[Message]) -> None:
    """Take messages of one channel of a guild away, all at once."""
    gone = list(messages)
    channel = gone[0].channel
    if channel.guild is None:
        raise ValueError("only in guilds can many messages be deleted at once")
    for message in gone:
        message.deleted = True
        del channel.messages[message.id]
    payload = {
        "ids": [str(message.id) for message in gone],
        "channel_id": str(channel.id),
        "guild_id": str(channel.guild.id),
    }
    world.dispatch(
        "MESSAGE_DELETE_BULK", _where_seen(world, gone[0], lambda intents: payload), channel.guild
    )
    world.changes.happened()


def keep_files(
    world: World, channel: Channel, files: Iterable[tuple[str, str | None, bytes]]
) -> list[Attachment]:
    """Store (name, description, bytes) so that they can be fetched by URL."""
    kept = []
    for name, description, data in files:
        number = world.clock.snowflake()
        url = f"{world.url}/attachments/{channel.id}/{number}/{name}"
        one = Attachment(id=number, filename=name, description=description, data=data, url=url)
        world.attachments[number] = one
        kept.append(one)
    return kept


def _wake(world: World, thread: Channel, author: User) -> None:
    """Whoever writes in a thread follows it, and it is no longer archived."""
    if author.id not in thread.people:
        follow(world, thread, author)
    if thread.archived and thread.guild is not None:
        thread.archived = False
        world.announce("THREAD_UPDATE", thread.guild, thread)


def follow(world: World, thread: Channel, user: User) -> None:
    """`user` follows `thread` from now on."""
    thread.people[user.id] = user
    if thread.guild is None:
        return
    payload = {
        "id": str(thread.id),
        "guild_id": str(thread.guild.id),
        "member_count": len(thread.people),
        "added_members": [thread_member_json(thread, user)],
    }
    asked = GUILDS if user is world.bot else MEMBERS
    world.dispatch(
        "THREAD_MEMBERS_UPDATE", lambda intents: payload if intents & asked else None, thread.guild
    )


def open_thread(world: World, author: User, name: str, place: Message | Channel) -> Channel:
    """A new thread of `author`: on a message, whose id it shares; else in a channel or forum."""
    on = place if isinstance(place, Message) else None
    parent = place.channel if isinstance(place, Message) else place
    thread = Channel(
        id=on.id if on else world.clock.snowflake(),
        type=PUBLIC_THREAD,
        name=name,
        guild=parent.guild,
        parent=parent,
        owner=author,
        created_at=world.clock.now(),
        people={author.id: author},
    )
    if parent.guild is None:
        raise ValueError("threads are in guilds")
    parent.guild.threads[thread.id] = world.add_channel(thread)
    found = world.contract.schema_problems("ThreadResponse", thread_json(thread))
    for problem in found:
        world.violate(f"gateway THREAD_CREATE: {problem}")
    if may(parent, world.bot, VIEW_CHANNEL):
        world.announce("THREAD_CREATE", parent.guild, thread)
    if on is not None:
        on.thread = thread
        on.flags |= HAS_THREAD
        _tell(world, "MESSAGE_UPDATE", on)
        draft = Draft(reply_to=on, allowed_mentions={"parse": []})
        post(world, thread, author, draft, kind=THREAD_STARTER_TYPE, checked=False)
    return thread


def _fill(message: Message, draft: Draft) -> None:
    urls = {one.filename: one.url for one in draft.attachments}
    message.content = draft.content
    message.embeds = draft.embeds
    message.components = tree.stored(draft.components, urls)
    message.attachments = draft.attachments
    message.flags = draft.flags
    message.pings = draft.pings()


def _tell(world: World, event: str, message: Message) -> None:
    found = world.contract.schema_problems("MessageResponse", message_event(world, message, -1))
    for problem in found:
        world.violate(f"gateway {event}: {problem}")
    seen = _where_seen(world, message, lambda intents: message_event(world, message, intents))
    world.dispatch(event, seen, message.channel.guild)


def _where_seen(world: World, message: Message, payload_for: PayloadFor) -> PayloadFor:
    """Only where the bot is, for sessions that asked for messages of this kind of place."""
    kind = message.channel.type
    if kind == GROUP_DM or not may(message.channel, world.bot, VIEW_CHANNEL):
        return lambda intents: None
    needed = DIRECT_MESSAGES if kind == DM else GUILD_MESSAGES
    return lambda intents: payload_for(intents) if intents & needed else None
