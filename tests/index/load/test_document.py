"""Documents of any kind: titles, authors, what is no text."""

import pytest

from index.errors import LoadError
from index.load.base import Block
from index.load.document import (
    as_article,
    check_bytes,
    stated_author,
    stated_title,
)
from index.types import Mark


@pytest.mark.parametrize(
    "text", ["PowerPoint Presentation", "Untitled 2", "Microsoft Word - report.doc", "", None]
)
def test_a_programs_title_is_none(text: str | None) -> None:
    assert stated_title(text) == ""


def test_a_persons_title_and_name_are_kept() -> None:
    assert stated_title(" The  Title Page of the World ") == "The Title Page of the World"
    assert stated_author("User Okafor") == "User Okafor"
    assert stated_author("Administrator") == ""


def test_fields_headings_and_marks_make_an_article() -> None:
    blocks = [Block("Head", 1, ((0, 3),)), Block("Text."), Block("More.", 0, ((0, 4),))]
    loaded = as_article(
        blocks,
        {"author": "Ada", "published": "soon", "url": ""},
        article_id="a/the_name",
        collection="public",
        notes=("before",),
        numbered="slide",
    )
    article = loaded.article
    assert (article.source.title, article.source.author, article.source.url) == (
        "Head",
        "Ada",
        None,
    )
    assert article.marks == (
        Mark(kind="slide", number=3, start=0),
        Mark(kind="slide", number=4, start=article.text.index("More.")),
    )
    assert loaded.notes == ("before", "published is not a date like 2024-03-05 and was left out")


@pytest.mark.parametrize("blocks", [[], [Block("Head", 1)], [Block(" \n")], [Block("…")]])
def test_without_words_there_is_no_article(blocks: list[Block]) -> None:
    with pytest.raises(LoadError, match="it has no text"):
        as_article(blocks, {}, article_id="a", collection="public")


def test_empty_and_too_large_files_are_refused() -> None:
    with pytest.raises(LoadError, match="it is empty"):
        check_bytes(b"")
    with pytest.raises(LoadError, match="larger than 20 MB"):
        check_bytes(b"x" * 20_000_001)
