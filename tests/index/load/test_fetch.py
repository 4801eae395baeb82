"""Fetching one page, from a real server on this machine."""

import gzip
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import trustme

from index.errors import GoneError, LaterError, LoadError
from index.load import wire
from index.load.address import IPAddress, WebAddress
from index.load.fetch import Fetched, NotModified, Validators, fetch, is_public
from tests.index.load.site import Page, Site, serve

HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        yield site


def here(address: IPAddress) -> bool:
    """127.0.0.1 and no other, so that 127.0.0.2 is somebody's private network."""
    return address == ipaddress.ip_address("127.0.0.1")


def get(url: str, **limits: Any) -> Fetched:
    found = fetch(url, may_reach=here, **limits)
    assert isinstance(found, Fetched)
    return found


def refusal(url: str, **limits: Any) -> str:
    with pytest.raises(LoadError) as caught:
        fetch(url, **{"may_reach": here, **limits})
    error = caught.value
    assert error.hint
    assert "127.0.0" not in error.message + error.hint  # nothing of an address's inside
    assert error.__suppress_context__ or error.__context__ is None
    return error.message


def names(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """A resolver that gives these answers in turn; the names that it was asked for."""
    asked: list[str] = []

    def look_up(host: str, port: int, **_: object) -> list[Any]:
        asked.append(host)
        address = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


def test_a_page_comes_as_it_is(site: Site) -> None:
    site.pages["/a?b=%C3%A4"] = Page(
        body="ä".encode(), headers={**HTML, "ETag": '"1"', "Last-Modified": "yesterday"}
    )
    found = get(site.url("/a?b=ä#part"))
    assert found == Fetched(
        url=site.url("/a?b=%C3%A4"),
        content="ä".encode(),
        content_type="text/html; charset=utf-8",
        validators=Validators(etag='"1"', last_modified="yesterday"),
    )
    ((_, headers),) = site.asked
    assert headers["Host"] == f"127.0.0.1:{site.port}"
    assert headers["User-Agent"].startswith("Footnote ")
    assert not {"Cookie", "Referer", "Authorization", "If-None-Match"} & set(headers)


def test_a_page_that_is_known_is_not_sent_again(site: Site) -> None:
    site.pages["/"] = Page(status=304, body=b"", headers={})
    known = Validators(etag='"é"', last_modified="yesterday")
    assert fetch(site.url(), known=known, may_reach=here) == NotModified(url=site.url())
    assert site.asked[0][1]["If-None-Match"] == '"é"'
    assert site.asked[0][1]["If-Modified-Since"] == "yesterday"
    assert refusal(site.url()) == "that address answers 304"


def test_the_surroundings_set_no_proxy(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    site.pages["/"] = Page()
    assert get(site.url()).content == Page().body


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "10.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "0.0.0.0",  # noqa: S104 - an address to refuse
        "169.254.169.254",
        "[fd00:ec2::254]",
    ],
)
def test_this_machine_and_its_network_are_not_reached(site: Site, host: str) -> None:
    site.pages["/"] = Page()
    with pytest.raises(LoadError, match="that address leads to a private network"):
        fetch(site.url(host=host))
    assert site.asked == []


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f000001", "017700000001", "0x7f.1", "127.1", "0177.0.0.1"]
)
def test_other_spellings_of_an_address_are_refused(site: Site, host: str) -> None:
    site.pages["/"] = Page()
    assert refusal(site.url(host=host)) == "that address names no site"
    assert site.asked == []


def test_a_name_that_means_a_private_place_is_refused(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    names(monkeypatch, "127.0.0.2")
    message = refusal(site.url(host="articles.example"))
    assert message == "that address leads to a private network"


def test_a_name_is_resolved_once_and_the_checked_address_is_the_one_reached(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = names(monkeypatch, "127.0.0.1", "127.0.0.2")
    site.pages["/"] = Page()
    assert get(site.url(host="articles.example")).url == site.url(host="articles.example")
    assert asked == ["articles.example"]
    assert site.asked[0][1]["Host"] == f"articles.example:{site.port}"


@pytest.mark.parametrize(
    "answer",
    [
        *("10.0.0.1", "127.0.0.2", "169.254.169.254", "192.168.1.1", "224.0.0.1", "100.64.0.1"),
        *("::1", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254"),
        *("64:ff9b::a9fe:a9fe", "fd00:ec2::254", "2002:7f00:1::"),
    ],
)
def test_a_resolver_that_answers_with_a_private_place_leads_nowhere(
    site: Site, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    """Alone, and behind an answer that may be reached."""
    for answers in ([answer], ["127.0.0.1", answer]):

        def look_up(host: str, port: int, answers: list[str] = answers, **_: object) -> list[Any]:
            return [(0, socket.SOCK_STREAM, 6, "", (one, port)) for one in answers]

        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        site.pages["/"] = Page()
        with pytest.raises(LoadError, match="that address leads to a private network"):
            fetch(
                site.url(host="articles.example"),
                may_reach=lambda one: here(one) or is_public(one),
            )
    assert site.asked == []


def test_who_asks_to_come_later_says_when(site: Site) -> None:
    for header, seconds in (
        ("120", 120.0),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("", None),
    ):
        for status in (429, 503):
            site.pages["/"] = Page(status=status, headers={**HTML, "Retry-After": header})
            with pytest.raises(LaterError) as caught:
                fetch(site.url(), may_reach=here)
            assert caught.value.seconds == seconds


def test_another_kind_is_taken_where_it_is_asked_for(site: Site) -> None:
    site.pages["/"] = Page(body=b"%PDF-", headers={"Content-Type": "application/pdf"})
    kinds = frozenset({"application/pdf", "text/plain"})
    assert get(site.url(), accept=kinds).content == b"%PDF-"
    assert site.asked[-1][1]["Accept"] == "application/pdf, text/plain;q=0.9"
    assert get(site.url(), accept=None).content_type == "application/pdf"
    site.pages["/none"] = Page(body=b"User-agent: *", headers={})
    assert get(site.url("/none"), accept=None).content == b"User-agent: *"
    assert refusal(site.url("/none"), accept=kinds).startswith("that address does not say")


def test_redirects_are_followed_to_the_page(site: Site) -> None:
    site.pages["/1"] = Page(status=301, headers={"Location": "/2"})
    site.pages["/2"] = Page(status=303, headers={"Location": site.url("/3")})
    site.pages["/3"] = Page(status=307, headers={"Location": "4"})
    site.pages["/4"] = Page(status=308, headers={"Location": "ü".encode().decode("latin-1")})
    site.pages["/%C3%BC"] = Page()
    assert get(site.url("/1")).url == site.url("/%C3%BC")


@pytest.mark.parametrize(
    ("location", "message"),
    [
        ("http://127.0.0.2/", "that address leads to a private network"),
        ("http://[::1]/", "that address leads to a private network"),
        ("http://2852039166/latest/meta-data", "that address leads on to one that cannot be read"),
        ("http://169.254.169.254/latest/meta-data", "that address leads to a private network"),
        ("http://[::ffff:169.254.169.254]/", "that address leads to a private network"),
        ("http://[::ffff:a9fe:a9fe]/", "that address leads to a private network"),
        ("http://224.0.0.1/", "that address leads to a private network"),
        ("http://0x7f000001/", "that address leads on to one that cannot be read"),
        ("http://127.1/", "that address leads on to one that cannot be read"),
        ("ftp://127.0.0.1/", "that address leads on to one that cannot be read"),
        ("file:///etc/passwd", "that address leads on to one that cannot be read"),
        ("http://[", "that address leads on to one that cannot be read"),
        ("http://a:b@127.0.0.1/", "that address leads on to one that cannot be read"),
        ("/loop", "that address leads on to another more than 5 times"),
    ],
)
def test_each_redirect_is_checked_anew(site: Site, location: str, message: str) -> None:
    site.pages["/loop"] = Page(status=302, headers={"Location": location})
    assert refusal(site.url("/loop")) == message


def test_a_name_is_checked_again_when_a_redirect_comes_back_to_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    names(monkeypatch, "127.0.0.1", "127.0.0.2")
    site.pages["/"] = Page(status=302, headers={"Location": "/next"})
    assert refusal(site.url(host="a.example")) == "that address leads to a private network"
    assert [path for path, _ in site.asked] == ["/"]


def test_who_asks_is_told_of_each_redirect_and_may_end_it(site: Site) -> None:
    site.pages["/1"] = Page(status=301, headers={"Location": "/2"})
    site.pages["/2"] = Page(status=301, headers={"Location": "/3"})
    site.pages["/3"] = Page()
    told: list[str] = []
    get(site.url("/1"), on_redirect=lambda address: told.append(str(address)))
    assert told == [site.url("/2"), site.url("/3")]

    def end(address: WebAddress) -> None:
        raise LoadError(f"not to {address.target}", "Stay.")

    site.asked.clear()
    assert refusal(site.url("/1"), on_redirect=end) == "not to /2"
    assert [path for path, _ in site.asked] == ["/1"]


def test_the_time_that_who_asks_takes_is_not_the_sites(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(wire, "time", SimpleNamespace(monotonic=lambda: now[0]))
    budget = wire.Budget(seconds=5, most_bytes=1)
    with budget.stopped():
        now[0] += 100
    assert budget.seconds() == 5


@pytest.mark.parametrize("status", [204, 302, 401, 403, 404, 410, 429, 500, 503])
def test_an_answer_that_is_no_page_is_named(site: Site, status: int) -> None:
    site.pages["/"] = Page(status=status, body=b"", headers=HTML)
    assert refusal(site.url()) == f"that address answers {status}"
    with pytest.raises(LoadError) as caught:
        fetch(site.url(), may_reach=here)
    assert isinstance(caught.value, GoneError) == (status in (404, 410))


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        ("application/pdf", "a PDF file"),
        ("IMAGE/png", "a picture"),
        ("application/json; charset=utf-8", "data in JSON"),
        ("application/x-tar", "of the kind application/x-tar"),
    ],
)
def test_what_is_no_text_is_named(site: Site, kind: str, named: str) -> None:
    site.pages["/"] = Page(headers={"Content-Type": kind})
    assert refusal(site.url()) == f"what is at that address is {named}, not a page of text"


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "@everyone"}, {"Content-Type": ""}])
def test_a_page_of_no_kind_is_refused(site: Site, headers: dict[str, str]) -> None:
    site.pages["/"] = Page(headers=headers)
    assert refusal(site.url()) == "that address does not say what kind of page it is"


@pytest.mark.parametrize(
    "kind", ["application/xhtml+xml", "text/plain", "text/markdown; variant=GFM", "Text/HTML"]
)
def test_every_kind_of_text_is_taken(site: Site, kind: str) -> None:
    site.pages["/"] = Page(headers={"Content-Type": kind})
    assert get(site.url()).content_type == kind


def test_a_packed_page_is_unpacked(site: Site) -> None:
    headers = {**HTML, "Content-Encoding": "gzip"}
    site.pages["/"] = Page(body=gzip.compress(b"text " * 1000), headers=headers)
    site.pages["/cut"] = Page(body=gzip.compress(b"text " * 1000)[:-9], headers=headers)
    site.pages["/wrong"] = Page(body=b"no gzip", headers=headers)
    site.pages["/other"] = Page(headers={**HTML, "Content-Encoding": "br"})
    assert get(site.url()).content == b"text " * 1000
    assert refusal(site.url("/cut")) == "that site broke off its answer"
    assert refusal(site.url("/wrong")) == "that page is packed wrongly"
    assert refusal(site.url("/other")) == "that page is packed in a way that was not asked for"


def test_a_page_may_be_as_large_as_the_limit_and_no_larger(site: Site) -> None:
    site.pages["/"] = Page(body=b"a" * 1000, headers=HTML)
    assert len(get(site.url(), max_bytes=1000).content) == 1000
    site.pages["/said"] = Page(headers={**HTML, "Content-Length": "1001"})
    for path, body in (("/more", b"a" * 1001), ("/said", b"")):
        site.pages.setdefault(path, Page(body=body, headers=HTML))
        assert refusal(site.url(path), max_bytes=1000) == "that page is larger than 0.001 MB"


def test_a_bomb_is_not_unpacked(site: Site) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    site.pages["/"] = Page(body=bomb, headers={**HTML, "Content-Encoding": "gzip"})
    assert len(bomb) < 100_000
    assert refusal(site.url()) == "that page is larger than 20 MB"


def endless(connection: socket.socket, closing: threading.Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while not closing.is_set():
        connection.sendall(b"<p>more and more</p>" * 1000)


def endless_headers(connection: socket.socket, closing: threading.Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while not closing.is_set():
        connection.sendall(b"X-More: and more\r\n" * 1000)


def silent(connection: socket.socket, closing: threading.Event) -> None:
    closing.wait(60)


def dripping(connection: socket.socket, closing: threading.Event) -> None:
    """A byte every so often: each read alone would be in time."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while not closing.wait(0.02):
        connection.sendall(b"X")


def dripping_body(connection: socket.socket, closing: threading.Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while not closing.wait(0.02):
        connection.sendall(b"X")


def cut(connection: socket.socket, closing: threading.Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\nX")


def gone(connection: socket.socket, closing: threading.Event) -> None:
    connection.close()


def nonsense(connection: socket.socket, closing: threading.Event) -> None:
    connection.sendall(b"220 mail.example ESMTP\r\n")


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (endless, "that page is larger than 0.1 MB"),
        (endless_headers, "that site broke off its answer"),
        (silent, "that address took too long to answer"),
        (dripping, "that address took too long to answer"),
        (dripping_body, "that address took too long to answer"),
        (cut, "that site broke off its answer"),
        (gone, "that site broke off its answer"),
        (nonsense, "that site broke off its answer"),
    ],
)
def test_a_server_that_misbehaves_is_left(site: Site, write: Any, message: str) -> None:
    site.pages["/"] = Page(write=write)
    seconds = 0.3 if "too long" in message else 20
    # Of headers so many are never read: their own limit comes first.
    most = 10_000_000 if write is endless_headers else 100_000
    assert refusal(site.url(), max_bytes=most, max_seconds=seconds) == message


def test_a_site_that_is_not_there_is_said() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/"
        assert refusal(url) == "that site does not answer"


def test_an_encrypted_site_is_checked_by_its_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    names(monkeypatch, "127.0.0.1")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("articles.example").configure_cert(context)
    with serve(context) as site:
        site.pages["/"] = Page()
        site.pages["/down"] = Page(status=302, headers={"Location": "http://articles.example/"})
        assert get(site.url(host="articles.example")).content == Page().body
        assert refusal(site.url("/down", host="articles.example")) == (
            "that address leads from an encrypted page to one that is not"
        )
        for host in ("other.example", "127.0.0.1"):
            assert refusal(site.url(host=host)) == (
                "that site cannot prove that it is the one it claims to be"
            )


def test_a_site_that_is_not_encrypted_is_not_read_as_if_it_were(site: Site) -> None:
    site.pages["/"] = Page()
    message = refusal(site.url().replace("http:", "https:"))
    assert message == "that site does not answer with encryption as it should"
    assert site.asked == []
