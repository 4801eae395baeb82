"""Random servers, people and articles; whatever is done, nobody is shown what is not for them.

A path by which something may reach a person is a function in `PATHS`: add one for each new one.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from bot.client import FootnoteClient
from bot.desk import Desk
from bot.offload import Offload
from bot.records.records import Records
from bot.settings import Settings
from index.embed import SentenceTransformerEmbedder
from index.library import Library
from index.settings import IndexSettings
from tests.bot.discord.ledgers import LEDGERS, SERVERS, Coast, Ledger, copied
from tests.loopback import Channel, LoopbackDiscord, Message, User

Path_ = Callable[[Coast, User, Channel, Ledger], Awaitable[Sequence[Message]]]
"""A person does something in a channel, about a ledger; what that person is shown comes back."""


async def _asks(coast: Coast, person: User, channel: Channel, ledger: Ledger) -> Sequence[Message]:
    options = {"question": ledger.question}
    return [await (await coast.discord.slash("ask", options, person, channel)).answer()]


async def _asks_in_private(
    coast: Coast, person: User, channel: Channel, ledger: Ledger
) -> Sequence[Message]:
    options = {"question": ledger.question, "private": True}
    return [await (await coast.discord.slash("ask", options, person, channel)).answer()]


async def _writes(
    coast: Coast, person: User, channel: Channel, ledger: Ledger
) -> Sequence[Message]:
    """Mentions the bot, or writes to it."""
    if channel is coast.group:
        return []
    text = f"{coast.discord.bot.mention} {ledger.question}"
    said = await coast.discord.say(person, channel, text)
    return [await _reply(coast, said)]


async def _follows_up(
    coast: Coast, person: User, channel: Channel, ledger: Ledger
) -> Sequence[Message]:
    """Replies to the bot's last message there."""
    earlier = _from_bot(coast, channel)
    if not earlier or channel is coast.group:
        return []
    text = f"And the {ledger.trade}?"
    return [
        await _reply(coast, await coast.discord.say(person, channel, text, reply_to=earlier[-1]))
    ]


async def _presses(
    coast: Coast, person: User, channel: Channel, ledger: Ledger
) -> Sequence[Message]:
    """Presses "Show passages" under the bot's last message there, whoever asked."""
    shown = []
    for message in _from_bot(coast, channel)[-1:]:
        for button in message.buttons:
            if button.label == "Show passages":
                pressed = await coast.discord.click(message, label=button.label, user=person)
                shown.append(await pressed.answer())
    return shown


PATHS: tuple[Path_, ...] = (_asks, _asks_in_private, _writes, _follows_up, _presses)


def _from_bot(coast: Coast, channel: Channel) -> list[Message]:
    bot = coast.discord.bot
    return [one for one in channel.messages.values() if one.author is bot and not one.loading]


async def _reply(coast: Coast, said: Message) -> Message:
    def found() -> Message | None:
        return next((one for one in _from_bot(coast, said.channel) if one.reply_to is said), None)

    return await coast.discord.until(found, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What happens next: one of KINDS; the numbers say who, where, through which path, on what."""

    kind: str
    person: int
    where: int
    path: int
    ledger: int


KINDS = ("ask", "ask", "ask", "ask", "join", "leave", "add", "remove", "bot leaves", "doubt")
DEEDS = st.builds(
    Deed,
    kind=st.sampled_from(KINDS),
    person=st.integers(0, 2),
    where=st.integers(0, 4),
    path=st.integers(0, len(PATHS) - 1),
    ledger=st.integers(0, len(LEDGERS) - 1),
)


@pytest.fixture
def exact(monkeypatch: pytest.MonkeyPatch) -> None:
    """Discord is asked who is a member every time, and not waited for when it does not say."""
    monkeypatch.setattr("bot.cogs.reach.REMEMBERED_SECONDS", 0.0)
    monkeypatch.setattr("bot.cogs.reach.PATIENCE_SECONDS", 0.5)


@asynccontextmanager
async def coast_of(
    ledgers: IndexSettings, embedder: SentenceTransformerEmbedder, settings: Settings
) -> AsyncIterator[tuple[Coast, Desk]]:
    """A Discord with three servers, whose library nobody else changes, and the bot in it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        own = await asyncio.to_thread(copied, ledgers, folder)
        library = await asyncio.to_thread(Library, own, embedder)
        records = await asyncio.to_thread(Records, folder / "records.db", keep_days=90)
        offload = Offload(workers=2, queue_size=200)
        desk = Desk(library, offload, question_max_chars=1000, records=records)
        async with LoopbackDiscord(check_openapi=False) as discord:
            coast = Coast(discord=discord, settings=own, embedder=embedder)
            place = settings.model_copy(update={"data_dir": own.data_dir})
            async with discord.running(FootnoteClient(desk, place)):
                yield coast, desk
            assert discord.violations == []
        await desk.close(seconds=5)


async def _do(coast: Coast, desk: Desk, deed: Deed) -> None:
    person, server = coast.people[deed.person], SERVERS[deed.where % len(SERVERS)]
    ledger = LEDGERS[deed.ledger]
    match deed.kind:
        case "join":
            coast.guilds[server].add_member(person)
        case "leave":
            coast.guilds[server].remove_member(person)
        case "bot leaves":
            coast.guilds[server].remove_member(coast.discord.bot)
            coast.left.add(server)
        case "doubt":
            coast.doubtful = not coast.doubtful
            coast.discord.faults.clear()
            if coast.doubtful:
                status = (500, 403, 429)[deed.path % 3]
                coast.discord.faults.add(path="/members/", status=status, via=False, times=None)
        case "add" if ledger.server and ledger not in coast.present:
            await coast.add(ledger)
            await desk.refresh()
        case "remove" if ledger.server and ledger in coast.present:
            await coast.remove(ledger)
        case "ask":
            channel = coast.place(person, deed.where)
            if channel is not None:
                shown = await PATHS[deed.path](coast, person, channel, ledger)
                assert coast.leaks(shown, channel) == []


@given(
    members=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=6),
    deeds=st.lists(DEEDS, min_size=4, max_size=14),
)
@examples(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@pytest.mark.usefixtures("exact")
def test_nobody_is_shown_what_is_not_for_them(
    ledgers: IndexSettings,
    embedder: SentenceTransformerEmbedder,
    settings: Settings,
    members: list[tuple[int, int]],
    deeds: list[Deed],
) -> None:
    async def live() -> None:
        async with coast_of(ledgers, embedder, settings) as (coast, desk):
            for person, server in members:
                coast.guilds[SERVERS[server]].add_member(coast.people[person])
            for deed in deeds:
                await _do(coast, desk, deed)

    asyncio.run(live())


@pytest.mark.usefixtures("exact")
@pytest.mark.asyncio
async def test_whoever_may_know_is_told(
    ledgers: IndexSettings, embedder: SentenceTransformerEmbedder, settings: Settings
) -> None:
    """Without this, a bot that never answers would pass the other test."""
    async with coast_of(ledgers, embedder, settings) as (coast, _):
        ada = coast.people[0]
        coast.guilds[SERVERS[0]].add_member(ada)
        for ledger in LEDGERS[:4]:
            for channel in (coast.channels[SERVERS[0]], coast.discord.dm(ada)):
                for path in (_asks, _asks_in_private, _writes):
                    (message,) = await path(coast, ada, channel, ledger)
                    assert ledger.secret in message.text
                    assert coast.leaks([message], channel) == []
                    for shown in await _presses(coast, ada, channel, ledger):
                        assert ledger.name in shown.text
        # And where nobody but the public is meant, the same message is found out.
        assert set(LEDGERS[3].marks) <= set(coast.leaks([message], coast.group))


@pytest.mark.usefixtures("exact")
@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500},
        {"status": 429, "retry_after": 30.0},
        {"status": 429, "via": False},
        {"status": 403},
        {"reset": True},
        {"latency": 30.0},
    ],
    ids=str,
)
@pytest.mark.asyncio
async def test_without_discords_word_only_what_is_public_is_told_in_direct_messages(
    ledgers: IndexSettings,
    embedder: SentenceTransformerEmbedder,
    settings: Settings,
    fault: dict[str, Any],
) -> None:
    async with coast_of(ledgers, embedder, settings) as (coast, _):
        ada = coast.people[0]
        for guild in coast.guilds.values():
            guild.add_member(ada)
        coast.discord.faults.add(path="/members/", times=None, **fault)
        coast.doubtful = True
        place = coast.discord.dm(ada)
        (message,) = await _writes(coast, ada, place, LEDGERS[2])
        assert coast.leaks([message], place) == []
        (message,) = await _asks(coast, ada, place, LEDGERS[0])
        assert LEDGERS[0].secret in message.text
