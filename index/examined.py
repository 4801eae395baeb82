"""An article that was read and cut comes in, what a careful librarian says of it goes out."""

from dataclasses import dataclass

from index.alike import Alike
from index.legible import count_words, garbled
from index.load.base import Loaded
from index.types import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What a careful librarian says of one document: the receipt.

    `found` says where title, author and date stand. `words` counts words, in scripts without
    spaces characters. `notes` say what was cut, could not be read or could not be used; `garbled`
    what is wrong with the text itself. `kept_as` is the article that has it; `same_as` one that
    says the same, in whose place nothing was added.
    """

    url: str
    title: str
    author: str | None
    published: str | None
    found: tuple[tuple[str, str], ...]
    language: str
    words: int
    chunks: int
    notes: tuple[str, ...] = ()
    garbled: tuple[str, ...] = ()
    alike: tuple[Alike, ...] = ()
    kept_as: tuple[str, str] | None = None
    same_as: tuple[str, str] | None = None


def examine(
    url: str, loaded: Loaded, article: Article, *, chunks: int, alike: tuple[Alike, ...]
) -> Examined:
    """What is to be said of a document that was read and cut, kept or not."""
    return Examined(
        url=url,
        title=article.source.title,
        author=article.source.author,
        published=article.source.published,
        found=loaded.found,
        language=article.language,
        words=count_words(article.text),
        chunks=chunks,
        notes=loaded.notes,
        garbled=garbled(article.text),
        alike=alike,
    )
