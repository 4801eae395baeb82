"""A server's own articles at the desk: they come in, are asked at once, and go without a trace."""

import asyncio
import ipaddress
import threading
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

import bot.desk.shelves
import index.load.fetch
import index.shelf
from bot.articles import Refreshed, key_of
from bot.desk import Desk
from bot.desk.shelves import MOST_BYTES, MOST_CHARACTERS, Shelves
from bot.errors import DeskError, Trouble
from bot.records.records import Records
from bot.types import Question, server_collection
from index.errors import DiskError, LoadError, ModelMismatchError
from index.intake import alone
from index.library import Library
from index.load.address import IPAddress
from index.settings import IndexSettings
from index.types import PUBLIC, Span
from tests.documents.office import par, row, table, word
from tests.index.load.pdfs import page as pdf_page
from tests.index.load.pdfs import pdf
from tests.index.load.site import Page, Site

pytestmark = pytest.mark.asyncio

SERVER, OTHER = 71, 72
MILL = (
    "# The mill at Ebersberg\n\n"
    "The old mill at Ebersberg grinds eleven tonnes of rye every week. "
    "Its wheel was built by Anna Grubmüller in 1874."
)
ASKED = "Who built the wheel of the mill at Ebersberg?"


def here(address: IPAddress) -> bool:
    return address == ipaddress.ip_address("127.0.0.1")


def page(text: str, title: str = "A page") -> Page:
    body = f"<html><head><title>{title}</title></head><body><article><p>{text}</p></article>"
    return Page(body=body.encode())


WEIR = "The weir at Tegernsee was raised by two metres in 1931, after the flood of the year before."


@pytest_asyncio.fixture
async def shelves(own_desk: Desk, own_settings: IndexSettings) -> AsyncIterator[Shelves]:
    window = Shelves(own_desk, own_settings, most_articles=3, may_reach=here, wait_seconds=0.05)
    yield window
    assert await window.close(seconds=30)


async def trouble(doing: Any) -> Trouble:
    with pytest.raises(DeskError) as caught:
        await doing
    return caught.value.trouble


async def reason(doing: Any) -> str:
    with pytest.raises(LoadError) as caught:
        await doing
    assert caught.value.hint.endswith(".")
    return caught.value.message


async def cited(desk: Desk, server: int, asked: str = ASKED) -> set[str]:
    """The ids of the articles that an answer in that server shows anything of."""
    collections = frozenset({PUBLIC, server_collection(server)})
    answer = await desk.answer(Question(text=asked, collections=collections))
    own = server_collection(server)
    return {one.article_id for one in answer.citations if one.collection == own}


async def quiet(_: Refreshed) -> None:
    """Tells nobody."""


async def test_a_file_can_be_asked_at_once_in_its_server_only(
    shelves: Shelves, own_desk: Desk
) -> None:
    added = await shelves.add_file(SERVER, "mill.md", MILL.encode())

    assert (added.receipt.title, added.receipt.language) == ("The mill at Ebersberg", "en")
    assert added.receipt.chunks == 1
    assert added.key is not None
    assert await cited(own_desk, SERVER) == {added.receipt.article_id}
    assert await cited(own_desk, OTHER) == set()


async def test_the_same_again_adds_nothing_and_there_is_nothing_to_undo(shelves: Shelves) -> None:
    await shelves.add_file(SERVER, "mill.md", MILL.encode())
    again = await shelves.add_file(SERVER, "mill again.md", MILL.encode())

    assert again.receipt.unchanged
    assert again.key is None
    assert (await shelves.page(SERVER, 0, size=8)).own == 1


async def test_what_says_much_of_the_same_is_named(shelves: Shelves) -> None:
    first = await shelves.add_file(SERVER, "mill.md", MILL.encode())
    again = await shelves.add_file(SERVER, "copy.md", (MILL + "\n\nIt is open.").encode())
    elsewhere = await shelves.add_file(OTHER, "copy.md", (MILL + "\n\nIt is shut.").encode())

    [alike] = again.receipt.alike
    assert alike.article_id == first.receipt.article_id
    assert alike.share > 0.5
    assert elsewhere.receipt.alike == ()  # of another server's articles nothing is told


async def test_an_addition_is_undone_whole_and_only_once(shelves: Shelves, own_desk: Desk) -> None:
    added = await shelves.add_file(SERVER, "mill.md", MILL.encode())
    assert added.key is not None
    assert await trouble(shelves.remove(OTHER, added.key)) is Trouble.ARTICLE_GONE

    removed = await shelves.remove(SERVER, added.key)

    assert removed.title == "The mill at Ebersberg"
    assert await cited(own_desk, SERVER) == set()
    assert await trouble(shelves.remove(SERVER, added.key)) is Trouble.ARTICLE_GONE


async def test_a_page_takes_the_place_of_what_was_at_its_address(
    shelves: Shelves, own_desk: Desk, site: Site
) -> None:
    site.pages["/weir"] = page(WEIR)
    first = await shelves.add_address(SERVER, site.url("/weir"))
    site.pages["/weir"] = page(WEIR.replace("1931", "1932"))
    second = await shelves.add_address(SERVER, site.url("/weir#top"))

    assert second.receipt.replaced
    assert first.receipt.article_id == second.receipt.article_id
    assert first.key is not None
    assert first.key != second.key
    assert second.link == site.url("/weir")
    # What was undone is only what that addition brought in.
    assert await trouble(shelves.remove(SERVER, first.key)) is Trouble.ARTICLE_GONE
    assert await cited(own_desk, SERVER, "When was the weir at Tegernsee raised?")


async def test_what_cannot_be_read_is_said_why(shelves: Shelves, site: Site) -> None:
    assert await reason(shelves.add_address(SERVER, "ftp://example.com/a")) == (
        "that address does not begin with http:// or https://"
    )
    assert await reason(shelves.add_address(SERVER, site.url("/none"))) == (
        "that address answers 404"
    )
    assert "private network" in await reason(
        shelves.add_address(SERVER, site.url("/none", host="127.0.0.2"))
    )
    assert "only files that end in" in await reason(shelves.add_file(SERVER, "a.exe", b"MZ"))
    assert "has no text" in await reason(shelves.add_file(SERVER, "a.txt", b" "))
    assert "larger than 4 MB" in await reason(
        shelves.add_file(SERVER, "a.txt", b"a" * (MOST_BYTES + 1))
    )
    assert "longer than 1,000,000 characters" in await reason(
        shelves.add_file(SERVER, "a.txt", b"word " * (MOST_CHARACTERS // 5 + 1))
    )
    assert (await shelves.page(SERVER, 0, size=8)).own == 0


async def test_a_full_shelf_takes_no_more_but_what_it_has_may_change(
    shelves: Shelves, site: Site
) -> None:
    site.pages["/weir"] = page(WEIR)
    await shelves.add_address(SERVER, site.url("/weir"))
    for name in ("one", "two"):
        await shelves.add_file(SERVER, f"{name}.txt", f"Article {name} is short.".encode())
    full = shelves.add_file(SERVER, "mill.md", MILL.encode())
    assert await trouble(full) is Trouble.SHELF_FULL

    site.pages["/weir"] = page(WEIR.replace("1931", "1932"))
    assert (await shelves.add_address(SERVER, site.url("/weir"))).receipt.replaced
    assert (await shelves.add_file(OTHER, "mill.md", MILL.encode())).receipt.chunks == 1


class Slow:
    """Stands before the site's answer until it is let go."""

    def __init__(self, site: Site) -> None:
        self.go = threading.Event()
        self.asked = threading.Event()
        site.pages["/slow"] = Page(write=self._write)

    def _write(self, connection: Any, _: threading.Event) -> None:
        self.asked.set()
        assert self.go.wait(15)
        connection.sendall(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")


async def test_an_addition_delays_no_question_and_a_server_makes_one_at_a_time(
    shelves: Shelves, own_desk: Desk, site: Site
) -> None:
    slow = Slow(site)
    adding = asyncio.ensure_future(shelves.add_address(SERVER, site.url("/slow")))
    assert await asyncio.to_thread(slow.asked.wait, 15)

    second = shelves.add_file(SERVER, "mill.md", MILL.encode())
    assert await trouble(second) is Trouble.SHELF_BUSY
    assert await trouble(shelves.refresh(SERVER, quiet)) is Trouble.SHELF_BUSY
    answer = await own_desk.answer(Question(text="How many people downloaded the Qwen app?"))
    assert answer.answered
    assert not adding.done()

    slow.go.set()
    assert await reason(adding) == "that address answers 500"


async def test_too_many_additions_are_turned_away_in_the_shelves_own_words(
    shelves: Shelves, site: Site
) -> None:
    slow = Slow(site)
    adding = [asyncio.ensure_future(shelves.add_address(n, site.url("/slow"))) for n in range(9)]
    assert await asyncio.to_thread(slow.asked.wait, 15)
    late = shelves.add_file(SERVER, "mill.md", MILL.encode())
    assert await trouble(late) is Trouble.SHELF_BUSY
    slow.go.set()
    assert all(
        isinstance(one, LoadError) for one in await asyncio.gather(*adding, return_exceptions=True)
    )


async def test_a_running_build_is_said_in_a_sentence(
    shelves: Shelves, own_settings: IndexSettings
) -> None:
    build = alone(own_settings)
    await asyncio.to_thread(build.__enter__)
    adding = shelves.add_file(SERVER, "mill.md", MILL.encode())
    assert await trouble(adding) is Trouble.LIBRARY_BUSY
    await asyncio.to_thread(build.__exit__, None, None, None)
    assert (await shelves.add_file(SERVER, "mill.md", MILL.encode())).key


async def test_a_full_disk_is_said_in_a_sentence_and_nothing_came_in(
    shelves: Shelves, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise DiskError("The disk is full.", "Make room.")

    with monkeypatch.context() as patch:
        patch.setattr("index.intake.Catalog.put_article", full)
        adding = shelves.add_file(SERVER, "mill.md", MILL.encode())
        assert await trouble(adding) is Trouble.DISK_FULL
    assert (await shelves.page(SERVER, 0, size=8)).own == 0


async def test_a_library_that_has_just_got_another_model_is_followed(
    shelves: Shelves, own_library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[object] = []
    caught_up: list[int] = []
    real, follow = index.shelf.add, own_library.catch_up

    def catch_up() -> None:
        caught_up.append(len(tries))
        follow()

    def add(*args: Any, **kwargs: Any) -> Any:
        tries.append(args)
        if len(tries) == 1:
            raise ModelMismatchError("Another model.", "Switch.")
        return real(*args, **kwargs)

    monkeypatch.setattr(bot.desk.shelves, "add", add)
    monkeypatch.setattr(own_library, "catch_up", catch_up)
    assert (await shelves.add_file(SERVER, "mill.md", MILL.encode())).receipt.chunks == 1
    assert (len(tries), caught_up[0]) == (2, 1)


async def test_what_is_removed_takes_its_marks_and_pins_along(
    shelves: Shelves, records: Records
) -> None:
    added = await shelves.add_file(SERVER, "mill.md", MILL.encode())
    collection, article = server_collection(SERVER), added.receipt.article_id
    repairs = records.repairs

    def point() -> None:
        for name in (article, "another"):
            repairs.mark(SERVER, "outdated", collection, name, 1)
            repairs.mark(SERVER, "taught", collection, name, 1)
            repairs.pin(
                SERVER,
                f"Who built {name}?",
                "en",
                record=1,
                collection=collection,
                article_id=name,
                span=Span(0, 3),
                quote="The",
                person=1,
            )

    def pointed_at() -> set[str]:
        marks = (*repairs.marks(SERVER, "outdated"), *repairs.marks(SERVER, "taught"))
        return {one.article_id for one in marks} | {one.article_id for one in repairs.pins(SERVER)}

    await asyncio.to_thread(point)
    assert added.key is not None
    await shelves.remove(SERVER, added.key)
    assert await asyncio.to_thread(pointed_at) == {"another"}


async def test_articles_are_listed_in_pages_and_found_by_title_or_key(shelves: Shelves) -> None:
    for name in ("Alder", "Birch", "Cedar"):
        text = f"# {name}\n\nThe {name} is a tree.".encode()
        await shelves.add_file(SERVER, f"{name}.md", text)
    await shelves.add_file(OTHER, "Beech.md", b"# Beech\n\nThe beech is a tree.")

    first = await shelves.page(SERVER, 0, size=2)
    assert [one.title for one in first.entries] == ["Cedar", "Birch"]
    assert (first.first, first.own, first.public) == (0, 3, 4)
    last = await shelves.page(SERVER, 9, size=2)
    assert ([one.title for one in last.entries], last.first) == (["Alder"], 2)
    assert [title for title, _ in await shelves.titles(SERVER, " b")] == ["Birch"]
    assert len(await shelves.titles(SERVER, "")) == 3

    [(_, key)] = await shelves.titles(SERVER, "BIR")
    assert (await shelves.find(SERVER, key)).title == "Birch"
    assert (await shelves.find(SERVER, "birch ")).title == "Birch"
    assert await trouble(shelves.find(OTHER, key)) is Trouble.ARTICLE_GONE
    assert await trouble(shelves.find(SERVER, "Beech")) is Trouble.ARTICLE_UNKNOWN
    assert len(key_of((await shelves.page(SERVER, 0, size=1)).entries[0])) < 40


async def test_a_refresh_says_what_changed_failed_and_is_gone(
    shelves: Shelves, own_desk: Desk, site: Site
) -> None:
    for name in ("weir", "lock", "dam"):
        site.pages[f"/{name}"] = page(WEIR.replace("weir", name), title=f"The {name}")
        await shelves.add_address(SERVER, site.url(f"/{name}"))
    told: list[int] = []

    async def tell(so_far: Refreshed) -> None:
        told.append(so_far.done)

    site.pages["/weir"] = page(WEIR.replace("1931", "1932"), title="The weir")
    site.pages["/dam"] = Page(status=410)
    found = await shelves.refresh(SERVER, tell)
    assert found == Refreshed(total=3, unchanged=1, changed=("The weir",), gone=("The dam",))
    assert told == [1, 2, 3]
    site.pages["/weir"] = Page(status=503)
    found = await shelves.refresh(SERVER, quiet)
    assert found.failed == (("The weir", "that address answers 503"),)
    # What could not be fetched is answered from as it was.
    assert await cited(own_desk, SERVER, "When was the dam at Tegernsee raised?")


async def test_a_refresh_stops_in_time_and_says_how_far_it_came(
    own_desk: Desk, own_settings: IndexSettings, site: Site
) -> None:
    now = [0.0]
    shelves = Shelves(own_desk, own_settings, most_articles=9, may_reach=here, clock=lambda: now[0])
    for name in ("weir", "lock"):
        site.pages[f"/{name}"] = page(WEIR.replace("weir", name), title=name)
        await shelves.add_address(SERVER, site.url(f"/{name}"))

    async def tell(_: Refreshed) -> None:
        now[0] += 100

    found = await shelves.refresh(SERVER, tell, seconds=60)
    assert (found.total, found.done, found.left) == (2, 1, 1)
    assert await shelves.close(seconds=30)


@pytest.mark.parametrize("when", ["before", "while"])
async def test_what_is_removed_during_a_refresh_stays_away(
    shelves: Shelves, site: Site, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    site.pages["/weir"] = page(WEIR)
    site.pages["/lock"] = page(WEIR.replace("weir", "lock"))
    await shelves.add_address(SERVER, site.url("/weir"))
    added = await shelves.add_address(SERVER, site.url("/lock"))
    site.pages["/lock"] = page(WEIR.replace("weir", "new lock"))
    key, real = added.key or "", index.load.fetch.fetch

    def fetch(url: str, **kwargs: Any) -> Any:
        if url.endswith("/lock"):
            shelves._remove(SERVER, key)
        return real(url, **kwargs)

    async def tell(so_far: Refreshed) -> None:
        if when == "before" and so_far.total == 2:
            await shelves.remove(SERVER, key)

    if when == "while":
        monkeypatch.setattr(bot.desk.shelves, "fetch", fetch)
    found = await shelves.refresh(SERVER, tell)
    assert (found.total, found.unchanged, found.changed) == (1, 1, ())
    assert (await shelves.page(SERVER, 0, size=8)).own == 1


async def test_closing_the_desk_stops_what_is_being_embedded(
    own_desk: Desk, own_settings: IndexSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelves = Shelves(own_desk, own_settings, most_articles=9)
    begun, real = threading.Semaphore(0), shelves._check_open

    def check() -> None:
        begun.release()
        real()

    monkeypatch.setattr(shelves, "_check_open", check)
    long = "\n\n".join(f"Sentence {n} of a very long story about a mill." for n in range(15_000))
    adding = asyncio.ensure_future(shelves.add_file(SERVER, "long.txt", long.encode()))
    for _ in range(2):  # before it is added, and when its first chunk is embedded
        assert await asyncio.to_thread(begun.acquire, timeout=60)
    await own_desk.close(seconds=30)
    assert await trouble(adding) is Trouble.CLOSING


async def test_documents_are_taken_by_their_ending(shelves: Shelves) -> None:
    mill = word(
        par("The mill at Ebersberg", style="Title"),
        table(row("Part", "Made of", "Since"), row("Wheel", "oak", "1764")),
    )
    added = await shelves.add_file(SERVER, "mill.docx", mill)
    rows = await shelves.add_file(SERVER, "parts.csv", b"Part,Price\nWheel,900 crowns\n")

    assert added.receipt.title == "The mill at Ebersberg"
    assert (rows.receipt.title, rows.receipt.notes) == ("parts", ())
    assert "no Word document" in await reason(shelves.add_file(SERVER, "a.docx", b"text"))
    assert "it is empty" in await reason(shelves.add_file(SERVER, "b.epub", b""))


async def test_a_pdf_is_cited_with_its_page(shelves: Shelves, own_desk: Desk) -> None:
    document = pdf(
        pdf_page("A page about nothing much."), pdf_page(WEIR.replace(", after", ",\nafter"))
    )
    await shelves.add_file(SERVER, "weir.pdf", document)

    found = await own_desk.answer(
        Question(
            text="How far was the weir raised?", collections=frozenset({server_collection(SERVER)})
        )
    )

    assert [mark.number for mark in found.citations[0].marks] == [2]
