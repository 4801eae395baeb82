"""A message that shows an answer comes in, what is kept of it goes out; and a library to change."""

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.records.base import KeptAnswer
from bot.records.records import Records
from index.embed import SentenceTransformerEmbedder
from index.library import Library
from index.settings import IndexSettings
from tests.loopback import Message


def record_of(message: Message) -> int:
    """The record that the buttons of an answer carry."""
    ids = [button.custom_id or "" for button in message.buttons]
    return int(next(one for one in ids if one.startswith("vote:up:")).rpartition(":")[2])


async def kept(records: Records, message: Message) -> KeptAnswer:
    """What is kept of an answer that others see too, once it was noted where it stands."""
    for _ in range(1000):
        found = await asyncio.to_thread(records.answers.get, record_of(message))
        if found is not None and found.messages:
            return found
        await asyncio.sleep(0.005)
    raise TimeoutError("the answer was never noted")


@contextmanager
def library_of_its_own(
    made: IndexSettings, embedder: SentenceTransformerEmbedder, data_dir: Path
) -> Iterator[Library]:
    """A copy of a library, which a test may change."""
    shutil.copytree(made.data_dir, data_dir)
    library = Library(IndexSettings(corpus_dir=made.corpus_dir, data_dir=data_dir), embedder)
    yield library
    library.close()
