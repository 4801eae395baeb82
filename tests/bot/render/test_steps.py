"""What was searched for an answer, and which part of a question the articles don't answer."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import discord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from bot.render.document import answer_document
from bot.render.markdown import length
from bot.render.message import render_answer, render_searching
from bot.render.terminal import answer_lines
from bot.types import Answer, Writing
from bot.words import LOCALES
from tests.bot.documents import ANSWER
from tests.bot.documents import check as check_document
from tests.bot.render.answers import a_citation, an_answer, no_answer
from tests.bot.render.discord_rules import read
from tests.bot.render.strangers import strangers_text

SOONER, MAKER = "Which app reached a million sooner?", "Who *makes* it?"


def texts(container: discord.ui.Container[Any]) -> list[str]:
    return [
        one.content for one in container.walk_children() if isinstance(one, discord.ui.TextDisplay)
    ]


def a_stop() -> discord.ui.Button[Any]:
    return discord.ui.Button(label="Stop", custom_id="x")


def in_parts(*statements: str, unsaid: Sequence[str] = ()) -> Answer:
    return replace(an_answer(*statements), steps=(SOONER, MAKER), unsaid=tuple(unsaid))


def test_what_was_looked_for_stands_small_below_the_question() -> None:
    heading = texts(render_answer(in_parts("LingGuang.")))[0]
    assert heading.splitlines() == [
        "### How many downloads?",
        r"-# Looked for: Which app reached a million sooner? · Who \*makes\* it?",
    ]
    assert "Looked for" not in texts(render_answer(an_answer("LingGuang.")))[0]


def test_the_steps_of_a_follow_up_stand_in_the_place_of_what_was_searched() -> None:
    answer = replace(in_parts("LingGuang."), searched=f"{SOONER} {MAKER}")
    heading = texts(render_answer(answer))[0]
    assert "Looked for" in heading
    assert "Searched for" not in heading


def test_a_part_without_an_answer_is_named_above_how_sure_the_others_are() -> None:
    body = texts(render_answer(in_parts("LingGuang.", unsaid=[MAKER])))[1]
    assert body.splitlines() == [
        "LingGuang.¹",
        r"-# The articles don't say: Who \*makes\* it?",
        "-# The articles say so clearly.",
    ]


def test_a_terminal_and_a_script_are_told_the_same() -> None:
    answer = in_parts("LingGuang.", unsaid=[MAKER])
    console = Console(width=400, highlight=False)
    with console.capture() as capture:
        console.print(answer_lines(answer))
    assert f"Looked for: {SOONER} · {MAKER}" in capture.get()
    assert f"The articles don't say: {MAKER}" in capture.get()
    document = answer_document(answer)
    check_document(document, ANSWER)
    assert (document["steps"], document["unsaid"]) == ([SOONER, MAKER], [MAKER])


def test_what_a_model_looked_for_is_told_apart_at_every_door() -> None:
    searches = ("Qwen app", "Ant **Group**")
    writing = Writing(model="tiny", by_model=True, searches=searches)
    answer = replace(in_parts("LingGuang."), writing=writing)
    assert texts(render_answer(answer))[0].splitlines()[1:] == [
        r"-# Looked for: Which app reached a million sooner? · Who \*makes\* it?",
        r"-# The language model looked for: Qwen app · Ant \*\*Group\*\*",
    ]
    console = Console(width=400, highlight=False)
    with console.capture() as capture:
        console.print(answer_lines(answer))
    assert "The language model looked for: Qwen app · Ant **Group**" in capture.get()
    document = answer_document(answer)
    check_document(document, ANSWER)
    assert document["writing"]["searches"] == list(searches)


def test_while_it_is_searched_the_question_stands_above_the_searches() -> None:
    shown = render_searching(no_answer(question="Which, and who?"), [SOONER, MAKER], [a_stop()])
    assert texts(shown) == [
        "### Which, and who?\n"
        r"-# Searching: Which app reached a million sooner? · Who \*makes\* it?"
    ]


@settings(max_examples=60, deadline=None)
@given(typed=strangers_text, steps=st.lists(strangers_text, min_size=1, max_size=5))
def test_hostile_words_do_nothing_there(typed: str, steps: list[str]) -> None:
    writing = Writing(model="tiny", by_model=True, searches=tuple(steps))
    answer = replace(an_answer("Yes.", question=typed), steps=tuple(steps), unsaid=tuple(steps[1:]))
    searched = replace(an_answer("Yes.", question=typed), writing=writing)
    pages = render_answer(answer), render_answer(searched)
    for page in (*pages, render_searching(answer, steps, [a_stop()])):
        seen = [read(text) for text in texts(page)]
        assert {name for one in seen for name in one.alive} <= {"heading", "small", "bold", "link"}
        assert texts(page)[0].count("\n") == 1
        assert set(seen[0].links) == set()


@pytest.mark.parametrize("locale", ["en-US", *LOCALES])
def test_the_longest_words_everywhere_fit_in_a_message(locale: str) -> None:
    long = "*" * 900
    many = [a_citation(number, title=long, publisher=long) for number in range(1, 30)]
    answer = replace(
        an_answer(*[long] * 29, question=long, citations=many),
        searched=long,
        steps=(long,) * 5,
        unsaid=(long,) * 4,
        writing=Writing(model=long, by_model=True, searches=(long,) * 4),
    )
    shown = texts(render_answer(answer, [a_stop()], locale, shared_by=long))
    assert sum(map(length, shown)) <= 4000
    assert shown[1].count("\n-# ") >= 5
    assert len(shown) == 3
