"""A question's parts are told from its words alone: where its subject ends, above all."""

import pytest

from bot.answer.asked import parse, subject


@pytest.mark.parametrize(
    ("question", "about"),
    [
        # behind "did", the verb is no part of it
        ("When did the Kittiwake enter service?", "the Kittiwake"),
        ("Do dogs travel free?", "dogs"),
        ("When did the Qwen app reach a million?", "the Qwen app"),
        ("When does the first ferry leave Brae?", "the first ferry"),
        ("How much does a return ticket cost?", "a return ticket"),
        ("Did the Titanic hit the iceberg?", "the Titanic"),
        # a determiner alone is none
        ("How long is the crossing?", "the crossing"),
        ("Is the crossing long?", "the crossing"),
        ("How old is the proposed law?", "the proposed law"),
        # where a road leads belongs to it, if anything else is said of it, or nothing else is
        ("How long is the crossing to Brae?", "the crossing to Brae"),
        ("Is the old road to Rome long?", "the old road to Rome"),
        ("Is the museum close to Rome?", "the museum"),
        ("What is the seating of the debating chamber?", "the seating of the debating chamber"),
        # an adverb that stands before the verb does not
        ("What does the city council not decide?", "the city council"),
        ("Where is oxygen often transported?", "oxygen"),
        # what compares does not, unless it tells which thing is meant
        ("What is one of the most famous parks in Rome?", "one of the most famous parks"),
        ("Is a more expensive car faster?", "a more expensive car"),
        ("Is a bicycle more expensive than a car?", "a bicycle"),
    ],
)
def test_a_subject_is_the_whole_thing_and_no_more(question: str, about: str) -> None:
    assert subject(parse(question)) == about


@pytest.mark.parametrize(
    "question", ["Is?", "Is the?", "Did the?", "Is the to?", "Who is a to to?"]
)
def test_scraps_have_parts_too(question: str) -> None:
    asked = parse(question)

    assert asked.subject <= len(asked.rest)
