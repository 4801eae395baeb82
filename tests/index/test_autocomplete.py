"""What is typed, and the questions that go on like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.autocomplete import Suggestions

ROWS = [
    ("public", "new", "What is the Château of Brill?"),
    ("server-1", "mine", "Who runs the mill?"),
    ("public", "old", "When does the mill open?"),
    ("public", "zh", "什么是阿里巴巴？"),
    ("public", "new", "Who built the château?"),
    ("public", "old", "when does the MILL open"),
]
BOTH = frozenset({"public", "server-1"})


def typed(text: str, collections: frozenset[str] = BOTH, limit: int = 25) -> list[str]:
    return Suggestions(ROWS).matching(text, collections=collections, limit=limit)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("chat bri", ["What is the Château of Brill?"]),
        ("CHÂTEAU", ["What is the Château of Brill?", "Who built the château?"]),
        ("mill", ["Who runs the mill?", "When does the mill open?"]),
        ("who", ["Who runs the mill?", "Who built the château?"]),
        ("the mill op", ["When does the mill open?"]),
        ("ill", []),
        ("阿里", ["什么是阿里巴巴？"]),
        ("里巴", ["什么是阿里巴巴？"]),
        ("mill castle", []),
    ],
)
def test_every_typed_word_begins_a_word(text: str, found: list[str]) -> None:
    assert typed(text) == found


def test_what_begins_as_typed_comes_first() -> None:
    rows = [("public", "a", "Where is the hotel?"), ("public", "b", "The where and the when?")]
    assert Suggestions(rows[::-1]).matching("where", collections=BOTH, limit=2)[0] == rows[0][2]


@pytest.mark.parametrize("text", ["", "  ", "?", "👍"])
def test_nothing_typed_gives_the_first_of_all_each_once(text: str) -> None:
    assert typed(text) == [row[2] for row in ROWS[:5]]
    assert typed(text, limit=2) == [row[2] for row in ROWS[:2]]
    assert typed(text, limit=0) == []


@given(st.sets(st.sampled_from(["public", "server-1", "server-2"])), st.text(max_size=6))
def test_only_what_may_be_seen_is_offered(collections: set[str], text: str) -> None:
    allowed = {row[2] for row in ROWS if row[0] in collections}
    made = Suggestions(ROWS)
    names = frozenset(collections)
    assert set(made.matching(text, collections=names, limit=25)) <= allowed
    ids = [row[1] for row in ROWS]
    assert set(made.related(ids, text, collections=names, limit=25)) <= allowed


def test_related_are_the_articles_other_questions_in_turns() -> None:
    made = Suggestions(ROWS)

    def related(asked: str, *ids: str, limit: int = 3) -> list[str]:
        return made.related(ids, asked, collections=BOTH, limit=limit)

    assert related("?", "old", "new") == [
        "When does the mill open?",
        "What is the Château of Brill?",
        "Who built the château?",
    ]
    assert related("what is the chateau of brill", "new") == ["Who built the château?"]
    assert related("when does the mill open", "old") == []
    assert related("?", "nothing") == []
    assert related("?", "old", "new", limit=1) == ["When does the mill open?"]


def test_words_that_were_folded_before_are_not_folded_again() -> None:
    first = Suggestions(ROWS)
    second = Suggestions(ROWS[1:], first)
    assert second.matching("mill", collections=BOTH, limit=5) == typed("mill")
    assert second.matching("brill", collections=BOTH, limit=5) == []
