"""Looks at pages, feeds, sites and folders: what comes in, stays fresh, and goes when gone."""

import sqlite3
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from index.archive import Archive
from index.build import build
from index.catalog import Catalog
from index.embed import SentenceTransformerEmbedder
from index.library import Library
from index.load.base import MOST_BYTES
from index.provenance import DocumentState, Provenance, SourceSpec, SourceState
from index.settings import IndexSettings
from index.shelf import MOST_CHARACTERS, remove
from index.sources.base import RefreshProgress
from index.sources.look import reread
from index.sources.refresh import (
    declare,
    due,
    follow,
    list_sources,
    read_again,
    refresh,
    refresh_one,
    settle,
    unfollow,
)
from index.types import PUBLIC, Article
from tests.index.articles import sentences, write
from tests.index.load.pdfs import page, pdf
from tests.index.load.site import Page, Site
from tests.index.sources.places import (
    FEED,
    HTML,
    article,
    feed,
    followed,
    here,
    look,
    prose,
    sitemap,
    tagged,
)
from tests.index.tiny import TinyEmbedder

MINE = "server-1"


def asked(site: Site) -> list[str]:
    """The paths that were asked for since the last time."""
    paths = [path for path, _ in site.asked]
    site.asked.clear()
    return paths


def ids(catalog: Catalog, collection: str = PUBLIC) -> list[str]:
    return sorted(catalog.digests(collection))


def test_a_page_is_found_once_it_was_looked_at(
    site: Site, settings: IndexSettings, embedder: SentenceTransformerEmbedder
) -> None:
    site.pages["/mill"] = article(
        "The mill", "The old mill in the valley grinds rye for the bakers of three villages."
    )
    source = followed(settings, "page", site.url("/mill"), refresh=3600.0)
    receipt = refresh_one(settings, embedder, source.key, may_reach=here, pause=0)
    assert receipt is not None
    [one] = receipt.examined
    assert (one.title, one.author, one.published, one.language) == ("The mill", None, None, "en")
    assert dict(one.found) == {"title": "the only heading of level 1"}
    library = Library(settings, embedder)
    try:
        found = library.search("What does the mill grind?", collections=[PUBLIC])
    finally:
        library.close()
    assert found.passages[0].source.url == site.url("/mill")


def test_what_has_not_changed_is_neither_sent_nor_embedded_again(
    site: Site, settings: IndexSettings
) -> None:
    paths = [f"/{name}" for name in "abc"]
    for path in paths:
        site.pages[path] = article(f"About {path}", prose(f"boat{path}"))
    site.pages["/sitemap.xml"] = sitemap(site, *paths)
    source = followed(settings, "site", site.url("/"), refresh=3600.0)
    first = look(settings, source)
    assert (len(first.added), first.not_modified) == (3, 0)
    assert first.chunks_embedded > 0
    embedder = TinyEmbedder()
    asked(site)
    second = look(settings, source, embedder)
    assert (second.unchanged, second.added, second.chunks_embedded) == (3, [], 0)
    assert second.not_modified == 4  # the sitemap as well
    assert embedder.embedded == []
    assert asked(site) == ["/robots.txt", "/sitemap.xml", *paths]


def test_a_server_without_validators_is_asked_again_and_nothing_is_embedded_again(
    site: Site, settings: IndexSettings
) -> None:
    site.pages["/a"] = Page(body=article("A boat", prose("boat")).body, headers=HTML)
    source = followed(settings, "page", site.url("/a"))
    look(settings, source)
    second = look(settings, source)
    assert (second.unchanged, second.not_modified, second.chunks_embedded) == (1, 0, 0)


def test_a_page_that_was_in_trouble_is_not_sent_again_either(
    site: Site, settings: IndexSettings
) -> None:
    shown = article("A boat", prose("boat"))
    dated = {**HTML, "Last-Modified": "Tue, 05 Mar 2024 10:00:00 GMT"}
    site.pages["/a"] = Page(body=shown.body, headers=dated)
    source = followed(settings, "page", site.url("/a"))
    look(settings, source)
    site.pages["/a"] = Page(status=500, headers=HTML)
    assert look(settings, source).source.troubled == 1
    site.pages["/a"] = Page(status=304, body=b"", headers={})
    for _ in range(2):
        receipt = look(settings, source)
        assert (receipt.not_modified, receipt.source.troubled) == (1, 0)
        assert site.asked[-1][1]["If-Modified-Since"] == dated["Last-Modified"]


def test_a_sitemap_that_says_that_nothing_changed_is_believed_for_a_week(
    site: Site, settings: IndexSettings, catalog: Catalog
) -> None:
    site.pages["/a"] = article("A boat", prose("boat"))
    site.pages["/sitemap.xml"] = sitemap(site, "/a", lastmod="2024-01-01")
    source = followed(settings, "site", site.url("/"))
    look(settings, source)
    asked(site)
    look(settings, source)
    assert asked(site) == ["/robots.txt", "/sitemap.xml"]
    site.pages["/sitemap.xml"] = sitemap(site, "/a", lastmod="2024-02-02")
    look(settings, source)
    assert asked(site)[-1] == "/a"
    [row] = catalog.provenance.documents(source.key).values()
    catalog.provenance.put_document(_older(row, 8 * 86_400))
    look(settings, source)
    assert asked(site)[-1] == "/a"


def _older(row: DocumentState, seconds: float) -> DocumentState:
    return replace(row, seen=row.seen - seconds)


def test_a_changed_page_takes_the_place_of_the_former(
    site: Site, settings: IndexSettings, catalog: Catalog
) -> None:
    site.pages["/a"] = article("A boat", prose("boat"))
    source = followed(settings, "page", site.url("/a"))
    [name] = look(settings, source).added
    site.pages["/a"] = article("A boat", prose("barge"))
    assert look(settings, source).changed == [name]
    found = catalog.article(name, [PUBLIC])
    assert found is not None
    assert "barge" in found.text
    assert "boat has" not in found.text
    [row] = catalog.provenance.documents(source.key).values()
    kept = [path.name for path in settings.raw_path.rglob("*.gz")]
    assert kept == [f"{row.raw}.gz"]


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_twice_in_a_row_is_withdrawn(
    site: Site, settings: IndexSettings, catalog: Catalog, status: int
) -> None:
    site.pages["/a"] = shown = article("A boat", prose("boat"))
    source = followed(settings, "page", site.url("/a"))
    look(settings, source)
    for answers, left in (
        (status, 1),
        (200, 1),
        (500, 1),
        (status, 1),
        (500, 1),  # which breaks the row
        (status, 1),
        (status, 0),
        (200, 1),
    ):
        site.pages["/a"] = shown if answers == 200 else Page(status=answers, headers=HTML)
        receipt = look(settings, source)
        assert len(ids(catalog)) == left, answers
        old = [] if answers == 200 or not left else [True]
        assert [one.old for one in receipt.troubles] == old


def test_what_fails_otherwise_is_kept_and_said_to_be_old(
    site: Site, settings: IndexSettings
) -> None:
    site.pages["/a"] = article("A boat", prose("boat"))
    source = followed(settings, "page", site.url("/a"), refresh=3600.0)
    look(settings, source)
    for trouble in (
        Page(status=500, headers=HTML),
        Page(status=403, headers=HTML),
        Page(headers={"Content-Type": "image/png"}),
        Page(body=b"<html></html>", headers=HTML),
    ):
        site.pages["/a"] = trouble
        receipt = look(settings, source)
        assert [one.old for one in receipt.troubles] == [True]
        assert receipt.source.trouble
        assert (receipt.source.articles, receipt.source.troubled) == (1, 1)
        assert receipt.source.succeeded < receipt.source.tried
    site.pages["/a"] = article("A boat", prose("boat"))
    receipt = look(settings, source)
    assert (receipt.source.trouble, receipt.source.troubled) == ("", 0)


def test_a_site_that_asks_to_come_later_is_left_alone_until_then(
    site: Site, settings: IndexSettings
) -> None:
    for name in "abc":
        site.pages[f"/{name}"] = Page(status=429, headers={**HTML, "Retry-After": "7200"})
    site.pages["/sitemap.xml"] = sitemap(site, "/a", "/b", "/c")
    source = followed(settings, "site", site.url("/"), refresh=60.0)
    receipt = look(settings, source)
    assert asked(site) == ["/robots.txt", "/sitemap.xml", "/a"]
    assert receipt.source.due is not None
    assert receipt.source.due >= receipt.source.tried + 7200
    assert len(receipt.troubles) == 3


def test_no_site_puts_itself_off_for_good(site: Site, settings: IndexSettings) -> None:
    source = followed(settings, "page", site.url("/a"), refresh=60.0)
    for later in ("999999999", "Fri, 31 Dec 9999 23:59:59 GMT"):
        site.pages["/a"] = Page(status=503, headers={**HTML, "Retry-After": later})
        receipt = look(settings, source)
        assert receipt.source.due is not None
        day = receipt.source.due - receipt.source.tried
        assert day == pytest.approx(86_400, abs=60)


def test_a_site_is_waited_for_where_it_asks_for_little(site: Site, settings: IndexSettings) -> None:
    site.pages["/a"] = Page(status=503, headers={**HTML, "Retry-After": "0"})
    source = followed(settings, "page", site.url("/a"))
    look(settings, source)
    assert asked(site) == ["/a", "/a"]


def test_a_feed_brings_its_pages_and_its_own_text_where_there_is_none(
    site: Site, settings: IndexSettings, catalog: Catalog
) -> None:
    site.pages["/a"] = article("A boat", prose("boat"))
    site.pages["/feed"] = feed(
        site, [("/a", "The boat", "Short."), ("/b", "The barge", prose("barge"))]
    )
    source = followed(settings, "feed", site.url("/feed"))
    receipt = look(settings, source)
    boat, barge = receipt.examined
    assert (boat.title, boat.published) == ("A boat", "2024-03-05")
    assert dict(boat.found)["published"] == "the feed's entry"
    assert (barge.title, barge.published) == ("The barge", "2024-03-05")
    assert "the feed has of it" in barge.notes[0]
    assert len(ids(catalog)) == 2
    again = look(settings, source)
    assert (again.unchanged, again.added, again.changed, again.withdrawn) == (2, [], [], [])
    site.pages["/b"] = article("The barge itself", prose("barge on a canal"))
    site.pages["/feed"] = feed(
        site,
        [("/a", "The boat", "Short."), ("/b", "The barge", prose("barge"))],
    )
    [row] = [one for one in catalog.provenance.documents(source.key).values() if "/b" in one.url]
    catalog.provenance.put_document(_older(row, 8 * 86_400))
    assert len(look(settings, source).changed) == 1


def test_a_page_that_was_had_is_not_replaced_by_its_feed_and_goes_when_it_is_gone(
    site: Site, settings: IndexSettings, catalog: Catalog
) -> None:
    site.pages["/a"] = article("A boat", prose("boat"))
    site.pages["/feed"] = tagged(_atom(site, "/a", "2024-01-01T00:00:00Z"), FEED)
    source = followed(settings, "feed", site.url("/feed"))
    [name] = look(settings, source).added
    site.pages["/a"] = Page(status=410, headers=HTML)
    for day in ("02", "03", "04"):
        site.pages["/feed"] = tagged(_atom(site, "/a", f"2024-01-{day}T00:00:00Z"), FEED)
        look(settings, source)
        assert ids(catalog) == ([name] if day == "02" else [])


def _atom(site: Site, path: str, updated: str) -> str:
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>'
        f'<entry><title>The boat</title><link href="{site.url(path)}"/><id>urn:1</id>'
        f"<updated>{updated}</updated><summary>{prose('short boat')}</summary></entry></feed>"
    )


def test_only_the_newest_entries_are_taken_and_the_former_stay(
    site: Site, settings: IndexSettings, catalog: Catalog
) -> None:
    for name in "abcd":
        site.pages[f"/{name}"] = article(f"Boat {name}", prose(f"boat {name} {name}"))
    site.pages["/feed"] = feed(site, [(f"/{name}", name, "") for name in "abc"])
    source = followed(settings, "feed", site.url("/feed"), most=2)
    assert len(look(settings, source).added) == 2
    site.pages["/feed"] = feed(site, [("/d", "d", "")])
    assert len(look(settings, source).added) == 1
    assert len(ids(catalog)) == 3


def test_what_is_no_feed_is_said_and_changes_nothing(site: Site, settings: IndexSettings) -> None:
    site.pages["/feed"] = feed(site, [("/a", "A boat", prose("boat"))])
    source = followed(settings, "feed", site.url("/feed"), refresh=60.0)
    look(settings, source)
    site.pages["/feed"] = Page(body=b"<html><p>Moved</p></html>", headers=HTML)
    receipt = look(settings, source)
    assert receipt.source.trouble == "what is at that address is no feed"
    assert (receipt.withdrawn, receipt.source.articles) == ([], 1)


def test_a_site_without_a_sitemap_is_read_along_its_links(
    site: Site, settings: IndexSettings
) -> None:
    def linked(*targets: str) -> str:
        return "".join(f'<nav><a href="{target}">more</a></nav>' for target in targets)

    site.pages["/docs/"] = article(
        "Docs",
        prose("manual"),
        foot=linked("a", "/other", "b?x=1#y", "pic.png", "https://x.example/"),
    )
    site.pages["/docs/a"] = article("Page a", prose("rudder"), foot=linked("./", "c"))
    site.pages["/docs/b?x=1"] = article("Page b", prose("keel"))
    site.pages["/docs/c"] = article("Page c", prose("mast"))
    source = followed(settings, "site", site.url("/docs/"))
    assert len(look(settings, source).added) == 4
    assert asked(site) == [
        "/robots.txt",
        "/sitemap.xml",
        "/docs/",
        "/docs/a",
        "/docs/b?x=1",
        "/docs/c",
    ]
    second = look(settings, source)
    assert (second.unchanged, second.not_modified) == (4, 4)


def test_no_more_pages_of_a_site_are_taken_than_asked_for(
    site: Site, settings: IndexSettings
) -> None:
    for number in range(5):
        site.pages[f"/{number}"] = article(f"Boat {number}", prose(f"boat {number}"))
    site.pages["/sitemap.xml"] = sitemap(site, *(f"/{number}" for number in range(5)))
    source = followed(settings, "site", site.url("/"), most=3)
    assert len(look(settings, source).added) == 3


def test_a_source_is_not_counted_anew_for_each_of_its_pages(
    site: Site, settings: IndexSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[int] = []
    count = Provenance.source

    def counting(self: Provenance, key: int) -> SourceState | None:
        counted.append(key)
        return count(self, key)

    monkeypatch.setattr(Provenance, "source", counting)
    took = []
    for number in (1, 6):
        paths = [f"/{one}" for one in range(number)]
        for path in paths:
            site.pages[path] = article(f"Boat {path}", prose(f"boat {path}"))
        site.pages["/sitemap.xml"] = sitemap(site, *paths)
        source = followed(settings, "site", site.url("/"))
        counted.clear()
        look(settings, source)
        took.append(len(counted))
    assert took[0] == took[1]


def test_robots_txt_is_obeyed(site: Site, settings: IndexSettings) -> None:
    site.pages["/robots.txt"] = Page(
        body=f"User-agent: *\nDisallow: /b\nSitemap: {site.url('/map')}\n".encode(),
        headers={"Content-Type": "text/plain"},
    )
    for name in "ab":
        site.pages[f"/{name}"] = article(f"Boat {name}", prose(f"boat {name}"))
    site.pages["/map"] = sitemap(site, "/a", "/b")
    source = followed(settings, "site", site.url("/"))
    receipt = look(settings, source)
    assert len(receipt.added) == 1
    assert "robots.txt" in receipt.troubles[0].message
    assert asked(site) == ["/robots.txt", "/map", "/a"]


@pytest.mark.parametrize(("status", "brought"), [(404, 1), (403, 1), (500, 0), (503, 0)])
def test_a_robots_txt_that_cannot_be_read_forbids_all_and_one_that_is_not_there_nothing(
    site: Site, settings: IndexSettings, status: int, brought: int
) -> None:
    site.pages["/robots.txt"] = Page(status=status, headers=HTML)
    site.pages["/a"] = article("A boat", prose("boat"))
    site.pages["/sitemap.xml"] = sitemap(site, "/a")
    receipt = look(settings, followed(settings, "site", site.url("/")))
    assert len(receipt.added) == brought
    assert ("robots.txt" in receipt.source.trouble) == (not brought)


def test_a_page_that_was_named_alone_needs_no_robots_txt(
    site: Site, settings: IndexSettings
) -> None:
    site.pages["/a"] = article("A boat", prose("boat"))
    look(settings, followed(settings, "page", site.url("/a")))
    assert asked(site) == ["/a"]


def test_a_folder_is_brought_up_to_its_files(
    settings: IndexSettings, catalog: Catalog, tmp_path: Path
) -> None:
    folder = tmp_path / "notes"
    write(folder, "a", prose("boat"), title="A boat")
    write(folder, "b/c", prose("barge"), title="A barge")
    source = followed(settings, "folder", str(folder))
    assert len(look(settings, source).added) == 2
    assert look(settings, source).unchanged == 2
    (folder / "a.md").unlink()
    write(folder, "b/c", prose("canoe and more"), title="A canoe")
    receipt = look(settings, source)
    assert (len(receipt.withdrawn), len(receipt.changed)) == (1, 1)
    assert len(ids(catalog)) == 1
    folder.rename(tmp_path / "elsewhere")
    receipt = look(settings, source)
    assert receipt.source.trouble.startswith("There is no folder")
    assert len(ids(catalog)) == 1


def test_a_file_that_was_added_stays_when_it_is_moved_away(
    settings: IndexSettings, catalog: Catalog, tmp_path: Path
) -> None:
    path = write(tmp_path, "boat", prose("boat"), title="A boat", published="2024-05")
    receipt = look(settings, followed(settings, "file", str(path)))
    [one] = receipt.examined
    assert dict(one.found) == {"title": "its front matter", "published": "its front matter"}
    assert receipt.added == ["file/a-boat"]
    path.unlink()
    build_nothing(settings)
    assert "file/a-boat" in ids(catalog)


def build_nothing(settings: IndexSettings) -> None:
    """A build of a corpus that has an article of its own."""
    write(settings.corpus_dir, "own", sentences(6, topic="own harbour"))
    build(settings, TinyEmbedder())


# Together with the corpus folder


def test_a_build_and_the_sources_leave_each_others_articles_alone(
    site: Site, settings: IndexSettings, catalog: Catalog
) -> None:
    site.pages["/a"] = article("A boat", prose("boat"))
    build_nothing(settings)
    source = followed(settings, "page", site.url("/a"))
    look(settings, source)
    both = ["127.0.0.1/a-boat", "own"]
    assert ids(catalog) == both
    receipt = build(settings, TinyEmbedder())
    assert (receipt.removed, receipt.unchanged) == ([], 1)
    assert ids(catalog) == both
    build(settings, TinyEmbedder(), rebuild=True)
    assert ids(catalog) == both
    build(settings, TinyEmbedder(name="another"), rebuild=True)
    assert ids(catalog) == both
    look(settings, source, TinyEmbedder(name="another"))
    (settings.corpus_dir / "own.md").unlink()
    write(settings.corpus_dir, "new", sentences(6, topic="new harbour"))
    assert build(settings, TinyEmbedder(name="another")).removed == ["own"]
    assert ids(catalog) == ["127.0.0.1/a-boat", "new"]


def test_a_file_does_not_take_the_place_of_what_a_source_brought(
    site: Site, settings: IndexSettings, catalog: Catalog
) -> None:
    site.pages["/a"] = article("A boat", prose("boat"))
    look(settings, followed(settings, "page", site.url("/a")))
    write(settings.corpus_dir, "127.0.0.1/a-boat", prose("ship"))
    write(settings.corpus_dir, "own", prose("own harbour"))
    receipt = build(settings, TinyEmbedder())
    assert [note.article_id for note in receipt.skipped] == ["127.0.0.1/a-boat.md"]
    found = catalog.article("127.0.0.1/a-boat", [PUBLIC])
    assert found is not None
    assert "boat" in found.text


def test_what_is_no_longer_declared_is_withdrawn(
    site: Site, settings: IndexSettings, catalog: Catalog
) -> None:
    for name in "ab":
        site.pages[f"/{name}"] = article(f"Boat {name}", prose(f"boat {name}"))
    specs = [followed(settings, "page", site.url(f"/{name}")).spec for name in "ab"]
    declare(settings, specs)
    for source in list_sources(settings):
        look(settings, source)
    added = followed(settings, "feed", site.url("/feed"))
    assert declare(settings, specs[:1]) == ["127.0.0.1/boat-b"]
    assert ids(catalog) == ["127.0.0.1/boat-a"]
    assert [one.key for one in list_sources(settings)][1:] == [added.key]


def test_each_source_is_due_by_its_own_schedule(site: Site, settings: IndexSettings) -> None:
    for name in "abc":
        site.pages[f"/{name}"] = article(f"Boat {name}", prose(f"boat {name}"))
    often = followed(settings, "page", site.url("/a"), refresh=60.0)
    seldom = followed(settings, "page", site.url("/b"), refresh=3600.0)
    once = followed(settings, "page", site.url("/c"))
    assert {one.key for one in due(settings)} == {often.key, seldom.key, once.key}
    receipts = refresh(
        settings, TinyEmbedder(), [often.key, seldom.key, once.key], may_reach=here, pause=0
    )
    assert [len(one.added) for one in receipts] == [1, 1, 1]
    assert due(settings) == []
    now = time.time()
    assert [one.key for one in due(settings, now + 120)] == [often.key]
    assert [one.key for one in due(settings, now + 7200)] == [often.key, seldom.key]
    follow(settings, often.spec)
    assert due(settings) == []


# Near-duplicates


def test_what_is_said_twice_is_kept_once_and_another_takes_over(
    site: Site, settings: IndexSettings, catalog: Catalog
) -> None:
    text = prose("boat", 12)
    site.pages["/a"] = article("A boat", text)
    site.pages["/b"] = article("A boat | The Other Paper", f"{text} Read more in our paper.")
    first = followed(settings, "page", site.url("/a"))
    second = followed(settings, "page", site.url("/b"))
    [kept] = look(settings, first).added
    receipt = look(settings, second)
    assert (receipt.added, receipt.doubles) == ([], [kept])
    assert receipt.examined[0].same_as == (PUBLIC, kept)
    [entry] = catalog.listing.articles([PUBLIC])
    assert entry.also == (site.url("/b"),)
    assert look(settings, second).unchanged == 1
    asked(site)
    assert unfollow(settings, first.key) == [kept]
    assert settle(settings, TinyEmbedder()) == 1
    assert asked(site) == []
    [left] = ids(catalog)
    found = catalog.article(left, [PUBLIC])
    assert found is not None
    assert found.source.url == site.url("/b")


@pytest.mark.parametrize("at_once", [64, 1])
def test_a_near_duplicate_gets_an_article_of_its_own_when_the_other_changes(
    site: Site,
    settings: IndexSettings,
    catalog: Catalog,
    monkeypatch: pytest.MonkeyPatch,
    at_once: int,
) -> None:
    monkeypatch.setattr("index.sources.look._GROUP_DOCUMENTS", at_once)
    text = prose("boat", 12)
    for name in "ab":
        site.pages[f"/{name}"] = article("A boat", text)
    site.pages["/sitemap.xml"] = sitemap(site, "/a", "/b")
    source = followed(settings, "site", site.url("/"))
    receipt = look(settings, source)
    assert (len(receipt.added), len(receipt.doubles)) == (1, 1)
    site.pages["/a"] = article("A boat", sentences(12, topic="barge"))
    assert len(look(settings, source).changed) == 1
    found = [catalog.article(name, [PUBLIC]) for name in ids(catalog)]
    texts = " ".join(one.text for one in found if one is not None)
    assert len(found) == 2
    assert "The barge" in texts
    assert "The boat" in texts


def test_an_article_of_the_corpus_is_kept_before_its_copy_on_the_web(
    site: Site, settings: IndexSettings, catalog: Catalog
) -> None:
    text = prose("boat", 12)
    path = write(settings.corpus_dir, "boat", text, title="A boat")
    write(settings.corpus_dir, "own", sentences(6, topic="own harbour"))
    build(settings, TinyEmbedder())
    site.pages["/a"] = article("A boat", text)
    assert look(settings, followed(settings, "page", site.url("/a"))).doubles == ["boat"]
    path.unlink()
    build(settings, TinyEmbedder())
    assert settle(settings, TinyEmbedder()) == 1
    assert ids(catalog) == ["127.0.0.1/a-boat", "own"]


def test_pages_of_one_template_are_all_kept(site: Site, settings: IndexSettings) -> None:
    text = prose("ferry", 20)
    site.pages["/a"] = article("The north ferry", f"{text} It leaves at 9.")
    site.pages["/b"] = article("The north ferry", f"{text} It leaves at 10.")
    site.pages["/c"] = article("The south ferry", f"{text} It leaves at 9.")
    site.pages["/sitemap.xml"] = sitemap(site, "/a", "/b", "/c")
    receipt = look(settings, followed(settings, "site", site.url("/")))
    assert (len(receipt.added), receipt.doubles) == (3, [])
    assert [len(one.alike) for one in receipt.examined] == [0, 1, 2]


def test_a_new_page_is_compared_once_with_each_that_comes_into_question(
    site: Site, settings: IndexSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = prose("ferry", 20)
    site.pages["/a"] = article("The north ferry", f"{text} It leaves at 9.")
    site.pages["/b"] = article("The south ferry", f"{text} It leaves at 10.")
    [kept] = look(settings, followed(settings, "page", site.url("/a"))).added
    read: list[str] = []
    of_catalog = Catalog.article

    def reading(self: Catalog, article_id: str, collections: Iterable[str]) -> Article | None:
        read.append(article_id)
        return of_catalog(self, article_id, collections)

    monkeypatch.setattr(Catalog, "article", reading)
    [one] = look(settings, followed(settings, "page", site.url("/b"))).examined
    assert [like.article_id for like in one.alike] == [kept]
    assert read.count(kept) == 1


def test_a_server_does_not_see_what_another_has(
    site: Site, settings: IndexSettings, catalog: Catalog
) -> None:
    site.pages["/a"] = article("A boat", prose("boat", 12))
    for collection in (MINE, "server-2"):
        source = followed(settings, "page", site.url("/a"), collection=collection)
        receipt = look(settings, source)
        assert receipt.doubles == []
        assert receipt.examined[0].alike == ()
        assert ids(catalog, collection) == ["a-boat"]
    assert list_sources(settings, collections=[MINE])[0].spec.collection == MINE


def test_a_server_says_the_same_as_the_public_and_others_do_not_see_where(
    site: Site, settings: IndexSettings, catalog: Catalog
) -> None:
    for name in "ab":
        site.pages[f"/{name}"] = article("A boat", prose("boat", 12))
    public = followed(settings, "page", site.url("/a"))
    [kept] = look(settings, public).added
    own = followed(settings, "page", site.url("/b"), collection=MINE)
    assert look(settings, own).doubles == [kept]
    [entry] = catalog.listing.articles([PUBLIC, "server-2"])
    assert entry.also == ()
    [entry] = catalog.listing.articles([PUBLIC, MINE])
    assert entry.also == (site.url("/b"),)
    unfollow(settings, public.key)
    settle(settings, TinyEmbedder())
    assert (ids(catalog), ids(catalog, MINE)) == ([], ["a-boat"])


def test_two_looks_at_once_make_one_article(
    site: Site, settings: IndexSettings, catalog: Catalog
) -> None:
    site.pages["/a"] = article("A boat", prose("boat"))
    source = followed(settings, "page", site.url("/a"))
    begun: list[int] = []

    def look_too(progress: RefreshProgress) -> None:
        if progress.looked_at and not begun:
            begun.append(1)
            assert len(look(settings, source).added) == 1

    receipt = refresh_one(
        settings, TinyEmbedder(), source.key, may_reach=here, pause=0, progress=look_too
    )
    assert receipt is not None
    assert (receipt.added, receipt.unchanged) == ([], 1)
    [row] = catalog.provenance.documents(source.key).values()
    assert row.keeps
    assert len(ids(catalog)) == 1


# What people take away


def test_what_somebody_removed_does_not_come_back_and_its_bytes_are_gone(
    site: Site, settings: IndexSettings, catalog: Catalog
) -> None:
    for name in "ab":
        site.pages[f"/{name}"] = article(f"Boat {name}", prose(f"boat {name}"))
    site.pages["/feed"] = feed(site, [("/a", "a", ""), ("/b", "b", "")])
    source = followed(settings, "feed", site.url("/feed"), collection=MINE)
    look(settings, source)
    rows = catalog.provenance.documents(source.key)
    archive = Archive(settings.raw_path)
    assert archive.get(rows[site.url("/a")].raw) is not None
    assert remove(settings, MINE, "boat-a")
    assert archive.get(rows[site.url("/a")].raw) is None
    assert archive.get(rows[site.url("/b")].raw) is not None
    look(settings, source)
    settle(settings, TinyEmbedder())
    assert ids(catalog, MINE) == ["boat-b"]


def test_a_page_that_somebody_removed_is_no_longer_followed(
    site: Site, settings: IndexSettings
) -> None:
    site.pages["/a"] = article("A boat", prose("boat"))
    source = followed(settings, "page", site.url("/a"), collection=MINE, refresh=60.0)
    look(settings, source)
    assert remove(settings, MINE, "a-boat")
    assert list_sources(settings) == []
    assert refresh_one(settings, TinyEmbedder(), source.key, may_reach=here) is None


# The archive


def test_everything_is_read_again_without_being_fetched(
    site: Site, settings: IndexSettings, catalog: Catalog
) -> None:
    site.pages["/a"] = article("A boat", prose("boat"))
    look(settings, followed(settings, "page", site.url("/a")))
    text = catalog.article("127.0.0.1/a-boat", [PUBLIC])
    assert text is not None
    asked(site)
    assert read_again(settings, TinyEmbedder()) == 0
    with sqlite3.connect(settings.catalog_path) as rows:  # as a parser left it that read less
        rows.execute("UPDATE articles SET text = 'Less.', digest = x'00'")
    rows.close()
    assert read_again(settings, TinyEmbedder()) == 1
    assert catalog.article("127.0.0.1/a-boat", [PUBLIC]) == text
    assert asked(site) == []


def test_what_is_read_again_is_held_to_the_same_length(settings: IndexSettings) -> None:
    archive = Archive(settings.raw_path)
    page = article("A boat", "words " * (MOST_CHARACTERS // 6 + 1))
    row = DocumentState(
        key=1,
        source=1,
        url="https://a.example/a",
        raw=archive.put(page.body),
        content_type="text/html",
    )
    spec = SourceSpec(kind="page", location=row.url)
    assert reread(row, spec, archive) is not None
    assert reread(row, replace(spec, collection=MINE), archive) is None


def test_bytes_that_are_lost_are_fetched_again(site: Site, settings: IndexSettings) -> None:
    site.pages["/a"] = article("A boat", prose("boat"))
    source = followed(settings, "page", site.url("/a"))
    look(settings, source)
    for path in settings.raw_path.rglob("*.gz"):
        path.unlink()
    receipt = look(settings, source)
    assert (receipt.not_modified, receipt.unchanged) == (0, 1)
    assert len(list(settings.raw_path.rglob("*.gz"))) == 1


# Limits


def test_a_look_that_is_stopped_keeps_what_was_written(
    site: Site, settings: IndexSettings, catalog: Catalog
) -> None:
    for number in range(3):
        site.pages[f"/{number}"] = article(f"Boat {number}", prose(f"boat {number}"))
    site.pages["/sitemap.xml"] = sitemap(site, "/0", "/1", "/2")
    source = followed(settings, "site", site.url("/"))

    def stop(progress: RefreshProgress) -> None:
        if progress.looked_at == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        refresh(settings, TinyEmbedder(), [source.key], may_reach=here, pause=0, progress=stop)
    assert len(look(settings, source).added) == 3
    assert len(ids(catalog)) == 3


def test_a_large_file_is_refused_and_not_read_whole(
    settings: IndexSettings, tmp_path: Path
) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as stream:
        stream.truncate(MOST_BYTES + 10)
    receipt = look(settings, followed(settings, "file", str(path)))
    assert receipt.source.trouble == "it is larger than 20 MB"


def test_a_file_on_the_web_is_read_by_its_kind(site: Site, settings: IndexSettings) -> None:
    content = pdf(page(sentences(6, topic="boat")), info={"Title": "A boat"})
    site.pages["/report"] = Page(body=content, headers={"Content-Type": "application/pdf"})
    site.pages["/report.pdf"] = Page(
        body=content, headers={"Content-Type": "application/octet-stream"}
    )
    site.pages["/report.bin"] = Page(
        body=content, headers={"Content-Type": "application/octet-stream"}
    )
    first = look(settings, followed(settings, "page", site.url("/report")))
    assert [one.title for one in first.examined] == ["A boat"]
    second = look(settings, followed(settings, "page", site.url("/report.pdf")))
    assert second.doubles == first.added
    third = look(settings, followed(settings, "page", site.url("/report.bin")))
    assert third.source.trouble.startswith("it is no page, and no file that ends in")
