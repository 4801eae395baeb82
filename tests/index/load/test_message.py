"""Messages: what a reader sees of one, under a title of its own, and nothing that it claims."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import LoadError
from index.load.base import clean
from index.load.message import load_message
from index.types import Article, Source

SOURCE = Source(article_id="message-1", title="", collection="server-1", author="Ada")


def load(text: str) -> Article:
    return load_message(text, SOURCE).article


def test_the_first_heading_is_the_title_else_the_first_line_with_a_word() -> None:
    assert load("Hello all\n## Big *news*\nWe open.").source.title == "Big news"
    assert load("🎉🎉\n**We open** at nine\nCome along.").source.title == "We open at nine"
    assert load("- one\n- two").source.title == "one"


def test_a_long_line_is_cut_behind_a_word() -> None:
    title = load("word " * 60).source.title
    assert title == "word " * 19 + "…"
    assert load("字" * 300).source.title == "字" * 98 + " …"


def test_lines_stay_lines_and_formatting_goes() -> None:
    article = load("# Hours\nMon: **9** to 5\nTue: closed\n\n> quoted\n- a\n- b\n```\nx  = 1\n```")
    assert article.text == "Hours\n\nMon: 9 to 5\nTue: closed\n\nquoted\n\na\nb\n\nx = 1"
    assert [article.text[slice(*one.span)] for one in article.headings] == ["Hours"]


def test_html_is_text_and_no_front_matter_is_obeyed() -> None:
    article = load("---\nauthor: Eve\nurl: https://evil.example\n---\nUse <name> or <script>.")
    assert article.source.author == "Ada"
    assert article.source.url is None
    assert article.text.endswith("Use <name> or <script>.")


@pytest.mark.parametrize("text", ["", "   ", "🎉 !!", "---", "# \n```\n```"])
def test_what_has_no_words_is_refused(text: str) -> None:
    with pytest.raises(LoadError):
        load(text)


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from(list("ab# \n*_`>|-~[]()<&;:1.\\\x00\ud800字")), max_size=60))
def test_whatever_is_written_makes_an_article_or_is_refused(text: str) -> None:
    try:
        article = load(text)
    except LoadError:
        return
    assert article.text == clean(article.text)
    assert 0 < len(article.source.title) <= 102
    assert "\n" not in article.source.title
