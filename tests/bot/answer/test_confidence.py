"""Confidence: a probability that moves one way with each signal."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer.confidence import THRESHOLD, confidence
from index.types import Signals

NAMES = tuple(field.name for field in fields(Signals))
MIDDLE = Signals(**dict.fromkeys(NAMES, 0.5))

# Cosines and shares; float32 arithmetic may go a little beyond.
signal = st.floats(-1.01, 1.01)
signals = st.builds(Signals, **dict.fromkeys(NAMES, signal))


def direction(name: str) -> float:
    """Above 0 where a higher value of this signal makes surer, below where less sure."""
    more = replace(MIDDLE, **{name: 0.6})
    return confidence(more, misfit=False) - confidence(MIDDLE, misfit=False)


@given(signals, st.booleans())
def test_it_is_a_probability(some: Signals, misfit: bool) -> None:
    assert 0 <= confidence(some, misfit=misfit) <= 1


@given(signals, st.booleans(), st.sampled_from(NAMES), signal, signal)
def test_it_never_turns_back_as_a_signal_grows(
    some: Signals, misfit: bool, name: str, one: float, other: float
) -> None:
    less, more = (
        confidence(replace(some, **{name: value}), misfit=misfit) for value in sorted((one, other))
    )

    if direction(name) >= 0:
        assert less <= more
    else:
        assert less >= more


@pytest.mark.parametrize("name", ["closeness", "coverage"])
def test_words_and_meanings_that_match_never_make_less_sure(name: str) -> None:
    assert direction(name) >= 0


@given(signals)
def test_a_sentence_of_the_wrong_kind_never_makes_surer(some: Signals) -> None:
    assert confidence(some, misfit=True) <= confidence(some, misfit=False)


@pytest.mark.parametrize("misfit", [False, True])
def test_nothing_found_is_no_answer_and_a_perfect_match_is_one(misfit: bool) -> None:
    assert confidence(Signals(), misfit=misfit) < THRESHOLD
    assert confidence(Signals(**dict.fromkeys(NAMES, 1.0)), misfit=misfit) > THRESHOLD
    assert 0 < THRESHOLD < 1
