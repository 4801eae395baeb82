"""What a question's time adds to scores, and which dates lie within its days."""

from datetime import date

import pytest

from index.recency import NEWER, OF_THAT_TIME, bonuses, is_within
from index.types import When

NEWEST = When(newest=True)
MARCH = When(since=date(2024, 3, 1), until=date(2024, 3, 31))


def test_the_newest_of_what_fits_gets_the_most() -> None:
    published = ["2023", "2025-01-02", "2024-05"]
    assert bonuses([10, 9.9, 9.8], published, NEWEST) == [0, NEWER, NEWER / 2]


def test_what_fits_clearly_worse_is_never_past_the_best() -> None:
    scores = [10.0, 10.0 - NEWER - 0.01]
    added = bonuses(scores, ["1999", "2026"], NEWEST)
    assert scores[0] + added[0] > scores[1] + added[1]


def test_what_fits_worse_changes_nothing_among_the_better() -> None:
    assert bonuses([10, 9.9, 2], ["2023", "2024", "2026"], NEWEST)[:2] == [0, NEWER]


def test_the_undated_keep_their_place() -> None:
    assert bonuses([10, 9.9, 9.8], [None, "2023", "2024"], NEWEST) == [NEWER, 0, NEWER]
    assert bonuses([10, 9.9], [None, "2024"], NEWEST) == [0, 0]
    assert bonuses([10, 9.9, 9], [None, "2024-03-05", "2025"], MARCH) == [
        *(OF_THAT_TIME, OF_THAT_TIME, 0)
    ]


def test_without_a_wish_or_a_score_nothing_is_added() -> None:
    assert bonuses([], [], NEWEST) == []
    assert bonuses([1, 2], ["2024", None], When()) == [0, 0]


@pytest.mark.parametrize(
    ("published", "inside"),
    [
        ("2024", True),
        ("2024-03", True),
        ("2024-03-01", True),
        ("2024-03-31", True),
        ("2024-02", False),
        ("2024-02-29", False),
        ("2024-04-01", False),
        ("2024-04", False),
        ("2023", False),
        ("2025", False),
    ],
)
def test_a_date_is_within_where_it_may_be(published: str, inside: bool) -> None:
    assert is_within(published, MARCH) is inside


def test_an_open_end_is_open() -> None:
    assert is_within("2030", When(since=date(2024, 1, 1)))
    assert not is_within("2023-12-31", When(since=date(2024, 1, 1)))
    assert is_within("1066", When(until=date(2024, 1, 1)))
    assert not is_within("2024-01-02", When(until=date(2024, 1, 1)))
