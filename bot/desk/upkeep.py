"""The corpus folder changes while the bot runs; the library follows, a build at a time.

A build here is the one of `footnote build`, on a worker of its own: whoever asks meanwhile does not
wait for it. What it cannot do it says in the log, once, and tries again at the next change.
"""

import asyncio
import logging
import threading

from watchfiles import awatch

from bot.desk.questions import Desk
from bot.desk.window import Window
from bot.errors import DeskError, Trouble
from bot.offload import Offload
from index.build import Receipt, build
from index.errors import BusyLibraryError, LibraryError

log = logging.getLogger(__name__)

SETTLE_MILLISECONDS = 400
"""How long the folder has to be quiet before a build begins: an editor writes in several steps."""

LOOK_MILLISECONDS = 1000
"""How often it is looked whether there is something to do."""

BUSY_SECONDS = 5.0
"""How long until another try, where somebody else's build holds the library."""


class Upkeep(Window):
    """Keeps the library as the corpus folder is, for as long as it runs."""

    def __init__(self, desk: Desk) -> None:
        """The desk closes it."""
        super().__init__(desk)
        self._settings = self._library.settings
        self._offload = Offload(workers=1, queue_size=1)
        self._closing = threading.Event()
        self._failed = ""
        desk.closes_with_it(self._close)

    async def keep(self) -> None:
        """Build once for what has changed while nobody watched, then at every change.

        Without a corpus folder there is nothing to watch, and it ends.
        """
        if not await asyncio.to_thread(self._settings.corpus_dir.is_dir):
            log.info("There is no folder %s to watch", self._settings.corpus_dir)
            return
        watching = awatch(
            self._settings.corpus_dir,
            debounce=4 * SETTLE_MILLISECONDS,
            step=SETTLE_MILLISECONDS,
            rust_timeout=LOOK_MILLISECONDS,
            yield_on_timeout=True,
            ignore_permission_denied=True,
        )
        first = True  # by then the folder is watched, so nothing falls in between
        try:
            async for changes in watching:
                if changes or first:
                    await self.bring_up_to_date()
                first = False
        except DeskError as error:
            if error.trouble is not Trouble.CLOSING:
                raise

    async def bring_up_to_date(self) -> Receipt | None:
        """One build, seen at once by whoever asks; nothing where it failed, which the log says.

        Raises:
            DeskError: CLOSING.
        """
        while True:
            try:
                receipt = await self._offload.run(self._build)
            except BusyLibraryError:
                await asyncio.sleep(BUSY_SECONDS)
                continue
            except LibraryError as error:
                self._say_once(f"{error.message} {error.hint}")
                return None
            break
        self._failed = ""
        if receipt.added or receipt.changed or receipt.removed:
            log.info(
                "The articles have changed: %d new, %d changed, %d gone",
                *(len(receipt.added), len(receipt.changed), len(receipt.removed)),
            )
            await self._desk.refresh()
        for note in receipt.skipped:
            self._say_once(f"{note.article_id} was left out: {note.text}")
        return receipt

    def _build(self) -> Receipt:
        return build(self._settings, self._library.embedder, progress=lambda _: self._check_open())

    def _check_open(self) -> None:
        if self._closing.is_set():
            raise DeskError(Trouble.CLOSING)

    def _say_once(self, words: str) -> None:
        if words != self._failed:
            self._failed = words
            log.warning("The library could not follow the articles. %s", words)

    async def _close(self, *, seconds: float) -> bool:
        self._closing.set()
        return await self._offload.close(seconds=seconds)
