"""`/healthz` and `/metrics` over real sockets, while all is well and while it isn't."""

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from prometheus_client.parser import text_string_to_metric_families

from bot.desk import Desk
from bot.errors import DeskError
from bot.health import MOST_AWAY_SECONDS, Connection, HealthServer, PortError
from bot.offload import Offload
from bot.types import Question
from index.errors import DamagedLibraryError
from index.library import Library
from tests.bot.clock import Clock
from tests.bot.shell import raising

pytestmark = pytest.mark.asyncio


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still."""
    return Clock()


@pytest.fixture
def connection(clock: Clock) -> Connection:
    """A connection that has not been made yet."""
    return Connection(clock=clock)


@pytest_asyncio.fixture
async def server(desk: Desk, connection: Connection) -> AsyncIterator[HealthServer]:
    """A server on a free port."""
    server = HealthServer(desk, connection, host="127.0.0.1", port=0)
    await server.start()
    yield server
    await server.stop()


async def get(server: HealthServer, path: str) -> tuple[int, str, str]:
    """Status, content type and text."""
    host, port = server.address
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://{host}:{port}{path}") as response,
    ):
        return response.status, response.headers["Content-Type"], await response.text()


async def health(server: HealthServer) -> tuple[int, dict[str, Any]]:
    """What `/healthz` says."""
    host, port = server.address
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://{host}:{port}/healthz") as response,
    ):
        return response.status, await response.json()


async def test_a_healthy_bot_says_so(
    server: HealthServer, connection: Connection, library: Library
) -> None:
    connection.opened()

    status, said = await health(server)

    assert status == 200
    assert said == {
        "status": "ok",
        "gateway_connected": True,
        "gateway_away_seconds": 0.0,
        "library_answers": True,
        "library_revision": library.revision,
        "queue_depth": 0,
    }


async def test_discord_may_be_away_for_two_minutes_and_no_longer(
    server: HealthServer, connection: Connection, clock: Clock
) -> None:
    """Also before the first connection: that is a start which takes its time."""
    for _ in range(2):
        clock.now += MOST_AWAY_SECONDS
        status, said = await health(server)
        assert (status, said["status"]) == (200, "ok")
        assert not said["gateway_connected"]
        assert said["gateway_away_seconds"] == MOST_AWAY_SECONDS
        clock.now += 0.1
        status, said = await health(server)
        assert (status, said["status"]) == (503, "failing")
        connection.opened()
        assert (await health(server))[0] == 200
        connection.lost()


async def test_attempts_that_fail_do_not_begin_the_time_anew(
    connection: Connection, clock: Clock
) -> None:
    connection.opened()
    for _ in range(5):
        connection.lost()
        clock.now += 10

    assert connection.away_seconds == 50


async def test_one_missing_shard_is_missing(connection: Connection, clock: Clock) -> None:
    for shard in (0, 1, 2):
        connection.opened(shard)
    connection.lost(1)
    clock.now += 30
    connection.lost(2)
    connection.lost(0)
    connection.opened(0)

    assert not connection.is_open
    assert connection.away_seconds == 30
    connection.opened(1)
    assert connection.away_seconds == 0.0
    connection.opened(2)
    assert connection.is_open


async def test_a_library_that_cannot_be_searched_is_no_health(
    server: HealthServer,
    connection: Connection,
    desk: Desk,
    library: Library,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connection.opened()
    with monkeypatch.context() as patch:
        patch.setattr(library, "search", raising(DamagedLibraryError("Burnt.", "Build it.")))
        with pytest.raises(DeskError):
            await desk.answer(Question(text="What is Qwen?"))
        status, said = await health(server)
        assert (status, said["status"], said["library_answers"]) == (503, "failing", False)

    await desk.refresh()

    assert (await health(server))[0] == 200


async def test_metrics_are_in_prometheus_own_format(server: HealthServer, desk: Desk) -> None:
    await desk.answer(Question(text="hi"), door="slash")

    status, kind, text = await get(server, "/metrics")

    assert status == 200
    assert kind == "text/plain; version=0.0.4; charset=utf-8"
    families = {family.name: family for family in text_string_to_metric_families(text)}
    assert families["footnote_remarks"].samples[0].value == 1
    assert "process_resident_memory_bytes" in families


async def test_both_are_answered_while_every_worker_is_busy_and_the_queue_is_full(
    library: Library, connection: Connection
) -> None:
    go_on = threading.Event()
    offload = Offload(workers=1, queue_size=1)
    desk = Desk(library, offload, question_max_chars=1000)
    server = HealthServer(desk, connection, host="127.0.0.1", port=0)
    await server.start()
    busy = [asyncio.create_task(offload.run(go_on.wait, 30)) for _ in range(2)]
    await asyncio.sleep(0)

    status, said = await health(server)
    _, _, text = await get(server, "/metrics")
    go_on.set()

    assert (status, said["queue_depth"]) == (200, 2)
    assert "\nfootnote_queue_depth 2.0\n" in text
    assert "\nfootnote_library_revision " in text
    assert await asyncio.gather(*busy) == [True, True]
    await server.stop()
    await offload.close(seconds=5)


@pytest.mark.parametrize("path", ["/", "/healthz/", "/admin", "/metrics/../etc/passwd"])
async def test_there_is_nothing_else(server: HealthServer, path: str) -> None:
    assert (await get(server, path))[0] == 404


async def test_a_port_in_use_is_a_sentence(server: HealthServer, desk: Desk) -> None:
    host, port = server.address
    second = HealthServer(desk, Connection(), host=host, port=port)

    with pytest.raises(PortError) as caught:
        await second.start()

    sentence = str(caught.value)
    assert sentence == f"HEALTH_PORT {port} on 127.0.0.1 cannot be used: Address already in use."


async def test_after_the_stop_the_port_is_free_again(desk: Desk, connection: Connection) -> None:
    first = HealthServer(desk, connection, host="127.0.0.1", port=0)
    await first.start()
    host, port = first.address
    await first.stop()

    second = HealthServer(desk, connection, host=host, port=port)
    await second.start()

    assert second.address == (host, port)
    await second.stop()
