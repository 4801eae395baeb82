"""Whether the bot is well comes in; `/healthz` and `/metrics` go out over HTTP, on loopback.

Answered by the bot's own event loop: while that hangs, nothing is answered, which is an answer too.
"""

import asyncio
import os
import time
from collections.abc import Callable
from typing import Any

from aiohttp import web
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from bot.desk import Desk

MOST_AWAY_SECONDS = 120.0
"""How long Discord may be out of reach; discord.py comes back from less by itself."""

STOP_SECONDS = 0.25
"""What an answer that is being written gets at the end."""


class PortError(Exception):
    """The port cannot be listened on; the text says which and why."""


class Connection:
    """Which shards are connected to Discord, and for how long those that are lost have been away.

    A bot without shards is shard 0.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` tells seconds that never go back."""
        self._clock = clock
        # The first counts from the start on; the others from when they are first lost, for they
        # are let in one after the other.
        self._lost_at = {0: clock()}

    def opened(self, shard: int = 0) -> None:
        """A shard is connected."""
        self._lost_at.pop(shard, None)

    def lost(self, shard: int = 0) -> None:
        """A shard is not, or still not."""
        self._lost_at.setdefault(shard, self._clock())

    @property
    def is_open(self) -> bool:
        """Whether no shard is missing."""
        return not self._lost_at

    @property
    def away_seconds(self) -> float:
        """How long the shard that is missing the longest has been; 0.0 when none is."""
        return self._clock() - min(self._lost_at.values()) if self._lost_at else 0.0


class HealthServer:
    """Answers `/healthz` and `/metrics` from `start` to `stop`."""

    def __init__(self, desk: Desk, connection: Connection, *, host: str, port: int) -> None:
        """`port` 0 takes any that is free; `address` tells which."""
        self._desk = desk
        self._connection = connection
        self._host = host
        self._port = port
        app = web.Application()
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/metrics", self._metrics)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=STOP_SECONDS)

    async def start(self) -> None:
        """Begin to listen.

        Raises:
            PortError: another program listens there, or this one may not.
        """
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            await self._runner.cleanup()
            reason = os.strerror(error.errno) if error.errno else str(error)
            raise PortError(
                f"HEALTH_PORT {self._port} on {self._host} cannot be used: {reason}."
            ) from error

    @property
    def address(self) -> tuple[str, int]:
        """Host and port, while it listens."""
        host, port, *_ = self._runner.addresses[0]
        return host, port

    async def stop(self) -> None:
        """Stop listening; what is being answered has `STOP_SECONDS` to end."""
        await self._runner.cleanup()

    def report(self) -> dict[str, Any]:
        """What `/healthz` says; `status` is "ok" or "failing"."""
        away = self._connection.away_seconds
        answers = self._desk.library_answers
        return {
            "status": "ok" if answers and away <= MOST_AWAY_SECONDS else "failing",
            "gateway_connected": self._connection.is_open,
            "gateway_away_seconds": round(away, 1),
            "library_answers": answers,
            "library_revision": self._desk.revision,
            "queue_depth": self._desk.queue_depth,
        }

    async def _healthz(self, request: web.Request) -> web.Response:
        report = self.report()
        return web.json_response(report, status=200 if report["status"] == "ok" else 503)

    async def _metrics(self, request: web.Request) -> web.Response:
        # Not over the desk's bridge: its queue may be full, and that is when somebody looks.
        text = await asyncio.to_thread(self._desk.metrics.written)
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})
