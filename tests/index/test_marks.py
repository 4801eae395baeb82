"""Pages, slides and rows: where they begin, and that they stay with their text."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from index.build import build
from index.catalog import Catalog
from index.library import Library
from index.load.base import Loaded
from index.migrations import MIGRATIONS
from index.settings import IndexSettings
from index.shelf import add, unsign
from index.types import PUBLIC, Article, Mark, Source, Span, marks_of
from tests.index.articles import write
from tests.index.load.pdfs import page, pdf, scanned
from tests.index.tiny import TinyEmbedder

MINE = "server-1"
FIRST = "The old mill grinds rye in the valley."
SECOND = "The new mill grinds wheat by the harbour."
PAGES = (Mark(kind="page", number=4, start=0), Mark(kind="page", number=5, start=len(FIRST) + 2))
DOCUMENT = Loaded(
    article=Article(
        source=Source(article_id="x", title="Mills", author="Ada Byron"),
        text=f"{FIRST}\n\n{SECOND}",
        marks=PAGES,
    )
)


@pytest.mark.parametrize(
    ("span", "numbers"),
    [
        (Span(0, 5), [4]),
        (Span(5, 9), [4]),
        (Span(5, 10), [4]),
        (Span(9, 11), [4, 5]),
        (Span(10, 11), [5]),
        (Span(0, 40), [4, 5, 7]),
        (Span(30, 40), [7]),
    ],
)
def test_the_pages_of_a_span(span: Span, numbers: list[int]) -> None:
    places = ((4, 0), (5, 10), (7, 20))
    marks = [Mark(kind="page", number=number, start=start) for number, start in places]

    assert [one.number for one in marks_of(marks, span)] == numbers


def test_before_the_first_mark_there_is_no_page() -> None:
    late = [Mark(kind="page", number=1, start=10)]

    assert marks_of(late, Span(0, 10)) == ()
    assert marks_of(late, Span(0, 11)) == tuple(late)
    assert marks_of((), Span(0, 10)) == ()


@pytest.fixture
def added(settings: IndexSettings) -> IndexSettings:
    write(settings.corpus_dir, "shed", "A shed is not a mill.")
    build(settings, TinyEmbedder(name="one"))
    add(settings, TinyEmbedder(name="one"), DOCUMENT, collection=MINE)
    return settings


def kept(settings: IndexSettings) -> tuple[Mark, ...]:
    catalog = Catalog(settings.catalog_path)
    try:
        article = catalog.article("mills", [MINE])
        assert article is not None
        return article.marks
    finally:
        catalog.close()


def found(settings: IndexSettings, model: str = "one") -> list[int]:
    """The pages of the passages that a search finds, in their order in the text."""
    library = Library(settings, TinyEmbedder(name=model))
    try:
        passages = library.search("old mill rye valley", collections=[MINE]).passages
        numbers = [
            mark.number
            for passage in sorted(passages, key=lambda one: one.start)
            for sentence in passage.sentences
            for mark in marks_of(passage.marks, sentence)
        ]
        assert {mark for one in passages for mark in one.marks} == set(PAGES)
        return numbers
    finally:
        library.close()


def test_a_passage_knows_the_pages_of_its_sentences(added: IndexSettings) -> None:
    assert kept(added) == PAGES
    assert found(added) == [4, 5]


def test_they_stay_when_everything_is_cut_anew(added: IndexSettings) -> None:
    build(added, TinyEmbedder(name="one"), rebuild=True)

    assert kept(added) == PAGES
    assert found(added) == [4, 5]


def test_they_stay_through_a_switch_of_model(added: IndexSettings) -> None:
    build(added, TinyEmbedder(name="two"), rebuild=True)

    assert kept(added) == PAGES
    assert found(added, "two") == [4, 5]


def test_they_stay_when_the_names_are_taken_off(added: IndexSettings) -> None:
    assert unsign(added, MINE, "mills")

    assert found(added) == [4, 5]


def test_other_pages_are_another_document(added: IndexSettings) -> None:
    article = DOCUMENT.article
    moved = replace(article, marks=tuple(replace(one, number=one.number + 1) for one in PAGES))
    embedder = TinyEmbedder(name="one")

    assert add(added, embedder, DOCUMENT, collection=MINE).unchanged
    receipt = add(
        added, embedder, replace(DOCUMENT, article=moved), collection=MINE, article_id="mills"
    )

    assert receipt.replaced
    assert kept(added) == moved.marks


def test_a_library_from_before_there_were_pages_is_opened(settings: IndexSettings) -> None:
    write(settings.corpus_dir, "shed", "A shed is not a mill.")
    build(settings, TinyEmbedder())
    older = Path(settings.catalog_path)
    connection = sqlite3.connect(older)
    connection.execute("ALTER TABLE articles DROP COLUMN marks")
    connection.execute("DELETE FROM migrations WHERE name = '0004 marks'")
    connection.commit()
    connection.close()
    assert "0004 marks" in [name for name, _ in MIGRATIONS]

    catalog = Catalog(older)

    article = catalog.article("shed", [PUBLIC])
    assert article is not None
    assert article.marks == ()
    assert [one.marks for one in catalog.chunks(catalog.all_ids().tolist(), [PUBLIC]).values()] == [
        ()
    ]
    catalog.close()


def test_pdfs_of_the_corpus_are_built_with_their_pages(settings: IndexSettings) -> None:
    for name, content in (
        ("mills", pdf(page(FIRST), page(SECOND))),
        ("scan", pdf(scanned())),
        ("locked", pdf(page(FIRST), password="a")),
    ):
        (settings.corpus_dir / f"{name}.pdf").write_bytes(content)

    receipt = build(settings, TinyEmbedder())

    assert receipt.added == ["mills"]
    assert {one.article_id: one.text.partition(":")[0] for one in receipt.skipped} == {
        "locked": "it is locked with a password",
        "scan": "it is a scan",
    }
    library = Library(settings, TinyEmbedder())
    [passage] = library.search("new mill wheat", collections=[PUBLIC]).passages
    assert [marks_of(passage.marks, one)[0].number for one in passage.sentences] == [1, 2]
    library.close()
    assert build(settings, TinyEmbedder()).unchanged == 1
