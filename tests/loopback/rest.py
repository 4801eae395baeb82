"""HTTP requests come in; each is logged, checked, answered by its route, and checked again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from . import (
    routes_account,
    routes_channels,
    routes_commands,
    routes_guilds,
    routes_interactions,
    routes_threads,
    routes_webhooks,
)
from .call import Call, Reply, Route, read_call
from .connection import reset
from .errors import ApiError, invalid_form
from .faults import Fault
from .world import RequestRecord, World

PREFIX = "/api/v10"

ROUTES: tuple[Route, ...] = (
    *routes_account.ROUTES,
    *routes_channels.ROUTES,
    *routes_commands.ROUTES,
    *routes_guilds.ROUTES,
    *routes_interactions.ROUTES,
    *routes_threads.ROUTES,
    *routes_webhooks.ROUTES,
)


class Rest:
    """Discord's REST interface, as far as a bot like this needs it."""

    def __init__(self, world: World) -> None:
        self._world = world

    def add_to(self, app: web.Application) -> None:
        """Put all routes into `app`; whatever is not among them is noted as a violation."""
        for route in ROUTES:
            app.router.add_route(route.method, PREFIX + route.template, self._handler(route))
        app.router.add_get("/attachments/{channel}/{attachment}/{name}", self._attachment)
        app.router.add_route("*", "/{path:.*}", self._nothing_here)

    def _handler(self, route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            record = RequestRecord(
                method=request.method,
                path=request.path.removeprefix(PREFIX),
                template=route.template,
                query=dict(request.query),
            )
            self._world.requests.append(record)
            fault = self._world.faults.take(record.method, record.path)
            if fault is not None and fault.latency:
                await asyncio.sleep(fault.latency)
            if fault is not None and not fault.after:
                broken = self._apply(fault, request, record)
                if broken is not None:
                    return broken
            response = await self._answer(route, request, record)
            if fault is not None and fault.after:
                return self._apply(fault, request, record) or response
            return response

        return handle

    def _apply(
        self, fault: Fault, request: web.Request, record: RequestRecord
    ) -> web.Response | None:
        """The faulty answer; None when the fault was only to be slow."""
        if fault.reset:
            reset(request)
            # Never sent: the connection is gone.
            return web.Response(status=500)
        if fault.status is None:
            return None
        record.status, record.answer = fault.status, fault.body()
        return _response(fault.status, record.answer, fault.headers())

    async def _answer(
        self, route: Route, request: web.Request, record: RequestRecord
    ) -> web.Response:
        headers: dict[str, str] = {}
        try:
            call = await read_call(self._world, request)
            record.body = call.body
            record.files = [name for name, _ in call.uploads.values()]
            self._check_token(route, request)
            major = "+".join(value for key, value in call.path.items() if key in _MAJOR)
            headers, wait = self._world.rate_limits.count(route.operation, major)
            if wait is not None:
                reply = _rate_limited(wait, headers)
            else:
                self._check_request(route, call)
                reply = route.answer(call)
        except ApiError as error:
            if error.violation:
                self._world.violate(f"{route.method} {record.path}: {error}")
            reply = Reply(status=error.status, body=error.body())
        record.status, record.answer = reply.status, reply.body
        contract = self._world.contract
        for problem in contract.response_problems(
            route.method, route.template, reply.status, reply.body
        ):
            self._world.violate(f"{route.operation}: the fake's response {reply.status}: {problem}")
        self._world.changes.happened()
        return _response(reply.status, reply.body, headers)

    def _check_token(self, route: Route, request: web.Request) -> None:
        given = request.headers.get("Authorization")
        if route.needs_token and given != f"Bot {self._world.token}":
            raise ApiError(401, 0, "401: Unauthorized")

    def _check_request(self, route: Route, call: Call) -> None:
        contract = self._world.contract
        found = contract.parameter_problems(route.method, route.template, call.path, call.query)
        found += contract.request_problems(route.method, route.template, call.media_type, call.body)
        if found:
            raise invalid_form(found)

    async def _attachment(self, request: web.Request) -> web.Response:
        number = request.match_info["attachment"]
        found = self._world.attachments.get(int(number)) if number.isdigit() else None
        if found is None:
            return web.Response(status=404)
        return web.Response(body=found.data, content_type="application/octet-stream")

    async def _nothing_here(self, request: web.Request) -> web.Response:
        self._world.violate(f"{request.method} {request.path}: not a route of the loopback Discord")
        return _response(404, {"message": "404: Not Found", "code": 0}, {})


# Rate limits are counted apart for each of these, as Discord does.
_MAJOR = frozenset(
    {"channel_id", "guild_id", "webhook_id", "webhook_token", "interaction_id", "interaction_token"}
)


def _rate_limited(wait: float, headers: dict[str, str]) -> Reply:
    headers |= {"Via": "1.1 google", "X-RateLimit-Scope": "user", "Retry-After": "1"}
    message = "You are being rate limited."
    body = {"message": message, "retry_after": wait, "global": False, "code": 0}
    return Reply(status=429, body=body)


def _response(status: int, body: Any, headers: dict[str, str]) -> web.Response:
    if body is None:
        return web.Response(status=status, headers=headers)
    if isinstance(body, str):
        return web.Response(status=status, headers=headers, text=body, content_type="text/html")
    # Bytes, so that the type is exactly application/json: discord.py parses nothing else.
    raw = json.dumps(body).encode()
    return web.Response(status=status, headers=headers, body=raw, content_type="application/json")
