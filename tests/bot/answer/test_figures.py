"""Figures as sentences have them, and which of them may say the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer.figures import Figure, agree, dates, numbers, rest


def one(sentence: str, language: str = "en") -> Figure:
    [found] = numbers(sentence, language)
    return found


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("It has 10.2 million users.", 10_200_000),
        ("It has ten million users.", 10_000_000),
        ("It has 10,000,000 users.", 10_000_000),
        ("It has twenty-five seats.", 25),
        ("It costs €9.50.", 9.5),
        ("It costs $3 billion.", 3e9),
        ("In 1967 it had 40 rooms.", 40),
        ("On 3 May 2025 there were 7 guests.", 7),
        ("用户有1200万。", 12_000_000),
    ],
)
def test_a_number_is_read_however_it_is_written(sentence: str, value: float) -> None:
    assert one(sentence).value == value


def test_points_and_commas_are_those_of_the_language() -> None:
    assert one("Sie ist 1.234 Meter lang.", "de").value == 1234
    assert one("Sie ist 1,5 km lang.", "de").value == 1.5
    assert one("It is 1.234 metres long.").value == 1.234
    assert one("It has 1,234 seats.").value == 1234


@pytest.mark.parametrize(
    ("some", "others", "same"),
    [
        ("10 million users", "10.2 million users", True),
        ("10 million users", "11 million users", False),
        ("400 seats", "404 seats", True),
        ("400 seats", "420 seats", False),
        ("9 euros", "€9", True),
        ("9 euros", "$12", True),
        ("9 euros", "€12", False),
        ("40 percent", "40%", True),
        ("more than 100 seats", "160 seats", True),
        ("more than 100 seats", "60 seats", False),
        ("up to 100 seats", "60 seats", True),
        ("about 100 seats", "108 seats", True),
        ("about 100 seats", "160 seats", False),
        ("8 km", "9 miles", True),
        ("40 rooms", "60 beds", True),
    ],
)
def test_numbers_agree_where_one_may_stand_for_the_other(
    some: str, others: str, same: bool
) -> None:
    first, second = one(f"There are {some}."), one(f"There are {others}.")
    assert agree(first, second) is same
    assert agree(second, first) is same


@pytest.mark.parametrize(
    ("some", "others", "same"),
    [
        ("Nov. 3", "3 November 2025", True),
        ("Nov. 3", "5 November", False),
        ("1841", "May 1841", True),
        ("1841", "1814", False),
        ("2024-03-05", "5. März 2024", True),
        ("2024年3月", "March 2023", False),
        ("2024", "3 May", True),
    ],
)
def test_dates_agree_as_far_as_both_are_said(some: str, others: str, same: bool) -> None:
    [first], [second] = dates(f"It opens {some} here"), dates(f"It opens {others} here")
    assert agree(first, second) is same


def test_a_number_and_a_date_are_never_compared() -> None:
    [day] = dates("It opens 3 May 2025.")
    assert agree(day, one("It has 7 rooms."))


def test_a_sentence_without_its_figures_has_the_other_words() -> None:
    text = "On 3 May 2025 it had 40 rooms."
    assert rest(text, [*dates(text), *numbers(text)]).split() == ["On", "it", "had", "rooms."]


_PIECES = (
    "1",
    ",",
    ".",
    "million ",
    "€",
    "twenty-",
    "three ",
    "3 May ",
    "2024",
    "%",
    " ",
    "٣",
    "²",
)


@given(st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=3)), max_size=40))
def test_no_sentence_is_too_odd(pieces: list[str]) -> None:
    text = "".join(pieces)
    for language in ("en", "de"):
        found = [*numbers(text, language), *dates(text)]
        assert all(0 <= figure.span.start < figure.span.end <= len(text) for figure in found)
        assert all(agree(figure, figure) for figure in found)
        assert len(rest(text, found)) <= len(text) + len(found)
