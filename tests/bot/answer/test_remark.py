"""What is no question gets a remark; whatever might be one does not."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer.remark import remark
from bot.desk import Desk
from bot.errors import DeskError, Trouble
from bot.types import Question

DATA = Path(__file__).parents[2] / "data"
NON_QUESTIONS = json.loads((DATA / "non_questions.json").read_text(encoding="utf-8"))
EVAL = Path(__file__).parents[4] / "shared" / "eval"

# A few words of each kind of remark, so that a greeting is not met with advice on code.
SAID = {
    "greeting": "Hello!",
    "thanks": "You're welcome",
    "farewell": "Goodbye",
    "self": "I'm Footnote",
    "help": "Ask a question in a sentence",
    "making": "a question about me",
    "feelings": "All well",
    "praise": "that's kind",
    "insult": "I'm sorry",
    "noted": "All right",
    "laugh": "made you smile",
    "code": "looks like code",
    "nonsense": "can't make a question",
    "link": "don't open links",
}
CASES = [(kind, text) for kind, texts in NON_QUESTIONS.items() for text in texts]


def test_there_are_forty_and_more_of_them() -> None:
    assert len(CASES) >= 40
    assert NON_QUESTIONS.keys() == SAID.keys()


@pytest.mark.parametrize(("kind", "text"), CASES)
@pytest.mark.asyncio
async def test_what_is_no_question_gets_a_remark_and_no_search(
    kind: str, text: str, desk: Desk
) -> None:
    answer = await desk.answer(Question(text=text))

    assert answer.remark is not None
    assert SAID[kind] in answer.remark
    assert not answer.answered
    assert not answer.partly
    assert (answer.statements, answer.citations, answer.passages) == ((), (), ())
    assert not answer.milliseconds


@pytest.mark.asyncio
@pytest.mark.parametrize("text", ["", "   ", "\n\n", "?!…", "🎉"])
async def test_an_empty_line_is_told_so(text: str, desk: Desk) -> None:
    with pytest.raises(DeskError) as told:
        await desk.answer(Question(text=text))

    assert told.value.trouble is Trouble.EMPTY


@pytest.mark.asyncio
async def test_six_thousand_characters_of_filler_are_too_long(desk: Desk) -> None:
    filler = "Lorem ipsum dolor sit amet. " * 220

    with pytest.raises(DeskError) as told:
        await desk.answer(Question(text=filler[:6000]))

    assert told.value.trouble is Trouble.TOO_LONG


@pytest.mark.parametrize(
    "text",
    [
        "Hi, what is LingGuang?",
        "Hello! When did the app open?",
        "Thanks. And who made Qwen?",
        "Who are the Qwen team?",
        "What is Thanksgiving?",
        "test results of Qwen?",
        "LingGuang",
        "Qwen app",
        "GDP 2024",
        "Hello Kitty",
        "OK Computer",
        "thanks to whom did it grow?",
        "who made Qwen?",
        "how are the apps regulated?",
        "What does lorem ipsum mean?",
        "class action lawsuit",
        "import tariffs",
        "function of the liver",
        "property",
        "Where is Nice?",
        "Does help arrive in time?",
        "select committees from parliament",
        "是谁发布了千问?",
        "你好公司是做什么的?",
    ],
)
def test_what_may_be_a_question_is_looked_up(text: str) -> None:
    assert remark(text) is None


def test_none_of_the_questions_about_the_articles_is_waved_away() -> None:
    kinds = json.loads((DATA / "questions.json").read_text(encoding="utf-8"))

    assert [one for asked in kinds.values() for one in asked if remark(one["question"])] == []


def eval_questions() -> Iterator[str]:
    for path in sorted(EVAL.rglob("questions.jsonl")):
        with path.open(encoding="utf-8") as lines:
            yield from (json.loads(line)["question"] for line in lines)


def test_none_of_thousands_of_real_questions_is_waved_away() -> None:
    if not EVAL.is_dir():
        pytest.skip("the evaluation questions are not beside this checkout")
    questions = list(eval_questions())

    assert len(questions) > 5_000
    assert [question for question in questions if remark(question) is not None] == []


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    said = remark(text)

    assert said is None or said.endswith((".", "!", "?"))


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "part", ["a", "ha", "hi ", "thank you ", "{", "so really ", "(", "=> ", "x("]
)
def test_no_text_takes_long(part: str) -> None:
    remark(part * (6000 // len(part)))
