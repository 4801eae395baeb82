"""Gateway payloads come in; compressed websocket frames go out, in the same order."""

from __future__ import annotations

import asyncio
import json
import socket as sockets
import struct
from typing import Any

from aiohttp import web

from .compression import Compressor


class Connection:
    """One client's websocket. Sending never waits: a single writer keeps the order.

    The order matters twice over: events are numbered, and all frames share one compressed stream.
    """

    def __init__(
        self,
        request: web.Request,
        socket: web.WebSocketResponse,
        compressor: Compressor | None,
    ) -> None:
        self._request = request
        self._socket = socket
        self._compressor = compressor
        self._outgoing: asyncio.Queue[str | int] = asyncio.Queue()

    def send(self, op: int, data: Any, *, event: str | None = None, seq: int | None = None) -> None:
        """Queue a payload."""
        payload = {"op": op, "d": data, "s": seq, "t": event}
        self._outgoing.put_nowait(json.dumps(payload, separators=(",", ":")))

    def close(self, code: int) -> None:
        """Close with `code`, once all that is queued has gone out."""
        self._outgoing.put_nowait(code)

    def abort(self) -> None:
        """Vanish without a close frame, as when the network fails."""
        reset(self._request)

    async def write(self) -> None:
        """Send what is queued, until closed."""
        while True:
            item = await self._outgoing.get()
            try:
                if isinstance(item, int):
                    await self._socket.close(code=item)
                    return
                if self._compressor is None:
                    await self._socket.send_str(item)
                else:
                    await self._socket.send_bytes(self._compressor.frame(item.encode()))
            except (ConnectionError, RuntimeError):
                # The client has gone; what is left waits in the session for its resume.
                return


def reset(request: web.BaseRequest) -> None:
    """Reset the TCP connection under `request`."""
    transport = request.transport
    if transport is None:
        return
    raw = transport.get_extra_info("socket")
    if raw is not None:
        # Lingering for zero seconds makes the kernel send RST, not an orderly end.
        raw.setsockopt(sockets.SOL_SOCKET, sockets.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
