"""The shape that loaders share, and how any text is made fit to count characters in."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol
from urllib.parse import unquote, urlsplit

from index.types import Article, Heading, Mark, MarkKind, Span

MOST_BYTES = 20_000_000
"""A larger file or page is no article."""

# Every control and format character, but for those that scripts need to be read: the line break,
# the two joiners (Indic scripts, Persian, emoji) and the marks of writing direction.
_KEPT = {"\n", "\u200c", "\u200d", "\u200e", "\u200f"}
# Control characters that part words: what is left of them is the gap.
_SPACING = str.maketrans(
    dict.fromkeys("\r\v\f\x1c\x1d\x1e\x85\u2028", "\n") | {"\t": " ", "\x1f": " "}
)
_BLANK_LINES = re.compile(r"\n{3,}")
_SPACES = re.compile(r"[^\S\n]+")
_EDGES = re.compile(r" ?\n ?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """An article, and what its loader left out or mended, each as a sentence.

    `found` says where the source's fields stand, by the field's name, as far as a loader can tell.
    """

    article: Article
    notes: tuple[str, ...] = ()
    found: tuple[tuple[str, str], ...] = ()


class Loader(Protocol):
    """Reads one kind of source."""

    def __call__(self, content: bytes, *, article_id: str, collection: str) -> Loaded:
        """Make an article of a file's bytes.

        Raises:
            LoadError: the bytes are not what this loader reads, or hold no text.
        """


def clean(text: str) -> str:
    """Text in NFC without control characters, with single spaces and at most one blank line."""
    text = text.replace("\r\n", "\n").replace("\u2029", "\n\n").translate(_SPACING)
    text = text.encode("utf-8", "replace").decode("utf-8")  # lone surrogates become "?"
    # A text has few characters that differ, however long it is.
    unwanted = [
        ord(character)
        for character in set(text) - _KEPT
        if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Cn"}
    ]
    text = text.translate(dict.fromkeys(unwanted))
    # Composed last: what stood between a letter and its mark is gone now.
    text = _EDGES.sub("\n", _SPACES.sub(" ", unicodedata.normalize("NFC", text)))
    return _BLANK_LINES.sub("\n\n", text).strip()


def one_line(text: str) -> str:
    """Text as `clean` leaves it, on one line."""
    return " ".join(clean(text).split())


def title_of(article_id: str) -> str:
    """A title for what has none of its own: the name of its file, in words."""
    return article_id.rsplit("/", 1)[-1].replace("-", " ").replace("_", " ")


def title_of_address(url: str) -> str:
    """A title for a page that has none: the last part of its address, else its site."""
    parts = urlsplit(url)
    return one_line(title_of(PurePosixPath(unquote(parts.path)).stem)) or (parts.hostname or url)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list, table, stretch of code or heading (`level` 1 to 6, else 0).

    `numbers` say on which page, slide or row it stands: pairs of an offset in `text` and the number
    from there on. A block without any stands where the one before it ends.
    """

    text: str
    level: int = 0
    numbers: tuple[tuple[int, int], ...] = ()


def assemble(blocks: list[Block]) -> tuple[str, tuple[Heading, ...]]:
    """Join blocks by blank lines into an article's text, and say where its headings stand."""
    text, headings, _ = assemble_with_marks(blocks, "page")
    return text, headings


def assemble_with_marks(
    blocks: list[Block], kind: MarkKind
) -> tuple[str, tuple[Heading, ...], tuple[Mark, ...]]:
    """As `assemble`, and say by the blocks' `numbers` where each page, slide or row begins."""
    parts: list[str] = []
    headings: list[Heading] = []
    marks: list[Mark] = []
    position = 0
    for block in blocks:
        text = clean(block.text)
        if block.level:
            text = text.replace("\n", " ")
        if not text:
            continue
        for number, place in _numbered(block, text):
            if not marks or marks[-1].number != number:
                marks.append(Mark(kind=kind, number=number, start=position + place))
        if block.level:
            span = Span(position, position + len(text))
            headings.append(Heading(level=block.level, span=span))
        parts.append(text)
        position += len(text) + 2
    return "\n\n".join(parts), tuple(headings), tuple(marks)


def _numbered(block: Block, cleaned: str) -> Iterator[tuple[int, int]]:
    """The block's numbers, each with where it begins in the cleaned text."""
    if not block.numbers:
        return
    offsets = [offset for offset, _ in block.numbers]
    place = len(clean(block.text[: offsets[0]]))
    for (offset, number), end in zip(block.numbers, [*offsets[1:], None], strict=True):
        while place < len(cleaned) - 1 and cleaned[place].isspace():
            place += 1
        yield number, min(place, len(cleaned) - 1)
        place += len(clean(block.text[offset:end]))
