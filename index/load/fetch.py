"""A web address comes in, the bytes of what stands there go out, where it is of a kind wanted.

The address is hostile input, and so is whatever answers there; `docs/decisions/0015` says what is
held against it. Nothing else of a page is fetched: no pictures, scripts, frames or further pages.
"""

import contextlib
import re
import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

import httpcore2

from index.errors import GoneError, LaterError, LoadError, RefusedError, UnreachableError
from index.load.address import BAD_ADDRESS, IPAddress, WebAddress, is_public, read_address, resolve
from index.load.base import MOST_BYTES
from index.load.wire import Budget, CheckedBackend, TooMuchError

__all__ = ["PAGES", "Fetched", "NotModified", "Validators", "fetch", "is_public"]

PAGES = frozenset({"text/html", "application/xhtml+xml", "text/plain", "text/markdown"})
"""The content types of pages of text."""

AGENT = "Footnote"
"""The product's name, as `robots.txt` may call it."""

MOST_SECONDS = 30.0
"""From the first question to the last byte, redirects included."""

LONGEST_WAIT = 86_400.0
"""Seconds after which a site is asked again, however much later it wants that."""

_MOST_REDIRECTS = 5
_MOST_HEADERS = 65_536  # bytes, of all answers together; beyond them the page itself
_KINDS = {
    "application/pdf": "a PDF file",
    "application/json": "data in JSON",
    "application/zip": "a ZIP file",
    "application/msword": "a Word file",
    "application/rss+xml": "a feed",
    "application/atom+xml": "a feed",
    "application/octet-stream": "a file to download",
    "image": "a picture",
    "audio": "a sound recording",
    "video": "a video",
}
_SLOW = "that address took too long to answer"
_LATER = "Try again later."
_AS_FILE = "Save the text of the page as a .txt or .md file and send that."


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server said of a page's version, to be sent along when it is fetched again."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A page as it came: `url` after all redirects, `content_type` with its charset, if any."""

    url: str
    content: bytes
    content_type: str
    validators: Validators


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The page is the one that is known already. `url` is where that was said."""

    url: str


def fetch(
    url: str,
    *,
    known: Validators | None = None,
    max_bytes: int = MOST_BYTES,
    max_seconds: float = MOST_SECONDS,
    may_reach: Callable[[IPAddress], bool] = is_public,
    accept: Set[str] | None = PAGES,
    on_redirect: Callable[[WebAddress], None] = lambda _: None,
) -> Fetched | NotModified:
    """Get what stands at an address: a page of text, unless another kind is asked for.

    Args:
        url: what a person typed.
        known: with these, a page that has not changed is not sent again.
        max_bytes: the most that a page may have, unpacked.
        max_seconds: the most that everything together may take.
        may_reach: which IP addresses may be connected to.
        accept: the content types that are taken, in lower case; `None` takes any.
        on_redirect: is told where a page leads on to before that is asked for; what it raises ends
            the fetch, and its time is not the page's.

    Raises:
        GoneError: there is no such page, or no longer.
        LaterError: the site has too much to do, or is asked too often.
        UnreachableError: the site is not known, does not answer well, or not in time.
        RefusedError: it answers with another HTTP status than 200.
        LoadError: the address is none, may not be reached, or what is there is too large or of no
            kind that is wanted.
    """
    address = read_address(url)
    budget = Budget(seconds=max_seconds, most_bytes=max_bytes + _MOST_HEADERS)
    with _in_words(max_bytes):
        for _ in range(_MOST_REDIRECTS + 1):
            places = resolve(address, may_reach=may_reach, seconds=budget.seconds())
            found = _get(address, CheckedBackend(places, budget), known, max_bytes, accept)
            if not isinstance(found, WebAddress):
                return found
            address = found
            with budget.stopped():
                on_redirect(address)
    raise LoadError(
        f"that address leads on to another more than {_MOST_REDIRECTS} times", BAD_ADDRESS
    )


@contextlib.contextmanager
def _in_words(max_bytes: int) -> Iterator[None]:
    """Say what goes wrong on the way to a page as an error of its own kind."""
    try:
        yield
    except TooMuchError:
        raise _too_large(max_bytes) from None
    except httpcore2.TimeoutException:
        raise UnreachableError(_SLOW, _LATER) from None
    except ssl.SSLCertVerificationError:
        raise UnreachableError(
            "that site cannot prove that it is the one it claims to be",
            "Its certificate is not valid. Look whether a browser opens it.",
        ) from None
    except ssl.SSLError:
        raise UnreachableError(
            "that site does not answer with encryption as it should", _LATER
        ) from None
    except httpcore2.ConnectError:
        raise UnreachableError("that site does not answer", _LATER) from None
    except (httpcore2.NetworkError, httpcore2.ProtocolError):
        raise UnreachableError("that site broke off its answer", _LATER) from None


def _get(
    address: WebAddress,
    backend: CheckedBackend,
    known: Validators | None,
    max_bytes: int,
    accept: Set[str] | None,
) -> Fetched | NotModified | WebAddress:
    """One request: a page, or the address that it leads on to."""
    place = httpcore2.URL(
        scheme=address.scheme, host=address.host, port=address.port, target=address.target
    )
    with (
        httpcore2.ConnectionPool(network_backend=backend) as pool,
        pool.stream("GET", place, headers=_headers(address, known, accept)) as response,
    ):
        headers = _read_headers(response.headers)
        if response.status == 304 and known is not None:
            return NotModified(url=str(address))
        if response.status in {301, 302, 303, 307, 308} and "location" in headers:
            return _next(address, headers["location"])
        if response.status != 200:
            raise _refused(response.status, headers.get("retry-after", ""))
        content_type = headers.get("content-type", "")
        if accept is not None:
            _check_kind(content_type, accept)
        length = headers.get("content-length", "")
        if length.isascii() and length.isdigit() and int(length[:20]) > max_bytes:
            raise _too_large(max_bytes)
        encoding = headers.get("content-encoding", "").strip().lower()
        return Fetched(
            url=str(address),
            content=_unpack(response.iter_stream(), encoding, max_bytes),
            content_type=content_type,
            validators=Validators(
                etag=headers.get("etag"), last_modified=headers.get("last-modified")
            ),
        )


def _headers(
    address: WebAddress, known: Validators | None, accept: Set[str] | None
) -> list[tuple[bytes, bytes]]:
    wanted = ", ".join([*sorted(accept - {"text/plain"}), "text/plain;q=0.9"]) if accept else "*/*"
    headers = [
        ("Host", address.authority),
        ("User-Agent", f"{AGENT} (reads pages that a person named)"),
        ("Accept", wanted),
        ("Accept-Encoding", "gzip"),
        ("Connection", "close"),
    ]
    if known is not None and known.etag:
        headers.append(("If-None-Match", known.etag))
    if known is not None and known.last_modified:
        headers.append(("If-Modified-Since", known.last_modified))
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]


def _read_headers(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """By name in lower case; where one comes twice, the last counts."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}


def _next(address: WebAddress, location: str) -> WebAddress:
    """Where a redirect leads; a location that is not all ASCII is in UTF-8 as a rule."""
    with contextlib.suppress(UnicodeDecodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        following = read_address(urljoin(str(address), location))
    except (ValueError, LoadError):
        raise LoadError("that address leads on to one that cannot be read", BAD_ADDRESS) from None
    if address.scheme == "https" and following.scheme == "http":
        raise LoadError(
            "that address leads from an encrypted page to one that is not",
            "Name the page that it leads to, if you trust it.",
        )
    return following


def _check_kind(content_type: str, accept: Set[str]) -> None:
    kind = content_type.partition(";")[0].strip().lower()
    if kind in accept:
        return
    if not re.fullmatch(r"[a-z0-9.+-]{1,40}/[a-z0-9.+-]{1,80}", kind):
        raise LoadError("that address does not say what kind of page it is", _AS_FILE)
    name = _KINDS.get(kind) or _KINDS.get(kind.partition("/")[0]) or f"of the kind {kind}"
    raise LoadError(f"what is at that address is {name}, not a page of text", _AS_FILE)


def _unpack(chunks: Iterable[bytes], encoding: str, max_bytes: int) -> bytes:
    """The bytes of a page, never more than a little over `max_bytes` of them at any time."""
    if encoding in {"", "identity"}:
        unpacking = None
    elif encoding in {"gzip", "x-gzip"}:
        unpacking = zlib.decompressobj(wbits=31)
    else:
        raise LoadError("that page is packed in a way that was not asked for", _AS_FILE)
    content = bytearray()
    try:
        for chunk in chunks:
            # One byte more than may come shows that there are more.
            room = max_bytes + 1 - len(content)
            content += chunk if unpacking is None else unpacking.decompress(chunk, room)
            if len(content) > max_bytes:
                raise _too_large(max_bytes)
    except zlib.error:
        raise LoadError("that page is packed wrongly", _LATER) from None
    if unpacking is not None and not unpacking.eof:
        raise LoadError("that site broke off its answer", _LATER)
    return bytes(content)


def _too_large(max_bytes: int) -> LoadError:
    size = f"{max_bytes / 1_000_000:g} MB"
    return LoadError(f"that page is larger than {size}", "Send the part that matters as a file.")


def _refused(status: int, retry_after: str) -> LoadError:
    if status in {401, 402, 403, 407, 451}:
        hint = f"The site does not show this page to everyone. {_AS_FILE}"
    elif status in {404, 410}:
        hint = "Check the address, or look where the page has gone."
        return GoneError(f"that address answers {status}", hint)
    elif status in {429, 503}:
        return LaterError(f"that address answers {status}", _LATER, _seconds(retry_after))
    else:
        hint = _LATER
    return RefusedError(f"that address answers {status}", hint, status)


def _seconds(retry_after: str) -> float | None:
    """What a Retry-After header asks for: a number of seconds, or a date (RFC 9110, 10.2.3).

    A day at the most: no slip of a server's is to put a page off for good.
    """
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), LONGEST_WAIT)
    try:
        asked = parsedate_to_datetime(text).timestamp() - time.time()
        return min(max(asked, 0.0), LONGEST_WAIT)
    except (ValueError, OverflowError):
        return None
