"""A command line comes in; the bot's own entry point runs, and its discord.py talks to the fake."""

from __future__ import annotations

import asyncio
import sys
import types

import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from . import LoopbackDiscord, launch
from .pointing import discord_at

URL = "http://127.0.0.1:1"


def test_the_entry_point_runs_with_its_own_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []

    def main() -> int:
        seen.extend([sys.argv, Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY])
        return 3

    stub = types.ModuleType("bot.cli")
    monkeypatch.setattr(stub, "main", main, raising=False)
    monkeypatch.setitem(sys.modules, "bot.cli", stub)
    monkeypatch.setattr(sys, "argv", ["pytest"])
    base = Route.BASE
    with discord_at("http://127.0.0.1:2"):
        assert launch.main([URL, "--", "run", "--verbose"]) == 3
    gateway = yarl.URL("ws://127.0.0.1:1/gateway/")
    assert seen == [["footnote", "run", "--verbose"], f"{URL}/api/v10", gateway]
    assert base == Route.BASE


def test_a_wrong_command_line_is_explained() -> None:
    with pytest.raises(SystemExit, match="usage"):
        launch.main([URL])


BOT = """
import asyncio, sys
from tests.loopback.pointing import point_discord_at
from tests.loopback.tiny_bot import TinyBot
point_discord_at(sys.argv[1])
asyncio.run(TinyBot().start(sys.argv[2]))
"""


@pytest.mark.asyncio
async def test_a_bot_in_a_process_of_its_own_is_served() -> None:
    async with LoopbackDiscord() as server:
        assert server.launch_command("run")[1:] == [
            *("-m", "tests.loopback.launch", server.url, "--", "run")
        ]
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", BOT, server.url, server.token, env=server.environment
        )
        try:
            await server.ready(timeout=30)
            user = server.add_user("ada")
            await server.direct_message(user, "hello")
            assert (await server.next_message(server.dm(user))).text == "You said: hello"
        finally:
            process.kill()
            await process.wait()
        assert server.violations == []
