"""What the tests of the records share: an open file, and a clock that is set by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.records.records import FILE, Records

MORNING = 1_700_000_000.0
DAY = 86_400.0


class Clock:
    """Says the time that it was set to, in Unix seconds."""

    def __init__(self) -> None:
        self.now = MORNING

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the records are."""
    return tmp_path / "var" / FILE


@pytest.fixture
def records(path: Path, clock: Clock) -> Iterator[Records]:
    """Records with nothing in them, open."""
    records = Records(path, keep_days=90, clock=clock)
    yield records
    records.close()
