"""As many connections as Discord recommends: which client is taken, and that both answer."""

import asyncio

import discord
import pytest

from bot.client import FootnoteClient, ShardedFootnoteClient
from bot.desk import Desk
from bot.serving import StartError, serve
from bot.settings import Settings
from tests.bot.discord.test_questions import QUESTION, check_answer
from tests.bot.discord.test_stop import serving, stop
from tests.loopback import Channel, LoopbackDiscord, User

pytestmark = pytest.mark.asyncio


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[FootnoteClient]:
    """The clients that are made, in their order."""
    made: list[FootnoteClient] = []
    setup_hook = FootnoteClient.setup_hook

    async def noting(self: FootnoteClient) -> None:
        made.append(self)
        await setup_hook(self)

    monkeypatch.setattr(FootnoteClient, "setup_hook", noting)
    return made


async def test_where_discord_recommends_one_shard_there_is_one_plain_connection(
    discord_: LoopbackDiscord, desk: Desk, settings: Settings, made: list[FootnoteClient]
) -> None:
    async with serving(discord_, desk, settings):
        stop()

    assert [type(client) for client in made] == [FootnoteClient]


async def test_where_discord_recommends_more_the_client_has_shards(
    discord_: LoopbackDiscord,
    desk: Desk,
    settings: Settings,
    made: list[FootnoteClient],
    channel: Channel,
    ada: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def two(token: str) -> int:
        return 2

    monkeypatch.setattr("bot.serving.recommended_shards", two)
    async with serving(discord_, desk, settings):
        asked = await discord_.slash("ask", {"question": QUESTION}, ada, channel)
        check_answer(await asked.answer())
        stop()

    assert [type(client) for client in made] == [ShardedFootnoteClient]
    assert made[0].is_closed()


async def test_a_client_with_shards_follows_them_through_a_reconnect(
    discord_: LoopbackDiscord, desk: Desk, settings: Settings, channel: Channel, ada: User
) -> None:
    client = ShardedFootnoteClient(desk, settings)
    assert not client.connection.is_open
    async with discord_.running(client):
        await discord_.until(lambda: client.connection.is_open)
        assert client.shard_count == 1
        await discord_.ask_to_reconnect()
        await discord_.wait_resumed()
        await discord_.until(lambda: client.connection.is_open)
        await discord_.direct_message(ada, QUESTION)
        check_answer(await discord_.next_message(discord_.dm(ada)))


async def test_a_client_with_shards_that_never_got_to_its_login_can_be_closed(
    discord_: LoopbackDiscord,
    desk: Desk,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def two(token: str) -> int:
        stop()
        return 2

    monkeypatch.setattr("bot.serving.recommended_shards", two)
    with discord_.as_discord():
        await asyncio.wait_for(serve(desk, settings), 5)
    assert not discord_.gateway.identifies


async def test_the_last_start_of_the_day_is_not_overdrawn(
    discord_: LoopbackDiscord,
    desk: Desk,
    settings: Settings,
    made: list[FootnoteClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Discord makes the token of a bot invalid that starts more often than it may."""

    async def overdrawn(self: object) -> tuple[int, str, dict[str, int]]:
        starts = {"total": 1000, "remaining": 1, "reset_after": 90_000, "max_concurrency": 1}
        return 2, "wss://gateway.discord.gg", starts

    monkeypatch.setattr(discord.http.HTTPClient, "get_bot_gateway", overdrawn)
    with discord_.as_discord(), pytest.raises(StartError, match="for 2 minutes"):
        await serve(desk, settings)
    assert not made


async def test_discord_that_does_not_tell_its_gateway_cannot_be_reached(
    discord_: LoopbackDiscord, desk: Desk, settings: Settings, made: list[FootnoteClient]
) -> None:
    discord_.faults.add(path="/gateway/bot", status=403)
    with discord_.as_discord(), pytest.raises(StartError, match="GatewayNotFound"):
        await serve(desk, settings)
    assert not made
