"""What all tests share: no network, no blocked event loop, and one real library over `corpus/`."""

import socket
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from blockbuster import BlockBuster, blockbuster_ctx

from bot.desk import Desk
from bot.offload import Offload
from bot.records.records import Records
from index.build import build
from index.embed import SentenceTransformerEmbedder, one_thread_each
from index.library import Library
from index.settings import BUNDLED_MODEL, IndexSettings
from tests.evaluation import build_xquad
from tests.loopback.openapi import default_document, load_contract

CORPUS = Path(__file__).parents[1] / "corpus"

_LOOPBACK = ("127.", "::1", "localhost")


def pytest_report_header() -> str:
    """Say whether Discord's own description is at hand to check against."""
    return str(load_contract(default_document()))


class NetworkReachedError(AssertionError):
    """A test tried to leave this machine."""


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Let sockets connect to this machine only."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def check(address: Any) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(_LOOPBACK):
            raise NetworkReachedError(f"a test tried to reach {address[0]}")

    def guarded(self: socket.socket, address: Any) -> None:
        check(address)
        connect(self, address)

    def guarded_ex(self: socket.socket, address: Any) -> int:
        check(address)
        return connect_ex(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        patch.setattr(socket.socket, "connect_ex", guarded_ex)
        yield


@pytest.fixture(autouse=True)
def blockbuster() -> Iterator[BlockBuster]:
    """Fail a test in which `bot` or `index` blocks the event loop."""
    with blockbuster_ctx(["bot", "index"]) as watch:
        yield watch


@pytest.fixture(scope="session")
def embedder() -> SentenceTransformerEmbedder:
    """The real model, set up as the application does."""
    embedder = SentenceTransformerEmbedder(BUNDLED_MODEL)
    one_thread_each()
    return embedder


@pytest.fixture(scope="session")
def corpus_settings(
    embedder: SentenceTransformerEmbedder, tmp_path_factory: pytest.TempPathFactory
) -> IndexSettings:
    """A library over `corpus/`, built once for all tests; nobody writes to it afterwards."""
    settings = IndexSettings(corpus_dir=CORPUS, data_dir=tmp_path_factory.mktemp("corpus") / "var")
    build(settings, embedder)
    return settings


@pytest.fixture(scope="session")
def xquad(
    embedder: SentenceTransformerEmbedder, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], IndexSettings | None]:
    """A library over XQuAD's articles in a language, built once; see `build_xquad`."""

    @cache
    def built(language: str) -> IndexSettings | None:
        return build_xquad(language, tmp_path_factory.mktemp(f"xquad-{language}"), embedder)

    return built


@pytest.fixture
def library(
    corpus_settings: IndexSettings, embedder: SentenceTransformerEmbedder
) -> Iterator[Library]:
    """The library over `corpus/`, open."""
    library = Library(corpus_settings, embedder)
    yield library
    library.close()


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    """Records of the test's own, which keep everything."""
    records = Records(tmp_path / "records" / "records.db", keep_days=90)
    yield records
    records.close()


@pytest.fixture
def desk(library: Library, records: Records) -> Desk:
    """A desk over the library, with the workers and the queue of the default settings."""
    offload = Offload(workers=2, queue_size=200)
    return Desk(library, offload, question_max_chars=1000, records=records)
