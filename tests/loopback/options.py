"""A registered command and a person's input come in; the interaction's `data` comes out.

What Discord's own client would not let a person send raises ClientRefusalError.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .command_limits import CHAT_INPUT, SUBCOMMAND, SUBCOMMAND_GROUP
from .errors import ClientRefusalError, Json
from .payloads import ALL_PERMISSIONS, channel_json, member_json, role_json, user_json
from .state import Channel, Guild, Role, User

STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER = 3, 4, 5, 6, 7, 8, 9, 10
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
}

_Resolved = dict[str, dict[str, Json]]


def check_offered(command: Json, channel: Channel) -> None:
    """Is the command there in this kind of place at all?"""
    installed = {0: (0, 1), 1: (2,)}
    contexts = command["contexts"]
    if contexts is None:
        # Not stated: wherever those who can install it are.
        contexts = [c for kind in command["integration_types"] for c in installed[kind]]
        if not command["dm_permission"]:
            contexts = [0]
    if channel.context not in contexts:
        raise ClientRefusalError(f"/{command['name']} is not offered in context {channel.context}")


def command_data(
    command: Json,
    subcommands: list[str],
    given: Mapping[str, object],
    guild: Guild | None,
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
    resolved: _Resolved = {}
    wrap["options"] = [
        _answer(option, given[option["name"]], guild, resolved, focused)
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
    option: Json, value: object, guild: Guild | None, resolved: _Resolved, focused: str | None
) -> Json:
    name, kind = option["name"], option["type"]
    if focused == name:
        return {"name": name, "type": kind, "value": str(value), "focused": True}
    right_type = isinstance(value, _TYPES.get(kind, ()))
    if not right_type or (isinstance(value, bool) and kind != BOOLEAN):
        raise ClientRefusalError(f"option {name!r} of type {kind} cannot be {value!r}")
    if isinstance(value, (User, Channel, Role)):
        _resolve(value, guild, resolved)
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


def _resolve(value: User | Channel | Role, guild: Guild | None, resolved: _Resolved) -> None:
    number = str(value.id)
    if isinstance(value, User):
        resolved.setdefault("users", {})[number] = user_json(value)
        if guild is not None:
            member = {**member_json(guild), "permissions": ALL_PERMISSIONS}
            resolved.setdefault("members", {})[number] = member
    elif isinstance(value, Role):
        resolved.setdefault("roles", {})[number] = role_json(value, 1)
    else:
        shown = {**channel_json(value), "permissions": ALL_PERMISSIONS}
        resolved.setdefault("channels", {})[number] = shown
