"""The records' file: killed, damaged, full, locked or newer, it has a sentence or loses nothing."""

import random
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.records.errors import (
    BusyRecordsError,
    DamagedRecordsError,
    RecordsDiskError,
    RecordsError,
)
from bot.records.records import Records
from tests.bot.clock import Clock
from tests.bot.records.visits import ADA, a_visit, citing, kept, put, refused

ROOT = Path(__file__).parents[3]


def test_what_was_kept_is_there_after_a_start(records: Records, path: Path, clock: Clock) -> None:
    record = put(records, citing("Yes."))
    before = kept(records, record)
    records.close()

    again = Records(path, keep_days=90, clock=clock)

    assert kept(again, record) == before
    again.close()


def test_nothing_committed_is_lost_when_the_bot_is_killed(path: Path) -> None:
    chance = random.Random(4)
    for _ in range(8):
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.bot.records.churn", str(path)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout is not None
        said = [child.stdout.readline() for _ in range(chance.randint(1, 60))]
        child.kill()
        rest, _ = child.communicate()
        # A last line may be cut short, and what it would have named is then not promised.
        said += [line for line in rest.splitlines(keepends=True) if line.endswith("\n")]
        check(path, said)


def check(path: Path, said: list[str]) -> None:
    """Every record that was named since the last deletion is whole, voted on and claimed."""
    since = len(said) - said[::-1].index("forgot\n") if "forgot\n" in said else 0
    named = [int(line) for line in said[since:]]
    records = Records(path, keep_days=90)
    open_gaps = {gap.record for gap in records.gaps.after(0)}
    # The twentieth may have been forgotten already, and not said so: then all of them were.
    if len(named) == 20 and records.answers.get(named[0]) is None:
        assert [one for one in named if records.answers.get(one)] == []
    else:
        for record in named:
            assert kept(records, record).citations
            assert records.votes.count(record) == (1, 0)
            assert record not in open_gaps
    assert records._database.rows("PRAGMA integrity_check") == [("ok",)]
    assert records._database.rows("SELECT name FROM facts") == [], "no erasure is left to do"
    records.privacy.forget(ADA)
    records.close()


@pytest.mark.parametrize("content", [b"not a database, but words" * 200, b"SQLite format 3\0" * 9])
def test_a_file_that_is_no_database_is_said_so(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)

    with pytest.raises(DamagedRecordsError) as caught:
        Records(path, keep_days=90)

    assert str(path) in caught.value.message
    assert "move it away" in caught.value.hint
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE answers SET signals = 'no json'",
        'UPDATE answers SET signals = \'{"closeness": 1, "x": 2}\'',
        "UPDATE answers SET statements = '[1]'",
    ],
)
def test_a_row_that_is_not_what_was_written_is_said_so(records: Records, damage: str) -> None:
    record = put(records, citing("Yes."))
    records._database.rows(damage)

    with pytest.raises(DamagedRecordsError) as caught:
        records.answers.get(record)

    assert "Yes." not in caught.value.message


def test_a_truncated_file_is_said_so(records: Records, path: Path) -> None:
    for number in range(300):
        put(records, refused(f"A question, and its number is {number}?"))
    records.close()
    with path.open("r+b") as stream:
        stream.truncate(path.stat().st_size // 2)

    with pytest.raises(DamagedRecordsError):
        Records(path, keep_days=90).privacy.kept_of(ADA)


def test_a_full_disk_keeps_what_was_there_and_is_said_so(records: Records) -> None:
    first = put(records, citing("Yes."))
    [(pages,)] = records._database.rows("PRAGMA page_count")
    records._database.rows(f"PRAGMA max_page_count = {pages + 2}")

    with pytest.raises(RecordsDiskError) as caught:
        put(records, citing(*[f"A long sentence, number {number}." for number in range(900)]))

    assert "full" in caught.value.message
    assert "Free some space" in caught.value.hint
    assert len(kept(records, first).citations) == 1
    assert records._database.rows("SELECT count(*) FROM answers") == [(1,)]
    assert records.gaps.after(0) == ()


@pytest.mark.parametrize("place", ["folder", "below a file"])
def test_a_place_where_no_file_can_be_is_said_so(tmp_path: Path, place: str) -> None:
    path = tmp_path / "records.db"
    if place == "folder":
        path.mkdir()
    else:
        path.write_text("", encoding="utf-8")
        path = path / "records.db"

    with pytest.raises(RecordsDiskError):
        Records(path, keep_days=90)


def test_records_of_a_newer_program_are_refused(records: Records, path: Path) -> None:
    records._database.rows("INSERT INTO migrations VALUES ('9999 from the future')")

    with pytest.raises(RecordsError, match="newer Footnote") as caught:
        Records(path, keep_days=90)

    assert "Update" in caught.value.hint


def test_a_writer_that_never_ends_is_said_so(records: Records, path: Path) -> None:
    records._database.rows("PRAGMA busy_timeout = 20")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(BusyRecordsError, match="Another process"):
        put(records, citing("Yes."))

    other.close()
    put(records, citing("Yes."))


def test_records_that_are_closed_while_in_use_say_so(records: Records) -> None:
    records.gaps.after(0)
    used = records._database._local.kept
    records.close()
    records._database._local.kept = used

    with pytest.raises(RecordsError, match="were closed"):
        records.gaps.after(0)


def test_many_threads_write_and_forget_at_once(records: Records) -> None:
    together = threading.Barrier(6)

    def work(person: int) -> int:
        together.wait()
        for number in range(15):
            record = records.answers.put(a_visit(person), refused(f"{number} of-{person}?"))
            assert record is not None
            assert records.votes.vote(record, person, True)
            assert kept(records, record).typed.endswith(f"of-{person}?")
        return records.privacy.forget(person).answers

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(work, range(1, 7))) == [15] * 6

    for (table,) in records._database.rows(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN "
        "('migrations', 'sqlite_sequence')"
    ):
        assert records._database.rows(f"SELECT * FROM {table}") == [], table
    files = records._database.path.parent.iterdir()
    assert not [file.name for file in files if b"of-" in file.read_bytes()]
