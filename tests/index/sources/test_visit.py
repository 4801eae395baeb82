"""How politely a site is asked."""

import time

import pytest

from index.provenance import SourceState
from index.settings import IndexSettings
from index.sources.pacing import LONGEST_HOLD, Pacing
from index.sources.refresh import refresh, refresh_one
from index.sources.robots import MOST_DELAY, Robots
from tests.index.load.site import Page, Site
from tests.index.sources.places import HTML, article, followed, here, look, prose, sitemap
from tests.index.tiny import TinyEmbedder


def test_rules_of_a_robots_txt() -> None:
    rules = Robots(
        "User-agent: Footnote\nDisallow: /private\nAllow: /private/a\nCrawl-delay: 2\n"
        "User-agent: *\nDisallow: /\nSitemap: https://example.com/map.xml\n"
    )
    assert rules.allows("https://example.com/b")
    assert not rules.allows("https://example.com/private/b")
    assert rules.allows("https://example.com/private/a")
    assert (rules.delay, rules.sitemaps) == (2.0, ("https://example.com/map.xml",))
    assert Robots("").allows("https://example.com/")
    assert Robots("User-agent: *\nCrawl-delay: 9999").delay == MOST_DELAY
    assert not Robots("User-agent: *\nDisallow: /*?print").allows("https://example.com/a?print=1")


def test_a_site_gets_its_pause_between_two_requests(site: Site, settings: IndexSettings) -> None:
    for name in "ab":
        site.pages[f"/{name}"] = article(f"Boat {name}", prose(f"boat {name}"))
    site.pages["/sitemap.xml"] = sitemap(site, "/a", "/b")
    source = followed(settings, "site", site.url("/"))
    began = time.monotonic()
    [receipt] = refresh(settings, TinyEmbedder(), [source.key], may_reach=here, pause=0.1)
    assert receipt.asked == 4
    assert time.monotonic() - began >= 0.3  # a lower bound, that no slow machine breaks


def test_a_site_that_does_not_answer_is_not_asked_for_every_page(
    site: Site, settings: IndexSettings
) -> None:
    paths = [f"/{number}" for number in range(8)]
    site.pages["/sitemap.xml"] = sitemap(site, *paths)
    for path in paths:
        site.pages[path] = Page(write=lambda connection, _: connection.close())
    receipt = look(settings, followed(settings, "site", site.url("/")))
    assert len(receipt.troubles) == 8
    assert receipt.asked == 2 + 3
    assert receipt.source.trouble == "that site broke off its answer"


def test_a_page_that_leads_to_another_site_is_not_taken_for_the_sites_own(
    site: Site, settings: IndexSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    def look_up(host: str, port: int, **_: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    site.pages["/a"] = Page(
        status=301, headers={**HTML, "Location": site.url("/b", host="other.example")}
    )
    site.pages["/b"] = article("A boat", prose("boat"))
    site.pages["/sitemap.xml"] = sitemap(site, "/a")
    receipt = look(settings, followed(settings, "site", site.url("/")))
    assert receipt.added == []
    assert receipt.troubles[0].message == "that address leads on to another site"


def test_a_site_gets_its_pause_between_two_looks_at_sources_of_it(
    site: Site, settings: IndexSettings
) -> None:
    keys = [page_of(site, settings, name).key for name in "abc"]
    pacing = Pacing()
    began = time.monotonic()
    for key in keys:
        receipt = refresh_one(
            settings, TinyEmbedder(), key, may_reach=here, pause=0.1, pacing=pacing
        )
        assert receipt is not None
        assert len(receipt.added) == 1
    assert time.monotonic() - began >= 0.2  # a lower bound, that no slow machine breaks


def test_a_site_that_asks_to_be_left_alone_is_asked_for_no_other_source_either(
    site: Site, settings: IndexSettings
) -> None:
    keys = [page_of(site, settings, name).key for name in "ab"]
    site.pages["/a"] = Page(status=429, headers={**HTML, "Retry-After": "7200"})
    receipts = refresh(settings, TinyEmbedder(), keys, may_reach=here, pause=0)
    assert [path for path, _ in site.asked] == ["/a"]
    assert {one.source.trouble for one in receipts} == {"that address answers 429"}
    due = receipts[1].source.due
    assert due is not None
    assert due - receipts[1].source.tried >= 7_000
    # What a site asks for is forgotten with those that shared the pacing.
    assert len(look(settings, page_of(site, settings, "b")).added) == 1


def test_a_turn_that_somebody_has_taken_nobody_else_gets() -> None:
    pacing = Pacing()
    assert pacing.turn("a", 60.0) == 0.0
    assert 50.0 < pacing.turn("a", 60.0) <= 60.0
    assert 110.0 < pacing.turn("a", 60.0) <= 120.0
    assert pacing.turn("b", 60.0) == 0.0


def test_a_site_is_left_alone_for_a_day_at_the_most() -> None:
    pacing = Pacing()
    pacing.hold("a", 1e9, "too busy")
    held = pacing.held("a")
    assert held is not None
    assert held[0] <= LONGEST_HOLD
    assert held[1] == "too busy"
    assert pacing.held("b") is None


def page_of(site: Site, settings: IndexSettings, name: str) -> SourceState:
    """A page of its own as a source."""
    site.pages[f"/{name}"] = article(f"Boat {name}", prose(f"boat {name}"))
    return followed(settings, "page", site.url(f"/{name}"), refresh=60.0)
