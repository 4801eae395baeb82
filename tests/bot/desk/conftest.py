"""What tests of the windows share: a library of their own, which they may write to, and a desk."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.desk import Desk
from bot.offload import Offload
from bot.records.records import Records
from index.embed import SentenceTransformerEmbedder
from index.library import Library
from index.settings import IndexSettings
from tests.index.load.site import Site, serve


@pytest.fixture
def own_settings(corpus_settings: IndexSettings, tmp_path: Path) -> IndexSettings:
    """A copy of the library over `corpus/`."""
    copied = tmp_path / "library"
    shutil.copytree(corpus_settings.data_dir, copied)
    return IndexSettings(corpus_dir=corpus_settings.corpus_dir, data_dir=copied)


@pytest.fixture
def own_library(
    own_settings: IndexSettings, embedder: SentenceTransformerEmbedder
) -> Iterator[Library]:
    """That copy, open."""
    library = Library(own_settings, embedder)
    yield library
    library.close()


@pytest.fixture
def own_desk(own_library: Library, records: Records) -> Iterator[Desk]:
    """A desk over that copy, whose windows are closed at the end."""
    desk = Desk(
        own_library,
        Offload(workers=2, queue_size=200),
        question_max_chars=1000,
        records=records,
    )
    yield desk


@pytest.fixture
def site() -> Iterator[Site]:
    """A site on this machine."""
    with serve() as site:
        yield site
