"""Articles in hand are searched as if they had been added, and leave nothing behind."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.embed import SentenceTransformerEmbedder
from index.errors import HandMismatchError, LoadError
from index.in_hand import IN_HAND, MOST_CHARACTERS, InHand, as_handed, take_in_hand
from index.language import detect
from index.library import Library
from index.load.base import Loaded
from index.load.upload import load_upload
from index.settings import IndexSettings
from index.shelf import add
from index.types import PUBLIC, Article, Source
from index.when import read_when
from tests.index.tiny import TinyEmbedder

MILL = (
    "# The mill at Ebersberg\n\n"
    "The old mill at Ebersberg grinds eleven tonnes of rye every week. "
    "Its wheel was built by Anna Grubmüller in 1874.\n\n"
    "## Visits\n\n"
    "The mill is open on Sundays from ten to four. Visitors pay three euros for a tour."
)
ASKED = (
    "Who built the wheel of the mill at Ebersberg?",
    "How much do visitors pay for a tour?",
    "When is the mill open?",
)
DOWNLOADS = "How many people downloaded the Qwen app in its first week?"


_watching: list[list[str]] = []


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    """Note every file that Python opens for writing, makes or moves, as long as one watches."""
    if not _watching:
        return
    writes = event == "open" and bool(int(str(arguments[2])) & (os.O_WRONLY | os.O_RDWR))
    writes = writes and arguments[0] != os.devnull
    if writes or event in {
        "os.mkdir",
        "os.rename",
        "tempfile.mkstemp",
        "tempfile.mkdtemp",
    }:
        _watching[-1].append(f"{event} {arguments[0]}")


sys.addaudithook(_audit)


@contextmanager
def watched(written: list[str]) -> Iterator[None]:
    """What this process writes inside."""
    _watching.append(written)
    try:
        yield
    finally:
        _watching.clear()


def loaded(text: str = MILL, name: str = "mill.md") -> Loaded:
    return load_upload(text.encode(), name, collection=IN_HAND)


@pytest.fixture
def hand(embedder: SentenceTransformerEmbedder) -> InHand:
    """The mill, in hand."""
    return take_in_hand([as_handed(loaded(), 1)], embedder)


@pytest.fixture
def added(
    corpus_settings: IndexSettings, embedder: SentenceTransformerEmbedder, tmp_path: Path
) -> Iterator[Library]:
    """The library over `corpus/`, to which the mill was added."""
    copy = replace(corpus_settings, data_dir=tmp_path / "added")
    shutil.copytree(corpus_settings.data_dir, copy.data_dir)
    add(copy, embedder, load_upload(MILL.encode(), "mill.md", collection="own"), collection="own")
    library = Library(copy, embedder)
    yield library
    library.close()


@pytest.mark.parametrize("public", [frozenset[str](), frozenset({PUBLIC})])
@pytest.mark.parametrize("question", [*ASKED, DOWNLOADS])
def test_what_is_in_hand_is_found_as_if_it_had_been_added(
    library: Library, added: Library, hand: InHand, question: str, public: frozenset[str]
) -> None:
    here = library.search(question, collections=public, beside=hand)
    there = added.search(question, collections=public | {"own"})
    assert [one.text for one in here.sentences[:3]] == [one.text for one in there.sentences[:3]]
    assert here.confidence == pytest.approx(there.confidence, abs=0.01)
    assert here.thresholds == there.thresholds
    assert {one.text for one in here.passages} == {one.text for one in there.passages}


def test_alone_nothing_of_the_library_is_found(library: Library, hand: InHand) -> None:
    found = library.search(DOWNLOADS, collections=(), beside=hand)
    assert {one.source.collection for one in found.passages} == {IN_HAND}
    assert found.confidence < found.thresholds["low"]


def test_without_a_hand_nothing_of_it_is_found(library: Library, hand: InHand) -> None:
    found = library.search(ASKED[0], collections={PUBLIC, IN_HAND})
    assert all("Grubmüller" not in one.text for one in found.passages)
    assert library.stored(hand.ids, collections=[IN_HAND]) == {}


def test_its_chunks_are_read_back_with_their_token_vectors(library: Library, hand: InHand) -> None:
    found = library.search(ASKED[0], collections={PUBLIC}, beside=hand)
    ids = [one.chunk_id for one in found.passages]
    stored = library.stored(ids, collections={PUBLIC, IN_HAND}, beside=hand)
    assert set(stored) == set(ids)
    assert all(len(one.embedding.tokens) for one in stored.values())


def kept(folder: Path) -> dict[Path, bytes]:
    """Every file of a library, but for the memory that readers of the catalog share."""
    return {
        one: one.read_bytes()
        for one in folder.rglob("*")
        if one.is_file() and not one.name.endswith("-shm")
    }


def test_nothing_of_it_is_written(
    library: Library, corpus_settings: IndexSettings, embedder: SentenceTransformerEmbedder
) -> None:
    detect(MILL)  # the table of languages is unpacked into a temporary file once
    before = kept(corpus_settings.data_dir)
    written: list[str] = []
    with watched(written):
        hand = take_in_hand([as_handed(loaded(), 1)], embedder)
        assert library.search(ASKED[0], collections={PUBLIC}, beside=hand).sentences
    assert written == []
    # What SQLite, FAISS and tantivy write, Python doesn't hear of.
    assert kept(corpus_settings.data_dir) == before
    assert not any("Grubmüller".encode() in one for one in before.values())


def test_two_hands_never_share_a_chunk(embedder: SentenceTransformerEmbedder, hand: InHand) -> None:
    other = take_in_hand([as_handed(loaded(), 1)], embedder)
    assert set(hand.ids).isdisjoint(other.ids)
    assert max((*hand.ids, *other.ids)) < 0


def test_a_file_says_nothing_of_itself_but_its_title_and_date() -> None:
    fields = (
        "---\ntitle: T\nurl: https://evil.example/\nauthor: A\npublisher: P\n"
        "published: 2024-03-05\n"
    )
    article = as_handed(loaded(f"{fields}---\n\n{MILL}"), 2).source
    assert article == Source(
        article_id="in-hand-2", collection=IN_HAND, title="T", published="2024-03-05"
    )


def test_a_question_for_days_finds_what_a_file_is_dated(
    library: Library, embedder: SentenceTransformerEmbedder
) -> None:
    dated = as_handed(loaded(f"---\ntitle: T\npublished: 2011-03-05\n---\n\n{MILL}"), 1)
    undated = as_handed(loaded(), 2)
    both = take_in_hand([dated, undated], embedder)
    when = read_when("articles published in 2011 about the mill", date(2026, 1, 1))
    assert when is not None
    assert when.filters
    found = library.search(
        "articles published in 2011 about the mill", collections=(), beside=both, when=when
    )
    assert {one.source.article_id for one in found.passages} == {"in-hand-1"}


def test_what_is_too_long_is_refused_before_it_is_embedded() -> None:
    article = Article(
        source=Source(article_id="a", title="a"), text="word " * (MOST_CHARACTERS // 5 + 1)
    )
    with pytest.raises(LoadError, match="500,000 characters"):
        take_in_hand([article], TinyEmbedder(), each=pytest.fail)


def test_what_another_model_has_read_is_not_searched(library: Library) -> None:
    other = take_in_hand([as_handed(loaded(), 1)], TinyEmbedder())
    with pytest.raises(HandMismatchError, match="in hand"):
        library.search(ASKED[0], collections={PUBLIC}, beside=other)
