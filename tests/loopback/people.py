"""A person's act (a command, a click, a form) comes in; the interaction it starts goes out."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from . import components as tree
from .errors import ClientRefusalError, Json
from .interactions import COMPONENT, Interaction
from .options import Resolved, Sender, resolve
from .payloads import message_json
from .permissions import may, permissions_in
from .places import channel_json, full_member_json, user_json
from .rights import VIEW_CHANNEL
from .state import Channel, Message, Origin, Role, User
from .world import World


def start(
    world: World,
    kind: int,
    data: Json,
    user: User,
    channel: Channel,
    *,
    command: str | None = None,
    source: Message | None = None,
    opened_by: Origin | None = None,
) -> Interaction:
    """Let `user` do something, and tell the bot by INTERACTION_CREATE."""
    check_present(channel, user)
    interaction = Interaction(
        id=world.clock.snowflake(),
        token=secrets.token_urlsafe(48),
        type=kind,
        user=user,
        channel=channel,
        created_at=world.clock.now(),
        data=data,
        command=command,
        source=source,
        opened_by=opened_by,
    )
    world.add_interaction(interaction)
    payload = _interaction_json(world, interaction)
    world.dispatch("INTERACTION_CREATE", lambda intents: payload, channel.guild)
    return interaction


def check_present(channel: Channel, user: User) -> None:
    """Nobody acts in a private conversation or a channel that is closed to them.

    Whoever acts in a guild for the first time becomes a member; who was removed, does not.
    """
    if channel.recipients and user not in channel.recipients:
        raise ClientRefusalError(f"{user.name} is not in that conversation")
    if channel.guild is not None:
        if user.id in channel.guild.gone:
            raise ClientRefusalError(f"{user.name} is no member of {channel.guild.name}")
        channel.guild.add_member(user)
        if not may(channel, user, VIEW_CHANNEL):
            raise ClientRefusalError(f"{user.name} does not see #{channel.name}")


def check_seen(message: Message, user: User) -> None:
    """Nobody does anything with a message that is gone, or is for somebody else."""
    if message.deleted or (message.ephemeral and message.viewer is not user):
        raise ClientRefusalError(f"{user.name} does not see that message")


def find_component(
    message: Message, user: User, label: str | None, custom_id: str | None, kinds: frozenset[int]
) -> Json:
    """The one component that `user` means, if it can be used."""
    check_seen(message, user)
    found = [
        part
        for _, part in tree.walk(message.components)
        if part["type"] in kinds
        and (label is None or label in (part.get("label"), part.get("placeholder")))
        and (custom_id is None or part.get("custom_id") == custom_id)
    ]
    if len(found) != 1:
        there = [button.label for button in message.buttons]
        raise ClientRefusalError(
            f"{len(found)} components are {label or custom_id!r}; the buttons are {there}"
        )
    if found[0].get("disabled") or not found[0].get("custom_id"):
        raise ClientRefusalError(f"{label or custom_id!r} is disabled, or a link")
    return found[0]


Choice = str | User | Role | Channel
"""What can be chosen in a select: an option's value, or whatever the select is for."""

_CHOOSABLE: dict[int, tuple[type, ...]] = {5: (User,), 6: (Role,), 7: (User, Role), 8: (Channel,)}


def use_component(
    world: World, message: Message, component: Json, user: User, values: Sequence[Choice] | None
) -> Interaction:
    """Click a button, or choose `values` in a select."""
    data: Json = {
        "component_type": component["type"],
        "custom_id": component["custom_id"],
        "id": component["id"],
    }
    if values is not None:
        if not component["min_values"] <= len(values) <= component["max_values"]:
            raise ClientRefusalError(f"{len(values)} are too few or too many to choose")
        data |= _chosen(Sender(world=world, user=user, channel=message.channel), component, values)
    return start(world, COMPONENT, data, user, message.channel, source=message)


def _chosen(sender: Sender, select: Json, values: Sequence[Choice]) -> Json:
    if select["type"] == tree.STRING_SELECT:
        offered = {option["value"] for option in select["options"]}
        if not offered.issuperset(values):
            raise ClientRefusalError(f"{values} cannot be chosen among {sorted(offered)}")
        return {"values": list(values)}
    resolved: Resolved = {}
    kinds = select.get("channel_types")
    for value in values:
        right_kind = not (kinds and isinstance(value, Channel)) or value.type in kinds
        if isinstance(value, str) or not (
            isinstance(value, _CHOOSABLE[select["type"]]) and right_kind
        ):
            raise ClientRefusalError(f"{value} cannot be chosen in a select of {select['type']}")
        resolve(sender, value, resolved)
    return {"values": [str(one.id) for one in values if not isinstance(one, str)]} | (
        {"resolved": resolved} if resolved else {}
    )


def _interaction_json(world: World, interaction: Interaction) -> Json:
    user, channel, guild = interaction.user, interaction.channel, interaction.channel.guild
    shown = channel_json(channel)
    payload: Json = {
        "id": str(interaction.id),
        "application_id": str(world.application_id),
        "type": interaction.type,
        "token": interaction.token,
        "version": 1,
        "data": interaction.data,
        "channel": shown,
        "channel_id": str(channel.id),
        "app_permissions": str(permissions_in(channel, world.bot)),
        "locale": user.locale,
        "entitlements": [],
        "authorizing_integration_owners": interaction.owners(),
        "context": channel.context,
        "attachment_size_limit": world.attachment_size_limit,
    }
    if guild is None:
        payload["user"] = user_json(user)
    else:
        shown["permissions"] = str(permissions_in(channel, user))
        member = {**full_member_json(guild, user), "permissions": shown["permissions"]}
        about = {"id": str(guild.id), "locale": guild.locale, "features": []}
        payload |= {"member": member, "guild": about, "guild_id": str(guild.id)}
        payload["guild_locale"] = guild.locale
    if interaction.source is not None:
        payload["message"] = message_json(world, interaction.source)
    return payload
