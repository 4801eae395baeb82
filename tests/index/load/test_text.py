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


BELOW = "\n\nEach pet needs a ticket of its own.\n"


@pytest.mark.parametrize("heading", ["Pets and luggage", "Überblick (2024)", "行李和宠物"])
def test_a_heading_on_the_first_line_is_the_title_and_no_sentence(heading: str) -> None:
    one = load(heading + BELOW)

    assert (one.source.title, one.text) == (heading, heading + BELOW.rstrip())
    assert [(each.level, one.text[slice(*each.span)]) for each in one.headings] == [(1, heading)]


def test_with_a_title_the_first_line_is_a_heading_all_the_same() -> None:
    one = load(f"---\ntitle: Rules\n---\nPets and luggage{BELOW}")

    assert (one.source.title, len(one.headings)) == ("Rules", 1)


@pytest.mark.parametrize(
    "text",
    [
        f"Pets travel free.{BELOW}",
        f"Pets travel free. So do bags{BELOW}",
        f"Please note:{BELOW}",
        f"May pets travel?{BELOW}",
        f"- pets and luggage{BELOW}",
        f"Pets\nand luggage{BELOW}",
        f"{'Pets and luggage ' * 5}{BELOW}",
        f"49 €{BELOW}",
        "Pets and luggage",
        "Pets travel free\n\nBags cost two euros\n\nBikes cost five",
    ],
)
def test_a_first_line_that_may_say_something_is_no_heading(text: str) -> None:
    one = load(text)

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
