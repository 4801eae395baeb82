"""Requests about a guild's members come in: is this person one?"""

from __future__ import annotations

from .call import Call, Reply, Route
from .errors import unknown
from .places import full_member_json


def member(call: Call) -> Reply:
    """One member. This needs no intent, other than the list of all."""
    guild = call.world.guild(call.path["guild_id"])
    number = int(call.path["user_id"])
    if number not in call.world.users:
        raise unknown("User", 10013)
    found = guild.members.get(number)
    if found is None:
        raise unknown("Member", 10007)
    return Reply(body=full_member_json(guild, found))


ROUTES = (Route(method="GET", template="/guilds/{guild_id}/members/{user_id}", answer=member),)
