"""Blocks and what a document states of itself come in, an article goes out."""

import re
from collections.abc import Mapping, Sequence

from index.errors import LoadError
from index.load.base import MOST_BYTES, Block, Loaded, assemble_with_marks, one_line, title_of
from index.load.frontmatter import found_in, read_source
from index.types import Article, MarkKind

# What programs call a document that nobody gave a title.
_NO_TITLE = re.compile(
    r"(?:powerpoint presentation|powerpoint-präsentation|presentation|presentación de powerpoint"
    r"|présentation powerpoint|word document|document|untitled|title|unknown|dokument\d*"
    r"|(?:microsoft word|microsoft powerpoint) - .*|slide 1|\[?no title\]?)\s*\d*",
    re.I,
)
_NOBODY = re.compile(
    r"(?:microsoft office user|user|admin|administrator|owner|author|unknown|python-docx|pc"
    r"|windows user|un-named|libreoffice|apache poi|docx4j)",
    re.I,
)


def check_bytes(content: bytes) -> None:
    """Raise where a file is too large to be an article, or empty."""
    if len(content) > MOST_BYTES:
        raise LoadError(f"it is larger than {MOST_BYTES // 1_000_000} MB", "Bring it in parts.")
    if not content:
        raise LoadError("it is empty", "Bring the file again.")


def stated_title(text: str | None) -> str:
    """A title from a document's properties; nothing where only a program's words stand there."""
    title = one_line(text or "")
    return "" if _NO_TITLE.fullmatch(title) else title


def stated_author(text: str | None) -> str:
    """An author from a document's properties; nothing where only a program's words stand there."""
    author = one_line(text or "")
    return "" if _NOBODY.fullmatch(author) else author


def as_article(
    blocks: Sequence[Block],
    fields: Mapping[str, object],
    *,
    article_id: str,
    collection: str,
    notes: Sequence[str] = (),
    numbered: MarkKind = "page",
) -> Loaded:
    """Join blocks to an article; `fields` are those of front matter, as far as they are stated.

    `numbered` says what the blocks' numbers count, where they have some.

    Raises:
        LoadError: there is no text besides headings.
    """
    first = next((one_line(block.text) for block in blocks if block.level == 1), "")
    if not any(character.isalnum() for one in blocks if not one.level for character in one.text):
        raise LoadError("it has no text", "A picture of text is none: bring the text itself.")
    text, headings, marks = assemble_with_marks(list(blocks), numbered)
    known = {name: value for name, value in fields.items() if value}
    source, unusable = read_source(
        known,
        article_id=article_id,
        collection=collection,
        title=first or title_of(article_id),
    )
    return Loaded(
        article=Article(source=source, text=text, headings=headings, marks=marks),
        notes=(*notes, *unusable),
        found=found_in(
            known,
            source,
            title="its first heading" if first else "its name",
            stated="what the document states of itself",
        ),
    )
