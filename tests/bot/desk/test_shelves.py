"""A server's own articles at the desk: they come in, are asked at once, and go without a trace."""

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

import bot.desk.shelves
import index.load.fetch
import index.shelf
from bot.articles import key_of
from bot.desk import Desk
from bot.desk.shelves import MOST_BYTES, Shelves
from bot.errors import DeskError, Trouble
from bot.records.records import Records
from bot.types import Question, server_collection
from index.errors import DiskError, LoadError, ModelMismatchError
from index.intake import alone
from index.library import Library
from index.settings import IndexSettings
from index.shelf import MOST_CHARACTERS
from index.types import PUBLIC, Span
from tests.documents.office import par, row, table, word
from tests.index.load.pdfs import page as pdf_page
from tests.index.load.pdfs import pdf

pytestmark = pytest.mark.asyncio

SERVER, OTHER = 71, 72
MILL = (
    "# The mill at Ebersberg\n\n"
    "The old mill at Ebersberg grinds eleven tonnes of rye every week. "
    "Its wheel was built by Anna Grubmüller in 1874."
)
ASKED = "Who built the wheel of the mill at Ebersberg?"


WEIR = "The weir at Tegernsee was raised by two metres in 1931, after the flood of the year before."


@pytest_asyncio.fixture
async def shelves(own_desk: Desk, own_settings: IndexSettings) -> AsyncIterator[Shelves]:
    window = Shelves(own_desk, own_settings, most_articles=3, wait_seconds=0.05)
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


async def test_a_file_can_be_asked_at_once_in_its_server_only(
    shelves: Shelves, own_desk: Desk
) -> None:
    added = await shelves.add_file(SERVER, "mill.md", MILL.encode())

    assert (added.receipt.examined.title, added.receipt.examined.language) == (
        "The mill at Ebersberg",
        "en",
    )
    assert added.receipt.examined.chunks == 1
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

    [alike] = again.receipt.examined.alike
    assert alike.article_id == first.receipt.article_id
    assert alike.share > 0.5
    assert elsewhere.receipt.examined.alike == ()  # of another server's articles nothing is told


async def test_an_addition_is_undone_whole_and_only_once(shelves: Shelves, own_desk: Desk) -> None:
    added = await shelves.add_file(SERVER, "mill.md", MILL.encode())
    assert added.key is not None
    assert await trouble(shelves.remove(OTHER, added.key)) is Trouble.ARTICLE_GONE

    removed = await shelves.remove(SERVER, added.key)

    assert removed.title == "The mill at Ebersberg"
    assert await cited(own_desk, SERVER) == set()
    assert await trouble(shelves.remove(SERVER, added.key)) is Trouble.ARTICLE_GONE


async def test_a_file_that_is_sent_again_takes_the_place_of_the_earlier_one(
    shelves: Shelves, own_desk: Desk
) -> None:
    first = await shelves.add_file(SERVER, "mill.md", MILL.encode())
    changed = MILL.replace("Anna Grubmüller", "Jo Deiss").replace("The mill", "An old mill")
    again = await shelves.add_file(SERVER, "mill.md", changed.encode())
    elsewhere = await shelves.add_file(OTHER, "mill.md", changed.encode())

    assert again.receipt.replaced
    assert again.receipt.article_id == first.receipt.article_id
    assert not elsewhere.receipt.replaced
    assert (await shelves.page(SERVER, 0, size=8)).own == 1
    assert first.key is not None
    assert await trouble(shelves.remove(SERVER, first.key)) is Trouble.ARTICLE_GONE
    assert await cited(own_desk, SERVER) == {again.receipt.article_id}


async def test_what_cannot_be_read_is_said_why(shelves: Shelves) -> None:
    assert "only files that end in" in await reason(shelves.add_file(SERVER, "a.exe", b"MZ"))
    assert "has no text" in await reason(shelves.add_file(SERVER, "a.txt", b" "))
    assert "larger than 4 MB" in await reason(
        shelves.add_file(SERVER, "a.txt", b"a" * (MOST_BYTES + 1))
    )
    assert "longer than 1,000,000 characters" in await reason(
        shelves.add_file(SERVER, "a.txt", b"word " * (MOST_CHARACTERS // 5 + 1))
    )
    assert (await shelves.page(SERVER, 0, size=8)).own == 0


async def test_a_full_shelf_takes_no_more_but_what_it_has_may_change(shelves: Shelves) -> None:
    for name in ("one", "two", "three"):
        await shelves.add_file(SERVER, f"{name}.txt", f"Article {name} is short.".encode())
    full = shelves.add_file(SERVER, "mill.md", MILL.encode())
    assert await trouble(full) is Trouble.SHELF_FULL

    assert (await shelves.add_file(SERVER, "one.txt", b"Article one is long.")).receipt.replaced
    assert (await shelves.add_file(OTHER, "mill.md", MILL.encode())).receipt.examined.chunks == 1


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
    assert (await shelves.add_file(SERVER, "mill.md", MILL.encode())).receipt.examined.chunks == 1
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


async def test_closing_the_desk_stops_what_is_being_embedded(
    own_desk: Desk, own_settings: IndexSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelves = Shelves(own_desk, own_settings, most_articles=9)
    begun, real = threading.Semaphore(0), shelves.check_open

    def check() -> None:
        begun.release()
        real()

    monkeypatch.setattr(shelves, "check_open", check)
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

    assert added.receipt.examined.title == "The mill at Ebersberg"
    assert (rows.receipt.examined.title, rows.receipt.examined.notes) == ("parts", ())
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
