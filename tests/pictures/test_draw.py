"""Components of every kind come in; the page draws each, and fails on one that it cannot draw."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.loopback import components as tree
from tests.pictures.draw import Form, Shown, UnknownComponentError, components, page

BUTTONS: list[dict[str, Any]] = [
    {"type": 2, "style": style, "label": f"style {style}", "custom_id": str(style)}
    for style in (1, 2, 3, 4)
]
OPTIONS: list[dict[str, Any]] = [
    {"label": "Wrong", "value": "w"},
    {"label": "Old", "value": "o", "default": True},
]
WITHOUT_DEFAULT = [{**option, "default": False} for option in OPTIONS]
TEXT = {"type": 10, "content": "### Heading\nSome **bold** words.¹\n-# small\n> quoted"}
MEDIA = {"url": "https://example.org/a.png"}

EVERYTHING: dict[int, dict[str, Any]] = {
    1: {"type": 1, "components": BUTTONS},
    2: {"type": 2, "style": 5, "label": "Open", "url": "https://example.org"},
    3: {"type": 3, "custom_id": "pick", "placeholder": "Which?", "options": WITHOUT_DEFAULT},
    5: {"type": 5, "custom_id": "who"},
    6: {"type": 6, "custom_id": "role"},
    7: {"type": 7, "custom_id": "any"},
    8: {"type": 8, "custom_id": "where", "placeholder": "In which channel?", "disabled": True},
    9: {
        "type": 9,
        "components": [{"type": 10, "content": "Beside it"}],
        "accessory": {**BUTTONS[0], "emoji": {"name": "📖"}, "disabled": True},
    },
    10: TEXT,
    11: {"type": 11, "media": MEDIA, "description": "A cover"},
    12: {"type": 12, "items": [{"media": MEDIA, "description": "A map"}, {"media": MEDIA}]},
    13: {"type": 13, "file": {"url": "https://example.org/1/2/notes.txt"}},
    14: {"type": 14, "divider": True, "spacing": 2},
    17: {"type": 17, "accent_color": 0x3B6EA5, "components": [TEXT]},
}

FIELDS: list[dict[str, Any]] = [
    {
        "type": 18,
        "label": "Reason",
        "description": "One of them.",
        "component": {"type": 3, "custom_id": "reason", "options": OPTIONS},
    },
    {
        "type": 18,
        "label": "In your words",
        "component": {"type": 4, "custom_id": "words", "style": 2, "required": False},
    },
    {"type": 1, "components": [{"type": 4, "custom_id": "old", "label": "Once", "value": "was"}]},
    {"type": 10, "content": "Nobody else reads this."},
]


@pytest.mark.parametrize("kind", EVERYTHING)
def test_every_kind_of_component_is_drawn(kind: int) -> None:
    drawn = components([EVERYTHING[kind]])
    assert drawn.count("<div") == drawn.count("</div")
    assert drawn.count("<span") == drawn.count("</span")
    for _, part in tree.walk([EVERYTHING[kind]]):
        for key in ("label", "placeholder"):
            assert (part.get(key) or "") in drawn


def test_every_kind_that_a_message_can_hold_is_known() -> None:
    kinds = {tree.ACTION_ROW, tree.BUTTON, tree.SECTION, tree.TEXT_DISPLAY, tree.THUMBNAIL}
    kinds |= {tree.MEDIA_GALLERY, tree.FILE, tree.SEPARATOR, tree.CONTAINER, *tree.SELECTS}
    assert set(EVERYTHING) == kinds


@pytest.mark.parametrize("part", [{"type": 99}, {"type": 17, "components": [{"type": 99}]}])
def test_what_nobody_taught_it_to_draw_is_an_error(part: dict[str, Any]) -> None:
    with pytest.raises(UnknownComponentError, match="99"):
        page([Shown(author="footnote", components=[part])], "x")
    with pytest.raises(UnknownComponentError):
        page([Form(app="footnote", title="x", components=[part])], "x")
    field = {"type": 18, "label": "x", "component": {"type": 99}}
    with pytest.raises(UnknownComponentError, match="99"):
        page([Form(app="footnote", title="x", components=[field])], "x")


def test_what_stands_around_the_components_is_drawn() -> None:
    shown = Shown(
        author="footnote",
        is_app=True,
        content="Hello <@7>",
        above=("ada", "/ask"),
        is_command=True,
        ephemeral=True,
        edited=True,
        thread="More",
        files=["export.json"],
        names={7: "eve"},
    )
    drawn = page([shown], "A <title>")
    for words in ("APP", "@eve", "used <em>/ask</em>", "Only you can see this", "(edited)"):
        assert words in drawn
    for words in ("More", "export.json", "A &lt;title&gt;"):
        assert words in drawn
    bare = page([Shown(author="ada", content="Hello")], "x").partition("</style>")[2]
    for words in ("APP", "used", "Only you", "edited"):
        assert words not in bare


def test_a_form_shows_what_was_entered() -> None:
    empty = page([Form(app="footnote", title="Why?", components=FIELDS)], "x")
    assert "<b>Old</b>" in empty
    assert "was" in empty
    entries = {"reason": ["w"], "words": "The date & place."}
    filled = page([Form(app="footnote", title="Why?", components=FIELDS, entries=entries)], "x")
    assert "<b>Wrong</b>" in filled
    assert "The date &amp; place." in filled
    assert filled.count('class="star"') == 2


def test_a_page_stands_alone() -> None:
    hostile = '<img src="https://example.org/x"><script>alert(1)</script>'
    text = {"type": 10, "content": hostile}
    shown = Shown(author=hostile, content=hostile, components=[text], above=(hostile, hostile))
    drawn = page([shown, Form(app="x", title=hostile, components=FIELDS)], hostile)
    assert not re.search(r"<(script|img|link|iframe|object|svg)\b|url\(|@import|href", drawn)
    assert drawn == page([shown, Form(app="x", title=hostile, components=FIELDS)], hostile)
