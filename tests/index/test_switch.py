"""A switch of model: the old one answers until the new one can, and nobody is told nothing."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from index.build import Progress, build
from index.catalog import Catalog
from index.embed import Embedder
from index.errors import LibraryError, ModelError
from index.library import Library, read_model
from index.settings import IndexSettings
from index.types import PUBLIC
from tests.index.articles import sentences, write
from tests.index.tiny import TinyEmbedder

QUESTION = "mill rye valley"


class Loader:
    """Loads tiny models by their name, as the application loads real ones; `loaded` lists them."""

    def __init__(self, *missing: str) -> None:
        self.missing = set(missing)
        self.loaded: list[str] = []

    def __call__(self, name: str) -> Embedder:
        """The model of that name, unless it is one of those that are missing."""
        if name in self.missing:
            raise ModelError(f"There is no model {name}.", "Put it back.")
        self.loaded.append(name)
        return TinyEmbedder(name=name)


@pytest.fixture
def shelf(settings: IndexSettings) -> IndexSettings:
    """A library of some articles, made by the model `one`."""
    write(settings.corpus_dir, "mill", "The old mill grinds rye in the valley.")
    for number in range(12):
        write(settings.corpus_dir, f"shed-{number:02}", sentences(6, topic=f"shed {number}"))
    build(settings, TinyEmbedder(name="one"))
    return settings


def opened(settings: IndexSettings, loader: Loader) -> Library:
    return Library(settings, loader("one"), load_embedder=loader)


def first_article(library: Library) -> str:
    passages = library.search(QUESTION, collections=[PUBLIC], limit=3).passages
    return passages[0].source.article_id if passages else "nothing"


def switch(
    settings: IndexSettings, name: str, progress: Callable[[Progress], None] = lambda _: None
) -> TinyEmbedder:
    embedder = TinyEmbedder(name=name)
    build(settings, embedder, rebuild=True, progress=progress)
    return embedder


def test_the_old_model_answers_until_the_new_one_has_read_everything(shelf: IndexSettings) -> None:
    loader = Loader()
    library = opened(shelf, loader)
    during: list[tuple[str, str]] = []

    def look(_: Progress) -> None:
        library.catch_up()
        during.append((first_article(library), library.model.name))

    # The last report comes when everything is embedded, and the change-over after it.
    switch(shelf, "two", progress=look)

    assert len(during) > 12
    assert set(during) == {("mill", "one")}
    assert first_article(library) == "mill"
    assert library.model.name == "two"
    library.close()


def test_the_new_model_is_loaded_before_it_is_needed_and_once(shelf: IndexSettings) -> None:
    loader = Loader()
    library = opened(shelf, loader)
    loaded_while_building: list[int] = []

    def look(_: Progress) -> None:
        library.catch_up()
        loaded_while_building.append(loader.loaded.count("two"))

    switch(shelf, "two", progress=look)
    library.catch_up()

    assert loaded_while_building[-1] == 1
    assert loader.loaded == ["one", "two"]
    library.close()


def test_whoever_asks_all_the_while_is_always_answered(shelf: IndexSettings) -> None:
    loader = Loader()
    library = opened(shelf, loader)
    stop = threading.Event()
    answers: list[str] = []
    errors: list[BaseException] = []

    def ask() -> None:
        try:
            while not stop.is_set():
                answers.append(first_article(library))
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for name in ("two", "one", "three"):
        switch(shelf, name)
    stop.set()
    for thread in threads:
        thread.join()

    assert errors == []
    assert set(answers) == {"mill"}
    assert (first_article(library), library.model.name) == ("mill", "three")
    library.close()


def test_a_switch_that_is_cut_short_changes_nothing_and_goes_on_where_it_was(
    shelf: IndexSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.intake._KEPT", 2)
    library = opened(shelf, Loader())

    def cut(progress: Progress) -> None:
        if progress.chunks_embedded == 7:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        switch(shelf, "two", progress=cut)
    library.catch_up()
    assert (first_article(library), library.model.name) == ("mill", "one")
    made_by = read_model(shelf)
    assert made_by is not None
    assert made_by.name == "one"

    again = switch(shelf, "two")

    catalog = Catalog(shelf.catalog_path)
    assert len(again.embedded) == catalog.counts()[1] - 6, "what was kept is not embedded again"
    assert catalog.coming_model() is None
    catalog.close()
    assert (first_article(library), library.model.name) == ("mill", "two")
    library.close()


def test_embeddings_of_the_old_model_are_forgotten_after_the_switch(shelf: IndexSettings) -> None:
    switch(shelf, "two")

    catalog = Catalog(shelf.catalog_path)
    models = catalog._database.rows("SELECT DISTINCT model FROM embeddings")
    catalog.close()
    assert models == [(TinyEmbedder(name="two").model.digest,)]


def test_a_model_that_this_process_lacks_is_said_so_and_comes_back(shelf: IndexSettings) -> None:
    loader = Loader("two")
    library = opened(shelf, loader)
    switch(shelf, "two")

    for _ in range(2):
        with pytest.raises(LibraryError) as told:
            first_article(library)
        assert "There is no model two" in told.value.message
        with pytest.raises(LibraryError):
            library.catch_up()
    loader.missing.clear()

    library.catch_up()
    assert (first_article(library), library.model.name) == ("mill", "two")
    library.close()


def test_switching_back_helps_a_process_that_lacks_the_new_model(shelf: IndexSettings) -> None:
    library = opened(shelf, Loader("two"))
    switch(shelf, "two")
    with pytest.raises(LibraryError):
        first_article(library)

    switch(shelf, "one")

    assert (first_article(library), library.model.name) == ("mill", "one")
    library.close()


def test_where_there_is_no_library_there_is_no_model(tmp_path: Path) -> None:
    assert read_model(IndexSettings(corpus_dir=tmp_path, data_dir=tmp_path / "var")) is None
