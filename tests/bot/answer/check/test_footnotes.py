"""Footnotes are read however a model writes them, and what is none stays text."""

import pytest

from bot.answer.check.footnotes import parted


@pytest.mark.parametrize(
    ("written", "text", "numbers"),
    [
        ("It grew [1].", "It grew.", (1,)),
        ("It grew. [1]", "It grew.", (1,)),
        ("It grew[1][2].", "It grew.", (1, 2)),
        ("It grew [1] [2].", "It grew.", (1, 2)),
        ("It grew [2, 1].", "It grew.", (2, 1)),
        ("It grew [1; 3].", "It grew.", (1, 3)),
        ("It grew [1-3].", "It grew.", (1, 2, 3)),
        ("It grew [1–3].", "It grew.", (1, 2, 3)),
        ("It grew [^1].", "It grew.", (1,)),
        ("It grew (1).", "It grew.", (1,)),
        ("It grew. (1, 2)", "It grew.", (1, 2)),
        ("It grew (1) (2).", "It grew.", (1, 2)),
        ("It grew [1], [2].", "It grew.", (1, 2)),
        ("It grew (1), (2).", "It grew.", (1, 2)),
        ("It grew【1†a】【2†b】.", "It grew.", (1, 2)),
        ("It grew.¹", "It grew.", (1,)),
        ("It grew¹.", "It grew.", (1,)),
        ("It grew.¹²", "It grew.", (12,)),
        ("It grew.¹,²", "It grew.", (1, 2)),
        ("It grew【1】.", "It grew.", (1,)),
        ("它增长了【2†来源】。", "它增长了。", (2,)),
        ("First it grew [1], then it fell [2].", "First it grew, then it fell.", (1, 2)),
        ("It grew [1][1].", "It grew.", (1,)),
        ("It grew.", "It grew.", ()),
        ("It covers 10² km².", "It covers 10² km².", ()),
        ("It covers 5 km² [1].", "It covers 5 km².", (1,)),
        ("Article (5) says so [1].", "Article (5) says so.", (1,)),
        ("In [1961] it was built.", "In [1961] it was built.", ()),
        ("It has [one] part [1].", "It has [one] part.", (1,)),
    ],
)
def test_a_sentence_is_parted_from_its_footnotes(
    written: str, text: str, numbers: tuple[int, ...]
) -> None:
    assert parted(written) == (text, numbers)


def test_a_wall_of_footnotes_is_read_in_one_go() -> None:
    assert parted("It grew " + "[1]" * 5_000 + "(2) " * 20).numbers == (1, 2)


def test_a_range_stays_short() -> None:
    assert max(parted("It grew [1-99].").numbers) == 99
