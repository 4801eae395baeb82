"""Places on the web at the desk: a server's articles come in, stay fresh, and go again."""

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

import bot.desk.places
from bot.articles import Placed, Refreshed, key_of, key_of_place
from bot.desk import Desk
from bot.desk.places import MOST_PLACES, Places
from bot.desk.shelves import Shelves
from bot.desk.upkeep import Upkeep
from bot.errors import Trouble
from bot.offload import Offload
from bot.records.records import Records
from bot.types import Question, server_collection
from index.errors import LoadError
from index.intake import alone
from index.library import Library
from index.load.page import read_page
from index.settings import IndexSettings
from index.shelf import add
from index.sources.base import RefreshReceipt
from index.sources.refresh import list_sources
from index.types import PUBLIC
from tests.bot.desk.test_shelves import reason, trouble
from tests.index.load.pdfs import page as pdf_page
from tests.index.load.pdfs import pdf
from tests.index.load.site import Page, Site
from tests.index.sources.places import article, feed, here, sitemap

pytestmark = pytest.mark.asyncio

SERVER, OTHER = 71, 72
WEIR = "The weir at Tegernsee was raised by two metres in 1931, after the flood of the year before."
ASKED = "When was the weir at Tegernsee raised?"


def story(name: str) -> str:
    """A text that resembles no other one's."""
    return " ".join(
        f"The {name} has its {n}th {name} beside {name} number {n * n}." for n in range(9)
    )


@pytest.fixture
def made(own_desk: Desk, own_settings: IndexSettings) -> Shelves:
    return Shelves(
        own_desk, own_settings, most_articles=4, may_reach=here, pause=0.0, wait_seconds=0.05
    )


@pytest_asyncio.fixture
async def shelves(made: Shelves) -> AsyncIterator[Shelves]:
    yield made
    assert await made.close(seconds=30)


@pytest.fixture
def places(own_desk: Desk, shelves: Shelves) -> Places:
    return Places(own_desk, shelves)


async def titles(shelves: Shelves, server: int = SERVER) -> set[str]:
    page = await shelves.page(server, 0, size=50)
    return {one.title for one in page.entries}


async def kinds(settings: IndexSettings, server: int = SERVER) -> list[str]:
    found = await asyncio.to_thread(list_sources, settings, collections=[server_collection(server)])
    return [one.spec.kind for one in found]


async def cited(desk: Desk, server: int, asked: str = ASKED) -> set[str]:
    """The ids of the articles that an answer in that server shows anything of."""
    own = server_collection(server)
    answer = await desk.answer(Question(text=asked, collections=frozenset({PUBLIC, own})))
    return {one.article_id for one in answer.citations if one.collection == own}


async def quiet(_: Refreshed) -> None:
    """Tells nobody."""


def of(placed: Placed) -> RefreshReceipt:
    assert placed.receipt is not None
    return placed.receipt


def key(placed: Placed) -> str:
    assert placed.entry is not None
    return key_of(placed.entry)


async def test_a_page_is_answered_from_in_its_server_only_and_looked_at_every_day(
    places: Places, own_desk: Desk, own_settings: IndexSettings, site: Site
) -> None:
    site.pages["/weir"] = article("The weir", WEIR)
    placed = await places.add(SERVER, site.url("/weir#top"))

    [examined] = of(placed).examined
    assert (examined.title, examined.language, examined.words) == ("The weir", "en", 19)
    assert ("title", "the only heading of level 1") in examined.found
    assert not placed.known
    assert await cited(own_desk, SERVER) == {"the-weir"}
    assert await cited(own_desk, OTHER) == set()
    [source] = await asyncio.to_thread(list_sources, own_settings)
    assert (source.spec.kind, source.spec.refresh) == ("page", 86_400)
    assert source.spec.collection == server_collection(SERVER)
    assert source.due is not None
    assert source.due > source.tried + 86_000


async def test_a_page_takes_the_place_of_what_was_at_its_address(
    places: Places, shelves: Shelves, site: Site
) -> None:
    site.pages["/weir"] = article("The weir", WEIR)
    first = await places.add(SERVER, site.url("/weir"))
    assert of(await places.add(SERVER, site.url("/weir"))).unchanged == 1
    site.pages["/weir"] = article("The weir", WEIR.replace("1931", "1932"))
    second = await places.add(SERVER, site.url("/weir"))

    assert second.known
    assert of(second).changed == of(first).added
    assert key(first) != key(second)
    # What was undone is only what that addition brought in.
    assert await trouble(shelves.remove(SERVER, key(first))) is Trouble.ARTICLE_GONE


async def test_undoing_a_page_takes_its_source_along(
    places: Places, shelves: Shelves, own_desk: Desk, own_settings: IndexSettings, site: Site
) -> None:
    site.pages["/weir"] = article("The weir", WEIR)
    placed = await places.add(SERVER, site.url("/weir"))
    await shelves.remove(SERVER, key(placed))

    assert await cited(own_desk, SERVER) == set()
    assert await kinds(own_settings) == []
    assert of(await places.add(SERVER, site.url("/weir"))).added == ["the-weir"]


async def test_a_place_is_fetched_once_when_it_is_added(places: Places, site: Site) -> None:
    site.pages["/weir"] = article("The weir", WEIR)
    site.pages["/quay"] = article("The quay", story("quay"))
    site.pages["/feed"] = feed(site, [("/quay", "Quay", "")])
    for path in ("/weir", "/feed"):
        await places.add(SERVER, site.url(path))
        assert [asked for asked, _ in site.asked].count(path) == 1
    for path in ("/weir", "/feed"):  # which it has already
        assert (await places.add(SERVER, site.url(path))).known
        assert [asked for asked, _ in site.asked].count(path) == 2


async def test_the_pages_of_a_server_are_asked_for_no_faster_than_one_site_likes(
    places: Places, site: Site
) -> None:
    for name in ("quay", "lock"):
        site.pages[f"/{name}"] = article(f"The {name}", story(name))
        await places.add(SERVER, site.url(f"/{name}"))
    site.pages["/quay"] = Page(status=429, headers={"Retry-After": "7200"})
    site.asked.clear()
    found = await places.refresh(SERVER, quiet)
    assert [path for path, _ in site.asked] == ["/quay"]
    assert [why for _, why in found.failed] == ["that address answers 429"] * 2


async def test_a_pdf_is_taken_by_its_address(places: Places, own_desk: Desk, site: Site) -> None:
    body = pdf(pdf_page("A page about nothing."), pdf_page(WEIR.replace(", after", ",\nafter")))
    site.pages["/weir.pdf"] = Page(body=body, headers={"Content-Type": "application/pdf"})
    placed = await places.add(SERVER, site.url("/weir.pdf"))

    assert len(of(placed).added) == 1
    own = frozenset({server_collection(SERVER)})
    found = await own_desk.answer(Question(text="How far was the weir raised?", collections=own))
    assert [mark.number for mark in found.citations[0].marks] == [2]


async def test_a_feed_brings_its_pages_and_goes_with_them(
    places: Places, shelves: Shelves, own_settings: IndexSettings, site: Site
) -> None:
    for name in ("quay", "lock"):
        site.pages[f"/{name}"] = article(f"The {name}", story(name))
    site.pages["/feed"] = feed(
        site, [("/quay", "Quay", ""), ("/lock", "Lock", ""), ("/none", "None", "")]
    )
    placed = await places.add(SERVER, site.url("/feed"))

    assert placed.source.spec.kind == "feed"
    assert len(of(placed).added) == 2
    [failed] = of(placed).troubles
    assert (failed.url, failed.message) == (site.url("/none"), "that address answers 404")
    assert await titles(shelves) == {"The quay", "The lock"}
    assert [one for one, _ in await places.titles(SERVER, "FEED")] == await places.sources(SERVER)
    assert await places.titles(OTHER, "") == []

    gone = key_of_place(placed.source)
    assert await trouble(places.drop(OTHER, gone)) is Trouble.PLACE_GONE
    source, removed = await places.drop(SERVER, gone)
    assert (source.spec.location, removed) == (site.url("/feed"), 2)
    assert await titles(shelves) == set()
    assert await trouble(places.drop(SERVER, gone)) is Trouble.PLACE_GONE
    assert await kinds(own_settings) == []


async def test_an_article_of_a_feed_that_is_removed_stays_away(
    places: Places, shelves: Shelves, site: Site
) -> None:
    site.pages["/quay"] = article("The quay", story("quay"))
    site.pages["/lock"] = article("The lock", story("lock"))
    site.pages["/feed"] = feed(site, [("/quay", "Quay", ""), ("/lock", "Lock", "")])
    await places.add(SERVER, site.url("/feed"))
    [(_, gone)] = await shelves.titles(SERVER, "quay")
    await shelves.remove(SERVER, gone)

    site.pages["/quay"] = article("The quay", story("quay") + " And more.")
    found = await places.refresh(SERVER, quiet)
    assert found.added == ()
    assert await titles(shelves) == {"The lock"}


async def test_a_whole_site_is_taken_where_that_is_asked_for(
    places: Places, shelves: Shelves, own_settings: IndexSettings, site: Site
) -> None:
    for name in ("quay", "lock"):
        site.pages[f"/{name}"] = article(f"The {name}", story(name))
    site.pages["/sitemap.xml"] = sitemap(site, "/quay", "/lock")
    placed = await places.add(SERVER, site.url("/"), site=True)

    assert await kinds(own_settings) == ["site"]
    assert await titles(shelves) == {"The quay", "The lock"}
    await places.drop(SERVER, key_of_place(placed.source))
    assert await titles(shelves) == set()


async def test_nothing_but_a_public_web_address_is_taken_and_a_failure_leaves_nothing_behind(
    places: Places, own_settings: IndexSettings, site: Site
) -> None:
    site.pages["/empty"] = Page(body=b"<html><body></body></html>")
    site.pages["/dead"] = feed(site, [("/none", "None", "")])
    for address, why in (
        ("ftp://example.com/a", "does not begin with http:// or https://"),
        (str(own_settings.corpus_dir), "does not begin with http:// or https://"),
        (f"file://{own_settings.catalog_path}", "does not begin with http:// or https://"),
        (site.url("/none"), "that address answers 404"),
        (site.url("/none", host="127.0.0.2"), "private network"),
        (site.url("/empty"), ""),
        (site.url("/dead"), "that address answers 404"),
    ):
        assert why in await reason(places.add(SERVER, address))
    assert await reason(places.add(SERVER, site.url("/none"), site=True))
    assert await kinds(own_settings) == []


async def test_a_page_that_says_the_same_is_kept_once_and_undone_alone(
    places: Places, shelves: Shelves, own_settings: IndexSettings, site: Site
) -> None:
    for path in ("/quay", "/copy"):
        site.pages[path] = article("The quay", story("quay"))
    first = await places.add(SERVER, site.url("/quay"))
    again = await places.add(SERVER, site.url("/copy"))

    assert of(again).doubles == of(first).added
    assert list(again.same.values()) == ["The quay"]
    [entry] = (await shelves.page(SERVER, 0, size=9)).entries
    assert entry.also == (site.url("/copy"),)
    assert await places.drop(SERVER, key_of_place(again.source)) == (again.source, 0)
    assert await titles(shelves) == {"The quay"}
    assert await kinds(own_settings) == ["page"]


async def test_two_servers_have_the_same_feed_each_for_itself(
    places: Places, shelves: Shelves, own_desk: Desk, site: Site
) -> None:
    site.pages["/weir"] = article("The weir", WEIR)
    site.pages["/feed"] = feed(site, [("/weir", "Weir", "")])
    for server in (SERVER, OTHER):
        placed = await places.add(server, site.url("/feed"))
        assert len(of(placed).added) == 1
        assert await cited(own_desk, server)
    await places.drop(OTHER, key_of_place(placed.source))
    assert await titles(shelves) == {"The weir"}
    assert await cited(own_desk, OTHER) == set()
    assert await cited(own_desk, SERVER)


async def test_a_server_never_has_more_articles_than_it_may_also_while_a_feed_grows(
    places: Places, shelves: Shelves, own_desk: Desk, made: Shelves, site: Site
) -> None:
    names = ["quay", "lock", "pier", "dam", "mole", "weir"]
    for name in names:
        site.pages[f"/{name}"] = article(f"The {name}", story(name))
    await shelves.add_file(SERVER, "note.txt", b"A note of the server's own.")
    entries = [(f"/{name}", name, "") for name in names]
    site.pages["/feed"] = feed(site, entries[:2])
    placed = await places.add(SERVER, site.url("/feed"))
    assert len(await titles(shelves)) == 3

    # As the bot does by itself, when the feed is due.
    site.pages["/feed"] = feed(site, [*reversed(entries[2:4]), *entries[:2]])
    library = await asyncio.to_thread(Library, made.settings, own_desk.library.embedder)
    alike = Desk(library, Offload(workers=1, queue_size=9), question_max_chars=99)
    receipt = await Upkeep(alike, may_reach=here, pause=0.0).look_at(placed.source.key)
    await alike.close(seconds=5)
    assert receipt is not None
    assert len(receipt.added) == 1
    assert receipt.crowded == [site.url("/pier")]
    assert len(await titles(shelves)) == 4
    assert await trouble(places.add(SERVER, site.url("/weir"))) is Trouble.SHELF_FULL

    # Once there is room again, what was left out comes in.
    [(_, note)] = await shelves.titles(SERVER, "note")
    await shelves.remove(SERVER, note)
    found = await places.refresh(SERVER, quiet)
    assert (found.added, found.crowded) == (("The pier",), 0)


async def test_a_place_takes_no_more_than_there_is_room_for(
    places: Places, shelves: Shelves, site: Site
) -> None:
    names = ["quay", "lock", "pier", "dam", "mole", "weir"]
    for name in names:
        site.pages[f"/{name}"] = article(f"The {name}", story(name))
    site.pages["/sitemap.xml"] = sitemap(site, *(f"/{name}" for name in names))
    placed = await places.add(SERVER, site.url("/"), site=True)
    assert len(await titles(shelves)) == 4
    assert len(of(placed).crowded) == 2

    # It is looked at whole all the same: once there is room, the rest comes in.
    for _ in range(2):
        [(_, gone), *_] = await shelves.titles(SERVER, "")
        await shelves.remove(SERVER, gone)
    found = await places.refresh(SERVER, quiet)
    assert (len(found.added), found.crowded) == (2, 0)


async def test_a_server_has_so_many_feeds_and_no_more(
    places: Places, own_settings: IndexSettings, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_PLACES > 1
    monkeypatch.setattr(bot.desk.places, "MOST_PLACES", 1)
    for name in ("quay", "lock"):
        site.pages[f"/{name}"] = article(f"The {name}", story(name))
        site.pages[f"/{name}.xml"] = feed(site, [(f"/{name}", name, "")])
    await places.add(SERVER, site.url("/quay.xml"))
    assert await trouble(places.add(SERVER, site.url("/lock.xml"))) is Trouble.MANY_PLACES
    assert len(await kinds(own_settings)) == 1
    await places.add(SERVER, site.url("/quay.xml"))  # that one there is already


async def test_a_refresh_says_what_changed_failed_and_is_gone(
    places: Places, shelves: Shelves, own_desk: Desk, site: Site
) -> None:
    for name in ("weir", "lock", "dam"):
        site.pages[f"/{name}"] = article(f"The {name}", WEIR.replace("weir", name))
        await places.add(SERVER, site.url(f"/{name}"))
    told: list[int] = []

    async def tell(so_far: Refreshed) -> None:
        told.append(so_far.done)

    site.pages["/weir"] = article("The weir", WEIR.replace("1931", "1932"))
    site.pages["/dam"] = Page(status=410)
    found = await places.refresh(SERVER, tell)
    assert found == Refreshed(
        total=3, done=3, unchanged=1, changed=("The weir",), gone=("The dam",)
    )
    assert told == [1, 2, 3]
    site.pages["/weir"] = Page(status=503)
    # What could not be had is answered from as it was, and said to be old.
    page = await shelves.page(SERVER, 0, size=9)
    assert set(page.old) == {"the-dam"}
    assert await cited(own_desk, SERVER, "When was the dam at Tegernsee raised?")
    found = await places.refresh(SERVER, quiet)
    assert found.failed == (("The weir", "that address answers 503"),)
    assert found.withdrawn == ("The dam",)
    assert await titles(shelves) == {"The weir", "The lock"}


async def test_a_refresh_stops_in_time_and_says_how_far_it_came(
    own_desk: Desk, shelves: Shelves, site: Site
) -> None:
    now = [0.0]
    places = Places(own_desk, shelves, clock=lambda: now[0])
    for name in ("quay", "lock"):
        site.pages[f"/{name}"] = article(f"The {name}", story(name))
        await places.add(SERVER, site.url(f"/{name}"))

    async def tell(_: Refreshed) -> None:
        now[0] += 100

    found = await places.refresh(SERVER, tell, seconds=60)
    assert (found.total, found.done, found.left) == (2, 1, 1)


async def test_what_takes_longer_than_anybody_waits_comes_in_by_itself(
    own_desk: Desk, shelves: Shelves, own_settings: IndexSettings, site: Site
) -> None:
    now = [0.0]

    def clock() -> float:
        now[0] += 30.0
        return now[0]

    for name in ("quay", "lock"):
        site.pages[f"/{name}"] = article(f"The {name}", story(name))
    site.pages["/feed"] = feed(site, [("/quay", "Quay", ""), ("/lock", "Lock", "")])
    placed = await Places(own_desk, shelves, clock=clock).add(SERVER, site.url("/feed"))
    assert placed.receipt is None
    [source] = await asyncio.to_thread(list_sources, own_settings)
    assert source.due is not None
    assert await Upkeep(own_desk, may_reach=here, pause=0.0).look_at(source.key)
    assert await titles(shelves) == {"The quay", "The lock"}


async def test_a_site_that_wants_to_be_left_alone_is_left_alone_by_every_window(
    places: Places, own_desk: Desk, site: Site
) -> None:
    site.pages["/quay"] = article("The quay", story("quay"))
    placed = await places.add(SERVER, site.url("/quay"))
    site.pages["/quay"] = Page(status=429, headers={"Retry-After": "7200"})
    await places.refresh(SERVER, quiet)
    asked = len(site.asked)
    receipt = await Upkeep(own_desk, may_reach=here, pause=0.0).look_at(placed.source.key)
    assert receipt is not None
    assert receipt.source.trouble
    assert len(site.asked) == asked


@pytest.mark.parametrize("when", ["before", "while"])
async def test_what_is_removed_during_a_refresh_stays_away(
    places: Places, shelves: Shelves, site: Site, when: str
) -> None:
    site.pages["/quay"] = article("The quay", story("quay"))
    site.pages["/lock"] = article("The lock", story("lock"))
    await places.add(SERVER, site.url("/quay"))
    gone = key(await places.add(SERVER, site.url("/lock")))
    site.pages["/lock"] = article("The lock", story("new lock"))
    whole = site.pages["/lock"].body

    def remove_first(connection: Any, _: threading.Event) -> None:
        shelves._remove(SERVER, gone)
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(whole)}\r\n\r\n"
        connection.sendall(head.encode() + whole)

    async def tell(so_far: Refreshed) -> None:
        if when == "before" and so_far.total == 2:
            await shelves.remove(SERVER, gone)

    if when == "while":
        site.pages["/lock"] = Page(write=remove_first)
    found = await places.refresh(SERVER, tell)
    assert (found.unchanged, found.changed, found.added) == (1, (), ())
    assert await titles(shelves) == {"The quay"}


async def test_a_page_from_before_there_were_sources_becomes_one_in_its_place(
    places: Places,
    shelves: Shelves,
    own_desk: Desk,
    own_settings: IndexSettings,
    site: Site,
) -> None:
    for path in ("/quay", "/lock"):
        page = article(f"The {path[1:]}", story(path[1:]))
        loaded = read_page(
            page.body,
            url=site.url(path),
            content_type="text/html",
            article_id="page",
            collection=server_collection(SERVER),
        )
        await asyncio.to_thread(
            add,
            own_settings,
            own_desk.library.embedder,
            loaded,
            collection=server_collection(SERVER),
            origin=site.url(path),
        )
        site.pages[path] = article(f"The {path[1:]}", story(f"new {path[1:]}"))
    await shelves.add_file(SERVER, "note.txt", b"A note of the server's own.")

    again = await places.add(SERVER, site.url("/quay"))
    assert of(again).changed == ["the-quay"]
    found = await places.refresh(SERVER, quiet)
    assert (found.total, found.changed) == (2, ("The lock",))
    assert (await shelves.page(SERVER, 0, size=9)).own == 3
    assert await kinds(own_settings) == ["page", "page"]


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
    places: Places, shelves: Shelves, own_desk: Desk, site: Site
) -> None:
    slow = Slow(site)
    adding = asyncio.ensure_future(places.add(SERVER, site.url("/slow")))
    assert await asyncio.to_thread(slow.asked.wait, 15)

    second = shelves.add_file(SERVER, "note.txt", b"A note.")
    assert await trouble(second) is Trouble.SHELF_BUSY
    assert await trouble(places.refresh(SERVER, quiet)) is Trouble.SHELF_BUSY
    answer = await own_desk.answer(Question(text="How many people downloaded the Qwen app?"))
    assert answer.answered
    assert not adding.done()

    slow.go.set()
    assert await reason(adding) == "that address answers 500"


async def test_too_many_additions_are_turned_away_in_the_shelves_own_words(
    places: Places, shelves: Shelves, site: Site
) -> None:
    slow = Slow(site)
    adding = [asyncio.ensure_future(places.add(n, site.url("/slow"))) for n in range(9)]
    assert await asyncio.to_thread(slow.asked.wait, 15)
    late = shelves.add_file(SERVER, "note.txt", b"A note.")
    assert await trouble(late) is Trouble.SHELF_BUSY
    slow.go.set()
    assert all(
        isinstance(one, LoadError) for one in await asyncio.gather(*adding, return_exceptions=True)
    )


async def test_a_running_build_is_said_and_leaves_no_place_behind(
    places: Places, own_settings: IndexSettings, site: Site
) -> None:
    site.pages["/weir"] = article("The weir", WEIR)
    build = alone(own_settings)
    await asyncio.to_thread(build.__enter__)
    assert await trouble(places.add(SERVER, site.url("/weir"))) is Trouble.LIBRARY_BUSY
    await asyncio.to_thread(build.__exit__, None, None, None)
    assert await kinds(own_settings) == []


async def test_a_mistake_of_ours_leaves_no_place_behind(
    places: Places, own_settings: IndexSettings, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistaken(*_: object, **__: object) -> None:
        raise AttributeError("no such tag")

    site.pages["/weir"] = article("The weir", WEIR)
    monkeypatch.setattr(bot.desk.places, "refresh_one", mistaken)
    with pytest.raises(AttributeError):
        await places.add(SERVER, site.url("/weir"))
    assert await kinds(own_settings) == []


async def test_what_comes_and_goes_with_a_place_takes_its_marks_along(
    places: Places, records: Records, site: Site
) -> None:
    site.pages["/weir"] = article("The weir", WEIR)
    site.pages["/feed"] = feed(site, [("/weir", "Weir", "")])
    own, repairs = server_collection(SERVER), records.repairs
    await asyncio.to_thread(repairs.mark, SERVER, "outdated", own, "the-weir", 1)
    placed = await places.add(SERVER, site.url("/feed"))
    assert await asyncio.to_thread(repairs.marks, SERVER, "outdated") == ()
    await asyncio.to_thread(repairs.mark, SERVER, "outdated", own, "the-weir", 1)
    await places.drop(SERVER, key_of_place(placed.source))
    assert await asyncio.to_thread(repairs.marks, SERVER, "outdated") == ()
