"""Two rankings become one: numbers that can be worked out by hand."""

import pytest

from index.fuse import fuse
from index.types import Hit


def test_each_search_counts_by_the_share_of_its_best() -> None:
    fused = fuse([Hit(1, 0.8), Hit(2, 0.4)], [Hit(2, 10.0), Hit(3, 5.0)])
    assert [hit.chunk_id for hit in fused] == [2, 1, 3]
    assert [hit.score for hit in fused] == pytest.approx([0.5 + 1.0, 1.0, 0.5])


def test_what_is_first_in_both_scores_two() -> None:
    assert fuse([Hit(7, 0.3)], [Hit(7, 99.0)]) == [Hit(7, 2.0)]


def test_equal_scores_come_in_the_order_of_ids() -> None:
    hits = [Hit(9, 1.0), Hit(3, 1.0), Hit(5, 1.0)]
    assert [hit.chunk_id for hit in fuse(hits, [])] == [3, 5, 9]


def test_cosines_below_zero_take_nothing_away() -> None:
    assert fuse([Hit(1, 0.5), Hit(2, -0.5)], [Hit(2, 4.0)]) == [Hit(1, 1.0), Hit(2, 1.0)]


def test_where_no_cosine_is_above_zero_the_words_decide() -> None:
    assert fuse([Hit(1, -0.1), Hit(2, -0.5)], [Hit(2, 4.0)]) == [Hit(2, 1.0), Hit(1, 0.0)]


def test_nothing_found_is_nothing() -> None:
    assert fuse([], []) == []
    assert fuse(iter([Hit(1, 2.0)]), iter(())) == [Hit(1, 1.0)]
