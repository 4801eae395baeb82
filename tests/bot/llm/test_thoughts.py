"""What is a thought and what is text, however it is cut into pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.llm.thoughts import Thoughts

PLAIN = [
    "Ten. [1]",
    "a < b, and a </b> </thin air",
    "Ten <think of it>",
    "[1] Ten",
    "<thought",
]


def heard(text: str, size: int, *, begin_inside: bool = False) -> tuple[str, bool]:
    """What comes out of a text in pieces of a size, and whether thoughts were stray."""
    thoughts = Thoughts(begin_inside=begin_inside)
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    said = "".join(thoughts.take(piece) for piece in pieces)
    return said + thoughts.end(), thoughts.stray


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 100])
@pytest.mark.parametrize("text", PLAIN)
def test_text_comes_through_as_it_is(text: str, size: int) -> None:
    assert heard(text, size) == (text, False)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 100])
@pytest.mark.parametrize(
    "before",
    [
        "<think>Hm, <b>so</b>.</think>",
        "\n<think>\n\n</think>\n\n",
        "<thinking>Hm </think> hm</thinking> ",
        "[THINK]Hm[/THINK]",
        "<think>a</think><think>b</think>\n",
    ],
)
def test_thoughts_at_the_beginning_are_left_out(before: str, size: int) -> None:
    assert heard(before + "Ten. [1]", size) == ("Ten. [1]", False)


def test_thoughts_without_an_end_say_nothing() -> None:
    assert heard("<think>The user wants to know", 4) == ("", False)


@pytest.mark.parametrize("size", [1, 3, 100])
def test_an_end_without_a_beginning_is_stray(size: int) -> None:
    assert heard("The user wants.</think>Ten.", size)[1]


@pytest.mark.parametrize("size", [1, 3, 100])
def test_who_begins_inside_thinks_up_to_the_end_and_else_was_not_thinking(size: int) -> None:
    thought = heard("The user wants.</think>\n\nTen.", size, begin_inside=True)
    assert thought == ("Ten.", False)
    assert heard("Ten. [1]", size, begin_inside=True) == ("Ten. [1]", False)


@given(st.text(alphabet="<>/[]thinkTHINK a\n", max_size=60), st.integers(1, 9))
def test_the_pieces_make_no_difference(text: str, size: int) -> None:
    assert heard(text, size) == heard(text, len(text) or 1)
