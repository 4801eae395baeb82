"""Articles that somebody just handed over come in; cut and embedded in memory, they go out.

Nothing of them touches the disk. `index.beside` lets a library be searched together with them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

import numpy as np
from numpy.typing import NDArray

from index.chunk import chunk
from index.embed import Embedder
from index.errors import LoadError
from index.language import detect
from index.load.base import Loaded
from index.postings import Postings
from index.stored import StoredChunk
from index.types import Article, Chunk, Embedding, Source, Span, marks_of

IN_HAND = "in-hand"
"""The collection that these articles stand in. No library has one of that name."""

MOST_CHARACTERS = 500_000
"""Of all articles in one hand: some 200 pages. Whoever handed them over waits while they are
embedded."""

_IDS = count(-1, -1)
"""Ids of chunks, below those of every catalog, so that both can be told apart in one ranking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InHand:
    """Articles with their chunks as a library would have them, for as long as somebody holds them.

    `model` is the digest of the model that embedded them; `vectors` are of shape (n, width), a row
    for each of the n `chunks`, in their order.
    """

    articles: tuple[Article, ...] = field(repr=False)
    model: str
    chunks: Mapping[int, StoredChunk] = field(repr=False)
    vectors: NDArray[np.float32] = field(repr=False)
    postings: Postings = field(repr=False)
    bytes: int
    """About how much memory they take."""

    @property
    def ids(self) -> tuple[int, ...]:
        """The ids of the chunks, in their order; all below zero."""
        return tuple(self.chunks)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the articles, without those that cannot be told."""
        return tuple(dict.fromkeys(one.language for one in self.articles if one.language))

    def chunks_of(self, article_id: str) -> list[int]:
        """The ids of an article's chunks, in their order."""
        return [one.chunk_id for one in self.chunks.values() if one.source.article_id == article_id]


def as_handed(loaded: Loaded, number: int) -> Article:
    """An article as it is cited of a hand: under an id of its own, and with no word but its title
    and date, since who sends a file may write anything into it, another's name and address too.
    """
    source = loaded.article.source
    bare = Source(
        article_id=f"{IN_HAND}-{number}",
        collection=IN_HAND,
        title=source.title,
        published=source.published,
    )
    return replace(loaded.article, source=bare, language=detect(loaded.article.text))


def take_in_hand(
    articles: Sequence[Article],
    embedder: Embedder,
    *,
    each: Callable[[], None] = lambda: None,
) -> InHand:
    """Cut and embed articles; `each` is called after every chunk, and may raise to stop it.

    Raises:
        LoadError: together they are longer than `MOST_CHARACTERS`.
    """
    if sum(len(one.text) for one in articles) > MOST_CHARACTERS:
        raise LoadError(
            f"its text is longer than {MOST_CHARACTERS:,} characters",
            "Send the part that you ask about.",
        )
    model = embedder.model
    cut: list[tuple[Article, Chunk]] = [
        (article, one)
        for article in articles
        for one in chunk(
            article, count_tokens=embedder.count_tokens, max_tokens=embedder.max_tokens
        )
    ]
    embeddings: dict[int, Embedding] = {}
    for place, embedding in embedder.embed([(one.context, one.text) for _, one in cut]):
        embeddings[place] = embedding
        each()
    chunks = {
        one.chunk_id: one
        for one in (
            _stored(article, made, embeddings[place]) for place, (article, made) in enumerate(cut)
        )
    }
    vectors = np.array([one.embedding.vector for one in chunks.values()], dtype=np.float32).reshape(
        len(chunks), model.width
    )
    postings = Postings(_texts(chunks.values()))
    return InHand(
        articles=tuple(articles),
        model=model.digest,
        chunks=chunks,
        vectors=vectors,
        postings=postings,
        bytes=_bytes(articles, chunks.values()) + vectors.nbytes + postings.bytes,
    )


def _stored(article: Article, one: Chunk, embedding: Embedding) -> StoredChunk:
    return StoredChunk(
        chunk_id=next(_IDS),
        source=article.source,
        start=one.start,
        end=one.end,
        text=one.text,
        language=article.language,
        heading=one.heading,
        context=one.context,
        sentences=one.sentences,
        embedding=embedding,
        marks=marks_of(article.marks, Span(one.start, one.end)),
    )


def _texts(chunks: Iterable[StoredChunk]) -> Iterator[tuple[str, str]]:
    """What the keyword index reads of each chunk: as `Catalog.texts` puts it."""
    for one in chunks:
        yield one.language, f"{one.context}\n{one.text}"


def _bytes(articles: Iterable[Article], chunks: Iterable[StoredChunk]) -> int:
    """Of texts, which articles and chunks both have, and of the embeddings."""
    texts = sum(4 * len(one.text) for one in articles)
    embeddings = (one.embedding for one in chunks)
    return texts + sum(
        one.vector.nbytes + one.tokens.nbytes + one.token_ends.nbytes for one in embeddings
    )
