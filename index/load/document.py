"""Blocks and what a document states of itself come in, an article goes out."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from index.errors import LoadError
from index.load.base import Block, Loaded, assemble_with_marks, one_line, title_of
from index.load.frontmatter import found_in, read_source
from index.types import Article, MarkKind

MOST_BYTES = 20_000_000
"""A larger file is no article."""

_SHARE_GARBLED = 0.01  # of the letters; a text has hardly any such character by chance
_LONG_WORD = 40  # letters; longer ones are words run together, or code
_SHARE_LONG = 0.2  # of the letters that stand in such words
_WORD = re.compile(r"[^\W\d_]+")
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
    language: str = "",
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
        article=Article(
            source=source, text=text, headings=headings, language=language, marks=marks
        ),
        notes=(*notes, *unusable, *garbled(text)),
        found=found_in(
            known,
            source,
            title="its first heading" if first else "its name",
            stated="what the document states of itself",
        ),
    )


def garbled(text: str) -> tuple[str, ...]:
    """Notes on a text that cannot be read: characters without a meaning, words run together."""
    notes: list[str] = []
    shown = sum(not character.isspace() for character in text)
    strange = sum(text.count(one) for one in set(text) if _is_strange(one))
    if shown and strange / shown > _SHARE_GARBLED:
        share = max(1, round(100 * strange / shown))
        notes.append(f"{share} % of its characters cannot be read; the file may be damaged")
    long = sum(len(word) for word in _WORD.findall(text) if _is_run_together(word))
    if shown and long / shown > _SHARE_LONG:
        notes.append("many of its words are run together")
    return tuple(notes)


def _is_strange(character: str) -> bool:
    return character == "\ufffd" or unicodedata.category(character) == "Co"


def _is_run_together(word: str) -> bool:
    """Whether a word is too long to be one, in a script that parts its words by spaces."""
    return len(word) > _LONG_WORD and unicodedata.name(word[0], "").startswith(
        ("LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW")
    )
