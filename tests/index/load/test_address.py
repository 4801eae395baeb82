"""Which addresses are taken, and which of them may be reached."""

import ipaddress
import socket
import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import LoadError
from index.load.address import is_public, read_address, resolve


@pytest.mark.parametrize(
    "address",
    ["93.184.215.14", "1.1.1.1", "2606:4700::1111", "64:ff9b::101:101", "::ffff:8.8.8.8"],
)
def test_the_open_internet_may_be_reached(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 - an address to refuse
        "10.1.2.3",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:224.0.0.1",
        "::ffff:0.0.0.0",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "100::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:808:808::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
    ],
)
def test_everything_else_may_not(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_address_inside_another_is_judged_as_itself(inside: ipaddress.IPv4Address) -> None:
    for outside in (f"::ffff:{inside}", f"64:ff9b::{inside}"):
        assert is_public(ipaddress.ip_address(outside)) == is_public(inside)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" https://Example.com ", "https://example.com/"),
        ("HTTP://example.com:80/a?b=c#d", "http://example.com/a?b=c"),
        ("https://example.com:8443/%7Eada/ä", "https://example.com:8443/%7Eada/%C3%A4"),
        ("https://bücher.example./?q=ü", "https://xn--bcher-kva.example/?q=%C3%BC"),
        ("http://[2606:4700::1111]:8080/", "http://[2606:4700::1111]:8080/"),
        ("http://1.1.1.1/x", "http://1.1.1.1/x"),
        ("https://a.example/x|y{z}", "https://a.example/x%7Cy%7Bz%7D"),
    ],
)
def test_an_address_is_written_as_it_is_sent(text: str, expected: str) -> None:
    assert str(read_address(text)) == expected
    assert str(read_address(expected)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.com",
        "ftp://example.com/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https:///path",
        "https://ada:secret@example.com/",
        "https://example.com@127.0.0.1/",
        "https://example.com:99999/",
        "https://example.com:25/",
        "https://example.com:0/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://127.0.0.0x1/",
        "http://1.2.3.4.5/",
        "http://[::1/",
        "http://[fe80::1%25eth0]/",
        "http://[2606:4700::1111%251]/",
        "http://a..b/",
        "http://-a.example/",
        "http://a_b!.example/",
        "http://exa mple.com/",
        "http://example.com/\r\nHost: other",
        "http://example.com\\@127.0.0.1/",
        "http://ex\u200bample.com/",
        "http://example.com/" + "a" * 2_000,
        "http://" + "a" * 64 + ".example/",
    ],
)
def test_what_is_no_web_address_is_refused(text: str) -> None:
    with pytest.raises(LoadError) as caught:
        read_address(text)
    assert "secret" not in caught.value.message + caught.value.hint


@given(st.text(max_size=40), st.sampled_from(["", "http://", "https://", "http://a.example/"]))
def test_any_text_is_an_address_or_refused(text: str, before: str) -> None:
    try:
        address = read_address(before + text)
    except LoadError:
        return
    assert str(address).isascii()
    assert read_address(str(address)) == address


def answer(*addresses: str) -> list[Any]:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 80)) for one in addresses]


def test_a_name_with_one_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answer("1.1.1.1", "10.0.0.1"))
    with pytest.raises(LoadError, match="private network"):
        resolve(read_address("http://a.example"), may_reach=is_public, seconds=5)


def test_a_name_that_nobody_knows_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_: object, **__: object) -> list[Any]:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    with pytest.raises(LoadError, match="does not exist"):
        resolve(read_address("http://a.example"), may_reach=is_public, seconds=5)


def test_a_resolver_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    done = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: done.wait(60) and answer("1.1.1.1"))
    with pytest.raises(LoadError, match="too long"):
        resolve(read_address("http://a.example"), may_reach=is_public, seconds=0.01)
    done.set()
