"""A web address comes in as text, its parts and the one place that may be reached go out.

What a person names is hostile until shown otherwise: it may lead to a database that listens on this
machine, to a router, or to a cloud's store of secrets. So a name is resolved once, every answer
is checked, and the connection is made to a checked answer, not to the name.
"""

import ipaddress
import re
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import quote, urlsplit

import idna

from index.errors import LoadError, UnreachableError

IPAddress: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

_MOST_CHARACTERS = 2_000
_PORTS = {"http": 80, "https": 443}
# RFC 3986: what may stand in a path or query as it is; `%` because it may be encoded already.
_SAFE = "/:@!$&'()*+,;=-._~%"
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")

_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")  # NAT64 (RFC 6052): an IPv4 address inside
_NEVER = tuple(
    ipaddress.ip_network(network)
    for network in (
        # What Python does not count, or not in each version, among the private networks.
        "100.64.0.0/10",  # carrier-grade NAT (RFC 6598)
        "168.63.129.16/32",  # Azure's host, which looks like a public address
        "192.0.0.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "2001::/23",  # Teredo and other protocols' own
        "2002::/16",  # 6to4: an IPv4 address inside
        "3fff::/20",  # documentation (RFC 9637)
    )
)

BAD_ADDRESS = "Name one page, with an address like https://example.com/page."


@dataclass(frozen=True, slots=True, kw_only=True)
class WebAddress:
    """An http or https address in the form that is sent: ASCII, without user info or fragment.

    `host` is a name in its ASCII form or an IP address without brackets; `target` is path and
    query.
    """

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Host and, where it is not the scheme's own, port: what the Host header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def is_public(address: IPAddress) -> bool:
    """Whether an address is one of the open internet's, and hides no other inside."""
    if isinstance(address, ipaddress.IPv6Address):
        inside = address.ipv4_mapped
        if inside is None and address in _TRANSLATED:
            inside = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
        if inside is not None:
            return is_public(inside)
        if address not in _GLOBAL_V6:
            return False
    if any(address in network for network in _NEVER if network.version == address.version):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def read_address(text: str) -> WebAddress:
    """Take a web address apart.

    Raises:
        LoadError: it is no http(s) address, names a user, or has no real host.
    """
    text = text.strip()
    if len(text) > _MOST_CHARACTERS:
        raise LoadError(f"that address is longer than {_MOST_CHARACTERS} characters", BAD_ADDRESS)
    if re.search(r"[\x00-\x20\x7f\\<>\"]", text) or not text.isprintable():
        raise LoadError("that is not a web address", BAD_ADDRESS)
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise LoadError("that is not a web address", BAD_ADDRESS) from None
    if parts.scheme not in _PORTS:
        raise LoadError("that address does not begin with http:// or https://", BAD_ADDRESS)
    if "@" in parts.netloc:
        raise LoadError("that address names a user, and only open pages are read", BAD_ADDRESS)
    if port is None:
        port = _PORTS[parts.scheme]
    elif port < 1024 and port not in _PORTS.values():
        raise LoadError("that address names a port where no web pages are", BAD_ADDRESS)
    # A lone surrogate cannot be written in UTF-8; it comes from nothing that a person types.
    path = quote(parts.path or "/", safe=_SAFE, errors="replace")
    query = quote(parts.query, safe=_SAFE + "?", errors="replace")
    return WebAddress(
        scheme=parts.scheme,
        host=_host(parts.hostname or ""),
        port=port,
        target=f"{path}?{query}" if query else path,
    )


def resolve(
    address: WebAddress, *, may_reach: Callable[[IPAddress], bool], seconds: float
) -> tuple[IPAddress, ...]:
    """The IP addresses of a host, asked for once; all of them may be reached.

    Raises:
        UnreachableError: the name is not known, or no answer came in time.
        LoadError: one address of it may not be reached.
    """
    found = _literal(address.host)
    every = [found] if found is not None else _look_up(address, seconds)
    if not every:
        raise UnreachableError(
            "that address does not exist", "Check how the name of the site is spelt."
        )
    if not all(may_reach(one) for one in every):
        raise LoadError(
            "that address leads to a private network",
            "Only pages that the whole internet can open are read; send the page as a file.",
        )
    return tuple(dict.fromkeys(every))


def _host(host: str) -> str:
    """A host's name in ASCII, or its IP address.

    `127.1`, `0x7f000001` and the like, which some programs read as an IP address, are neither.
    """
    if _literal(host) is not None and "%" not in host:  # `fe80::1%eth0` is of this machine only
        return host
    try:
        name = host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        name = ""
    labels = name.lower().removesuffix(".").split(".")
    is_number = re.fullmatch(r"[0-9]+|0x[0-9a-f]*", labels[-1]) is not None
    if is_number or len(name) > 253 or not all(_NAME.fullmatch(label) for label in labels):
        raise LoadError("that address names no site", BAD_ADDRESS)
    return ".".join(labels)


def _literal(host: str) -> IPAddress | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _look_up(address: WebAddress, seconds: float) -> list[IPAddress]:
    """Ask the system's resolver, which knows no time limit of its own, in a thread beside."""
    answers: list[IPAddress] = []

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        answers.extend(ipaddress.ip_address(row[4][0]) for row in rows)

    asking = threading.Thread(target=ask, name="look up a site's name", daemon=True)
    asking.start()
    asking.join(seconds)
    if asking.is_alive():
        raise UnreachableError("that address took too long to answer", "Try again later.")
    return answers
