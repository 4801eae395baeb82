"""Files come, change and go in the corpus folder; the desk answers from them, without a build."""

import asyncio
import contextlib
import shutil
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from watchfiles import awatch

import bot.desk.upkeep
from bot.desk import Desk
from bot.desk.upkeep import Upkeep
from bot.offload import Offload
from bot.records.records import Records
from bot.types import Question, server_collection
from index.embed import Embedder
from index.errors import BusyLibraryError, DiskError, LibraryError, ModelMismatchError
from index.provenance import SourceSpec
from index.settings import IndexSettings
from index.sources.declared import web_source
from index.sources.refresh import due, follow, refresh_one
from tests.bot.changing import ChangingLibrary
from tests.bot.discord.kept import eventually
from tests.index.load.site import Page, Site
from tests.index.sources.places import here

pytestmark = pytest.mark.asyncio

MILL = "# The mill\n\nThe old mill at Ebersberg grinds eleven tonnes of rye every week.\n"
PARAGRAPH = (
    "The old mill at Ebersberg grinds eleven tonnes of rye every week. Its wheel was built by a "
    "carpenter of the valley, and turns from spring to autumn, when the brook has water enough."
)
ASKED = "How many tonnes of rye does the mill at Ebersberg grind?"


def page(text: str) -> Page:
    body = f"<html><head><title>The mill</title></head><body><article><p>{text}</p></article>"
    return Page(body=body.encode())


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits longer than it takes."""
    monkeypatch.setattr(bot.desk.upkeep, "SETTLE_MILLISECONDS", 20)
    monkeypatch.setattr(bot.desk.upkeep, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(bot.desk.upkeep, "BUSY_SECONDS", 0.05)


@pytest.fixture
def watched(changing: ChangingLibrary) -> IndexSettings:
    """A library with a corpus folder of the test's own."""
    return changing.settings


@pytest.fixture
def desk(changing: ChangingLibrary, records: Records) -> Desk:
    """A desk over it."""
    offload = Offload(workers=2, queue_size=200)
    return Desk(changing.library, offload, question_max_chars=1000, records=records)


@contextlib.asynccontextmanager
async def kept(desk: Desk) -> AsyncIterator[asyncio.Task[None]]:
    """The upkeep as it runs."""
    keeping = asyncio.create_task(Upkeep(desk, may_reach=here, pause=0.0).keep())
    try:
        yield keeping
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)


async def write(settings: IndexSettings, name: str, text: str) -> Path:
    path = settings.corpus_dir / name
    await asyncio.to_thread(path.write_text, text, encoding="utf-8")
    return path


async def said(desk: Desk, words: str, *, wanted: bool = True) -> None:
    """Wait until the desk says these words to the question, or no longer does."""

    async def as_wanted() -> bool | None:
        answer = await desk.answer(Question(text=ASKED))
        found = any(words in one.text for one in answer.statements)
        return True if found == wanted else None

    await eventually(as_wanted, f"{words!r} is {'not' if wanted else 'still'} said")


async def logged(caplog: pytest.LogCaptureFixture, words: str) -> None:
    async def there() -> bool | None:
        return True if words in caplog.text else None

    await eventually(there, f"{words!r} was never logged", looks=6000)


async def test_what_came_while_nobody_watched_is_taken_in_at_the_start(
    desk: Desk, watched: IndexSettings
) -> None:
    await write(watched, "mill.md", MILL)
    async with kept(desk):
        await said(desk, "eleven tonnes")


async def test_an_article_comes_changes_and_goes_as_its_file_does(
    desk: Desk, watched: IndexSettings
) -> None:
    async with kept(desk):
        path = await write(watched, "mill.md", MILL)
        await said(desk, "eleven tonnes")
        await write(watched, "mill.md", MILL.replace("eleven", "twelve"))
        await said(desk, "twelve tonnes")
        await asyncio.to_thread(path.unlink)
        await said(desk, "tonnes", wanted=False)


async def test_a_folder_that_is_moved_in_whole_is_seen(
    desk: Desk, watched: IndexSettings, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mill.md").write_text(MILL, encoding="utf-8")
    async with kept(desk):
        await said(desk, "tonnes", wanted=False)
        await asyncio.to_thread(shutil.move, elsewhere, watched.corpus_dir / "mills")
        await said(desk, "eleven tonnes")


async def test_a_broken_article_is_named_and_the_others_come_in(
    desk: Desk, watched: IndexSettings, caplog: pytest.LogCaptureFixture
) -> None:
    broken = watched.corpus_dir / "broken.md"
    await asyncio.to_thread(broken.write_bytes, b"---\ntitle: [\n---\n\ntext")
    async with kept(desk):
        await write(watched, "mill.md", MILL)
        await said(desk, "eleven tonnes")
        await write(watched, "other.md", MILL.replace("Ebersberg", "Aying"))
        await logged(caplog, "broken was left out")
    assert caplog.text.count("broken was left out") == 1


async def test_another_build_is_waited_for(desk: Desk, watched: IndexSettings) -> None:
    lock = FileLock(watched.build_lock_path, thread_local=False)
    await asyncio.to_thread(lock.acquire)
    async with kept(desk):
        await write(watched, "mill.md", MILL)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(said(desk, "eleven tonnes"), timeout=0.5)
        await asyncio.to_thread(lock.release)
        await said(desk, "eleven tonnes")


async def test_what_the_library_refuses_is_logged_once_and_tried_again_later(
    desk: Desk,
    watched: IndexSettings,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    upkeep = Upkeep(desk)
    with monkeypatch.context() as full:
        full.setattr(bot.desk.upkeep, "build", _refusing)
        for _ in range(2):
            assert await upkeep.bring_up_to_date() is None
    assert caplog.text.count("The disk is full.") == 1
    await write(watched, "mill.md", MILL)
    receipt = await upkeep.bring_up_to_date()
    assert receipt is not None
    assert receipt.added == ["mill"]
    await said(desk, "eleven tonnes")


def _refusing(*_: object, **__: object) -> None:
    raise DiskError("The disk is full.", "Free some space.")


async def test_a_folder_that_comes_later_is_followed_too(
    desk: Desk, watched: IndexSettings, caplog: pytest.LogCaptureFixture
) -> None:
    away = watched.corpus_dir.with_name("away")
    await asyncio.to_thread(watched.corpus_dir.rename, away)
    async with kept(desk):
        await logged(caplog, "There is no folder")
        await asyncio.to_thread(away.rename, watched.corpus_dir)
        await write(watched, "mill.md", MILL)
        await said(desk, "eleven tonnes")


async def test_closing_the_desk_stops_a_build_in_the_middle(
    desk: Desk, watched: IndexSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = asyncio.Event()
    loop = asyncio.get_running_loop()

    def endless(*_: object, progress: Callable[[None], None], **__: object) -> None:
        loop.call_soon_threadsafe(began.set)
        while True:
            progress(None)

    monkeypatch.setattr(bot.desk.upkeep, "build", endless)
    keeping = asyncio.create_task(Upkeep(desk).keep())
    await began.wait()
    assert await desk.close(seconds=30)
    await keeping


async def test_a_source_that_is_due_is_looked_at_and_again_when_it_is_due_again(
    desk: Desk, watched: IndexSettings, site: Site
) -> None:
    site.pages["/mill"] = page(PARAGRAPH)
    spec = web_source("page", site.url("/mill"), refresh=3600.0)
    await asyncio.to_thread(follow, watched, spec)
    async with kept(desk):
        await said(desk, "eleven tonnes")
        site.pages["/mill"] = page(PARAGRAPH.replace("eleven", "twelve"))
        await asyncio.to_thread(_overdue, watched)
        await said(desk, "twelve tonnes")


async def test_marks_on_a_servers_article_go_with_it_and_are_not_for_another_of_its_id(
    desk: Desk, watched: IndexSettings, records: Records, site: Site
) -> None:
    site.pages["/mill"] = page(PARAGRAPH)
    spec = web_source("page", site.url("/mill"), collection=server_collection(71))
    source = await asyncio.to_thread(follow, watched, spec)
    upkeep = Upkeep(desk, may_reach=here, pause=0.0)

    async def marked() -> bool:
        return bool(await asyncio.to_thread(records.repairs.marks, 71, "outdated"))

    async def mark() -> None:
        place = (server_collection(71), "the-mill")
        await asyncio.to_thread(records.repairs.mark, 71, "outdated", *place, 1)

    await mark()
    receipt = await upkeep.look_at(source.key)
    assert receipt is not None
    assert receipt.added == ["the-mill"]
    assert not await marked()
    await mark()
    del site.pages["/mill"]
    await upkeep.look_at(source.key)
    assert await marked()
    await upkeep.look_at(source.key)
    assert not await marked()


async def test_sources_that_the_file_names_come_and_go_with_it(
    desk: Desk, watched: IndexSettings, site: Site
) -> None:
    site.pages["/mill"] = page(PARAGRAPH)
    async with kept(desk):
        await write(watched, "sources.toml", f'[[source]]\npage = "{site.url("/mill")}"\n')
        await said(desk, "eleven tonnes")
        await write(watched, "sources.toml", "")
        await said(desk, "eleven tonnes", wanted=False)


async def test_a_mistake_in_the_file_of_sources_is_said_and_the_articles_still_come_in(
    desk: Desk, watched: IndexSettings, caplog: pytest.LogCaptureFixture
) -> None:
    async with kept(desk):
        await write(watched, "sources.toml", "[[source]]\npages = 1\n")
        await logged(caplog, "[[source]] number 1")
        await write(watched, "mill.md", MILL)
        await said(desk, "eleven tonnes")


async def test_a_folder_elsewhere_is_watched_once_it_is_a_source(
    desk: Desk, watched: IndexSettings, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    async with kept(desk):
        spec = SourceSpec(kind="folder", location=str(elsewhere))
        await asyncio.to_thread(follow, watched, spec)
        (elsewhere / "mill.md").write_text(MILL, encoding="utf-8")
        await said(desk, "eleven tonnes")
        (elsewhere / "mill.md").write_text(MILL.replace("eleven", "twelve"), encoding="utf-8")
        await said(desk, "twelve tonnes")


async def test_a_mistake_with_one_source_stops_neither_the_others_nor_the_watch(
    desk: Desk,
    watched: IndexSettings,
    site: Site,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    site.pages["/mill"] = page(PARAGRAPH)
    bad = await asyncio.to_thread(follow, watched, web_source("feed", site.url("/bad")))
    good = await asyncio.to_thread(follow, watched, web_source("page", site.url("/mill")))
    assert bad.key < good.key

    def mistaken(settings: IndexSettings, embedder: Embedder, key: int, **terms: Any) -> Any:
        if key == bad.key:
            raise AttributeError("no such tag")
        return refresh_one(settings, embedder, key, **terms)

    monkeypatch.setattr(bot.desk.upkeep, "refresh_one", mistaken)
    async with kept(desk) as keeping:
        await said(desk, "eleven tonnes")
        await write(watched, "mill.md", MILL.replace("eleven", "twelve"))
        await said(desk, "twelve tonnes")
        assert not keeping.done()
    assert caplog.text.count("AttributeError: no such tag") == 1
    assert f"(source {bad.key}); reference " in caplog.text


@pytest.mark.parametrize("refusal", [DiskError, BusyLibraryError])
async def test_a_source_that_cannot_be_written_down_is_not_fetched_all_the_time(
    desk: Desk,
    watched: IndexSettings,
    site: Site,
    monkeypatch: pytest.MonkeyPatch,
    refusal: type[LibraryError],
) -> None:
    looks, tries = [0], [0]
    again_after = [3600.0]

    def counted(settings: IndexSettings) -> Any:
        looks[0] += 1
        return due(settings)

    def refusing(settings: IndexSettings, embedder: Embedder, key: int, **terms: Any) -> Any:
        tries[0] += 1
        if again_after:
            raise refusal("It cannot be written.", "Wait.")
        return refresh_one(settings, embedder, key, **terms)

    monkeypatch.setattr(bot.desk.upkeep, "due", counted)
    monkeypatch.setattr(bot.desk.upkeep, "refresh_one", refusing)
    site.pages["/mill"] = page(PARAGRAPH)
    await asyncio.to_thread(follow, watched, web_source("page", site.url("/mill")))

    async def looked() -> bool | None:
        return True if looks[0] >= 5 else None

    async with kept(desk):
        await eventually(looked, "nobody looked what is due", looks=6000)
    assert tries[0] == 1
    again_after.clear()
    monkeypatch.setattr(bot.desk.upkeep, "RETRY_SECONDS", 0.1)
    async with kept(desk):
        await said(desk, "eleven tonnes")


async def test_a_source_is_looked_at_once_more_with_the_model_that_the_library_just_got(
    desk: Desk, watched: IndexSettings, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    caught_up, tries = [0], [0]
    real = desk.library.catch_up

    def catch_up() -> None:
        caught_up[0] += 1
        real()

    def mismatched(settings: IndexSettings, embedder: Embedder, key: int, **terms: Any) -> Any:
        tries[0] += 1
        if tries[0] == 1:
            raise ModelMismatchError("Another model.", "Switch.")
        assert caught_up[0] == 1
        return refresh_one(settings, embedder, key, **terms)

    monkeypatch.setattr(bot.desk.upkeep, "refresh_one", mismatched)
    monkeypatch.setattr(desk.library, "catch_up", catch_up)
    site.pages["/mill"] = page(PARAGRAPH)
    source = await asyncio.to_thread(follow, watched, web_source("page", site.url("/mill")))
    receipt = await Upkeep(desk, may_reach=here, pause=0.0).look_at(source.key)
    assert receipt is not None
    assert receipt.added == ["127.0.0.1/the-mill"]
    assert tries[0] == 2


async def test_a_watch_that_fails_begins_again(
    desk: Desk,
    watched: IndexSettings,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failures = iter([OSError("OS file watch limit reached")] * 2)

    def watch(*folders: Path, **how: Any) -> Any:
        for failure in failures:
            raise failure
        return awatch(*folders, **how)

    monkeypatch.setattr(bot.desk.upkeep, "awatch", watch)
    async with kept(desk):
        await logged(caplog, "OS file watch limit reached")
        await write(watched, "mill.md", MILL)
        await said(desk, "eleven tonnes")
    assert caplog.text.count("OSError: OS file watch limit reached") == 1


async def test_a_desk_that_has_no_time_to_catch_up_does_not_end_the_upkeep(
    changing: ChangingLibrary, watched: IndexSettings
) -> None:
    offload = Offload(workers=1, queue_size=0)
    busy = Desk(changing.library, offload, question_max_chars=1000)
    let_go = threading.Event()
    working = asyncio.ensure_future(offload.run(let_go.wait, 60))
    await write(watched, "mill.md", MILL)
    receipt = await Upkeep(busy).bring_up_to_date()
    assert receipt is not None
    assert receipt.added == ["mill"]
    let_go.set()
    assert await working


def _overdue(settings: IndexSettings) -> None:
    """As if a minute had gone by."""
    with sqlite3.connect(settings.catalog_path) as database:
        database.execute("UPDATE sources SET due = 1")
    database.close()
