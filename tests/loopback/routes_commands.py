"""Registrations of application commands come in, global or of a guild; the stored ones come out."""

from __future__ import annotations

from .call import Call, Reply, Route
from .command_limits import CHAT_INPUT, check_commands
from .errors import ApiError, Json, unknown
from .world import CommandPut, World


def read_all(call: Call) -> Reply:
    return Reply(body=list(_shelf(call).values()))


def replace_all(call: Call) -> Reply:
    """The bulk overwrite that `CommandTree.sync` sends. What keeps its name keeps its id."""
    given: list[Json] = call.body or []
    check_commands(given)
    shelf = _shelf(call)
    fresh = [_stored(call, command) for command in given]
    shelf.clear()
    shelf.update({int(command["id"]): command for command in fresh})
    put = CommandPut(guild_id=_guild_id(call), commands=fresh)
    call.world.command_puts.append(put)
    return Reply(body=fresh)


def add(call: Call) -> Reply:
    """One more; 200 instead of 201 when it overwrites the one of that name."""
    shelf = _shelf(call)
    replaced = _namesake(shelf, call.body)
    others = [command for command in shelf.values() if command is not replaced]
    check_commands([call.body], listed=False)
    check_commands([*others, call.body])
    fresh = _stored(call, call.body)
    shelf[int(fresh["id"])] = fresh
    return Reply(status=200 if replaced else 201, body=fresh)


def read(call: Call) -> Reply:
    return Reply(body=_found(call))


def remove(call: Call) -> Reply:
    del _shelf(call)[int(_found(call)["id"])]
    return Reply(status=204)


def _guild_id(call: Call) -> int | None:
    number = call.path.get("guild_id")
    return None if number is None else int(number)


def _shelf(call: Call) -> dict[int, Json]:
    """The commands of this guild, or the global ones."""
    world = call.world
    if int(call.path["application_id"]) != world.application_id:
        raise ApiError(403, 20012, "You are not authorized to perform this action")
    guild_id = _guild_id(call)
    if guild_id is not None and guild_id not in world.guilds:
        raise ApiError(403, 50001, "Missing Access")
    return world.commands.setdefault(guild_id, {})


def _found(call: Call) -> Json:
    command = _shelf(call).get(int(call.path["command_id"]))
    if command is None:
        raise unknown("application command", 10063)
    return command


def _namesake(shelf: dict[int, Json], given: Json) -> Json | None:
    wanted = (given.get("type") or CHAT_INPUT, given["name"])
    return next((one for one in shelf.values() if (one["type"], one["name"]) == wanted), None)


def _stored(call: Call, given: Json) -> Json:
    """The form in which Discord gives a command back."""
    world, guild_id = call.world, _guild_id(call)
    old = _namesake(_shelf(call), given)
    permissions = given.get("default_member_permissions")
    contexts = given.get("contexts")
    command: Json = {
        "id": old["id"] if old else str(world.clock.snowflake()),
        "application_id": str(world.application_id),
        "version": str(world.clock.snowflake()),
        "type": given.get("type") or CHAT_INPUT,
        "name": given["name"],
        "name_localizations": given.get("name_localizations"),
        "description": given.get("description") or "",
        "description_localizations": given.get("description_localizations"),
        "default_member_permissions": None if permissions is None else str(permissions),
        "dm_permission": given.get("dm_permission") is not False,
        "contexts": contexts,
        "integration_types": given.get("integration_types") or [0],
        "nsfw": bool(given.get("nsfw")),
    }
    if given.get("options"):
        command["options"] = [_stored_option(option) for option in given["options"]]
    if guild_id is not None:
        command["guild_id"] = str(guild_id)
    return command


def _stored_option(given: Json) -> Json:
    option = {key: value for key, value in given.items() if value is not None}
    if "options" in option:
        option["options"] = [_stored_option(inner) for inner in option["options"]]
    return option


def find_command(
    world: World, name: str, guild_id: int | None, kind: int = CHAT_INPUT
) -> Json | None:
    """The command that a person in this guild (None: outside guilds) gets offered."""
    shelves = (None, guild_id) if guild_id is not None else (None,)
    offered = [c for shelf in shelves for c in world.commands.get(shelf, {}).values()]
    return next((c for c in offered if (c["type"], c["name"]) == (kind, name)), None)


_GLOBAL = "/applications/{application_id}/commands"
_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"

ROUTES = tuple(
    route
    for template in (_GLOBAL, _GUILD)
    for route in (
        Route(method="GET", template=template, answer=read_all),
        Route(method="PUT", template=template, answer=replace_all),
        Route(method="POST", template=template, answer=add),
        Route(method="GET", template=template + "/{command_id}", answer=read),
        Route(method="DELETE", template=template + "/{command_id}", answer=remove),
    )
)
