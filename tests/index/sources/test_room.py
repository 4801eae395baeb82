"""Sources of a collection that is not the public one: how much they bring, and from when on."""

import time
from dataclasses import replace
from typing import Any

import pytest

import index.sources.refresh
from index.alike import sign_unsigned
from index.catalog import Catalog
from index.errors import LoadError
from index.load.text import load_text
from index.settings import IndexSettings
from index.shelf import add, check_length, remove
from index.sources.refresh import due, follow, list_kept, list_old, rest, settle, unfollow
from index.sources.write import NO_ROOM
from index.types import PUBLIC
from tests.index.load.site import Page, Site
from tests.index.sources.places import article, feed, followed, look, prose
from tests.index.tiny import TinyEmbedder

MINE = "server-1"


def ids(catalog: Catalog, collection: str = MINE) -> list[str]:
    return sorted(catalog.digests(collection))


@pytest.fixture
def small(settings: IndexSettings) -> IndexSettings:
    """A library whose other collections have two articles at the most."""
    return replace(settings, most_added=2)


def fill(site: Site) -> str:
    """A feed of three entries; its address."""
    for name in ("boat", "mill", "quay"):
        site.pages[f"/{name}"] = article(f"A {name}", prose(name))
    site.pages["/feed"] = feed(site, [(f"/{name}", name, "") for name in ("boat", "mill", "quay")])
    return site.url("/feed")


def test_a_collection_takes_as_many_articles_as_it_may_and_the_rest_once_there_is_room(
    site: Site, small: IndexSettings, catalog: Catalog
) -> None:
    source = followed(small, "feed", fill(site), collection=MINE)
    receipt = look(small, source)
    assert (len(receipt.added), receipt.crowded) == (2, [site.url("/quay")])
    assert [one.message for one in receipt.troubles] == [NO_ROOM]
    assert look(small, source).crowded == [site.url("/quay")]
    assert ids(catalog) == ["a-boat", "a-mill"]
    remove(small, MINE, "a-boat")
    assert look(small, source).added == ["a-quay"]
    assert ids(catalog) == ["a-mill", "a-quay"]


def test_the_public_collection_takes_any_number(
    site: Site, small: IndexSettings, catalog: Catalog
) -> None:
    assert len(look(small, followed(small, "feed", fill(site))).added) == 3
    assert len(ids(catalog, PUBLIC)) == 3


def test_an_article_whose_near_duplicate_is_gone_waits_for_room_too(
    site: Site, small: IndexSettings, catalog: Catalog
) -> None:
    fill(site)
    public = followed(small, "page", site.url("/boat"))
    look(small, public)
    mine = followed(small, "page", site.url("/boat"), collection=MINE)
    assert len(look(small, mine).doubles) == 1
    for name in ("mill", "quay"):
        look(small, followed(small, "page", site.url(f"/{name}"), collection=MINE))
    unfollow(small, public.key)
    sign_unsigned(catalog)
    assert settle(small, TinyEmbedder()) == 0
    assert ids(catalog) == ["a-mill", "a-quay"]


def test_a_text_that_is_too_long_is_refused_in_any_but_the_public_collection(
    site: Site, settings: IndexSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.shelf.MOST_CHARACTERS", 100)
    site.pages["/boat"] = article("A boat", prose("boat"))
    mine = look(settings, followed(settings, "page", site.url("/boat"), collection=MINE))
    assert mine.source.trouble == "its text is longer than 100 characters"
    assert look(settings, followed(settings, "page", site.url("/boat"))).added
    with pytest.raises(LoadError, match="longer than 100 characters"):
        check_length(load_text(b"word " * 99, article_id="a", collection=MINE).article)


def test_whoever_looks_at_once_is_not_met_there_by_another(
    site: Site, settings: IndexSettings
) -> None:
    source = follow(settings, followed(settings, "page", site.url("/x")).spec)
    assert [one.key for one in due(settings)] == [source.key]
    later = follow(settings, replace(source.spec, location=site.url("/y")), after=60.0)
    assert later.key not in {one.key for one in due(settings)}
    assert later.key in {one.key for one in due(settings, time.time() + 61.0)}


def test_an_article_from_before_there_was_a_source_is_that_sources_from_then_on(
    site: Site, settings: IndexSettings, catalog: Catalog
) -> None:
    loaded = load_text(prose("boat").encode(), article_id="a-boat", collection=MINE)
    known = add(settings, TinyEmbedder(), loaded, collection=MINE, origin=site.url("/boat"))
    assert list_kept(settings, MINE) == frozenset()
    site.pages["/boat"] = article("A boat", prose("new boat"))
    spec = followed(settings, "page", site.url("/boat"), collection=MINE).spec
    source = follow(settings, spec, article_id=known.article_id)
    assert list_kept(settings, MINE) == {known.article_id}
    assert look(settings, source).changed == [known.article_id]
    assert ids(catalog) == [known.article_id]
    nobody = follow(settings, replace(spec, location=site.url("/quay")), article_id="nobody")
    assert nobody.documents == 0


def test_what_could_not_be_had_again_is_known_to_be_old(
    site: Site, settings: IndexSettings
) -> None:
    assert list_old(settings, MINE) == {}
    assert list_kept(settings, MINE) == frozenset()
    site.pages["/boat"] = article("A boat", prose("boat"))
    source = followed(settings, "page", site.url("/boat"), collection=MINE)
    look(settings, source)
    assert list_old(settings, MINE) == {}
    site.pages["/boat"] = Page(status=503)
    before = time.time()
    look(settings, source)
    [(name, had)] = list_old(settings, MINE).items()
    assert name == "a-boat"
    assert before - 60 < had < before
    assert list_old(settings, PUBLIC) == {}


def test_a_collection_that_rests_is_not_looked_at_until_it_does_no_longer(
    site: Site, settings: IndexSettings
) -> None:
    assert due(settings) == []
    rest(settings, MINE, over=False)  # where there is no library, nothing does
    mine = followed(settings, "feed", fill(site), collection=MINE, refresh=60.0)
    other = followed(settings, "feed", fill(site), collection="server-2", refresh=60.0)
    rest(settings, MINE, over=False)
    later = time.time() + 3600
    assert [one.key for one in due(settings, later)] == [other.key]
    look(settings, mine)  # as one does that had begun before
    assert [one.key for one in due(settings, later)] == [other.key]
    rest(settings, MINE, over=True)
    assert {one.key for one in due(settings, later)} == {mine.key, other.key}
    assert mine.key not in {one.key for one in due(settings)}  # it was looked at just now


def test_the_caches_are_brought_up_only_where_something_has_changed(
    site: Site, settings: IndexSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled: list[bool] = []

    def counted(*given: Any, **how: Any) -> int:
        settled.append(True)
        return settle(*given, **how)

    monkeypatch.setattr(index.sources.refresh, "settle", counted)
    fill(site)
    source = followed(settings, "page", site.url("/boat"), collection=MINE)
    assert len(look(settings, source).added) == 1
    assert len(settled) == 1
    assert look(settings, source).unchanged == 1
    assert len(settled) == 1
    del site.pages["/boat"]
    for _ in range(2):
        receipt = look(settings, source)
    assert receipt.withdrawn == ["a-boat"]
    assert len(settled) == 2
