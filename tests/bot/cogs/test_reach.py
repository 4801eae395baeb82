"""Visits from servers, direct messages and groups; which collections each may be answered from."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.client import FootnoteClient
from bot.cogs.reach import REMEMBERED_SECONDS, Reach
from bot.desk import Desk
from bot.offload import Offload
from bot.settings import Settings
from bot.types import Visit, server_collection
from index.embed import SentenceTransformerEmbedder
from index.library import Library
from index.settings import IndexSettings
from index.types import PUBLIC
from tests.bot.clock import Clock
from tests.bot.discord.ledgers import SERVERS, Coast
from tests.loopback import LoopbackDiscord

pytestmark = pytest.mark.asyncio

FIRST, SECOND, THIRD = SERVERS
EVERYBODY = frozenset({PUBLIC})


@pytest.fixture
def clock() -> Clock:
    """The time by which memberships are remembered."""
    return Clock()


@pytest_asyncio.fixture
async def coast(
    ledgers: IndexSettings, embedder: SentenceTransformerEmbedder
) -> AsyncIterator[Coast]:
    """Three servers with a collection each."""
    async with LoopbackDiscord() as discord:
        yield Coast(discord=discord, settings=ledgers, embedder=embedder)
        assert discord.violations == []


@pytest_asyncio.fixture
async def desk(coast: Coast, embedder: SentenceTransformerEmbedder) -> AsyncIterator[Desk]:
    """A desk over the library of the three servers."""
    library = await asyncio.to_thread(Library, coast.settings, embedder)
    desk = Desk(library, Offload(workers=2, queue_size=20), question_max_chars=1000)
    yield desk
    await desk.close(seconds=5)


@pytest_asyncio.fixture
async def client(coast: Coast, desk: Desk, settings: Settings) -> AsyncIterator[FootnoteClient]:
    """A bot that is connected."""
    async with coast.discord.running(FootnoteClient(desk, settings)) as client:
        yield client


@pytest.fixture
def reach(client: FootnoteClient, desk: Desk, clock: Clock) -> Reach:
    """The reach of that bot."""
    return Reach(client, desk, clock=clock)


def visit(coast: Coast, server: int | None = None, *, private: bool = False) -> Visit:
    """A visit of the first person."""
    return Visit(person=coast.people[0].id, server=server, private=private)


def of(*servers: int) -> frozenset[str]:
    """`public` and what these servers have added."""
    return EVERYBODY | {server_collection(one) for one in servers}


def asked(coast: Coast) -> int:
    """How often Discord was asked for a member."""
    return sum("/members/" in one.path for one in coast.discord.requests)


@pytest.mark.parametrize("private", [False, True])
async def test_in_a_server_it_is_what_is_public_and_that_servers_own(
    reach: Reach, coast: Coast, private: bool
) -> None:
    coast.guilds[SECOND].add_member(coast.people[0])
    assert await reach.of(visit(coast, FIRST, private=private)) == of(FIRST)
    assert asked(coast) == 0


async def test_in_a_server_without_the_bot_it_is_what_is_public(
    reach: Reach, client: FootnoteClient, coast: Coast
) -> None:
    """As where only a person has installed it."""
    assert await reach.of(visit(coast, 1_234_567_890_123_456_789)) == EVERYBODY
    coast.guilds[FIRST].remove_member(coast.discord.bot)
    coast.guilds[THIRD].add_member(coast.people[0])
    await coast.discord.until(lambda: client.get_guild(FIRST) is None)
    assert await reach.of(visit(coast, FIRST)) == EVERYBODY
    assert await reach.of(visit(coast, private=True)) == of(THIRD)


async def test_in_direct_messages_it_is_what_the_persons_servers_have_added(
    reach: Reach, coast: Coast
) -> None:
    assert await reach.of(visit(coast, private=True)) == EVERYBODY
    other = Visit(person=coast.people[1].id, private=True)
    for server in (FIRST, THIRD):
        coast.guilds[server].add_member(coast.people[1])
    assert await reach.of(other) == of(FIRST, THIRD)


async def test_in_a_group_it_is_what_is_public_unless_one_person_reads_it(
    reach: Reach, coast: Coast
) -> None:
    coast.guilds[FIRST].add_member(coast.people[0])
    assert await reach.of(visit(coast)) == EVERYBODY
    assert await reach.of(visit(coast, private=True)) == of(FIRST)


async def test_a_membership_is_remembered_for_a_minute(
    reach: Reach, coast: Coast, clock: Clock
) -> None:
    coast.guilds[FIRST].add_member(coast.people[0])
    assert await reach.of(visit(coast, private=True)) == of(FIRST)
    questions = asked(coast)
    coast.guilds[FIRST].remove_member(coast.people[0])
    coast.guilds[SECOND].add_member(coast.people[0])
    clock.now += REMEMBERED_SECONDS - 1
    assert await reach.of(visit(coast, private=True)) == of(FIRST)
    assert asked(coast) == questions
    clock.now += 1
    assert await reach.of(visit(coast, private=True)) == of(SECOND)
    assert asked(coast) == 2 * questions


async def test_what_discord_did_not_say_is_asked_again(reach: Reach, coast: Coast) -> None:
    coast.guilds[FIRST].add_member(coast.people[0])
    fault = coast.discord.faults.add(path=f"/guilds/{FIRST}/members/", status=403)
    assert await reach.of(visit(coast, private=True)) == EVERYBODY
    assert fault.applied == 1
    assert await reach.of(visit(coast, private=True)) == of(FIRST)


async def test_so_many_memberships_are_remembered_and_no_more(
    reach: Reach, coast: Coast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cogs.reach._MOST_REMEMBERED", 3)
    coast.guilds[FIRST].add_member(coast.people[0])
    assert await reach.of(visit(coast, private=True)) == of(FIRST)
    other = Visit(person=coast.people[1].id, private=True)
    assert await reach.of(other) == EVERYBODY
    questions = asked(coast)
    assert await reach.of(visit(coast, private=True)) == of(FIRST)
    assert asked(coast) > questions  # forgotten to make room, and asked for anew
