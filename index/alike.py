"""An article comes in, the articles of the library that say much of the same go out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.catalog import Catalog
from index.resemblance import (
    Shingles,
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What an article came to beside the others.

    `same` is the collection and id of one beside which it adds nothing; `alike` are those that say
    most of what it says, likest first.
    """

    same: tuple[str, str] | None = None
    alike: tuple[Alike, ...] = ()


def compare(
    article: Article, signature: Signature, catalog: Catalog, visible: Iterable[str]
) -> Compared:
    """What an article has in common with those in the `visible` collections.

    The article itself, by its collection and id, is none of them.
    """
    mine: Shingles | None = None
    same: tuple[str, str] | None = None
    found = []
    for other in _candidates(article, signature, catalog, visible):
        mine = shingles(article) if mine is None else mine
        yours, source = shingles(other), other.source
        if same is None and says_the_same(article, other, mine, yours):
            same = source.key
        share = contained(mine, yours)
        if share >= _ALIKE:
            found.append(
                Alike(
                    collection=source.collection,
                    article_id=source.article_id,
                    title=source.title,
                    share=round(share, 2),
                )
            )
    return Compared(same=same, alike=tuple(sorted(found, key=lambda one: -one.share)))


def sign_unsigned(catalog: Catalog) -> None:
    """Make the signatures of the articles that came in before there were any."""
    for key, collection, article_id in catalog.signatures.unsigned():
        article = catalog.article(article_id, [collection])
        if article is not None:
            with catalog.transaction():
                catalog.signatures.put(key, sign(shingles(article)))


def _candidates(
    article: Article, signature: Signature, catalog: Catalog, visible: Iterable[str]
) -> Iterator[Article]:
    """The articles that come into question, those that promise most first."""
    if not signature.bands:
        return
    own = article.source.key
    hopeful = sorted(
        (-estimate(signature.minhash, minhash), place)
        for *place, minhash in catalog.signatures.candidates(signature.bands, visible)
        if tuple(place) != own
    )
    for nearness, (collection, article_id) in hopeful[:_COMPARED]:
        other = catalog.article(article_id, [collection]) if -nearness >= _HOPEFUL else None
        if other is not None:
            yield other
