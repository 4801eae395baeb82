"""A server's admin names a place on the web; its articles come in, stay fresh, and go again.

A page, a feed or a site becomes a source of the server's own collection, as one that the corpus
folder names is of the public one. From then on it is looked at with all the others.
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace

from bot.articles import Placed, Refreshed, key_of_place
from bot.desk.questions import Desk
from bot.desk.shelves import Shelves
from bot.desk.window import Window, in_words
from bot.errors import DeskError, Trouble
from bot.types import server_collection
from index.errors import LibraryError, LoadError
from index.load.address import read_address
from index.load.base import one_line
from index.load.fetch import Fetched
from index.provenance import SourceSpec, SourceState
from index.sources.base import RefreshReceipt
from index.sources.declared import REFRESH, web_source
from index.sources.inspect import recognise
from index.sources.refresh import follow, list_kept, list_sources, refresh_one, settle, unfollow
from index.types import Entry

LOOK_SECONDS = 120.0
"""How long an addition goes on while somebody waits; the rest of it comes in by itself."""

REFRESH_SECONDS = 720.0
"""How long a refresh may go on: Discord takes no word on a command after fifteen minutes."""

REFRESHED_AT = "library_refreshed_at"
"""The server's setting that holds when its places were last looked at again, in unix seconds."""

MOST_PLACES = 20
"""Feeds and sites of one server: each is asked again and again."""

_MOST_TITLES = 10  # of places, beside those of articles


class _TimeUpError(Exception):
    """What is being looked at takes longer than anybody waits."""


class Places(Window):
    """Where a server's articles come from on the web.

    Whoever calls has made sure that the person manages the server.
    """

    def __init__(
        self, desk: Desk, shelves: Shelves, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`shelves` have the worker on which everything here is done."""
        super().__init__(desk)
        self._shelves = shelves
        self._settings = shelves.settings
        self._clock = clock

    async def add(self, server: int, address: str, *, site: bool = False) -> Placed:
        """Take in what is at an address, and look there again every day; `site`: all of its site.

        Raises:
            LoadError: nothing can be had there; its texts are for the person. It is not kept.
            DeskError: SHELF_FULL, MANY_PLACES, SHELF_BUSY, LIBRARY_BUSY, DISK_FULL, CLOSING,
                NO_LIBRARY.
        """
        with self._shelves.one_at_a_time(server):
            placed = await self._shelves.beside(self._add, server, address, site)
        await self.seen_at_once()
        return placed

    async def sources(self, server: int) -> list[SourceState]:
        """The feeds and sites of a server, and the pages in trouble, in the order they came in."""
        return [
            one
            for one in await self._run(self._sources, server)
            if one.spec.kind != "page" or one.trouble
        ]

    async def titles(self, server: int, typed: str) -> list[tuple[SourceState, str]]:
        """The feeds and sites of a server whose address holds what is typed, with their keys."""
        wanted = one_line(typed).casefold()
        found = [
            (one, key_of_place(one))
            for one in await self._run(self._sources, server)
            if one.spec.kind != "page" and wanted in one.spec.title.casefold()
        ]
        return found[:_MOST_TITLES]

    async def find(self, server: int, key: str) -> SourceState:
        """The place of a server that is named by its key.

        Raises:
            DeskError: PLACE_GONE.
        """
        return await self._run(self._find, server, key)

    async def drop(self, server: int, key: str) -> tuple[SourceState, int]:
        """Look at a place no longer, and take its articles away; how many went with it.

        Raises:
            DeskError: PLACE_GONE, LIBRARY_BUSY, DISK_FULL.
        """
        dropped = await self._run(self._drop, server, key)
        await self.seen_at_once()
        return dropped

    async def refresh(
        self,
        server: int,
        tell: Callable[[Refreshed], Awaitable[None]],
        *,
        seconds: float = REFRESH_SECONDS,
    ) -> Refreshed:
        """Look at a server's places now, one after the other; `tell` hears after each of them.

        It ends after `seconds`. What cannot be had is kept as it was.

        Raises:
            DeskError: SHELF_BUSY, or the places could not be listed.
        """
        until = self._clock() + seconds
        with self._shelves.one_at_a_time(server):
            sources = await self._shelves.beside(self._all_sources, server)
            so_far = Refreshed(total=len(sources))
            for source in sources:
                if self._clock() >= until:
                    break
                try:
                    so_far = await self._shelves.beside(
                        self._look_again, server, source, so_far, until
                    )
                except DeskError as error:
                    so_far = replace(so_far, stopped=error)
                    break
                await tell(so_far)
            if so_far.done:
                await self._run(self._records.servers.set, server, REFRESHED_AT, time.time())
        await self.seen_at_once()
        return so_far

    # Blocking

    def _sources(self, server: int) -> list[SourceState]:
        return list_sources(self._settings, collections=[server_collection(server)])

    def _find(self, server: int, key: str) -> SourceState:
        found = [one for one in self._sources(server) if key_of_place(one) == key]
        if not found:
            raise DeskError(Trouble.PLACE_GONE)
        return found[0]

    def _drop(self, server: int, key: str) -> tuple[SourceState, int]:
        source = self._find(server, key)
        with in_words():
            removed = unfollow(self._settings, source.key)
        self._forget_repairs(server, removed)
        return source, len(removed)

    def _add(self, server: int, address: str, site: bool) -> Placed:
        location = str(read_address(address))  # so nothing of this machine is ever named
        sources = self._sources(server)
        before = self._without_source(server).get(location)
        known_here = before is not None or any(one.spec.location == location for one in sources)
        self._shelves.check_room(server, is_new=not known_here)
        self._shelves.check_open()
        known = next((one for one in sources if _is_at(one.spec, location, site=site)), None)
        wishes = {"collection": server_collection(server), "refresh": REFRESH}
        if known is not None:  # it is looked at in a moment: what it is need not be asked first
            had: Mapping[str, Fetched] = {}
            found = web_source(known.spec.kind, location, **wishes)
        else:
            recognised = recognise(
                location, self._settings, site=site, may_reach=self._shelves.may_reach, **wishes
            )
            found, had = recognised.spec, recognised.had
            self._check_places(sources, found)
        article_id = before.article_id if before is not None and found.kind == "page" else None
        source = follow(self._settings, found, after=2 * LOOK_SECONDS, article_id=article_id)
        is_new = known is None and article_id is None
        return self._taken_in(server, source, had, is_new=is_new)

    def _check_places(self, sources: list[SourceState], spec: SourceSpec) -> None:
        """Refuse a place more than a server may have: pages that bring no article count, too."""
        if len(sources) >= self._shelves.most_articles:
            raise DeskError(Trouble.SHELF_FULL, most=self._shelves.most_articles)
        lasting = sum(one.spec.kind != "page" for one in sources)
        if spec.kind != "page" and lasting >= MOST_PLACES:
            raise DeskError(Trouble.MANY_PLACES, most=MOST_PLACES)

    def _taken_in(
        self, server: int, source: SourceState, had: Mapping[str, Fetched], *, is_new: bool
    ) -> Placed:
        """Look at a place that was just added; one that brings nothing is not kept."""
        try:
            receipt = self._look(source, self._clock() + LOOK_SECONDS, had)
        except _TimeUpError:
            settle(self._settings, self._library.embedder, wait_seconds=self._shelves.wait_seconds)
            source = follow(self._settings, source.spec)  # whatever is left is due now
            return Placed(source=source, receipt=None, known=not is_new)
        except Exception:
            self._take_back(server, source, is_new=is_new)
            raise
        if receipt is None:  # somebody has taken it away meanwhile
            raise DeskError(Trouble.PLACE_GONE)
        if not (receipt.added or receipt.changed or receipt.doubles or receipt.unchanged):
            self._take_back(server, source, is_new=is_new)
            for trouble in receipt.troubles:
                raise LoadError(trouble.message, trouble.hint)
            raise LoadError("there is nothing in it that I could take in", "")
        self._forget_repairs(server, receipt.others_now)
        return self._placed(server, receipt, is_new=is_new)

    def _take_back(self, server: int, source: SourceState, *, is_new: bool) -> None:
        """Leave nothing of a place behind that was not there before."""
        if is_new:
            with suppress(LibraryError):
                self._forget_repairs(server, unfollow(self._settings, source.key))

    def _placed(self, server: int, receipt: RefreshReceipt, *, is_new: bool) -> Placed:
        source = receipt.source
        entry = None
        if source.spec.kind == "page":
            where = source.spec.location
            entries = self._shelves.entries(server)
            entry = next((one for one in entries if where in (one.origin, *one.also)), None)
        same = {}
        for one in receipt.examined:
            article = self._library.article(*one.same_as) if one.same_as is not None else None
            if article is not None:
                same[one.url] = article.source.title
        return Placed(source=source, receipt=receipt, known=not is_new, entry=entry, same=same)

    def _look(
        self, source: SourceState, until: float, had: Mapping[str, Fetched] | None = None
    ) -> RefreshReceipt | None:
        """Look at a place; nothing where somebody has taken it away. Not asked for is what was
        just `had` of it.
        """

        def go_on(_: object) -> None:
            self._shelves.check_open()
            if self._clock() >= until:
                raise _TimeUpError

        def look() -> RefreshReceipt | None:
            return refresh_one(
                self._settings,
                self._library.embedder,
                source.key,
                may_reach=self._shelves.may_reach,
                pause=self._shelves.pause,
                pacing=self._desk.pacing,
                had=had,
                wait_seconds=self._shelves.wait_seconds,
                progress=go_on,
            )

        return self._with_its_model(look)

    def _without_source(self, server: int) -> dict[str, Entry]:
        """The pages that came in before there were sources, by their address."""
        kept = list_kept(self._settings, server_collection(server))
        return {
            one.origin: one
            for one in self._shelves.entries(server)
            if one.origin.startswith(("http://", "https://")) and one.article_id not in kept
        }

    def _all_sources(self, server: int) -> list[SourceState]:
        """The places of a server; pages from before there were sources become some."""
        for address, entry in self._without_source(server).items():
            spec = web_source(
                "page", address, collection=server_collection(server), refresh=REFRESH
            )
            follow(self._settings, spec, after=REFRESH_SECONDS, article_id=entry.article_id)
        return self._sources(server)

    def _look_again(
        self, server: int, source: SourceState, so_far: Refreshed, until: float
    ) -> Refreshed:
        before = {one.article_id: one for one in self._shelves.entries(server)}
        try:
            receipt = self._look(source, until)
        except _TimeUpError:
            settle(self._settings, self._library.embedder, wait_seconds=self._shelves.wait_seconds)
            return so_far
        if receipt is None:  # removed meanwhile
            return replace(so_far, total=so_far.total - 1)
        self._forget_repairs(server, receipt.others_now)
        titles = {one.kept_as[1]: one.title for one in receipt.examined if one.kept_as is not None}
        withdrawn = [before[one].title for one in receipt.withdrawn if one in before]
        by_address = {one.origin: one for one in before.values()}
        gone = [by_address[url] for url in receipt.gone if url in by_address]
        failed = [
            (by_address[one.url].title if one.url in by_address else one.url, one.message)
            for one in receipt.troubles
            if one.url not in {*receipt.gone, *receipt.crowded}
        ]
        return replace(
            so_far,
            done=so_far.done + 1,
            unchanged=so_far.unchanged + receipt.unchanged,
            added=(*so_far.added, *(titles[one] for one in receipt.added)),
            changed=(*so_far.changed, *(titles[one] for one in receipt.changed)),
            failed=(*so_far.failed, *failed),
            gone=(
                *so_far.gone,
                *(one.title for one in gone if one.article_id not in receipt.withdrawn),
            ),
            withdrawn=(*so_far.withdrawn, *withdrawn),
            crowded=so_far.crowded + len(receipt.crowded),
        )


def _is_at(spec: SourceSpec, location: str, *, site: bool) -> bool:
    """Whether a source is what an address was named for: all of its site, or what is there."""
    return spec.location == location and (spec.kind == "site") == site
