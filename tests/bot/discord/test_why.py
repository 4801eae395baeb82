"""Admins ask why, and mend; others try to; what is answered afterwards, and where, comes out."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.client import FootnoteClient
from bot.desk import Desk
from bot.errors import Trouble
from bot.records.records import Records
from bot.settings import Settings
from bot.types import server_collection
from index.embed import SentenceTransformerEmbedder
from index.library import Library
from index.settings import IndexSettings
from index.shelf import remove
from index.types import PUBLIC
from tests.bot.discord.kept import kept, library_of_its_own
from tests.bot.render.discord_rules import read
from tests.loopback import Channel, ClientRefusalError, LoopbackDiscord, Message, User
from tests.loopback.components import STRING_SELECT, walk
from tests.loopback.rights import MANAGE_GUILD

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("bot")]

MENU = "Why this answer?"
QUESTION = "How many people downloaded the Qwen app in its first week?"
UNKNOWN = "When does our reading room close?"
PINNED = "-# Somebody who manages this server has pinned the first passage for this question."
PASSES = "Alibaba's Qwen app passes 10 million downloads in a week"
HOSTILE = "@everyone <@1> **b** [x](http://evil.example) ||s|| # h"


@pytest.fixture
def library(
    corpus_settings: IndexSettings, embedder: SentenceTransformerEmbedder, tmp_path: Path
) -> Iterator[Library]:
    """A library of the test's own, which it may change."""
    with library_of_its_own(corpus_settings, embedder, tmp_path / "var") as library:
        yield library


@pytest.fixture
def admin(discord_: LoopbackDiscord, channel: Channel) -> User:
    """Somebody who manages the server."""
    return an_admin(discord_, channel, "grace")


def an_admin(discord_: LoopbackDiscord, channel: Channel, name: str) -> User:
    person = discord_.add_user(name)
    assert channel.guild is not None
    channel.guild.set_permissions(person, MANAGE_GUILD)
    return person


async def ask(
    discord_: LoopbackDiscord, user: User, channel: Channel | None, question: str = QUESTION
) -> Message:
    return await (await discord_.slash("ask", {"question": question}, user, channel)).answer()


async def why(
    discord_: LoopbackDiscord, records: Records, message: Message, admin: User
) -> Message:
    """The explanation of an answer, as the admin sees it."""
    await kept(records, message)
    return await (await discord_.message_command(MENU, message, admin)).answer()


def choices(message: Message, kind: str) -> list[dict[str, Any]]:
    """What can be chosen in the menu whose custom_id begins so."""
    menus = [part for _, part in walk(message.components) if part["type"] == STRING_SELECT]
    return next((menu["options"] for menu in menus if menu["custom_id"].startswith(kind)), [])


async def choose(
    discord_: LoopbackDiscord, message: Message, kind: str, value: str, user: User
) -> Message:
    """Choose in that menu; what is said then."""
    record = next(
        part["custom_id"]
        for _, part in walk(message.components)
        if str(part.get("custom_id")).startswith(kind)
    )
    return await (await discord_.choose(message, [value], custom_id=record, user=user)).answer()


def labelled(message: Message, kind: str, label: str) -> str:
    """The value of the choice with that label."""
    return str(next(one["value"] for one in choices(message, kind) if label in one["label"]))


async def teach(
    discord_: LoopbackDiscord, message: Message, admin: User, entries: dict[str, str]
) -> Message:
    """What is said to a form with these entries."""
    click = await discord_.click(message, label="Teach the right answer", user=admin)
    await click.modal()
    return await (await click.submit(entries)).answer()


async def test_an_admin_reads_what_an_answer_is_made_of(
    discord_: LoopbackDiscord, records: Records, channel: Channel, ada: User, admin: User
) -> None:
    message = await ask(discord_, ada, channel)
    await (await discord_.click(message, label="Helpful", user=ada)).answer()

    said = await why(discord_, records, message, admin)

    assert said.viewer is admin
    assert said.text.startswith(f"### Why this answer?\nAsked: {QUESTION}\n")
    for words in (
        "**The articles say so clearly.**",
        "an answer needs",
        "**Cited**\n1. ",
        "**Found, but not cited**",
        "By meaning number 1: ",
        "By words number 1: many in common.",
        "-# 1 person found it helpful. 0 people did not.",
        "-# Model: all-MiniLM-L6-v2",
    ):
        assert words in said.text
    assert len(choices(said, "pin")) == 5
    assert all(one["label"].startswith("Outdated: ") for one in choices(said, "outdated"))
    assert [one.label for one in said.buttons] == ["Teach the right answer"]
    assert list(channel.messages.values()) == [message]


async def test_a_refusal_is_explained_too(
    discord_: LoopbackDiscord, records: Records, channel: Channel, ada: User, admin: User
) -> None:
    message = await ask(discord_, ada, channel, UNKNOWN)
    said = await why(discord_, records, message, admin)
    assert "**The search was not sure enough of what it found.**" in said.text
    assert "**Cited**" in said.text


async def test_who_does_not_manage_the_server_is_not_offered_the_menu_and_not_answered(
    discord_: LoopbackDiscord, records: Records, channel: Channel, ada: User, admin: User
) -> None:
    message = await ask(discord_, ada, channel)
    said = await why(discord_, records, message, admin)
    with pytest.raises(ClientRefusalError):
        await discord_.message_command(MENU, message, ada)
    assert channel.guild is not None
    channel.guild.set_permissions(admin, 0)  # with the explanation still open
    value = labelled(said, "outdated", PASSES)
    tries = [
        await choose(discord_, said, "pin", "2", admin),
        await choose(discord_, said, "outdated", value, admin),
        await (await discord_.click(said, label="Teach the right answer", user=admin)).answer(),
    ]
    assert [one.text for one in tries] == [Trouble.NOT_ADMIN.value.person] * 3
    assert all(one.viewer is admin for one in tries)
    server = channel.guild.id
    assert await asyncio.to_thread(records.repairs.pins, server) == ()
    assert await asyncio.to_thread(records.repairs.marks, server, "outdated") == ()


async def test_a_form_that_a_former_admin_sends_teaches_nothing(
    discord_: LoopbackDiscord,
    records: Records,
    library: Library,
    channel: Channel,
    ada: User,
    admin: User,
) -> None:
    message = await ask(discord_, ada, channel)
    said = await why(discord_, records, message, admin)
    click = await discord_.click(said, label="Teach the right answer", user=admin)
    await click.modal()
    assert channel.guild is not None
    channel.guild.set_permissions(admin, 0)
    sent = await click.submit({"answer": "Twenty million."})
    assert (await sent.answer()).text == Trouble.NOT_ADMIN.value.person
    assert await asyncio.to_thread(library.collections) == {PUBLIC}


@pytest.mark.parametrize("whose", ["a person's", "a remark"])
async def test_what_is_no_answer_is_not_explained(
    discord_: LoopbackDiscord, channel: Channel, ada: User, admin: User, whose: str
) -> None:
    message = (
        await discord_.say(ada, channel, "Hello")
        if whose == "a person's"
        else await ask(discord_, ada, channel, "hi")
    )
    said = await (await discord_.message_command(MENU, message, admin)).answer()
    assert said.text == Trouble.NO_ANSWER_THERE.value.person


async def test_a_private_answer_cannot_be_opened_by_an_admin(
    discord_: LoopbackDiscord, records: Records, channel: Channel, ada: User, admin: User
) -> None:
    options = {"question": QUESTION, "private": True}
    message = await (await discord_.slash("ask", options, ada, channel)).answer()
    with pytest.raises(ClientRefusalError, match="does not see"):
        await discord_.message_command(MENU, message, admin)
    # Not even the admin's own, for which no message is noted.
    own = await (await discord_.slash("ask", options, admin, channel)).answer()
    said = await (await discord_.message_command(MENU, own, admin)).answer()
    assert said.text == Trouble.NO_ANSWER_THERE.value.person


async def test_a_pinned_passage_comes_first_in_that_server_and_only_there(
    discord_: LoopbackDiscord, records: Records, channel: Channel, ada: User, admin: User
) -> None:
    other = discord_.add_guild("Others").add_channel("general")
    before = await ask(discord_, ada, channel)
    said = await why(discord_, records, before, admin)
    near_miss = choices(said, "pin")[-1]
    title = near_miss["label"].partition(". ")[2]

    mended = await choose(discord_, said, "pin", near_miss["value"], admin)

    assert mended is said
    assert "-# A passage is pinned for this question." in said.text
    assert ", pinned)" in said.text
    after = await ask(discord_, ada, channel)
    assert PINNED in after.text
    assert title[:30] in after.text.partition("**Sources**")[2].splitlines()[1]
    assert "clearly" not in after.text
    private = {"question": QUESTION, "private": True}
    assert PINNED in (await (await discord_.slash("ask", private, ada, channel)).answer()).text
    for elsewhere in (other, None):
        assert (await ask(discord_, ada, elsewhere)).text == before.text
    assert (await ask(discord_, ada, channel, "Who is Kenny Ng?")).text.find(PINNED) < 0

    await choose(discord_, said, "pin", "none", admin)
    assert "is pinned for" not in said.text
    assert (await ask(discord_, ada, channel)).text == before.text


async def test_a_pin_answers_a_question_that_was_refused(
    discord_: LoopbackDiscord, records: Records, channel: Channel, ada: User, admin: User
) -> None:
    question = "What did the zookeeper feed the penguins on Tuesday?"
    before = await ask(discord_, ada, channel, question)
    assert "The articles don't say." in before.text
    said = await why(discord_, records, before, admin)
    await choose(discord_, said, "pin", choices(said, "pin")[0]["value"], admin)
    after = await ask(discord_, ada, channel, question)
    assert "don't say" not in after.text
    assert PINNED in after.text
    assert "¹" in after.text


async def test_an_article_marked_as_outdated_is_left_out_until_that_is_undone(
    discord_: LoopbackDiscord,
    bot: FootnoteClient,
    desk: Desk,
    settings: Settings,
    records: Records,
    channel: Channel,
    ada: User,
    admin: User,
) -> None:
    other = discord_.add_guild("Others").add_channel("general")
    before = await ask(discord_, ada, channel)
    said = await why(discord_, records, before, admin)
    await choose(discord_, said, "pin", choices(said, "pin")[0]["value"], admin)

    await choose(discord_, said, "outdated", labelled(said, "outdated", PASSES), admin)

    assert ", marked outdated)" in said.text
    [undo] = [one for one in choices(said, "outdated") if one["label"].startswith("Undo: ")]
    assert undo["description"] == "Marked outdated"
    during = await ask(discord_, ada, channel)
    assert PASSES not in during.text
    assert PINNED not in during.text  # the pinned passage is of that article
    assert (await ask(discord_, ada, other)).text == before.text

    # From the explanation of another answer, and after a restart.
    later = await why(discord_, records, during, admin)
    assert PASSES not in later.text
    await bot.close()
    async with discord_.running(FootnoteClient(desk, settings)):
        await choose(discord_, later, "outdated", labelled(later, "outdated", "Undo: "), admin)
        assert PASSES in (await ask(discord_, ada, channel)).text


async def test_a_taught_answer_is_given_in_its_server_with_its_author_as_the_source(
    discord_: LoopbackDiscord,
    records: Records,
    library: Library,
    channel: Channel,
    ada: User,
    admin: User,
) -> None:
    other = discord_.add_guild("Others").add_channel("general")
    refused = await ask(discord_, ada, channel, UNKNOWN)
    assert "don't say" in refused.text
    said = await why(discord_, records, refused, admin)
    click = await discord_.click(said, label="Teach the right answer", user=admin)
    form = await click.modal()
    assert form["components"][0]["component"]["value"] == UNKNOWN

    sent = await click.submit(
        {"answer": "At nine in the evening.", "address": "https://example.com/hours"}
    )

    receipt = await sent.answer()
    assert receipt.viewer is admin
    assert receipt.text.startswith(f"### Taught\n**{UNKNOWN}**\nIt is now an article")
    answer = await ask(discord_, ada, channel, UNKNOWN)
    assert "At nine in the evening.¹" in answer.text
    assert "](https://example.com/hours#:~:text=At%20nine" in answer.text
    assert "— Grace, " in answer.text
    for person, elsewhere in ((ada, other), (discord_.add_user("eve"), None)):
        assert (await ask(discord_, person, elsewhere, UNKNOWN)).text == refused.text
    assert channel.guild is not None
    [mark] = await asyncio.to_thread(records.repairs.marks, channel.guild.id, "taught")
    assert mark.person == admin.id
    assert mark.collection == server_collection(channel.guild.id)

    again = await teach(discord_, said, admin, {"answer": "At ten in the evening."})
    assert "takes the place of what was taught before" in again.text
    assert "At ten in the evening.¹" in (await ask(discord_, ada, channel, UNKNOWN)).text
    assert len(await asyncio.to_thread(library.list_articles, [mark.collection])) == 1


async def test_a_pin_whose_passage_is_gone_does_nothing(
    discord_: LoopbackDiscord,
    records: Records,
    library: Library,
    settings: Settings,
    channel: Channel,
    ada: User,
    admin: User,
) -> None:
    refused = await ask(discord_, ada, channel, UNKNOWN)
    said = await why(discord_, records, refused, admin)
    await teach(discord_, said, admin, {"answer": "At nine in the evening."})
    assert channel.guild is not None
    collection = server_collection(channel.guild.id)
    [entry] = await asyncio.to_thread(library.list_articles, [collection])
    answer = await ask(discord_, ada, channel, UNKNOWN)
    explained = await why(discord_, records, answer, admin)
    await asyncio.to_thread(remove, settings.index, collection, entry.article_id)

    gone = await choose(discord_, explained, "pin", choices(explained, "pin")[0]["value"], admin)

    assert gone.text == Trouble.PASSAGE_GONE.value.person
    assert (await ask(discord_, ada, channel, UNKNOWN)).text == refused.text


async def test_hostile_words_in_a_form_stay_words(
    discord_: LoopbackDiscord, records: Records, channel: Channel, ada: User, admin: User
) -> None:
    said = await why(discord_, records, await ask(discord_, ada, channel, UNKNOWN), admin)
    entries = {"question": f"Who is {HOSTILE}?", "answer": f"{HOSTILE} is nobody here."}
    receipt = await teach(discord_, said, admin, entries)
    answer = await ask(discord_, ada, channel, entries["question"])
    shown = await (await discord_.click(answer, label="Show passages", user=ada)).answer()
    explained = await why(discord_, records, answer, admin)
    for message in (receipt, answer, shown, explained):
        assert "evil.example" in message.text
        assert not message.pings
        seen = read(message.text)
        assert set(seen.alive) <= {"heading", "small", "bold", "quote", "list"}
        assert seen.links == []


@pytest.mark.parametrize(
    ("entries", "trouble"),
    [
        ({"answer": "…"}, Trouble.NOTHING_TAUGHT),
        ({"question": "?!", "answer": "Yes."}, Trouble.NOTHING_TAUGHT),
        ({"answer": "Yes.", "address": "javascript:alert(1)"}, Trouble.NO_ADDRESS),
        ({"answer": "Yes.", "address": "https://ada@example.com"}, Trouble.NO_ADDRESS),
        ({"answer": "Yes.", "address": "http://[::1"}, Trouble.NO_ADDRESS),
    ],
)
async def test_what_cannot_be_taught_is_not(
    discord_: LoopbackDiscord,
    records: Records,
    library: Library,
    channel: Channel,
    ada: User,
    admin: User,
    entries: dict[str, str],
    trouble: Trouble,
) -> None:
    said = await why(discord_, records, await ask(discord_, ada, channel), admin)
    assert (await teach(discord_, said, admin, entries)).text == trouble.value.person
    assert await asyncio.to_thread(library.collections) == {PUBLIC}
    assert channel.guild is not None
    assert await asyncio.to_thread(records.repairs.marks, channel.guild.id, "taught") == ()


async def test_when_the_answer_is_no_longer_kept_its_explanation_says_so(
    discord_: LoopbackDiscord, records: Records, channel: Channel, ada: User, admin: User
) -> None:
    message = await ask(discord_, ada, channel)
    said = await why(discord_, records, message, admin)
    before = said.text
    await asyncio.to_thread(records.privacy.forget, ada.id)
    tried = await choose(discord_, said, "pin", choices(said, "pin")[1]["value"], admin)
    assert tried.text == Trouble.ANSWER_GONE.value.person
    assert said.text == before
    again = await (await discord_.message_command(MENU, message, admin)).answer()
    assert again.text == Trouble.NO_ANSWER_THERE.value.person
    # Teaching needs no record.
    entries = {"question": UNKNOWN, "answer": "At nine in the evening."}
    assert (await teach(discord_, said, admin, entries)).text.startswith("### Taught")
