"""What the terminal and Discord both say."""

import pytest

from bot.render.words import confidence_words, date_words, footnote, footnotes, origin_words


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (1.0, "The articles say so clearly."),
        (0.85, "The articles say so clearly."),
        (0.84, "This seems to be what the articles say."),
        (0.6, "This seems to be what the articles say."),
        (0.59, "This is the nearest the articles come to an answer; please check the passages."),
        (0.0, "This is the nearest the articles come to an answer; please check the passages."),
    ],
)
def test_confidence_is_said_in_words(confidence: float, words: str) -> None:
    assert confidence_words(confidence) == words


def test_footnotes() -> None:
    assert footnote(10) == "¹⁰"
    assert footnotes((1, 2)) == "¹\u202f²"
    assert footnotes(()) == ""


@pytest.mark.parametrize(
    ("published", "words"),
    [
        *(("2024", "2024"), ("2024-03", "March 2024"), ("2024-03-05", "5 March 2024")),
        *(("2024-13", "2024-13"), ("last week", "last week"), ("2024-00-01", "2024-00-01")),
    ],
)
def test_dates(published: str, words: str) -> None:
    assert date_words(published) == words


def test_where_an_article_comes_from_as_far_as_it_is_known() -> None:
    assert origin_words("Example News", "2024-03-05") == "Example News, 5 March 2024"
    assert origin_words(None, "2024") == "2024"
    assert origin_words("Example News", None) == "Example News"
    assert origin_words(None, None) == ""
