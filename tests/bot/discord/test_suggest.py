"""Questions are suggested as people type and under answers: only those that they may ask."""

import asyncio

import pytest

from bot.client import FootnoteClient
from bot.desk import Desk
from bot.errors import Trouble
from bot.offload import Offload
from bot.records.records import Records
from bot.settings import Settings
from bot.types import server_collection
from index.library import Library
from tests.bot.discord.conftest import Gate, Shelf
from tests.bot.discord.test_questions import QUESTION, RELATED
from tests.bot.render.discord_rules import read
from tests.loopback import Channel, LoopbackDiscord, Message, User

pytestmark = pytest.mark.asyncio

GARDEN = """\
## Who waters the walled garden every morning?

The old gardener waters the walled garden every morning at six.

## Where does the gardener keep @everyone \\~~the~~ <@1> rakes?

The gardener keeps the rakes of everyone in the wooden shed behind the garden.
"""
WATERS = "Who waters the walled garden every morning?"
RAKES = "Where does the gardener keep @everyone ~~the~~ <@1> rakes?"

bot_runs = pytest.mark.usefixtures("bot")


async def offered(
    discord_: LoopbackDiscord, typed: str, user: User, channel: Channel | None = None
) -> list[str]:
    """The suggestions that somebody gets who types, also where there are none."""
    typing = await discord_.autocomplete("ask", "question", typed, user, channel)
    await typing.acknowledged()
    choices = typing.interaction.choices or []
    assert all(one["name"] == one["value"] for one in choices)
    return [one["value"] for one in choices]


async def ask(discord_: LoopbackDiscord, question: str, user: User, channel: Channel) -> Message:
    return await (await discord_.slash("ask", {"question": question}, user, channel)).answer()


@bot_runs
async def test_who_types_is_offered_questions_that_go_on_like_it(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    assert await offered(discord_, "what is kn", ada, channel) == [
        "What is known about agentic AI?",
        RELATED,
    ]
    assert await offered(discord_, "downl", ada) == [RELATED]
    assert await offered(discord_, "zebra", ada, channel) == []


async def test_what_a_server_added_is_offered_there_and_to_its_members_only(
    discord_: LoopbackDiscord,
    shelf: Shelf,
    shelf_desk: Desk,
    settings: Settings,
    channel: Channel,
    ada: User,
) -> None:
    guild = discord_.add_guild("Gardeners")
    here = guild.add_channel("garden")
    guild.add_member(ada)
    await shelf.put(server_collection(guild.id), GARDEN, title="The garden")
    eve = discord_.add_user("eve")
    async with discord_.running(FootnoteClient(shelf_desk, settings)):
        assert await offered(discord_, "who waters", ada, here) == [WATERS]
        assert await offered(discord_, "who waters", ada) == [WATERS]
        assert await offered(discord_, "who waters", eve) == []
        assert await offered(discord_, "who waters", ada, channel) == []
        assert await offered(discord_, "who waters", ada, discord_.add_group(ada, eve)) == []


async def test_without_discords_word_only_what_is_public_is_offered(
    discord_: LoopbackDiscord, shelf: Shelf, shelf_desk: Desk, settings: Settings, ada: User
) -> None:
    guild = discord_.add_guild("Gardeners")
    guild.add_member(ada)
    await shelf.put(server_collection(guild.id), GARDEN, title="The garden")
    discord_.faults.add(method="GET", path=r"/members/", status=403, times=None)
    async with discord_.running(FootnoteClient(shelf_desk, settings)):
        assert await offered(discord_, "w", ada) == ["What is known about agentic AI?", RELATED]


async def test_where_the_queue_is_full_nothing_is_offered(
    discord_: LoopbackDiscord,
    library: Library,
    settings: Settings,
    channel: Channel,
    ada: User,
    gate: Gate,
) -> None:
    desk = Desk(library, Offload(workers=1, queue_size=0), question_max_chars=1000)
    async with discord_.running(FootnoteClient(desk, settings)):
        asked = await discord_.slash("ask", {"question": QUESTION}, ada, channel)
        await gate.reached()
        assert await offered(discord_, "what", ada, channel) == []
        gate.open()
        await asked.answer()
        assert await offered(discord_, "what", ada, channel)


async def test_a_suggestion_that_means_harm_is_shown_as_it_is_and_does_nothing(
    discord_: LoopbackDiscord, shelf: Shelf, shelf_desk: Desk, settings: Settings, ada: User
) -> None:
    guild = discord_.add_guild("Gardeners")
    here = guild.add_channel("garden")
    await shelf.put(server_collection(guild.id), GARDEN, title="The garden")
    async with discord_.running(FootnoteClient(shelf_desk, settings)):
        assert await offered(discord_, "where does the gardener", ada, here) == [RAKES]
        answer = await ask(discord_, WATERS, ada, here)
        assert RAKES in [button.label for button in answer.buttons]
        message = await (await discord_.click(answer, label=RAKES, user=ada)).answer()
    assert not message.pings
    seen = read(message.text)
    assert set(seen.alive) <= {"heading", "small", "bold", "quote", "link"}
    assert "@everyone ~~the~~ <@1> rakes" in seen.visible


@bot_runs
async def test_a_related_question_is_asked_by_who_presses_and_follows_nothing(
    discord_: LoopbackDiscord, channel: Channel, ada: User, records: Records
) -> None:
    answer = await ask(discord_, QUESTION, ada, channel)
    eve = discord_.add_user("eve")
    message = await (await discord_.click(answer, label=RELATED, user=eve)).answer()
    assert message.viewer is eve
    assert message.text.startswith(f"### {RELATED}")
    assert "Share" in [button.label for button in message.buttons]
    assert list(channel.messages.values()) == [answer]
    kept = await asyncio.to_thread(records.answers.last, eve.id, channel.id, 0.0)
    assert kept is not None
    assert (kept.typed, kept.follows) == (RELATED, None)


@bot_runs
async def test_in_private_a_related_question_is_answered_as_any_other(
    discord_: LoopbackDiscord, ada: User
) -> None:
    answer = await ask(discord_, QUESTION, ada, discord_.dm(ada))
    message = await (await discord_.click(answer, label=RELATED, user=ada)).answer()
    assert not message.ephemeral


async def test_related_questions_outlive_the_bot_and_say_when_they_are_gone(
    discord_: LoopbackDiscord,
    desk: Desk,
    settings: Settings,
    library: Library,
    channel: Channel,
    ada: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with discord_.running(FootnoteClient(desk, settings)):
        answer = await ask(discord_, QUESTION, ada, channel)
    async with discord_.running(FootnoteClient(desk, settings)):
        message = await (await discord_.click(answer, label=RELATED, user=ada)).answer()
        assert message.text.startswith(f"### {RELATED}")
        monkeypatch.setattr(library, "suggestions", lambda *_, **__: [])
        gone = await (await discord_.click(answer, label=RELATED, user=ada)).answer()
    assert gone.text == Trouble.SUGGESTION_GONE.value.person
    assert gone.ephemeral
