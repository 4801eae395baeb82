"""What compares several things is asked of each in the words that articles have."""

import pytest

from bot.answer.comparatives import agreeing
from bot.answer.parts import parts


def asked_of_each(question: str) -> list[str]:
    """The questions that the only part asks of the things that it compares."""
    (only,) = parts(question)
    assert only.compared is not None
    return list(only.compared.questions)


CAR_AND_BICYCLE = ["How much is the car?", "How much is the bicycle?"]


@pytest.mark.parametrize(
    ("question", "questions"),
    [
        ("Which is cheaper, the car or the bicycle?", CAR_AND_BICYCLE),
        ("Which is more expensive: the car or the bicycle?", CAR_AND_BICYCLE),
        ("Which is the least expensive, the car or the bicycle?", CAR_AND_BICYCLE),
        ("Is the car more expensive than the bicycle?", CAR_AND_BICYCLE),
        ("Would the car be cheaper than the bicycle?", CAR_AND_BICYCLE),
        ("Is P1 cheaper than P2?", ["How much is P1?", "How much is P2?"]),
        (
            "Does a car cost more than a bicycle?",
            ["How much does a car cost?", "How much does a bicycle cost?"],
        ),
        (
            "Which costs less, a car or a bicycle?",
            ["How much does a car cost?", "How much does a bicycle cost?"],
        ),
    ],
)
def test_prices_are_asked_for_as_price_lists_have_them(question: str, questions: list[str]) -> None:
    assert asked_of_each(question) == questions


@pytest.mark.parametrize(
    ("question", "questions"),
    [
        (
            "Are two singles cheaper than a return?",
            ["How much are two singles?", "How much is a return?"],
        ),
        (
            "Is a return cheaper than two singles?",
            ["How much is a return?", "How much are two singles?"],
        ),
        (
            "Do bicycles cost less than a car?",
            ["How much do bicycles cost?", "How much does a car cost?"],
        ),
        ("Is Mars larger than Venus?", ["How large is Mars?", "How large is Venus?"]),
    ],
)
def test_each_thing_keeps_its_number(question: str, questions: list[str]) -> None:
    assert asked_of_each(question) == questions


@pytest.mark.parametrize(
    ("question", "questions"),
    [
        (
            "Is parking at P1 cheaper than at P2?",
            ["How much is parking at P1?", "How much is parking at P2?"],
        ),
        (
            "Is parking at P1 cheaper than P2?",
            ["How much is parking at P1?", "How much is parking at P2?"],
        ),
        (
            "Is rent cheaper in Warsaw than in Berlin?",
            ["How much is rent in Warsaw?", "How much is rent in Berlin?"],
        ),
        (
            "Is the temperature on Mars higher than on Venus?",
            ["How high is the temperature on Mars?", "How high is the temperature on Venus?"],
        ),
        (
            "Is the population of Warsaw larger than that of Berlin?",
            ["How large is the population of Warsaw?", "How large is the population of Berlin?"],
        ),
        (
            "Is a return from Rome to Paris cheaper than two singles?",
            ["How much is a return from Rome to Paris?", "How much are two singles?"],
        ),
        (
            "Is the old road to Rome longer than the road to Paris?",
            ["How long is the old road to Rome?", "How long is the road to Paris?"],
        ),
        (
            "Did more people live in Rome than in Paris?",
            ["How many people did live in Rome?", "How many people did live in Paris?"],
        ),
    ],
)
def test_what_is_compared_keeps_its_place(question: str, questions: list[str]) -> None:
    assert asked_of_each(question) == questions


@pytest.mark.parametrize("question", ["Is it cheaper than in 1900?", "Is the car older than in?"])
def test_without_a_second_place_nothing_is_compared(question: str) -> None:
    (only,) = parts(question)

    assert only.compared is None


@pytest.mark.parametrize(
    ("verb", "thing", "agrees"),
    [
        ("is", "bicycles", "are"),
        ("are", "a bicycle", "is"),
        ("is", "the bus", "is"),
        ("does", "dogs", "do"),
        ("are", "the Lakers", "are"),
        ("is", "Mars", "is"),
        ("can", "bicycles", "can"),
        ("is", "", "is"),
    ],
)
def test_a_verb_takes_the_number_of_its_thing(verb: str, thing: str, agrees: str) -> None:
    assert agreeing(verb, thing) == agrees
