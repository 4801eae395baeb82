"""Lines that are joined: where a hyphen goes, where it stays, and where there is no space."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.load.hyphens import joined, whole_words


@pytest.mark.parametrize(
    ("line", "following", "known", "whole"),
    [
        ("an inter-", "national mill", "", "an international mill"),
        ("an inter\ufffe", "national mill", "", "an international mill"),
        ("an inter\u00ad", "national mill", "inter national", "an international mill"),
        ("a well-", "known mill", "well-known", "a well-known mill"),
        ("a wind-", "mill", "wind mill", "a wind-mill"),
        ("a wind-", "mill", "wind mill windmill", "a windmill"),
        ("to re-", "do", "re do", "to redo"),
        ("Franco-", "Prussian", "", "Franco-Prussian"),
        ("Vor-", "und Nachteile", "", "Vor- und Nachteile"),
        ("mid-nine-", "teenth", "nineteenth", "mid-nineteenth"),
        ("pages 10-", "twelve", "", "pages 10-twelve"),
        ("a dash -", "and more", "", "a dash - and more"),
        ("a line", "and more", "", "a line and more"),
        ("一行文字", "又一行", "", "一行文字又一行"),
        ("一行 text", "又一行", "", "一行 text 又一行"),
        ("мель-", "ница", "", "мельница"),
    ],
)
def test_joined(line: str, following: str, known: str, whole: str) -> None:
    assert joined(line, following, known.split()) == whole


def test_parts_of_broken_words_are_no_words() -> None:
    known = whole_words(["The Old mill-", "stone of a well-known", "inter\ufffe", "national mill"])

    assert known == {"the", "old", "of", "a", "well-known", "mill"}


@given(st.text(min_size=1), st.text(min_size=1))
def test_no_letter_is_lost(line: str, following: str) -> None:
    letters = [one for one in line + following if one.isalnum()]

    assert [one for one in joined(line, following, ()) if one.isalnum()] == letters
