"""A desk comes in, the shape that its windows share goes out."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from bot.desk.questions import Desk
from bot.records.records import Records
from index.library import Library

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
