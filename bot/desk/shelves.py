"""A server's admin brings a page or a file, or takes an article away; a receipt goes out.

Reading and embedding take up to minutes, so they have a worker of their own: whoever asks a
question meanwhile does not wait for it.
"""

import logging
import re
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import ParamSpec, TypeVar

from bot.articles import KEY, Added, Page, Refreshed, key_of, message_of
from bot.desk.questions import Desk
from bot.desk.window import Window, in_words
from bot.errors import DeskError, Trouble
from bot.offload import Offload
from bot.records.errors import RecordsError
from bot.types import server_collection
from index.errors import (
    GoneError,
    LoadError,
    ModelMismatchError,
)
from index.load.address import IPAddress, read_address
from index.load.base import Loaded, one_line
from index.load.fetch import Fetched, fetch, is_public
from index.load.upload import load_upload
from index.load.web import load_page
from index.settings import IndexSettings
from index.shelf import WAIT_SECONDS, AddReceipt, add, remove
from index.types import PUBLIC, Entry

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

MOST_BYTES = 4_000_000
"""A larger file is not even downloaded."""

MOST_CHARACTERS = 1_000_000
"""A longer text, a book or two, would keep the one worker for minutes."""

REFRESH_SECONDS = 720.0
"""How long a refresh may go on: Discord takes no word on a command after fifteen minutes."""

REFRESHED_AT = "library_refreshed_at"
"""The server's setting that holds when its pages were last fetched again, in unix seconds."""

_WAITING = 8
_MOST_TITLES = 25  # that Discord shows under what is typed


class Shelves(Window):
    """Where a server's own articles come in and go out.

    Whoever calls has made sure that the person manages the server.
    """

    def __init__(
        self,
        desk: Desk,
        settings: IndexSettings,
        *,
        most_articles: int,
        may_reach: Callable[[IPAddress], bool] = is_public,
        wait_seconds: float = WAIT_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`most_articles` is for each server; `may_reach` says which addresses may be fetched from.

        The desk closes it. `wait_seconds` is how long an addition waits for a build.
        """
        super().__init__(desk)
        self._settings = settings
        self._most = most_articles
        self._may_reach = may_reach
        self._wait = wait_seconds
        self._clock = clock
        self._offload = Offload(workers=1, queue_size=_WAITING)
        self._closing = threading.Event()
        self._working: set[int] = set()
        desk.closes_with_it(self.close)

    async def close(self, *, seconds: float) -> bool:
        """Take nothing more, and stop what is being embedded; say whether that was in time."""
        self._closing.set()
        return await self._offload.close(seconds=seconds)

    async def add_address(self, server: int, address: str) -> Added:
        """Fetch a page and add it; the page that is there under that address is replaced.

        Raises:
            LoadError: it cannot be fetched or read; its texts are for the person.
            DeskError: SHELF_FULL, SHELF_BUSY, LIBRARY_BUSY, DISK_FULL, CLOSING, NO_LIBRARY.
        """
        return await self._added(server, lambda: self._add_address(server, address))

    async def add_file(self, server: int, name: str, content: bytes) -> Added:
        """Add a file that somebody sent; raises as `add_address`."""
        return await self._added(server, lambda: self._add_file(server, name, content))

    async def add_written(self, server: int, loaded: Loaded, *, origin: str = "") -> AddReceipt:
        """Add what was written on Discord, an answer that somebody taught or a message, under its
        own id, in the place of what has it; raises as `add_address`.
        """
        name = loaded.article.source.article_id

        def add_it() -> Added:
            self._check_room(server, is_new=self._standing(server, name) is None)
            # Not from its web address: a refresh would put the page in its place.
            return Added(receipt=self._put(server, loaded, origin, name), link=None, key=None)

        return (await self._added(server, add_it)).receipt

    async def page(self, server: int, number: int, *, size: int) -> Page:
        """A page of the list, counted from 0; the last one where there is none of that number."""
        return await self._run(self._page, server, number, size)

    async def titles(self, server: int, typed: str) -> list[tuple[str, str]]:
        """Titles of the server's articles that hold what is typed, with their keys."""
        return await self._run(self._titles, server, typed)

    async def find(self, server: int, chosen: str) -> Entry:
        """The article of a server that is named by its key, or by its whole title.

        Raises:
            DeskError: ARTICLE_GONE, or ARTICLE_UNKNOWN where no or more than one has that title.
        """
        return await self._run(self._find, server, chosen)

    async def remove(self, server: int, key: str) -> Entry:
        """Take an article away that is still as the key names it, with all that points at it.

        Raises:
            DeskError: ARTICLE_GONE, LIBRARY_BUSY, DISK_FULL.
        """
        entry = await self._run(self._remove, server, key)
        await self._seen_at_once()
        return entry

    def withdraw(self, server: int, article_id: str) -> bool:
        """Take what was written on Discord away; false where it is not there. Blocks.

        Raises:
            DeskError: LIBRARY_BUSY, DISK_FULL.
        """
        with in_words():
            removed = remove(self._settings, server_collection(server), article_id)
        self._forget_repairs(server, article_id)
        return removed

    def room(self, server: int) -> int:
        """How many articles a server may still add. Blocks."""
        return max(self._most - self._library.count_articles([server_collection(server)]), 0)

    async def refresh(
        self,
        server: int,
        tell: Callable[[Refreshed], Awaitable[None]],
        *,
        seconds: float = REFRESH_SECONDS,
    ) -> Refreshed:
        """Fetch a server's pages again, one after the other; `tell` hears after each of them.

        None is begun after `seconds`. What cannot be fetched is kept as it was.

        Raises:
            DeskError: SHELF_BUSY, or the articles could not be listed.
        """
        until = self._clock() + seconds
        with self._one_at_a_time(server):
            entries = await self._run(self._web_entries, server)
            so_far = Refreshed(total=len(entries))
            for entry in entries:
                if self._clock() >= until:
                    break
                try:
                    so_far = await self._beside(self._refresh_one, server, entry, so_far)
                except DeskError as error:
                    so_far = replace(so_far, stopped=error)
                    break
                await tell(so_far)
            if so_far.done:
                await self._run(self._records.servers.set, server, REFRESHED_AT, time.time())
        if so_far.changed:
            await self._seen_at_once()
        return so_far

    async def _added(self, server: int, call: Callable[[], Added]) -> Added:
        with self._one_at_a_time(server):
            added = await self._beside(call)
        await self._seen_at_once()
        return added

    async def _beside(self, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a call on the worker of the shelves."""

        def spoken() -> T:
            with in_words():
                return call(*args, **kwargs)

        try:
            return await self._offload.run(spoken)
        except DeskError as error:
            if error.trouble is Trouble.BUSY:
                raise DeskError(Trouble.SHELF_BUSY) from None
            raise

    async def _seen_at_once(self) -> None:
        """Let the library catch up now; where it can't, it does with the next regular refresh."""
        with suppress(DeskError):
            await self._desk.refresh()

    @contextmanager
    def _one_at_a_time(self, server: int) -> Iterator[None]:
        if server in self._working:
            raise DeskError(Trouble.SHELF_BUSY)
        self._working.add(server)
        try:
            yield
        finally:
            self._working.discard(server)

    def _entries(self, server: int) -> list[Entry]:
        names = [server_collection(server)]
        return self._library.list_articles(names, limit=self._library.count_articles(names))

    def _web_entries(self, server: int) -> list[Entry]:
        """The articles that came from an address, the oldest first."""
        return [
            entry
            for entry in reversed(self._entries(server))
            if entry.origin.startswith(("http://", "https://"))
        ]

    def _page(self, server: int, number: int, size: int) -> Page:
        names = [server_collection(server)]
        own = self._library.count_articles(names)
        first = min(max(number, 0), max(own - 1, 0) // size) * size
        return Page(
            entries=tuple(self._library.list_articles(names, offset=first, limit=size)),
            first=first,
            own=own,
            public=self._library.count_articles([PUBLIC]),
        )

    def _titles(self, server: int, typed: str) -> list[tuple[str, str]]:
        wanted = one_line(typed).casefold()
        found = (one for one in self._entries(server) if wanted in one.title.casefold())
        return [
            (one.title, key_of(one)) for one, _ in zip(found, range(_MOST_TITLES), strict=False)
        ]

    def _find(self, server: int, chosen: str) -> Entry:
        entries = self._entries(server)
        if re.fullmatch(KEY, chosen):
            named = [one for one in entries if key_of(one) == chosen]
            if not named:
                raise DeskError(Trouble.ARTICLE_GONE)
        else:
            title = one_line(chosen).casefold()
            named = [one for one in entries if one.title.casefold() == title]
            if len(named) != 1:
                raise DeskError(Trouble.ARTICLE_UNKNOWN)
        return named[0]

    def _remove(self, server: int, key: str) -> Entry:
        entry = self._find(server, key)
        with in_words():
            if not remove(self._settings, entry.collection, entry.article_id):
                raise DeskError(Trouble.ARTICLE_GONE)
        self._forget_repairs(server, entry.article_id)
        if (written := message_of(entry.origin)) is not None:
            self._records.followed.withhold(server, *written)
        return entry

    def _add_address(self, server: int, address: str) -> Added:
        origin = str(read_address(address))
        known = next((one for one in self._entries(server) if one.origin == origin), None)
        self._check_room(server, is_new=known is None)
        loaded = self._load_page(server, origin)
        receipt = self._put(server, loaded, origin, known.article_id if known else None)
        return self._as_added(server, receipt)

    def _add_file(self, server: int, name: str, content: bytes) -> Added:
        if len(content) > MOST_BYTES:
            raise too_large()
        self._check_room(server, is_new=True)
        collection = server_collection(server)
        loaded = load_upload(content, name, collection=collection)
        # Without slashes, so that no name of a file is ever taken for an address.
        receipt = self._put(server, loaded, one_line(name).replace("/", " "), None)
        return self._as_added(server, receipt)

    def _check_room(self, server: int, *, is_new: bool) -> None:
        if is_new and not self.room(server):
            raise DeskError(Trouble.SHELF_FULL, most=self._most)

    def _load_page(self, server: int, origin: str) -> Loaded:
        self._check_open()
        found = fetch(origin, may_reach=self._may_reach)
        assert isinstance(found, Fetched)  # it was asked for whole
        self._check_open()
        return load_page(
            found.content,
            url=found.url,
            content_type=found.content_type,
            article_id="page",
            collection=server_collection(server),
        )

    def _put(self, server: int, loaded: Loaded, origin: str, article_id: str | None) -> AddReceipt:
        """Add what was read; once more where the library has just got another model."""
        if len(loaded.article.text) > MOST_CHARACTERS:
            raise LoadError(
                f"its text is longer than {MOST_CHARACTERS:,} characters", "Send it in parts."
            )
        self._check_open()

        def put() -> AddReceipt:
            return add(
                self._settings,
                self._library.embedder,
                loaded,
                collection=server_collection(server),
                origin=origin,
                article_id=article_id,
                visible={PUBLIC, server_collection(server)},
                wait_seconds=self._wait,
                progress=lambda _: self._check_open(),
            )

        try:
            return put()
        except ModelMismatchError:
            self._library.catch_up()
            return put()

    def _as_added(self, server: int, receipt: AddReceipt) -> Added:
        entry = self._standing(server, receipt.article_id)
        if not (receipt.unchanged or receipt.replaced):
            # An id may have been another article's once, whose marks are not for this one.
            self._forget_repairs(server, receipt.article_id)
        undoable = entry is not None and not receipt.unchanged
        return Added(
            receipt=receipt,
            link=entry.url if entry is not None else None,
            key=key_of(entry) if entry is not None and undoable else None,
        )

    def _standing(self, server: int, article_id: str) -> Entry | None:
        entries = self._entries(server)
        return next((one for one in entries if one.article_id == article_id), None)

    def _refresh_one(self, server: int, entry: Entry, so_far: Refreshed) -> Refreshed:
        title = entry.title
        if self._standing(server, entry.article_id) is None:  # removed meanwhile
            return replace(so_far, total=so_far.total - 1)
        try:
            loaded = self._load_page(server, entry.origin)
            receipt = self._put(server, loaded, entry.origin, entry.article_id)
        except GoneError:
            return replace(so_far, gone=(*so_far.gone, title))
        except LoadError as error:
            return replace(so_far, failed=(*so_far.failed, (title, error.message)))
        if receipt.unchanged:
            return replace(so_far, unchanged=so_far.unchanged + 1)
        if not receipt.replaced:
            # Removed while it was fetched: whoever removed it is to find it gone.
            remove(self._settings, entry.collection, entry.article_id)
            return replace(so_far, total=so_far.total - 1)
        return replace(so_far, changed=(*so_far.changed, receipt.title))

    def _forget_repairs(self, server: int, article_id: str) -> None:
        """Drop the pins and marks of an article that is gone; without records, they wait."""
        try:
            self._records.repairs.forget_article(server, server_collection(server), article_id)
        except RecordsError as error:
            log.error("%s %s", error.message, error.hint)

    def _check_open(self) -> None:
        if self._closing.is_set():
            raise DeskError(Trouble.CLOSING)


def too_large() -> LoadError:
    """What is said of a file of more than `MOST_BYTES`."""
    return LoadError(
        f"that file is larger than {MOST_BYTES // 1_000_000} MB", "Send the part that matters."
    )
