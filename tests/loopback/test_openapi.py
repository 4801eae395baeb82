"""Wrong requests come in; Discord's OpenAPI file objects, and says where."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from . import LoopbackDiscord
from .openapi import Contract, default_document, load_contract
from .rest import ROUTES

DOCUMENT = default_document()

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.skipif(not DOCUMENT.is_file(), reason="no OpenAPI file at hand"),
]


async def post(server: LoopbackDiscord, path: str, **more: Any) -> tuple[int, Any]:
    headers = {"Authorization": f"Bot {server.token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(f"{server.url}/api/v10{path}", **more) as response,
    ):
        return response.status, await response.json()


async def test_the_contract_is_active_and_knows_every_route() -> None:
    async with LoopbackDiscord() as server:
        assert server.contract.active
        assert "checked against openapi.json" in str(server.contract)
        unknown = [r.operation for r in ROUTES if not server.contract.knows(r.method, r.template)]
        assert unknown == []


async def test_a_wrong_body_is_refused_where_it_is_wrong() -> None:
    async with LoopbackDiscord() as server:
        channel = server.add_guild("Readers").add_channel("general")
        path = f"/channels/{channel.id}/messages"
        deep = {"type": 17, "components": [{"type": 10, "content": 5}]}
        status, answer = await post(server, path, json={"flags": 1 << 15, "components": [deep]})
        assert (status, answer["code"]) == (400, 50035)
        spot = answer["errors"]["components"]["0"]["components"]["0"]["content"]
        assert spot["_errors"][0]["code"] == "BASE_TYPE_BAD_TYPE"
        assert len(server.violations) == 1
        assert "components.0.components.0.content" in server.violations[0]


@pytest.mark.parametrize(
    ("path", "body", "where"),
    [
        ("/users/@me/channels", {"recipient_id": "ada"}, "recipient_id"),
        ("/applications/{bot}/commands", {"description": "no name"}, "name"),
        ("/applications/{bot}/commands", {"name": "a", "description": "b", "type": 9}, "type"),
        ("/channels/general/typing", None, "channel_id"),
        ("/channels/{bot}/messages", None, "_errors"),
        ("/channels/{bot}/messages", {"embeds": [{"url": "no url"}]}, "embeds"),
        ("/channels/{bot}/messages", {"embeds": [{"timestamp": "today"}]}, "embeds"),
        ("/interactions/1/token/callback", {"type": 4, "data": {"content": 5}}, "data"),
        ("/interactions/1/token/callback", {"type": 99}, "_errors"),
    ],
)
async def test_wrong_requests_are_named(path: str, body: Any, where: str) -> None:
    async with LoopbackDiscord() as server:
        given = {} if body is None else {"json": body}
        status, answer = await post(server, path.format(bot=server.bot.id), **given)
        assert (status, list(answer["errors"])) == (400, [where])
        assert len(server.violations) == 1


async def test_what_is_not_json_and_what_is_no_route_are_violations() -> None:
    async with LoopbackDiscord() as server:
        headers = {"Content-Type": "application/json"}
        channel = server.add_guild("Readers").add_channel("general")
        path = f"/channels/{channel.id}/messages"
        assert (await post(server, path, data=b"{", headers=headers))[1]["code"] == 50109
        assert (await post(server, "/channels/1/invites", json={}))[0] == 404
        assert len(server.violations) == 2


async def test_without_the_file_only_the_limits_hold(tmp_path: Path) -> None:
    absent = await asyncio.to_thread(load_contract, tmp_path / "openapi.json")
    assert not absent.active
    assert "NOT checked: openapi.json not found" in str(absent)
    assert absent.request_problems("POST", "/users/@me/channels", "text/plain", 5) == []
    assert absent.response_problems("GET", "/users/@me", 200, None) == []
    assert absent.schema_problems("MessageResponse", {}) == []


async def test_reading_routes_answer_as_described() -> None:
    async with LoopbackDiscord() as server:
        shelf = f"/applications/{server.bot.id}/commands"
        _, command = await post(server, shelf, json={"name": "a", "description": "b"})
        headers = {"Authorization": f"Bot {server.token}"}
        paths = ["/gateway", "/gateway/bot", f"{shelf}/{command['id']}"]
        async with aiohttp.ClientSession(headers=headers) as session:
            for path in paths:
                async with session.get(f"{server.url}/api/v10{path}") as response:
                    assert response.status == 200
        assert server.violations == []


async def test_a_wrong_response_would_be_noticed() -> None:
    contract: Contract = await asyncio.to_thread(load_contract, DOCUMENT)
    assert contract.response_problems("GET", "/users/@me", 200, {"id": 5}) != []
    assert contract.response_problems("GET", "/users/@me", 204, None) != []
    assert contract.response_problems("POST", "/channels/{channel_id}/typing", 204, {}) != []
    limited = {"message": "wait", "code": 0, "retry_after": 1.0, "global": False}
    assert contract.response_problems("GET", "/users/@me", 429, limited) == []
    del limited["retry_after"]
    assert contract.response_problems("GET", "/users/@me", 429, limited) != []
