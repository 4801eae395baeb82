"""What is kept comes in numbers; what is said of it fits in a message, in the right form."""

from typing import Any

import discord
import pytest

from bot.records.base import ChannelKind, Forgotten, Held
from bot.render.privacy import render_forgotten, render_held
from bot.render.settings import channel_label, permission_words, render_channels
from bot.words import ENGLISH, LOCALES
from tests.loopback import components as tree

every_locale = pytest.mark.parametrize("locale", [ENGLISH, *LOCALES])


def said(container: discord.ui.Container[Any]) -> str:
    return "\n".join(tree.texts([container.to_component_dict()]))


def button() -> discord.ui.Button[Any]:
    return discord.ui.Button(label="x", custom_id="x")


@every_locale
@pytest.mark.parametrize("days", [0, 1, 90, 3650])
def test_what_is_kept_fits_in_a_message(locale: str, days: int) -> None:
    held = Held(answers=1, votes=10_000, repairs=0, announced=0, keep_days=days)
    assert 200 < len(said(render_held(held, [button()], locale))) < 4000


def test_numbers_are_told_in_the_right_form() -> None:
    held = Held(answers=1, votes=2, repairs=1200, announced=3, keep_days=1)
    text = said(render_held(held, [button()], ENGLISH))
    assert "for 1 day." in text
    assert "Kept of you now: 1 question · 2 votes · 1,200 repairs" in text


def test_only_what_was_deleted_is_listed() -> None:
    one = Forgotten(answers=1, votes=0, gaps=0, unsigned=0, taught=(), announced=())
    all_of_it = Forgotten(
        answers=2, votes=1, gaps=1, unsigned=3, taught=(("a", "b"),), announced=((1, 2),)
    )
    none = Forgotten(answers=0, votes=0, gaps=0, unsigned=0, taught=(), announced=())
    assert said(render_forgotten(one, ENGLISH, with_files=False)).splitlines()[:2] == [
        "### Deleted",
        "- 1 question with its answer",
    ]
    assert said(render_forgotten(all_of_it, ENGLISH, with_files=False)).splitlines()[1:-1] == [
        "- 2 questions with their answers",
        "- 1 of them was noted as unanswered",
        "- 1 vote",
        "- 3 repairs no longer say that it was you",
        "- 1 article that you taught no longer has your name",
        "- 1 announcement no longer has your name",
    ]
    assert said(render_forgotten(none, ENGLISH, with_files=True)).splitlines()[:2] == [
        "### Deleted",
        "- your files, from my memory",
    ]
    assert said(render_forgotten(none, ENGLISH, with_files=False)).startswith(
        "### There was nothing to delete\n-# "
    )


@every_locale
def test_any_number_of_channels_fits_in_a_message(locale: str) -> None:
    channels: dict[int, ChannelKind] = {10**18 + number: "forum" for number in range(500)}
    text = said(render_channels(channels, [], reads=False, locale=locale))
    assert len(text) < 4000
    assert text.count("<#") > 30


def test_a_channel_is_labelled_by_what_the_reader_may_know() -> None:
    assert channel_label("general", 7, ENGLISH) == "#general"
    assert channel_label(None, 7, ENGLISH) == "a channel that you don't see (7)"
    assert channel_label("\u200b\u202e", 7, ENGLISH) == "#7"
    assert len(channel_label("n" * 200, 7, ENGLISH)) <= 100


def test_permissions_are_called_as_discord_calls_them() -> None:
    words = permission_words(["view_channel", "send_messages_in_threads"], ENGLISH)
    assert words == "View Channel, Send Messages in Threads"
