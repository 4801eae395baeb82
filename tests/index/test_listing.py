"""The shelf as a list: newest first, each with where it came from, of what may be seen."""

import sqlite3
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.catalog import Catalog
from index.migrations import MIGRATIONS
from index.types import PUBLIC, Span
from tests.index.shelves import put


def test_articles_are_listed_newest_first_in_pages(catalog: Catalog) -> None:
    before = time.time()
    for name in "abcde":
        put(catalog, name, "One.", "Two.")
    put(catalog, "x", "Three.", collection="server-1")

    found = catalog.listing.articles([PUBLIC])
    assert [one.article_id for one in found] == list("edcba")
    assert [one.article_id for one in catalog.listing.articles([PUBLIC], offset=1, limit=2)] == [
        "d",
        "c",
    ]
    assert {one.chunks for one in found} == {2}
    assert all(before <= one.added_at <= time.time() for one in found)
    assert catalog.listing.articles([]) == []
    assert catalog.listing.articles([PUBLIC], offset=-3, limit=-1) == []
    assert len(catalog.listing.articles([PUBLIC, "server-1"])) == 6
    newest = catalog.listing.newest()
    assert newest is not None
    assert newest >= found[0].added_at


def test_what_collections_hold_is_told_by_language(catalog: Catalog) -> None:
    put(catalog, "a", "One.", "Two.", "Three.")
    put(catalog, "b", "One.")
    put(catalog, "x", "Four.", collection="server-1")
    put(catalog, "y", "Five.", collection="server-2")
    german = replace(put(catalog, "c", "Sechs."), language="de")
    catalog.put_article(german, digest=b"c", chunks=[], model="m")

    found = catalog.listing.holdings([PUBLIC, "server-1"])
    numbers = [(one.collection, one.language, one.articles, one.chunks) for one in found]
    assert numbers == [(PUBLIC, "", 2, 4), ("server-1", "", 1, 1), (PUBLIC, "de", 1, 0)]
    assert found[1].newest > found[0].newest > 0
    assert catalog.listing.holdings([]) == []


def test_an_empty_library_has_no_newest(catalog: Catalog) -> None:
    assert catalog.listing.newest() is None


def test_an_article_that_changes_is_new_again_and_keeps_its_origin(catalog: Catalog) -> None:
    one = put(catalog, "a", "One.")
    catalog.put_article(one, digest=b"1", chunks=[], model="m", origin="https://example.com/a")
    [first] = catalog.listing.articles([PUBLIC])
    catalog.put_article(one, digest=b"1", chunks=[], model="m")
    [recut] = catalog.listing.articles([PUBLIC])
    assert (recut.origin, recut.added_at) == ("https://example.com/a", first.added_at)
    catalog.put_article(one, digest=b"2", chunks=[], model="m")
    [changed] = catalog.listing.articles([PUBLIC])
    assert changed.origin == "https://example.com/a"
    assert changed.added_at > first.added_at
    assert catalog.listing.added_at(PUBLIC, "a") == changed.added_at
    assert catalog.listing.added_at("server-1", "a") is None


def test_a_quote_stands_where_its_words_stand(catalog: Catalog) -> None:
    one = put(catalog, "a", "Words 词语 👩\u200d🔬 é.", "More words é. More words é.")
    found = catalog.listing.find_quote(PUBLIC, "a", "More words é.")
    assert found is not None
    assert one.text[found.start : found.end] == "More words é."
    assert found.start == one.text.index("More")
    assert catalog.listing.find_quote(PUBLIC, "a", "词语") == Span(6, 8)
    for place in (
        (PUBLIC, "a", "more words"),
        (PUBLIC, "a", ""),
        (PUBLIC, "b", "Words"),
        ("server-1", "a", "Words"),
    ):
        assert catalog.listing.find_quote(*place) is None
    put(catalog, "a", "Other words.")
    assert catalog.listing.find_quote(PUBLIC, "a", "More words é.") is None


def test_suggestions_come_in_turns_and_go_with_their_article(catalog: Catalog) -> None:
    put(catalog, "a", "One.")
    put(catalog, "b", "Two.")
    assert catalog.listing.unasked() == [(PUBLIC, "a"), (PUBLIC, "b")]
    versions = [catalog.listing.suggestions_version()]
    catalog.listing.put_suggestions(PUBLIC, "a", ["A1?", "A2?"])
    versions.append(catalog.listing.suggestions_version())
    catalog.listing.put_suggestions(PUBLIC, "b", ["B1?"])
    versions.append(catalog.listing.suggestions_version())
    catalog.listing.put_suggestions(PUBLIC, "gone", ["C1?"])
    assert catalog.listing.unasked() == []
    assert [row[2] for row in catalog.listing.suggestions()] == ["B1?", "A1?", "A2?"]
    put(catalog, "b", "Three.")
    versions.append(catalog.listing.suggestions_version())
    assert catalog.listing.unasked() == [(PUBLIC, "b")]
    catalog.remove_article(PUBLIC, "a")
    versions.append(catalog.listing.suggestions_version())
    assert catalog.listing.suggestions() == []
    assert len(set(versions)) == len(versions)


@pytest.mark.parametrize("released", [1, 2])
def test_an_older_catalog_keeps_its_articles(path: Path, released: int) -> None:
    path.parent.mkdir()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE migrations (name TEXT PRIMARY KEY)")
    for name, script in MIGRATIONS[:released]:
        connection.executescript(script)
        connection.execute("INSERT INTO migrations VALUES (?)", (name,))
    connection.execute(
        "INSERT INTO articles (collection, article_id, source, headings, text, digest) VALUES "
        '(\'public\', \'old\', \'{"article_id": "old", "title": "Old", "tags": []}\', \'[]\', '
        "'Old text.', x'00')"
    )
    connection.commit()
    connection.close()

    catalog = Catalog(path)
    [entry] = catalog.listing.articles([PUBLIC])
    assert (entry.title, entry.origin, entry.added_at, entry.chunks) == ("Old", "", 0.0, 0)
    assert catalog.listing.unasked() == [(PUBLIC, "old")]
    catalog.close()


def test_chunks_are_found_by_when_their_article_was_published(catalog: Catalog) -> None:
    dates = {"a": "2024", "b": "2024-03", "c": "2024-03-05", "d": "2023-12-31", "e": None}
    for name, published in dates.items():
        put(catalog, name, "One.", "Two.", published=published)
    chunks = {name: catalog.chunks_of_article(name, PUBLIC) for name in dates}

    def within(since: str | None, until: str | None) -> set[str]:
        first, last = (None if day is None else date.fromisoformat(day) for day in (since, until))
        ids = catalog.listing.published_within(first, last, [PUBLIC])
        found = {name for name in dates if chunks[name] <= set(ids)}
        assert ids == sorted(one for name in found for one in chunks[name])
        return found

    assert within("2024-03-01", "2024-03-31") == {"a", "b", "c"}
    assert within("2024-03-06", None) == {"a", "b"}
    assert within("2024-04-01", "2024-05-01") == {"a"}
    assert within(None, "2023-12-31") == {"d"}
    assert within(None, None) == {"a", "b", "c", "d"}
    assert within("2025-01-01", None) == set()
    assert catalog.listing.published_within(None, None, ["server-1"]) == []
