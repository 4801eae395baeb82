"""The documents in `tests/documents`: what should come out of each does, and nothing else."""

from pathlib import Path

import pytest

from index.load.base import clean
from index.load.folder import LOADERS
from tests.documents.make import FOLDER, files

FOUND = sorted([*FOLDER.glob("*/*"), *FOLDER.glob("fresh/*/*")])
DOCUMENTS = [path for path in FOUND if path.suffix in LOADERS and path.suffix != ".txt"]


def name(path: Path) -> str:
    """Where a document stands."""
    return path.relative_to(FOLDER).as_posix()


NAMES = [name(path) for path in DOCUMENTS]
KNOWN_TO_MISS = {
    "fresh/csv/latin-members.csv": "three lines are too few to tell the languages of Europe apart",
    "fresh/html/museum-visit.html": "no part of the page says that it is the main one",
    "fresh/html/help-page.html": "the question whether it helped stands in the article itself",
    "fresh/pdf/printed-prices.pdf": "rows of a PDF's tables do not name their columns",
    "fresh/pdf/set-report.pdf": "rows of a PDF's tables do not name their columns",
    "fresh/rst/release-notes.rst": "a footnote comes below its paragraph, not at the end",
    "fresh/word/canteen-cards.docx": "a table of two columns is read as names and values",
    "fresh/slides/chart-and-boxes.pptx": "boxes come in the order of the file, not of the slide",
}
"""Documents that come out otherwise than whoever wrote them wanted, and why."""


def said(path: Path, kind: str) -> list[str]:
    """The lines of a file beside a document; none where there is no such file."""
    other = path.with_suffix(f".{kind}.txt")
    return other.read_text(encoding="utf-8").splitlines() if other.exists() else []


def lines(path: Path) -> list[str]:
    """The lines of the article that is made of a document."""
    loader = LOADERS[path.suffix]
    loaded = loader(path.read_bytes(), article_id=path.stem, collection="public")
    text = loaded.article.text
    assert text == clean(text)
    for heading in loaded.article.headings:
        assert "\n" not in text[heading.span.start : heading.span.end]
    return [line for line in text.split("\n") if line]


def test_there_are_ten_of_each_kind_and_three_fresh_ones() -> None:
    for kind in ("word", "slides", "books", "rst", "html", "csv", "pdf"):
        assert sum(one.startswith(f"{kind}/") for one in NAMES) >= 10, kind
        assert sum(one.startswith(f"fresh/{kind}/") for one in NAMES) >= 3, kind


def test_the_files_are_those_that_the_code_makes() -> None:
    assert [path.name for path, content in files() if path.read_bytes() != content] == []


def test_a_few_of_the_fresh_documents_only_come_out_otherwise() -> None:
    assert KNOWN_TO_MISS.keys() <= set(NAMES)


@pytest.mark.parametrize(
    "path", [path for path in DOCUMENTS if name(path) not in KNOWN_TO_MISS], ids=name
)
def test_what_is_wanted_comes_out_and_what_is_not_does_not(path: Path) -> None:
    found = lines(path)
    # What is a page's text is found by guessing, line by line; what is wanted of fresh documents
    # was written without knowing what stands around it.
    if path.suffix == ".html" or "fresh" in path.parts:
        assert [
            line for line in said(path, "wanted") if not any(line in one for one in found)
        ] == []
    else:
        assert found == said(path, "wanted")
    for words in said(path, "unwanted"):
        assert not any(words in line for line in found)
