"""An HTTP request comes in; what a route's handler needs of it, and what it answers, come out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from .errors import ApiError, Json
from .world import World

_FILE_FIELD = re.compile(r"files\[(\d)\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a handler answers. `body` None: nothing is sent along."""

    status: int = 200
    body: Any = None


@dataclass(slots=True, kw_only=True)
class Call:
    """One request, read and parsed."""

    world: World
    method: str
    path: dict[str, str]
    query: dict[str, str]
    media_type: str | None = None
    body: Any = None
    uploads: dict[int, tuple[str, bytes]] = field(default_factory=dict)

    def asks(self, name: str) -> bool:
        """Is the query parameter `name` true?"""
        return self.query.get(name, "").lower() in ("1", "true")

    def files(self, message: Json) -> list[tuple[str, str | None, bytes]]:
        """The uploaded files as (name, description, bytes), as the message's body describes them.

        `message` is the part of the body that has `attachments`, whose ids are upload numbers.
        """
        described = {str(one["id"]): one for one in message.get("attachments") or []}
        found = []
        for number, (name, data) in sorted(self.uploads.items()):
            about = described.get(str(number), {})
            found.append((about.get("filename") or name, about.get("description"), data))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One operation, under the path template that the OpenAPI file uses for it.

    `needs_token` False: open to anybody, or opened by a token in the path.
    """

    method: str
    template: str
    answer: Callable[[Call], Reply]
    needs_token: bool = True

    @property
    def operation(self) -> str:
        return f"{self.method} {self.template}"


async def read_call(world: World, request: web.Request) -> Call:
    """Parse query and body; what is not JSON where JSON is due is refused as Discord does."""
    call = Call(
        world=world,
        method=request.method,
        path=dict(request.match_info),
        query=dict(request.query),
    )
    if not request.can_read_body:
        return call
    call.media_type = request.content_type
    if call.media_type == "multipart/form-data":
        await _read_multipart(call, request)
    else:
        call.body = _parse(await request.read())
    if sum(len(data) for _, data in call.uploads.values()) > world.attachment_size_limit:
        raise ApiError(413, 40005, "Request entity too large", violation=True)
    return call


async def _read_multipart(call: Call, request: web.Request) -> None:
    call.body = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            raise ApiError(400, 50109, "Nested multipart bodies are not understood")
        data = bytes(await part.read())
        number = _FILE_FIELD.fullmatch(part.name or "")
        if part.name == "payload_json":
            call.body = _parse(data)
        elif number:
            call.uploads[int(number[1])] = (part.filename or "unknown", data)


def _parse(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        message = "The request body contains invalid JSON."
        raise ApiError(400, 50109, message, violation=True) from None
