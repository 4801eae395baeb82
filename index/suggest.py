"""New articles of an open library come in, the questions that they really answer go out, and stay.

Each question is put to the real search, and kept only where the articles would answer it from that
very article.
"""

from collections.abc import Callable, Collection

from index.caches import Caches
from index.catalog import Catalog
from index.embed import Embedder
from index.questions import questions
from index.search import search
from index.types import PUBLIC

MOST_TRIED = 5
"""Questions that are put to the search for one article."""

MOST_KEPT = 3
"""Questions that are kept of these."""


def suggest(
    *,
    catalog: Catalog,
    caches: Caches,
    embedder: Embedder,
    only: Collection[tuple[str, str]] | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> int:
    """Make suggestions for every article that has not been asked yet; the number of those kept.

    `only` names the articles that come into question, by collection and id. The caches are up to
    date. `progress` is told how many of how many articles were asked. What was done is kept when
    it is cut short.
    """
    asked: list[tuple[str, str, list[str]]] = []
    with catalog.transaction():
        for collection, article_id in catalog.listing.unasked():
            if only is not None and (collection, article_id) not in only:
                continue
            article = catalog.article(article_id, [collection])
            made = questions(article)[:MOST_TRIED] if article is not None else []
            if made:
                asked.append((collection, article_id, made))
            else:
                catalog.listing.put_suggestions(collection, article_id, [])
    kept = 0
    for number, (collection, article_id, made) in enumerate(asked, start=1):
        chunks = catalog.chunks_of_article(article_id, collection)
        answered: list[str] = []
        for question in made:
            if len(answered) < MOST_KEPT and _is_answered(
                question, collection, chunks, catalog, caches, embedder
            ):
                answered.append(question)
        catalog.listing.put_suggestions(collection, article_id, answered)
        kept += len(answered)
        progress(number, len(asked))
    return kept


def _is_answered(
    question: str,
    collection: str,
    chunks: Collection[int],
    catalog: Catalog,
    caches: Caches,
    embedder: Embedder,
) -> bool:
    """Whether whoever asks where the article may be seen is answered from it."""
    found = search(
        question,
        collections={collection, PUBLIC},
        catalog=catalog,
        caches=caches,
        embedder=embedder,
    )
    return (
        bool(found.sentences)
        and found.confidence >= found.thresholds["normal"]
        and found.sentences[0].chunk_id in chunks
    )
