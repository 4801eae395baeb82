"""The running bot's `/healthz` and `/metrics`, with a real client on the loopback Discord."""

import asyncio
import socket
from typing import Any, ClassVar

import aiohttp
import pytest

from bot.desk import Desk
from bot.errors import Trouble
from bot.health import Connection, PortError
from bot.serving import serve
from bot.settings import Settings
from tests.bot.discord.conftest import Gate, excuse
from tests.bot.discord.test_questions import QUESTION, check_answer
from tests.bot.discord.test_stop import serving, stop
from tests.loopback import Channel, LoopbackDiscord, User

pytestmark = pytest.mark.asyncio


@pytest.fixture
def port(settings: Settings) -> int:
    """A port that is free, for the settings too."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
    settings.health_port = number
    return number


async def health(port: int) -> dict[str, Any]:
    """What `/healthz` says."""
    url = f"http://127.0.0.1:{port}/healthz"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        said: dict[str, Any] = await response.json()
        return said


async def metrics(port: int) -> list[str]:
    """The lines of `/metrics`."""
    url = f"http://127.0.0.1:{port}/metrics"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return (await response.text()).splitlines()


class Watched(Connection):
    """A connection that remembers what it was told."""

    told: ClassVar[list[str]] = []

    def opened(self, shard: int = 0) -> None:
        self.told.append(f"opened {shard}")
        super().opened(shard)

    def lost(self, shard: int = 0) -> None:
        self.told.append(f"lost {shard}")
        super().lost(shard)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the client tells its connection."""
    monkeypatch.setattr(Watched, "told", [])
    monkeypatch.setattr("bot.serving.Connection", Watched)
    return Watched.told


async def until_connected(port: int) -> dict[str, Any]:
    """Wait until `/healthz` says that the gateway is there."""
    for _ in range(1000):
        said = await health(port)
        if said["gateway_connected"]:
            return said
        await asyncio.sleep(0.005)
    raise TimeoutError


async def test_health_follows_the_gateway(
    discord_: LoopbackDiscord, desk: Desk, settings: Settings, port: int, told: list[str]
) -> None:
    async with serving(discord_, desk, settings):
        assert (await until_connected(port))["status"] == "ok"
        await discord_.ask_to_reconnect()
        await discord_.wait_resumed()
        await discord_.until(lambda: told == ["opened 0", "lost 0", "opened 0"])
        await until_connected(port)
        stop()


async def test_a_new_session_is_a_connection_too(
    discord_: LoopbackDiscord, desk: Desk, settings: Settings, port: int, told: list[str]
) -> None:
    async with serving(discord_, desk, settings):
        await until_connected(port)
        discord_.gateway.forget_sessions()
        await discord_.until(lambda: told == ["opened 0", "lost 0", "opened 0"], timeout=20)
        await until_connected(port)
        stop()


async def test_what_people_asked_is_counted(
    discord_: LoopbackDiscord,
    desk: Desk,
    settings: Settings,
    port: int,
    channel: Channel,
    ada: User,
) -> None:
    async with serving(discord_, desk, settings):
        asked = await discord_.slash("ask", {"question": QUESTION}, ada, channel)
        check_answer(await asked.answer())
        await discord_.direct_message(ada, QUESTION)
        check_answer(await discord_.next_message(discord_.dm(ada)))
        lines = await metrics(port)
        stop()

    assert 'footnote_questions_total{door="slash"} 1.0' in lines
    assert 'footnote_questions_total{door="message"} 1.0' in lines
    assert "footnote_answers_total 2.0" in lines
    assert "footnote_guilds 1.0" in lines
    assert f"footnote_library_revision {float(desk.revision)}" in lines
    assert QUESTION not in "\n".join(lines)
    assert str(ada.id) not in "\n".join(lines)


async def test_health_is_told_until_the_last_answer_is_given(
    discord_: LoopbackDiscord,
    desk: Desk,
    settings: Settings,
    port: int,
    gate: Gate,
    ada: User,
) -> None:
    async with serving(discord_, desk, settings) as task:
        asked = await discord_.slash("ask", {"question": QUESTION}, ada)
        await gate.reached()
        stop()
        late = await discord_.slash("ask", {"question": QUESTION}, ada)
        assert (await excuse(late, private=False)).text == Trouble.CLOSING.value.person
        assert (await health(port))["queue_depth"] == 1
        gate.open()
        check_answer(await asked.answer())
        await asyncio.wait_for(task, 5)

    with pytest.raises(aiohttp.ClientConnectorError):
        await health(port)


async def test_a_port_in_use_stops_the_start_before_discord_hears_of_it(
    discord_: LoopbackDiscord, desk: Desk, settings: Settings
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings.health_port = taken.getsockname()[1]
        with discord_.as_discord(), pytest.raises(PortError, match="Address already in use"):
            await serve(desk, settings)
    assert not discord_.requests


async def test_without_a_port_nothing_is_listened_on(
    discord_: LoopbackDiscord,
    desk: Desk,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("made a server")

    monkeypatch.setattr("bot.serving.HealthServer", refuse)
    assert settings.health_port == 0
    async with serving(discord_, desk, settings):
        stop()
