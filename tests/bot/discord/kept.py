"""A message that shows an answer comes in, what is kept of it goes out; and a library to change."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from bot.records.base import KeptAnswer
from bot.records.records import Records
from index.embed import SentenceTransformerEmbedder
from index.library import Library
from index.settings import IndexSettings
from tests.loopback import Message

T = TypeVar("T")


def record_of(message: Message) -> int:
    """The record that the buttons of an answer carry."""
    ids = [button.custom_id or "" for button in message.buttons]
    return int(next(one for one in ids if one.startswith("vote:up:")).rpartition(":")[2])


async def kept(records: Records, message: Message) -> KeptAnswer:
    """What is kept of an answer that others see too, once it was noted where it stands."""

    def noted() -> KeptAnswer | None:
        found = records.answers.get(record_of(message))
        return found if found is not None and found.messages else None

    return await eventually(lambda: asyncio.to_thread(noted), "the answer was never noted")


async def shown_by(records: Records, message: Message) -> KeptAnswer:
    """What is kept of the answer that a message shows, once that is noted."""
    place = message.channel.id, message.id
    return await eventually(
        lambda: asyncio.to_thread(records.answers.at, *place), "nothing was kept"
    )


async def eventually(
    look: Callable[[], Awaitable[T | None]], otherwise: str, *, looks: int = 1000
) -> T:
    """Look again and again until something is there, `looks` times at the most."""
    for _ in range(looks):
        if (found := await look()) is not None:
            return found
        await asyncio.sleep(0.005)
    raise TimeoutError(otherwise)


@contextmanager
def library_of_its_own(
    made: IndexSettings, embedder: SentenceTransformerEmbedder, data_dir: Path
) -> Iterator[Library]:
    """A copy of a library, which a test may change."""
    shutil.copytree(made.data_dir, data_dir)
    library = Library(IndexSettings(corpus_dir=made.corpus_dir, data_dir=data_dir), embedder)
    yield library
    library.close()
