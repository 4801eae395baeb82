"""Cleaning: what any text is made into before a character of it is counted."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.load.base import Block, assemble, assemble_with_marks, clean, one_line
from tests.index.articles import prose

anything = st.one_of(prose, st.text(st.characters(), max_size=60))


@given(anything)
def test_clean_text_is_composed_printable_and_clean_already(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert "\n\n\n" not in cleaned
    assert "  " not in cleaned
    kinds = {
        unicodedata.category(one) for one in cleaned if one not in "\n\u200c\u200d\u200e\u200f"
    }
    assert not kinds & {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}
    cleaned.encode("utf-8")


@given(anything)
def test_cleaning_keeps_every_letter_and_digit(text: str) -> None:
    def letters(of: str) -> list[str]:
        return [one for one in unicodedata.normalize("NFD", of) if one.isalnum()]

    assert letters(clean(text)) == letters(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\u2028b\u2029c", "a\nb\n\nc"),
        ("a\fb\vc\x85d", "a\nb\nc\nd"),
        ("a\tb\x1fc", "a b c"),
        (" a  b \n\n\n\n c ", "a b\n\nc"),
        ("10\u00a0km", "10 km"),
        ("e\u0301", "é"),
        ("e\x00\u0301", "é"),
        ("a\u202eb\u2066c\u200bd\ufeff", "abcd"),
        ("a\ud800b", "a?b"),
        ("👩\u200d🔬 می\u200cخواهم", "👩\u200d🔬 می\u200cخواهم"),
        ("\x1b[31mred", "[31mred"),
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected


@given(st.lists(st.builds(Block, anything, st.integers(0, 6)), max_size=8))
def test_headings_stand_where_they_say(blocks: list[Block]) -> None:
    text, headings = assemble(blocks)
    wanted = [
        (block.level, clean(block.text).replace("\n", " "))
        for block in blocks
        if block.level and clean(block.text)
    ]
    assert [(one.level, text[one.span.start : one.span.end]) for one in headings] == wanted


def test_one_line_has_no_line_break() -> None:
    assert one_line(" a\n\nb\tc ") == "a b c"


def test_pages_begin_where_their_words_do() -> None:
    blocks = [
        Block("A  title", 1, ((0, 3),)),
        Block("Still on three. On four\u200b now.", 0, ((0, 3), (16, 4))),
        Block(" \t", 0, ((0, 5),)),
        Block("- on six\n- also", 0, ((0, 6),)),
        Block("of no page"),
        Block("hyphen", 0, ((0, 6), (2, 7))),
    ]
    text, headings, marks = assemble_with_marks(blocks, "page")

    assert text.startswith("A title\n\nStill on three. On four now.\n\n")
    assert (text, headings) == assemble(blocks)
    assert [(one.number, text[one.start :].split()[0]) for one in marks] == [
        *((3, "A"), (4, "On"), (6, "-"), (7, "phen"))
    ]


@given(st.lists(st.lists(anything, min_size=1, max_size=4), max_size=5))
def test_any_rows_begin_inside_the_text_and_in_order(tables: list[list[str]]) -> None:
    blocks, number = [], 0
    for rows in tables:
        numbers, text = [], ""
        for row in rows:
            number += 1
            numbers.append((len(text), number))
            text += f"{row}\n"
        blocks.append(Block(text, 0, tuple(numbers)))
    text, _, marks = assemble_with_marks(blocks, "row")

    starts = [one.start for one in marks]
    assert starts == sorted(starts)
    assert all(0 <= start < len(text) for start in starts)
