"""Lines come in and stand in a catalog as articles; what it holds comes out."""

from dataclasses import replace

from index.catalog import Catalog
from index.load.base import Block
from index.types import PUBLIC, Article, Chunk, Embedding, Span
from tests.index.articles import article
from tests.index.tiny import TinyEmbedder

MODEL = "a-model"


def embed(*texts: str) -> dict[bytes, Embedding]:
    embedder = TinyEmbedder()
    made = dict(embedder.embed([("A title", text) for text in texts]))
    return {text.encode(): made[place] for place, text in enumerate(texts)}


def put(
    catalog: Catalog,
    article_id: str,
    *lines: str,
    collection: str = PUBLIC,
    model: str = MODEL,
    published: str | None = None,
) -> Article:
    """Put an article of which each line is a chunk."""
    one = article(*map(Block, lines), article_id=article_id, collection=collection)
    one = replace(one, source=replace(one.source, published=published))
    catalog.put_embeddings(model, embed(*lines))
    chunks, start = [], 0
    for line in lines:
        span = Span(start, start + len(line))
        chunks.append(
            Chunk(
                start=span.start,
                end=span.end,
                text=line,
                context="A title",
                heading="",
                sentences=(span,),
            )
        )
        start += len(line) + 2
    pairs = [(chunk, chunk.text.encode()) for chunk in chunks]
    catalog.put_article(one, digest=b"file " + lines[0].encode(), chunks=pairs, model=model)
    return one


def held(catalog: Catalog, *collections: str) -> dict[int, str]:
    """The texts of all chunks by id, of these collections."""
    stored = catalog.chunks(catalog.all_ids().tolist(), collections or [PUBLIC])
    return {chunk_id: chunk.text for chunk_id, chunk in stored.items()}
