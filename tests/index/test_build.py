"""The writer: what is new, changed and gone; nothing is read, cut or embedded in vain."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.build import Note, Progress, build
from index.catalog import Catalog
from index.embed import SentenceTransformerEmbedder
from index.errors import ModelMismatchError, NoArticlesError
from index.library import Library, read_status
from index.settings import IndexSettings
from index.types import PUBLIC
from tests.index.articles import sentences, write
from tests.index.tiny import TinyEmbedder

HARBOUR = "# Harbour\n\nThe harbour opened in 1912.\n\n## Ships\n\nForty ships call there a day.\n"
MILL = "# Mill\n\nThe mill grinds rye for the whole valley.\n"


@pytest.fixture
def corpus(settings: IndexSettings) -> Path:
    write(settings.corpus_dir, "harbour", HARBOUR)
    write(settings.corpus_dir, "mill", MILL)
    return settings.corpus_dir


@pytest.fixture
def catalog(settings: IndexSettings) -> Iterator[Callable[[], Catalog]]:
    """The catalog as it lies on the disk, opened anew."""
    opened: list[Catalog] = []

    def look() -> Catalog:
        opened.append(Catalog(settings.catalog_path))
        return opened[-1]

    yield look
    for one in opened:
        one.close()


def first(settings: IndexSettings, embedder: SentenceTransformerEmbedder, question: str) -> str:
    """The best passage that a library opened now finds."""
    library = Library(settings, embedder)
    try:
        return library.search(question, collections=[PUBLIC]).passages[0].text
    finally:
        library.close()


@pytest.mark.usefixtures("corpus")
def test_the_first_build_adds_everything(
    settings: IndexSettings, embedder: SentenceTransformerEmbedder
) -> None:
    receipt = build(settings, embedder)
    assert (receipt.added, receipt.changed, receipt.removed) == (["harbour", "mill"], [], [])
    assert (receipt.unchanged, receipt.chunks, receipt.chunks_embedded) == (0, 3, 3)
    assert (receipt.revision, receipt.skipped, receipt.notes) == (2, [], [])
    assert receipt.seconds > receipt.seconds_embedding > 0
    assert receipt.chunks_per_second == pytest.approx(3 / receipt.seconds_embedding)
    assert "1912" in first(settings, embedder, "When did the harbour open?")
    assert "rye" in first(settings, embedder, "What is ground in the valley?")


@pytest.mark.usefixtures("corpus")
def test_a_second_build_does_nothing(settings: IndexSettings, tiny: TinyEmbedder) -> None:
    build(settings, tiny)
    files = {path: path.stat().st_mtime_ns for path in settings.data_dir.rglob("*.json")}
    asked = list(tiny.embedded)
    receipt = build(settings, tiny)
    assert (receipt.unchanged, receipt.added, receipt.changed, receipt.removed) == (2, [], [], [])
    assert (receipt.revision, receipt.chunks_embedded, receipt.chunks_per_second) == (2, 0, 0.0)
    assert tiny.embedded == asked
    assert files == {path: path.stat().st_mtime_ns for path in settings.data_dir.rglob("*.json")}


def test_what_is_new_changed_and_gone(
    settings: IndexSettings, embedder: SentenceTransformerEmbedder, corpus: Path
) -> None:
    build(settings, embedder)
    write(corpus, "lake", "The lake is ninety metres deep.")
    write(corpus, "harbour", HARBOUR.replace("Forty", "Fifty"))
    (corpus / "mill.md").unlink()
    receipt = build(settings, embedder)
    assert (receipt.added, receipt.changed, receipt.removed) == (["lake"], ["harbour"], ["mill"])
    assert (receipt.unchanged, receipt.revision) == (0, 5)
    assert "Fifty ships" in first(settings, embedder, "How many ships call a day?")
    assert "rye" not in first(settings, embedder, "What does the mill grind for the valley?")


def test_only_the_section_that_changed_is_embedded(
    settings: IndexSettings, tiny: TinyEmbedder, corpus: Path
) -> None:
    build(settings, tiny)
    tiny.embedded.clear()
    write(corpus, "harbour", HARBOUR.replace("Forty", "Fifty"))
    assert build(settings, tiny).chunks_embedded == 1
    assert tiny.embedded == [("Harbour › Ships", "Fifty ships call there a day.")]


def test_a_file_that_is_renamed_is_not_embedded(
    settings: IndexSettings, tiny: TinyEmbedder, corpus: Path
) -> None:
    build(settings, tiny)
    (corpus / "sub").mkdir()
    (corpus / "harbour.md").rename(corpus / "sub" / "port.md")
    receipt = build(settings, tiny)
    assert (receipt.added, receipt.removed) == (["sub/port"], ["harbour"])
    assert receipt.chunks_embedded == 0


def test_a_new_title_is_embedded_since_it_is_read_with_the_text(
    settings: IndexSettings, tiny: TinyEmbedder, corpus: Path
) -> None:
    build(settings, tiny)
    write(corpus, "harbour", HARBOUR, title="Port")
    assert build(settings, tiny).chunks_embedded == 2
    assert tiny.embedded[-1][0].startswith("Port › ")


def test_the_same_text_in_two_articles_is_embedded_once(
    settings: IndexSettings, tiny: TinyEmbedder
) -> None:
    for name in ("one", "two", "three"):
        write(settings.corpus_dir, name, MILL)
    receipt = build(settings, tiny)
    assert (receipt.chunks, receipt.chunks_embedded) == (3, 1)
    assert len(tiny.embedded) == 1


def test_an_article_that_comes_back_is_embedded_again_only_if_it_was_forgotten(
    settings: IndexSettings, tiny: TinyEmbedder, corpus: Path
) -> None:
    build(settings, tiny)
    (corpus / "mill.md").rename(corpus / "mill.hidden")
    assert build(settings, tiny).removed == ["mill"]
    (corpus / "mill.hidden").rename(corpus / "mill.md")
    assert build(settings, tiny).chunks_embedded == 1, "what no article uses is not kept"


def test_a_broken_article_is_reported_and_the_others_are_built(
    settings: IndexSettings, tiny: TinyEmbedder, corpus: Path
) -> None:
    (corpus / "bad.md").write_bytes(b"\xff\xfe broken")
    write(corpus, "date", "Text.", published="some day")
    (corpus / "mill.txt").write_text("The same id.", encoding="utf-8")
    receipt = build(settings, tiny)
    assert sorted(receipt.added) == ["date", "harbour", "mill"]
    assert receipt.skipped == [
        Note("bad", "it is not UTF-8 text (byte 0 cannot be read)"),
        Note("mill.txt", "another file has the same path but for its ending"),
    ]
    assert receipt.notes == [
        Note("date", "published is not a date like 2024-03-05 and was left out")
    ]


@pytest.mark.parametrize("rebuild", [False, True])
def test_an_article_that_breaks_stays_as_it_was(
    settings: IndexSettings,
    tiny: TinyEmbedder,
    corpus: Path,
    catalog: Callable[[], Catalog],
    rebuild: bool,
) -> None:
    build(settings, tiny)
    (corpus / "mill.md").write_text("---\ntitle: [\n---\nText.", encoding="utf-8")
    other = TinyEmbedder(name="other") if rebuild else tiny
    receipt = build(settings, other, rebuild=rebuild)
    [note] = receipt.skipped
    assert note.text.endswith("; the version in the library stays")
    assert receipt.removed == []
    kept = catalog().article("mill", [PUBLIC])
    assert kept is not None
    assert "rye" in kept.text
    write(corpus, "mill", "Mended.")
    assert build(settings, other).changed == ["mill"]


def test_a_file_that_cannot_be_opened_is_reported(
    settings: IndexSettings, tiny: TinyEmbedder, corpus: Path
) -> None:
    (corpus / "loop.md").symlink_to(corpus / "mill.md")
    build(settings, tiny)
    assert len(build(settings, tiny).skipped) == 0
    name = os.fsdecode(b"caf\xe9")
    write(corpus, name, "The café is open.")
    receipt = build(settings, tiny)
    assert receipt.added == ["caf?"]


@pytest.mark.parametrize("state", ["missing", "empty", "only a readme"])
def test_no_articles_leave_the_library_as_it_is(
    settings: IndexSettings, tiny: TinyEmbedder, corpus: Path, state: str
) -> None:
    build(settings, tiny)
    for path in list(corpus.iterdir()):
        path.unlink()
    if state == "missing":
        corpus.rmdir()
    elif state == "only a readme":
        write(corpus, "README", "Text.")
    for rebuild in (False, True):
        with pytest.raises(NoArticlesError) as caught:
            build(settings, tiny, rebuild=rebuild)
        assert str(corpus) in caught.value.message
    assert (read_status(settings).articles, read_status(settings).revision) == (2, 2)


def test_progress_counts_to_the_end(
    settings: IndexSettings, tiny: TinyEmbedder, corpus: Path
) -> None:
    write(corpus, "bad", "")
    seen: list[Progress] = []
    build(settings, tiny, progress=seen.append)
    assert (seen[-1].articles_done, seen[-1].articles_total) == (3, 3)
    assert seen[-1].chunks_embedded == 3
    done = [(one.articles_done, one.chunks_embedded) for one in seen]
    assert done == sorted(done)


def test_another_model_is_refused_until_a_rebuild_is_asked_for(
    settings: IndexSettings,
    embedder: SentenceTransformerEmbedder,
    corpus: Path,
    second_model: Path,
) -> None:
    build(settings, embedder)
    other = SentenceTransformerEmbedder(str(second_model))
    with pytest.raises(ModelMismatchError) as built:
        build(settings, other)
    with pytest.raises(ModelMismatchError) as opened:
        Library(settings, other)
    for caught in (built, opened):
        assert "footnote build --model" in caught.value.hint
        assert "all-MiniLM-L6-v2" in caught.value.message
    assert "1912" in first(settings, embedder, "When did the harbour open?")

    reader = Library(settings, embedder)
    (corpus / "mill.md").unlink()
    write(corpus, "bad", "")
    receipt = build(settings, other, rebuild=True)
    assert (receipt.changed, receipt.removed) == (["harbour"], ["mill"])
    assert [note.article_id for note in receipt.skipped] == ["bad"]
    assert receipt.chunks_embedded == receipt.chunks == 2

    # It says so, rather than that the articles don't say.
    with pytest.raises(ModelMismatchError):
        reader.search("harbour", collections=[PUBLIC])
    with pytest.raises(ModelMismatchError):
        reader.catch_up()
    with pytest.raises(ModelMismatchError):
        reader.search("harbour", collections=[PUBLIC])
    reader.close()
    again = Library(settings, other)
    assert again.search("harbour 1912", collections=[PUBLIC]).passages
    again.close()
    assert read_status(settings).model == str(second_model)


def test_a_rebuild_embeds_nothing_that_this_model_knows(
    settings: IndexSettings, tiny: TinyEmbedder, corpus: Path
) -> None:
    build(settings, tiny)
    library = Library(settings, tiny)
    receipt = build(settings, tiny, rebuild=True)
    assert (receipt.changed, receipt.chunks_embedded) == (["harbour", "mill"], 0)
    library.catch_up()
    assert library.search("rye", collections=[PUBLIC]).passages[0].source.article_id == "mill"
    library.close()
    assert corpus.is_dir()


@pytest.mark.usefixtures("corpus")
def test_a_rebuild_cut_short_keeps_its_embeddings_and_the_old_library(
    settings: IndexSettings, tiny: TinyEmbedder
) -> None:
    build(settings, tiny)
    other = TinyEmbedder(name="another")

    def stop(done: Progress) -> None:
        if done.articles_done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(settings, other, rebuild=True, progress=stop)
    Library(settings, tiny).close()
    assert build(settings, other, rebuild=True).chunks_embedded == 0
    Library(settings, other).close()


@pytest.mark.usefixtures("corpus")
def test_a_rebuild_takes_the_other_collections_along(
    settings: IndexSettings, tiny: TinyEmbedder, catalog: Callable[[], Catalog]
) -> None:
    build(settings, tiny)
    private = IndexSettings(
        corpus_dir=settings.corpus_dir.with_name("private"), data_dir=settings.data_dir
    )
    write(private.corpus_dir, "diary", sentences(12, topic="diary"), title="Diary")
    build(private, tiny, collection="private")
    before = catalog().article("diary", ["private"])

    other = TinyEmbedder(name="another", max_tokens=60)
    build(settings, other, rebuild=True)
    assert catalog().collections() == {PUBLIC: 2, "private": 1}
    assert catalog().article("diary", ["private"]) == before
    library = Library(settings, other)
    found = library.search("record number 7 diary", collections=["private"])
    assert {one.source.article_id for one in found.passages} == {"diary"}
    library.close()
    assert build(private, other, collection="private").unchanged == 1


@pytest.mark.usefixtures("corpus")
def test_collections_do_not_touch_each_other(settings: IndexSettings, tiny: TinyEmbedder) -> None:
    build(settings, tiny)
    other = IndexSettings(
        corpus_dir=settings.corpus_dir.with_name("other"), data_dir=settings.data_dir
    )
    write(other.corpus_dir, "mill", "Another mill grinds wheat.")
    assert build(other, tiny, collection="other").added == ["mill"]
    assert build(settings, tiny).unchanged == 2
    library = Library(settings, tiny)
    for name, word in ((PUBLIC, "rye"), ("other", "wheat")):
        texts = [one.text for one in library.search("mill grinds", collections=[name]).passages]
        assert word in texts[0]
        assert not any(({"rye", "wheat"} - {word}).pop() in text for text in texts)
    library.close()
