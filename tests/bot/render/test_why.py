"""Explanations become containers: what is said of the scores, within Discord's limits, and safe."""

from dataclasses import replace

import discord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cogs.trust_buttons import repair_rows
from bot.render.markdown import length
from bot.render.why import render_taught, render_why
from bot.types import Explanation, RankedPassage
from bot.words import LOCALES
from index.alike import Alike
from index.examined import Examined
from index.shelf import AddReceipt
from index.types import PUBLIC, Scores, Signals
from tests.bot.render.discord_rules import read
from tests.bot.render.strangers import strangers_text

SURE = Signals(closeness=0.7, weakest=0.5, coverage=0.9, matched=1.0, dense=0.6)
UNSURE = Signals(
    closeness=0.2, weakest=0.05, coverage=0.1, matched=0.1, dense=0.1, misfit=True, other_year=True
)


def a_passage(rank: int = 1, *, title: str = "The Qwen app", text: str = "It is.") -> RankedPassage:
    return RankedPassage(
        rank=rank,
        by_meaning=rank,
        by_words=rank,
        scores=Scores(dense=0.7, keywords=9.0, fused=1.5, reranked=8.0),
        cited=(rank,),
        collection=PUBLIC,
        title=title,
        url="https://example.com/qwen",
        text=text,
        article=f"article{rank}",
        outdated=False,
        pinned=False,
    )


def an_explanation(*passages: RankedPassage) -> Explanation:
    return Explanation(
        record=7,
        typed="How many downloads?",
        searched="How many downloads?",
        answered=True,
        confidence=0.93,
        threshold=0.41,
        signals=SURE,
        passages=passages,
        gone=0,
        outdated=(),
        pinned=False,
        ups=2,
        downs=1,
        model="all-MiniLM-L6-v2",
    )


def texts(why: Explanation, locale: str = "en-US") -> list[str]:
    container = render_why(why, repair_rows(why, locale), locale)
    view: discord.ui.LayoutView = discord.ui.LayoutView(timeout=None)
    view.add_item(container)
    assert view._total_children <= 40
    parts = container.walk_children()
    return [part.content for part in parts if isinstance(part, discord.ui.TextDisplay)]


def test_an_explanation_in_full() -> None:
    near_miss = replace(
        a_passage(2, title="Rivals"),
        cited=(),
        by_words=None,
        collection="server-1",
        scores=Scores(dense=0.3, keywords=0.0, fused=0.2, reranked=1.0),
        outdated=True,
    )
    why = an_explanation(replace(a_passage(), pinned=True), near_miss)
    why = replace(why, searched="How many downloads of Qwen?", gone=1, pinned=True)
    assert "\n".join(texts(why)).splitlines() == [
        "### Why this answer?",
        "Asked: How many downloads?",
        "Searched for: How many downloads of Qwen?",
        "**The articles say so clearly.**",
        "How sure: 93 of 100; an answer needs 41.",
        "- The best sentence means much the same as the question.",
        "- Its passage holds most of the question's words.",
        "**Cited**",
        "1. [The Qwen app](https://example.com/qwen) ¹ (public, pinned)",
        "> It is.",
        "-# By meaning number 1: very close. By words number 1: many in common.",
        "",
        "**Found, but not cited**",
        "2. [Rivals](https://example.com/qwen) (this server's, marked outdated)",
        "> It is.",
        "-# By meaning number 2: close. By words: none in common.",
        "-# 2 people found it helpful. 1 person did not.",
        "-# 1 passage was changed or removed since.",
        "-# A passage is pinned for this question.",
        "-# Model: all-MiniLM-L6-v2",
    ]


def test_of_a_refusal_it_says_what_was_missing() -> None:
    why = replace(an_explanation(), answered=False, confidence=0.02, signals=UNSURE)
    assert texts(why)[1].splitlines() == [
        "**The search was not sure enough of what it found.**",
        "How sure: 2 of 100; an answer needs 41.",
        "- No sentence is close to the question in meaning.",
        "- A part of the question has no counterpart in it.",
        "- Its passage holds few of the question's words.",
        "- It names no number or time, which the question asks for.",
        "- It names other years than the question.",
    ]


@pytest.mark.parametrize("locale", ["en-US", *LOCALES])
def test_much_of_everything_fits(locale: str) -> None:
    long = "_" * 4000
    many = [a_passage(rank, title=long, text=long) for rank in range(1, 12)]
    why = replace(
        an_explanation(*many),
        typed=long,
        searched=long + "!",
        outdated=tuple((f"a{number}", long) for number in range(40)),
        signals=UNSURE,
        pinned=True,
        gone=5,
    )
    assert sum(map(length, texts(why, locale))) <= 4000


@settings(max_examples=60, deadline=None)
@given(strangers_text, st.sampled_from(["en-US", *LOCALES]))
def test_nothing_that_a_stranger_wrote_comes_alive(text: str, locale: str) -> None:
    why = replace(an_explanation(a_passage(title=text, text=text)), typed=text, searched=text + "?")
    receipt = AddReceipt(
        collection="server-1",
        article_id="taught-1",
        examined=Examined(
            url="",
            title=text,
            author=None,
            published=None,
            found=(),
            language="en",
            words=1,
            chunks=1,
            alike=(Alike(collection=PUBLIC, article_id="a", title=text, share=0.9),),
        ),
    )
    taught = render_taught(receipt, locale)
    said = [
        part.content for part in taught.walk_children() if isinstance(part, discord.ui.TextDisplay)
    ]
    for one in (*texts(why, locale), *said):
        assert set(read(one).alive) <= {"heading", "small", "bold", "quote", "link", "list"}
