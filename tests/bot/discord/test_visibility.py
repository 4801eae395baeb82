"""Random servers, people and articles; whatever is done, nobody is shown what is not for them.

A path by which something may reach a person is a function in `WAYS`: add one for each new one.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from bot.client import FootnoteClient
from bot.cogs.aftercare import Caretaker
from bot.cogs.reach import Reach
from bot.desk import Desk
from bot.desk.shelves import Shelves
from bot.llm import Writer
from bot.offload import Offload
from bot.records.records import Records
from bot.settings import Settings
from index.embed import SentenceTransformerEmbedder
from index.library import Library
from index.settings import IndexSettings
from tests.bot.discord.ledgers import LEDGERS, SERVERS, Coast, Ledger, Shown, copied
from tests.bot.discord.snoop import snoop
from tests.bot.llm.asking import writer_on
from tests.index.load.site import Site, serve
from tests.index.sources.places import article, feed, here
from tests.llm import ScriptedServer
from tests.loopback import MESSAGE_CONTENT, Channel, LoopbackDiscord, Message, Upload, User
from tests.loopback.rights import MANAGE_GUILD

PRESSED = ("pages:", "share:", "related:", "again:", "thread:", "hand:")
"""What the buttons are called that show something of the library."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A person at a place, and the ledger that this is about."""

    coast: Coast
    client: FootnoteClient
    person: User
    channel: Channel
    ledger: Ledger

    @property
    def discord(self) -> LoopbackDiscord:
        """Where all of it is."""
        return self.coast.discord

    def from_bot(self) -> list[Message]:
        """What the bot has said there."""
        bot = self.discord.bot
        messages = self.channel.messages.values()
        return [one for one in messages if one.author is bot and not one.loading]

    async def reply(self, said: Message) -> Message:
        """The bot's reply to a message."""

        def found() -> Message | None:
            return next((one for one in self.from_bot() if one.reply_to is said), None)

        return await self.discord.until(found, 30)

    async def press(self, message: Message) -> list[Shown]:
        """Press every button of a message that shows something; what comes of it."""
        shown: list[Shown] = []
        for button in message.buttons:
            if button.custom_id is None or not button.custom_id.startswith(PRESSED):
                continue
            before = len(self.from_bot())
            pressed = await self.discord.click(
                message, custom_id=button.custom_id, user=self.person
            )
            shown.append(await pressed.answer())
            shown += self.from_bot()[before:]
        return shown


Way = Callable[[Scene], Awaitable[Sequence[Shown]]]
"""A person does something; what is shown to that person, or to all in the channel, comes back."""


async def _asks(scene: Scene, *, private: bool = False) -> Sequence[Shown]:
    options = {"question": scene.ledger.question, "private": private}
    asked = await scene.discord.slash("ask", options, scene.person, scene.channel)
    return [await asked.answer()]


async def _asks_in_private(scene: Scene) -> Sequence[Shown]:
    """Asks, and presses what stands under the answer: also what shares it with all."""
    (answer,) = await _asks(scene, private=True)
    assert isinstance(answer, Message)
    return [answer, *await scene.press(answer)]


async def _writes(scene: Scene) -> Sequence[Shown]:
    """Mentions the bot, or writes to it."""
    if scene.channel is scene.coast.group:
        return []
    text = f"{scene.discord.bot.mention} {scene.ledger.question}"
    return [await scene.reply(await scene.discord.say(scene.person, scene.channel, text))]


async def _follows_up(scene: Scene) -> Sequence[Shown]:
    """Replies to what the bot said last, whoever that was for."""
    earlier = scene.from_bot()
    if not earlier or scene.channel is scene.coast.group:
        return []
    text = f"And the {scene.ledger.trade}?"
    said = await scene.discord.say(scene.person, scene.channel, text, reply_to=earlier[-1])
    return [await scene.reply(said)]


async def _asks_about_a_file(scene: Scene) -> Sequence[Shown]:
    """Hands over a file that says nothing of it, and presses what stands under the answer."""
    file = Upload("notes.txt", b"Herons nest in the reeds beside the lake every spring.")
    options = {"question": scene.ledger.question, "file": file}
    asked = await scene.discord.slash("ask", options, scene.person, scene.channel)
    answer = await asked.answer()
    shown = [answer, *await scene.press(answer)]
    if scene.channel.guild is None and scene.channel is not scene.coast.group:
        text = f"And the {scene.ledger.trade}?"
        said = await scene.discord.say(scene.person, scene.channel, text)
        shown.append(await scene.reply(said))
    return shown


async def _presses(scene: Scene) -> Sequence[Shown]:
    """Presses the buttons under what the bot said last, whoever that was for."""
    shown: list[Shown] = []
    for message in scene.from_bot()[-1:]:
        shown += await scene.press(message)
    return shown


async def _looks_at_passages(scene: Scene) -> Sequence[Shown]:
    """Has the passages shown of all that the bot has said there, as far as they are this person's
    to see.
    """
    shown: list[Shown] = []
    for message in scene.from_bot():
        for button in message.buttons:
            if button.custom_id is not None and button.custom_id.startswith("pages:"):
                pressed = await scene.discord.click(
                    message, custom_id=button.custom_id, user=scene.person
                )
                shown.append(await pressed.answer())
    return shown


async def _asks_about(scene: Scene) -> Sequence[Shown]:
    """Chooses "Ask about this" in the menu of what somebody wrote."""
    said = await scene.discord.say(scene.person, scene.channel, scene.ledger.question)
    if scene.channel.guild is None and scene.channel is not scene.coast.group:
        await scene.reply(said)
    asked = await scene.discord.message_command("Ask about this", said, scene.person)
    return [await asked.answer()]


async def _is_offered(scene: Scene) -> Sequence[Shown]:
    """Types, and sees what is offered: for an answer to all, and for a private one."""
    shown: list[Shown] = []
    for typed, private in (("", False), ("What", False), ("what is the", True), ("ledger", True)):
        typing = await scene.discord.autocomplete(
            "ask", "question", typed, scene.person, scene.channel, others={"private": private}
        )
        shown += [str(choice["name"]) for choice in await typing.choices()]
    return shown


async def _manages(scene: Scene) -> Sequence[Shown]:
    """Looks the library over, as one who manages that server."""
    if scene.channel.guild is None:
        return []
    scene.channel.guild.set_permissions(scene.person, MANAGE_GUILD)
    shown: list[Shown] = []
    for command in ("library list", "library gaps", "library status"):
        asked = await scene.discord.slash(command, {}, scene.person, scene.channel)
        shown.append(await asked.answer())
    typing = await scene.discord.autocomplete(
        "library remove", "article", "", scene.person, scene.channel
    )
    return [*shown, *(str(choice) for choice in await typing.choices())]


async def _asks_why(scene: Scene) -> Sequence[Shown]:
    """Asks why the bot's last answer is as it is, as one who manages that server."""
    earlier = [one for one in scene.from_bot() if one.components]
    if scene.channel.guild is None or not earlier:
        return []
    scene.channel.guild.set_permissions(scene.person, MANAGE_GUILD)
    asked = await scene.discord.message_command("Why this answer?", earlier[-1], scene.person)
    return [await asked.answer()]


async def _posts(scene: Scene) -> Sequence[Shown]:
    """Opens a post in a forum in which the bot answers unasked, and waits until it has, or not."""
    if scene.channel.guild is None:
        return []
    forum = scene.coast.forums[scene.channel.guild.id]
    post = await scene.discord.post_in_forum(scene.person, forum, "Help", scene.ledger.question)
    # What is said after it is dealt with after it.
    await _writes(scene)
    await scene.discord.until(lambda: scene.client.door.inside == 0, 30)
    return [one for one in post.channel.messages.values() if one.author is scene.discord.bot]


async def _has_followed(scene: Scene) -> Sequence[Shown]:
    """Has the announcements of that server followed, in which its ledger stands, as one who
    manages it; asks there, and somebody else asks in every other place.

    What came in is taken out again.
    """
    guild, ledger, person = scene.channel.guild, scene.ledger, scene.person
    coast = scene.coast
    if guild is None or guild.id != ledger.server:
        return []
    guild.set_permissions(person, MANAGE_GUILD)
    news, was_there = coast.news[guild.id], ledger in coast.present
    coast.present.add(ledger)
    said = await scene.discord.say(person, news, ledger.text)
    followed = await scene.discord.slash("library follow", {"channel": news}, person, scene.channel)
    answer = await followed.answer()
    shown = await _asked_everywhere(scene, [answer])
    options = {"channel": news}
    ended = await scene.discord.slash("library unfollow", options, person, scene.channel)
    shown = [*shown, await ended.answer()]
    await scene.discord.delete(said)
    if not was_there:
        coast.present.discard(ledger)
        shown = await _asks(scene)
    return shown


async def _has_added_a_feed(scene: Scene) -> Sequence[Shown]:
    """Has a feed followed by that server in which its ledger stands, as one who manages it; asks,
    and so does everybody else in every other place.

    What came in is taken out again.
    """
    guild, ledger, person = scene.channel.guild, scene.ledger, scene.person
    coast = scene.coast
    if guild is None or guild.id != ledger.server:
        return []
    assert coast.site is not None
    guild.set_permissions(person, MANAGE_GUILD)
    was_there = ledger in coast.present
    coast.present.add(ledger)
    text = "</p><p>".join(ledger.text.removeprefix("# ").split("\n\n"))
    coast.site.pages["/ledger"] = article(ledger.title, text)
    coast.site.pages["/feed"] = feed(coast.site, [("/ledger", ledger.title, "")])
    options = {"address": coast.site.url("/feed")}
    added = await (
        await scene.discord.slash("library add", options, person, scene.channel)
    ).answer()
    shown = await _asked_everywhere(scene, [added])
    for button in added.buttons:
        ended = await scene.discord.click(added, custom_id=button.custom_id, user=person)
        shown = [*shown, await ended.answer()]
    if not was_there:
        coast.present.discard(ledger)
        shown = await _asks(scene)
    return shown


async def _asked_everywhere(scene: Scene, shown: Sequence[Shown]) -> Sequence[Shown]:
    """What that person is shown then; everybody asks in every place, and is shown no secret."""
    coast, person = scene.coast, scene.person
    shown = [*shown, *await _asks(scene), *await _manages(scene)]
    assert coast.leaks(shown, scene.channel, person) == []
    for other in coast.people:
        for where in range(5):
            channel = coast.place(other, where)
            if channel is not None:
                answers = await _asks(replace(scene, person=other, channel=channel))
                assert coast.leaks(answers, channel, other) == []
    return shown


WAYS: tuple[Way, ...] = (
    *(_asks, _asks_in_private, _writes, _follows_up, _asks_why, _presses, _asks_about),
    *(_is_offered, _manages, _posts, _has_followed, _has_added_a_feed, _asks_about_a_file),
    _looks_at_passages,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What happens next: one of KINDS; the numbers say who, where, in which way, on what."""

    kind: str
    person: int
    where: int
    way: int
    ledger: int


KINDS = ("ask", "ask", "ask", "ask", "join", "leave", "add", "remove", "bot leaves", "doubt")
DEEDS = st.builds(
    Deed,
    kind=st.sampled_from(KINDS),
    person=st.integers(0, 2),
    where=st.integers(0, 4),
    way=st.integers(0, len(WAYS) - 1),
    ledger=st.integers(0, len(LEDGERS) - 1),
)


@pytest.fixture
def exact(monkeypatch: pytest.MonkeyPatch) -> None:
    """Discord is asked who is a member every time, and not waited for when it does not say."""
    monkeypatch.setattr("bot.cogs.reach.REMEMBERED_SECONDS", 0.0)
    monkeypatch.setattr("bot.cogs.aftercare.PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(Reach.of, "__kwdefaults__", {"patience_seconds": 0.5})


@asynccontextmanager
async def coast_of(
    ledgers: IndexSettings,
    embedder: SentenceTransformerEmbedder,
    settings: Settings,
    *,
    snoops: bool = False,
) -> AsyncIterator[tuple[Coast, Desk, FootnoteClient]]:
    """A Discord with three servers, whose library nobody else changes, and the bot in it.

    It reads all messages, and answers new posts of each server's forum. `snoops`: a model writes
    its answers that looks for every secret.
    """
    with tempfile.TemporaryDirectory() as name, serve() as site:
        async with AsyncExitStack() as stack:
            writer = None
            if snoops:
                server = await stack.enter_async_context(ScriptedServer(snoop))
                writer = await stack.enter_async_context(writer_on(server, context_tokens=16_000))
            async with _coast(Path(name), site, ledgers, embedder, settings, writer) as coast:
                yield coast


@asynccontextmanager
async def _coast(
    folder: Path,
    site: Site,
    ledgers: IndexSettings,
    embedder: SentenceTransformerEmbedder,
    settings: Settings,
    writer: Writer | None,
) -> AsyncIterator[tuple[Coast, Desk, FootnoteClient]]:
    own = await asyncio.to_thread(copied, ledgers, folder)
    library = await asyncio.to_thread(Library, own, embedder)
    records = await asyncio.to_thread(Records, folder / "records.db", keep_days=90)
    offload = Offload(workers=2, queue_size=200)
    desk = Desk(library, offload, question_max_chars=1000, records=records, writer=writer)
    async with LoopbackDiscord(check_openapi=False, privileged_intents=MESSAGE_CONTENT) as discord:
        coast = Coast(discord=discord, site=site, settings=own, embedder=embedder)
        for server, forum in coast.forums.items():
            await asyncio.to_thread(records.servers.switch_on, server, forum.id, "forum")
        place = settings.model_copy(
            update={"data_dir": own.data_dir, "message_content_intent": True}
        )
        shelves = Shelves(desk, own, most_articles=500, may_reach=here, pause=0.0)
        async with discord.running(FootnoteClient(desk, place, shelves=shelves)) as client:
            yield coast, desk, client
        assert discord.violations == []
    await desk.close(seconds=5)


async def _care(coast: Coast, client: FootnoteClient) -> list[Message]:
    """What the bot says of itself, now that the library has changed: late answers."""
    before = {one.id for place in coast.places() for one in place.messages.values()}
    caretaker = client.get_cog("Caretaker")
    assert isinstance(caretaker, Caretaker)
    await caretaker.care()
    late = [
        one
        for place in coast.places()
        for one in place.messages.values()
        if one.id not in before and one.author is coast.discord.bot
    ]
    for one in late:
        assert coast.leaks([one], one.channel, coast.people[0]) == []
    return late


async def _do(coast: Coast, desk: Desk, client: FootnoteClient, deed: Deed) -> None:
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
                status = (500, 403, 429)[deed.way % 3]
                coast.discord.faults.add(path="/members/", status=status, via=False, times=None)
        case "add" if ledger.server and ledger not in coast.present:
            await coast.add(ledger)
            await desk.refresh()
            await _care(coast, client)
        case "remove" if ledger.server and ledger in coast.present:
            await coast.remove(ledger)
        case "ask":
            channel = coast.place(person, deed.where)
            if channel is not None:
                scene = Scene(
                    coast=coast, client=client, person=person, channel=channel, ledger=ledger
                )
                shown = await WAYS[deed.way](scene)
                assert coast.leaks(shown, channel, person) == []


def _deed(kind: str, *, where: int, way: int = 0, ledger: int = 2) -> Deed:
    """Something that the first person does."""
    return Deed(kind=kind, person=0, where=where, way=way, ledger=ledger)


ASKS, ASKS_IN_PRIVATE, PRESSES, ASKS_WHY, POSTS = (
    WAYS.index(way) for way in (_asks, _asks_in_private, _presses, _asks_why, _posts)
)
ASKS_ABOUT_A_FILE = WAYS.index(_asks_about_a_file)
LOOKS_AT_PASSAGES = WAYS.index(_looks_at_passages)
HAS_FOLLOWED, HAS_ADDED_A_FEED = WAYS.index(_has_followed), WAYS.index(_has_added_a_feed)


@example(snoops=False, members=[(0, 0)], deeds=[_deed("ask", where=4, way=ASKS)]).via(
    "others read it in a group"
)
@example(snoops=False, members=[(0, 0)], deeds=[_deed("ask", where=4, way=ASKS_IN_PRIVATE)]).via(
    "what one person was told in a group is shared"
)
@example(
    snoops=False,
    members=[(0, 0)],
    deeds=[_deed("ask", where=3), _deed("leave", where=0), _deed("ask", where=3, way=PRESSES)],
).via("a button outlives the membership")
@example(
    snoops=False,
    members=[(0, 0)],
    deeds=[_deed("ask", where=3), _deed("remove", where=3), _deed("ask", where=3, way=PRESSES)],
).via("a button outlives the article")
@example(
    snoops=False,
    members=[(0, 0)],
    deeds=[
        _deed("ask", where=3, way=ASKS_ABOUT_A_FILE),
        _deed("remove", where=3),
        _deed("ask", where=3, way=LOOKS_AT_PASSAGES),
    ],
).via("a button under an answer about a file outlives the article")
@example(
    snoops=False,
    members=[(0, 0)],
    deeds=[
        _deed("remove", where=3),
        _deed("ask", where=3),
        _deed("leave", where=0),
        _deed("add", where=3),
    ],
).via("what was asked in vain is answered after the membership")
@example(
    snoops=True,
    members=[(0, 0), (1, 1)],
    deeds=[
        *(_deed("ask", where=where, ledger=ledger) for where in (0, 3, 4) for ledger in (0, 2, 4)),
        _deed("ask", where=0, way=ASKS_WHY),
        _deed("leave", where=0),
        _deed("ask", where=3, ledger=2),
    ],
).via("a model looks for what its asker may not see")
@example(
    snoops=False,
    members=[(0, 0), (0, 1)],
    deeds=[
        _deed("ask", where=0, ledger=4),
        _deed("ask", where=0, way=ASKS_WHY),
        _deed("ask", where=1, way=POSTS),
    ],
).via("another server's article is what comes closest")
@example(
    snoops=False,
    members=[(0, 0), (0, 1), (1, 1), (2, 0)],
    deeds=[
        _deed("remove", where=0),
        _deed("ask", where=0, way=HAS_FOLLOWED),
        _deed("leave", where=0),
        _deed("ask", where=3),
    ],
).via("what a server's announcements say is that server's own")
@example(
    snoops=False,
    members=[(0, 0), (0, 1), (1, 1), (2, 0)],
    deeds=[
        _deed("remove", where=0),
        _deed("ask", where=0, way=HAS_ADDED_A_FEED),
        _deed("leave", where=0),
        _deed("ask", where=3),
    ],
).via("what a server's feed says is that server's own")
@given(
    snoops=st.booleans(),
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
    snoops: bool,
    members: list[tuple[int, int]],
    deeds: list[Deed],
) -> None:
    async def live() -> None:
        async with coast_of(ledgers, embedder, settings, snoops=snoops) as (coast, desk, client):
            for person, server in members:
                coast.guilds[SERVERS[server]].add_member(coast.people[person])
            for deed in deeds:
                await _do(coast, desk, client, deed)

    asyncio.run(live())


@pytest.mark.usefixtures("exact")
@pytest.mark.asyncio
async def test_whoever_may_know_is_told(
    ledgers: IndexSettings, embedder: SentenceTransformerEmbedder, settings: Settings
) -> None:
    """Without this, a bot that never answers would pass the other test."""
    async with coast_of(ledgers, embedder, settings) as (coast, desk, client):
        ada = coast.people[0]
        coast.guilds[SERVERS[0]].add_member(ada)
        for ledger in LEDGERS[:4]:
            for channel in (coast.channels[SERVERS[0]], coast.discord.dm(ada)):
                scene = Scene(
                    coast=coast, client=client, person=ada, channel=channel, ledger=ledger
                )
                ways = [_asks, _asks_in_private, _writes, _presses, _asks_about]
                more = [_asks_why, _posts, _has_followed, _has_added_a_feed]
                for way in ways if channel.guild is None else [*ways, *more]:
                    if way in {_has_followed, _has_added_a_feed} and not ledger.server:
                        continue
                    shown = await way(scene)
                    assert ledger.secret in _text(shown)
                    assert coast.leaks(shown, channel, ada) == []
        await coast.remove(LEDGERS[2])
        await _writes(replace(scene, ledger=LEDGERS[2]))
        await coast.add(LEDGERS[2])
        await desk.refresh()
        (late,) = await _care(coast, client)
        assert late.channel is coast.discord.dm(ada)
        assert LEDGERS[2].secret in late.text
        offered = await _is_offered(scene)
        assert LEDGERS[3].name in _text(offered)
        managed = await _manages(replace(scene, channel=coast.channels[SERVERS[0]]))
        assert LEDGERS[3].name in _text(managed)
        # And where nobody but the public is meant, the same is found out.
        assert set(LEDGERS[3].marks) <= set(coast.leaks(shown, coast.group, coast.people[1]))


@pytest.mark.usefixtures("exact")
@pytest.mark.asyncio
async def test_a_model_that_snoops_tells_what_may_be_told(
    ledgers: IndexSettings, embedder: SentenceTransformerEmbedder, settings: Settings
) -> None:
    """Without this, a model that is given nothing at all would pass the first test."""
    async with coast_of(ledgers, embedder, settings, snoops=True) as (coast, _, client):
        ada = coast.people[0]
        coast.guilds[SERVERS[0]].add_member(ada)
        channel = coast.channels[SERVERS[0]]
        scene = Scene(coast=coast, client=client, person=ada, channel=channel, ledger=LEDGERS[0])
        shown = await _asks(scene)
        assert "Written by a model" in _text(shown)
        assert "The language model looked for" in _text(shown)
        assert any(one.secret in _text(shown) for one in LEDGERS[1:4])
        assert coast.leaks(shown, channel, ada) == []


def _text(shown: Sequence[Shown]) -> str:
    return "\n".join(one.text if isinstance(one, Message) else one for one in shown)


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
    async with coast_of(ledgers, embedder, settings) as (coast, _, client):
        ada = coast.people[0]
        for guild in coast.guilds.values():
            guild.add_member(ada)
        coast.discord.faults.add(path="/members/", times=None, **fault)
        coast.doubtful = True
        place = coast.discord.dm(ada)
        hidden = Scene(coast=coast, client=client, person=ada, channel=place, ledger=LEDGERS[2])
        for way in (_writes, _asks_in_private, _asks_about, _is_offered):
            assert coast.leaks(await way(hidden), place, ada) == []
        assert LEDGERS[0].secret in _text(await _asks(replace(hidden, ledger=LEDGERS[0])))
