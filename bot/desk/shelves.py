"""A server's admin brings a file, or takes an article away; a receipt goes out.

Reading and embedding take up to minutes, so they have a worker of their own: whoever asks a
question meanwhile does not wait for it.
"""

import logging
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import ParamSpec, TypeVar

from bot.articles import KEY, Added, Page, key_of, message_of
from bot.desk.questions import Desk
from bot.desk.window import Window, in_words
from bot.errors import DeskError, Trouble
from bot.offload import Offload
from bot.types import server_collection
from index.errors import LoadError
from index.load.address import IPAddress, is_public
from index.load.base import Loaded, one_line
from index.load.upload import load_upload
from index.settings import IndexSettings
from index.shelf import WAIT_SECONDS, AddReceipt, add, check_length, remove
from index.sources.refresh import list_old
from index.sources.visit import PAUSE
from index.types import PUBLIC, Entry

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

MOST_BYTES = 4_000_000
"""A larger file is not even downloaded."""

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
        pause: float = PAUSE,
        wait_seconds: float = WAIT_SECONDS,
    ) -> None:
        """`most_articles` is for each server; `may_reach` says which addresses may be fetched from.

        The desk closes it. `pause` are seconds between two requests to one site, `wait_seconds` how
        long an addition waits for a build.
        """
        super().__init__(desk)
        self.settings = replace(settings, most_added=most_articles)
        self.most_articles = most_articles
        self.may_reach = may_reach
        self.pause = pause
        self.wait_seconds = wait_seconds
        self._offload = Offload(workers=1, queue_size=_WAITING)
        self._closing = threading.Event()
        self._working: set[int] = set()
        desk.closes_with_it(self.close)

    async def close(self, *, seconds: float) -> bool:
        """Take nothing more, and stop what is being embedded; say whether that was in time."""
        self._closing.set()
        return await self._offload.close(seconds=seconds)

    async def add_file(self, server: int, name: str, content: bytes) -> Added:
        """Add a file that somebody sent; the one that is there under its name is replaced.

        Raises:
            LoadError: it cannot be read; its texts are for the person.
            DeskError: SHELF_FULL, SHELF_BUSY, LIBRARY_BUSY, DISK_FULL, CLOSING, NO_LIBRARY.
        """
        return await self._added(server, lambda: self._add_file(server, name, content))

    async def add_written(self, server: int, loaded: Loaded, *, origin: str = "") -> AddReceipt:
        """Add what was written on Discord, an answer that somebody taught or a message, under its
        own id, in the place of what has it; raises as `add_file`.
        """
        name = loaded.article.source.article_id

        def add_it() -> Added:
            there = self._library.article(server_collection(server), name)
            self.check_room(server, is_new=there is None)
            # Not from its web address: the page there would take its place.
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
        await self.seen_at_once()
        return entry

    def withdraw(self, server: int, article_id: str) -> bool:
        """Take what was written on Discord away; false where it is not there. Blocks.

        Raises:
            DeskError: LIBRARY_BUSY, DISK_FULL.
        """
        with in_words():
            removed = remove(self.settings, server_collection(server), article_id)
        self._forget_repairs(server, [article_id])
        return removed

    def room(self, server: int) -> int:
        """How many articles a server may still add. Blocks."""
        standing = self._library.count_articles([server_collection(server)])
        return max(self.most_articles - standing, 0)

    # What the other windows on a server's articles share

    async def beside(self, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a call on the worker of the shelves; raises as `add_file`."""

        def spoken() -> T:
            with in_words():
                return call(*args, **kwargs)

        try:
            return await self._offload.run(spoken)
        except DeskError as error:
            if error.trouble is Trouble.BUSY:
                raise DeskError(Trouble.SHELF_BUSY) from None
            raise

    @contextmanager
    def one_at_a_time(self, server: int) -> Iterator[None]:
        """Let a server do nothing else with its articles until the block ends.

        Raises:
            DeskError: SHELF_BUSY, where it does already.
        """
        if server in self._working:
            raise DeskError(Trouble.SHELF_BUSY)
        self._working.add(server)
        try:
            yield
        finally:
            self._working.discard(server)

    def entries(self, server: int) -> list[Entry]:
        """All articles of a server, the newest first. Blocks."""
        names = [server_collection(server)]
        return self._library.list_articles(names, limit=self._library.count_articles(names))

    def standing(self, server: int, article_id: str) -> Entry | None:
        """An article of a server as it stands; nothing where it has none of that id. Blocks."""
        return next((one for one in self.entries(server) if one.article_id == article_id), None)

    def check_room(self, server: int, *, is_new: bool) -> None:
        """Refuse what is new where a server has all the articles that it may. Blocks.

        Raises:
            DeskError: SHELF_FULL.
        """
        if is_new and not self.room(server):
            raise DeskError(Trouble.SHELF_FULL, most=self.most_articles)

    def check_open(self) -> None:
        """Stop what is being done once the desk closes.

        Raises:
            DeskError: CLOSING.
        """
        if self._closing.is_set():
            raise DeskError(Trouble.CLOSING)

    async def _added(self, server: int, call: Callable[[], Added]) -> Added:
        with self.one_at_a_time(server):
            added = await self.beside(call)
        await self.seen_at_once()
        return added

    def _page(self, server: int, number: int, size: int) -> Page:
        names = [server_collection(server)]
        own = self._library.count_articles(names)
        first = min(max(number, 0), max(own - 1, 0) // size) * size
        return Page(
            entries=tuple(self._library.list_articles(names, offset=first, limit=size)),
            first=first,
            own=own,
            public=self._library.count_articles([PUBLIC]),
            old=list_old(self.settings, names[0]),
        )

    def _titles(self, server: int, typed: str) -> list[tuple[str, str]]:
        wanted = one_line(typed).casefold()
        found = (one for one in self.entries(server) if wanted in one.title.casefold())
        return [
            (one.title, key_of(one)) for one, _ in zip(found, range(_MOST_TITLES), strict=False)
        ]

    def _find(self, server: int, chosen: str) -> Entry:
        entries = self.entries(server)
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
        written = message_of(entry.origin)
        if written is not None:
            # First: cut short after this, the next look at its channel takes the article away.
            self._records.followed.withhold(server, *written)
        with in_words():
            if not remove(self.settings, entry.collection, entry.article_id):
                raise DeskError(Trouble.ARTICLE_GONE)
        self._forget_repairs(server, [entry.article_id])
        if written is not None:
            self._records.followed.forget_message(written[1])
        return entry

    def _add_file(self, server: int, name: str, content: bytes) -> Added:
        if len(content) > MOST_BYTES:
            raise too_large()
        # Without slashes, so that no name of a file is ever taken for an address.
        origin = one_line(name).replace("/", " ")
        known = next((one for one in self.entries(server) if origin and one.origin == origin), None)
        self.check_room(server, is_new=known is None)
        loaded = load_upload(content, name, collection=server_collection(server))
        receipt = self._put(server, loaded, origin, known.article_id if known else None)
        return self._as_added(server, receipt)

    def _put(self, server: int, loaded: Loaded, origin: str, article_id: str | None) -> AddReceipt:
        """Add what was read."""
        check_length(loaded.article)
        self.check_open()

        def put() -> AddReceipt:
            return add(
                self.settings,
                self._library.embedder,
                loaded,
                collection=server_collection(server),
                origin=origin,
                article_id=article_id,
                visible={PUBLIC, server_collection(server)},
                wait_seconds=self.wait_seconds,
                progress=lambda _: self.check_open(),
            )

        return self._with_its_model(put)

    def _as_added(self, server: int, receipt: AddReceipt) -> Added:
        entry = self.standing(server, receipt.article_id)
        if not (receipt.unchanged or receipt.replaced):
            # An id may have been another article's once, whose marks are not for this one.
            self._forget_repairs(server, [receipt.article_id])
        undoable = entry is not None and not receipt.unchanged
        return Added(
            receipt=receipt,
            link=entry.url if entry is not None else None,
            key=key_of(entry) if entry is not None and undoable else None,
        )


def too_large() -> LoadError:
    """What is said of a file of more than `MOST_BYTES`."""
    return LoadError(
        f"that file is larger than {MOST_BYTES // 1_000_000} MB", "Send the part that matters."
    )
