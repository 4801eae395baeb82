"""Written sentences against passages, with the real model: what passes, what fails, and by what."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answer.check.check import check, check_written
from bot.answer.check.verdict import Cited, Fault
from index.embed import SentenceTransformerEmbedder
from tests.bot.answer.check.passages import a_cited

LIMITS = Path(__file__).parents[4] / "docs" / "limits.md"

HARBOUR = (
    "The harbour of Lindhaven was built in 1874 by the engineer Anna Grubmüller.",
    "It has 12 piers and handled about 3.4 million tonnes of grain in 2019.",
    "Trade with Norway began on 3 November 1881 and was not interrupted by the strike.",
    "The Lindhaven Port Authority (LPA) sold the eastern dock to Nordsee Logistics for $5 million.",
    "Since the storm of 1962, the water level has been higher than before.",
)
GUIDE = (
    "Dr Peter Weber studied the seals of the northern coast for ten years.",
    "He counted 250 seals in 1998 and 410 in 2004.",
    "The seals feed on herring, which Weber calls their only food.",
)

PASSES = [
    "The harbour of Lindhaven was built in 1874 by the engineer Anna Grubmüller.",
    "Anna Grubmüller built the harbour of Lindhaven in 1874.",
    "The engineer Grubmüller built the harbour in 1874.",
    "Ms Grubmüller built Lindhaven's harbour in 1874.",
    "In 1874, the harbour of Lindhaven was built.",
    "It has twelve piers.",
    "The harbour has 12 piers.",
    "It handled about 3.4 million tonnes of grain in 2019.",
    "In 2019 it handled roughly 3.4 million tonnes of grain.",
    "Trade with Norway started on November 3, 1881.",
    "Trade with Norway began on 1881-11-03.",
    "Trade with Norway began in November 1881.",
    "Trade with Norway wasn't interrupted by the strike.",
    "The LPA sold the eastern dock to Nordsee Logistics for five million dollars.",
    "Nordsee Logistics bought the eastern dock for $5 million.",
    "The eastern dock was sold for $5m.",
    "The water level has been higher since the storm of 1962.",
]
FAILS: list[tuple[str, Fault]] = [
    ("The harbour of Lindhaven was built in 1884 by Anna Grubmüller.", "number"),
    ("The harbour has 14 piers.", "number"),
    ("The harbour has fourteen piers.", "number"),
    ("It handled 3.4 billion tonnes of grain in 2019.", "number"),
    ("It handled about 3.9 million tonnes of grain in 2019.", "number"),
    ("It handled about 3.4 million kg of grain in 2019.", "unit"),
    ("The eastern dock was sold to Nordsee Logistics for €5 million.", "unit"),
    ("Trade with Norway began on 4 November 1881.", "date"),
    ("Trade with Norway began on 3 November 1891.", "date"),
    ("Trade with Norway began in December 1881.", "date"),
    ("Trade with Norway began last year.", "relative date"),
    ("The harbour of Lindhaven was built in 1874 by Peter Grubmüller.", "name"),
    ("The harbour of Lindhaven was built in 1874 by Schmidt.", "name"),
    ("Trade with Sweden began on 3 November 1881.", "name"),
    ("The harbour of Lindhaven was not built in 1874.", "negation"),
    ("Trade with Norway was interrupted by the strike.", "negation"),
    ("Since the storm of 1962, the water level has been lower than before.", "opposite"),
    ("Nordsee Logistics sold the eastern dock to the Lindhaven Port Authority.", "exchange"),
    ("The harbour of Lindhaven was built in 1962 by the engineer Anna Grubmüller.", "exchange"),
    ("The clergy and the nobility paid no taxes under the old kingdom.", "meaning"),
    ("Trade with Norway began, and the choir sang psalms in the chapel at dawn.", "meaning"),
]


@pytest.fixture(scope="session")
def harbour(embedder: SentenceTransformerEmbedder) -> Cited:
    """The passage about the harbour, as footnote 1."""
    return a_cited(*HARBOUR, embedder=embedder, title="Lindhaven", start=100, language="en")


@pytest.fixture(scope="session")
def guide(embedder: SentenceTransformerEmbedder) -> Cited:
    """A passage of another article, as footnote 2."""
    return a_cited(*GUIDE, embedder=embedder, number=2, title="Seals", language="en")


@pytest.mark.parametrize("sentence", PASSES)
def test_what_the_passage_says_passes(
    sentence: str, harbour: Cited, embedder: SentenceTransformerEmbedder
) -> None:
    verdict = check(sentence, [harbour], embedder)
    assert verdict.reasons == ()
    assert verdict.supported


@pytest.mark.parametrize(("sentence", "fault"), FAILS)
def test_what_it_does_not_say_fails_by_a_reason_that_says_so(
    sentence: str, fault: Fault, harbour: Cited, embedder: SentenceTransformerEmbedder
) -> None:
    verdict = check(sentence, [harbour], embedder)
    assert not verdict.supported
    assert fault in {reason.fault for reason in verdict.reasons}
    for reason in verdict.reasons:
        assert reason.sentence[0].isupper()
        assert reason.sentence.endswith(".")
        assert reason.subject in sentence


@pytest.mark.parametrize(
    ("sentence", "place"),
    [
        ("Anna Grubmüller built it in 1874.", 0),
        ("The harbour has twelve piers.", 1),
        ("Trade with Norway started in 1881.", 2),
    ],
)
def test_the_support_is_the_sentence_of_the_passage_that_says_it(
    sentence: str, place: int, harbour: Cited, embedder: SentenceTransformerEmbedder
) -> None:
    best = check(sentence, [harbour], embedder).support[0]
    assert best.number == 1
    assert harbour.passage.quote(best.span) == HARBOUR[place]


def test_two_passages_may_support_one_sentence(
    harbour: Cited, guide: Cited, embedder: SentenceTransformerEmbedder
) -> None:
    sentence = "The harbour has 12 piers, and Weber counted 250 seals in 1998."
    assert check(sentence, [harbour, guide], embedder).supported
    assert not check(sentence, [harbour], embedder).supported
    assert {one.number for one in check(sentence, [guide, harbour], embedder).support} == {1, 2}


def test_several_sentences_in_a_row_are_supported_word_for_word(
    harbour: Cited, embedder: SentenceTransformerEmbedder
) -> None:
    verdict = check(f"{HARBOUR[1]} {HARBOUR[2]}", [harbour], embedder)
    assert verdict.supported
    assert harbour.passage.quote(verdict.support[0].span) == f"{HARBOUR[1]} {HARBOUR[2]}"


def test_footnotes_say_which_passages_are_meant(
    harbour: Cited, guide: Cited, embedder: SentenceTransformerEmbedder
) -> None:
    offered = {1: harbour, 2: guide}
    assert check_written("The harbour has 12 piers [1].", offered, embedder).supported
    assert check_written("The harbour has 12 piers.¹", offered, embedder).text == (
        "The harbour has 12 piers."
    )
    assert not check_written("The harbour has 12 piers [2].", offered, embedder).supported


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("The harbour has 12 piers.", "The sentence has no footnote."),
        ("The harbour has 12 piers [7].", "There is no passage 7."),
        ("The harbour has 12 piers [1][7].", "There is no passage 7."),
        ("[1]", "The sentence says nothing."),
    ],
)
def test_a_footnote_has_to_exist(
    written: str, said: str, harbour: Cited, embedder: SentenceTransformerEmbedder
) -> None:
    verdict = check_written(written, {1: harbour}, embedder)
    assert not verdict.supported
    assert [reason.sentence for reason in verdict.reasons] == [said]


def test_a_reason_names_the_words_it_is_about(
    harbour: Cited, embedder: SentenceTransformerEmbedder
) -> None:
    (reason,) = check("The harbour has 14 piers.", [harbour], embedder).reasons
    assert reason.subject == "14"
    assert reason.sentence == "The number 14 stands in no cited passage."


def test_the_articles_own_date_completes_a_day(embedder: SentenceTransformerEmbedder) -> None:
    text = "The new ferry left Lindhaven on 3 November."
    cited = a_cited(text, embedder=embedder, published="2025-11-05")
    undated = a_cited(text, embedder=embedder)
    sentence = "The new ferry left Lindhaven on 3 November 2025."
    assert check(sentence, [cited], embedder).supported
    assert not check(sentence, [undated], embedder).supported


def test_a_name_may_come_from_the_title(embedder: SentenceTransformerEmbedder) -> None:
    cited = a_cited("It passed 10 million downloads.", embedder=embedder, title="The Qwen app")
    assert check("The Qwen app passed ten million downloads.", [cited], embedder).supported
    assert not check("The LingGuang app passed ten million downloads.", [cited], embedder).supported


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("Die App überschritt im März 2024 die Marke von zehn Millionen Downloads.", None),
        ("La aplicación superó los diez millones de descargas en marzo de 2024.", None),
        ("Die App überschritt im März 2024 die Marke von elf Millionen Downloads.", "number"),
        ("Die App überschritt im April 2024 die Marke von zehn Millionen Downloads.", "date"),
        ("La aplicación de LingGuang superó los diez millones de descargas.", "name"),
        ("该应用在2024年3月的下载量超过1000万次。", None),
        ("该应用在2024年3月的下载量超过2000万次。", "number"),
    ],
)
def test_names_and_numbers_are_checked_across_languages(
    sentence: str, fault: Fault | None, embedder: SentenceTransformerEmbedder
) -> None:
    text = "The Qwen app passed 10 million downloads in March 2024."
    cited = a_cited(text, embedder=embedder, title="The Qwen app")
    faults = {reason.fault for reason in check(sentence, [cited], embedder).reasons}
    assert faults - {"meaning"} == ({fault} if fault else set())


@pytest.mark.parametrize(
    ("passage", "sentence"),
    [
        (
            "The Port Authority sold the eastern dock to Nordsee Logistics.",
            "The Port Authority bought the eastern dock from Nordsee Logistics.",
        ),
        ("The tax was harsh, while the fine was mild.", "The tax was mild."),
        ("The storm may cause floods.", "The storm causes floods."),
        ("All members voted for the plan.", "Some members voted for the plan."),
        ("Reporters said that it rained on Monday.", "It rained on Monday."),
    ],
)
def test_what_the_page_on_limits_says_is_not_caught_is_not(
    passage: str, sentence: str, embedder: SentenceTransformerEmbedder
) -> None:
    # What fails here is good news: take it off docs/limits.md.
    cited = a_cited(*HARBOUR, passage, *GUIDE, embedder=embedder, language="en")
    assert check(sentence, [cited], embedder, "en").supported
    assert f'| "{passage}" | "{sentence}" |' in LIMITS.read_text(encoding="utf-8")


def test_german_is_checked_against_german(embedder: SentenceTransformerEmbedder) -> None:
    text = "Der Hafen wurde 1874 von der Ingenieurin Anna Grubmüller gebaut und hat zwölf Kais."
    cited = a_cited(text, embedder=embedder, title="Der Hafen", language="de")
    right = "Anna Grubmüller hat den Hafen 1874 gebaut, und er hat 12 Kais."
    assert check(right, [cited], embedder, "de").supported
    for wrong in ("Der Hafen wurde 1884 gebaut.", "Der Hafen wurde 1874 nicht gebaut."):
        assert not check(wrong, [cited], embedder, "de").supported


_LETTERS = st.characters(min_codepoint=0x20, max_codepoint=0xFFFF, exclude_categories=["Cs"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(_LETTERS, min_size=1, max_size=80), min_size=1, max_size=4))
def test_a_passages_own_sentence_is_always_supported(
    embedder: SentenceTransformerEmbedder, sentences: list[str]
) -> None:
    sentences = [f"a{text}" for text in sentences]
    cited = a_cited(*sentences, embedder=embedder, language="en")
    for sentence in sentences:
        assert check(sentence, [cited], embedder).supported


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(min_value=100, max_value=10**12), st.sampled_from(HARBOUR[:4]))
def test_a_number_that_stands_nowhere_never_passes(
    embedder: SentenceTransformerEmbedder, harbour: Cited, number: int, sentence: str
) -> None:
    told = {1874, 1881, 1962, 2019, 3_400_000, 5_000_000}
    text = f"{sentence.rstrip('.')}, {number} in all."
    verdict = check(text, [harbour], embedder, "en")
    assert verdict.supported <= (number in told)
