"""What a language model cost today outlasts a restart."""

from datetime import date
from pathlib import Path

import pytest

from bot.records.errors import DamagedRecordsError
from bot.records.records import Records

TODAY = date(2026, 8, 1)


def test_at_first_nothing_was_spent(records: Records) -> None:
    assert records.spending.kept() is None


def test_the_last_figures_are_there_after_a_restart(records: Records, path: Path) -> None:
    records.spending.keep(date(2026, 7, 31), {5: 9})
    records.spending.keep(TODAY, {889_134_776_240_128_000: 700, None: 20})
    again = Records(path, keep_days=90)

    assert again.spending.kept() == (TODAY, {889_134_776_240_128_000: 700, None: 20})
    again.close()


def test_figures_that_are_damaged_are_told(records: Records) -> None:
    records.spending.keep(TODAY, {})
    records._database.rows("UPDATE facts SET value = '[1]' WHERE name = 'spending'")

    with pytest.raises(DamagedRecordsError):
        records.spending.kept()
