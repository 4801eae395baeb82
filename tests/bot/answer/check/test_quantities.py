"""A number stands in a passage or it doesn't: however it is written, but never in another unit."""

import pytest

from bot.answer.check.agreement import stands
from bot.answer.check.quantities import Quantity
from bot.answer.check.reading import read


def numbers(text: str, language: str) -> tuple[Quantity, ...]:
    """What a text says in numbers."""
    return read(text, language).quantities


SAME = [
    ("en", "10 million users", "10,000,000 users"),
    ("en", "ten million users", "10,000,000 users"),
    ("en", "10m users", "ten million users"),
    ("en", "$5bn", "five billion dollars"),
    ("en", "US$5 billion", "$5,000,000,000"),
    ("en", "20 per cent", "20 %"),
    ("en", "twenty percent", "20%"),
    ("en", "half of them", "50 per cent of them"),
    ("en", "two thirds", "two-thirds"),
    ("en", "about 10 million", "10.2 million"),
    ("en", "roughly 500 people", "488 people"),
    ("en", "over 20 million", "20.8 million"),
    ("en", "nearly 21 million", "20.8 million"),
    ("en", "10 million", "about 10 million"),
    ("en", "the 19th century", "the nineteenth century"),
    ("en", "21st", "twenty-first"),
    ("en", "the 1990s", "in 1994"),
    ("en", "20 km", "10 to 20 km"),
    ("en", "10 km", "10-20 km"),
    ("en", "in 1945", "from 1939–45"),
    ("en", "World War 2", "World War II"),
    ("en", "10²", "100"),
    ("en", "2.5 hours", "2½ hours"),
    ("en", "−5 °C", "minus five °C"),
    ("en", "about -5 °C", "−5.1 °C"),
    ("en", "-$5 million", "$-5 million"),
    ("en", "from -10 to -5 °C", "−10 °C to −5 °C"),
    ("en", "20 km", "10 -20 km"),
    ("en", "the 2 of them", "5 minus 2"),
    ("en", "16 planes", "an F-16"),
    ("en", "5 km", "5 kilometres"),
    ("en", "20 pounds", "£20"),
    ("de", "1,5 Millionen Euro", "1.500.000 Euro"),
    ("de", "2 Mrd. Euro", "2.000.000.000 €"),
    ("de", "Es sind 2 Millionen. Das ist viel", "2 Millionen Menschen"),
    ("de", "zwölf Jahre", "12 Jahre"),
    ("de", "etwa 500", "512"),
    ("es", "treinta y cinco años", "35 años"),
    ("es", "20 por ciento", "20 %"),
    ("fr", "1 000 000 euros", "un million d'euros"),
    ("pt", "duzentos quilômetros", "200 km"),
    ("zh", "一千二百万人", "1200万人"),
    ("zh", "百分之二十", "20%"),
]
OTHER = [
    ("en", "12 people", "10 people"),
    ("en", "10 million", "10.2 million"),
    ("en", "about 10 million", "12 million"),
    ("en", "over 20 million", "19 million"),
    ("en", "nearly 20 million", "20.8 million"),
    ("en", "10 thousand", "10 million"),
    ("en", "around 1990", "1991"),
    ("en", "the 1980s", "in 1994"),
    ("en", "1994", "the 1990s"),
    ("en", "102", "10²"),
    ("en", "5 °C", "−5 °C"),
    ("en", "-5 °C", "5 °C"),
    ("en", "it was 5 degrees", "it was minus five degrees"),
    ("en", "a loss (-5%)", "a gain (5%)"),
    ("en", "$5 million", "-$5 million"),
    ("en", "$-5 million", "$5 million"),
    ("de", "5 Grad", "minus 5 Grad"),
    ("en", "the third", "the second"),
    ("de", "1.234 Euro", "1,234 Euro"),
    ("es", "treinta y cinco años", "36 años"),
    ("zh", "一千二百万人", "1200人"),
]
UNITS = [
    ("en", "8 miles", "8 km"),
    ("en", "5 kg", "5 tonnes"),
    ("en", "$20", "€20"),
    ("en", "20 years", "20 months"),
    ("en", "5 km²", "5 km"),
    ("de", "8 Meilen", "8 km"),
]


@pytest.mark.parametrize(("language", "written", "passage"), SAME)
def test_the_same_number_stands(language: str, written: str, passage: str) -> None:
    mine = numbers(written, language)
    assert mine
    theirs = numbers(passage, language)
    assert {stands(one, theirs) for one in mine} == {"yes"}


@pytest.mark.parametrize(("language", "written", "passage"), OTHER)
def test_another_number_does_not(language: str, written: str, passage: str) -> None:
    (mine,) = numbers(written, language)
    assert stands(mine, numbers(passage, language)) == "no"


@pytest.mark.parametrize(("language", "written", "passage"), UNITS)
def test_units_are_not_exchanged(language: str, written: str, passage: str) -> None:
    (mine,) = numbers(written, language)
    assert stands(mine, numbers(passage, language)) == "unit"


@pytest.mark.parametrize("text", ["One of them said so.", "A Boeing 747B2.", "GPT-4o", "the first"])
def test_what_is_no_number_is_not_read_as_one(text: str) -> None:
    assert [one for one in numbers(text, "en") if one.text not in {"4"}] == []
