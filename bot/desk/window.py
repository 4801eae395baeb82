"""A desk comes in, the shape that its windows share goes out."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import ParamSpec, TypeVar

from bot.desk.questions import Desk
from bot.errors import DeskError, Trouble
from bot.records.errors import RecordsError
from bot.records.records import Records
from bot.types import server_collection
from index.errors import BusyLibraryError, DiskError, LibraryError, LoadError, ModelMismatchError
from index.library import Library

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")


class Window:
    """A place at the desk where one kind of request is served, off the event loop."""

    def __init__(self, desk: Desk) -> None:
        """A window of a desk that keeps records."""
        self._desk = desk

    @property
    def _library(self) -> Library:
        return self._desk.library

    @property
    def _records(self) -> Records:
        return self._desk.records

    async def _run(self, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a call as the desk does: see `Desk.run`."""
        return await self._desk.run(call, *args, **kwargs)

    def _with_its_model(self, call: Callable[[], T]) -> T:
        """What a call on the library returns; once more where it just got another model. Blocks.

        Raises:
            ModelMismatchError: it has yet another one by now.
        """
        try:
            return call()
        except ModelMismatchError:
            self._library.catch_up()
            return call()

    def _forget_repairs(self, server: int, article_ids: Iterable[str]) -> None:
        """Drop a server's pins and marks on articles of its own that are gone, or are others under
        an old id. Where the records fail, they wait. Blocks.
        """
        if not self._desk.keeps_records:
            return
        try:
            for one in article_ids:
                self._records.repairs.forget_article(server, server_collection(server), one)
        except RecordsError as error:
            log.error("%s %s", error.message, error.hint)

    async def seen_at_once(self) -> None:
        """Let the library catch up now; where it can't, it does with the next regular refresh."""
        with suppress(DeskError):
            await self._desk.refresh()


@contextmanager
def in_words() -> Iterator[None]:
    """Turn what the library refuses into sentences for a person; `LoadError` has its own."""
    try:
        yield
    except LoadError:
        raise
    except BusyLibraryError:
        raise DeskError(Trouble.LIBRARY_BUSY) from None
    except DiskError as error:
        log.error("%s %s", error.message, error.hint)
        raise DeskError(Trouble.DISK_FULL) from error
    except LibraryError as error:
        log.error("%s %s", error.message, error.hint)
        raise DeskError(Trouble.NO_LIBRARY) from error
