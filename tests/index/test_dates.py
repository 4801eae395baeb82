"""Dates as people write them, cut out by the pattern and read."""

import re
from datetime import date

import pytest

from index.dates import DATE, Parts, days, read_date

NOW = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("on 3 May 2025 at noon", Parts(2025, 5, 3)),
        ("May 3rd, 2025", Parts(2025, 5, 3)),
        ("Nov. 3", Parts(None, 11, 3)),
        ("Sept. 2023", Parts(2023, 9, None)),
        ("3. Mai 2025", Parts(2025, 5, 3)),
        ("3. Februar 2025", Parts(2025, 2, 3)),
        ("im März 2024", Parts(2024, 3, None)),
        ("3 de mayo de 2025", Parts(2025, 5, 3)),
        ("1er mars 2024", Parts(2024, 3, 1)),
        ("2 août", Parts(None, 8, 2)),
        ("12 de outubro de 2021", Parts(2021, 10, 12)),
        ("2024年3月5日に", Parts(2024, 3, 5)),
        ("2024年", Parts(2024, None, None)),
        ("2024-03-05", Parts(2024, 3, 5)),
        ("3.5.2025", Parts(2025, 5, 3)),
        ("in 1967", Parts(1967, None, None)),
        ("February 29", Parts(None, 2, 29)),
    ],
)
def test_a_date_is_read_as_far_as_it_is_said(text: str, parts: Parts) -> None:
    match = re.search(DATE, text, re.I)
    assert match is not None
    assert read_date(match.group()) == parts


@pytest.mark.parametrize(
    "words", ["30 February 2024", "2024-13-01", "31.2.2024", "nothing", "9999-12-31", "0001-01-01"]
)
def test_what_is_no_day_is_no_date(words: str) -> None:
    assert read_date(words) is None


@pytest.mark.parametrize(
    "text", ["the 1200 people", "12,345", "3.1967", "1967%", "a maypole", "99"]
)
def test_other_numbers_and_words_are_no_dates(text: str) -> None:
    match = re.search(DATE, text, re.I)
    assert match is None or text == "the 1200 people"  # a year as well as a number


def test_a_date_without_a_year_is_the_last_one() -> None:
    assert days(Parts(None, 3, None), NOW) == (date(2026, 3, 1), date(2026, 3, 31))
    assert days(Parts(None, 12, 24), NOW) == (date(2025, 12, 24), date(2025, 12, 24))
    assert days(Parts(2024, 2, None), NOW) == (date(2024, 2, 1), date(2024, 2, 29))
    assert days(Parts(1967, None, None), NOW) == (date(1967, 1, 1), date(1967, 12, 31))
    assert days(Parts(None, 2, 29), NOW) is None
    assert days(Parts(None, None, None), NOW) is None
