"""Grouping: gaps that ask the same come together, and those that most people asked come first."""

from dataclasses import replace

import numpy as np
import pytest

from bench.gaps import PHRASINGS, asked, pairs
from bot.records.base import OpenGap
from bot.records.grouping import cosine, group
from bot.types import Visit
from index.embed import SentenceTransformerEmbedder


def gap(record: int, text: str, person: int = 1) -> OpenGap:
    """A gap without a vector."""
    return OpenGap(
        record=record,
        visit=Visit(person=person),
        asked_at=float(record),
        text=text,
        language="en",
        vector=None,
        message=None,
    )


@pytest.mark.parametrize(("language", "least"), [("en", 0.55), ("de", 0.2), ("es", 0.3)])
def test_what_is_asked_in_other_words_is_found_and_little_else(
    embedder: SentenceTransformerEmbedder, language: str, least: float
) -> None:
    same, found, wrong = pairs(asked(language, embedder))

    assert found >= least * same
    assert wrong <= 0.1 * found


def test_questions_of_other_numbers_or_kinds_stay_apart(
    embedder: SentenceTransformerEmbedder,
) -> None:
    gaps = [one for _, one in asked("en", embedder)]
    texts = [{one.text for one in members.gaps} for members in group(gaps)]

    for one, other in (
        ("Who founded Alibaba?", "When was Alibaba founded?"),
        ("winner of world cup 2018", "winner of the world cup in 2022"),
    ):
        assert not [members for members in texts if {one, other} <= members]
    assert [members for members in texts if len(members) == 3]
    assert sum(map(len, texts)) == 3 * len(PHRASINGS["en"]), "each is in one group"


def test_the_most_people_come_first_not_the_most_questions() -> None:
    gaps = [gap(number, "Why is it so?", person=7) for number in range(5)]
    gaps += [gap(10, "Who was it?", person=1), gap(11, "who was it", person=2)]
    gaps += [gap(12, "Where is it?", person=3)]

    first, second, third = group(gaps)

    assert [one.record for one in first.gaps] == [10, 11]
    assert (first.people, second.people, third.people) == (2, 1, 1)
    assert second.gaps[0].text == "Where is it?", "of as many people, the last asked"
    assert len(third.gaps) == 5


def test_no_gaps_are_no_groups() -> None:
    assert group([]) == ()


def test_vectors_of_two_models_are_not_compared() -> None:
    one, other = np.ones(2, np.float16), np.ones(3, np.float16)

    assert cosine(one, other) == -1.0
    assert cosine(one, None) == -1.0
    few = [replace(gap(1, "How old is Ada?"), vector=one)]
    assert len(group([*few, replace(gap(2, "What age has Ada?"), vector=other)])) == 2
