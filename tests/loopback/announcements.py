"""A change in a guild comes in; the gateway event that tells sessions of it goes out."""

from __future__ import annotations

from .errors import Json
from .places import channel_json, full_member_json, guild_json, role_json, user_json
from .state import Channel, Guild, Role, User
from .world import MEMBERS, PRESENCES, World

GUILDS = 1 << 0


def announce(
    world: World, event: str, guild: Guild, subject: Guild | Channel | Role | User
) -> None:
    """Tell the sessions that hear of `guild` and asked for events of this kind."""
    if isinstance(subject, User):
        payload = _member_event(guild, subject, left=event == "GUILD_MEMBER_REMOVE")
        world.dispatch(event, lambda intents: payload if intents & MEMBERS else None, guild)
        return
    if isinstance(subject, Guild):
        gone = event == "GUILD_DELETE"
        world.dispatch(event, lambda intents: _guild_event(world, guild, intents, gone), guild)
        return
    if isinstance(subject, Role):
        payload = {"guild_id": str(guild.id), "role": role_json(subject, 1)}
    else:
        payload = channel_json(subject)
        if event == "THREAD_CREATE":
            payload["newly_created"] = True
        if subject.parent is None:
            check_channel(world, subject, event)
    world.dispatch(event, lambda intents: payload if intents & GUILDS else None, guild)


def guild_event(world: World, guild: Guild, intents: int) -> Json:
    """GUILD_CREATE. Only who asked for presences hears of others than the bot in it."""
    people = guild.members.values() if intents & PRESENCES else (world.bot,)
    return guild_json(guild, people)


def check_channel(world: World, channel: Channel, event: str) -> None:
    """GUILD_CREATE is not in the OpenAPI file, but the channels inside it are."""
    for problem in world.contract.schema_problems("GuildChannelResponse", channel_json(channel)):
        world.violate(f"gateway {event}: {problem}")


def _guild_event(world: World, guild: Guild, intents: int, gone: bool) -> Json | None:
    if not intents & GUILDS:
        return None
    return {"id": str(guild.id)} if gone else guild_event(world, guild, intents)


def _member_event(guild: Guild, user: User, *, left: bool) -> Json:
    if left:
        return {"guild_id": str(guild.id), "user": user_json(user)}
    return {**full_member_json(guild, user), "guild_id": str(guild.id)}
