"""The tantivy cache: BM25, restricted inside, harmless to repeat, worthless when damaged."""

import json
import math
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from index.errors import DiskError
from index.keywords import KeywordIndex
from index.terms import grams, terms
from tests.index.articles import overwrite


@pytest.fixture
def index(tmp_path: Path) -> KeywordIndex:
    return KeywordIndex.open(tmp_path / "keywords", library="mine")


def reopened(tmp_path: Path, library: str = "mine") -> KeywordIndex:
    return KeywordIndex.open(tmp_path / "keywords", library=library)


def add(
    index: KeywordIndex,
    texts: dict[int, str],
    *,
    removed: Sequence[int] = (),
    collection: str = "public",
    revision: int = 1,
) -> None:
    index.apply(
        revision=revision,
        removed=removed,
        added=[(chunk_id, collection, "", text) for chunk_id, text in texts.items()],
    )


def found(index: KeywordIndex, question: str, limit: int = 10, *names: str) -> list[int]:
    hits = index.search(terms(question), collections=names or ["public"], limit=limit)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    return [hit.chunk_id for hit in hits]


def test_words_in_any_form_are_found(index: KeywordIndex) -> None:
    add(index, {1: "The Café paid 10,000 francs.", 2: "東京タワーは高い。", 3: "كِتَاب جديد"})
    assert found(index, "CAFE") == [1]
    assert found(index, "10000?") == [1]
    assert found(index, "東京") == [2]
    assert found(index, "كتاب") == [3]
    assert found(index, "nothing of that") == []


def test_scores_are_bm25(index: KeywordIndex) -> None:
    texts = {1: "sun", 2: "sun sun moon", 3: "moon star tree", 4: "a b c d e f g h"}
    add(index, texts)
    [best, second] = index.search(["sun"], collections=["public"], limit=5)
    rarity = math.log(1 + (4 - 2 + 0.5) / (2 + 0.5))
    mean = sum(len(text.split()) for text in texts.values()) / 4

    def bm25(count: int, length: int) -> float:
        return rarity * count * 2.2 / (count + 1.2 * (1 - 0.75 + 0.75 * length / mean))

    scores = {1: bm25(1, 1), 2: bm25(2, 3)}
    assert {best.chunk_id: best.score, second.chunk_id: second.score} == pytest.approx(
        scores, rel=1e-3
    )
    assert index.rarity(["sun", "never"]) == pytest.approx(
        {"sun": rarity, "never": math.log(1 + 3.5 / 1.5)}
    )


def test_applying_twice_changes_nothing(index: KeywordIndex) -> None:
    add(index, {number: f"sun number {number}" for number in range(10)})
    for _ in range(2):
        add(index, {20: "sun twenty"}, removed=[3, 4, 999], revision=2)
    assert (len(index), index.revision) == (9, 2)
    assert sorted(found(index, "sun", 50)) == [0, 1, 2, 5, 6, 7, 8, 9, 20]


def test_a_chunk_that_comes_again_takes_its_new_place(index: KeywordIndex) -> None:
    add(index, {7: "old words"}, collection="old")
    add(index, {7: "new words"}, collection="new", revision=2)
    assert (len(index), found(index, "words", 5, "old")) == (1, [])
    assert found(index, "new", 5, "new") == [7]
    assert found(index, "old", 5, "new", "old") == []


def test_the_restriction_is_applied_inside_the_search(index: KeywordIndex) -> None:
    add(index, {number: "sun " * (number % 40 + 1) for number in range(1, 1_501)})
    add(index, {9_000: "sun " + "filler " * 300}, collection="private", revision=2)
    order = found(index, "sun", 2_000, "public", "private")
    assert order.index(9_000) >= 1_000
    assert found(index, "sun", 1, "private") == [9_000]
    assert 9_000 not in found(index, "sun", 2_000)


def test_the_restriction_adds_nothing_to_the_score(index: KeywordIndex) -> None:
    add(index, {1: "sun"}, collection="a")
    add(index, {2: "sun"}, collection="b", revision=2)
    scores = {hit.score for hit in index.search(["sun"], collections=["a", "b"], limit=5)}
    assert len(scores) == 1


@pytest.mark.parametrize("names", [[], ["nowhere"], [""], ["*"], ["public private"]])
def test_no_collection_nothing_found(index: KeywordIndex, names: list[str]) -> None:
    add(index, {1: "sun"})
    assert index.search(["sun"], collections=names, limit=5) == []


@pytest.mark.parametrize("query", [[], [""], ["*"], ["sun AND moon"], ["id:1"], ['"']])
def test_a_query_is_words_and_no_language(index: KeywordIndex, query: list[str]) -> None:
    add(index, {1: "sun moon"})
    assert index.search(query, collections=["public"], limit=5) == []


def test_a_collection_may_have_any_name(index: KeywordIndex) -> None:
    for number, name in enumerate(["two words", "词", "UPPER", "a:b", '"quoted"', "x" * 300]):
        add(index, {number: "sun"}, collection=name, revision=number + 1)
        assert found(index, "sun", 9, name) == [number]


def test_a_query_of_thousands_of_words(index: KeywordIndex) -> None:
    add(index, {1: "sun moon"})
    assert found(index, " ".join(f"w{number}" for number in range(3_000)) + " sun") == [1]


@pytest.mark.parametrize(("limit", "count"), [(-1, 0), (0, 0), (1, 1), (1_000, 10)])
def test_limits(index: KeywordIndex, limit: int, count: int) -> None:
    add(index, dict.fromkeys(range(10), "sun"))
    assert len(found(index, "sun", limit)) == count


def test_an_empty_index(index: KeywordIndex) -> None:
    assert (len(index), index.revision, found(index, "sun")) == (0, 0, [])
    assert index.rarity(["sun"]) == {"sun": 1.0}


def test_it_comes_back_from_disk(tmp_path: Path, index: KeywordIndex) -> None:
    add(index, {1: "sun", 2: "moon"})
    add(index, {3: "sun star"}, removed=[2], revision=5)
    again = reopened(tmp_path)
    assert (len(again), again.revision, found(again, "sun moon")) == (2, 5, [1, 3])
    add(again, {4: "sun sun"}, removed=[1], revision=6)
    assert sorted(found(reopened(tmp_path), "sun")) == [3, 4]


def test_reload_sees_what_another_has_written(tmp_path: Path, index: KeywordIndex) -> None:
    reader = reopened(tmp_path)
    add(index, {1: "sun"})
    assert found(reader, "sun") == []
    reader.reload()
    assert (found(reader, "sun"), reader.revision) == ([1], 1)
    add(index, {2: "sun"}, removed=[1], revision=2)
    reader.reload()
    assert (found(reader, "sun"), reader.revision) == ([2], 2)


def test_two_writers_take_turns(tmp_path: Path, index: KeywordIndex) -> None:
    add(index, {1: "sun"})
    other = reopened(tmp_path)
    add(other, {2: "sun"}, revision=2)
    index.reload()
    add(index, {3: "sun"}, removed=[1], revision=3)
    other.reload()
    assert sorted(found(other, "sun")) == sorted(found(index, "sun")) == [2, 3]


def test_what_was_committed_but_not_certified_is_not_trusted(
    tmp_path: Path, index: KeywordIndex
) -> None:
    add(index, {1: "sun", 2: "sun"})
    certificate = (tmp_path / "keywords" / "certificate.json").read_bytes()
    add(index, {3: "sun"}, removed=[1], revision=2)
    (tmp_path / "keywords" / "certificate.json").write_bytes(certificate)
    again = reopened(tmp_path)
    assert again.revision in {0, 1}, "so that the second change is replayed"
    add(again, {2: "sun", 3: "sun"}, removed=[1], revision=2)
    assert sorted(found(again, "sun")) == [2, 3]


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: shutil.rmtree(folder),
        lambda folder: (folder / "certificate.json").unlink(),
        lambda folder: (folder / "certificate.json").write_text("{", encoding="utf-8"),
        lambda folder: (folder / "certificate.json").write_text("[]", encoding="utf-8"),
        lambda folder: (folder / "certificate.json").write_bytes(b"\xff\xfe"),
        lambda folder: change(folder, format=1),
        lambda folder: change(folder, digests=7),
        lambda folder: change(folder, library="another"),
        lambda folder: shutil.rmtree(next(folder.glob("segments-*"))),
        lambda folder: one(folder, "json").unlink(),
        lambda folder: overwrite(one(folder, "json"), b"{}"),
        lambda folder: overwrite(next(folder.glob("segments-*/.managed.json")), b"{"),
        *[lambda folder, end=end: truncate(folder, end) for end in ("term", "idx", "fast")],
        *[lambda folder, end=end: flip(folder, end) for end in ("term", "idx", "fast", "json")],
        *[lambda folder, end=end: one(folder, end).unlink() for end in ("term", "fieldnorm")],
    ],
)
def test_a_damaged_index_is_empty_and_can_be_filled_again(
    tmp_path: Path, index: KeywordIndex, damage: object
) -> None:
    texts = {number: f"sun number{number}" for number in range(30)}
    add(index, texts)
    assert callable(damage)
    damage(tmp_path / "keywords")
    again = reopened(tmp_path)
    assert (len(again), again.revision, found(again, "sun")) == (0, 0, [])
    add(again, texts, revision=2)
    assert sorted(found(reopened(tmp_path), "sun", 50)) == list(range(30))


def test_only_the_newest_files_are_kept(tmp_path: Path, index: KeywordIndex) -> None:
    for revision in range(1, 4):
        add(index, {1: "sun"}, revision=revision)
        change(tmp_path / "keywords", library="another")
        index.reload()
    add(index, {1: "sun"}, revision=4)
    assert len(list((tmp_path / "keywords").glob("segments*"))) == 1
    assert found(reopened(tmp_path), "sun") == [1]


def test_another_librarys_index_is_not_taken(tmp_path: Path, index: KeywordIndex) -> None:
    add(index, {1: "sun"})
    other = reopened(tmp_path, "another")
    assert (len(other), other.revision) == (0, 0)
    add(other, {2: "sun"})
    assert found(reopened(tmp_path, "another"), "sun") == [2]


def test_a_place_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "keywords").write_text("a file", encoding="utf-8")
    index = reopened(tmp_path)
    with pytest.raises(DiskError) as caught:
        add(index, {1: "sun"})
    assert "articles themselves are kept" in caught.value.hint


def change(folder: Path, **fields: object) -> None:
    path = folder / "certificate.json"
    certificate = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**certificate, **fields}), encoding="utf-8")


def one(folder: Path, ending: str) -> Path:
    return next(folder.glob(f"segments-*/[!.]*.{ending}"))


def truncate(folder: Path, ending: str) -> None:
    path = one(folder, ending)
    overwrite(path, path.read_bytes()[:-10])


def flip(folder: Path, ending: str) -> None:
    path = one(folder, ending)
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 0x10
    overwrite(path, bytes(content))


def test_parts_of_a_word_are_found_and_count_less_than_the_word(index: KeywordIndex) -> None:
    add(index, {1: "Die Wasserversorgung der Stadt", 2: "Die Versorgung mit Brot", 3: "Ein Fest"})

    def found_by_letters(question: str) -> list[int]:
        hits = index.search(terms(question), grams(question), collections=["public"], limit=5)
        return [hit.chunk_id for hit in hits]

    assert found(index, "Versorgung") == [2]
    assert found_by_letters("Versorgung") == [2, 1]
    assert found_by_letters("Trinkwasser") == [1]
    assert index.search([], grams("Trinkwasser"), collections=["private"], limit=5) == []


def test_a_search_among_some_chunks_scores_no_other(index: KeywordIndex) -> None:
    add(index, {n: f"The mill keeps record {n}." for n in range(1, 200)})
    add(index, {500: "The mill of a server."}, collection="server-1", revision=2)

    among = [3, 150, 500, 9_999]
    hits = index.search(["mill"], collections=["public"], limit=2, among=among)
    everything = index.search(["mill"], collections=["public"], limit=200)

    assert sorted(hit.chunk_id for hit in hits) == [3, 150]
    assert set(hits) <= set(everything)
    assert index.search(["mill"], collections=["public"], limit=9, among=[]) == []
