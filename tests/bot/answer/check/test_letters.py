"""Texts are compared in one form, and nothing that can't be seen counts."""

import pytest

from bot.answer.check.letters import clean, folded, mixes_alphabets, words


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\u200bb\u00adc", "abc"),
        ("\u202eabc\u202c", "abc"),
        ("10²", "10^2"),
        ("5 km²", "5 km^2"),
        ("2½ and ⅓", "2.5 and 0.3333"),
        ("٣٤ and ４２ and ९", "34 and 42 and 9"),
        ("1\u202f000\u202f000", "1000000"),
        ("2001\u00a0300", "2001300"),
        ("10–20 — so", "10-20 - so"),
        ("“It’s”", '"It\'s"'),
        ("Canada 's `` will ''", 'Canada\'s " will "'),
        ("  two \n lines\t", "two lines"),
        ("ﬁne", "fine"),
    ],
)
def test_a_text_is_cleaned(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_words_keep_numbers_abbreviations_and_characters_whole() -> None:
    found = [word.text for word in words("U.S. sales: 1,234.5km of $3, it's 2025年")]
    assert found == ["U.S.", "sales", ":", "1,234.5km", "of", "$", "3", ",", "it's", "2025", "年"]


@pytest.mark.parametrize(
    ("word", "bare"), [("Müller's", "muller"), ("STRASSE", "strasse"), ("Año", "ano"), ("'", "'")]
)
def test_a_word_is_folded(word: str, bare: str) -> None:
    assert folded(word) == bare


def test_letters_of_two_alphabets_in_one_word_are_noticed() -> None:
    assert mixes_alphabets("\u0410pple")
    assert not mixes_alphabets("Яблоко")
    assert not mixes_alphabets("Café")
