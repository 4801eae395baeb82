"""Markdown: what a reader sees of it, and where its headings stand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import LoadError
from index.load.base import clean
from index.load.markdown import load_markdown
from index.types import PUBLIC, Article
from tests.index.articles import prose

MARKS = (
    "#",
    "##",
    " ",
    "\n",
    "\n\n",
    "-",
    "*",
    "**",
    "_",
    "`",
    "```",
    ">",
    "1.",
    "|",
    "---",
    "[",
    "]",
)
MORE = (
    "(x)",
    "![",
    "<",
    ">",
    "</p>",
    "<!--",
    "&amp;",
    "&#0;",
    "&#xD800;",
    "\\",
    "~~~",
    "a: b",
    "=",
)


def load(text: str, article_id: str = "an-id") -> Article:
    return load_markdown(text.encode(), article_id=article_id, collection=PUBLIC).article


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One\ntwo.\n\nThree.", "One two.\n\nThree."),
        ("One  \ntwo\\\nthree.", "One\ntwo\nthree."),
        ("**Bold**, _slanted_, `code`, ~x~.", "Bold, slanted, code, ~x~."),
        ("A [link](http://x.example) and <http://y.example>.", "A link and http://y.example."),
        ("![A **fine** [boat](u)](x.png) sails.", "A fine boat sails."),
        ("[ref][1] here.\n\n[1]: http://x.example", "ref here."),
        ("- one\n- two\n  - three\n\n  four\n- five", "one\ntwo\nthree\nfour\nfive"),
        ("1. one\n2. two\n\nAfter.", "one\ntwo\n\nAfter."),
        ("- one\n\ntext\n\n* two", "one\n\ntext\n\ntwo"),
        ("| a | b |\n|---|---|\n| 1 | **2** |\n|  | 4 |", "a: 1; b: 2\nb: 4"),
        ("- x\n\n  | a |\n  |---|\n  | 1 |\n- y", "x\na: 1\ny"),
        ("```py\nx = 1\n\n\ny = 2\n```", "x = 1\ny = 2"),
        ("    indented\n    code", "indented\ncode"),
        ("> Quoted\n> words.", "Quoted words."),
        ("<div>Seen <b>too</b></div>", "Seen too"),
        ("A <b>word</b> &amp; <!-- hidden --> more.", "A word & more."),
        ("<script>\nalert(1)\n</script>\n\nText.", "Text."),
        ("<!-- secret\n\nlines -->\n\nText.", "Text."),
        ("<style>p {}", None),
        ("Line.\n\n***\n\nLine.", "Line.\n\nLine."),
        ("Setext\n======\n\nText.", "Setext\n\nText."),
        ("\\# no heading \\*", "# no heading *"),
        ("Zero\x00byte \x1b[0m.", "Zero\ufffdbyte [0m."),
        ("Turn\u202eed &#x202e;around.", "Turned around."),
    ],
)
def test_the_words_stay_and_the_marks_go(text: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(LoadError, match="it has no text"):
            load(text)
    else:
        assert load(text).text == expected


def test_headings_stand_where_they_say() -> None:
    one = load("# One `x`\n\nText.\n\n## Two\nText.\n\n### *Three*\n\nText.\n\nFour\n---\nText.")
    found = [(h.level, one.text[h.span.start : h.span.end]) for h in one.headings]
    assert found == [(1, "One x"), (2, "Two"), (3, "Three"), (2, "Four")]


def test_a_heading_in_a_list_or_a_quotation_is_kept() -> None:
    one = load("- # In a list\n\n> ## In a quotation\n\nText.")
    assert one.text == "In a list\n\nIn a quotation\n\nText."
    assert [heading.level for heading in one.headings] == [2]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: Field\n---\n# Heading\n\nText.", "Field"),
        ("## Two\n\n# One\n\nText.", "One"),
        ("## Two\n\nText.", "my file"),
        ("Text.", "my file"),
        ("# \u200b\n\nText.", "my file"),
        ("# Turned\u202e\x07 &#10; round\n\nText.", "Turned round"),
    ],
)
def test_the_title_falls_back(text: str, title: str) -> None:
    assert load(text, "folder/my-file").source.title == title


def test_a_file_without_a_name_of_its_own_is_called_by_its_id() -> None:
    assert load("Text.", "folder/-").source.title == "folder/-"


@pytest.mark.parametrize(
    "text",
    ["", "  \n", "# Only\n\n## Headings", "---\ntitle: T\n---\n", "***", "\u200b", "# H\n\n\u200b"],
)
def test_an_article_without_text_is_refused(text: str) -> None:
    with pytest.raises(LoadError, match="it has no text"):
        load(text)


def check(content: bytes) -> None:
    """Loading ends with an article that keeps every promise, or with a sentence."""
    try:
        loaded = load_markdown(content, article_id="an-id", collection=PUBLIC)
    except LoadError:
        return
    one = loaded.article
    assert one.text == clean(one.text)
    assert one.source.title == clean(one.source.title)
    position = -1
    for heading in one.headings:
        assert position < heading.span.start < heading.span.end <= len(one.text)
        position = heading.span.end


@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda text: text.encode())))
@settings(max_examples=150, deadline=None)
def test_any_bytes_load_or_are_refused(content: bytes) -> None:
    check(content)


@given(st.lists(st.one_of(st.sampled_from(MARKS + MORE), prose), max_size=25))
@settings(max_examples=150, deadline=None)
def test_any_markdown_loads_or_is_refused(parts: list[str]) -> None:
    check("".join(parts).encode("utf-8", "replace"))


@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                (
                    "a",
                    ":",
                    " ",
                    "\n",
                    "- ",
                    "[",
                    "{",
                    "'",
                    "&a",
                    "*a",
                    "!!int",
                    "!!timestamp",
                    "<<",
                    "\t",
                    "|",
                    "?",
                    "title: ",
                    "tags: ",
                    "published: ",
                    "2024-01-01",
                )
            ),
            st.text(max_size=4),
        ),
        max_size=15,
    )
)
@settings(max_examples=150, deadline=None)
def test_any_front_matter_loads_or_is_refused(parts: list[str]) -> None:
    block = "".join(parts).encode("utf-8", "replace")
    check(b"---\n" + block + b"\n---\nText.")


@pytest.mark.parametrize(
    "text",
    [
        "> " * 3_000 + "x",
        "- " * 3_000 + "x",
        "[" * 20_000,
        "**a" * 5_000,
        "`" * 5_000 + "a",
        "<" * 20_000,
        "![" * 3_000,
        "&" * 20_000,
    ],
)
def test_deep_and_hostile_markdown_ends(text: str) -> None:
    check(text.encode())
