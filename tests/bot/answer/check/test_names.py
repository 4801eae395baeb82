"""A name stands in a passage whole, in whatever form, and no other name does."""

import pytest

from bot.answer.check.names import stands
from bot.answer.check.reading import read

STANDS = [
    ("It was led by Grubmüller.", "Anna Grubmüller led it."),
    ("It was led by Ms Grubmüller.", "Anna Grubmüller led it."),
    ("It is Grubmüller's house.", "Anna Grubmüller built the house."),
    ("It was Grubmuller.", "Anna Grubmüller led it."),
    ("In the hall NASA met.", "The National Aeronautics and Space Administration met."),
    ("The National Aeronautics and Space Administration met.", "NASA met."),
    ("It is a Canadian firm.", "The firm is from Canada."),
    ("It was German.", "It came from Germany."),
    ("He used an iPhone.", "iPhones were used."),
    ("The firm LingGuang grew.", "The app Ling Guang grew."),
    ("It had COVID-19.", "COVID 19 was there."),
    ("They drank Coca-Cola.", "Coca Cola was drunk."),
    ("In the U.S. it sold.", "It sold in the US."),
    ("J. K. Rowling wrote it.", "Joanne Kathleen Rowling wrote it."),
    ("Construction went on.", "They built on."),
    ("However, it failed.", "It failed."),
    ("PCs sold well.", "The PC sold well."),
]
MISSING = [
    ("It was led by Schmidt.", "Anna Grubmüller led it."),
    ("It was led by Peter Grubmüller.", "Anna Grubmüller led it."),
    ("Anna Schmidt led it.", "Anna Grubmüller led it with a friend."),
    ("It is from Austria.", "It is from Australia."),
    ("He used an eBay account.", "He used an account."),
    ("The GPT5x model won.", "The GPT4x model won."),
    ("In the hall NATO met.", "The National Aeronautics and Space Administration met."),
    ("Microsoft bought it.", "A firm bought it."),
    ("It came from \u0410pple.", "It came from Apple."),
    ("It came from \u0410\u0440\u0440\u04cf\u0435.", "It came from Apple."),
]


@pytest.mark.parametrize(("written", "passage"), STANDS)
def test_a_name_stands(written: str, passage: str) -> None:
    place = read(passage, "en").known
    assert all(stands(name, [place]) for name in read(written, "en").names)


@pytest.mark.parametrize(("written", "passage"), MISSING)
def test_another_name_does_not(written: str, passage: str) -> None:
    place = read(passage, "en").known
    found = read(written, "en").names
    assert not all(stands(name, [place]) for name in found)


def test_parts_of_two_names_make_no_third() -> None:
    places = [read(text, "en").known for text in ("Peter Weber sang.", "Anna Schmidt danced.")]
    (name,) = read("They saw Peter Schmidt.", "en").names
    assert not stands(name, places)


@pytest.mark.parametrize(
    ("language", "written", "passage"),
    [
        ("es", "Vive en Alemania.", "He lives in Germany."),
        ("es", "Llegó a Londres.", "He came to London."),
        ("fr", "Il habite en Suisse.", "He lives in Switzerland."),
        ("es", "Viajó por California.", "He crossed California."),
        ("de", "Der Vertrag mit Anna Grubmüller gilt.", "The contract with Anna Grubmüller holds."),
    ],
)
def test_a_name_stands_across_languages(language: str, written: str, passage: str) -> None:
    place = read(passage, "en").known
    found = read(written, language).names
    assert found
    assert all(stands(name, [place], foreign=True) for name in found)


@pytest.mark.parametrize(
    ("language", "written", "passage"),
    [
        ("es", "Vive en Austria.", "He lives in Australia."),
        ("fr", "Il vit à Paris.", "He lives in London."),
        ("de", "Der Bericht der NATO liegt vor.", "The report of the WHO is here."),
    ],
)
def test_another_name_stays_another_across_languages(
    language: str, written: str, passage: str
) -> None:
    place = read(passage, "en").known
    assert not all(stands(name, [place], foreign=True) for name in read(written, language).names)


def test_a_german_noun_is_no_name() -> None:
    assert read("Die Verteidigung gab das Haus auf.", "de").names == ()


def test_latin_and_katakana_stretches_are_names_in_japanese() -> None:
    assert {name.text for name in read("アリババのQwenは速い", "ja").names} == {"アリババ", "Qwen"}
