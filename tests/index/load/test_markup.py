"""Documents in HTML: blocks, lists, terms, notes, pictures, whatever comes."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml.html import fragment_fromstring

from index.load.markup import described, drop_hidden, hidden_note, read_markup


def blocks(text: str) -> list[str]:
    found = read_markup(fragment_fromstring(text, create_parent="body"))
    return [f"{'#' * one.level}{one.text}" for one in found if one.text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("loose <b>words</b><p>a</p>more", ["loose words", "a", "more"]),
        ("<h2>Head <i>ing</i></h2><div><div>deep</div></div>", ["##Head ing", "deep"]),
        ("<p>one<br>two</p>", ["one\ntwo"]),
        ("<a href='x'><p>linked</p></a><span><p>spanned</p></span>", ["linked", "spanned"]),
        ("<ul><li>a<ol><li>b</li></ol>c</li><li><p>d</p><p>e</p></li></ul>", ["a\nb\nc\nd\ne"]),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", ["a\nb"]),
        ("<dl><dt>T:</dt><dd>one</dd><dd>two</dd><dt>U</dt></dl>", ["T: one\ntwo\nU"]),
        ("<dl><div><dt>T</dt><dt>U</dt><dd>x</dd></div></dl>", ["T, U: x"]),
        ("<pre>a\n\n  b</pre>", ["a\n  b"]),
        ("<table><tr><td><h3>H</h3><p>x</p></td><td>y</td></tr></table>", ["###H", "x", "y"]),
        ("<p>say <q>yes</q></p>", ["say “yes”"]),
        ("<p>10<sup>-3</sup> m<sup>2</sup> x<sup>th</sup></p>", ["10⁻³ m² xth"]),
        ("<nav>no</nav><script>no</script><p>yes <s>no</s><del>no</del></p>", ["yes"]),
    ],
)
def test_blocks_keep_their_shape(text: str, expected: list[str]) -> None:
    assert blocks(text) == expected


def test_a_note_comes_once_below_the_block_that_names_it_first() -> None:
    text = (
        "<p>One <a href='#n' role='doc-noteref'>1</a>.</p>"
        "<p>Two<sup><a href='#n'>1</a></sup>, three<a href='#m'><sup>*</sup></a>.</p>"
        "<ol><li id='n'>1. First. <a href='#r' role='doc-backlink'>back</a></li>"
        "<li id='m'>* Second, see<sup><a href='#n'>1</a></sup>.</li></ol>"
    )
    assert blocks(text) == ["One.", "First.", "Two, three.", "Second, see."]


def test_notes_that_name_each_other_or_themselves_come_to_an_end() -> None:
    text = (
        "<p>x<sup><a href='#a'>1</a></sup></p>"
        "<p id='a'>A<sup><a href='#b'>2</a></sup></p><p id='b'>B<sup><a href='#a'>1</a></sup></p>"
        "<p id='c'>C<sup><a href='#c'>3</a></sup></p>"
    )
    assert blocks(text) == ["x", "A B", "C"]


def test_a_link_within_the_text_is_no_note() -> None:
    text = "<p>See <a href='#x'>chapter 2</a>, <a href='#x'>3</a>.</p><p id='x'>There.</p>"
    assert blocks(text) == ["See chapter 2, 3.", "There."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A map", "A map"),
        ("IMG_2041.jpg", ""),
        ("Picture 3", ""),
        ("A bird\n\nDescription automatically generated", "A bird"),
        (None, ""),
    ],
)
def test_what_is_said_of_a_picture(text: str | None, expected: str) -> None:
    assert described(text) == expected


def test_what_is_hidden_is_dropped_without_the_text_behind_it() -> None:
    root = fragment_fromstring(
        "a<b hidden>x</b>b<i>c</i><u style='display:none'>y</u>d<em hidden></em>",
        create_parent="body",
    )
    assert drop_hidden(root) == 2
    assert root.text_content() == "abcd"
    assert hidden_note(0, "book") == ()
    assert hidden_note(2, "book") == ("text that the book hides was left out (2 of its parts)",)


TAGS = st.sampled_from(
    ["p", "li", "ul", "table", "tr", "td", "dl", "dt", "dd", "a href='#x'", "b id='x'", "sup", "h1"]
)
PIECES = st.one_of(st.text("a1 \n", max_size=3), TAGS.map(lambda tag: f"<{tag}>"))


@example(["<dl>", "<dd>", "<dt>"])
@given(st.lists(PIECES, max_size=30))
@settings(max_examples=200, deadline=None)
def test_any_markup_is_read(pieces: list[str]) -> None:
    for text in blocks("".join(pieces)):
        assert text.strip()
