"""The records are examined: sound, missing, older, damaged; and left as they are."""

import sqlite3
from pathlib import Path

from bot.records.examine import examine_records
from bot.records.records import Records
from tests.index.articles import overwrite


def verdicts(path: Path) -> list[tuple[str, bool]]:
    """Of each finding, and whether it says what to do."""
    return [(one.verdict, bool(one.hint)) for one in examine_records(path)]


def test_sound_records_are_fine(records: Records, path: Path) -> None:
    assert verdicts(path) == [("fine", False)]


def test_without_records_none_are_made(path: Path) -> None:
    assert verdicts(path) == [("fine", False)]
    assert not path.parent.exists()


def test_older_records_are_not_migrated_by_looking(records: Records, path: Path) -> None:
    records.close()
    connection = sqlite3.connect(path)
    connection.execute("DELETE FROM migrations WHERE rowid = (SELECT max(rowid) FROM migrations)")
    connection.commit()
    connection.close()
    before = path.read_bytes()

    [one] = examine_records(path)

    assert "older Footnote" in one.says
    assert path.read_bytes() == before


def test_damaged_records_are_trouble(records: Records, path: Path) -> None:
    records.close()
    whole = path.read_bytes()
    for damaged in (b"nothing", whole[:8192] + b"\x5a" * (len(whole) - 8192)):
        overwrite(path, damaged)
        assert verdicts(path) == [("trouble", True)]
