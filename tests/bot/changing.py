"""A library of the test's own comes in; articles come, change and go in it while it is open."""

import asyncio
from pathlib import Path

from index.build import build
from index.embed import SentenceTransformerEmbedder
from index.library import Library
from index.load.upload import load_upload
from index.settings import IndexSettings
from index.shelf import add, remove

QWEN = "qwen-app-relaunch"
ASKED = "How many people downloaded the Qwen app in its first week?"

PENGUINS = "What did the zookeeper feed the penguins on Tuesday?"
FED = "On Tuesday the zookeeper fed the penguins forty herrings and a squid."


class ChangingLibrary:
    """The library over a copy of `corpus/`. What works on it does so off the event loop."""

    def __init__(self, settings: IndexSettings, embedder: SentenceTransformerEmbedder) -> None:
        self.settings = settings
        self.embedder = embedder
        self.library = Library(settings, embedder)

    async def write(self, article_id: str, *paragraphs: str) -> None:
        """Put an article into the corpus folder, or in the place of the one there, and build."""
        await asyncio.to_thread(
            self._path(article_id).write_text, "\n\n".join(paragraphs), encoding="utf-8"
        )
        await self.build()

    async def replace(self, article_id: str, words: str, others: str) -> None:
        """Say something else in an article of the corpus folder, and build."""
        text = await asyncio.to_thread(self._path(article_id).read_text, encoding="utf-8")
        assert words in text
        await self.write(article_id, text.replace(words, others))

    async def delete(self, article_id: str) -> None:
        """Remove an article from the corpus folder, and build."""
        await asyncio.to_thread(self._path(article_id).unlink)
        await self.build()

    async def spoil(self, article_id: str) -> None:
        """Make an article unreadable, without building."""
        await asyncio.to_thread(self._path(article_id).write_bytes, b"\xff\xfe\x00")

    async def build(self, *, rebuild: bool = False) -> None:
        """Bring the library up to the corpus folder."""
        await asyncio.to_thread(build, self.settings, self.embedder, rebuild=rebuild)
        await asyncio.to_thread(self.library.catch_up)

    async def add(self, collection: str, text: str, name: str = "added.md") -> str:
        """Add an article to a server's collection; its id."""

        def add_now() -> str:
            loaded = load_upload(text.encode(), name, collection=collection)
            receipt = add(self.settings, self.embedder, loaded, collection=collection)
            self.library.catch_up()
            return receipt.article_id

        return await asyncio.to_thread(add_now)

    async def remove(self, collection: str, article_id: str) -> None:
        """Remove an article of a server's collection."""
        assert await asyncio.to_thread(remove, self.settings, collection, article_id)
        await asyncio.to_thread(self.library.catch_up)

    def _path(self, article_id: str) -> Path:
        return self.settings.corpus_dir / f"{article_id}.md"
