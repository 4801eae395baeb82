"""A passage and a span of it come in, the `Citation` that proves the words goes out."""

from collections.abc import Sequence
from urllib.parse import quote

from bot.types import Citation
from index.types import Mark, Passage, Span, marks_of

_WHOLE = 12
"""A quote of up to this many words stands whole in its link; of a longer one, both ends do."""

_ENDS = 5
_MESSAGES = "https://discord.com/channels/"


def cite(number: int, passage: Passage, span: Span) -> Citation:
    """Cite one sentence of a passage; the quote is the article's text, letter for letter."""
    words = passage.quote(span)
    source = passage.source
    marks = marks_of(passage.marks, span)
    return Citation(
        number=number,
        collection=source.collection,
        article_id=source.article_id,
        title=source.title,
        url=source.url,
        publisher=source.publisher,
        published=source.published,
        start=span.start,
        end=span.end,
        quote=words,
        link=link_to(source.url, words, marks) if source.url else None,
        chunk_id=passage.chunk_id,
        marks=marks,
    )


def link_to(url: str, words: str, marks: Sequence[Mark] = ()) -> str:
    """A link that opens a page at some words of it, or a document at the page that they begin on.

    Sources: WICG, "URL Fragment Text Directives", `:~:text=[start],[end]`; RFC 8118, `page=` for
    PDF. A browser that does not know them opens the page at its top. A message on Discord is its
    own place, and Discord's client jumps to its bare address only.
    """
    if url.startswith(_MESSAGES):
        return url
    if marks and marks[0].kind == "page":
        return f"{url.partition('#')[0]}#page={marks[0].number}"
    parts = words.split()
    if len(parts) <= _WHOLE:
        directive = _encoded(parts)
    else:
        directive = f"{_encoded(parts[:_ENDS])},{_encoded(parts[-_ENDS:])}"
    separator = "" if "#" in url else "#"
    return f"{url}{separator}:~:text={directive}"


def _encoded(words: list[str]) -> str:
    # The dash and the comma have a meaning inside the directive, so they are encoded too.
    return quote(" ".join(words), safe="").replace("-", "%2D")


def overlap(one: Citation, other: Citation) -> bool:
    """Whether two citations have words of an article in common."""
    same = (one.collection, one.article_id) == (other.collection, other.article_id)
    return same and one.start < other.end and other.start < one.end
