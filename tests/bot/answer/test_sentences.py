"""Texts that come in pieces are cut into the sentences that they have as a whole."""

import pytest

from bot.answer.check.footnotes import parted
from bot.answer.sentences import Sentences

TEXT = (
    "The app rose to 10 million.[1] Then it fell! [1][2] It was **bold** [3]. "
    "The U.S. said no [1, 2]. Dr. Smith said 3.5 percent (1). Foo【2】. The last one [1]"
)
SENTENCES = [
    "The app rose to 10 million[1].",
    "Then it fell [1][2]!",
    "It was bold [3].",
    "The U.S. said no [1, 2].",
    "Dr. Smith said 3.5 percent (1).",
    "Foo【2】.",
    "The last one [1]",
]


def cut(text: str, size: int = 1000, language: str = "en") -> list[str]:
    sentences = Sentences(language)
    found = [
        one
        for start in range(0, len(text), size)
        for one in sentences.take(text[start : start + size])
    ]
    return [*found, *sentences.end()]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_the_pieces_make_no_difference(size: int) -> None:
    assert cut(TEXT, size) == SENTENCES


def test_a_sentence_goes_out_when_the_next_begins() -> None:
    sentences = Sentences("en")
    assert list(sentences.take("It rose. [1")) == []
    assert list(sentences.take("] And ")) == ["It rose [1]."]


def test_lines_lists_and_headings_are_sentences_without_their_marks() -> None:
    text = "# Answer\n- One is here [1].\n2. Two is here. [2]\n\nNOT_IN_ARTICLES"
    assert cut(text) == ["Answer", "One is here [1].", "Two is here [2].", "NOT_IN_ARTICLES"]


def test_chinese_needs_no_spaces() -> None:
    text = "千问应用下载量突破一千万次[1]。阿里巴巴在微信上宣布[2]。"
    assert cut(text, 3, "zh") == ["千问应用下载量突破一千万次[1]。", "阿里巴巴在微信上宣布[2]。"]


def test_a_row_of_opened_notes_takes_no_time() -> None:
    row = f"{'【' * 1000}{'x' * 80}"  # by trying all ways to read it: for ever
    assert cut(f"It rose. {row}") == ["It rose.", row]


def test_an_unknown_language_is_cut_as_english() -> None:
    assert cut("One. Two.", language="") == ["One.", "Two."]


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It fell in 1931. (1, 2) Next. [1]", [("It fell in 1931.", (1, 2)), ("Next.", (1,))]),
        ("It fell. [1], [2] Next. [2]", [("It fell.", (1, 2)), ("Next.", (2,))]),
        ("It fell [1], [2]. Next (1), (2).", [("It fell.", (1, 2)), ("Next.", (1, 2))]),
        ("It fell. [1 ; 2] Next. [^2]", [("It fell.", (1, 2)), ("Next.", (2,))]),
        ("It fell in 1931.¹ Next.¹,²", [("It fell in 1931.", (1,)), ("Next.", (1, 2))]),
        ("It has 5 km.¹ Next.²", [("It has 5 km.", (1,)), ("Next.", (2,))]),
        ("它增长了。【1†来源】【2】它下降了。", [("它增长了。", (1, 2)), ("它下降了。", ())]),
    ],
)
def test_every_footnote_that_is_read_goes_with_the_sentence_before_it(
    text: str, sentences: list[tuple[str, tuple[int, ...]]], size: int
) -> None:
    language = "en" if text[0] == "I" else "zh"
    assert [parted(one) for one in cut(text, size, language)] == sentences


def test_a_wall_of_raised_digits_is_read_in_one_go() -> None:
    text = f"It fell.{'¹' * 200}a b"
    assert "".join(cut(text, 50)) == text
