"""Folders change and sources fall due while the bot runs; the library follows by itself.

What is done here is what `footnote build` does, on workers of its own: whoever asks meanwhile does
not wait for it. What it cannot do it says in the log, once, and tries again later.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from watchfiles import Change, awatch

from bot.desk.questions import Desk
from bot.desk.window import Window
from bot.errors import DeskError, Trouble, new_reference
from bot.offload import Offload
from bot.types import SERVER_COLLECTION
from index.build import Receipt, build
from index.errors import BusyLibraryError, LibraryError
from index.load.address import IPAddress, is_public
from index.sources.base import RefreshReceipt
from index.sources.declared import read_declared
from index.sources.refresh import declare, due, list_sources, refresh_one, settle
from index.sources.visit import PAUSE

log = logging.getLogger(__name__)

T = TypeVar("T")

SETTLE_MILLISECONDS = 400
"""How long a folder has to be quiet before it is read: an editor writes in several steps."""

LOOK_SECONDS = 1.0
"""How often it is looked whether a source is due, and which folders are to be watched."""

BUSY_SECONDS = 5.0
"""How long until another try, where somebody else's build holds the library."""

RETRY_SECONDS = 60.0
"""How long until a source that is due and could not be looked at is tried again; `GROWTH` times
that after each failure, up to `LONGEST_RETRY_SECONDS`.
"""

GROWTH = 2.0

LONGEST_RETRY_SECONDS = 3_600.0


class Upkeep(Window):
    """Keeps the library as its folders and sources are, for as long as it runs."""

    def __init__(
        self,
        desk: Desk,
        *,
        may_reach: Callable[[IPAddress], bool] = is_public,
        pause: float = PAUSE,
    ) -> None:
        """`may_reach` says which addresses may be fetched from; `pause` are seconds between two
        requests to one site. The desk closes it.
        """
        super().__init__(desk)
        self._settings = self._library.settings
        self._may_reach = may_reach
        self._pause = pause
        self._offload = Offload(workers=2, queue_size=8)
        self._closing = threading.Event()
        self._said: dict[str, str] = {}
        self._put_off: dict[int, tuple[float, float]] = {}  # until when, and for how long then
        desk.closes_with_it(self._close)

    async def keep(self) -> None:
        """Build once for what has changed while nobody watched; then follow what changes."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._watch_for_ever())
                tasks.create_task(self._look_for_ever())
        except* DeskError as errors:
            if not all(_is_closing(error) for error in errors.exceptions):
                raise

    async def bring_up_to_date(self) -> Receipt | None:
        """One build, seen at once by whoever asks; nothing where it failed, which the log says.

        Raises:
            DeskError: CLOSING.
        """
        receipt = await self._try("the articles", self._build)
        if receipt is None:
            return None
        if receipt.added or receipt.changed or receipt.removed:
            log.info(
                "The articles have changed: %d new, %d changed, %d gone",
                *(len(receipt.added), len(receipt.changed), len(receipt.removed)),
            )
            await self.seen_at_once()
        for note in receipt.skipped:
            self._say_once(note.article_id, f"{note.article_id} was left out: {note.text}")
        return receipt

    async def look_at(self, key: int, *, wait: bool = True) -> RefreshReceipt | None:
        """Look at one source now; nothing where that failed, or the source is gone.

        Without `wait`, it has also failed where somebody else's build holds the library.

        Raises:
            DeskError: CLOSING.
        """
        receipt = await self._try(f"source {key}", lambda: self._refresh(key), wait=wait)
        if receipt is None:
            return None
        source, changed = receipt.source, len(receipt.added) + len(receipt.changed)
        if changed or receipt.withdrawn:
            log.info(
                "%s: %d new or changed, %d withdrawn",
                *(source.spec.title, changed, len(receipt.withdrawn)),
            )
            await self.seen_at_once()
        if source.trouble:
            self._say_once(f"source {key}", f"{source.spec.title}: {source.trouble}")
        return receipt

    async def _watch_for_ever(self) -> None:
        await self.bring_up_to_date_with_sources()
        while True:
            folders = await self._folders()
            if not folders:
                await asyncio.sleep(LOOK_SECONDS)
                continue
            try:
                await self._watch(folders)
            except DeskError:
                raise
            except Exception as error:  # a folder is just gone, or the system watches no more
                self._say_unexpected("the watch", error)
                await asyncio.sleep(BUSY_SECONDS)

    async def _watch(self, folders: dict[Path, int | None]) -> None:
        """Follow what changes in these folders, until others are to be watched."""
        watching = awatch(
            *folders,
            debounce=4 * SETTLE_MILLISECONDS,
            step=SETTLE_MILLISECONDS,
            rust_timeout=int(1000 * LOOK_SECONDS),
            yield_on_timeout=True,
            ignore_permission_denied=True,
        )
        first = True  # by then they are watched, so nothing falls in between
        async for changes in watching:
            self._said.pop("the watch", None)
            await self._follow(folders, changes, everything=first)
            first = False
            if await self._folders() != folders:
                break

    async def _follow(
        self,
        folders: dict[Path, int | None],
        changes: Iterable[tuple[Change, str]],
        *,
        everything: bool,
    ) -> None:
        """Bring in what has changed in the folders that are watched."""
        for folder, key in folders.items():
            if everything or any(Path(path).is_relative_to(folder) for _, path in changes):
                if key is None:
                    await self.bring_up_to_date_with_sources()
                else:
                    await self.look_at(key)

    async def _look_for_ever(self) -> None:
        while True:
            waiting = await self._try("the sources", lambda: due(self._settings)) or ()
            for source in waiting:
                await self._look_if_it_is_time(source.key)
            self._put_off = {
                one.key: self._put_off[one.key] for one in waiting if one.key in self._put_off
            }
            await asyncio.sleep(LOOK_SECONDS)

    async def _look_if_it_is_time(self, key: int) -> None:
        """Look at a source that is due, but not at once again where that failed the last time.

        It stays due where nothing could be written down, and would be fetched in vain each time.
        """
        clock = asyncio.get_running_loop().time
        again_at, pause = self._put_off.pop(key, (0.0, RETRY_SECONDS))
        if clock() < again_at:
            self._put_off[key] = again_at, pause
        elif await self.look_at(key, wait=False) is None:
            self._put_off[key] = clock() + pause, min(GROWTH * pause, LONGEST_RETRY_SECONDS)

    async def bring_up_to_date_with_sources(self) -> None:
        """One build, and the sources as the corpus folder's `sources.toml` names them now."""
        if await self.bring_up_to_date() is not None:
            await self._try("sources.toml", self._declare)

    async def _folders(self) -> dict[Path, int | None]:
        """The folders to watch that are there, with the source that each is; the corpus is none."""

        def there() -> dict[Path, int | None]:
            named: dict[Path, int | None] = {
                Path(one.spec.location): one.key
                for one in list_sources(self._settings)
                if one.spec.kind == "folder"
            }
            named[self._settings.corpus_dir.resolve()] = None
            return {folder: key for folder, key in named.items() if folder.is_dir()}

        return await self._try("the folders", there) or {}

    async def _try(self, what: str, call: Callable[[], T], *, wait: bool = True) -> T | None:
        """What a call returns, once nobody else's build is in the way; nothing where it failed."""
        while True:
            try:
                done = await self._offload.run(call)
            except BusyLibraryError:
                if not wait:
                    return None
                await asyncio.sleep(BUSY_SECONDS)
            except LibraryError as error:
                self._say_once(what, f"{error.message} {error.hint}")
                return None
            except DeskError:
                raise
            except Exception as error:  # a mistake of ours with one source is to end no other
                self._say_unexpected(what, error)
                return None
            else:
                self._said.pop(what, None)
                return done

    def _build(self) -> Receipt:
        return build(self._settings, self._library.embedder, progress=self._go_on)

    def _declare(self) -> None:
        declared = read_declared(self._settings)
        if declared or list_sources(self._settings):
            declare(self._settings, declared)
            settle(self._settings, self._library.embedder)

    def _refresh(self, key: int) -> RefreshReceipt | None:
        receipt = self._with_its_model(
            lambda: refresh_one(
                self._settings,
                self._library.embedder,
                key,
                may_reach=self._may_reach,
                pause=self._pause,
                pacing=self._desk.pacing,
                progress=self._go_on,
            )
        )
        if receipt is not None:
            server = SERVER_COLLECTION.fullmatch(receipt.source.spec.collection)
            if server is not None:
                self._forget_repairs(int(server[1]), receipt.others_now)
        return receipt

    def _go_on(self, _: object) -> None:
        if self._closing.is_set():
            raise DeskError(Trouble.CLOSING)

    def _say_once(self, what: str, words: str) -> None:
        if self._said.get(what) != words:
            self._said[what] = words
            log.warning("The library could not follow. %s", words)

    def _say_unexpected(self, what: str, error: Exception) -> None:
        """Log what nobody foresaw, with where it came from; the same again is not said twice."""
        words = repr(error)
        if self._said.get(what) != words:
            self._said[what] = words
            log.error(
                "The library could not follow (%s); reference %s",
                *(what, new_reference()),
                exc_info=error,
            )

    async def _close(self, *, seconds: float) -> bool:
        self._closing.set()
        return await self._offload.close(seconds=seconds)


def _is_closing(error: BaseException) -> bool:
    return isinstance(error, DeskError) and error.trouble is Trouble.CLOSING
