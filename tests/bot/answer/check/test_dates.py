"""Dates agree as far as they are told, in whatever order and language."""

import pytest

from bot.answer.check.dates import agrees, relative
from bot.answer.check.reading import read

SAME = [
    ("3 November 2025", "Nov. 3, 2025"),
    ("2025-11-03", "3 November 2025"),
    ("November 3", "3 November 2025"),
    ("November 2025", "3 November 2025"),
    ("the 3rd of November 2025", "November 3rd, 2025"),
    ("03.11.2025", "3. November 2025"),
    ("3/11/2025", "3 November 2025"),
    ("11/3/2025", "3 November 2025"),
    ("am 3. November 2025", "November 3, 2025"),
    ("el 3 de noviembre de 2025", "November 3, 2025"),
    ("le 1er mai 2020", "1 May 2020"),
    ("3 de novembro de 2025", "November 3, 2025"),
    ("2025年11月3日", "November 3, 2025"),
    ("二〇二五年十一月三日", "November 3, 2025"),
    ("June 19 , 2009", "19 June 2009"),
]
OTHER = [
    ("4 November 2025", "3 November 2025"),
    ("3 December 2025", "3 November 2025"),
    ("3 November 2024", "3 November 2025"),
    ("3 November 2025", "November 2025"),
    ("2025年11月4日", "3 November 2025"),
]


@pytest.mark.parametrize(("written", "passage"), SAME)
def test_the_same_date_agrees(written: str, passage: str) -> None:
    (date,) = read(written, "en").dates
    assert agrees(date, read(passage, "en").dates, frozenset())


@pytest.mark.parametrize(("written", "passage"), OTHER)
def test_another_date_does_not(written: str, passage: str) -> None:
    (date,) = read(written, "en").dates
    assert not agrees(date, read(passage, "en").dates, frozenset())


def test_a_year_that_is_told_elsewhere_completes_a_day() -> None:
    (date,) = read("3 November 2025", "en").dates
    passage = read("It came on Nov. 3.", "en").dates
    assert agrees(date, passage, frozenset({2025}))
    assert not agrees(date, passage, frozenset({2024}))


@pytest.mark.parametrize("text", ["It may come in 5 parts.", "They march on.", "Sep and Dec agree"])
def test_words_that_look_like_months_are_no_dates(text: str) -> None:
    assert read(text, "en").dates == ()


@pytest.mark.parametrize(
    "text",
    [
        "It came yesterday.",
        "It fell last week.",
        "Two years ago it rose.",
        "Es kam gestern.",
        "Llegó hace dos años.",
        "Elle est partie hier.",
        "它昨天来了。",
    ],
)
def test_what_depends_on_the_day_of_reading_is_found(text: str) -> None:
    assert relative(text)
