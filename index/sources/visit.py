"""Addresses come in, what became of a polite look at each of them goes out.

Nothing is asked for twice that has not changed, no site faster than it likes, and none any longer
that does not answer.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from index.archive import Archive
from index.errors import GoneError, LaterError, LoadError, RefusedError, UnreachableError
from index.load.address import IPAddress, WebAddress, read_address
from index.load.base import MOST_BYTES
from index.load.fetch import Fetched, NotModified, Validators, fetch
from index.load.media import kind_of, taken_kinds
from index.provenance import DocumentState, Listed
from index.sources.base import Document, Facts, Outcome
from index.sources.pacing import Pacing
from index.sources.robots import Robots, read_robots
from index.sources.within import of_one_site

TRUSTED_SECONDS = 7 * 86_400.0
"""How long a source is believed that says that a page has not changed."""

PAUSE = 1.0
"""Seconds between two requests to one site, where it asks for no more."""

_MOST_WAIT = 20.0  # seconds that a site may ask to wait for, and is waited for
_PATIENCE = 3  # times in a row that a site may not answer
_SLICE = 0.5  # seconds between two looks whether to stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A page to look at. `stamp` is what its source says of its version, `facts` of the page."""

    url: str
    stamp: str = ""
    facts: Facts = field(default_factory=Facts)


@dataclass(slots=True)
class _Host:
    """What is known of a site in this look."""

    name: str
    pause: float
    silent: int = 0
    closed: str = ""


class Visitor:
    """One look at one source. Its documents are those that are `known`, by address."""

    def __init__(
        self,
        *,
        archive: Archive,
        known: Mapping[str, DocumentState],
        listings: Mapping[str, Listed],
        may_reach: Callable[[IPAddress], bool],
        pause: float = PAUSE,
        pacing: Pacing | None = None,
        had: Mapping[str, Fetched] | None = None,
        now: float,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        """`pause` is in seconds; `check` is called while it waits, and may raise to stop it.

        Without a `pacing`, this look has one of its own. What was just `had` under an address is
        not asked for again.
        """
        self.known = known
        self.listed: dict[str, Listed] = dict(listings)
        self.asked = 0
        self.not_modified = 0
        self.later: float | None = None
        self.now = now
        self._archive = archive
        self._may_reach = may_reach
        self._pause = pause
        self._pacing = pacing if pacing is not None else Pacing()
        self._had = dict(had or {})
        self._check = check
        self._hosts: dict[str, _Host] = {}
        self._robots: dict[str, Robots | LoadError] = {}
        self._visited: set[str] = set()

    def unvisited(self) -> list[DocumentState]:
        """The known documents that nobody looked at, those first that were not for longest."""
        left = [
            one for url, one in self.known.items() if url not in self._visited and not one.withheld
        ]
        return sorted(left, key=lambda one: one.seen)

    def visited(self, url: str) -> None:
        """Count a document as looked at, before anybody looks."""
        self._visited.add(url)
        self._check()

    def look(self, wanted: Wanted, *, obey: bool, may_leave: bool = False) -> Outcome:
        """Look at a page; with `obey`, only where its site's robots.txt allows it.

        That counts for each address that it leads on to as well; those of another site are only
        followed where it `may_leave` its own.
        """

        def on_redirect(address: WebAddress) -> None:
            if obey and not may_leave and not of_one_site(address, read_address(wanted.url)):
                raise LoadError(
                    "that address leads on to another site",
                    "Name the page that it leads to, or take the other site as a source.",
                )
            if obey:
                self._obey(str(address))

        self.visited(wanted.url)
        outcome = Outcome(url=wanted.url, verdict="same", stamp=wanted.stamp, facts=wanted.facts)
        known = self.known.get(wanted.url)
        if known is not None and (known.withheld or self._is_fresh(known, wanted.stamp)):
            return replace(outcome, asked=False)
        try:
            if obey:
                self._obey(wanted.url)
            found = self._fetch(
                wanted.url,
                known=self._validators(known),
                accept=frozenset(taken_kinds()),
                on_redirect=on_redirect,
            )
        except GoneError as error:
            return replace(outcome, verdict="gone", trouble=error.message, hint=error.hint)
        except LoadError as error:
            return replace(outcome, verdict="failed", trouble=error.message, hint=error.hint)
        if isinstance(found, NotModified):
            return replace(outcome, reached=found.url)
        document = Document(
            url=found.url,
            content=found.content,
            content_type=found.content_type,
            validators=found.validators,
            facts=wanted.facts,
        )
        return replace(outcome, verdict="new", document=document)

    def listing(self, url: str, *, max_bytes: int) -> Fetched:
        """A feed, a sitemap or a robots.txt: from the archive, where it has not changed.

        Raises:
            LoadError: it cannot be had.
        """
        before = self.listed.get(url)
        content = self._archive.get(before.raw) if before is not None else None
        known = None
        if before is not None and content is not None:
            known = Validators(etag=before.etag, last_modified=before.last_modified)
        found = self._fetch(url, known=known, accept=None, max_bytes=max_bytes)
        if isinstance(found, NotModified):
            assert content is not None  # nothing else was said to be known
            return Fetched(url=found.url, content=content, content_type="", validators=Validators())
        self.listed[url] = Listed(
            etag=found.validators.etag,
            last_modified=found.validators.last_modified,
            raw=self._archive.put(found.content),
        )
        return found

    def robots(self, url: str) -> Robots:
        """The rules of the site that an address is of.

        Raises:
            LoadError: it has some, and they cannot be read: then nothing may be read.
        """
        address = read_address(url)
        root = str(
            WebAddress(
                scheme=address.scheme, host=address.host, port=address.port, target="/robots.txt"
            )
        )
        if root not in self._robots:
            self._robots[root] = self._read_robots(root)
        found = self._robots[root]
        if isinstance(found, LoadError):
            raise found
        return found

    def _read_robots(self, url: str) -> Robots | LoadError:
        """Only a site that answers that it has no rules has none (RFC 9309, 2.3.1)."""
        try:
            return read_robots(self.listing(url, max_bytes=MOST_BYTES).content)
        except GoneError:
            return Robots("")
        except LoadError as error:
            if isinstance(error, RefusedError) and 400 <= error.status < 500:
                return Robots("")
            return LoadError(f"its robots.txt cannot be read: {error.message}", error.hint)

    def _obey(self, url: str) -> None:
        rules = self.robots(url)
        if not rules.allows(url):
            raise LoadError(
                "its site asks not to be read by programs (robots.txt)",
                "Ask whoever runs the site, or save the page as a file.",
            )
        self._host(url).pause = max(rules.delay, self._pause)

    def _is_fresh(self, known: DocumentState, stamp: str) -> bool:
        return (
            bool(stamp)
            and known.stamp == stamp
            and known.article is not None
            and not (known.trouble or known.gone)
            and self.now - known.seen < TRUSTED_SECONDS
        )

    def _validators(self, known: DocumentState | None) -> Validators | None:
        """What is sent along; nothing where the bytes are no longer there to be read again."""
        if known is None or self._archive.get(known.raw) is None:
            return None
        if known.etag is None and known.last_modified is None:
            return None
        return Validators(etag=known.etag, last_modified=known.last_modified)

    def _host(self, url: str) -> _Host:
        name = read_address(url).authority
        return self._hosts.setdefault(name, _Host(name=name, pause=self._pause))

    def _fetch(
        self,
        url: str,
        *,
        known: Validators | None,
        accept: frozenset[str] | None,
        max_bytes: int = MOST_BYTES,
        on_redirect: Callable[[WebAddress], None] = lambda _: None,
    ) -> Fetched | NotModified:
        """One request, once the site has had its pause; one more where it asks to wait a little.

        What fails counts against the site that it failed at, wherever the page led on to.
        """
        host = first = self._host(url)
        had = self._had.pop(url, None)
        if had is not None and (accept is None or kind_of(had.content_type) in accept):
            self._pacing.put_off(host.name, host.pause)
            return had

        def go_on(address: WebAddress) -> None:
            nonlocal host
            on_redirect(address)
            before, host = host, self._host(str(address))
            if host is not before:
                self._pacing.put_off(before.name, before.pause)
                self._come_to(host)

        for again in (True, False):
            host = first
            self._come_to(host)
            self.asked += 1
            try:
                found = fetch(
                    url,
                    known=known,
                    accept=accept,
                    may_reach=self._may_reach,
                    max_bytes=max_bytes,
                    on_redirect=go_on,
                )
            except LaterError as error:
                seconds = error.seconds
                if again and seconds is not None and seconds <= _MOST_WAIT:
                    self._pacing.put_off(host.name, seconds)
                    continue
                host.closed = error.message
                self._pacing.hold(host.name, seconds or 0.0, error.message)
                self.later = max(self.later or 0.0, seconds or 0.0)
                raise
            except UnreachableError as error:
                host.silent += 1
                if host.silent == _PATIENCE:
                    host.closed = error.message
                raise
            finally:
                self._pacing.put_off(host.name, host.pause)
            host.silent = 0
            self.not_modified += isinstance(found, NotModified)
            return found
        raise AssertionError("the second time either brings something or raises")

    def _come_to(self, host: _Host) -> None:
        """Wait for the next turn to ask a site.

        One that answers nothing in this look, or has asked to be left alone in any, is not asked.
        """
        held = self._pacing.held(host.name)
        if held is not None:
            left, host.closed = held
            self.later = max(self.later or 0.0, left)
        if host.closed:
            raise LoadError(host.closed, "It is tried again the next time.")
        self._wait(self._pacing.turn(host.name, host.pause))

    def _wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._check()
            time.sleep(min(left, _SLICE))
