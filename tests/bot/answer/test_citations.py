"""Citations: the quote is the article's text, and the link opens the page at it."""

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer.citations import cite, link_to
from index.types import MarkKind
from tests.bot.render.answers import a_passage, some_marks

PAGE = "https://example.com/a"

LONG = "One two three four five six seven eight nine ten eleven twelve thirteen"


def directive(link: str) -> str:
    """What stands behind the text fragment's mark."""
    _, mark, words = link.partition(":~:text=")
    assert mark
    return words


def test_a_citation_names_the_sentence_and_its_place_in_the_article() -> None:
    passage = a_passage("Qwen grew fast.", "It passed 10 million.", chunk_id=7, start=100)
    span = passage.sentences[1]

    citation = cite(2, passage, span)

    assert citation.number == 2
    assert citation.quote == "It passed 10 million."
    assert (citation.start, citation.end) == span == (116, 137)
    assert citation.chunk_id == 7
    assert (citation.collection, citation.article_id) == ("public", "qwen")
    assert citation.title == "The Qwen app"
    assert citation.publisher == "Example News"
    assert citation.published is None
    assert citation.link == "https://example.com/qwen#:~:text=It%20passed%2010%20million."


def test_an_article_without_an_address_gets_no_link() -> None:
    passage = a_passage("It passed 10 million.", url=None)

    citation = cite(1, passage, passage.sentences[0])

    assert citation.url is None
    assert citation.link is None


def test_a_quote_of_twelve_words_stands_whole_in_its_link() -> None:
    twelve = LONG.rsplit(" ", 1)[0]

    assert directive(link_to(PAGE, twelve)) == twelve.replace(" ", "%20")


def test_of_a_longer_quote_both_ends_stand_in_its_link() -> None:
    words = directive(link_to(PAGE, LONG))

    assert words == "One%20two%20three%20four%20five,nine%20ten%20eleven%20twelve%20thirteen"


@pytest.mark.parametrize(
    ("words", "encoded"),
    [
        ("home-made AI", "home%2Dmade%20AI"),
        ("first, second", "first%2C%20second"),
        ("R&D at 5%", "R%26D%20at%205%25"),
        ("who? #1", "who%3F%20%231"),
        ("a/b=c", "a%2Fb%3Dc"),
        ("通义千问", "%E9%80%9A%E4%B9%89%E5%8D%83%E9%97%AE"),
        ("naïve “quote”", "na%C3%AFve%20%E2%80%9Cquote%E2%80%9D"),
        ("two\nlines", "two%20lines"),
    ],
)
def test_what_has_a_meaning_in_a_link_is_encoded(words: str, encoded: str) -> None:
    assert directive(link_to(PAGE, words)) == encoded


def test_an_address_with_a_fragment_keeps_it() -> None:
    assert link_to(f"{PAGE}?x=1#part", "Qwen") == f"{PAGE}?x=1#part:~:text=Qwen"


@given(st.text(min_size=1))
def test_any_words_can_be_read_back_from_the_link(words: str) -> None:
    """Only a comma between both ends is left as it is; everything else is a letter or escaped."""
    link = link_to(PAGE, words)

    assert link.startswith(f"{PAGE}#:~:text=")
    assert link.isascii()
    assert not set(directive(link)) & set("-&# \n")
    parts = words.split()
    start, *end = directive(link).split(",")
    if end:
        assert unquote(start) == " ".join(parts[:5])
        assert [unquote(one) for one in end] == [" ".join(parts[-5:])]
    else:
        assert unquote(start) == " ".join(parts)


def test_a_citation_names_the_pages_that_its_words_stand_on() -> None:
    marks = some_marks("page", 4, 5, start=110)  # the second sentence begins on 4 and ends on 5
    passage = a_passage("Qwen grew fast.", "It passed 10 million.", start=100, marks=marks)
    [first, second] = [cite(1, passage, span) for span in passage.sentences]

    assert [one.number for one in first.marks] == [4]
    assert [one.number for one in second.marks] == [4, 5]
    assert second.link == "https://example.com/qwen#page=4"


@pytest.mark.parametrize("kind", ["slide", "row"])
def test_only_pages_can_be_opened(kind: MarkKind) -> None:
    assert link_to(PAGE, "Qwen", some_marks(kind, 4)) == f"{PAGE}#:~:text=Qwen"
    assert link_to(f"{PAGE}#part", "Qwen", some_marks("page", 4)) == f"{PAGE}#page=4"
