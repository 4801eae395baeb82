"""Hand-made pairs of articles, through the real library: which are said to differ, and how."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.answer.differ import differing
from bot.answer.extractive import answer
from index.build import build
from index.embed import SentenceTransformerEmbedder
from index.library import Library
from index.settings import IndexSettings
from index.types import Findings
from tests.index.articles import write

DATA = Path(__file__).parents[2] / "data" / "differing.json"
PAIRS: list[dict[str, Any]] = json.loads(DATA.read_text(encoding="utf-8"))
FERRY = "How much does a crossing on the ferry cost?"
# Beside each pair: an article alone is not much of a library.
ASIDE = "The baker sells rye bread. Goats graze behind the church. Nobody knows why the bell rang."


def fill(
    root: Path, embedder: SentenceTransformerEmbedder, collection: str, **articles: dict[str, str]
) -> IndexSettings:
    """Build articles, each its front matter and `body`, into a collection of their own."""
    settings = IndexSettings(corpus_dir=root / collection, data_dir=root / "data")
    for name, fields in articles.items():
        write(settings.corpus_dir, name, **fields)
    build(settings, embedder, collection=collection)
    return settings


@pytest.fixture(scope="module")
def pairs(
    tmp_path_factory: pytest.TempPathFactory, embedder: SentenceTransformerEmbedder
) -> Iterator[Library]:
    """A library with a collection for each of the pairs."""
    root = tmp_path_factory.mktemp("pairs")
    for number, pair in enumerate(PAIRS):
        settings = fill(
            root,
            embedder,
            f"pair-{number}",
            one={"body": pair["one"], "published": "2023-01-10", "title": "Notes"},
            other={"body": pair["other"], "published": "2025-03-01", "title": "More notes"},
            aside={"body": ASIDE, "title": "Aside"},
        )
    library = Library(settings, embedder)
    yield library
    library.close()


@pytest.mark.parametrize("number", range(len(PAIRS)))
def test_pairs_differ_where_a_person_says_so(pairs: Library, number: int) -> None:
    pair = PAIRS[number]
    found = pairs.search(pair["question"], collections=[f"pair-{number}"])

    both = differing(pair["question"], found)

    if pair["differ"]:
        assert both is not None
        # The newer first, and both as they stand in their articles.
        assert [one.text for one in both] == [pair["other"], pair["one"]]
    else:
        assert both is None


def ferry(library: Library) -> Findings:
    return library.search(FERRY, collections=["pair-0"])


def test_both_figures_are_said_first_and_each_is_cited(pairs: Library) -> None:
    found = answer(FERRY, ferry(pairs))

    assert found.answered
    assert found.differ
    assert [one.published for one in found.citations[:2]] == ["2025-03-01", "2023-01-10"]
    assert [one.text for one in found.statements] == [one.quote for one in found.citations]
    assert [one.citations for one in found.statements][:2] == [(1,), (2,)]


def test_the_question_that_was_searched_says_what_is_asked(pairs: Library) -> None:
    assert answer("and for a crossing?", ferry(pairs), searched=FERRY).differ
    assert not answer("and for a crossing?", ferry(pairs)).differ


def test_a_refusal_says_nothing_of_differences(pairs: Library) -> None:
    found = ferry(pairs)
    least = found.confidence + 0.001

    refused = answer(
        FERRY,
        Findings(
            passages=found.passages,
            sentences=found.sentences,
            signals=found.signals,
            language=found.language,
            confidence=found.confidence,
            thresholds={"low": least, "normal": least, "high": least},
            on_subject=True,
            milliseconds={},
        ),
    )

    assert not refused.answered
    assert not refused.differ
