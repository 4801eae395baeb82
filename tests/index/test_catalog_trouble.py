"""A catalog that is missing, damaged, newer, locked, or on a full disk: each has its sentence."""

import sqlite3
import threading
from pathlib import Path

import pytest

from index.catalog import Catalog
from index.database import Database
from index.errors import (
    BusyLibraryError,
    DamagedLibraryError,
    DiskError,
    LibraryError,
    NoLibraryError,
)
from index.types import PUBLIC
from tests.index.shelves import held, put


def test_no_library_is_said_so(path: Path) -> None:
    with pytest.raises(NoLibraryError) as caught:
        Catalog(path)
    assert "footnote build" in caught.value.hint
    assert not path.parent.exists(), "looking makes nothing"


def test_an_empty_file_is_no_library_yet(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    with pytest.raises(NoLibraryError) as caught:
        Catalog(path)
    assert "footnote build" in caught.value.hint
    Catalog(path, create=True).close()
    Catalog(path).close()


def test_a_library_of_a_newer_program_is_refused(path: Path, catalog: Catalog) -> None:
    put(catalog, "a", "One.")
    catalog.close()
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO migrations VALUES ('9999 from the future')")
    connection.commit()
    connection.close()
    for create in (False, True):
        with pytest.raises(LibraryError, match="newer Footnote") as caught:
            Catalog(path, create=create)
        assert "Update" in caught.value.hint


def test_opening_again_migrates_nothing(path: Path, catalog: Catalog) -> None:
    put(catalog, "a", "One.")
    for create in (False, True):
        again = Catalog(path, create=create)
        assert again.counts() == (1, 1)
        again.close()


def read(path: Path, create: bool) -> None:
    """Open a catalog and read all of it: SQLite finds some damage only when it comes there."""
    opened = Catalog(path, create=create)
    try:
        held(opened)
        opened.article("a", [PUBLIC])
    finally:
        opened.close()


def damaged(path: Path, create: bool = False) -> DamagedLibraryError:
    with pytest.raises(DamagedLibraryError) as caught:
        read(path, create)
    assert str(path) in caught.value.message
    assert "footnote build" in caught.value.hint
    return caught.value


@pytest.mark.parametrize("content", [b"not a database, but words" * 200, b"SQLite format 3\0" * 9])
@pytest.mark.parametrize("create", [False, True])
def test_a_file_that_is_no_database(path: Path, content: bytes, create: bool) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    damaged(path, create)
    assert path.read_bytes() == content, "it may be somebody's"


def test_another_programs_database(path: Path) -> None:
    path.parent.mkdir()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (x)")
    connection.commit()
    connection.close()
    assert "not a Footnote catalog" in damaged(path).message


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_truncated_database(path: Path, catalog: Catalog, share: float) -> None:
    put(catalog, "a", *[f"Line {n}." for n in range(800)])
    catalog.close()
    size = path.stat().st_size
    with path.open("r+b") as stream:
        stream.truncate(int(size * share))
    damaged(path)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE articles SET source = '{}'",
        "UPDATE articles SET source = 'no json'",
        "UPDATE articles SET source = '[1]'",
        "UPDATE articles SET headings = '7', source = source || '}'",
        "UPDATE embeddings SET tokens = x'00'",
        "UPDATE embeddings SET token_ends = x'00'",
        "UPDATE chunks SET sentences = x'0000'",
    ],
)
def test_rows_that_are_not_what_was_written(path: Path, catalog: Catalog, damage: str) -> None:
    put(catalog, "a", "One. Two, three.")
    catalog.close()
    connection = sqlite3.connect(path)
    connection.execute(damage)
    connection.commit()
    connection.close()
    damaged(path)


@pytest.mark.parametrize("fact", ["identity", "revision"])
def test_facts_that_are_not_what_was_written(path: Path, catalog: Catalog, fact: str) -> None:
    catalog.set_identity(model_name="m", model_digest="d", width=16, rules="r")
    put(catalog, "a", "One.")
    catalog.close()
    connection = sqlite3.connect(path)
    connection.execute("UPDATE facts SET value = '{\"x\": 1' WHERE name = ?", (fact,))
    connection.commit()
    connection.close()
    opened = Catalog(path)
    with pytest.raises(DamagedLibraryError):
        opened.identity() if fact == "identity" else opened.revision
    opened.close()


def test_a_full_disk_undoes_the_article_and_is_said_so(path: Path, catalog: Catalog) -> None:
    put(catalog, "a", "One.")
    # SQLite's own limit on a database's pages answers as a full disk does.
    [(pages,)] = catalog._database.rows("PRAGMA page_count")
    catalog._database.rows(f"PRAGMA max_page_count = {pages + 3}")
    with pytest.raises(DiskError) as caught:
        put(catalog, "b", *[f"Line {n} of a long article." for n in range(600)])
    assert "full" in caught.value.message
    assert "Free some space" in caught.value.hint
    assert (held(catalog), catalog.revision) == ({1: "One."}, 1)
    catalog._database.rows("PRAGMA max_page_count = 100000")
    put(catalog, "b", "Two.")
    assert sorted(held(catalog).values()) == ["One.", "Two."]


@pytest.mark.parametrize("place", ["folder", "below a file"])
def test_a_place_where_no_file_can_be_is_said_so(tmp_path: Path, place: str) -> None:
    path = tmp_path / "catalog.db"
    if place == "folder":
        path.mkdir()
    else:
        path.write_text("", encoding="utf-8")
        path = path / "catalog.db"
    with pytest.raises(DiskError) as caught:
        Catalog(path, create=True)
    assert "who may write" in caught.value.hint


def test_a_writer_that_never_ends_is_said_so(path: Path, catalog: Catalog) -> None:
    catalog._database.rows("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(BusyLibraryError) as caught:
        put(catalog, "a", "One.")
    assert caught.value.hint
    assert catalog.counts() == (0, 0), "reading goes on"
    other.execute("ROLLBACK")
    other.close()
    put(catalog, "a", "One.")
    assert catalog.counts() == (1, 1)


def test_closing_waits_for_a_statement_that_another_thread_runs(tmp_path: Path) -> None:
    """SQLite would take the whole program down; here the statement ends, and then is the end."""
    database = Database(tmp_path / "some.db")
    begun = threading.Event()
    rows: list[int] = []

    def count() -> None:
        begun.set()
        rows.extend(
            row[0]
            for row in database.rows(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) "
                "SELECT count(*) FROM n"
            )
        )

    for _ in range(20):
        begun.clear()
        thread = threading.Thread(target=count)
        thread.start()
        begun.wait()
        database.close()
        thread.join()

    assert rows == [300_000] * 20
    database.close()


def test_a_transaction_that_is_cut_short_by_closing_is_a_sentence(tmp_path: Path) -> None:
    database = Database(tmp_path / "some.db")

    def write_and_close() -> None:
        with database.transaction():
            database.rows("CREATE TABLE t (i)")
            kept = database._local.kept
            database.close()
            database._local.kept = kept
            database.rows("SELECT 1")

    with pytest.raises(LibraryError) as told:
        write_and_close()

    assert "was closed" in told.value.message
