"""What is denied or reversed is noticed, and what only sounds like it is not."""

import pytest

from bot.answer.check.polarity import negated, reversed_word
from bot.answer.check.reading import read

NEGATED = [
    ("en", "The plan was not approved.", "The council approved the plan."),
    ("en", "The council never approved the plan.", "The council approved the plan in May."),
    ("en", "The council approved the plan.", "The council has not approved the plan."),
    ("en", "The firm failed to win the case.", "The firm was able to win the case."),
    ("en", "No members voted for it.", "Most members voted for it."),
    ("en", "It isn't sold in Europe.", "It is sold in Europe."),
    ("en", "It works without power.", "It needs power from the mains."),
    ("en", "He denied the theft.", "He admitted the theft in court."),
    ("de", "Der Plan wurde nicht genehmigt.", "Der Plan wurde genehmigt."),
    ("es", "El plan no fue aprobado.", "El plan fue aprobado."),
    ("fr", "Le plan n'est pas approuvé.", "Le plan est approuvé."),
    ("zh", "计划没有通过。", "计划通过了。"),
]
ALIKE = [
    ("en", "The plan was not approved.", "The council did not approve the plan."),
    ("en", "The plan was never approved.", "They have not approved the plan."),
    ("en", "Not only Anna came.", "Anna came with others."),
    ("en", "The council approved the plan.", "The council approved the plan."),
    ("zh", "它不仅快。", "它快。"),
]


@pytest.mark.parametrize(("language", "written", "passage"), NEGATED)
def test_a_negation_is_noticed(language: str, written: str, passage: str) -> None:
    assert negated(read(written, language).polarity, [read(passage, language).polarity])


@pytest.mark.parametrize(("language", "written", "passage"), ALIKE)
def test_the_same_polarity_passes(language: str, written: str, passage: str) -> None:
    assert not negated(read(written, language).polarity, [read(passage, language).polarity])


@pytest.mark.parametrize(
    ("written", "passage", "word"),
    [
        ("Sales fell in May.", "Sales rose in May.", "fell"),
        ("It sold more than that.", "It sold less than that.", "more"),
        ("It came before the war.", "It came after the war.", "before"),
        ("It was the last to open.", "It was the first to open.", "last"),
        ("Costs decreased.", "Costs increased.", "decreased"),
        ("They were unaware of it.", "They were aware of it.", "unaware"),
        ("It was legal there.", "It was illegal there.", "legal"),
    ],
)
def test_an_opposite_is_named(written: str, passage: str, word: str) -> None:
    assert reversed_word(read(written, "en").polarity, [read(passage, "en").polarity]) == word


@pytest.mark.parametrize(
    ("written", "passage"),
    [
        ("Sales grew in May.", "Sales rose in May."),
        ("Sales rose, then fell.", "Sales rose and later fell."),
        ("Anna bought the firm.", "Peter sold the firm to Anna."),
        ("It was first sold in May.", "It was sold in May."),
    ],
)
def test_what_is_no_opposite_passes(written: str, passage: str) -> None:
    assert reversed_word(read(written, "en").polarity, [read(passage, "en").polarity]) is None
