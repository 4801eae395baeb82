"""An article comes in, the articles of the library that say much of the same go out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.catalog import Catalog
from index.resemblance import (
    Signature,
    contained,
    estimate,
    says_the_same,
    shingles,
    sign,
)
from index.types import Article

_COMPARED = 5  # articles that are compared term by term
_ALIKE = 0.5
"""The share of a new text's shingles that stand in an article which is called alike."""

_HOPEFUL = 0.2
"""An article whose estimate is lower is not compared: it would not be called alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """An article that says much of the same; `share` of the new text's words stand there too."""

    collection: str
    article_id: str
    title: str
    share: float


def find_alike(
    article: Article, signature: Signature, catalog: Catalog, visible: Iterable[str]
) -> tuple[Alike, ...]:
    """The articles in the `visible` collections that say most of what this one says, likest first.

    The article itself, by its collection and id, is none of them.
    """
    mine = shingles(article)
    found = []
    for other in _compared(article, signature, catalog, visible):
        share = contained(mine, shingles(other))
        if share >= _ALIKE:
            source = other.source
            found.append(
                Alike(
                    collection=source.collection,
                    article_id=source.article_id,
                    title=source.title,
                    share=round(share, 2),
                )
            )
    return tuple(sorted(found, key=lambda one: -one.share))


def find_same(
    article: Article, signature: Signature, catalog: Catalog, visible: Iterable[str]
) -> tuple[str, str] | None:
    """Collection and id of an article beside which this one adds nothing."""
    for other in _compared(article, signature, catalog, visible):
        if says_the_same(article, other):
            return other.source.collection, other.source.article_id
    return None


def sign_unsigned(catalog: Catalog) -> None:
    """Make the signatures of the articles that came in before there were any."""
    for key, collection, article_id in catalog.signatures.unsigned():
        article = catalog.article(article_id, [collection])
        if article is not None:
            with catalog.transaction():
                catalog.signatures.put(key, sign(shingles(article)))


def _compared(
    article: Article, signature: Signature, catalog: Catalog, visible: Iterable[str]
) -> Iterator[Article]:
    """The articles that come into question, those that promise most first."""
    if not signature.bands:
        return
    own = (article.source.collection, article.source.article_id)
    hopeful = sorted(
        (-estimate(signature.minhash, minhash), place)
        for *place, minhash in catalog.signatures.candidates(signature.bands, visible)
        if tuple(place) != own
    )
    for nearness, (collection, article_id) in hopeful[:_COMPARED]:
        other = catalog.article(article_id, [collection]) if -nearness >= _HOPEFUL else None
        if other is not None:
            yield other
