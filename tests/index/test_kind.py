"""The kind of an answer: a question for a number or a time wants a sentence that names one."""

import pytest

from index.kind import answering_words, asked_kind, asked_years, misfits, other_years


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


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("How many passengers in 2019?", [(2019, 2019)]),
        ("passengers 2019", [(2019, 2019)]),
        ("What happened in the 1950s?", [(1950, 1959)]),
        ("Who led it in the 1950s and who owned it?", [(1950, 1959)]),
        ("What came before the 1950s?", []),
        ("In 2007, who won?", [(2007, 2007)]),
        ("Who won in 1948 and 1952?", [(1948, 1948), (1952, 1952)]),
        ("¿Qué pasó en 1948?", [(1948, 1948)]),
        ("Wer gewann im Jahr 1948?", [(1948, 1948)]),
        ("2018年有多少人？", [(2018, 2018)]),
        ("What came before 1950?", []),
        ("How many died between 1914 and 1918?", []),
        ("Who has led it since 1950?", []),
        ("How many of the 2000 soldiers died?", []),
        ("Who won in 1948 after 1945?", []),
        ("What does 1,948 mean?", []),
        ("Who won?", []),
    ],
)
def test_the_years_that_are_asked_about(question: str, years: list[tuple[int, int]]) -> None:
    assert [tuple(one) for one in asked_years(question)] == years


@pytest.mark.parametrize(
    "sentence",
    [
        "It carried 612,000 passengers in 2018.",
        "From 2010 to 2017 it lost money.",
        "It did well in the 1990s.",
        "In 2010–14 it carried more.",
    ],
)
def test_a_sentence_of_other_years_does_not_fit(sentence: str) -> None:
    assert other_years(asked_years("How many passengers in 2019?"), sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "It carried 612,000 passengers in 2019.",
        "It carried 612,000 passengers.",
        "It carried more in the 2010s.",
        "From 2018 to 2020 it carried few.",
        "The bad years ( 2015 -- 21 ) were over.",
        "In the crisis of 2015-2021 it carried few.",
        "The winter of 2018/19 was long.",
        "It carried 2018 people, or £2018, over 2018 km.",
    ],
)
def test_one_of_that_year_or_around_it_or_of_none_does(sentence: str) -> None:
    assert not other_years(asked_years("How many passengers in 2019?"), sentence)


def test_without_a_year_in_the_question_any_will_do() -> None:
    assert not other_years(asked_years("How many passengers?"), "It was 2018.")


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
