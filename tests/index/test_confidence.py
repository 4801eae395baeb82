"""Confidence: a probability that moves one way with each signal, and what was fitted for whom."""

import json
from collections.abc import Mapping
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.confidence import (
    FALSE_ANSWERS,
    Calibration,
    Found,
    default,
    is_shipped,
    read,
    shipped,
)
from index.embed import BUNDLED_DIGEST
from index.types import Signals

NUMBERS = tuple(field.name for field in fields(Signals) if field.default is not False)
ENGLISH = default(BUNDLED_DIGEST, "en")

# Cosines and shares; float32 arithmetic may go a little beyond.
signal = st.floats(-1.01, 1.01)
signals = st.builds(
    Signals,
    **dict.fromkeys(NUMBERS, signal),
    misfit=st.booleans(),
    other_year=st.booleans(),
)


def signals_of(numbers: Mapping[str, float]) -> Signals:
    made: Signals = Signals(**numbers, misfit=False, other_year=False)
    return made


@given(signals, st.sampled_from(sorted(shipped()[1])))
def test_it_is_a_probability(some: Signals, language: str) -> None:
    assert 0 <= default(BUNDLED_DIGEST, language).confidence(some) <= 1


@pytest.mark.parametrize("name", ["closeness", "weakest", "coverage", "dense"])
def test_words_and_meanings_that_match_make_surer(name: str) -> None:
    less, more = (signals_of(dict.fromkeys(NUMBERS, 0.5) | {name: value}) for value in (0.5, 0.6))

    assert ENGLISH.confidence(more) > ENGLISH.confidence(less)


@given(signals)
def test_a_sentence_of_the_wrong_kind_never_makes_surer(some: Signals) -> None:
    fits, does_not = replace(some, misfit=False), replace(some, misfit=True)

    assert ENGLISH.confidence(does_not) <= ENGLISH.confidence(fits)


@given(signals)
def test_a_sentence_of_other_years_is_never_enough(some: Signals) -> None:
    confidence = ENGLISH.confidence(replace(some, other_year=True))

    assert confidence <= ENGLISH.confidence(replace(some, other_year=False))
    assert confidence < min(ENGLISH.thresholds.values())


@pytest.mark.parametrize("language", sorted(shipped()[1]))
def test_nothing_found_is_no_answer_and_a_perfect_match_is_one(language: str) -> None:
    calibration = default(BUNDLED_DIGEST, language)

    for caution in FALSE_ANSWERS:
        threshold = calibration.thresholds[caution]
        assert calibration.confidence(Signals()) < threshold
        perfect = Signals(closeness=0.9, weakest=0.6, coverage=1.0, matched=1.2, dense=0.9)
        assert calibration.confidence(perfect) > threshold


@pytest.mark.parametrize("language", sorted(shipped()[1]))
def test_more_caution_asks_for_more(language: str) -> None:
    limits = default(BUNDLED_DIGEST, language).thresholds

    assert 0 < limits["low"] < limits["normal"] < limits["high"] < 1


def test_what_is_shipped_was_fitted_for_the_very_model_that_is_shipped() -> None:
    assert shipped()[0] == BUNDLED_DIGEST


def test_where_the_model_knows_the_language_it_counts_in_full() -> None:
    assert (ENGLISH.dense_share, ENGLISH.closeness_share) == (1.0, 1.0)


@pytest.mark.parametrize("language", ["es", "de", "zh", "ar"])
def test_where_it_does_not_words_count_more(language: str) -> None:
    assert default(BUNDLED_DIGEST, language).closeness_share < 0.75


@pytest.mark.parametrize(
    ("language", "like"),
    [("fr", "es"), ("pl", "es"), ("ja", "zh"), ("th", "zh"), ("ru", "ar"), ("hi", "ar")],
)
def test_a_language_nobody_measured_is_treated_like_one_that_was(language: str, like: str) -> None:
    assert default(BUNDLED_DIGEST, language) == default(BUNDLED_DIGEST, like)
    assert not is_shipped(BUNDLED_DIGEST, language)
    assert is_shipped(BUNDLED_DIGEST, like)


def test_another_model_is_trusted_until_it_was_measured() -> None:
    assert default("another", "zh") == ENGLISH
    assert not is_shipped("another", "en")


def test_without_a_language_it_is_taken_to_be_english() -> None:
    assert default(BUNDLED_DIGEST, "") == ENGLISH


def test_a_calibration_survives_json() -> None:
    made: Calibration = replace(
        ENGLISH,
        found=Found(questions=200, refused_without_article=190, refused_with_article=8),
    )

    assert read(json.loads(json.dumps(made.document()))) == made


@pytest.mark.parametrize("broken", [{}, {"dense_share": 1}, {**ENGLISH.document(), "weights": {}}])
def test_what_is_no_calibration_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        read(broken)
