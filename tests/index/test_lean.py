"""Sentences that point back to the one before, and those that stand alone."""

import pytest

from index.lean import leaning_in, leans, leant_on
from index.types import Span


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


def spans_of(*sentences: str, between: str = " ", start: int = 100) -> tuple[str, list[Span]]:
    spans = []
    for one in sentences:
        spans.append(Span(start, start + len(one)))
        start += len(one) + len(between)
    return between.join(sentences), spans


def test_it_is_gone_back_to_who_she_is_and_no_further_than_three_sentences() -> None:
    text, spans = spans_of("Kittiwake is new.", "Her hull is blue.", "She is fast.", "Fog came.")
    leaning = leaning_in(text, 100, spans, "en")
    assert leaning == [False, True, True, False]
    assert leant_on(spans, leaning, 2) == Span(spans[0].start, spans[1].end)
    assert leant_on(spans, leaning, 1) == spans[0]
    assert leant_on(spans, leaning, 3) is None
    text, spans = spans_of("Kittiwake is new.", *["She is fast."] * 6)
    leaning = leaning_in(text, 100, spans, "en")
    assert leant_on(spans, leaning, 6) == Span(spans[3].start, spans[5].end)


def test_nothing_leans_over_the_end_of_a_paragraph() -> None:
    text, spans = spans_of("Kittiwake is new.", "She is fast.", between="\n\n")
    assert leaning_in(text, 100, spans, "en") == [False, False]


def test_an_unknown_language_leans_on_nothing() -> None:
    assert not leans("It passed ten million downloads.", "fi")
    assert not leans("It passed ten million downloads.", "")
