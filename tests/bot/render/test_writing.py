"""Everywhere that an answer is shown, it is said who wrote it, and why it was not the model."""

from dataclasses import replace

import pytest
from rich.console import Console

from bot.render.document import answer_document
from bot.render.message import render_answer
from bot.render.terminal import answer_lines
from bot.render.words import WRITING, confidence_words, writing_words
from bot.types import Answer, Shortfall, Writing
from tests.bot.documents import ANSWER
from tests.bot.documents import check as check_document
from tests.bot.render.answers import a_citation, an_answer, no_answer

SHORTFALLS: tuple[Shortfall | None, ...] = (
    None,
    "unavailable",
    "stopped",
    "unchecked",
    "not said",
)


def on_discord(answer: Answer, *, unfinished: bool = False) -> str:
    components = render_answer(answer, unfinished=unfinished).to_component_dict()["components"]
    return "\n".join(str(one["content"]) for one in components if "content" in one)


def in_terminal(answer: Answer) -> str:
    console = Console(width=400, highlight=False)
    with console.capture() as capture:
        console.print(answer_lines(answer))
    return capture.get()


@pytest.mark.parametrize("shortfall", SHORTFALLS)
def test_an_answer_by_a_model_says_so_in_place_of_how_sure_it_is(
    shortfall: Shortfall | None,
) -> None:
    writing = Writing(model="tiny", by_model=True, shortfall=shortfall)
    answer = replace(an_answer("It grew."), writing=writing)
    for shown in (on_discord(answer), in_terminal(answer)):
        assert writing_words(writing) in shown
        assert confidence_words(answer.confidence) not in shown
        assert "tiny" not in shown
    document = answer_document(answer)
    check_document(document, ANSWER)
    assert document["writing"] == {
        "model": "tiny",
        "by_model": True,
        "shortfall": shortfall,
        "searches": [],
    }


@pytest.mark.parametrize("shortfall", SHORTFALLS[1:])
def test_quotes_in_a_models_place_say_why_and_how_sure_they_are(shortfall: Shortfall) -> None:
    writing = Writing(model="tiny", by_model=False, shortfall=shortfall)
    answered = replace(an_answer("It grew."), writing=writing)
    refused = replace(no_answer(a_citation(quote="It grew.")), writing=writing)
    for answer in (answered, refused):
        assert writing_words(writing) in on_discord(answer)
        assert writing_words(writing) in in_terminal(answer)
    assert confidence_words(answered.confidence) in on_discord(answered)


def test_an_unfinished_answer_says_so_whatever_it_has_by_now() -> None:
    begun = replace(an_answer(), writing=Writing(model="tiny", by_model=True))
    some = an_answer("It grew.")
    grown = replace(begun, statements=some.statements, citations=some.citations)
    for answer in (begun, grown):
        shown = on_discord(answer, unfinished=True)
        assert f"-# {WRITING}" in shown
        assert writing_words(Writing(model="tiny", by_model=True)) not in shown
