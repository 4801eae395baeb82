"""Follow-ups are completed from the turn before them; what stands alone is left alone."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import english
from bot.answer.follow_up import MOST_ADDED, complete
from bot.answer.remark import remark
from bot.types import Turn
from tests.evaluation import EVAL, skip_unless

QUESTIONS = Path(__file__).parents[2] / "data" / "questions.json"
ALONE = 0.99

LEE = "Korean economist Hoesung Lee is the chair of the IPCC since October 8, 2015."


def after(before: str, asked: str, *, answer: str = "", titles: tuple[str, ...] = ()) -> str:
    return complete(asked, [Turn(question=before, answer=answer, titles=titles)])


@pytest.mark.parametrize(
    ("before", "asked", "whole"),
    [
        # "and X?": X in the place of what it is like
        (
            "How many downloads did the Qwen app get in its first week?",
            "and LingGuang?",
            "How many downloads did the LingGuang app get in its first week?",
        ),
        ("Who makes Doubao?", "what about LingGuang?", "Who makes LingGuang?"),
        ("Who makes Doubao?", "ok, and LingGuang?", "Who makes LingGuang?"),
        ("Who makes Doubao?", "LingGuang too?", "Who makes LingGuang?"),
        (
            "how many downloads did qwen get",
            "and lingguang?",
            "How many downloads did lingguang get?",
        ),
        ("Is Zhipu AI free?", "and Qwen?", "Is Qwen free?"),
        ("How many people live in Spain?", "and in Germany?", "How many people live in Germany?"),
        ("How many people live in Spain?", "in Germany?", "How many people live in Germany?"),
        ("Who won the cup in 2013?", "and 2014?", "Who won the cup in 2014?"),
        (
            "When did the Kittiwake enter service?",
            "where was it built?",
            "Where was the Kittiwake built?",
        ),
        (
            "How long is the crossing to Brae?",
            "what about the price",
            "What is the price of the crossing to Brae?",
        ),
        ("Do dogs travel free?", "and bicycles?", "Do bicycles travel free?"),
        ("Can dogs sit inside?", "why?", "Why can dogs sit inside?"),
        # the same asked of another: the predicate is that of the question before
        (
            "How many cars fit on Kittiwake?",
            "how many on Puffin?",
            "How many cars fit on Puffin?",
        ),
        ("Who won the cup in 2013?", "and who in 2014?", "Who won the cup in 2014?"),
        (
            "How many cars fit on Kittiwake?",
            "how many bicycles?",
            "How many bicycles fit on Kittiwake?",
        ),
        # in the number of what is asked about
        ("How much is a bicycle?", "what about bicycles", "How much are bicycles?"),
        ("How much are bicycles?", "and a car?", "How much is a car?"),
        # what compares is no subject
        ("Which app is faster?", "why?", "Why is app faster?"),
        # a time before now is no thing: it takes the place of another time, or is added
        ("What did the council do?", "and this week?", "What did the council do this week?"),
        ("What did he say this week?", "And last month?", "What did he say last month?"),
        ("What did he say?", "Yesterday?", "What did he say yesterday?"),
        ("Was tat der Rat?", "Und letzte Woche?", "Was tat der Rat letzte Woche?"),
        ("市议会决定了什么？", "那上周呢？", "上周市议会决定了什么？"),
        ("市議会は何を決めましたか。", "先週は？", "先週、市議会は何を決めましたか。"),
        (
            "How many people live in Spain?",
            "and in 1950?",
            "How many people live in Spain in 1950?",
        ),
        (
            "Where is its business school?",
            "and the medical school?",
            "Where is its medical school?",
        ),
        (
            "Who performed the national anthem?",
            "and the translation?",
            "Who performed the translation?",
        ),
        ("What was Simpson's first score?", "and the last?", "What was Simpson's last score?"),
        ("Who makes Doubao?", "and the price?", "What is the price of Doubao?"),
        ("Who makes Doubao?", "what about its price?", "What about Doubao's price?"),
        # other words that ask
        (
            "How much did Alibaba's shares rise?",
            "when was that?",
            "When did Alibaba's shares rise?",
        ),
        ("How much did Alibaba's shares rise?", "why?", "Why did Alibaba's shares rise?"),
        ("When did Harvard end the program?", "Why?", "Why did Harvard end the program?"),
        ("When did Tesla die?", "and where exactly?", "Where did Tesla die?"),
        ("When did Tesla die?", "in what city?", "In what city did Tesla die?"),
        (
            "Who coined the name oxygen?",
            "when did that happen?",
            "When was the name oxygen coined?",
        ),
        ("Who wrote the book?", "since when?", "Since when was the book written?"),
        ("How many downloads did Qwen get in May?", "why?", "Why did Qwen get downloads in May?"),
        ("Who downloaded Qwen?", "how many?", "How many was Qwen downloaded?"),
        ("Where will Alibaba start?", "and then?", "What then, after Alibaba will start?"),
        # pronouns
        ("What is LingGuang?", "who made it?", "Who made LingGuang?"),
        ("What is LingGuang?", "who runs it?", "Who runs LingGuang?"),
        ("What is LingGuang?", "how much does it cost?", "How much does LingGuang cost?"),
        ("When did Tesla die?", "where did he live?", "Where did Tesla live?"),
        ("When did Tesla die?", "who financed his company?", "Who financed Tesla's company?"),
        ("How big is Harvard's endowment?", "where is its school?", "Where is Harvard's school?"),
        (
            "What is the population of Jacksonville?",
            "who is it named after?",
            "Who is Jacksonville named after?",
        ),
        (
            "Which fields are the trademarks filed in?",
            "who files them?",
            "Who files the trademarks?",
        ),
        (
            "What is the capital of Peru?",
            "how many people live there?",
            "How many people live in Peru?",
        ),
        # Spanish
        ("¿Cuándo murió Tesla?", "¿y dónde vivía?", "¿Dónde vivía Tesla?"),
        ("¿Cuándo murió Tesla?", "¿por qué?", "¿Por qué murió Tesla?"),
        (
            "¿Quién financió a Tesla?",
            "¿cuál es su empresa?",
            "¿Cuál es la empresa de Tesla?",
        ),
        (
            "¿Cuántas personas viven en España?",
            "y en Alemania",
            "¿Cuántas personas viven en Alemania?",
        ),
        (
            "¿Dónde está la Bolsa de Varsovia?",
            "¿quién la fundó?",
            "¿Quién fundó la Bolsa de Varsovia?",
        ),
        ("¿Qué es LingGuang?", "¿qué hay de Qwen?", "¿Qué es Qwen?"),
        # German
        (
            "Wer gründete die Warschauer Börse?",
            "und wann?",
            "Wann gründete man die Warschauer Börse?",
        ),
        ("Wo starb Tesla?", "wann war das?", "Wann starb Tesla?"),
        ("Wann starb Tesla?", "wer finanzierte seine Firma?", "Wer finanzierte Teslas Firma?"),
        (
            "Wie viele Menschen starben in Paris?",
            "und in Rom?",
            "Wie viele Menschen starben in Rom?",
        ),
        ("Wo liegt Harvard?", "was ist mit Yale?", "Wo liegt Yale?"),
        ("Wo liegt Harvard?", "wie alt ist es?", "Wie alt ist Harvard?"),
        # French
        ("Quand est mort Tesla ?", "et où vivait-il ?", "Où vivait Tesla?"),
        ("Qui a fondé Harvard ?", "et Yale ?", "Qui a fondé Yale?"),
        ("Où est mort Tesla ?", "pourquoi ?", "Pourquoi est mort Tesla?"),
        ("Qu'est-ce que Qwen ?", "qui l'a créé ?", "Qui a créé Qwen?"),
        (
            "Quand est mort Tesla ?",
            "qui a financé son entreprise ?",
            "Qui a financé l'entreprise de Tesla?",
        ),
        # Portuguese
        ("Quando morreu Tesla?", "e onde ele morava?", "Onde Tesla morava?"),
        (
            "Quantas pessoas vivem no Brasil?",
            "e na Alemanha?",
            "Quantas pessoas vivem na Alemanha?",
        ),
        ("Quando morreu Tesla?", "por quê?", "Por quê morreu Tesla?"),
        # Chinese
        ("特斯拉什么时候去世的?", "那他住在哪里?", "特斯拉住在哪里?"),
        ("特斯拉什么时候去世的?", "为什么?", "特斯拉为什么去世的?"),
        ("哈佛商学院在哪里?", "那医学院呢?", "哈佛医学院在哪里?"),
        ("通义千问有多少用户?", "灵光呢?", "灵光有多少用户?"),
        ("通义千问有多少用户?", "那价格呢?", "通义千问的价格是什么?"),
        # Japanese
        (
            "テスラはいつ死にましたか?",
            "彼はどこに住んでいましたか?",
            "テスラはどこに住んでいましたか?",
        ),
        ("ハーバードはどこにありますか?", "じゃあイェールは?", "イェールはどこにありますか?"),
        ("テスラはいつ死にましたか?", "なぜ?", "テスラはなぜ死にましたか?"),
    ],
)
def test_a_follow_up_becomes_a_whole_question(before: str, asked: str, whole: str) -> None:
    assert after(before, asked) == whole


def test_a_chain_is_completed_step_by_step() -> None:
    earlier = [
        Turn(question="Who is the chair of the IPCC?", answer=LEE),
        Turn(question="Since when is Hoesung Lee the chair of the IPCC?", answer=LEE),
    ]

    assert complete("since when?", earlier[:1]) == earlier[1].question
    assert complete("who was it before him?", earlier) == (
        "Who was the chair of the IPCC before Hoesung Lee?"
    )


def test_a_person_who_was_the_answer_is_meant_by_a_pronoun() -> None:
    answer = "The most frequent contributor was Dudley Simpson, who is also well known."

    assert after("Who wrote the music?", "what was his first score?", answer=answer) == (
        "What was Dudley Simpson's first score?"
    )


def test_where_the_question_names_nothing_a_title_does() -> None:
    asked = after("When did it open?", "who runs it?", titles=("Doctor Who",))

    assert asked == "Who runs Doctor Who?"


@pytest.mark.parametrize(
    "asked",
    [
        "Who is Kenny Ng?",
        "  What is   LingGuang?  ",
        "Which university has its main campus in Cambridge?",
        "How many people lost their homes?",
        "What did Luther say about his writings?",
        "What is it called when the immune system attacks the body?",
        "How long does it take to cross the river?",
        "Is it true that the Black Death came from the east?",
        "Is there a bridge over the river?",
        "And who discovered oxygen?",
        "What year did the war that they fought end?",
        "¿Quién fundó la Bolsa de Valores de Varsovia?",
        "Wie lange dauert es, bis Öl gefördert wird?",
        "Qui a fondé la bourse ?",
        "什么是氧气?",
        "テスラはいつ死にましたか?",
        "thanks",
        "hello!",
        "who are you?",
        "",
        "?",
    ],
)
def test_what_stands_alone_comes_back_letter_for_letter(asked: str) -> None:
    assert after("When did Nikola Tesla die?", asked, titles=("Nikola Tesla",)) == asked


@pytest.mark.parametrize("asked", ["and LingGuang?", "why?", "who made it?", "y en Alemania?"])
def test_without_earlier_turns_nothing_is_completed(asked: str) -> None:
    assert complete(asked, []) == asked


@pytest.mark.parametrize("asked", ["why?", "when?", "and LingGuang?", "how many?", "und wann?"])
def test_a_follow_up_is_no_remark(asked: str) -> None:
    assert remark(asked) is None


@pytest.mark.parametrize(
    ("before", "asked", "whole"),
    [
        ("Who is?", "who?", "Who is?"),
        ("Who makes Doubao?", "and the?", "Who makes the?"),
        ("qwen downloads", "why?", "Why qwen downloads?"),
        ("Qwen", "and LingGuang?", "LingGuang?"),
    ],
)
def test_scraps_are_completed_as_well_as_may_be(before: str, asked: str, whole: str) -> None:
    assert after(before, asked) == whole


@pytest.mark.parametrize(
    ("before", "asked"),
    [
        # in another language than the question before: the words of both don't mix
        ("How much is a bicycle?", "¿y el precio?"),
        ("How much is a bicycle?", "und ein Auto?"),
        ("How much is a bicycle?", "warum?"),
        ("¿Cuánto cuesta una bicicleta?", "why?"),
        ("Qwen有多少下载?", "and the price?"),
        # nothing is told of what is compared
        ("Which is longer?", "why?"),
        ("Which one is longer?", "and the car?"),
        # there is no such phrase that it could take the place of
        ("How much is a car?", "how much for a bicycle?"),
    ],
)
def test_what_would_not_fit_is_left_as_it_was_typed(before: str, asked: str) -> None:
    assert after(before, asked) == asked


def test_the_words_of_a_language_that_is_not_sure_are_completed() -> None:
    assert after("Los Angeles population", "and Paris?") == "Paris population?"


@pytest.mark.parametrize("found", ["Who built the?", "How much is the for a car?", "Who is in?"])
def test_a_completion_with_a_gap_is_not_searched(
    found: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(english, "complete", lambda text, last: found)

    assert after("How long is the crossing?", "who built it?") == "who built it?"
    assert after(f"Where is the for a car in the? {found}", "who built it?") == found


@pytest.mark.parametrize("before", ["", "?", " ", "x" * 500])
def test_after_nothing_that_can_be_read_nothing_is_completed(before: str) -> None:
    assert after(before, "why?") == "why?"


def test_the_language_may_be_given() -> None:
    earlier = [Turn(question="Wo starb Tesla?", answer="")]

    assert complete("was?", earlier, "de") == "Was starb Tesla?"
    assert complete("why?", earlier, "tlh") == "why?"


def alone() -> Iterator[str]:
    kinds = json.loads(QUESTIONS.read_text(encoding="utf-8"))
    for kind in kinds.values():
        yield from (one["question"] for one in kind)


def test_no_question_of_ours_is_changed_by_an_unrelated_turn_before_it() -> None:
    before = "When did Nikola Tesla die?"

    assert [one for one in alone() if after(before, one, titles=("Nikola Tesla",)) != one] == []


@pytest.mark.parametrize("language", ["en", "es", "de", "zh"])
def test_hardly_any_question_of_others_is_changed(language: str) -> None:
    path = EVAL / "xquad" / language / "questions.jsonl"
    skip_unless(path.is_file())
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    asked = [row["question"] for row in rows]
    before = Turn(question="Who is Kenny Ng?", answer="Kenny Ng, a strategist, told ET.")

    changed = [one for one in asked if complete(one, [before]) != one]

    assert len(changed) <= (1 - ALONE) * len(asked), changed


SAID = (
    "who what when and it his did was the of in Qwen Ng's first, price about that there then "
    "y dónde su und wann er et il l'a e onde 那 他 呢 为什么 谁 は それ なぜ 1937 ? ¿ -"
)
WORDS = st.lists(st.sampled_from(SAID.split())).map(" ".join)
TEXTS = st.one_of(st.text(), WORDS, WORDS.map(lambda words: words * 20))


@given(
    question=TEXTS,
    turns=st.lists(
        st.builds(
            Turn, question=TEXTS, answer=TEXTS, titles=st.lists(TEXTS, max_size=2).map(tuple)
        ),
        max_size=3,
    ),
    language=st.sampled_from(["", "en", "es", "de", "fr", "pt", "zh", "ja", "x"]),
)
def test_anything_said_after_anything_gives_a_text(
    question: str, turns: list[Turn], language: str
) -> None:
    whole = complete(question, turns, language)

    assert len(whole) <= len(question) + MOST_ADDED
    assert whole == question or turns
    assert whole.strip() or not question.strip()
