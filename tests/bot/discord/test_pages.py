"""People turn the pages of what was found; what they see, and of which articles, comes out."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.client import FootnoteClient
from bot.desk import Desk
from bot.errors import Trouble
from bot.offload import Offload
from bot.records.records import Records
from bot.settings import Settings
from bot.types import server_collection
from index.embed import SentenceTransformerEmbedder
from index.library import Library
from index.load.upload import load_upload
from index.settings import IndexSettings
from index.shelf import add, remove
from tests.bot.discord.kept import kept, library_of_its_own
from tests.bot.render.discord_rules import read
from tests.loopback import Channel, ClientRefusalError, LoopbackDiscord, Message, User

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("bot")]

QUESTION = "How many people downloaded the Qwen app in its first week?"
NOTE = b"# Downloads\n\nOur own members downloaded the Qwen app 77 times in its first week.\n"


@pytest.fixture
def library(
    corpus_settings: IndexSettings, embedder: SentenceTransformerEmbedder, tmp_path: Path
) -> Iterator[Library]:
    """A library of the test's own, which it may change."""
    with library_of_its_own(corpus_settings, embedder, tmp_path / "var") as library:
        yield library


async def add_note(library: Library, settings: Settings, collection: str) -> str:
    """An article about the question, for one server; its id."""

    def add_now() -> str:
        loaded = load_upload(NOTE, "downloads.md", collection=collection)
        receipt = add(settings.index, library.embedder, loaded, collection=collection)
        library.catch_up()
        return receipt.article_id

    return await asyncio.to_thread(add_now)


async def ask(discord_: LoopbackDiscord, user: User, channel: Channel | None = None) -> Message:
    return await (await discord_.slash("ask", {"question": QUESTION}, user, channel)).answer()


async def all_pages(discord_: LoopbackDiscord, answer: Message, user: User) -> list[str]:
    """What each page says, turned to one after the other in one message."""
    shown = await (await discord_.click(answer, label="Show passages", user=user)).answer()
    assert shown.viewer is user
    said = [shown.text]
    while any(one.label == "Next" and not one.disabled for one in shown.buttons):
        turned = await (await discord_.click(shown, label="Next", user=user)).answer()
        assert turned is shown
        said.append(turned.text)
    return said


async def test_every_passage_has_its_page_and_the_cited_words_are_bold(
    discord_: LoopbackDiscord, records: Records, channel: Channel, ada: User
) -> None:
    message = await ask(discord_, ada, channel)
    answer = await kept(records, message)
    eve = discord_.add_user("eve")

    pages = await all_pages(discord_, message, eve)

    assert len(pages) == len(answer.passages) > len({one.chunk_id for one in answer.citations})
    for number, page in enumerate(pages, start=1):
        assert page.endswith(f"-# {number} of {len(pages)}")
    assert sum("**The Qwen app passed 10 million downloads" in page for page in pages) == 1
    assert list(channel.messages.values()) == [message]


async def test_back_and_next_stop_at_the_ends(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    message = await ask(discord_, ada, channel)
    shown = await (await discord_.click(message, label="Show passages", user=ada)).answer()
    first = shown.text
    assert [(one.label, one.disabled) for one in shown.buttons] == [("Back", True), ("Next", False)]
    with pytest.raises(ClientRefusalError, match="disabled"):
        await discord_.click(shown, label="Back", user=ada)
    await (await discord_.click(shown, label="Next", user=ada)).answer()
    assert shown.text != first
    await (await discord_.click(shown, label="Back", user=ada)).answer()
    assert shown.text == first


async def test_pages_can_be_turned_after_a_restart(
    discord_: LoopbackDiscord, bot: FootnoteClient, desk: Desk, settings: Settings, ada: User
) -> None:
    message = await ask(discord_, ada)
    shown = await (await discord_.click(message, label="Show passages", user=ada)).answer()
    await bot.close()
    async with discord_.running(FootnoteClient(desk, settings)):
        turned = await (await discord_.click(shown, label="Next", user=ada)).answer()
    assert "-# 2 of " in turned.text


async def test_a_server_s_own_passages_are_shown_to_its_members_until_they_are_gone(
    discord_: LoopbackDiscord, library: Library, settings: Settings, channel: Channel, ada: User
) -> None:
    assert channel.guild is not None
    collection = server_collection(channel.guild.id)
    article = await add_note(library, settings, collection)
    message = await ask(discord_, ada, channel)
    before = await all_pages(discord_, message, ada)
    assert sum("77 times" in page for page in before) == 1

    await asyncio.to_thread(remove, settings.index, collection, article)

    after = await all_pages(discord_, message, ada)
    assert len(after) == len(before) - 1
    assert not any("77 times" in page for page in after)
    assert all("1 more was found, but its article has been changed or" in page for page in after)


async def test_who_has_left_a_server_learns_nothing_of_its_articles_from_an_old_answer(
    discord_: LoopbackDiscord,
    bot: FootnoteClient,
    desk: Desk,
    library: Library,
    settings: Settings,
    channel: Channel,
    ada: User,
) -> None:
    guild = channel.guild
    assert guild is not None
    await add_note(library, settings, server_collection(guild.id))
    guild.add_member(ada)
    message = await ask(discord_, ada)  # in direct messages
    before = await all_pages(discord_, message, ada)
    assert any("77 times" in page for page in before)
    guild.remove_member(ada)
    await bot.close()
    async with discord_.running(FootnoteClient(desk, settings)):  # what it knew is forgotten
        after = await all_pages(discord_, message, ada)
    assert len(after) == len(before) - 1
    assert not any("77 times" in page or "found, but" in page for page in after)


async def test_where_all_is_gone_that_is_said(
    discord_: LoopbackDiscord, library: Library, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = await ask(discord_, ada)
    shown = await (await discord_.click(message, label="Show passages", user=ada)).answer()
    before = shown.text
    monkeypatch.setattr(library, "passages", lambda *_, **__: [])
    said = await (await discord_.click(shown, label="Next", user=ada)).answer()
    assert said.text == Trouble.PASSAGE_GONE.value.person
    assert said.ephemeral
    assert shown.text == before


async def test_where_nothing_is_kept_the_button_holds_the_places_itself(
    discord_: LoopbackDiscord,
    bot: FootnoteClient,
    library: Library,
    settings: Settings,
    tmp_path: Path,
    ada: User,
) -> None:
    await bot.close()
    records = await asyncio.to_thread(Records, tmp_path / "none.db", keep_days=0)
    desk = Desk(library, Offload(workers=1, queue_size=9), question_max_chars=1000, records=records)
    async with discord_.running(FootnoteClient(desk, settings)):
        message = await ask(discord_, ada)
        labels = [one.label for one in message.buttons]
        assert labels[0] == "Show passages"
        assert not {"Helpful", "Not helpful"} & set(labels)
        assert (message.buttons[0].custom_id or "").startswith("passages:")
        shown = await (await discord_.click(message, label="Show passages", user=ada)).answer()
    assert "**The Qwen app passed 10 million downloads" in shown.text
    records.close()


async def test_hostile_passages_stay_words(
    discord_: LoopbackDiscord,
    bot: FootnoteClient,
    hostile_library: Library,
    records: Records,
    settings: Settings,
    channel: Channel,
    ada: User,
) -> None:
    await bot.close()
    offload = Offload(workers=1, queue_size=5)
    desk = Desk(hostile_library, offload, question_max_chars=1000, records=records)
    async with discord_.running(FootnoteClient(desk, settings)):
        asked = await discord_.slash("ask", {"question": "Where do zebras pay?"}, ada, channel)
        answer = await asked.answer()
        shown = await (await discord_.click(answer, label="Show passages", user=ada)).answer()
    assert "evil.example" in shown.text
    assert not shown.pings
    seen = read(shown.text)
    assert set(seen.alive) <= {"small", "bold", "quote", "link"}
    assert all(link.startswith("https://example.com/zebras") for link in seen.links)
