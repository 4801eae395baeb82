"""What may be said as an answer, and what only stands between sentences."""

import pytest

from index.prose import is_prose


@pytest.mark.parametrize(
    "text",
    [
        "Read more",
        "Read more: How the app was made",
        "See also",
        "By Ann Example",
        "By Ann Example | 5 March 2024",
        "Photo: Ann Example / Example News",
        "Image courtesy of the museum",
        "Advertisement",
        "Subscribe to our newsletter for weekly news",
        "Sign up here",
        "Published on 5 March 2024",
        "4 min read",
        "© 2024 Example News",
        "Weiterlesen",
        "Share this: Facebook Twitter",
    ],
)
def test_furniture_is_no_answer(text: str) -> None:
    assert not is_prose(text)


@pytest.mark.parametrize(
    "text",
    [
        "By March the app had ten million users.",
        "Read by millions, the paper closed in 1990.",
        "See the Vršovci family, which had escaped to Poland.",
        "By 1850 Warsaw was growing.",
        "Share prices fell by a tenth.",
        "The photo shows the first prototype.",
        "Published in 1859, it sold out at once and was reprinted twice within the year.",
        "Apples: 3 a kilo",
        "阿里巴巴发布了应用。",
    ],
)
def test_a_sentence_may_be(text: str) -> None:
    assert is_prose(text)
