"""What the tests of the records share: an open file, and a clock that is set by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.records.records import FILE, Records
from tests.bot.clock import Clock

MORNING = 1_700_000_000.0
DAY = 86_400.0


@pytest.fixture
def clock() -> Clock:
    return Clock(MORNING)


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
