"""What a place is, and what it would bring, without anything being kept."""

from pathlib import Path

import pytest

from index.build import build
from index.errors import LoadError, SourcesError
from index.legible import count_words
from index.settings import IndexSettings
from index.sources.inspect import inspect, recognise
from tests.index.articles import sentences, write
from tests.index.load.site import Page, Site
from tests.index.sources import places
from tests.index.sources.places import HTML, feed, here, prose, sitemap
from tests.index.tiny import TinyEmbedder


def kind(settings: IndexSettings, place: object, *, site: bool = False) -> str:
    return recognise(str(place), settings, site=site, may_reach=here).spec.kind


def test_the_kind_of_a_place_is_told_by_what_is_there(
    site: Site, settings: IndexSettings, tmp_path: Path
) -> None:
    site.pages["/a"] = places.article("A boat", prose("boat"))
    news = feed(site, [("/a", "A boat", "")])
    site.pages["/feed"] = Page(body=news.body, headers=HTML)
    assert kind(settings, site.url("/a")) == "page"
    assert kind(settings, site.url("/feed")) == "feed"
    assert kind(settings, site.url("/"), site=True) == "site"
    path = write(tmp_path / "notes", "boat", "Text.")
    assert kind(settings, path) == "file"
    assert kind(settings, path.parent) == "folder"


def test_what_is_no_place_is_said(site: Site, settings: IndexSettings, tmp_path: Path) -> None:
    with pytest.raises(SourcesError, match="There is no file or folder"):
        kind(settings, tmp_path / "nothing.md")
    with pytest.raises(SourcesError, match="lies in the corpus folder"):
        kind(settings, settings.corpus_dir)
    with pytest.raises(SourcesError, match="does not begin with http"):
        kind(settings, "ftp://example.com/a")
    with pytest.raises(SourcesError, match="no web address"):
        kind(settings, "somewhere", site=True)
    with pytest.raises(LoadError, match="404"):
        kind(settings, site.url("/nothing"))


def test_nothing_is_kept_of_what_was_only_inspected(site: Site, settings: IndexSettings) -> None:
    write(settings.corpus_dir, "harbour", sentences(20), title="The harbour")
    build(settings, TinyEmbedder())
    before = {path: path.read_bytes() for path in files(settings)}
    site.pages["/a"] = places.article(
        "The harbour", sentences(20), head='<meta name="author" content="Ada">'
    )
    site.pages["/b"] = places.article("A boat", prose("boat"))
    site.pages["/c"] = Page(body=b"<html></html>", headers=HTML)
    site.pages["/sitemap.xml"] = sitemap(site, "/a", "/b", "/c", "/d")
    spec = recognise(site.url("/"), settings, site=True, may_reach=here).spec
    receipt = inspect(settings, TinyEmbedder(), spec, may_reach=here, pause=0)
    assert (receipt.added, receipt.doubles) == (["A boat"], ["harbour"])
    assert [one.same_as for one in receipt.examined] == [("public", "harbour"), None]
    assert dict(receipt.examined[0].found)["author"] == "meta author"
    assert len(receipt.troubles) == 2
    assert {path: path.read_bytes() for path in files(settings)} == before


def files(settings: IndexSettings) -> list[Path]:
    """All but the notes that SQLite keeps beside a database while it is open."""
    paths = sorted(settings.data_dir.rglob("*"))
    return [one for one in paths if one.is_file() and not one.name.endswith(("-wal", "-shm"))]


def test_without_a_library_none_is_made(site: Site, settings: IndexSettings) -> None:
    site.pages["/a"] = places.article("A boat", prose("boat"))
    spec = recognise(site.url("/a"), settings, may_reach=here).spec
    assert inspect(settings, TinyEmbedder(), spec, may_reach=here).added == ["A boat"]
    assert not settings.data_dir.exists()


def test_words_are_counted_and_characters_where_there_are_no_gaps() -> None:
    assert count_words("The mill grinds rye in 1912.") == 5
    assert count_words("東京は雨です。") == 6


@pytest.mark.parametrize("path", ["/a", "/feed"])
def test_what_was_fetched_to_tell_what_it_is_is_not_fetched_again(
    site: Site, settings: IndexSettings, path: str
) -> None:
    site.pages["/a"] = places.article("A boat", prose("boat"))
    site.pages["/feed"] = feed(site, [("/a", "A boat", "")])
    found = recognise(site.url(path), settings, may_reach=here)
    receipt = inspect(settings, TinyEmbedder(), found.spec, may_reach=here, pause=0, had=found.had)
    assert receipt.added == ["A boat"]
    assert [asked for asked, _ in site.asked].count(path) == 1


def test_what_is_no_article_is_refused_also_where_it_was_fetched_already(
    site: Site, settings: IndexSettings
) -> None:
    site.pages["/a"] = Page(body=b"GIF89a", headers={"Content-Type": "image/gif"})
    found = recognise(site.url("/a"), settings, may_reach=here)
    receipt = inspect(settings, TinyEmbedder(), found.spec, may_reach=here, pause=0, had=found.had)
    [trouble] = receipt.troubles
    assert "is a picture" in trouble.message
