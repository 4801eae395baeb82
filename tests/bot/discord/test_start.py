"""The bot starts: what it registers, when it does so again, and what keeps it from starting."""

import asyncio
import json
import logging

import pytest
from pydantic import SecretStr

from bot.client import FootnoteClient
from bot.cogs.ask import Ask
from bot.desk import Desk
from bot.errors import DeskError, Trouble
from bot.serving import InvalidTokenError, StartError, serve
from bot.settings import Settings
from tests.loopback import LoopbackDiscord

pytestmark = pytest.mark.asyncio


async def start_and_stop(discord_: LoopbackDiscord, client: FootnoteClient) -> None:
    async with discord_.running(client):
        pass


class WithAnotherCommand(FootnoteClient):
    """The next version of the bot."""

    async def setup_hook(self) -> None:
        @self.tree.command(description="Something new.")
        async def news(interaction: object) -> None: ...

        await super().setup_hook()


async def test_commands_are_registered_once_and_again_when_they_change(
    discord_: LoopbackDiscord, desk: Desk, settings: Settings
) -> None:
    for _ in range(2):
        await start_and_stop(discord_, FootnoteClient(desk, settings))
        assert len(discord_.command_puts) == 1
    for _ in range(2):
        await start_and_stop(discord_, WithAnotherCommand(desk, settings))
        assert len(discord_.command_puts) == 2
    assert {command["name"] for command in discord_.commands()} > {"ask", "news"}


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"application_id": "1", "sha256": "0"}'])
async def test_a_lost_or_damaged_note_of_what_is_registered_is_made_anew(
    discord_: LoopbackDiscord, desk: Desk, settings: Settings, damage: str
) -> None:
    await start_and_stop(discord_, FootnoteClient(desk, settings))
    note = settings.data_dir / "commands.json"
    good = note.read_text(encoding="utf-8")
    assert json.loads(good)["application_id"] == str(discord_.bot.id)
    note.write_text(damage, encoding="utf-8")
    await start_and_stop(discord_, FootnoteClient(desk, settings))
    assert len(discord_.command_puts) == 2
    assert note.read_text(encoding="utf-8") == good
    assert [path.name for path in settings.data_dir.iterdir()] == ["commands.json"]


async def test_commands_that_discord_refuses_are_not_noted_as_registered(
    discord_: LoopbackDiscord, desk: Desk, settings: Settings
) -> None:
    discord_.faults.add(method="PUT", path=r"/commands$", status=403)
    with discord_.as_discord(), pytest.raises(StartError, match="403"):
        await serve(desk, settings)
    assert not (settings.data_dir / "commands.json").exists()


async def test_the_command_is_offered_everywhere_and_takes_any_question(
    discord_: LoopbackDiscord, desk: Desk, settings: Settings
) -> None:
    await start_and_stop(discord_, FootnoteClient(desk, settings))
    (command,) = [one for one in discord_.commands() if one["name"] == "ask"]
    (menu,) = [one for one in discord_.commands() if one["name"] == "Ask about this"]
    for one in (command, menu):
        assert sorted(one["contexts"]) == [0, 1, 2]
        assert sorted(one["integration_types"]) == [0, 1]
    question, private, file, origin = command["options"]
    assert (question["name"], question["required"]) == ("question", True)
    assert "max_length" not in question
    assert question["autocomplete"]
    assert (private["name"], private.get("required", False)) == ("private", False)
    assert (file["name"], file["type"], file.get("required", False)) == ("file", 11, False)
    assert [one["value"] for one in origin["choices"]] == ["both", "file"]


@pytest.mark.parametrize("token", ["not-the-token", " ", None])
async def test_an_invalid_token(
    discord_: LoopbackDiscord, desk: Desk, settings: Settings, token: str | None
) -> None:
    settings.discord_token = None if token is None else SecretStr(token)
    with discord_.as_discord(), pytest.raises(InvalidTokenError):
        await serve(desk, settings)


async def test_a_token_that_is_withdrawn_later(
    discord_: LoopbackDiscord, desk: Desk, settings: Settings
) -> None:
    async def withdraw() -> None:
        await discord_.ready()
        await discord_.drop_gateway(4004)

    with discord_.as_discord():
        _, outcome = await asyncio.gather(withdraw(), serve(desk, settings), return_exceptions=True)
    assert isinstance(outcome, InvalidTokenError)


async def test_discord_cannot_be_reached(
    discord_: LoopbackDiscord, desk: Desk, settings: Settings
) -> None:
    discord_.faults.add(path="/users/@me", reset=True, times=None)
    with discord_.as_discord(), pytest.raises(StartError):
        await serve(desk, settings)


async def test_a_cog_that_does_not_load_stops_the_start(
    discord_: LoopbackDiscord, desk: Desk, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def cog_load(self: Ask) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(Ask, "cog_load", cog_load)
    with discord_.as_discord(), pytest.raises(RuntimeError, match="no"):
        await serve(desk, settings)
    assert not discord_.command_puts


async def test_the_library_is_refreshed_whatever_happens(
    discord_: LoopbackDiscord,
    desk: Desk,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    busy = DeskError(Trouble.BUSY)
    outcomes = iter(
        [
            *(ValueError("a"), busy, ValueError("b"), OSError("c"), None),
            *(DeskError(Trouble.NO_LIBRARY), ValueError("d"), ValueError("e")),
        ]
    )
    enough = asyncio.Event()

    async def refresh() -> None:
        try:
            outcome = next(outcomes)
        except StopIteration:
            enough.set()
            return
        if outcome is not None:
            raise outcome

    monkeypatch.setattr(desk, "refresh", refresh)
    settings.refresh_seconds = 0.001
    async with discord_.running(FootnoteClient(desk, settings)):
        await asyncio.wait_for(enough.wait(), 5)
    kinds = [r.args for r in caplog.records if r.levelno >= logging.ERROR]
    assert kinds == [("ValueError",), ("OSError",), ("NO_LIBRARY",), ("ValueError",)]
