"""The kind of an answer: a question for a number or a time wants a sentence that names one."""

import pytest

from bot.answer.kind import misfits


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How many people downloaded it?", "It passed 10 million downloads."),
        ("how many apps are there", "There is one app."),
        ("How much is it?", "The app is free."),
        ("HOW MUCH did it rise?", "It rose by half."),
        ("What percentage answered?", "Two thirds of them did."),
        ("When did it open?", "It opened in 2019."),
        ("when was it founded", "They founded it in March."),
        ("On what day did it jump?", "It jumped on Monday."),
        ("In which century was it built?", "It was built before the war."),
    ],
)
def test_a_number_or_a_time_fits_who_asks_for_one(question: str, sentence: str) -> None:
    assert not misfits(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How many people downloaded it?", "People downloaded it."),
        ("How much did it rise?", "It rose in Hong Kong."),
        ("When did it open?", "It opened in Paris."),
        ("Which year was it?", "It was a good one."),
    ],
)
def test_without_one_the_sentence_does_not_fit(question: str, sentence: str) -> None:
    assert misfits(question, sentence)


@pytest.mark.parametrize(
    "question",
    ["Who opened it?", "What is it?", "is it open", "¿Cuándo abrió?", "多少人下载了?", "", "how"],
)
def test_of_any_other_question_nothing_is_said(question: str) -> None:
    assert not misfits(question, "They opened it.")
