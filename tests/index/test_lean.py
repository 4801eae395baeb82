"""Sentences that point back to the one before, and those that stand alone."""

import pytest

from index.lean import leans


@pytest.mark.parametrize(
    "sentence",
    [
        "It passed ten million downloads.",
        "He also described the method.",
        "These plans were dropped.",
        "The company closed in May.",
        "However, nobody came.",
        "“They never told us,” she said.",
        "Today, this is known as the miasma theory.",
        "In that year he moved to Graz.",
        "As a result, prices rose.",
    ],
)
def test_what_points_back_leans(sentence: str) -> None:
    assert leans(sentence, "en")


@pytest.mark.parametrize(
    "sentence",
    [
        "Alibaba released the app in November.",
        "There are three ways to apply.",
        "The Eiffel Tower is 330 metres high.",
        "When Tesla died, he left no will.",
        "Italy won the match.",
        "Hershey makes chocolate.",
        "",
    ],
)
def test_what_stands_alone_does_not(sentence: str) -> None:
    assert not leans(sentence, "en")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("es", "Esta cifra subió en marzo."),
        ("de", "Dieses Jahr war es anders."),
        ("fr", "Il a quitté la ville."),
        ("zh", "这座城市有两百万人。"),
        ("ar", "هذه المدينة كبيرة."),
    ],
)
def test_other_languages_point_back_in_their_own_words(language: str, sentence: str) -> None:
    assert leans(sentence, language)


def test_an_unknown_language_leans_on_nothing() -> None:
    assert not leans("It passed ten million downloads.", "fi")
    assert not leans("It passed ten million downloads.", "")
