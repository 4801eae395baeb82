"""A registered command and a person's input come in; the interaction's `data` comes out.

What Discord's own client would not let a person send raises ClientRefusalError.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .command_limits import CHAT_INPUT, SUBCOMMAND, SUBCOMMAND_GROUP
from .errors import ClientRefusalError, Json
from .payloads import attachment_json
from .permissions import guild_permissions, may, permissions_in
from .places import channel_json, member_json, role_json, user_json
from .posting import keep_files
from .rights import ADMINISTRATOR, USE_APPLICATION_COMMANDS
from .state import Channel, Message, Role, Upload, User
from .world import World

STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER = 3, 4, 5, 6, 7, 8, 9, 10
ATTACHMENT = 11
MAX_STRING = 6_000

_TYPES: dict[int, tuple[type, ...]] = {
    STRING: (str,),
    INTEGER: (int,),
    BOOLEAN: (bool,),
    USER: (User,),
    CHANNEL: (Channel,),
    ROLE: (Role,),
    MENTIONABLE: (User, Role),
    NUMBER: (int, float),
    ATTACHMENT: (Upload,),
}

Resolved = dict[str, dict[str, Json]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who fills in a command, and where."""

    world: World
    user: User
    channel: Channel


def check_offered(command: Json, channel: Channel, user: User) -> None:
    """Is the command there in this kind of place, and for this person?"""
    installed = {0: (0, 1), 1: (2,)}
    contexts = command["contexts"]
    if contexts is None:
        # Not stated: wherever those who can install it are.
        contexts = [c for kind in command["integration_types"] for c in installed[kind]]
        if not command["dm_permission"]:
            contexts = [0]
    if channel.context not in contexts:
        raise ClientRefusalError(f"/{command['name']} is not offered in context {channel.context}")
    guild, wanted = channel.guild, command["default_member_permissions"]
    if guild is None:
        return
    if not may(channel, user, USE_APPLICATION_COMMANDS):
        raise ClientRefusalError(f"{user.name} may not use commands in #{channel.name}")
    # "0" is nobody but administrators, and they may use everything.
    needed = None if wanted is None else int(wanted) or ADMINISTRATOR
    is_administrator = guild_permissions(guild, user) & ADMINISTRATOR
    if needed is not None and not is_administrator and not may(channel, user, needed):
        raise ClientRefusalError(f"{user.name} may not use /{command['name']}: it needs {needed}")


def command_data(
    sender: Sender,
    command: Json,
    subcommands: list[str],
    given: Mapping[str, object],
    focused: str | None = None,
) -> Json:
    """The `data` of an interaction. `focused`: the option being typed, for autocomplete."""
    data: Json = {"id": command["id"], "name": command["name"], "type": CHAT_INPUT}
    if "guild_id" in command:
        data["guild_id"] = command["guild_id"]
    owner, wrap = command, data
    for name in subcommands:
        owner = _subcommand(owner, name)
        inner: Json = {"name": name, "type": owner["type"]}
        wrap["options"] = [inner]
        wrap = inner
    known: list[Json] = owner.get("options") or []
    if any(option["type"] in (SUBCOMMAND, SUBCOMMAND_GROUP) for option in known):
        raise ClientRefusalError(f"/{command['name']}: choose one of its subcommands")
    resolved: Resolved = {}
    wrap["options"] = [
        _answer(sender, option, given[option["name"]], resolved, focused)
        for option in known
        if option["name"] in given
    ]
    _check_names(command, known, given, complete=focused is None)
    if resolved:
        data["resolved"] = resolved
    return data


def _subcommand(owner: Json, name: str) -> Json:
    for option in owner.get("options") or []:
        if option["name"] == name and option["type"] in (SUBCOMMAND, SUBCOMMAND_GROUP):
            found: Json = option
            return found
    raise ClientRefusalError(f"/{owner['name']} has no subcommand {name!r}")


def _check_names(
    command: Json, known: list[Json], given: Mapping[str, object], *, complete: bool
) -> None:
    extra = set(given) - {option["name"] for option in known}
    if extra:
        raise ClientRefusalError(f"/{command['name']} has no option {sorted(extra)}")
    missing = [o["name"] for o in known if o.get("required") and o["name"] not in given]
    if missing and complete:
        raise ClientRefusalError(f"/{command['name']} requires {missing}")


def _answer(
    sender: Sender, option: Json, value: object, resolved: Resolved, focused: str | None
) -> Json:
    name, kind = option["name"], option["type"]
    if focused == name:
        return {"name": name, "type": kind, "value": str(value), "focused": True}
    right_type = isinstance(value, _TYPES.get(kind, ()))
    if not right_type or (isinstance(value, bool) and kind != BOOLEAN):
        raise ClientRefusalError(f"option {name!r} of type {kind} cannot be {value!r}")
    if isinstance(value, Upload):
        return {"name": name, "type": kind, "value": _uploaded(sender, value, resolved)}
    if isinstance(value, (User, Channel, Role)):
        kinds = option.get("channel_types")
        if kinds and isinstance(value, Channel) and value.type not in kinds:
            raise ClientRefusalError(f"option {name!r}: #{value.name} is of another kind")
        resolve(sender, value, resolved)
        return {"name": name, "type": kind, "value": str(value.id)}
    _check_value(option, value)
    return {"name": name, "type": kind, "value": value}


def _check_value(option: Json, value: Any) -> None:
    name = option["name"]
    if option.get("choices") and value not in [choice["value"] for choice in option["choices"]]:
        raise ClientRefusalError(f"option {name!r}: {value!r} is none of its choices")
    if isinstance(value, str):
        longest = option.get("max_length", MAX_STRING)
        if not option.get("min_length", 0) <= len(value) <= longest:
            raise ClientRefusalError(f"option {name!r}: {len(value)} characters, not {longest}")
        return
    # Booleans too: they have no limits, so they are always within them.
    if not option.get("min_value", value) <= value <= option.get("max_value", value):
        raise ClientRefusalError(f"option {name!r}: {value} is out of range")


def resolve(sender: Sender, value: User | Channel | Role, resolved: Resolved) -> None:
    """Note in `resolved` what the bot is told of `value`, beside its id."""
    number, guild = str(value.id), sender.channel.guild
    if isinstance(value, User):
        resolved.setdefault("users", {})[number] = user_json(value)
        if guild is not None and value.id in guild.members:
            allowed = str(permissions_in(sender.channel, value))
            member = {**member_json(guild, value), "permissions": allowed}
            resolved.setdefault("members", {})[number] = member
    elif isinstance(value, Role):
        resolved.setdefault("roles", {})[number] = role_json(value, 1)
    else:
        shown = {**channel_json(value), "permissions": str(permissions_in(value, sender.user))}
        resolved.setdefault("channels", {})[number] = shown


def _uploaded(sender: Sender, upload: Upload, resolved: Resolved) -> str:
    """Keep the file so that the bot can fetch it; only who sent it sees it."""
    world = sender.world
    if len(upload.data) > world.attachment_size_limit:
        raise ClientRefusalError(f"{upload.filename}: {len(upload.data)} bytes are too many")
    kept = keep_files(world, sender.channel, [(upload.filename, None, upload.data)])[0]
    shown = attachment_json(kept, ephemeral=True)
    resolved.setdefault("attachments", {})[str(kept.id)] = shown
    return str(kept.id)


def target_data(command: Json, message: Message, shown: Json) -> Json:
    """The `data` of a message command used on `message`, which the bot gets to read: `shown`."""
    data = {"id": command["id"], "name": command["name"], "type": command["type"]}
    if "guild_id" in command:
        data["guild_id"] = command["guild_id"]
    number = str(message.id)
    return {**data, "target_id": number, "resolved": {"messages": {number: shown}}}
