"""Plain text comes in, an article goes out: paragraphs are parted by blank lines.

The only mark of formatting is a heading on the first line.
"""

import re
from collections.abc import Sequence

from index.errors import LoadError
from index.load.base import Block, Loaded, assemble, clean, one_line, title_of
from index.load.frontmatter import found_in, read_source, split
from index.types import Article

# A line that starts like this is an item of a list, not the wrapped rest of the line before.
_ITEM = re.compile(r"\n(?!\s*(?:[-*•–]|\d{1,3}[.)])\s)")
_MOST_HEADING = 80  # characters; a longer line says something
# A heading begins with a word, and does not end as sentences, addresses and heads of lists do.
_HEADING = re.compile(r"[^\W\d_].*[\w)\]»”’]")
_SENTENCE = re.compile(r"[.!?…。！？।؟][)\]»”’\"']*(?:\s|$)")


def load_text(content: bytes, *, article_id: str, collection: str) -> Loaded:
    """Read plain text with or without front matter.

    Without a `title` field, a heading on the first line is the title, then the file's name.

    Raises:
        LoadError: see `index.load.frontmatter.split`; or there is no text at all.
    """
    fields, body = split(content)
    paragraphs = clean(body).split("\n\n")
    first = one_line(paragraphs[0]) if _has_heading(paragraphs) else ""
    blocks = [Block(_ITEM.sub(" ", paragraph)) for paragraph in paragraphs]
    if first:
        blocks[0] = Block(first, 1)
    text, headings = assemble(blocks)
    if not text:
        raise LoadError("it has no text", "Write some text into it, or delete it.")
    source, notes = read_source(
        fields,
        article_id=article_id,
        collection=collection,
        title=first or title_of(article_id),
    )
    return Loaded(
        article=Article(source=source, text=text, headings=headings),
        notes=notes,
        found=found_in(fields, source, title="its first line" if first else "its name"),
    )


def _has_heading(paragraphs: Sequence[str]) -> bool:
    """Whether the first paragraph is one short line that names what the sentences below it say.

    Below it some sentence has to end as sentences do: else the line may be one as well.
    """
    first, *below = paragraphs
    return (
        len(first) <= _MOST_HEADING
        and _HEADING.fullmatch(first) is not None
        and _SENTENCE.search(first) is None
        and any(_SENTENCE.search(paragraph) for paragraph in below)
    )
