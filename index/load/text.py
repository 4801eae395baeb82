"""Plain text comes in, an article goes out: paragraphs are parted by blank lines."""

import re

from index.errors import LoadError
from index.load.base import Block, Loaded, assemble, clean, title_of
from index.load.frontmatter import found_in, read_source, split
from index.types import Article

# A line that starts like this is an item of a list, not the wrapped rest of the line before.
_ITEM = re.compile(r"\n(?!\s*(?:[-*•–]|\d{1,3}[.)])\s)")


def load_text(content: bytes, *, article_id: str, collection: str) -> Loaded:
    """Read plain text with or without front matter; without a title, the file's name serves.

    Raises:
        LoadError: see `index.load.frontmatter.split`; or there is no text at all.
    """
    fields, body = split(content)
    paragraphs = [_ITEM.sub(" ", block) for block in clean(body).split("\n\n")]
    text, headings = assemble([Block(paragraph) for paragraph in paragraphs])
    if not text:
        raise LoadError("it has no text", "Write some text into it, or delete it.")
    source, notes = read_source(
        fields, article_id=article_id, collection=collection, title=title_of(article_id)
    )
    return Loaded(
        article=Article(source=source, text=text, headings=headings),
        notes=notes,
        found=found_in(fields, source, title="its name"),
    )
