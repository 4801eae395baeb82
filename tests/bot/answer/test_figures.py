"""Figures as sentences have them, and which of them may say the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer.figures import Figure, agree, read, rest, said_in
from index.dates import Parts


def one(sentence: str, language: str = "en") -> Figure:
    [found] = read(sentence, language).numbers
    return found


def value(sentence: str, language: str = "en") -> float:
    [(said, _)] = one(sentence, language).values
    return said


def day(sentence: str, language: str = "en") -> Figure:
    [found] = read(sentence, language).dates
    return found


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        ("It has 10.2 million users.", 10_200_000),
        ("It has ten million users.", 10_000_000),
        ("It has 10,000,000 users.", 10_000_000),
        ("It has twenty-five seats.", 25),
        ("It costs €9.50.", 9.5),
        ("It costs $3 billion.", 3e9),
        ("In 1967 it had 40 rooms.", 40),
        ("On 3 May 2025 there were 7 guests.", 7),
        ("It costs $3bn.", 3e9),
        ("It has 2 million of them.", 2_000_000),
        ("It has one room.", 1),
        ("It has ſix rooms.", 6),
        ("用户有1200万。", 12_000_000),
    ],
)
def test_a_number_is_read_however_it_is_written(sentence: str, number: float) -> None:
    assert value(sentence) == number


def test_points_and_commas_are_those_of_the_language() -> None:
    assert value("Sie ist 1.234 Meter lang.", "de") == 1234
    assert value("Sie ist 1,5 km lang.", "de") == 1.5
    assert value("It is 1.234 metres long.") == 1.234
    assert value("It has 1,234 seats.") == 1234


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
    first, second = day(f"It opens {some} here"), day(f"It opens {others} here")
    assert agree(first, second) is same
    assert agree(second, first) is same


@pytest.mark.parametrize(
    ("some", "others", "language"),
    [
        ("Hay 3 mil millones de libros", "Hay 3.000 millones de libros", "es"),
        ("Es kostet 2 Billionen Euro", "Es kostet 2.000 Milliarden Euro", "de"),
        ("Es kostet 2 Mrd. Euro", "Es kostet 2 Milliarden Euro", "de"),
        ("It costs $3bn", "It costs 3 billion dollars", "en"),
        ("It costs £9", "It costs 9 pounds", "en"),
        ("It has 3 millones seats", "It has 3,000,000 seats", "en"),
        ("It has nearly 100 seats", "It has 98 seats", "en"),
        ("It has nearly 100 seats", "It has 102 seats", "en"),
        ("It has half the votes", "It has 48 percent of the votes", "en"),
        ("It is the 3rd house", "It is the 5th house", "en"),
    ],
)
def test_what_says_the_same_in_another_way_agrees(some: str, others: str, language: str) -> None:
    assert agree(one(some, language), one(others, language))


@pytest.mark.parametrize(
    ("some", "others", "language"),
    [
        ("Hay 3 mil millones de libros", "Hay 3 millones de libros", "es"),
        ("Es kostet 2 Mrd. Euro", "Es kostet 3 Mrd. Euro", "de"),
        ("It costs $3bn", "It costs $4bn", "en"),
        ("It costs £9", "It costs 12 pounds", "en"),
        ("It is 9m tall", "It is 12 metres tall", "en"),
        ("It has one room", "It has three rooms", "en"),
        ("有三百个座位", "有500个座位", "zh"),
    ],
)
def test_other_numbers_differ_in_every_language(some: str, others: str, language: str) -> None:
    assert not agree(one(some, language), one(others, language))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The pool may open.", "en"),
        ("The band will march here.", "en"),
        ("El mar sube.", "es"),
        ("Mais la piscine ouvre, mai ou pas.", "fr"),
        ("The rover is on Mars.", "en"),
        ("It has 1400 people.", "en"),
    ],
)
def test_a_word_that_is_a_month_as_well_is_no_date_alone(text: str, language: str) -> None:
    assert not read(text, language).dates


@pytest.mark.parametrize(
    ("text", "month"),
    [("It opens in May.", 5), ("This March it opens.", 3), ("Ça ouvre en mars.", 3)],
)
def test_such_a_word_is_a_month_where_one_is_expected(text: str, month: int) -> None:
    assert day(text).days == (Parts(None, month, None),)


def test_a_decade_is_each_of_its_years() -> None:
    assert agree(day("It was built in the 1990s."), day("It was built in 1994."))
    assert not agree(day("It was built in the 1990s."), day("It was built in 1984."))


def test_a_day_and_month_in_figures_may_be_either_way_round() -> None:
    assert agree(day("It opens on 3/11/2025."), day("It opens on March 11, 2025."))
    assert not agree(day("It opens on 3/11/2025."), day("It opens on 5 March 2025."))


@pytest.mark.parametrize(
    "text", ["It has 10-20 rooms.", "The B-17 flew.", "World War II came.", "Elizabeth II came."]
)
def test_a_range_and_a_name_are_no_number(text: str) -> None:
    assert not read(text, "en").numbers


def test_half_a_million_is_no_million() -> None:
    [share] = read("It has half a million users.", "en").numbers
    assert agree(share, one("It has 500,000 users."))


def test_a_span_of_years_is_no_one_year() -> None:
    assert len(read("The war of 1939-45 was long.", "en").dates) == 2


def test_a_number_after_a_dash_is_read() -> None:
    assert value("The fare\u20149 euros\u2014is low.") == 9


def test_a_number_and_a_date_are_never_compared() -> None:
    assert agree(day("It opens 3 May 2025."), one("It has 7 rooms."))


def test_what_the_question_says_already_is_told_by_value() -> None:
    question = read("Which of the 3,000 rooms is the second?", "en")
    assert said_in(one("It has three thousand rooms."), question)
    assert said_in(one("It is the 2nd."), question)
    assert not said_in(one("It has two doors."), question)
    assert not said_in(day("It opens in 2024."), question)
    assert said_in(day("It opens on 3 May."), read("Who has ticket 3?", "en"))


def test_a_sentence_without_its_figures_has_the_other_words() -> None:
    told = read("On 3 May 2025 it had 40 rooms.", "en")
    assert rest(told).split() == ["On", "it", "had", "rooms."]


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
    "ſix ",
    "may ",
    "half a ",
    "兆",
)


@given(st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=3)), max_size=40))
def test_no_sentence_is_too_odd(pieces: list[str]) -> None:
    text = "".join(pieces)
    for language in ("en", "de"):
        told = read(text, language)
        found = [*told.numbers, *told.dates]
        assert all(0 <= one.span.start < one.span.end <= len(told.text) for one in found)
        assert all(agree(figure, figure) for figure in found)
        assert len(rest(told)) <= len(told.text) + len(found)
