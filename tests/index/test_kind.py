"""The kind of an answer: a question for a number or a time wants a sentence that names one."""

import pytest

from index.kind import answering_words, asked_kind, misfits


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
        ("¿Cuándo abrió?", "Abrió en 2019."),
        ("¿Cuántas personas?", "Tres personas."),
        ("Wann wurde es eröffnet?", "Es wurde im Jahr danach eröffnet."),
        ("Wie viele Apps gibt es?", "Es gibt zwei."),
        ("多少人下载了?", "三千万人下载了。"),
    ],
)
def test_a_number_or_a_time_fits_who_asks_for_one(question: str, sentence: str) -> None:
    assert not misfits(asked_kind(question), sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How many people downloaded it?", "People downloaded it."),
        ("How much did it rise?", "It rose in Hong Kong."),
        ("When did it open?", "It opened in Paris."),
        ("Which year was it?", "It was a good one."),
        ("¿Cuándo abrió?", "Abrió en París."),
        ("Wann wurde es eröffnet?", "Es wurde in Paris eröffnet."),
        ("多少人下载了?", "人们下载了。"),
    ],
)
def test_without_one_the_sentence_does_not_fit(question: str, sentence: str) -> None:
    assert misfits(asked_kind(question), sentence)


@pytest.mark.parametrize(
    "question",
    ["Who opened it?", "What is it?", "is it open", "When people open it, what comes?", "", "how"],
)
def test_of_any_other_question_nothing_is_said(question: str) -> None:
    assert not misfits(asked_kind(question), "They opened it.")


def words(question: str, sentence: str) -> list[str]:
    found = answering_words(question, asked_kind(question), sentence)
    return [sentence[span.start : span.end] for span in found]


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("How many people downloaded it?", "In 2024 it passed 10 million downloads.", "10 million"),
        ("How much did it rise?", "The share rose by 5.5% in Hong Kong.", "5.5%"),
        ("When did it open?", "It opened on 5 March 2019 in Paris.", "5 March 2019"),
        ("What year was Qwen 3 released?", "Qwen 3 was released in 2025.", "2025"),
        ("Who founded Alibaba?", "Alibaba was founded by Jack Ma.", "Jack Ma"),
        ("Where is Alibaba based?", "Alibaba has its seat in Hangzhou.", "Hangzhou"),
    ],
)
def test_the_words_that_answer_are_found(question: str, sentence: str, expected: str) -> None:
    assert words(question, sentence) == [expected]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What is it?", "It is an app with 10 million downloads."),
        ("Who founded Alibaba?", "Alibaba was founded in a flat."),
        ("When did the 2019 fair open?", "The 2019 fair opened late."),
        ("How many goals were there?", "They scored 3, 4, 5 and 6 goals."),
    ],
)
def test_nothing_is_marked_where_nobody_can_tell(question: str, sentence: str) -> None:
    assert words(question, sentence) == []
