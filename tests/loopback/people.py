"""A person's act (a command, a click, a form) comes in; the interaction it starts goes out."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from . import components as tree
from .errors import ClientRefusalError, Json
from .interactions import COMPONENT, MODAL_SUBMIT, Interaction
from .payloads import ALL_PERMISSIONS, channel_json, member_json, message_json, user_json
from .state import Channel, Message, User
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
    )
    world.interactions[interaction.id] = interaction
    payload = _interaction_json(world, interaction)
    world.dispatch("INTERACTION_CREATE", lambda intents: payload)
    return interaction


def check_present(channel: Channel, user: User) -> None:
    """Nobody acts in a private conversation to which they do not belong."""
    if channel.recipients and user not in channel.recipients:
        raise ClientRefusalError(f"{user.name} is not in that conversation")
    if channel.guild is not None:
        channel.guild.members.setdefault(user.id, user)


def find_component(
    message: Message, user: User, label: str | None, custom_id: str | None, kinds: frozenset[int]
) -> Json:
    """The one component that `user` means, if it can be used."""
    if message.deleted or (message.ephemeral and message.viewer is not user):
        raise ClientRefusalError(f"{user.name} does not see that message")
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


def use_component(
    world: World, message: Message, component: Json, user: User, values: list[str] | None
) -> Interaction:
    """Click a button, or choose `values` in a select."""
    data: Json = {
        "component_type": component["type"],
        "custom_id": component["custom_id"],
        "id": component["id"],
    }
    if values is not None:
        offered = {option["value"] for option in component["options"]}
        fits = component["min_values"] <= len(values) <= component["max_values"]
        if not (fits and offered.issuperset(values)):
            raise ClientRefusalError(f"{values} cannot be chosen among {sorted(offered)}")
        data["values"] = values
    return start(world, COMPONENT, data, user, message.channel, source=message)


def fill_modal(world: World, opened_by: Interaction, entries: Mapping[str, str]) -> Interaction:
    """Fill in the text inputs of a form, by custom_id, and send it."""
    if opened_by.modal is None:
        raise ClientRefusalError("no form was opened")
    inputs = {
        part["custom_id"]: part
        for _, part in tree.walk(opened_by.modal["components"])
        if part["type"] == tree.TEXT_INPUT
    }
    if set(entries) - set(inputs):
        raise ClientRefusalError(f"the form has {sorted(inputs)}, not {sorted(entries)}")
    for custom_id, part in inputs.items():
        text = entries.get(custom_id, part.get("value") or "")
        shortest = part.get("min_length") or (1 if part.get("required", True) else 0)
        if not shortest <= len(text) <= (part.get("max_length") or 4_000):
            raise ClientRefusalError(f"{custom_id!r} cannot be {len(text)} characters long")
    parts = tree.stored(opened_by.modal["components"], {})
    data = {
        "custom_id": opened_by.modal["custom_id"],
        "components": [_filled(part, entries) for part in parts],
    }
    return start(
        world, MODAL_SUBMIT, data, opened_by.user, opened_by.channel, source=opened_by.source
    )


def _filled(part: Json, entries: Mapping[str, str]) -> Json:
    """A modal's component as it comes back: only what identifies it, and the text."""
    result: Json = {"type": part["type"], "id": part["id"]}
    if part["type"] == tree.TEXT_INPUT:
        result["custom_id"] = part["custom_id"]
        result["value"] = entries.get(part["custom_id"], part.get("value") or "")
    if "components" in part:
        result["components"] = [_filled(inner, entries) for inner in part["components"]]
    if "component" in part:
        result["component"] = _filled(part["component"], entries)
    return result


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
        "app_permissions": ALL_PERMISSIONS,
        "locale": user.locale,
        "entitlements": [],
        "authorizing_integration_owners": interaction.owners(),
        "context": channel.context,
        "attachment_size_limit": world.attachment_size_limit,
    }
    if guild is None:
        payload["user"] = user_json(user)
    else:
        shown["permissions"] = ALL_PERMISSIONS
        member = {**member_json(guild), "user": user_json(user), "permissions": ALL_PERMISSIONS}
        about = {"id": str(guild.id), "locale": guild.locale, "features": []}
        payload |= {"member": member, "guild": about, "guild_id": str(guild.id)}
        payload["guild_locale"] = guild.locale
    if interaction.source is not None:
        payload["message"] = message_json(world, interaction.source)
    return payload
