"""Plain text: paragraphs, lists, and whatever else a text file holds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import LoadError
from index.load.base import clean
from index.load.text import load_text
from index.types import PUBLIC, Article


def load(text: str) -> Article:
    return load_text(text.encode(), article_id="folder/my_file-name", collection=PUBLIC).article


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A line\nthat is wrapped.\n\nAnother.", "A line that is wrapped.\n\nAnother."),
        ("Buy:\n- milk\n- two\n  eggs\n* tea", "Buy:\n- milk\n- two eggs\n* tea"),
        ("1. one\n2) two\n300. three", "1. one\n2) two\n300. three"),
        ("# not a heading\n\n*as it stands*", "# not a heading\n\n*as it stands*"),
        ("page one.\fpage two.", "page one. page two."),
        ("  indented\t\ttext  \r\n", "indented text"),
    ],
)
def test_paragraphs_and_lists(text: str, expected: str) -> None:
    assert load(text).text == expected


def test_there_are_no_headings_and_the_name_is_the_title() -> None:
    one = load("# Words")
    assert (one.headings, one.source.title) == ((), "my file name")


def test_front_matter_is_read() -> None:
    one = load("---\ntitle: T\npublished: 2024\n---\nText.")
    assert (one.source.title, one.source.published, one.text) == ("T", "2024", "Text.")


@pytest.mark.parametrize("text", ["", "\n\n", "\x00\x01", "---\na: b\n---\n", "\u200b"])
def test_a_file_without_text_is_refused(text: str) -> None:
    with pytest.raises(LoadError, match="it has no text"):
        load(text)


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode())))
@settings(max_examples=150, deadline=None)
def test_any_bytes_load_or_are_refused(content: bytes) -> None:
    try:
        one = load_text(content, article_id="an-id", collection=PUBLIC).article
    except LoadError:
        return
    assert one.text
    assert one.text == clean(one.text)
