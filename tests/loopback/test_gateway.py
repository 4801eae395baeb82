"""Frames of raw and real clients come in; compression, resumes and close codes are looked at."""

from __future__ import annotations

import asyncio
import json
import zlib
from typing import Any

import aiohttp
import pytest

from . import Channel, LoopbackDiscord, User
from .sessions import KEPT_EVENTS
from .tiny_bot import TinyBot

pytestmark = pytest.mark.asyncio

QUERY = "?v=10&encoding=json&compress=zlib-stream"


@pytest.mark.parametrize("code", [None, 4000, 1001])
async def test_what_was_missed_is_replayed_on_resume(
    discord_: LoopbackDiscord, bot: TinyBot, ada: User, code: int | None
) -> None:
    await discord_.drop_gateway(code)
    await discord_.direct_message(ada, "while you were away")
    await discord_.wait_resumed()
    reply = await discord_.next_message(discord_.dm(ada))
    assert reply.text == "You said: while you were away"
    assert discord_.gateway.identifies == 1


async def test_a_command_in_progress_survives_a_lost_connection(
    discord_: LoopbackDiscord, bot: TinyBot, ada: User
) -> None:
    invocation = await discord_.slash("late", {}, ada)
    await discord_.drop_gateway()
    bot.gate.set()
    assert (await invocation.answer()).text == "At last."
    await discord_.wait_resumed()


async def test_a_client_reconnects_when_asked(
    discord_: LoopbackDiscord, bot: TinyBot, ada: User
) -> None:
    await discord_.ask_to_reconnect()
    await discord_.wait_resumed()
    await discord_.direct_message(ada, "still there?")
    await discord_.next_message(discord_.dm(ada))


async def test_a_lost_session_is_identified_anew(
    discord_: LoopbackDiscord, bot: TinyBot, ada: User
) -> None:
    discord_.gateway.forget_sessions()
    await discord_.until(lambda: discord_.gateway.identifies == 2)
    discord_.gateway.sessions.clear()
    await discord_.drop_gateway()
    await discord_.until(lambda: discord_.gateway.identifies == 3, timeout=10)
    assert discord_.gateway.resumes == 0


async def test_who_missed_too_much_identifies_anew(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, ada: User
) -> None:
    await discord_.drop_gateway()
    for _ in range(KEPT_EVENTS + 1):
        discord_.gateway.dispatch("TYPING_START", lambda intents: {})
    await discord_.until(lambda: discord_.gateway.identifies == 2, timeout=10)
    assert discord_.gateway.resumes == 0


async def test_the_past_can_be_forgotten(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, ada: User
) -> None:
    asked = await discord_.slash("ask", {"question": "?", "public": True}, ada, channel)
    answer = await asked.answer()
    waiting = await discord_.slash("late", {}, ada, channel)
    discord_.forget_past()
    assert discord_.requests == []
    assert list(channel.messages.values()) == [answer]
    bot.gate.set()
    await waiting.answer()
    await (await discord_.click(answer, label="Shorten", user=ada)).answer()


async def test_every_frame_ends_with_a_sync_flush(
    discord_: LoopbackDiscord, channel: Channel
) -> None:
    inflate = zlib.decompressobj()
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(discord_.gateway.url + QUERY) as socket,
    ):

        async def receive() -> Any:
            frame = await socket.receive_bytes(timeout=5)
            assert frame.endswith(b"\x00\x00\xff\xff")
            return json.loads(inflate.decompress(frame))

        assert (await receive())["op"] == 10
        await socket.send_json({"op": 1, "d": None})
        assert (await receive())["op"] == 11
        identify = {"token": discord_.token, "intents": 1, "properties": {}}
        await socket.send_json({"op": 2, "d": identify})
        ready, guild = await receive(), await receive()
        assert [ready["t"], ready["s"], guild["t"], guild["s"]] == ["READY", 1, "GUILD_CREATE", 2]
        assert ready["d"]["guilds"] == [{"id": guild["d"]["id"], "unavailable": True}]
        assert guild["d"]["channels"][0]["id"] == str(channel.id)


@pytest.mark.parametrize(
    ("query", "payload", "code"),
    [
        ("?v=9&encoding=json", None, 4012),
        ("?v=10&encoding=json", {"op": 99}, 4001),
        ("?v=10&encoding=json", {}, 4002),
        ("?v=10&encoding=json", {"op": 3, "d": {}}, 4003),
        ("?v=10&encoding=json", {"op": 2, "d": {"token": "wrong", "intents": 0}}, 4004),
        ("?v=10&encoding=json", {"op": 2, "d": {"token": "loopback-token"}}, 4013),
        (
            "?v=10&encoding=json",
            {"op": 2, "d": {"token": "loopback-token", "intents": 1 << 15}},
            4014,
        ),
    ],
)
async def test_wrong_payloads_close_with_their_code(
    discord_: LoopbackDiscord, query: str, payload: object, code: int
) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(discord_.gateway.url + query) as socket,
    ):
        if payload is not None:
            await socket.receive_json(timeout=5)
            await socket.send_json(payload)
        closed = await socket.receive(timeout=5)
        assert closed.type is aiohttp.WSMsgType.CLOSE
        assert closed.data == code


async def test_a_direct_message_has_no_guild_id(discord_: LoopbackDiscord, ada: User) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(discord_.gateway.url + "?v=10&encoding=json") as socket,
    ):
        await socket.receive_json(timeout=5)
        identify = {"token": discord_.token, "intents": 1 << 12, "properties": {}}
        await socket.send_json({"op": 2, "d": identify})
        assert (await socket.receive_json(timeout=5))["t"] == "READY"
        await asyncio.gather(discord_.direct_message(ada, "hi"))
        event = await socket.receive_json(timeout=5)
        assert event["t"] == "MESSAGE_CREATE"
        assert "guild_id" not in event["d"]
        assert "member" not in event["d"]


async def test_a_zstd_stream_is_spoken_where_discord_py_prefers_it(
    discord_: LoopbackDiscord,
) -> None:
    zstandard = pytest.importorskip("zstandard")
    inflate = zstandard.ZstdDecompressor().decompressobj()
    query = "?v=10&encoding=json&compress=zstd-stream"
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(discord_.gateway.url + query) as socket,
    ):
        hello = json.loads(inflate.decompress(await socket.receive_bytes(timeout=5)))
        assert hello["op"] == 10
        await socket.send_json({"op": 1, "d": None})
        answer = json.loads(inflate.decompress(await socket.receive_bytes(timeout=5)))
        assert answer["op"] == 11


async def test_another_compression_is_closed_and_noted() -> None:
    async with LoopbackDiscord() as server, aiohttp.ClientSession() as session:
        query = "?v=10&encoding=json&compress=brotli"
        async with session.ws_connect(server.gateway.url + query) as socket:
            assert (await socket.receive(timeout=5)).data == 4002
        assert server.violations == ["gateway: compress brotli: not spoken here"]
