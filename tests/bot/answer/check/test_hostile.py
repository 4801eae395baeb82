"""What a hostile article or model writes is looked at in bounded time, and passes for nothing."""

import pytest

from bot.answer.check.check import LONGEST, check, check_written
from bot.answer.check.footnotes import parted
from bot.answer.check.reading import read
from index.embed import SentenceTransformerEmbedder
from tests.bot.answer.check.passages import a_cited

LENGTH = 100_000
PASSAGE = "Apple sold 102 phones to Anna Weber in March 2024."


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "1",
        "1,",
        "A",
        "A ",
        "1 ",
        "not ",
        ".",
        "-",
        "'",
        "十",
        "百分之",
        "½",
        "[1]",
        "(1) ",
        "¹",
        "\u200b",
        "\u0301",
        "two hundred and ",
        "Jan ",
        "1.1.",
        "\u202e",
        "$",
        "A.",
        "the A's ",
        "年",
        "in 1 ",
        "million ",
        "A-",
        "《",
        "`",
    ],
)
def test_any_repeated_piece_is_read_in_linear_time(piece: str) -> None:
    # The suite's own time limit fails what is worse than linear: this is a hundred times a message.
    text = piece * (LENGTH // len(piece))
    read(text, "en")
    parted(text)


def test_a_sentence_without_end_is_refused_for_its_length(
    embedder: SentenceTransformerEmbedder,
) -> None:
    cited = a_cited(PASSAGE, embedder=embedder, language="en")
    verdict = check("a " * LENGTH, [cited], embedder)
    assert [reason.fault for reason in verdict.reasons] == ["length"]
    assert len(verdict.text) == LONGEST


@pytest.mark.parametrize(
    "sentence",
    [
        "Apple sold 10² phones to Anna Weber in March 2024.",
        "Apple sold 1\u200b03 phones to Anna Weber in March 2024.",
        "Apple sold ١٠٣ phones to Anna Weber in March 2024.",
        "Apple sold １０３ phones to Anna Weber in March 2024.",
        "\u0410pple sold 102 phones to Anna Weber in March 2024.",
        "\u0410\u0440\u0440\u04cf\u0435 sold 102 phones to Anna Weber in March 2024.",
        "Apple sold 102 phones to Anna W\u0435ber in March 2024.",
        "Apple sold 102 phones to Anna Schmidt in March 2024.",
        f"Apple sold {'9' * 50} phones to Anna Weber in March 2024.",
        "Apple sold 102^99999 phones to Anna Weber in March 2024.",
        "Apple sold 102x phones to Anna Weber in March 2024.",
        "Apple sold 102.5.7 phones to Anna Weber in March 2024.",
        "Apple \u202enot\u202c sold 102 phones to Anna Weber in March 2024.",
        "Apple n\u200bot sold 102 phones to Anna Weber in March 2024.",
    ],
)
def test_a_disguised_sentence_does_not_pass(
    sentence: str, embedder: SentenceTransformerEmbedder
) -> None:
    assert not check(
        sentence, [a_cited(PASSAGE, embedder=embedder, language="en")], embedder, "en"
    ).supported


@pytest.mark.parametrize(
    "sentence",
    [
        "Apple sold ١٠٢ phones to Anna Weber in March 2024.",
        "Apple sold １０２ phones to Anna Weber in March 2024.",
        "Apple sold 102 phones to An\u00adna We\u200bber in March 2024.",
    ],
)
def test_another_script_or_what_is_invisible_changes_no_meaning(
    sentence: str, embedder: SentenceTransformerEmbedder
) -> None:
    assert check(
        sentence, [a_cited(PASSAGE, embedder=embedder, language="en")], embedder, "en"
    ).supported


@pytest.mark.parametrize(
    "written", ["", " ", "[1]", "\u200b[1]", "...[1]", "🙂 [1]", "。[1]", "\x00[1]"]
)
def test_nothing_said_is_nothing_supported(
    written: str, embedder: SentenceTransformerEmbedder
) -> None:
    offered = {1: a_cited(PASSAGE, embedder=embedder, language="en")}
    assert not check_written(written, offered, embedder).supported


def test_a_passage_in_a_script_that_the_model_does_not_read_supports_its_own_words(
    embedder: SentenceTransformerEmbedder,
) -> None:
    cited = a_cited("ကခဂ ဃင။", embedder=embedder)
    assert check("ကခဂ ဃင။", [cited], embedder).supported
    assert not check("ဃဃဃ င။", [cited], embedder).supported
