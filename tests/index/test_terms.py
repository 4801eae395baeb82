"""What counts as the same word, in several scripts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.terms import grams, terms


@pytest.mark.parametrize(
    ("some", "others"),
    [
        ("Straße", "STRASSE"),
        ("Café", "cafe\u0301"),
        ("naïve ÉCOLE", "naive ecole"),
        ("ﬁnance", "finance"),
        ("Ｆｕｌｌ", "full"),
        ("10,000", "10000"),
        ("1,234,567", "1234567"),
        ("don't", "don’t"),
        ("كِتَاب", "كتاب"),
        ("international", "internationally"),
        ("snake_case", "snake case"),
        ("state-of-the-art", "state of the art"),
    ],
)
def test_these_are_the_same(some: str, others: str) -> None:
    assert terms(some) == terms(others)
    assert terms(some)


@pytest.mark.parametrize(
    ("some", "others"),
    [("10", "10000"), ("1,2", "12"), ("1,2345", "12345"), ("cat", "cats"), ("東京", "京東")],
)
def test_these_are_not(some: str, others: str) -> None:
    assert terms(some) != terms(others)


def test_words_are_cut_to_seven_letters() -> None:
    assert terms("Footnotes footnote footnot") == ["footnot", "footnot", "footnot"]


def test_terms_keep_their_order_and_come_as_often_as_the_word() -> None:
    assert terms("To be, or not to be?") == ["to", "be", "or", "not", "to", "be"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("词语表", ["词语", "语表"]),
        ("词", ["词"]),
        ("東京タワー", ["東京", "京タ", "タワ", "ワー"]),
        ("iPhone词语", ["iphone", "词语"]),
        ("สวัสดี", ["สว", "วส", "สด"]),
        ("한국어 문장", ["한국어", "문장"]),
        ("Ⅷ 2²", ["viii", "22"]),
    ],
)
def test_scripts_without_spaces_give_pairs(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@pytest.mark.parametrize("text", ["", "   ", "?!… — 👍🏽", "___", "\u0301\u200d"])
def test_no_word_no_term(text: str) -> None:
    assert terms(text) == []


@given(st.text(max_size=60))
def test_no_term_is_empty_or_holds_a_space_or_is_long(text: str) -> None:
    for term in terms(text):
        assert term
        assert not any(character.isspace() for character in term)
        assert len(term) <= 7


@given(st.text(max_size=30), st.text(max_size=30))
def test_texts_that_are_parted_by_a_line_do_not_change_each_other(first: str, second: str) -> None:
    assert terms(f"{first}\n{second}") == terms(first) + terms(second)


@given(st.text(max_size=60))
def test_upper_case_changes_nothing(text: str) -> None:
    plain = "".join(character for character in text if character.upper().lower() == character)
    assert terms(plain.upper()) == terms(plain)


def test_grams_are_stretches_of_four_letters_with_the_ends_of_words_marked() -> None:
    assert grams("Brücke, 10,000") == [
        *("_bru", "bruc", "ruck", "ucke", "cke_"),
        *("_100", "1000", "0000", "000_"),
    ]
    assert grams("a") == ["_a_"]
    assert grams("東京タワー") == []


@given(st.text(max_size=60))
def test_no_gram_is_empty_or_holds_a_space_or_is_long(text: str) -> None:
    for gram in grams(text):
        assert 3 <= len(gram) <= 4
        assert not any(character.isspace() for character in gram)
