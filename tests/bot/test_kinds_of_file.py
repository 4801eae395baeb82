"""One file of each kind: built into a library, asked, and answered in its own words."""

import json
import shutil
from pathlib import Path

import pytest

from bot.console import Exit
from index.load.folder import LOADERS
from tests.bot.shell import Shell
from tests.documents.make import FOLDER

ASKED = {
    "word/price-list.docx": (
        "What does the alpine tent cost?",
        "Item: Alpine tent; Price: 349 €; Weight: 2.1 kg",
    ),
    "word/bridge-report.docx": (
        "When was the bridge opened?",
        "The bridge was opened in 1931 and widened in 1958.",
    ),
    "slides/harbour-plans.pptx": (
        "Where does the crane come from?",
        "The crane comes from Gdańsk.",
    ),
    "books/footnotes.epub": ("When were the stones weighed?", "Weighed in 1801."),
    "csv/rivers.tsv": (
        "How long is the river Lot?",
        "River: Lot; Length in km: 485; Mouth: Garonne",
    ),
    "csv/bars.csv": (
        "What is the monthly fee of the business plan?",
        "plan: Business; storage: 1 TB; monthly fee: 29 dollars",
    ),
    "rst/field-list.rst": ("How long is the harbour pier?", "It is 120 metres long."),
    "html/news-article.html": (
        "Who was the mayor who spoke of a doctor in January?",
        "“People on the island need a doctor in January, too,” said the mayor, Bruno Keller.",
    ),
}


@pytest.fixture
def built(footnote: Shell, tmp_path: Path) -> Path:
    """A library of one file of each kind."""
    corpus, data = tmp_path / "kinds", tmp_path / "var"
    corpus.mkdir()
    for name in ASKED:
        shutil.copy(FOLDER / name, corpus)
    (corpus / "saved.htm").write_bytes((FOLDER / "html" / "recipe.html").read_bytes())
    (corpus / "broken.docx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old document")
    done = footnote("build", "--json", "--corpus", corpus, "--data", data)
    document = json.loads(done.stdout)
    assert len(document["added"]) == len(ASKED) + 1
    [skipped] = document["skipped"]
    assert skipped == {
        "article_id": "broken",
        "text": "it is of a kind of before 2007, and no Word document",
    }
    return data


def test_each_kind_of_file_answers_in_its_own_words(footnote: Shell, built: Path) -> None:
    for name, (question, expected) in ASKED.items():
        done = footnote("ask", question, "--json", "--data", built)
        document = json.loads(done.stdout)
        assert done.exit_code == Exit.DONE
        said = [one["text"] for one in document["sentences"]]
        assert any(expected in one for one in said), (name, said)


def test_every_kind_is_asked() -> None:
    asked = {Path(name).suffix for name in ASKED}
    assert asked | {".htm", ".md", ".markdown", ".txt", ".pdf"} == set(LOADERS)
