"""The FAISS cache: exact, restricted inside, harmless to repeat, worthless when damaged."""

import json
import shutil
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.errors import DiskError
from index.vectors.base import VectorStore
from index.vectors.faiss_store import FaissStore

WIDTH = 24


def units(count: int, seed: int = 0) -> NDArray[np.float16]:
    vectors = np.random.default_rng(seed).standard_normal((count, WIDTH))
    units: NDArray[np.float16] = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(
        np.float16
    )
    return units


def add(
    store: VectorStore,
    ids: Iterable[int],
    vectors: NDArray[np.float16],
    *,
    removed: Sequence[int] = (),
    collection: str = "public",
    revision: int = 1,
) -> None:
    added = np.array(list(ids), dtype=np.int64)
    store.apply(
        revision=revision,
        removed=np.array(removed, dtype=np.int64),
        added=added,
        vectors=vectors,
        collections=[collection] * len(added),
    )


def found(
    store: VectorStore, vector: NDArray[np.float16], limit: int = 10, *names: str
) -> list[int]:
    hits = store.search(vector.astype(np.float32), collections=names or ["public"], limit=limit)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    return [hit.chunk_id for hit in hits]


@pytest.fixture
def store(tmp_path: Path) -> FaissStore:
    return FaissStore(tmp_path / "vectors", library="mine", width=WIDTH)


def reopened(tmp_path: Path, library: str = "mine", width: int = WIDTH) -> FaissStore:
    return FaissStore.open(tmp_path / "vectors", library=library, width=width)


def test_it_finds_what_brute_force_finds(store: FaissStore) -> None:
    vectors, questions = units(3_000), units(40, seed=1).astype(np.float32)
    add(store, range(1, 3_001), vectors)
    exact = questions @ vectors.astype(np.float32).T
    agreed = 0
    for question, scores in zip(questions, exact, strict=True):
        hits = store.search(question, collections=["public"], limit=10)
        best = np.argsort(-scores)[:10] + 1
        agreed += len({hit.chunk_id for hit in hits} & set(best.tolist()))
        for hit in hits:
            assert hit.score == pytest.approx(scores[hit.chunk_id - 1], abs=1e-3)
    assert agreed >= 0.99 * 400


def test_applying_twice_changes_nothing(store: FaissStore) -> None:
    vectors = units(20)
    add(store, range(20), vectors)
    for _ in range(2):
        add(store, range(20, 25), units(5, seed=2), removed=[3, 4, 999], revision=2)
    assert (len(store), store.revision) == (23, 2)
    assert found(store, vectors[3], 30).count(3) == 0
    assert sorted(found(store, vectors[0], 30)) == sorted({*range(25)} - {3, 4})


def test_a_chunk_that_comes_again_takes_its_new_place(store: FaissStore) -> None:
    old, new = units(1, seed=4), units(1, seed=5)
    add(store, [7], old, collection="old")
    add(store, [7], new, collection="new", revision=2)
    assert len(store) == 1
    assert found(store, new[0], 1, "old") == []
    [hit] = store.search(new[0].astype(np.float32), collections=["new"], limit=1)
    assert hit.score == pytest.approx(1, abs=1e-3)


def test_the_restriction_is_applied_inside_the_search(store: FaissStore) -> None:
    vectors = units(2_000)
    add(store, range(1, 2_001), vectors)
    question = vectors[0]
    order = found(store, question, 2_000)
    worst = order[1_000]
    add(store, [worst], vectors[worst - 1 : worst], collection="private", revision=2)
    assert found(store, question, 1, "private") == [worst]
    assert worst not in found(store, question, 2_000, "public")
    assert len(found(store, question, 2_000, "public", "private")) == 2_000


@pytest.mark.parametrize("names", [[], ["nowhere"], [""]])
def test_no_collection_nothing_found(store: FaissStore, names: list[str]) -> None:
    vectors = units(10)
    add(store, range(10), vectors)
    assert store.search(vectors[0].astype(np.float32), collections=names, limit=5) == []


@pytest.mark.parametrize(("limit", "count"), [(-1, 0), (0, 0), (1, 1), (1_000, 10)])
def test_limits(store: FaissStore, limit: int, count: int) -> None:
    add(store, range(10), units(10))
    assert len(found(store, units(1)[0], limit)) == count


def test_an_empty_store_finds_nothing(store: FaissStore) -> None:
    assert (len(store), store.revision, found(store, units(1)[0])) == (0, 0, [])
    assert store.cosines(units(1)[0].astype(np.float32), [1]) == []


def test_a_collection_that_was_emptied_finds_nothing(store: FaissStore) -> None:
    vectors = units(4)
    add(store, [1, 2], vectors[:2], collection="a")
    add(store, [3, 4], vectors[2:], collection="b")
    add(store, [], vectors[:0], removed=[1, 2], revision=2)
    assert found(store, vectors[0], 5, "a") == []
    assert sorted(found(store, vectors[0], 5, "a", "b")) == [3, 4]


def test_cosines_of_given_chunks(store: FaissStore) -> None:
    vectors = units(5)
    add(store, range(5), vectors)
    add(store, [], vectors[:0], removed=[2], revision=2)
    hits = store.cosines(vectors[1].astype(np.float32), [4, 2, 1, 99])
    assert [hit.chunk_id for hit in hits] == [4, 1]
    assert hits[1].score == pytest.approx(1, abs=2e-3)
    wanted = float(vectors[4].astype(np.float32) @ vectors[1].astype(np.float32))
    assert hits[0].score == pytest.approx(wanted, abs=1e-3)


def test_large_ids_far_apart(store: FaissStore) -> None:
    vectors = units(3)
    add(store, [1, 1_000_000, 5_000_003], vectors)
    assert found(store, vectors[2], 1) == [5_000_003]


def test_a_snapshot_brings_everything_back(tmp_path: Path, store: FaissStore) -> None:
    vectors = units(50)
    add(store, range(50), vectors, collection="词 / name")
    add(store, [60], units(1, seed=3), removed=[5], revision=9)
    store.save()
    again = reopened(tmp_path)
    assert (len(again), again.revision) == (50, 9)
    for names in (["词 / name"], ["public"], ["public", "词 / name"]):
        question = vectors[7].astype(np.float32)
        assert again.search(question, collections=names, limit=20) == store.search(
            question, collections=names, limit=20
        )
    assert found(again, vectors[5], 60, "词 / name").count(5) == 0


def test_only_the_newest_snapshot_is_kept(tmp_path: Path, store: FaissStore) -> None:
    for revision in range(1, 5):
        add(store, [revision], units(1, seed=revision), revision=revision)
        store.save()
    assert len(list((tmp_path / "vectors").glob("snapshot-*"))) == 1
    assert (len(reopened(tmp_path)), reopened(tmp_path).revision) == (4, 4)


def test_changes_after_opening_a_snapshot(tmp_path: Path, store: FaissStore) -> None:
    vectors = units(10)
    add(store, range(10), vectors)
    store.save()
    again = reopened(tmp_path)
    add(again, [10], units(1, seed=6), removed=[0], revision=2)
    assert sorted(found(again, vectors[0], 20)) == list(range(1, 11))


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: shutil.rmtree(folder),
        lambda folder: (folder / "certificate.json").unlink(),
        lambda folder: (folder / "certificate.json").write_text("{", encoding="utf-8"),
        lambda folder: (folder / "certificate.json").write_text("[]", encoding="utf-8"),
        lambda folder: (folder / "certificate.json").write_text("{}", encoding="utf-8"),
        lambda folder: (folder / "certificate.json").write_bytes(b"\xff\xfe"),
        lambda folder: change(folder, format=99),
        lambda folder: change(folder, snapshot="snapshot-of-nothing"),
        lambda folder: change(folder, digests={"index.faiss": "0"}),
        lambda folder: change(folder, digests=[]),
        lambda folder: change(folder, digests=None),
        lambda folder: truncate(folder, "index.faiss"),
        lambda folder: truncate(folder, "members.npz"),
        lambda folder: flip(folder, "index.faiss"),
        lambda folder: flip(folder, "members.npz"),
        lambda folder: next(folder.glob("snapshot-*/index.faiss")).unlink(),
        lambda folder: next(folder.glob("snapshot-*/members.npz")).unlink(),
    ],
)
def test_a_damaged_snapshot_is_an_empty_store_that_can_be_filled_again(
    tmp_path: Path, store: FaissStore, damage: object
) -> None:
    vectors = units(30)
    add(store, range(30), vectors)
    store.save()
    assert len(reopened(tmp_path)) == 30
    assert callable(damage)
    damage(tmp_path / "vectors")
    again = reopened(tmp_path)
    assert (len(again), again.revision) == (0, 0)
    add(again, range(30), vectors, revision=3)
    again.save()
    assert (len(reopened(tmp_path)), reopened(tmp_path).revision) == (30, 3)


@pytest.mark.parametrize(("library", "width"), [("another", WIDTH), ("mine", WIDTH * 2)])
def test_another_librarys_snapshot_is_not_taken(
    tmp_path: Path, store: FaissStore, library: str, width: int
) -> None:
    add(store, range(3), units(3))
    store.save()
    again = reopened(tmp_path, library, width)
    assert (len(again), again.revision) == (0, 0)


def test_a_place_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "vectors").write_text("a file", encoding="utf-8")
    store = FaissStore(tmp_path / "vectors", library="mine", width=WIDTH)
    add(store, range(3), units(3))
    with pytest.raises(DiskError) as caught:
        store.save()
    assert "articles themselves are kept" in caught.value.hint
    assert len(found(store, units(1)[0])) == 3, "searching goes on in memory"


def test_searches_and_changes_at_once(store: FaissStore) -> None:
    vectors = units(200)
    add(store, range(100), vectors[:100])
    failures: list[BaseException] = []

    def look() -> None:
        try:
            for number in range(200):
                assert found(store, vectors[number % 100], 1) == [number % 100]
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(100, 200):
        add(store, [number], vectors[number : number + 1], revision=number)
    for thread in threads:
        thread.join()
    assert (failures, len(store)) == ([], 200)


def change(folder: Path, **fields: object) -> None:
    path = folder / "certificate.json"
    certificate = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**certificate, **fields}), encoding="utf-8")


def truncate(folder: Path, name: str) -> None:
    path = next(folder.glob(f"snapshot-*/{name}"))
    path.write_bytes(path.read_bytes()[:-20])


def flip(folder: Path, name: str) -> None:
    path = next(folder.glob(f"snapshot-*/{name}"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def test_a_search_among_some_chunks_finds_as_many_of_them_as_it_may(tmp_path: Path) -> None:
    store = FaissStore.open(tmp_path / "vectors", library="mine", width=WIDTH)
    vectors = units(200)
    add(store, range(1, 201), vectors)
    add(store, [500], units(1, seed=3), collection="server-1", revision=2)
    query = vectors[0].astype(np.float32)

    among = [7, 150, 500, 9_999]
    hits = store.search(query, collections=["public"], limit=10, among=among)
    everything = store.search(query, collections=["public"], limit=200)

    assert hits == [hit for hit in everything if hit.chunk_id in among]
    assert {hit.chunk_id for hit in hits} == {7, 150}
    assert store.search(query, collections=["public"], limit=10, among=[]) == []
