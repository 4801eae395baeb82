"""The reader: what it shows, to whom, and what becomes of it when its files are damaged."""

import random
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from index.build import build
from index.catalog import Catalog
from index.errors import DamagedLibraryError, LibraryError, NoLibraryError
from index.library import Library, read_article, read_status
from index.settings import IndexSettings
from index.types import PUBLIC, Findings
from tests.index.articles import overwrite, sentences, write
from tests.index.forks import Forks
from tests.index.jobs import settings_in
from tests.index.tiny import TinyEmbedder

TOPICS = ("harbour", "mill", "lake", "tower", "bridge", "museum", "bakery", "airport")


@pytest.fixture
def built(settings: IndexSettings, tiny: TinyEmbedder) -> IndexSettings:
    """A library of eight articles."""
    for topic in TOPICS:
        write(settings.corpus_dir, topic, sentences(12, topic=topic), title=topic.title())
    build(settings, tiny)
    return settings


def ask(settings: IndexSettings, question: str, *collections: str) -> Findings:
    """What a library opened now answers."""
    library = Library(settings, TinyEmbedder())
    try:
        return library.search(question, collections=collections or [PUBLIC])
    finally:
        library.close()


def answers(settings: IndexSettings) -> list[object]:
    """What a library opened now answers to a question about each topic."""
    library = Library(settings, TinyEmbedder())
    try:
        found = [library.search(f"{topic} record", collections=[PUBLIC]) for topic in TOPICS]
        return [(one.passages, one.sentences, one.signals) for one in found]
    finally:
        library.close()


def test_status_and_article(built: IndexSettings) -> None:
    status = read_status(built)
    assert (status.articles, status.collections, status.revision) == (8, {PUBLIC: 8}, 8)
    assert (status.vectors_revision, status.keywords_revision) == (8, 8)
    assert status.chunks > 8
    assert min(status.catalog_bytes, status.vectors_bytes, status.keywords_bytes) > 1_000
    assert (status.model, status.model_digest) == ("tiny", TinyEmbedder().model.digest)
    article = read_article(built, "mill", collections=[PUBLIC])
    assert article is not None
    assert article.text == sentences(12, topic="mill")
    assert read_article(built, "mill", collections=["private"]) is None
    assert read_article(built, "nothing", collections=[PUBLIC]) is None


def test_no_library_is_said_so(settings: IndexSettings) -> None:
    for look in (
        lambda: Library(settings, TinyEmbedder()),
        lambda: read_status(settings),
        lambda: read_article(settings, "a", collections=[PUBLIC]),
    ):
        with pytest.raises(NoLibraryError) as caught:
            look()
        assert "footnote build" in caught.value.hint


def test_a_catalog_into_which_nothing_was_built_is_said_so(settings: IndexSettings) -> None:
    Catalog(settings.catalog_path, create=True).close()
    for look in (lambda: Library(settings, TinyEmbedder()), lambda: read_status(settings)):
        with pytest.raises(NoLibraryError, match="is empty"):
            look()


def test_passages_by_id(built: IndexSettings, tiny: TinyEmbedder) -> None:
    library = Library(built, tiny)
    found = library.search("harbour", collections=[PUBLIC]).passages
    ids = [passage.chunk_id for passage in reversed(found)]
    again = library.passages([*ids, 10**6], collections=[PUBLIC])
    assert [one.chunk_id for one in again] == ids
    assert [one.text for one in again] == [one.text for one in reversed(found)]
    assert library.passages(ids, collections=["private"]) == []
    assert library.passages(ids, collections=[]) == []
    library.close()


def test_stored_chunks_bring_their_token_vectors_and_language(
    built: IndexSettings, tiny: TinyEmbedder
) -> None:
    library = Library(built, tiny)
    found = library.search("harbour", collections=[PUBLIC]).passages
    ids = [passage.chunk_id for passage in found]
    stored = library.stored([*ids, 10**6], collections=[PUBLIC])
    assert {key: one.text for key, one in stored.items()} == {
        one.chunk_id: one.text for one in found
    }
    assert all(len(one.embedding.token_ends) for one in stored.values())
    assert library.stored(ids, collections=["private"]) == {}
    library.close()


def test_quotes_are_the_articles_own_words(built: IndexSettings) -> None:
    for passage in ask(built, "museum record").passages:
        article = read_article(built, passage.source.article_id, collections=[PUBLIC])
        assert article is not None
        assert article.text[passage.start : passage.end] == passage.text
        for span in passage.sentences:
            assert article.text[span.start : span.end] == passage.quote(span)


def test_catching_up_shows_what_was_built_since(built: IndexSettings, tiny: TinyEmbedder) -> None:
    library = Library(built, tiny)
    write(built.corpus_dir, "zoo", "The zoo has an okapi.")
    (built.corpus_dir / "mill.md").unlink()
    build(built, tiny)
    assert library.revision == 8
    library.catch_up()
    assert library.revision == read_status(built).revision == 10
    assert library.search("okapi", collections=[PUBLIC]).passages[0].source.article_id == "zoo"
    library.catch_up()
    assert library.revision == 10
    library.close()


def test_what_was_removed_is_not_shown_even_by_a_library_that_has_not_caught_up(
    built: IndexSettings, tiny: TinyEmbedder
) -> None:
    library = Library(built, tiny)
    old = library.search("mill record", collections=[PUBLIC], limit=20).passages
    ids = [one.chunk_id for one in old if one.source.article_id == "mill"]
    assert ids
    (built.corpus_dir / "mill.md").unlink()
    write(built.corpus_dir, "lake", "Nothing of the old lake is left.")
    build(built, tiny)
    for _ in range(2):
        found = library.search("mill lake drawer", collections=[PUBLIC], limit=50)
        assert found.passages
        assert "mill" not in {one.source.article_id for one in found.passages}
        assert not any("lake keeps" in one.text for one in found.passages)
        assert not any("lake keeps" in one.text for one in found.sentences)
        assert library.passages(ids, collections=[PUBLIC]) == []
        library.catch_up()
    library.close()


def test_a_library_is_searched_while_another_process_builds_it(
    built: IndexSettings, tiny: TinyEmbedder, forks: Forks
) -> None:
    library = Library(built, tiny)
    child = forks.start("grow", folder=built.data_dir.parent, count=25)
    seen = set()
    while library.revision < 8 + 25:
        found = library.search("mill record", collections=[PUBLIC])
        assert found.passages[0].source.article_id == "mill"
        library.catch_up()
        seen.add(library.revision)
        fresh = Library(built, tiny)
        assert fresh.search("harbour", collections=[PUBLIC]).passages
        fresh.close()
    child.result()
    library.catch_up()
    assert len(seen) > 3, "revisions were seen as they came"
    for number in range(25):
        found = library.search(f"g{number:05}", collections=[PUBLIC])
        assert found.passages[0].source.article_id == f"grown-{number:03}"
    library.close()


def test_threads_share_a_library(built: IndexSettings, tiny: TinyEmbedder) -> None:
    library = Library(built, tiny)
    failures: list[BaseException] = []

    def look(topic: str) -> None:
        try:
            for _ in range(15):
                found = library.search(f"{topic} record", collections=[PUBLIC])
                assert found.passages[0].source.article_id == topic
                library.catch_up()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=look, args=(topic,)) for topic in TOPICS[:5]]
    for thread in threads:
        thread.start()
    write(built.corpus_dir, "zoo", "The zoo has an okapi.")
    build(built, tiny)
    for thread in threads:
        thread.join()
    library.catch_up()
    assert (failures, library.revision) == ([], 9)
    library.close()


@pytest.mark.parametrize("names", [[], ["nowhere"]])
def test_no_collection_nothing_shown(
    built: IndexSettings, tiny: TinyEmbedder, names: list[str]
) -> None:
    library = Library(built, tiny)
    found = library.search("harbour record", collections=names)
    assert (found.passages, found.sentences) == ((), ())
    assert found.signals.closeness == found.signals.dense == 0
    library.close()


def test_one_article_of_its_own_collection_is_found_behind_a_thousand_others(
    settings: IndexSettings, tiny: TinyEmbedder
) -> None:
    body = "\n\n".join(f"## Part {n}\n\nThe mill grinds rye in room {n}." for n in range(1_100))
    write(settings.corpus_dir, "mills", body)
    build(settings, tiny)
    private = IndexSettings(
        corpus_dir=settings.corpus_dir.with_name("private"), data_dir=settings.data_dir
    )
    write(private.corpus_dir, "garden", "Roses and a mill of stone are in the quiet garden.")
    build(private, tiny, collection="private")
    library = Library(settings, tiny)
    question = "The mill grinds rye in room 7"
    both = library.search(question, collections=[PUBLIC, "private"], limit=5)
    assert "garden" not in {one.source.article_id for one in both.passages}
    [only] = library.search(question, collections=["private"], limit=1).passages
    assert only.source.article_id == "garden"
    library.close()


@given(
    homes=st.lists(st.sampled_from("abcd"), min_size=len(TOPICS), max_size=len(TOPICS)),
    allowed=st.sets(st.sampled_from("abcde")),
    topic=st.sampled_from(TOPICS),
)
@examples(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_search_shows_only_what_is_allowed(
    tmp_path_factory: pytest.TempPathFactory, homes: list[str], allowed: set[str], topic: str
) -> None:
    folder, tiny = tmp_path_factory.mktemp("isolation"), TinyEmbedder()
    data = settings_in(folder).data_dir
    for name in sorted(set(homes)):
        one = IndexSettings(corpus_dir=folder / name, data_dir=data)
        for other, home in zip(TOPICS, homes, strict=True):
            if home == name:
                # The same ids and nearly the same words everywhere: only the rule parts them.
                write(one.corpus_dir, other, f"{sentences(3, topic=other)} Kept in {home}.")
                write(one.corpus_dir, "shared", f"Everybody has a {topic}, here in {home}.")
        build(one, tiny, collection=name)
    library = Library(settings_in(folder), tiny)
    found = library.search(f"{topic} record everybody", collections=allowed, limit=50)
    shown = {(one.source.collection, one.source.article_id) for one in found.passages}
    assert {collection for collection, _ in shown} == allowed & set(homes)
    assert ("shared" in {name for _, name in shown}) == bool(allowed & set(homes))
    home = homes[TOPICS.index(topic)]
    assert ((home, topic) in shown) == (home in allowed)
    assert {one.chunk_id for one in found.sentences} <= {one.chunk_id for one in found.passages}
    library.close()


@pytest.mark.parametrize("cache", ["vectors", "keywords"])
@pytest.mark.parametrize("damage", ["removed", "emptied", "truncated", "flipped", "swapped"])
def test_a_damaged_cache_is_made_anew_and_answers_the_same(
    built: IndexSettings, cache: str, damage: str
) -> None:
    before = answers(built)
    chance = random.Random(f"{cache} {damage}")
    folder = built.data_dir / cache
    for _ in range(4):
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        path = chance.choice([file for file in files if file.stat().st_size])
        content = path.read_bytes()
        if damage == "removed":
            path.unlink()
        elif damage == "emptied":
            overwrite(path, b"")
        elif damage == "truncated":
            overwrite(path, content[: chance.randrange(len(content))])
        elif damage == "flipped":
            overwrite(path, flipped(content, chance))
        else:
            overwrite(path, chance.choice(files).read_bytes())
        assert answers(built) == before, path.name
        build(built, TinyEmbedder())
        assert read_status(built).keywords_revision == read_status(built).vectors_revision == 8
    shutil.rmtree(folder)
    assert answers(built) == before


def flipped(content: bytes, chance: random.Random) -> bytes:
    """The same with one bit changed."""
    changed = bytearray(content)
    changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def test_caches_of_another_library_are_not_taken(
    built: IndexSettings, tiny: TinyEmbedder, tmp_path: Path
) -> None:
    before = answers(built)
    other = settings_in(tmp_path / "other")
    for topic in TOPICS:
        write(other.corpus_dir, topic, "Nothing to see.")
    build(other, tiny)
    for name in ("vectors", "keywords"):
        shutil.rmtree(built.data_dir / name)
        shutil.copytree(other.data_dir / name, built.data_dir / name)
    assert answers(built) == before


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_catalog_is_said_so_or_does_no_harm(
    built: IndexSettings, tiny: TinyEmbedder, seed: int
) -> None:
    chance = random.Random(seed)
    content = bytearray(built.catalog_path.read_bytes())
    if seed % 4 == 0:
        content = content[: chance.randrange(len(content))]
    for _ in range(chance.choice([1, 20, 400])):
        if content:
            content[chance.randrange(len(content))] = chance.randrange(256)
    built.catalog_path.write_bytes(content)
    uses: list[Callable[[], object]] = [
        lambda: read_status(built),
        lambda: answers(built),
        lambda: [read_article(built, topic, collections=[PUBLIC]) for topic in TOPICS],
        lambda: build(built, tiny),
    ]
    for use in uses:
        try:
            use()
        except LibraryError as error:
            assert_says_what_to_do(error)


def assert_says_what_to_do(error: LibraryError) -> None:
    assert error.message.endswith(".")
    assert error.hint.endswith(".")


def test_a_damaged_catalog_can_be_made_anew_from_the_articles(
    built: IndexSettings, tiny: TinyEmbedder
) -> None:
    def texts() -> list[list[str]]:
        return [[one.text for one in ask(built, f"{topic} record").passages] for topic in TOPICS]

    before = texts()
    built.catalog_path.write_bytes(b"rubbish " * 1_000)
    for use in (lambda: build(built, tiny), lambda: Library(built, tiny)):
        with pytest.raises(DamagedLibraryError) as caught:
            use()
        assert f"in the place of {built.catalog_path}, or move it away" in caught.value.hint
    built.catalog_path.rename(built.data_dir / "away")
    assert build(built, tiny).added == sorted(TOPICS)
    assert texts() == before


def test_articles_are_listed_and_counted_of_what_may_be_seen(
    built: IndexSettings, tiny: TinyEmbedder
) -> None:
    private = IndexSettings(corpus_dir=built.corpus_dir.with_name("x"), data_dir=built.data_dir)
    write(private.corpus_dir, "diary", "A diary.")
    build(private, tiny, collection="private")
    library = Library(built, tiny)
    assert library.count_articles([PUBLIC]) == 8
    assert library.count_articles([PUBLIC, "private", "private"]) == 9
    assert library.count_articles([]) == 0
    assert [one.article_id for one in library.list_articles(["private"])] == ["diary"]
    assert {one.origin for one in library.list_articles([PUBLIC], limit=2)} <= {
        f"{topic}.md" for topic in TOPICS
    }
    assert library.newest() == library.list_articles(["private"])[0].added_at
    library.close()


def test_quotes_are_looked_for_all_at_once(built: IndexSettings, tiny: TinyEmbedder) -> None:
    library = Library(built, tiny)
    quote = "The mill keeps its record number 3 in a drawer."
    found = library.quotes_stand(
        [(PUBLIC, "mill", quote), (PUBLIC, "lake", quote), (PUBLIC, "gone", quote)]
    )
    article = read_article(built, "mill", collections=[PUBLIC])
    assert article is not None
    assert found[0] is not None
    assert article.text[found[0].start : found[0].end] == quote
    assert found[1:] == [None, None]
    assert library.quote_stands(PUBLIC, "mill", quote) == found[0]
    library.close()
