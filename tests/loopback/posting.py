"""A draft comes in; the message that it makes or changes comes out, and the gateway tells of it."""

from __future__ import annotations

from collections.abc import Iterable

from . import components as tree
from .drafts import Draft
from .message_limits import check_message
from .payloads import message_event
from .state import DM, GROUP_DM, Attachment, Channel, Message, Origin, User
from .world import PayloadFor, World

GUILD_MESSAGES, DIRECT_MESSAGES = 1 << 9, 1 << 12

REPLY_TYPE, COMMAND_REPLY_TYPE = 19, 20


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
) -> Message:
    """A new message. `kind` is Discord's message type; `viewer` who sees it, if it is ephemeral.

    `checked` False is for what people write (their own client holds them to the limits) and for
    the empty 'thinking…' message of a deferred reply.
    """
    if checked:
        check_message(draft)
    message = Message(
        id=world.clock.snowflake(),
        channel=channel,
        author=author,
        created_at=world.clock.now(),
        type=REPLY_TYPE if draft.reply_to else kind,
        reply_to=draft.reply_to,
        origin=origin,
        viewer=viewer,
        nonce=draft.nonce,
    )
    _fill(message, draft)
    if not message.ephemeral:
        channel.messages[message.id] = message
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
        world.dispatch("MESSAGE_DELETE", _where_seen(message, lambda intents: payload))
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
    world.dispatch(
        event, _where_seen(message, lambda intents: message_event(world, message, intents))
    )


def _where_seen(message: Message, payload_for: PayloadFor) -> PayloadFor:
    """Only for sessions that asked for messages of this kind of place."""
    kind = message.channel.type
    if kind == GROUP_DM:
        return lambda intents: None
    needed = DIRECT_MESSAGES if kind == DM else GUILD_MESSAGES
    return lambda intents: payload_for(intents) if intents & needed else None
