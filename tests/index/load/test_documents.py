"""The documents in `tests/documents`: what should come out of each does, and nothing else."""

from pathlib import Path

import pytest

from index.load.base import clean
from index.load.folder import LOADERS
from tests.documents.make import FOLDER, files

DOCUMENTS = sorted(path for path in FOLDER.glob("*/*") if path.suffix in LOADERS)
DOCUMENTS = [path for path in DOCUMENTS if path.suffix != ".txt"]
NAMES = [path.relative_to(FOLDER).as_posix() for path in DOCUMENTS]


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


def test_there_are_ten_of_each_kind() -> None:
    for kind in ("word", "slides", "books", "rst", "html", "csv", "pdf"):
        names = [name for name in NAMES if name.startswith(f"{kind}/")]
        assert len(names) >= 10, kind


def test_the_files_are_those_that_the_code_makes() -> None:
    assert [path.name for path, content in files() if path.read_bytes() != content] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=NAMES)
def test_what_is_wanted_comes_out_and_what_is_not_does_not(path: Path) -> None:
    found = lines(path)
    if path.suffix == ".html":  # what is a page's text is found by guessing, line by line
        assert [
            line for line in said(path, "wanted") if not any(line in one for one in found)
        ] == []
    else:
        assert found == said(path, "wanted")
    for words in said(path, "unwanted"):
        assert not any(words in line for line in found)
