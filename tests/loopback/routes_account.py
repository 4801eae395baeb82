"""Requests about the bot itself come in: its account, its application, where the gateway is."""

from __future__ import annotations

from .call import Call, Reply, Route
from .errors import unknown
from .payloads import application_json, own_user_json
from .places import channel_json, user_json


def gateway(call: Call) -> Reply:
    return Reply(body={"url": _gateway_url(call)})


def gateway_bot(call: Call) -> Reply:
    limit = {"total": 1000, "remaining": 999, "reset_after": 86_400_000, "max_concurrency": 1}
    shards = call.world.shards
    return Reply(body={"url": _gateway_url(call), "shards": shards, "session_start_limit": limit})


def _gateway_url(call: Call) -> str:
    return call.world.url.replace("http://", "ws://") + "/gateway/"


def own_user(call: Call) -> Reply:
    return Reply(body=own_user_json(call.world))


def user(call: Call) -> Reply:
    found = call.world.users.get(int(call.path["user_id"]))
    if found is None:
        raise unknown("User", 10013)
    return Reply(body=user_json(found))


def application(call: Call) -> Reply:
    return Reply(body=application_json(call.world))


def edit_application(call: Call) -> Reply:
    description = call.body.get("description")
    if isinstance(description, str):
        call.world.description = description
    return application(call)


def open_dm(call: Call) -> Reply:
    recipient = call.world.users.get(int(call.body.get("recipient_id") or 0))
    if recipient is None:
        raise unknown("User", 10013)
    return Reply(body=channel_json(call.world.dm_channel(recipient)))


ROUTES = (
    Route(method="GET", template="/gateway", answer=gateway, needs_token=False),
    Route(method="GET", template="/gateway/bot", answer=gateway_bot),
    Route(method="GET", template="/users/@me", answer=own_user),
    Route(method="GET", template="/users/{user_id}", answer=user),
    Route(method="POST", template="/users/@me/channels", answer=open_dm),
    Route(method="GET", template="/oauth2/applications/@me", answer=application),
    Route(method="GET", template="/applications/@me", answer=application),
    Route(method="PATCH", template="/applications/@me", answer=edit_application),
)
