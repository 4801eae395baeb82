"""Admins add pages, documents, feeds and sites, have them looked at again, and take them away."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.client import FootnoteClient
from bot.cogs.library import TELL_SECONDS
from bot.desk import Desk
from bot.desk.shelves import Shelves
from bot.errors import Trouble
from bot.settings import Settings
from bot.types import server_collection
from index.settings import IndexSettings
from index.sources.refresh import list_sources, rest
from tests.bot.discord.kept import eventually
from tests.bot.discord.test_library import answer, command
from tests.index.load.pdfs import page as pdf_page
from tests.index.load.pdfs import pdf
from tests.index.load.site import Page, Site
from tests.index.sources.places import article, feed, here, sitemap
from tests.loopback import Channel, LoopbackDiscord, Message, Upload, User
from tests.loopback.rights import MANAGE_GUILD

WEIR = "The weir at Tegernsee was raised by two metres in 1931, after the flood of the year before."
ASKED = "When was the weir at Tegernsee raised?"
MOST = 6


def story(name: str) -> str:
    """A text that resembles no other one's."""
    return " ".join(f"The {name} has its {n}th {name} by {name} number {n * n}." for n in range(9))


@pytest_asyncio.fixture
async def running(
    discord_: LoopbackDiscord,
    channel: Channel,
    ada: User,
    own_desk: Desk,
    own_settings: IndexSettings,
    settings: Settings,
) -> AsyncIterator[FootnoteClient]:
    """The bot, in a server that ada manages; it may fetch from this machine."""
    assert channel.guild is not None
    channel.guild.set_permissions(ada, MANAGE_GUILD)
    shelves = Shelves(
        own_desk, own_settings, most_articles=MOST, may_reach=here, pause=0.0, wait_seconds=0.05
    )
    async with discord_.running(FootnoteClient(own_desk, settings, shelves=shelves)) as client:
        yield client


pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("running")]


async def press(discord_: LoopbackDiscord, message: Message, label: str, who: User) -> str:
    return (await (await discord_.click(message, label=label, user=who)).answer()).text


async def test_the_receipt_for_a_page_is_a_librarians_and_undo_takes_it_out(
    discord_: LoopbackDiscord, channel: Channel, ada: User, site: Site
) -> None:
    head = (
        '<meta name="author" content="Vera Lind">'
        '<meta property="article:published_time" content="2024-05-06">'
        '<link rel="canonical" href="ftp://example.com/x">'
    )
    site.pages["/weir"] = article("The weir", f"{WEIR}</p><p hidden>Seen by nobody.", head=head)
    receipt = await command(discord_, ada, channel, "add", address=site.url("/weir"))

    assert receipt.text.startswith("### I have taken that in\n")
    assert f"[The weir]({site.url('/weir')})" in receipt.text
    assert "6 May 2024 · English · 19 words · 1 passage" in receipt.text
    assert "-# Title: the only heading of level 1" in receipt.text
    assert "-# Author: Vera Lind, " in receipt.text
    assert "-# Date: " in receipt.text
    assert "What I left out or mended:\n- " in receipt.text
    assert "-# I look there again every day." in receipt.text
    assert "1931" in await answer(discord_, ada, channel, ASKED)

    assert "I no longer answer from it." in await press(discord_, receipt, "Undo", ada)
    assert "1931" not in await answer(discord_, ada, channel, ASKED)
    nothing = await command(discord_, ada, channel, "refresh")
    assert nothing.text == "No article of this server came from a web address."


async def test_a_servers_places_rest_while_the_bot_is_not_there(
    discord_: LoopbackDiscord,
    channel: Channel,
    ada: User,
    own_desk: Desk,
    own_settings: IndexSettings,
    settings: Settings,
    running: FootnoteClient,
    site: Site,
) -> None:
    site.pages["/weir"] = article("The weir", WEIR)
    await command(discord_, ada, channel, "add", address=site.url("/weir"))
    guild = channel.guild
    assert guild is not None

    async def becomes(*, scheduled: bool) -> None:
        async def look() -> bool | None:
            [source] = await asyncio.to_thread(list_sources, own_settings)
            return True if (source.due is not None) == scheduled else None

        await eventually(look, f"its place never became {scheduled=}")

    await becomes(scheduled=True)
    guild.remove_member(discord_.bot)
    await becomes(scheduled=False)
    discord_.add_guild("Readers", number=guild.id)
    await becomes(scheduled=True)

    # What happened while the bot was away is found out when it comes back.
    await running.close()
    await asyncio.to_thread(rest, own_settings, server_collection(guild.id), over=False)
    async with discord_.running(FootnoteClient(own_desk, settings)):
        await becomes(scheduled=True)


async def test_a_page_that_has_changed_takes_the_place_of_what_it_was(
    discord_: LoopbackDiscord, channel: Channel, ada: User, site: Site
) -> None:
    site.pages["/weir"] = article("The weir", WEIR)
    first = await command(discord_, ada, channel, "add", address=site.url("/weir"))
    same = await command(discord_, ada, channel, "add", address=site.url("/weir"))
    assert "That is there already, word for word" in same.text
    assert "The weir" in same.text
    assert not same.buttons
    site.pages["/weir"] = article("The weir", WEIR.replace("1931", "1932"))
    again = await command(discord_, ada, channel, "add", address=site.url("/weir"))
    assert "I have put it in the place of the earlier version" in again.text
    assert "“Undo” takes it out altogether: the earlier version is not kept." in again.text
    # The first receipt's button does not take away what came in later.
    assert await press(discord_, first, "Undo", ada) == Trouble.ARTICLE_GONE.value.person
    assert "1932" in await answer(discord_, ada, channel, ASKED)


async def test_a_pdf_by_its_address_is_cited_with_its_page(
    discord_: LoopbackDiscord, channel: Channel, ada: User, site: Site
) -> None:
    body = pdf(pdf_page("A page about nothing."), pdf_page(WEIR.replace(", after", ",\nafter")))
    site.pages["/weir.pdf"] = Page(body=body, headers={"Content-Type": "application/pdf"})
    receipt = await command(discord_, ada, channel, "add", address=site.url("/weir.pdf"))
    assert "I have taken that in" in receipt.text
    assert ", p. 2" in await answer(discord_, ada, channel, ASKED)


async def test_a_feed_is_followed_and_undone_with_all_its_articles(
    discord_: LoopbackDiscord, channel: Channel, ada: User, site: Site
) -> None:
    site.pages["/weir"] = article("The weir", WEIR)
    site.pages["/quay"] = article("The quay", story("quay"))
    entries = [("/weir", "Weir", ""), ("/quay", "Quay", ""), ("/none", "None", "")]
    site.pages["/feed"] = feed(site, entries)
    receipt = await command(discord_, ada, channel, "add", address=site.url("/feed"))

    assert receipt.text.startswith("### I follow this feed\n")
    assert "2 articles taken in" in receipt.text
    assert "- **The weir**\n- **The quay**" in receipt.text
    assert "What I could not take in:\n- " in receipt.text
    assert "that address answers 404" in receipt.text
    assert "1931" in await answer(discord_, ada, channel, ASKED)
    again = await command(discord_, ada, channel, "add", address=site.url("/feed"))
    assert "2 unchanged" in again.text
    assert not again.buttons

    gone = await press(discord_, receipt, "Undo", ada)
    assert "I no longer look there. 2 articles that came from it were removed." in gone
    assert "1931" not in await answer(discord_, ada, channel, ASKED)
    assert "no articles of its own yet" in (await command(discord_, ada, channel, "list")).text


async def test_a_site_is_taken_whole_listed_and_dropped_after_a_question(
    discord_: LoopbackDiscord, channel: Channel, ada: User, site: Site
) -> None:
    site.pages["/weir"] = article("The weir", WEIR)
    site.pages["/quay"] = article("The quay", story("quay"))
    site.pages["/sitemap.xml"] = sitemap(site, "/weir", "/quay")
    options = {"address": site.url("/"), "whole-site": True}
    receipt = await command(discord_, ada, channel, "add", **options)
    assert receipt.text.startswith("### I follow this site\n")
    assert "2 articles taken in" in receipt.text

    status = await command(discord_, ada, channel, "status")
    assert "**What I look at again and again**\n- Site: " in status.text
    assert "-# 2 articles · looked at <t:" in status.text
    typing = await discord_.autocomplete("library remove", "article", "127.0", ada, channel)
    [choice] = await typing.choices()
    assert choice["name"] == f"Site: {site.url('/')}"
    question = await command(discord_, ada, channel, "remove", article=choice["value"])
    assert "Follow this no longer, and remove what came from it?" in question.text
    assert "2 articles that came from it were removed." in await press(
        discord_, question, "Remove", ada
    )
    status = await command(discord_, ada, channel, "status")
    assert "again and again" not in status.text
    stale = await command(discord_, ada, channel, "remove", article=choice["value"])
    assert stale.text == Trouble.PLACE_GONE.value.person


async def test_a_place_that_fails_is_said_why_and_is_not_kept(
    discord_: LoopbackDiscord, channel: Channel, ada: User, site: Site
) -> None:
    gone = await command(discord_, ada, channel, "add", address=site.url("/none"))
    assert gone.text == (
        "I could not take that in: that address answers 404. "
        "Check the address, or look where the page has gone."
    )
    site.pages["/feed"] = feed(site, [("/none", "None", "")])
    for address in (
        site.url("/feed"),
        site.url("/none", host="127.0.0.2"),
        "file:///etc/passwd",
        "corpus",
    ):
        refused = await command(discord_, ada, channel, "add", address=address)
        assert "I could not take that in: " in refused.text
    nothing = await command(discord_, ada, channel, "refresh")
    assert nothing.text == "No article of this server came from a web address."


async def test_places_are_looked_at_again_and_how_far_that_is_is_told(
    discord_: LoopbackDiscord,
    channel: Channel,
    ada: User,
    site: Site,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.cogs.library.TELL_SECONDS", -1.0)
    assert TELL_SECONDS > 1
    for name in ("weir", "lock", "dam"):
        site.pages[f"/{name}"] = article(f"The {name}", WEIR.replace("weir", name))
        await command(discord_, ada, channel, "add", address=site.url(f"/{name}"))
    site.pages["/weir"] = article("The weir", WEIR.replace("1931", "1932"))
    site.pages["/dam"] = Page(status=404)
    found = await refreshed(discord_, ada, channel)
    assert "1 unchanged\n1 changed\n- The weir\n1 gone from their site, kept as they were" in (
        found.text
    )
    assert "What is gone from its site I still cite, until it is gone the next time" in found.text
    assert found.edits >= 3
    status = await command(discord_, ada, channel, "status")
    assert "Pages fetched again: <t:" in status.text
    assert "- Page: " in status.text  # it is in trouble
    listed = await command(discord_, ada, channel, "list")
    assert listed.text.count("could not be had again; as it was <t:") == 1

    found = await refreshed(discord_, ada, channel)
    assert "1 still gone from their site, removed\n- The dam" in found.text
    assert "The dam" not in (await command(discord_, ada, channel, "list")).text


async def refreshed(discord_: LoopbackDiscord, ada: User, channel: Channel) -> Message:
    found = await (await discord_.slash("library refresh", {}, ada, channel)).answer()
    await discord_.until(lambda: "### The pages, fetched again" in found.text or None, timeout=60)
    return found


async def test_what_is_said_twice_is_kept_once_and_both_places_are_named(
    discord_: LoopbackDiscord, channel: Channel, ada: User, site: Site
) -> None:
    for path in ("/quay", "/copy"):
        site.pages[path] = article("The quay", story("quay"))
        receipt = await command(discord_, ada, channel, "add", address=site.url(path))
    assert "Another article says the same; I keep it once" in receipt.text
    assert "Kept as: **The quay**" in receipt.text
    listed = await command(discord_, ada, channel, "list")
    assert "### 1 article of this server" in listed.text
    assert "the same at http" in listed.text
    await press(discord_, receipt, "Undo", ada)
    listed = await command(discord_, ada, channel, "list")
    assert "### 1 article of this server" in listed.text
    assert "the same at" not in listed.text


async def test_a_full_server_says_so_and_a_feed_leaves_out_what_finds_no_room(
    discord_: LoopbackDiscord, channel: Channel, ada: User, site: Site
) -> None:
    for number in range(MOST - 1):
        text = f"A note on {number} that is the server's own.".encode()
        await command(discord_, ada, channel, "add", file=Upload(f"{number}.txt", text))
    for name in ("weir", "quay"):
        site.pages[f"/{name}"] = article(f"The {name}", story(name))
    site.pages["/feed"] = feed(site, [("/weir", "Weir", "")])
    await command(discord_, ada, channel, "add", address=site.url("/feed"))
    full = await command(discord_, ada, channel, "add", address=site.url("/quay"))
    assert "as many as I take" in full.text
    site.pages["/feed"] = feed(site, [("/quay", "Quay", "")])
    found = await refreshed(discord_, ada, channel)
    assert "1 left out: this server has as many articles as I take." in found.text
    assert (
        f"### {MOST} articles of this server"
        in (await command(discord_, ada, channel, "list")).text
    )


async def test_two_servers_have_the_same_feed_and_neither_touches_the_others(
    discord_: LoopbackDiscord, channel: Channel, ada: User, site: Site
) -> None:
    site.pages["/weir"] = article("The weir", WEIR)
    site.pages["/feed"] = feed(site, [("/weir", "Weir", "")])
    mine = await command(discord_, ada, channel, "add", address=site.url("/feed"))
    elsewhere = discord_.add_guild("Elsewhere").add_channel("general")
    assert elsewhere.guild is not None
    eve = discord_.add_user("eve")
    elsewhere.guild.set_permissions(eve, MANAGE_GUILD)
    assert "1931" not in await answer(discord_, eve, elsewhere, ASKED)
    assert "again and again" not in (await command(discord_, eve, elsewhere, "status")).text

    theirs = await command(discord_, eve, elsewhere, "add", address=site.url("/feed"))
    assert "1 article taken in" in theirs.text
    key = (mine.buttons[0].custom_id or "").removeprefix("undo-place:")
    assert len(f"remove-place:{key}") <= 100
    foreign = await command(discord_, eve, elsewhere, "remove", article=f"place:{key}")
    assert foreign.text == Trouble.PLACE_GONE.value.person
    await press(discord_, theirs, "Undo", eve)
    assert "1931" not in await answer(discord_, eve, elsewhere, ASKED)
    assert "1931" in await answer(discord_, ada, channel, ASKED)


async def test_a_former_admins_press_and_typing_are_refused(
    discord_: LoopbackDiscord, channel: Channel, ada: User, site: Site
) -> None:
    site.pages["/weir"] = article("The weir", WEIR)
    site.pages["/feed"] = feed(site, [("/weir", "Weir", "")])
    receipt = await command(discord_, ada, channel, "add", address=site.url("/feed"))
    assert channel.guild is not None
    channel.guild.set_permissions(ada, 0)
    assert await press(discord_, receipt, "Undo", ada) == Trouble.NOT_ADMIN.value.person
    assert "1931" in await answer(discord_, ada, channel, ASKED)
