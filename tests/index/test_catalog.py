"""The truth: what is put stays, what is removed goes, and what is half done never was."""

import sqlite3
import threading
from pathlib import Path

import pytest

from index.catalog import Catalog
from index.errors import LibraryError
from index.load.base import Block
from index.types import PUBLIC, Article, Chunk, Source, Span
from tests.index.articles import article
from tests.index.shelves import MODEL, embed, held, put
from tests.index.tiny import TinyEmbedder


def embeddings(path: Path) -> int:
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("SELECT count(*) FROM embeddings").fetchone()[0])
    finally:
        connection.close()


def test_what_is_put_comes_back(catalog: Catalog) -> None:
    one = put(catalog, "one", "Words 词语 👩\u200d🔬.", "More words é.")
    assert catalog.article("one", [PUBLIC]) == one
    assert catalog.digests(PUBLIC) == {"one": "file Words 词语 👩\u200d🔬.".encode()}
    assert catalog.counts() == (1, 2)
    assert catalog.collections() == {PUBLIC: 1}
    first, second = catalog.chunks(catalog.all_ids().tolist(), [PUBLIC]).values()
    assert (first.text, second.text) == tuple(one.text.split("\n\n"))
    assert one.text[second.start : second.end] == second.text
    assert (first.source, first.context, second.sentences) == (
        one.source,
        "A title",
        (Span(second.start, second.end),),
    )
    [wanted] = embed("Words 词语 👩\u200d🔬.").values()
    assert (first.embedding.vector == wanted.vector).all()
    assert (first.embedding.tokens == wanted.tokens).all()
    assert (first.embedding.token_ends == wanted.token_ends).all()


def test_every_field_of_a_source_comes_back(catalog: Catalog) -> None:
    source = Source(
        article_id="x/y",
        title='"Quoted" \\ 词',
        url="https://example.com",
        author="A",
        publisher="P",
        published="2024-03",
        tags=("a", "b"),
    )
    catalog.put_article(Article(source=source, text="T."), digest=b"", chunks=[], model=MODEL)
    found = catalog.article("x/y", [PUBLIC])
    assert found is not None
    assert found.source == source


def test_headings_come_back(catalog: Catalog) -> None:
    one = article(Block("Head", 1), Block("Text."), Block("Sub", 3))
    catalog.put_article(one, digest=b"", chunks=[], model=MODEL)
    assert catalog.article("one", [PUBLIC]) == one


def test_the_revision_grows_by_one_with_every_article(catalog: Catalog) -> None:
    seen = [catalog.revision]
    for step in (
        lambda: put(catalog, "a", "One."),
        lambda: put(catalog, "b", "Two.", "Three."),
        lambda: put(catalog, "a", "Four."),
        lambda: catalog.remove_article(PUBLIC, "b"),
    ):
        step()
        seen.append(catalog.revision)
    assert seen == [0, 1, 2, 3, 4]


def test_replacing_drops_the_old_chunks(catalog: Catalog) -> None:
    put(catalog, "a", "Old one.", "Old two.")
    old = set(held(catalog))
    put(catalog, "a", "New.")
    assert list(held(catalog).values()) == ["New."]
    assert not old & set(held(catalog)), "an id is never used twice"
    assert catalog.chunks(sorted(old), [PUBLIC]) == {}


def test_ids_are_not_used_again_after_everything_was_removed(catalog: Catalog) -> None:
    put(catalog, "a", "One.")
    [first] = held(catalog)
    catalog.remove_article(PUBLIC, "a")
    put(catalog, "a", "One.")
    assert set(held(catalog)) == {first + 1}


def test_removing_what_is_not_there_removes_nothing(catalog: Catalog) -> None:
    put(catalog, "a", "One.")
    catalog.remove_article(PUBLIC, "b")
    catalog.remove_article("elsewhere", "a")
    assert catalog.counts() == (1, 1)


def test_changes_tell_what_was_added_and_removed(catalog: Catalog) -> None:
    put(catalog, "a", "One.", "Two.")
    start = catalog.revision
    old = sorted(held(catalog))
    put(catalog, "b", "Three.")
    put(catalog, "a", "Four.")
    put(catalog, "c", "Five.")
    catalog.remove_article(PUBLIC, "c")
    changes = catalog.changes_since(start)
    assert changes.revision == catalog.revision
    assert changes.added.tolist() == sorted(held(catalog))
    brief = max(held(catalog)) + 1  # the chunk of c, which came and went
    assert sorted(changes.removed.tolist()) == [*old, brief]


def test_from_nothing_on_all_there_is_is_added_and_nothing_is_removed(catalog: Catalog) -> None:
    put(catalog, "a", "One.")
    put(catalog, "a", "Two.")
    changes = catalog.changes_since(0)
    assert (changes.added.tolist(), changes.removed.tolist()) == (sorted(held(catalog)), [])


def test_nothing_has_changed_since_now(catalog: Catalog) -> None:
    put(catalog, "a", "One.")
    changes = catalog.changes_since(catalog.revision)
    assert (changes.added.tolist(), changes.removed.tolist()) == ([], [])


def test_an_exception_undoes_everything_in_its_transaction(catalog: Catalog) -> None:
    put(catalog, "a", "One.")
    before = held(catalog)

    def half() -> None:
        with catalog.transaction():
            put(catalog, "a", "Two.")
            put(catalog, "b", "Three.")
            with catalog.transaction():
                catalog.remove_article(PUBLIC, "a")
            assert catalog.counts() == (1, 1), "seen from inside"
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        half()
    assert (held(catalog), catalog.revision) == (before, 1)
    put(catalog, "c", "Four.")
    assert catalog.revision == 2


def test_nested_transactions_commit_together(path: Path, catalog: Catalog) -> None:
    other = Catalog(path)
    with catalog.transaction():
        with catalog.transaction():
            put(catalog, "a", "One.")
        assert other.counts() == (0, 0), "the outer one is still open"
    assert other.counts() == (1, 1)
    other.close()


def test_a_chunk_without_its_embedding_is_refused_and_nothing_stays(catalog: Catalog) -> None:
    span = Span(0, 3)
    lost = Chunk(start=0, end=3, text="One", context="", heading="", sentences=(span,))
    with pytest.raises(LibraryError):
        catalog.put_article(
            article(Block("One")), digest=b"", chunks=[(lost, b"unknown")], model=MODEL
        )
    assert (catalog.counts(), catalog.revision) == ((0, 0), 0)


def test_two_collections_may_hold_the_same_id(catalog: Catalog) -> None:
    mine = put(catalog, "same", "Mine.", collection="mine")
    yours = put(catalog, "same", "Yours.", collection="yours")
    assert catalog.article("same", ["mine"]) == mine
    assert catalog.article("same", ["yours"]) == yours
    assert catalog.article("same", ["others"]) is None
    assert catalog.article("same", []) is None
    assert catalog.collections() == {"mine": 1, "yours": 1}
    catalog.remove_article("mine", "same")
    assert list(held(catalog, "mine", "yours").values()) == ["Yours."]


def test_chunks_are_read_of_the_named_collections_only(catalog: Catalog) -> None:
    put(catalog, "a", "Mine.", collection="mine")
    put(catalog, "b", "Yours.", collection="yours")
    ids = catalog.all_ids().tolist()
    assert [c.text for c in catalog.chunks(ids, ["mine"]).values()] == ["Mine."]
    assert catalog.chunks(ids, []) == {}
    assert catalog.chunks(ids, ["mine' OR '1'='1", "%"]) == {}


def test_any_number_of_ids_can_be_read(catalog: Catalog) -> None:
    put(catalog, "a", *[f"Line {n}." for n in range(1_201)])
    ids = catalog.all_ids().tolist()
    assert len(catalog.chunks([*ids, 10**9], [PUBLIC])) == 1_201
    found, vectors, collections = catalog.vectors(ids)
    assert (found.tolist(), vectors.shape, set(collections)) == (ids, (1_201, 16), {PUBLIC})
    assert [row[3] for row in catalog.texts(ids)][-1] == "A title\nLine 1200."
    assert catalog.vectors([10**9])[1].shape == (0, 0)


def test_a_text_is_embedded_once_for_each_model(path: Path, catalog: Catalog) -> None:
    put(catalog, "a", "Same.", "Other.")
    put(catalog, "b", "Same.")
    assert embeddings(path) == 2
    assert catalog.known_embeddings(MODEL, [b"Same.", b"New."]) == {b"Same."}
    assert catalog.known_embeddings("another", [b"Same."]) == set()
    put(catalog, "c", "Same.", model="another")
    assert embeddings(path) == 3


def test_embeddings_that_are_there_already_stay(catalog: Catalog) -> None:
    put(catalog, "a", "Same.")
    [before] = catalog.chunks(catalog.all_ids().tolist(), [PUBLIC]).values()
    catalog.put_embeddings(MODEL, {b"Same.": next(iter(embed("Else.").values()))})
    [after] = catalog.chunks(catalog.all_ids().tolist(), [PUBLIC]).values()
    assert (before.embedding.vector == after.embedding.vector).all()


def test_only_unused_embeddings_are_forgotten(path: Path, catalog: Catalog) -> None:
    put(catalog, "a", "Same.", "Gone.")
    put(catalog, "b", "Same.")
    put(catalog, "a", "New.")
    catalog.forget_unused_embeddings()
    assert embeddings(path) == 2
    assert catalog.known_embeddings(MODEL, [b"Same.", b"Gone.", b"New."]) == {b"Same.", b"New."}
    assert sorted(held(catalog).values()) == ["New.", "Same."]


def test_an_embedding_without_a_token_comes_back(catalog: Catalog) -> None:
    [(_, empty)] = TinyEmbedder().embed([("A title", "")])
    catalog.put_embeddings(MODEL, {b"silent": empty})
    span = Span(0, 3)
    silent = Chunk(start=0, end=3, text="One", context="", heading="", sentences=(span,))
    catalog.put_article(
        article(Block("One")), digest=b"", chunks=[(silent, b"silent")], model=MODEL
    )
    [stored] = catalog.chunks(catalog.all_ids().tolist(), [PUBLIC]).values()
    assert len(stored.embedding.tokens) == len(stored.embedding.token_ends) == 0


def test_identity(path: Path, catalog: Catalog) -> None:
    assert catalog.identity() is None
    catalog.set_identity(model_name="m", model_digest="d", width=16, rules="r")
    first = catalog.identity()
    assert first is not None
    assert (first.model_name, first.model_digest, first.width, first.rules) == ("m", "d", 16, "r")
    catalog.set_identity(model_name="m", model_digest="d", width=16, rules="r")
    second = catalog.identity()
    assert second is not None
    assert first.library != second.library, "the caches are to start afresh"
    reopened = Catalog(path)
    assert reopened.identity() == second
    reopened.close()


def test_threads_share_a_catalog(catalog: Catalog) -> None:
    failures: list[BaseException] = []

    def work(name: str) -> None:
        try:
            for number in range(10):
                put(catalog, name, f"{name} {number}.")
                assert f"{name} {number}." in held(catalog).values()
                one = catalog.article(name, [PUBLIC])
                assert one is not None
                assert one.text == f"{name} {number}."
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcde"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert (catalog.counts(), catalog.revision) == ((5, 5), 50)


def test_a_reader_in_a_transaction_sees_one_moment(path: Path, catalog: Catalog) -> None:
    put(catalog, "a", "One.")
    other = Catalog(path)
    with other.transaction(write=False):
        assert other.counts() == (1, 1)
        put(catalog, "b", "Two.")
        assert (other.counts(), other.revision) == ((1, 1), 1)
    assert (other.counts(), other.revision) == ((2, 2), 2)
    other.close()
