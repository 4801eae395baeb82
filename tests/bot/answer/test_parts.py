"""What a question is taken apart into, what is left whole."""

import pytest
from hypothesis import given

from bot.answer.parts import MOST_SEARCHES, in_full, parts
from bot.types import Turn
from tests.bot.render.strangers import strangers_text


def texts(question: str) -> list[str]:
    return [one.text for one in parts(question)]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Who makes Doubao, and is it free?", ["Who makes Doubao?", "is it free?"]),
        ("Who makes Doubao and when did it start?", ["Who makes Doubao?", "when did it start?"]),
        ("What is Qwen? And LingGuang?", ["What is Qwen?", "And LingGuang?"]),
        ("What is Qwen; what is it for?", ["What is Qwen?", "what is it for?"]),
        (
            "what is qwen and what's it built on",
            ["what is qwen?", "what is it built on?"],
        ),
        (
            "What is it, who makes it, and where is it sold?",
            ["What is it?", "who makes it?", "where is it sold?"],
        ),
        (
            "What is it for, what does it cost, and which firm makes it?",
            ["What is it for?", "what does it cost?", "which firm makes it?"],
        ),
        (
            "Can you tell me what Qwen is and how it grew?",
            ["what Qwen is?", "how it grew?"],
        ),
        (
            "Tell me about Qwen, and who makes Doubao?",
            ["Tell me about Qwen?", "who makes Doubao?"],
        ),
        (
            "In Super Bowl 50, who won and who sang the anthem?",
            ["In Super Bowl 50, who won?", "In Super Bowl 50, who sang the anthem?"],
        ),
        (
            "In which year was it founded, and by whom was it led?",
            ["In which year was it founded?", "by whom was it led?"],
        ),
        (
            "What did Ada say about the engine, and did Bob disagree?",
            ["What did Ada say about the engine?", "did Bob disagree about the engine?"],
        ),
        (
            "I have two questions: who makes Doubao and what is LingGuang?",
            ["who makes Doubao?", "what is LingGuang?"],
        ),
        (
            "Name the founder of Alibaba and tell me when it was founded.",
            ["Name the founder of Alibaba?", "when it was founded?"],
        ),
        (
            "Why did it spread, how many died and when did it end?",
            ["Why did it spread?", "how many died?", "when did it end?"],
        ),
        (
            "I run a server. Who makes Doubao and what is LingGuang?",
            ["Who makes Doubao?", "what is LingGuang?"],
        ),
        (
            "Which is better? I tried Qwen. It was slow. Which is faster?",
            ["Which is better?", "Which is faster?"],
        ),
        (
            "Who led the attack, and was Fort Caroline renamed?",
            ["Who led the attack?", "was Fort Caroline renamed?"],
        ),
        ("Who discovered the wreck, and when?", ["Who discovered the wreck?", "when?"]),
        (
            "Ist die App kostenlos und wer macht sie?",
            ["Ist die App kostenlos?", "wer macht sie?"],
        ),
        (
            "Wann wurde Warschau gegründet und wer regierte es?",
            ["Wann wurde Warschau gegründet?", "wer regierte es?"],
        ),
        (
            "¿Quién fundó la ciudad y cuándo murió?",
            ["¿Quién fundó la ciudad?", "cuándo murió?"],
        ),
        (
            "Quand a-t-elle été fondée et combien d'habitants a-t-elle ?",
            ["Quand a-t-elle été fondée?", "combien d'habitants a-t-elle?"],
        ),
        (
            "Quem fundou a cidade e quando ela foi destruída?",
            ["Quem fundou a cidade?", "quando ela foi destruída?"],
        ),
        ("谁制作了豆包？它是免费的吗？", ["谁制作了豆包?", "它是免费的吗?"]),
    ],
)
def test_a_question_that_asks_several_times_is_taken_apart(question: str, found: list[str]) -> None:
    assert texts(question) == found


@pytest.mark.parametrize(
    "question",
    [
        "Who makes Doubao?",
        "Who was the man who sang and who danced?",
        "Which city was founded in 1900 and was destroyed in 1944?",
        "When many people are arrested, what is a common tactic?",
        "What happened in the town where he lived and where he died?",
        "What is the oldest church and is the largest park near it?",
        "What do research and development cost?",
        "When and where was Tesla born?",
        "Who makes Doubao? Anyone know?",
        "Who makes Doubao? Thanks!",
        "Who makes Doubao?? Any ideas?",
        "谁制作了豆包？对吗？",
        'What does it mean when currencies are left to "float"?',
        "Wie und wann kam die Pest nach Europa?",
        "Who makes Doubao? Who makes Doubao?",
        "and and and ? ? ?",
        "???",
        "",
        "What is Qwen and tell me",
        "What is Qwen and can you tell me?",
        "What is Qwen, and do you know?",
        "Who made it and does anyone know?",
        "Who makes Qwen and tell us, please?",
    ],
)
def test_a_question_that_asks_once_is_left_letter_for_letter(question: str) -> None:
    assert texts(question) == [question]


@pytest.mark.parametrize(
    ("question", "questions"),
    [
        ("Which is older, Warsaw or Berlin?", ["How old is Warsaw?", "How old is Berlin?"]),
        ("Is Warsaw older than Berlin?", ["How old is Warsaw?", "How old is Berlin?"]),
        (
            "Which of them was the oldest: Rome, Paris or Berlin?",
            ["How old was Rome?", "How old was Paris?", "How old was Berlin?"],
        ),
        (
            "Does Qwen have more downloads than LingGuang?",
            ["How many downloads does Qwen have?", "How many downloads does LingGuang have?"],
        ),
        (
            "Who discovered oxygen first, Scheele or Priestley?",
            [
                "When was it that Scheele discovered oxygen?",
                "When was it that Priestley discovered oxygen?",
            ],
        ),
        (
            "Did more people die in Paris in 1466 or in Algiers?",
            ["How many people did die in Paris in 1466?", "How many people did die in Algiers?"],
        ),
        (
            "Was Warsaw founded before or after the plague?",
            ["When was Warsaw founded?", "When was the plague?"],
        ),
        ("Qwen vs. LingGuang: downloads?", ["Downloads of Qwen?", "Downloads of LingGuang?"]),
        (
            "Qwen vs LingGuang: which has more downloads?",
            ["How many downloads has Qwen?", "How many downloads has LingGuang?"],
        ),
        (
            "Compare the downloads of Qwen and LingGuang.",
            ["The downloads of Qwen?", "The downloads of LingGuang?"],
        ),
        (
            "Compare Qwen, Doubao and LingGuang downloads",
            ["Qwen downloads?", "Doubao downloads?", "LingGuang downloads?"],
        ),
        ("Luther vs. Calvin theology?", ["Luther theology?", "Calvin theology?"]),
        ("Compare Warsaw and Berlin in size.", ["Size of Warsaw?", "Size of Berlin?"]),
        (
            "Compare the downloads of Qwen, Doubao and LingGuang.",
            ["The downloads of Qwen?", "The downloads of Doubao?", "The downloads of LingGuang?"],
        ),
        (
            "Compare Qwen, Doubao, and the Ernie app.",
            ["What is Qwen?", "What is Doubao?", "What is the Ernie app?"],
        ),
        (
            "Qwen vs Doubao vs LingGuang",
            ["What is Qwen?", "What is Doubao?", "What is LingGuang?"],
        ),
        (
            "Compare Oxygen and its isotopes.",
            ["What is Oxygen?", "What are its isotopes?"],
        ),
        ("Qwen vs. LingGuang vs. , downloads", ["Downloads of Qwen?", "Downloads of LingGuang?"]),
        ("Who came first, Luther or Tesla?", ["When was Luther?", "When was Tesla?"]),
        ("Is Qwen or Doubao faster?", ["How fast is Qwen?", "How fast is Doubao?"]),
        (
            "Between Python and Rust, which is faster?",
            ["How fast is Python?", "How fast is Rust?"],
        ),
        (
            "Which team won more titles: the Lakers or Real?",
            ["How many titles have the Lakers won?", "How many titles has Real won?"],
        ),
        (
            "Which has a larger population, Jacksonville or Warsaw?",
            [
                "How large is the population of Jacksonville?",
                "How large is the population of Warsaw?",
            ],
        ),
        (
            "How many people live in Warsaw compared to Berlin?",
            ["How many people live in Warsaw?", "How many people live in Berlin?"],
        ),
        (
            "How does FAISS compare with Annoy in speed?",
            ["Speed of FAISS?", "Speed of Annoy?"],
        ),
        (
            "What is the difference between primary and archaeological sources?",
            ["What are primary sources?", "What are archaeological sources?"],
        ),
        (
            "What do Ford and Holden plan?",
            ["What does Ford plan?", "What does Holden plan?"],
        ),
        (
            "Compare the size of Warsaw with that of Berlin.",
            ["What is the size of Warsaw?", "What is the size of Berlin?"],
        ),
        (
            "What is the difference between a deacon and an elder?",
            ["What is a deacon?", "What is an elder?"],
        ),
        (
            "What is the difference in size between Warsaw and Berlin?",
            ["Size of Warsaw?", "Size of Berlin?"],
        ),
        ("How does a deacon differ from an elder?", ["What is a deacon?", "What is an elder?"]),
        ("How do Doubao and LingGuang differ?", ["What is Doubao?", "What is LingGuang?"]),
        (
            "What are the prices of Pens, Pencils and the Ink in Berlin?",
            [
                "What are the prices of Pens in Berlin?",
                "What are the prices of Pencils in Berlin?",
                "What are the prices of the Ink in Berlin?",
            ],
        ),
        (
            "Could you tell me which firms make Doubao and LingGuang?",
            ["Which firms make Doubao?", "Which firms make LingGuang?"],
        ),
    ],
)
def test_a_question_of_several_things_is_asked_of_each(question: str, questions: list[str]) -> None:
    (only,) = parts(question)
    assert only.compared is not None
    assert list(only.compared.questions) == questions


@pytest.mark.parametrize(
    "question",
    [
        "What happened between Warsaw and Berlin?",
        "What happened in June and July?",
        "Was it faster or slower than before?",
        "What was founded in 1900 and 1950?",
        "Is it better than nothing?",
        "Who is the chair of the IPCC?",
        "What or who is it?",
        "Which, or what?",
        "vs",
        "Compare and compare",
        "Compare , and ,",
        "A vs , vs",
        "or or or",
        "Is than than?",
        "How do its fees compare to those of other schools?",
        "difference between and and",
    ],
)
def test_what_names_no_two_things_compares_nothing(question: str) -> None:
    assert [one.compared for one in parts(question)] == [None]


def test_a_part_may_itself_compare() -> None:
    first, second = parts("Which is older, Warsaw or Berlin, and who founded Rome?")
    assert first.compared is not None
    assert first.compared.things == ("Warsaw", "Berlin")
    assert second.compared is None


def test_there_are_never_more_parts_than_may_be_searched() -> None:
    question = " ".join(f"Who founded town {number}?" for number in range(40))
    assert len(parts(question)) == MOST_SEARCHES - 1
    named = ", ".join(f"Town{chr(65 + number)}" for number in range(9))
    assert parts(f"Who founded {named} and Rome?")[0].compared is None


TURN = Turn(question="Who makes Doubao?", answer="ByteDance makes Doubao.")


@pytest.mark.parametrize(
    ("part", "before", "found"),
    [
        ("when did it start?", TURN, "When did Doubao start?"),
        ("And LingGuang?", TURN, "Who makes LingGuang?"),
        ("And how far is Jacksonville from Miami?", TURN, "How far is Jacksonville from Miami?"),
        ("who founded Rome?", TURN, "Who founded Rome?"),
        (
            "who makes it?",
            Turn(question="Which app reached a million?", answer="The Qwen app passed it."),
            "Who makes the Qwen app?",
        ),
        (
            "who makes it?",
            Turn(question="Which app reached a million?", answer=""),
            "Who makes a million?",
        ),
    ],
)
def test_a_part_is_searched_in_full(part: str, before: Turn, found: str) -> None:
    assert in_full(part, (before,)) == found


def test_the_first_part_has_nothing_to_lean_on() -> None:
    assert in_full("who makes it?", ()) == "Who makes it?"


@pytest.mark.parametrize(
    "piece",
    [
        "and ",
        "and? ",
        "? ",
        "and who ",
        "or ",
        "vs ",
        "Compare A, ",
        "than ",
        "A, ",
        "A and ",
        "between ",
        "who, ",
    ],
)
def test_hostile_questions_come_to_an_end_in_few_parts(piece: str) -> None:
    for question in (piece * 2000, f"difference between {piece * 500}", f"Is {piece * 70}"):
        found = parts(question)
        assert 1 <= len(found) < MOST_SEARCHES
        assert sum(len(one.compared.questions) for one in found if one.compared) < 20


@given(strangers_text)
def test_whatever_a_stranger_writes_has_parts(text: str) -> None:
    assert 1 <= len(parts(text)) < MOST_SEARCHES
    for one in parts(f"Which is older, {text} or {text}x, and what is {text}?"):
        assert in_full(one.text, (TURN,))
