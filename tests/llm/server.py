"""A script comes in; until the context is left, a server on loopback answers as it says."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from .flavours import PLAIN, Flavour
from .script import Asked, Raw, Refused, Said, Script, Wait


class ScriptedServer:
    """An OpenAI-compatible server that is no model. `asked` has every request for an answer."""

    def __init__(
        self,
        script: Script,
        *,
        flavour: Flavour = PLAIN,
        models: tuple[str, ...] = ("tiny",),
        key: str | None = None,
    ) -> None:
        """`key`: the only one that it takes; without, it takes any."""
        self.asked: list[Asked] = []
        self.hung_up = asyncio.Event()
        """Set when a client has gone before its answer was whole."""
        self._script = script
        self._flavour = flavour
        self._models = models
        self._key = key
        app = web.Application()
        app.router.add_get(f"{flavour.base_path}/models", self._list)
        app.router.add_post(f"{flavour.base_path}/chat/completions", self._answer)
        self._runner = web.AppRunner(
            app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True
        )

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._runner.cleanup()

    @property
    def origin(self) -> str:
        """Its address without a path."""
        host, port, *_ = self._runner.addresses[0]
        return f"http://{host}:{port}"

    @property
    def base_url(self) -> str:
        """Its address as LLM_BASE_URL."""
        return self.origin + self._flavour.base_path

    async def _list(self, request: web.Request) -> web.Response:
        if not self._knows(request):
            return _refusal(_WRONG_KEY)
        return web.json_response(self._flavour.listed(*self._models))

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        asked = Asked(body=await request.json(), headers=dict(request.headers))
        self.asked.append(asked)
        reply = self._refused(request, asked) or self._script(asked)
        if isinstance(reply, Said):
            reply = self._flavour.written(reply, asked)
        if isinstance(reply, Refused):
            return _refusal(reply)
        return await self._write(request, reply)

    def _refused(self, request: web.Request, asked: Asked) -> Refused | None:
        if not self._knows(request):
            return _WRONG_KEY
        model = asked.body["model"]
        if model not in self._models:
            message = f"model '{model}' not found"
            return Refused(404, {"error": {"message": message, "type": "not_found_error"}})
        return self._flavour.refused(asked)

    def _knows(self, request: web.Request) -> bool:
        return self._key is None or request.headers["Authorization"] == f"Bearer {self._key}"

    async def _write(self, request: web.Request, raw: Raw) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": raw.content_type})
        await response.prepare(request)
        try:
            for piece in raw.pieces:
                if isinstance(piece, bytes):
                    await response.write(piece)
                elif isinstance(piece, Wait):
                    await piece.wait()
                else:
                    assert request.transport is not None
                    request.transport.abort()
                    return response
            await response.write_eof()
        except (asyncio.CancelledError, ConnectionError):
            self.hung_up.set()
            raise
        return response


def _refusal(refused: Refused) -> web.Response:
    if isinstance(refused.body, str):
        kind = "text/html" if refused.body.startswith("<") else "text/plain"
        return web.Response(
            status=refused.status, text=refused.body, content_type=kind, headers=refused.headers
        )
    body: Any = refused.body
    return web.json_response(body, status=refused.status, headers=refused.headers)


_WRONG_KEY = Refused(
    401,
    {"error": {"message": "Incorrect API key provided.", "code": "invalid_api_key"}},
)
