"""Suggestions are questions that are answered, by the article that they were made for."""

import pytest

from index.build import Progress, build
from index.catalog import Catalog
from index.embed import SentenceTransformerEmbedder
from index.library import Library
from index.settings import IndexSettings
from index.types import PUBLIC
from tests.index.articles import write

BRILL = "Brill is a small harbour town on the coast. Its lighthouse was built in 1881."
RYE = "Rye is a cereal that is grown for its grain. The mill grinds rye."


@pytest.fixture
def shelf(settings: IndexSettings, embedder: SentenceTransformerEmbedder) -> IndexSettings:
    """A library of two articles with a definition each."""
    write(settings.corpus_dir, "brill", BRILL, title="Brill")
    write(settings.corpus_dir, "rye", RYE, title="Rye")
    build(settings, embedder)
    return settings


def suggestions(settings: IndexSettings) -> set[tuple[str, str]]:
    catalog = Catalog(settings.catalog_path)
    found = {(article, question) for _, article, question in catalog.listing.suggestions()}
    catalog.close()
    return found


def test_a_build_keeps_what_the_articles_answer(shelf: IndexSettings) -> None:
    assert suggestions(shelf) == {("brill", "What is Brill?"), ("rye", "What is rye?")}


def test_what_is_answered_from_elsewhere_or_not_at_all_is_not_kept(
    settings: IndexSettings, embedder: SentenceTransformerEmbedder
) -> None:
    write(settings.corpus_dir, "brill", BRILL, title="Brill")
    write(
        settings.corpus_dir,
        "notes",
        "## What is Brill?\n\nMore on that later.\n\n## Bread\n\nThe bakery opens at seven.\n\n"
        "## Who painted the castles of Umbria?",
        title="Notes",
    )
    receipt = build(settings, embedder)
    assert suggestions(settings) == {("brill", "What is Brill?")}
    assert receipt.suggested == 1


def test_only_what_is_new_or_changed_is_asked_about(
    shelf: IndexSettings, embedder: SentenceTransformerEmbedder
) -> None:
    write(shelf.corpus_dir, "rye", RYE + " Nothing more.", title="Rye")
    write(shelf.corpus_dir, "oats", "Oats are a cereal too.", title="Oats")
    seen: list[Progress] = []
    receipt = build(shelf, embedder, progress=seen.append)
    assert [(one.articles_done, one.articles_total) for one in seen if one.suggesting] == [
        (1, 2),
        (2, 2),
    ]
    assert receipt.suggested == 2
    assert len(suggestions(shelf)) == 3

    seen.clear()
    assert build(shelf, embedder, progress=seen.append).suggested == 0
    assert [one for one in seen if one.suggesting] == []


def test_suggestions_go_with_their_article(
    shelf: IndexSettings, embedder: SentenceTransformerEmbedder
) -> None:
    library = Library(shelf, embedder)
    assert set(library.suggestions("what is", collections=[PUBLIC])) == {
        "What is Brill?",
        "What is rye?",
    }
    (shelf.corpus_dir / "rye.md").unlink()
    write(shelf.corpus_dir, "brill", "The town has a new name.", title="Brill")
    build(shelf, embedder)
    assert library.suggestions("", collections=[PUBLIC]) == []
    library.close()


def test_asking_that_is_cut_short_goes_on_where_it_was(
    settings: IndexSettings, embedder: SentenceTransformerEmbedder
) -> None:
    write(settings.corpus_dir, "brill", BRILL, title="Brill")
    write(settings.corpus_dir, "rye", RYE, title="Rye")

    def cut(progress: Progress) -> None:
        if progress.suggesting:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(settings, embedder, progress=cut)
    assert len(suggestions(settings)) == 1
    assert build(settings, embedder).suggested == 1
    assert len(suggestions(settings)) == 2


def test_after_articles_are_cut_anew_they_are_asked_anew(
    shelf: IndexSettings, embedder: SentenceTransformerEmbedder
) -> None:
    assert build(shelf, embedder, rebuild=True).suggested == 2
    assert len(suggestions(shelf)) == 2


def test_the_corpus_never_offers_a_headline_in_a_question(library: Library) -> None:
    offered = library.suggestions("", collections=[PUBLIC])
    assert offered
    assert not any("passes" in one or "What Alibaba wants" in one for one in offered)
