"""Admins add, look through and remove their server's articles; nobody else sees or does any."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio

from bot.client import FootnoteClient
from bot.desk import Desk
from bot.desk.shelves import MOST_BYTES, Shelves
from bot.errors import Trouble
from bot.settings import Settings
from index.intake import alone
from index.settings import IndexSettings
from tests.bot.render.discord_rules import read
from tests.index.load.pdfs import page as pdf_page
from tests.index.load.pdfs import pdf, scanned
from tests.loopback import Channel, ClientRefusalError, LoopbackDiscord, Message, Upload, User
from tests.loopback.rights import MANAGE_GUILD

MILL = (
    "# The mill at Ebersberg\n\n"
    "The old mill at Ebersberg grinds eleven tonnes of rye every week. "
    "Its wheel was built by Anna Grubmüller in 1874."
)
ASKED = "Who built the wheel of the mill at Ebersberg?"


@pytest.fixture
def make(
    own_desk: Desk, own_settings: IndexSettings, settings: Settings
) -> Callable[[], FootnoteClient]:
    """Makes a bot that does not wait for builds."""

    def made() -> FootnoteClient:
        shelves = Shelves(own_desk, own_settings, most_articles=500, wait_seconds=0.05)
        return FootnoteClient(own_desk, settings, shelves=shelves)

    return made


@pytest_asyncio.fixture
async def running(
    discord_: LoopbackDiscord,
    channel: Channel,
    ada: User,
    make: Callable[[], FootnoteClient],
) -> AsyncIterator[FootnoteClient]:
    """The bot, in a server that ada manages."""
    assert channel.guild is not None
    channel.guild.set_permissions(ada, MANAGE_GUILD)
    async with discord_.running(make()) as client:
        yield client


pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("running")]


async def command(
    discord_: LoopbackDiscord, ada: User, channel: Channel, name: str, **options: object
) -> Message:
    """The answer to a subcommand, which only ada sees, and which can ping nobody."""
    message = await (await discord_.slash(f"library {name}", options, ada, channel)).answer()
    assert message.ephemeral
    assert message.viewer is ada
    assert not message.pings
    return message


async def added(
    discord_: LoopbackDiscord, ada: User, channel: Channel, text: str = MILL, name: str = "mill.md"
) -> Message:
    return await command(
        discord_, ada, channel, "add", file=Upload(name, text.encode("utf-8", "surrogatepass"))
    )


async def answer(
    discord_: LoopbackDiscord, who: User, channel: Channel | None, asked: str = ASKED
) -> str:
    return (await (await discord_.slash("ask", {"question": asked}, who, channel)).answer()).text


async def test_a_file_is_taken_in_asked_about_and_undone(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    receipt = await added(discord_, ada, channel)
    assert receipt.text.startswith("### I have taken that in\n**The mill at Ebersberg**")
    assert "undated · English · 24 words · 1 passage\n-# Title: the first heading" in receipt.text
    assert [button.label for button in receipt.buttons] == ["Undo"]
    assert "Anna Grubmüller" in await answer(discord_, ada, channel)

    undone = await (await discord_.click(receipt, label="Undo", user=ada)).answer()
    assert undone is receipt
    assert "Removed. I no longer answer from it." in receipt.text
    assert not receipt.buttons
    assert "Grubmüller" not in await answer(discord_, ada, channel)


async def test_the_same_and_the_like_are_named(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    await added(discord_, ada, channel)
    again = await added(discord_, ada, channel)
    assert "That is there already, word for word" in again.text
    assert not again.buttons
    alike = await added(discord_, ada, channel, MILL + "\n\nIt is open.", "other.md")
    assert "Much of it stands here as well:\n- **The mill at Ebersberg**: " in alike.text
    assert " % of it" in alike.text


async def test_a_file_that_is_sent_again_takes_the_place_of_the_earlier_one(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    await added(discord_, ada, channel)
    again = await added(discord_, ada, channel, MILL.replace("Anna Grubmüller", "Jo Deiss"))
    assert "I have put it in the place of the earlier version" in again.text
    assert "“Undo” takes it out altogether: the earlier version is not kept." in again.text
    said = await answer(discord_, ada, channel)
    assert "Jo Deiss" in said
    assert "Grubmüller" not in said
    await (await discord_.click(again, label="Undo", user=ada)).answer()
    assert "Jo Deiss" not in await answer(discord_, ada, channel)


async def test_what_cannot_be_taken_in_is_said_in_sentences(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    nothing = await command(discord_, ada, channel, "add")
    assert nothing.text == Trouble.NOTHING_TO_ADD.value.person
    large = await added(discord_, ada, channel, "a" * (MOST_BYTES + 1), "large.txt")
    assert "that file is larger than 4 MB. Send the part that matters." in large.text
    program = await added(discord_, ada, channel, "MZ", "mill.exe")
    assert "only files that end in" in program.text
    both = await discord_.slash(
        "library add",
        {"address": "nonsense", "file": Upload("mill.md", MILL.encode())},
        ada,
        channel,
    )
    assert "I could not take that in" in (await both.answer()).text
    assert "I have taken that in" in (await both.answer(1)).text


async def test_a_running_build_is_said_in_a_sentence(
    discord_: LoopbackDiscord, channel: Channel, ada: User, own_settings: IndexSettings
) -> None:
    build = alone(own_settings)
    await asyncio.to_thread(build.__enter__)
    busy = await added(discord_, ada, channel)
    await asyncio.to_thread(build.__exit__, None, None, None)
    assert busy.text == Trouble.LIBRARY_BUSY.value.person


async def test_an_article_is_found_while_typing_and_removed_after_a_question(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    await added(discord_, ada, channel)
    typing = await discord_.autocomplete("library remove", "article", "ebers", ada, channel)
    [choice] = await typing.choices()
    assert choice["name"] == "The mill at Ebersberg"
    question = await command(discord_, ada, channel, "remove", article=choice["value"])
    assert "Remove this article?" in question.text
    assert [button.label for button in question.buttons] == ["Remove", "Keep it"]
    await (await discord_.click(question, label="Keep it", user=ada)).answer()
    assert question.text == "Nothing was removed."
    assert "Grubmüller" in await answer(discord_, ada, channel)

    question = await command(discord_, ada, channel, "remove", article="the mill at ebersberg")
    await (await discord_.click(question, label="Remove", user=ada)).answer()
    assert "Grubmüller" not in await answer(discord_, ada, channel)
    unknown = await command(discord_, ada, channel, "remove", article="the mill at ebersberg")
    assert unknown.text == Trouble.ARTICLE_UNKNOWN.value.person


async def test_the_list_is_turned_in_place(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    empty = await command(discord_, ada, channel, "list")
    assert "This server has no articles of its own yet." in empty.text
    for number in range(1, 10):
        text = f"# Article {number}\n\nNumber {number} has a sentence of its own."
        await added(discord_, ada, channel, text, f"{number}.md")
    shown = await command(discord_, ada, channel, "list")
    assert "### 9 articles of this server\n1\\. **Article 9**\n-# undated · added <t:" in shown.text
    assert "Beside them there are 4 articles that every server sees." in shown.text
    assert [button.label for button in shown.buttons] == ["Next"]
    await (await discord_.click(shown, label="Next", user=ada)).answer()
    assert "9\\. **Article 1**" in shown.text
    assert [button.label for button in shown.buttons] == ["Back"]


async def test_status_says_what_there_is_and_what_is_missing(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    await added(discord_, ada, channel)
    status = await command(discord_, ada, channel, "status")
    assert "**This server's own**: 1 article, 1 passage\n**Public**: 4 articles" in status.text
    assert "Model: all-MiniLM-L6-v2\n- English: well known" in status.text
    assert "message content intent" in status.text
    assert "I can't" not in status.text
    assert channel.guild is not None
    channel.guild.overwrite(channel, discord_.bot, deny=1 << 11)
    status = await command(discord_, ada, channel, "status")
    assert "- I can't send messages here." in status.text


async def test_gaps_show_what_was_asked_in_vain_but_no_confidences(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    none = await command(discord_, ada, channel, "gaps")
    assert none.text == "No question is waiting for an answer."
    eve = discord_.add_user("eve")
    for who in (ada, eve):
        await answer(discord_, who, channel, "What did the zookeeper feed the penguins?")
    private = {"question": "How do I quit without my boss hearing of it?", "private": True}
    await (await discord_.slash("ask", private, eve, channel)).answer()
    gaps = await command(discord_, ada, channel, "gaps")
    assert "- What did the zookeeper feed the penguins?\n-# asked 2 times by 2 people" in gaps.text
    assert "1 more was asked in private, or where you do not read along." in gaps.text
    assert "boss" not in gaps.text


async def test_nobody_elsewhere_sees_or_removes_what_a_server_has_added(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    receipt = await added(discord_, ada, channel)
    elsewhere = discord_.add_guild("Elsewhere").add_channel("general")
    assert elsewhere.guild is not None
    eve = discord_.add_user("eve")
    elsewhere.guild.set_permissions(eve, MANAGE_GUILD)
    assert "Grubmüller" not in await answer(discord_, eve, elsewhere)
    assert "Grubmüller" not in await answer(discord_, eve, None)
    assert "Ebersberg" not in (await command(discord_, eve, elsewhere, "list")).text
    assert "0 articles" in (await command(discord_, eve, elsewhere, "status")).text
    typing = await discord_.autocomplete("library remove", "article", "", eve, elsewhere)
    await typing.acknowledged()
    assert not typing.interaction.choices
    key = (receipt.buttons[0].custom_id or "").removeprefix("undo:")
    assert len(f"undo:{key}") <= 100
    gone = await command(discord_, eve, elsewhere, "remove", article=key)
    assert gone.text == Trouble.ARTICLE_GONE.value.person
    with pytest.raises(ClientRefusalError):
        await discord_.slash("library list", {}, eve, None)


async def test_only_who_manages_the_server_may_and_a_former_admins_press_is_refused(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    receipt = await added(discord_, ada, channel)
    shown = await command(discord_, ada, channel, "remove", article="the mill at ebersberg")
    assert channel.guild is not None
    channel.guild.set_permissions(ada, 0)
    with pytest.raises(ClientRefusalError):
        await discord_.slash("library list", {}, ada, channel)
    for message, label in ((receipt, "Undo"), (shown, "Remove"), (shown, "Keep it")):
        pressed = await (await discord_.click(message, label=label, user=ada)).answer()
        assert pressed.text == Trouble.NOT_ADMIN.value.person
        assert message.buttons
    assert "Grubmüller" in await answer(discord_, ada, channel)


async def test_a_server_that_shows_the_commands_to_all_lets_nobody_do_more(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    # Discord lets a server offer a command to whom it likes; the bot does not follow.
    await added(discord_, ada, channel)
    for registered in discord_.commands():
        if registered["name"] == "library":
            registered["default_member_permissions"] = None
    eve = discord_.add_user("eve")
    options: dict[str, dict[str, Any]] = {
        "add": {"file": Upload("a.txt", b"A text.")},
        "list": {},
        "remove": {"article": "the mill at ebersberg"},
        "refresh": {},
        "status": {},
        "gaps": {},
    }
    for name, given in options.items():
        refused = await command(discord_, eve, channel, name, **given)
        assert refused.text == Trouble.NOT_ADMIN.value.person
    typing = await discord_.autocomplete("library remove", "article", "", eve, channel)
    await typing.acknowledged()
    assert not typing.interaction.choices


async def test_a_hostile_article_does_no_harm(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    title = ("@everyone [x](https://evil.example) **bold** <@1> ||x|| # " + "long " * 60)[:300]
    text = f"---\ntitle: '{title}'\npublished: '# @here'\n---\n\nA text of one sentence, whole."
    receipt = await added(discord_, ada, channel, text, "@everyone <@1>.md")
    listed = await command(discord_, ada, channel, "list")
    key = (receipt.buttons[0].custom_id or "").removeprefix("undo:")
    asked = await command(discord_, ada, channel, "remove", article=key)
    harmless = {"heading", "bold", "small", "escape", "time", "list"}
    for message in (receipt, listed, asked):
        for block in message.text.split("\n\n"):
            found = read(block)
            assert set(found.alive) <= harmless, block
            assert not found.links
        assert len(message.text) < 4000
    typing = await discord_.autocomplete("library remove", "article", "", ada, channel)
    [choice] = await typing.choices()
    assert len(choice["name"]) <= 100


async def test_what_is_undone_after_a_restart_is_undone(
    discord_: LoopbackDiscord,
    channel: Channel,
    ada: User,
    running: FootnoteClient,
    make: Callable[[], FootnoteClient],
) -> None:
    receipt = await added(discord_, ada, channel)
    await running.close()
    async with discord_.running(make()):
        await (await discord_.click(receipt, label="Undo", user=ada)).answer()
        assert "Removed." in receipt.text
        assert "Grubmüller" not in await answer(discord_, ada, channel)


async def test_a_pdf_is_cited_with_its_page(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    document = pdf(
        pdf_page("The mill at Ebersberg is described on the pages that follow this one."),
        pdf_page("The wheel of the mill at Ebersberg was built by Anna Grubmüller in 1874."),
    )
    receipt = await command(discord_, ada, channel, "add", file=Upload("mill.pdf", document))
    assert receipt.text.startswith("### I have taken that in\n**mill**")

    said = await answer(discord_, ada, channel)
    assert "Anna Grubmüller" in said
    assert "**mill**, p. 2" in said


async def test_a_scan_is_said_to_be_one(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    scan = Upload("mill.pdf", pdf(scanned()))
    refused = await command(discord_, ada, channel, "add", file=scan)
    assert "it is a scan" in refused.text
    assert "text recognition" in refused.text
