"""Answers that went stale or came late keep what they show, within what a message holds."""

from typing import Any

import discord
import pytest

from bot.render.aftercare import AGAIN, STALE, again_button, render_late, render_stale, says_stale
from bot.render.markdown import length
from bot.render.message import render_answer
from bot.words import LOCALES, say
from tests.bot.render.answers import an_answer

Container = discord.ui.Container[Any]


def a_button(custom_id: str) -> discord.ui.Button[Any]:
    return discord.ui.Button(label="Show passages", custom_id=custom_id)


def texts(container: Container) -> list[str]:
    return [
        one.content for one in container.walk_children() if isinstance(one, discord.ui.TextDisplay)
    ]


def ids(container: Container) -> list[list[str | None]]:
    """The custom ids of each row's buttons."""
    return [
        [one.custom_id for one in row.children if isinstance(one, discord.ui.Button)]
        for row in container.children
        if isinstance(row, discord.ui.ActionRow)
    ]


def stale(container: Container, record: int = 7, locale: str = "en-US") -> Container:
    [marked] = render_stale([container], record, locale)
    assert isinstance(marked, discord.ui.Container)
    discord.ui.LayoutView().add_item(marked)  # which counts components
    assert sum(map(length, texts(marked))) <= 4000
    return marked


def test_a_stale_answer_keeps_all_it_shows_under_one_line_more() -> None:
    before = render_answer(an_answer("It passed 10 million."), [a_button("passages:1-1-1")])
    shown = before.to_component_dict()
    assert not says_stale(before, 7)

    marked = stale(before)

    line = f"-# {STALE}\n"
    after = marked.to_component_dict()
    assert after["components"][0]["content"] == line + shown["components"][0]["content"]
    assert after["components"][1:-1] == shown["components"][1:-1]
    assert after["accent_color"] == shown["accent_color"]
    assert ids(marked) == [["passages:1-1-1", "again:7"]]
    assert says_stale(marked, 7)
    assert not says_stale(marked, 8)


@pytest.mark.parametrize("buttons", [0, 5])
def test_where_no_row_takes_a_button_there_is_another_row(buttons: int) -> None:
    text = discord.ui.TextDisplay[Any]("### Why?")
    row: list[discord.ui.Item[Any]] = []
    if buttons:
        row = [discord.ui.ActionRow(*(a_button(f"b{n}") for n in range(buttons)))]

    assert ids(stale(discord.ui.Container(text, *row)))[-1] == ["again:7"]


def test_a_select_is_no_place_for_a_button() -> None:
    row = discord.ui.ActionRow[Any](discord.ui.UserSelect())

    assert ids(stale(discord.ui.Container(discord.ui.TextDisplay("### Why?"), row)))[-1] == [
        "again:7"
    ]


@pytest.mark.parametrize("full", [38, 39])
def test_without_room_for_another_component_there_is_only_the_line(full: int) -> None:
    items = [discord.ui.TextDisplay[Any](f"Line {number}.") for number in range(full)]

    marked = stale(discord.ui.Container(*items))

    assert ids(marked) == []
    assert texts(marked)[0] == f"-# {STALE}\nLine 0."


def test_small_print_makes_room_for_the_line() -> None:
    body = "\n".join(["A sentence."] * 325)
    small = "-# Clearly so."
    container = discord.ui.Container[Any](
        discord.ui.TextDisplay(f"### Why?\n{body}"), discord.ui.TextDisplay(small)
    )
    assert sum(map(length, texts(container))) > 4000 - len(STALE) - 4

    first, last = texts(stale(container))

    assert first.endswith(body)
    assert last == "…"


@pytest.mark.parametrize(
    "lines", [["🦉" * 2000], ["x" * 3999, "y"], ["word " * 20] * 39, ["-# small"] * 400]
)
def test_whatever_it_shows_it_stays_within_a_message(lines: list[str]) -> None:
    container = discord.ui.Container[Any](discord.ui.TextDisplay("\n".join(lines)))

    assert texts(stale(container))[0].startswith(f"-# {STALE}\n")


def test_a_text_that_is_first_in_a_section_is_not_lost() -> None:
    section = discord.ui.Section[Any]("### Why?", accessory=a_button("b"))

    assert texts(stale(discord.ui.Container(section))) == [f"-# {STALE}", "### Why?"]


def test_what_is_no_answer_stays_as_it_is() -> None:
    item = discord.ui.TextDisplay[Any]("Hello.")

    assert render_stale([item], 7, "en-US") == [item]


@pytest.mark.parametrize("locale", ["en-US", *LOCALES])
def test_the_line_is_in_the_persons_language(locale: str) -> None:
    marked = stale(render_answer(an_answer("So."), [], locale), locale=locale)

    assert texts(marked)[0].startswith(f"-# {say(STALE, locale)}\n")


def test_a_late_answer_says_when_it_was_asked_and_of_whom_where_others_read() -> None:
    asked_at = 1_709_640_000.0  # 5 March 2024
    alone = render_late(render_answer(an_answer("So.")), "en-US", asked_at=asked_at)
    others = render_late(render_answer(an_answer("So.")), "en-US", asked_at=asked_at, person=42)

    said = "ou asked this on 5 March 2024; an article that came in since answers it.\n### How"
    assert texts(alone)[0].startswith(f"-# Y{said}")
    assert texts(others)[0].startswith(f"-# <@42>, y{said}")


@pytest.mark.parametrize("record", [1, 10**17])
def test_the_button_carries_its_record(record: int) -> None:
    custom_id = again_button(record, "en-US").custom_id
    assert custom_id is not None
    match = AGAIN.fullmatch(custom_id)
    assert match is not None
    assert int(match["record"]) == record


@pytest.mark.parametrize("custom_id", ["again:", "again:-1", "again:1x", "again:" + "9" * 19])
def test_nothing_else_is_that_button(custom_id: str) -> None:
    assert AGAIN.fullmatch(custom_id) is None
