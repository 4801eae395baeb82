"""Numbers are read as they are spelt, in five languages and in Chinese characters."""

import pytest

from bot.answer.check.letters import clean, folded, words
from bot.answer.check.numerals import chinese_number, spelt_number


@pytest.mark.parametrize(
    ("language", "spelt", "value"),
    [
        ("en", "ten million", 10_000_000),
        ("en", "two hundred and fifty thousand", 250_000),
        ("en", "twenty-one", 21),
        ("en", "nineteen eighty-four", 1984),
        ("en", "a hundred", 100),
        ("en", "two dozen", 24),
        ("en", "one million", 1_000_000),
        ("de", "dreihundertfünfundvierzig", 345),
        ("de", "zweitausendfünf", 2005),
        ("de", "eine Million", 1_000_000),
        ("de", "zwei Milliarden", 2_000_000_000),
        ("es", "treinta y cinco", 35),
        ("es", "mil novecientos ochenta y cuatro", 1984),
        ("es", "mil millones", 1_000_000_000),
        ("fr", "quatre-vingt-dix-sept", 97),
        ("fr", "soixante et onze", 71),
        ("fr", "deux mille", 2_000),
        ("pt", "duzentos e trinta mil", 230_000),
    ],
)
def test_words_spell_a_number(language: str, spelt: str, value: int) -> None:
    read = [folded(word.text) for word in words(clean(spelt))]
    assert spelt_number(read, 0, language) == (value, len(read))


@pytest.mark.parametrize("alone", ["one", "thousands", "and", "a", "million people"])
def test_a_word_alone_is_no_number(alone: str) -> None:
    assert spelt_number(alone.split(), 0, "en") is None


@pytest.mark.parametrize(
    ("spelt", "value"),
    [
        ("二十三", 23),
        ("十", 10),
        ("两千五百", 2500),
        ("一九八四", 1984),
        ("3億5000万", 350_000_000),
        ("1,200万", 12_000_000),
        ("3.5亿", 350_000_000),
        ("一万亿", 1e12),
    ],
)
def test_characters_spell_a_number(spelt: str, value: float) -> None:
    assert chinese_number(spelt) == value
