"""What was found becomes pages: each passage whole, within Discord's limits, and safe."""

from collections.abc import Mapping

import discord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.render.markdown import length
from bot.render.pages import render_page, split
from bot.types import Found
from bot.words import LOCALES
from index.types import Passage, Span
from tests.bot.render.answers import a_passage, some_marks
from tests.bot.render.discord_rules import read
from tests.bot.render.strangers import strangers_text


def found(
    *passages: Passage, cited: Mapping[int, Mapping[int, Span]] | None = None, gone: int = 0
) -> Found:
    return Found(passages=passages, cited=cited or {}, gone=gone)


def texts(one: Found, page: int = 1, locale: str = "en-US") -> list[str]:
    container = render_page(one, page, [], locale)
    parts = container.walk_children()
    return [part.content for part in parts if isinstance(part, discord.ui.TextDisplay)]


def test_the_cited_words_are_bold_and_linked_to() -> None:
    passage = a_passage("It was relaunched.", "It passed 10 million.")
    one = found(passage, cited={1: {2: passage.sentences[1]}})
    page, foot = texts(one)
    assert page.splitlines() == [
        "² [The Qwen app](https://example.com/qwen#:~:text=It%20passed%2010%20million.)"
        " — Example News",
        "-# Downloads",
        "> It was relaunched. **It passed 10 million.**",
    ]
    assert foot == "-# 1 of 1"


def test_what_is_not_cited_has_no_mark_and_links_to_its_beginning() -> None:
    page, _ = texts(found(a_passage("It was relaunched.", heading="")))
    assert page.startswith("[The Qwen app](https://example.com/qwen#:~:text=It%20was%20relaunched")
    page, _ = texts(found(a_passage("It was relaunched.", url=None, heading="")))
    assert page.startswith("**The Qwen app**")


@pytest.mark.parametrize(("page", "shown"), [(0, 1), (1, 1), (2, 2), (3, 2), (9999, 2)])
def test_a_page_beyond_the_last_is_the_last(page: int, shown: int) -> None:
    one = found(a_passage("One."), a_passage("Two.", chunk_id=2))
    assert texts(one, page)[1] == f"-# {shown} of 2"


@pytest.mark.parametrize(
    ("gone", "words"),
    [
        (1, "-# 1 more was found, but its article has been changed or removed."),
        (2, "-# 2 more were found, but their articles have been changed or removed."),
    ],
)
def test_what_is_gone_is_counted(gone: int, words: str) -> None:
    assert texts(found(a_passage("One."), gone=gone))[1].splitlines()[1] == words


def test_a_long_passage_is_whole_on_several_pages() -> None:
    sentences = [f"Sentence number {number} of it." for number in range(400)]
    one = found(a_passage(*sentences))
    pages = split(one)
    assert len(pages) > 1
    together = " ".join(pages)
    assert all(sentence in together for sentence in sentences)


@settings(max_examples=60, deadline=None)
@given(st.lists(strangers_text, min_size=1, max_size=6), strangers_text, st.booleans())
def test_nothing_that_a_stranger_wrote_comes_alive(
    sentences: list[str], title: str, cited: bool
) -> None:
    passage = a_passage(*sentences, title=title, heading=title)
    spans = {1: {1: passage.sentences[0]}} if cited else {}
    one = found(passage, cited=spans, gone=3)
    for locale in ("en-US", *LOCALES):
        for number in range(1, len(split(one, locale)) + 1):
            said = texts(one, number, locale)
            assert sum(map(length, said)) <= 4000
            for text in said:
                assert set(read(text).alive) <= {"small", "bold", "quote", "link"}


def test_a_page_of_a_document_is_named_and_opened() -> None:
    marks = some_marks("page", 4, 5, start=110)
    passage = a_passage("It was relaunched.", "It passed 10 million.", heading="", marks=marks)
    page, _ = texts(found(passage, cited={1: {2: passage.sentences[1]}}))

    assert page.startswith("² [The Qwen app](https://example.com/qwen#page=4), pp. 4–5 — Example")
