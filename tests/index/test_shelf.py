"""Single articles that come and go: found when they are there, never shown when they are gone."""

import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from index.build import Progress, build
from index.catalog import Catalog
from index.embed import SentenceTransformerEmbedder
from index.errors import BusyLibraryError, LibraryError, ModelMismatchError
from index.in_hand import IN_HAND
from index.intake import alone
from index.library import Library
from index.load.base import Loaded
from index.load.upload import load_upload
from index.settings import IndexSettings
from index.shelf import AddReceipt, add, new_id, remove, unsign
from index.types import PUBLIC
from tests.index.articles import sentences, write
from tests.index.forks import Forks
from tests.index.jobs import settings_in
from tests.index.tiny import TinyEmbedder

MINE, YOURS = "server-1", "server-2"
MILL = "The old mill grinds rye in the valley. It has done so for three hundred years."


def loaded(text: str, name: str = "mill.md", title: str = "", collection: str = MINE) -> Loaded:
    head = f"---\ntitle: {title}\npublished: 2024-05\n---\n" if title else ""
    return load_upload(f"{head}{text}".encode(), name, collection=collection)


def put(
    settings: IndexSettings,
    text: str = MILL,
    *,
    title: str = "The mill",
    collection: str = MINE,
    embedder: TinyEmbedder | None = None,
    article_id: str | None = None,
    visible: tuple[str, ...] = (PUBLIC,),
) -> AddReceipt:
    return add(
        settings,
        embedder or TinyEmbedder(),
        loaded(text, title=title),
        collection=collection,
        origin="mill.md",
        article_id=article_id,
        visible=visible,
    )


def shown(library: Library, *collections: str, question: str = "mill rye valley") -> list[str]:
    found = library.search(question, collections=collections)
    return [one.source.article_id for one in found.passages]


@pytest.fixture
def built(settings: IndexSettings) -> IndexSettings:
    """A library of some public articles."""
    for number in range(6):
        write(settings.corpus_dir, f"shed-{number}", sentences(6, topic=f"shed {number}"))
    build(settings, TinyEmbedder())
    return settings


@pytest.fixture
def library(built: IndexSettings) -> Iterator[Library]:
    """It, open, as the bot has it."""
    library = Library(built, TinyEmbedder())
    yield library
    library.close()


def test_what_is_added_is_found_in_its_collection_after_catching_up(
    built: IndexSettings, library: Library
) -> None:
    receipt = put(built)
    library.catch_up()

    assert shown(library, MINE) == ["the-mill"]
    assert "the-mill" not in shown(library, PUBLIC, YOURS)
    assert (receipt.article_id, receipt.examined.title, receipt.examined.published) == (
        "the-mill",
        "The mill",
        "2024-05",
    )
    assert (receipt.examined.language, receipt.examined.chunks, receipt.revision) == ("en", 1, 7)
    assert not receipt.unchanged
    assert not receipt.replaced


def test_what_is_removed_is_not_shown_by_a_library_that_has_not_caught_up(
    built: IndexSettings, library: Library
) -> None:
    put(built)
    library.catch_up()
    [passage] = library.search("mill rye", collections=[MINE]).passages

    assert remove(built, MINE, "the-mill")

    assert shown(library, MINE, PUBLIC, question="mill rye") != []
    assert "the-mill" not in shown(library, MINE, PUBLIC, question="mill rye")
    assert library.passages([passage.chunk_id], collections=[MINE]) == []
    assert library.list_articles([MINE]) == []
    library.catch_up()
    assert shown(library, MINE) == []
    assert not remove(built, MINE, "the-mill")


def test_the_removed_words_are_kept_nowhere_in_the_catalog(built: IndexSettings) -> None:
    catalog = Catalog(built.catalog_path)
    model = TinyEmbedder().model.digest
    before = catalog._database.rows("SELECT count(*) FROM embeddings WHERE model = ?", (model,))
    put(built)
    remove(built, MINE, "the-mill")
    after = catalog._database.rows("SELECT count(*) FROM embeddings WHERE model = ?", (model,))
    catalog.close()
    assert before == after


def test_an_article_of_another_collection_is_not_removed(built: IndexSettings) -> None:
    put(built)
    assert not remove(built, YOURS, "the-mill")
    assert Library(built, TinyEmbedder()).count_articles([MINE]) == 1


def test_the_first_article_makes_the_library(settings: IndexSettings) -> None:
    put(settings)
    library = Library(settings, TinyEmbedder())
    assert shown(library, MINE) == ["the-mill"]
    library.close()

    write(settings.corpus_dir, "shed", sentences(6, topic="shed"))
    build(settings, TinyEmbedder())
    assert Catalog(settings.catalog_path).collections() == {MINE: 1, PUBLIC: 1}


def test_another_model_adds_nothing(built: IndexSettings) -> None:
    with pytest.raises(ModelMismatchError):
        put(built, embedder=TinyEmbedder(name="another"))
    assert Catalog(built.catalog_path).collections() == {PUBLIC: 6}


def test_the_public_articles_are_the_folders(built: IndexSettings) -> None:
    with pytest.raises(LibraryError, match="corpus folder"):
        put(built, collection=PUBLIC)
    with pytest.raises(LibraryError, match="corpus folder"):
        remove(built, PUBLIC, "shed-1")
    assert Catalog(built.catalog_path).collections() == {PUBLIC: 6}


def test_what_is_only_asked_about_has_a_name_of_its_own(built: IndexSettings) -> None:
    with pytest.raises(LibraryError, match="in-hand"):
        put(built, collection=IN_HAND)


def test_the_very_same_content_is_added_once(built: IndexSettings) -> None:
    first = put(built)
    again = put(built)

    assert (again.unchanged, again.article_id) == (True, first.article_id)
    assert again.revision == first.revision
    assert put(built, collection=YOURS).unchanged is False


def test_the_same_title_gets_another_id(built: IndexSettings) -> None:
    put(built)
    assert put(built, MILL + " More.").article_id == "the-mill-2"
    assert put(built, MILL + " Still more.").article_id == "the-mill-3"


def test_an_article_takes_the_place_of_the_one_that_is_named(
    built: IndexSettings, library: Library
) -> None:
    put(built)
    receipt = put(built, "The old mill is a museum now.", article_id="the-mill")
    library.catch_up()

    assert (receipt.replaced, receipt.article_id) == (True, "the-mill")
    [passage] = library.search("mill", collections=[MINE]).passages
    assert passage.text == "The old mill is a museum now."


def test_a_build_leaves_what_was_added_alone(built: IndexSettings, library: Library) -> None:
    put(built)
    write(built.corpus_dir, "shed-1", "Another shed.")
    build(built, TinyEmbedder())
    library.catch_up()
    assert shown(library, MINE) == ["the-mill"]


def test_an_addition_waits_for_a_build_and_gives_up(built: IndexSettings) -> None:
    with alone(built), pytest.raises(BusyLibraryError):
        add(built, TinyEmbedder(), loaded(MILL), collection=MINE, wait_seconds=0.05)

    free = threading.Event()

    def build_for_a_while() -> None:
        with alone(built):
            held.set()
            free.wait(30)

    held = threading.Event()
    thread = threading.Thread(target=build_for_a_while)
    thread.start()
    held.wait(30)
    told: list[AddReceipt] = []
    adding = threading.Thread(target=lambda: told.append(put(built)))
    adding.start()
    free.set()
    adding.join()
    thread.join()
    assert [one.article_id for one in told] == ["the-mill"]


def test_an_addition_before_a_switch_is_there_after_it_and_keeps_its_age(
    built: IndexSettings,
) -> None:
    put(built)
    [before] = Catalog(built.catalog_path).listing.articles([MINE])
    other = TinyEmbedder(name="two", max_tokens=60)

    build(built, other, rebuild=True)

    library = Library(built, other)
    assert shown(library, MINE) == ["the-mill"]
    [after] = library.list_articles([MINE])
    assert (after.origin, after.added_at) == ("mill.md", before.added_at)
    library.close()
    with pytest.raises(ModelMismatchError):
        put(built, "Another text.")
    assert put(built, "Another text.", embedder=other).examined.chunks == 1


def test_what_is_removed_while_a_switch_runs_does_not_come_back(built: IndexSettings) -> None:
    put(built)
    put(built, "The harbour opened in 1912.", title="Harbour")
    removed: list[bool] = []

    def once(progress: Progress) -> None:
        if progress.chunks_embedded and not removed:
            removed.append(remove(built, MINE, "the-mill"))

    build(built, TinyEmbedder(name="two"), rebuild=True, progress=once)

    assert removed == [True]
    library = Library(built, TinyEmbedder(name="two"))
    assert [one.article_id for one in library.list_articles([MINE])] == ["harbour"]
    assert "the-mill" not in shown(library, MINE)
    library.close()


SIGNED = f"---\ntitle: The mill\nauthor: Ada Byron\npublisher: Ada Byron\n---\n{MILL}"


def put_signed(settings: IndexSettings) -> None:
    signed = load_upload(SIGNED.encode(), "mill.md", collection=MINE)
    add(settings, TinyEmbedder(), signed, collection=MINE, origin="mill.md")


def test_what_is_unsigned_is_found_as_before_and_names_nobody(
    built: IndexSettings, library: Library
) -> None:
    put_signed(built)
    library.catch_up()
    [before] = library.search("mill rye", collections=[MINE]).passages
    assert (before.source.author, before.source.publisher) == ("Ada Byron", "Ada Byron")

    assert unsign(built, MINE, "the-mill")

    [after] = library.search("mill rye", collections=[MINE]).passages
    assert (after.source.author, after.source.publisher) == (None, None)
    assert (after.chunk_id, after.text, after.source.title) == (
        before.chunk_id,
        before.text,
        "The mill",
    )
    assert library.revision == Catalog(built.catalog_path).revision
    assert not unsign(built, YOURS, "the-mill")
    with pytest.raises(LibraryError, match="corpus folder"):
        unsign(built, PUBLIC, "shed-1")


def test_the_name_that_was_taken_off_is_in_no_file_of_the_catalog(
    built: IndexSettings, library: Library
) -> None:
    put_signed(built)
    library.catch_up()

    def holding() -> list[str]:
        files = sorted(built.data_dir.glob(f"{built.catalog_path.name}*"))
        return [file.name for file in files if b"Ada Byron" in file.read_bytes()]

    assert holding()
    unsign(built, MINE, "the-mill")
    assert holding() == []


def test_what_is_unsigned_while_a_switch_runs_stays_so(built: IndexSettings) -> None:
    put_signed(built)
    unsigned: list[bool] = []

    def once(progress: Progress) -> None:
        if progress.chunks_embedded and not unsigned:
            unsigned.append(unsign(built, MINE, "the-mill"))

    build(built, TinyEmbedder(name="two"), rebuild=True, progress=once)

    assert unsigned == [True]
    library = Library(built, TinyEmbedder(name="two"))
    [passage] = library.search("mill rye", collections=[MINE]).passages
    assert passage.source.author is None
    library.close()


def test_near_duplicates_are_named_with_what_they_share(built: IndexSettings) -> None:
    text = sentences(12, topic="lighthouse")
    put(built, text, title="Lighthouse", collection=YOURS)
    changed = text.replace("drawer", "cupboard", 3)

    [alike] = put(built, changed, title="Tower", visible=(YOURS, PUBLIC)).examined.alike
    assert (alike.collection, alike.article_id, alike.title) == (YOURS, "lighthouse", "Lighthouse")
    assert 0.7 < alike.share < 1


def test_what_may_not_be_seen_is_not_called_alike(built: IndexSettings) -> None:
    put(built, collection=YOURS)
    assert put(built, MILL + " More.", visible=(PUBLIC,)).examined.alike == ()
    assert put(built, "Nothing here is like anything there.").examined.alike == ()


def test_a_full_disk_at_any_stage_adds_all_or_nothing(
    built: IndexSettings, forks: Forks, tmp_path: Path
) -> None:
    text = sentences(40, topic="late")
    outcomes = []
    for most in (0, 20_000, 40_000, 60_000, 80_000, 120_000, 160_000, 250_000, 2_000_000):
        outcome = forks.run("add_on_full_disk", folder=tmp_path, most_bytes=most, text=text)
        outcomes.append(outcome.get("error", "finished"))
        assert outcomes[-1] in {"DiskError", "finished"}, outcome
        library = Library(built, TinyEmbedder())
        assert shown(library, PUBLIC, question="shed 3 record") != []
        articles = library.list_articles([MINE])
        assert [one.chunks for one in articles] in ([], [14])
        assert shown(library, MINE, question="late record") == ["late"] * 5 * len(articles)
        library.close()
    assert outcomes[0] == "DiskError"
    assert outcomes[-1] == "finished"


@given(
    st.lists(
        st.tuples(st.booleans(), st.sampled_from([MINE, YOURS]), st.sampled_from("ab")),
        min_size=1,
        max_size=5,
    )
)
@examples(max_examples=8, deadline=None)
def test_whatever_comes_and_goes_each_collection_shows_its_own(
    steps: list[tuple[bool, str, str]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_in(folder)
        put(settings, "The first mill is here.", title="First", collection="server-0")
        library = Library(settings, TinyEmbedder())
        held: set[tuple[str, str]] = set()
        for number, (adding, collection, name) in enumerate(steps):
            if adding:
                text = f"The mill of {name} has number {number}."
                put(settings, text, title=name, collection=collection, article_id=name)
                held.add((collection, name))
            else:
                removed = remove(settings, collection, name)
                assert removed == ((collection, name) in held)
                held.discard((collection, name))
            # Nothing that is gone is shown even now; what is new is, after catching up.
            assert set(shown(library, collection, question="mill")) <= {
                one for where, one in held if where == collection
            }
            library.catch_up()
            for names in ({MINE}, {YOURS}, {MINE, YOURS}):
                found = library.search("mill", collections=names).passages
                seen = {(one.source.collection, one.source.article_id) for one in found}
                assert seen == {one for one in held if one[0] in names}
                assert library.count_articles(names) == len(seen)
        library.close()


@given(st.lists(st.text(max_size=90), max_size=20))
def test_ids_are_short_never_empty_and_never_twice(titles: list[str]) -> None:
    taken: list[str] = []
    for title in titles:
        made = new_id(title, taken)
        assert made not in taken
        assert 0 < len(made) <= 70
        assert "/" not in made
        below = new_id(title, [f"site/{one}" for one in taken], folder="site")
        assert below == f"site/{made}"
        taken.append(made)


def test_with_the_real_model_it_answers_and_is_suggested(
    settings: IndexSettings, embedder: SentenceTransformerEmbedder, tmp_path: Path
) -> None:
    assert tmp_path.is_dir()
    text = (
        "# Brill\n\nBrill is a small harbour town on the coast. Its lighthouse was built in 1881."
    )
    for collection in (MINE, YOURS):
        add(
            settings,
            embedder,
            load_upload(text.encode(), "brill.md", collection=collection),
            collection=collection,
            origin="brill.md",
        )
    library = Library(settings, embedder)
    found = library.search("When was the lighthouse of Brill built?", collections=[MINE])
    assert found.sentences[0].text == "Its lighthouse was built in 1881."
    assert library.suggestions("what", collections=[MINE]) == ["What is Brill?"]
    assert library.suggestions("", collections=[]) == []
    assert library.suggestions("", collections=["server-3", PUBLIC]) == []

    remove(settings, MINE, "brill")
    assert library.suggestions("", collections=[MINE]) == []
    assert library.related(["brill"], "Where is it?", collections=[MINE]) == []
    assert library.related(["brill"], "Where is it?", collections=[YOURS]) == ["What is Brill?"]
    assert library.related(["brill"], "what is BRILL", collections=[YOURS]) == []
    library.close()
