"""What is no question gets a remark; whatever might be one does not."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer.remark import remark, without_greeting
from bot.desk import Desk
from bot.errors import DeskError, Trouble
from bot.types import Question
from bot.words import say
from tests.evaluation import EVAL, skip_unless

DATA = Path(__file__).parents[2] / "data"
NON_QUESTIONS = json.loads((DATA / "non_questions.json").read_text(encoding="utf-8"))

# A few words of each kind of remark, so that a greeting is not met with advice on code.
SAID = {
    "greeting": "Hello!",
    "thanks": "You're welcome",
    "farewell": "Goodbye",
    "self": "I'm Footnote",
    "help": "Ask a question in a sentence",
    "library": "/library list",
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


@pytest.mark.parametrize(("kind", "text"), CASES)
def test_every_remark_can_be_said_in_other_languages(kind: str, text: str) -> None:
    said = remark(text)

    assert said is not None
    assert say(said, "de") != said


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
        "Select committees from parliament, and what they do;",
        "Sudoku",
        "SSH protocol",
        "WWW",
        "Nice",
        "QWERTY",
        "JSON",
        "test 1 results",
        "create table syntax",
        "drop table tennis from the Games",
        "from China import duties",
        "import requests of 2024",
        "Class A drugs: how are they defined",
        "Def Leppard: their albums",
        "Function (mathematics)",
        "public class schools",
        "git push and pull compared",
        "When did he return home; and why?",
        "What does ```print``` do?",
        "What does this do?\ndef f(x): return x",
        "do you remember all the names of the Qwen models?",
        "are you aware of LingGuang?",
        "who are you talking about in the first article?",
        "what is up with Alibaba?",
        "Hello, Dolly!",
        "Yes Minister",
        "help me find when LingGuang opened",
        "https://example.com says that Qwen grew; did it?",
        "<@123456789012345678> what is Qwen",
        "what's new in the Qwen app?",
        "any news about LingGuang?",
        "any news from Alibaba today?",
        "what articles did the treaty have?",
        "which articles are about Qwen?",
        "which articles are there?",
        "list the articles of the treaty",
        "what topics does the Qwen team cover?",
        "what sources do you have for the downloads?",
        "what is new media?",
        "any sources?",
        "show the sources",
        "are there any documents?",
        "latest news",
        "New",
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
    skip_unless(EVAL.is_dir())
    questions = list(eval_questions())

    assert len(questions) > 5_000
    assert [question for question in questions if remark(question) is not None] == []


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    said = remark(text)

    assert said is None or said.endswith((".", "!", "?"))


@pytest.mark.timeout(10)
@pytest.mark.parametrize("start", ["", "{", "select a from ", "def f(", "hi ", "www."])
@pytest.mark.parametrize(
    "part",
    [
        *("a", "ha", "hi ", "thank you ", "so really ", "hi,", "你好", "asdf", "www."),
        *("{", "(", "=> ", "x(", '":', '"a":', " from a", "class a:\n"),
    ],
)
def test_no_text_takes_long(start: str, part: str) -> None:
    """It runs on the event loop, and a pattern that tries all ways would stop it for minutes."""
    remark(start + part * (6000 // len(part)))


@pytest.mark.parametrize(
    ("asked", "looked_up"),
    [
        ("hey, what does LingGuang do?", "what does LingGuang do?"),
        ("Hi there! Who made it?", "Who made it?"),
        ("Good morning. When was it?", "When was it?"),
        ("Hi-fi sales in 2024", "Hi-fi sales in 2024"),
        ("Hello Kitty toys", "Hello Kitty toys"),
        ("Hello, Dolly!", "Hello, Dolly!"),
        ("Where is Hey?", "Where is Hey?"),
        ("hello", "hello"),
        ("Highest tower?", "Highest tower?"),
    ],
)
def test_a_greeting_in_front_of_a_question_is_not_looked_up(asked: str, looked_up: str) -> None:
    assert without_greeting(asked) == looked_up
