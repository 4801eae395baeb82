"""How politely a site is asked."""

import socket
import time

import pytest

from index.archive import Archive
from index.load.base import MOST_BYTES as PAGE_BYTES
from index.load.fetch import LONGEST_WAIT
from index.provenance import SourceState
from index.settings import IndexSettings
from index.sources.pacing import Pacing
from index.sources.refresh import refresh, refresh_one
from index.sources.robots import MOST_BYTES, MOST_DELAY, Robots
from index.sources.visit import Visitor, Wanted
from tests.index.load.site import Page, Site
from tests.index.sources.places import (
    FEED,
    HTML,
    article,
    followed,
    here,
    look,
    prose,
    sitemap,
    tagged,
)
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


def nobody(*_: object, **__: object) -> list[object]:
    raise socket.gaierror


def test_a_site_whose_name_is_not_found_is_not_asked_for_every_page(
    settings: IndexSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    visitor = Visitor(
        archive=Archive(settings.raw_path),
        known={},
        listings={},
        may_reach=here,
        pause=0,
        now=time.time(),
    )
    for number in range(8):
        wanted = Wanted(url=f"https://nowhere.example/{number}")
        assert visitor.look(wanted, obey=False).trouble == "that address does not exist"
    assert visitor.asked == 3


def test_pages_whose_robots_txt_cannot_be_had_are_not_asked_for(
    site: Site, settings: IndexSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    there = site.url(host="nowhere.example")
    pages = "".join(f"<item><link>{there}{number}</link></item>" for number in range(8))
    site.pages["/feed"] = tagged(f'<rss version="2.0"><channel>{pages}</channel></rss>', FEED)
    receipt = look(settings, followed(settings, "feed", site.url("/feed")))
    assert receipt.asked == 2
    assert {trouble.message for trouble in receipt.troubles} == {
        "its robots.txt cannot be read: that address does not exist"
    }


def test_the_first_rules_of_a_long_robots_txt_count(site: Site, settings: IndexSettings) -> None:
    rules = "User-agent: *\nDisallow: /a\n"
    more = "# a\n" * ((MOST_BYTES - len(rules) - 8) // 4) + "Disallow: /b/of-which-the-end-is-cut\n"
    assert len(rules + more) > MOST_BYTES
    text = {"Content-Type": "text/plain"}
    site.pages["/robots.txt"] = Page(body=(rules + more).encode(), headers=text)
    site.pages["/sitemap.xml"] = sitemap(site, "/a", "/b")
    for name in "ab":
        site.pages[f"/{name}"] = article(f"Boat {name}", prose(f"boat {name}"))
    receipt = look(settings, followed(settings, "site", site.url("/")))
    assert receipt.added == ["127.0.0.1/boat-b"]
    assert "robots.txt" in receipt.troubles[0].message


def every_name_is_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(host: str, port: int, **_: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


def leads_to(where: str) -> Page:
    return Page(status=301, headers={**HTML, "Location": where})


def hosts(site: Site, path: str) -> list[str]:
    """The sites that were asked for a path, in order."""
    return [headers["Host"].partition(":")[0] for asked, headers in site.asked if asked == path]


def test_no_page_of_another_site_is_asked_for(
    site: Site, settings: IndexSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    every_name_is_here(monkeypatch)
    site.pages["/a"] = leads_to(site.url("/b", host="other.example"))
    site.pages["/b"] = article("A boat", prose("boat"))
    site.pages["/sitemap.xml"] = sitemap(site, "/a")
    receipt = look(settings, followed(settings, "site", site.url("/")))
    assert receipt.added == []
    assert receipt.troubles[0].message == "that address leads on to another site"
    assert hosts(site, "/b") == []


def test_a_page_that_leads_to_a_forbidden_one_is_left(site: Site, settings: IndexSettings) -> None:
    site.pages["/robots.txt"] = Page(
        body=b"User-agent: *\nDisallow: /b", headers={"Content-Type": "text/plain"}
    )
    site.pages["/a"] = leads_to("/b")
    site.pages["/b"] = article("A boat", prose("boat"))
    site.pages["/sitemap.xml"] = sitemap(site, "/a")
    receipt = look(settings, followed(settings, "site", site.url("/")))
    assert "robots.txt" in receipt.troubles[0].message
    assert hosts(site, "/b") == []


def test_entries_of_a_feed_may_lead_to_another_site_by_its_rules(
    site: Site, settings: IndexSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    every_name_is_here(monkeypatch)
    short = [site.url(f"/{name}", host="short.example") for name in "ab"]
    pages = "".join(f"<item><link>{one}</link></item>" for one in short)
    site.pages["/feed"] = tagged(f'<rss version="2.0"><channel>{pages}</channel></rss>', FEED)
    site.pages["/robots.txt"] = Page(
        body=b"User-agent: *\nDisallow: /private/", headers={"Content-Type": "text/plain"}
    )
    site.pages["/a"] = leads_to(site.url("/boat", host="other.example"))
    site.pages["/b"] = leads_to(site.url("/private/b", host="other.example"))
    site.pages["/boat"] = article("A boat", prose("boat"))
    site.pages["/private/b"] = article("A barge", prose("barge"))
    receipt = look(settings, followed(settings, "feed", site.url("/feed")))
    assert receipt.added == ["short.example/a-boat"]
    assert [one.message for one in receipt.troubles] == [
        "its site asks not to be read by programs (robots.txt)"
    ]
    assert hosts(site, "/robots.txt") == ["short.example", "other.example"]
    assert hosts(site, "/private/b") == []


def test_a_site_that_leads_on_to_its_www_is_read_whole(
    site: Site, settings: IndexSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    every_name_is_here(monkeypatch)

    def front(connection: socket.socket, _: object) -> None:
        asked = dict(site.asked[-1][1])
        if not asked["Host"].startswith("www."):
            head = f"301 Moved\r\nLocation: {site.url('/', host='www.boats.example')}"
        else:
            head = '304 Known\r\nETag: "1"' if "If-None-Match" in asked else '200 OK\r\nETag: "1"'
        connection.sendall(f"HTTP/1.1 {head}\r\nContent-Type: text/html\r\n\r\n".encode())
        if head.startswith("200"):
            here = site.url("/a", host="boats.example")
            connection.sendall(f'<p>Boats</p><a href="a">1</a><a href="{here}">1</a>'.encode())

    site.pages["/"] = Page(write=front)
    more = f'<a href="{site.url("/b", host="www.boats.example")}">2</a>'
    site.pages["/a"] = article("A boat", prose("boat"), foot=more)
    site.pages["/b"] = article("A barge", prose("barge"))
    source = followed(settings, "site", site.url("/", host="boats.example"))
    receipt = look(settings, source)
    assert receipt.added[1:] == ["www.boats.example/a-boat", "www.boats.example/a-barge"]
    again = look(settings, source)
    assert (again.added, again.doubles, again.unchanged) == ([], [], 3)
    assert again.not_modified == 3
    assert hosts(site, "/a") == ["www.boats.example"] * 2


def test_no_more_is_fetched_of_a_sitemap_than_of_a_page(
    site: Site, settings: IndexSettings
) -> None:
    site.pages["/a"] = article("A boat", prose("boat"))
    known = sitemap(site, "/a").body
    large = known + b" " * (PAGE_BYTES + 1 - len(known))
    site.pages["/sitemap.xml"] = Page(body=large, headers={"Content-Type": "application/xml"})
    assert look(settings, followed(settings, "site", site.url("/"))).added == []
    site.pages["/sitemap.xml"] = Page(body=large[:-1], headers={"Content-Type": "application/xml"})
    assert len(look(settings, followed(settings, "site", site.url("/"))).added) == 1


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
    assert held[0] <= LONGEST_WAIT
    assert held[1] == "too busy"
    assert pacing.held("b") is None


def page_of(site: Site, settings: IndexSettings, name: str) -> SourceState:
    """A page of its own as a source."""
    site.pages[f"/{name}"] = article(f"Boat {name}", prose(f"boat {name}"))
    return followed(settings, "page", site.url(f"/{name}"), refresh=60.0)
