"""A large library comes in, the time until one more article answers questions is printed.

Run with `python -m bench.live`. The library's own articles are made ones, as in `bench/speed.py`;
in the place of their embeddings stand random numbers of the same shape, since only their mass
counts here. The articles that are added are embedded by the real model.
"""

import hashlib
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench.data import EvalArticle
from bench.library import made_articles, write_corpus
from index.build import build
from index.caches import Caches
from index.catalog import Catalog
from index.chunk import RULES
from index.embed import (
    Embedder,
    QuestionEmbedding,
    SentenceTransformerEmbedder,
    one_thread_each,
)
from index.intake import commit, cut, embed
from index.language import detect
from index.library import Library
from index.load.folder import find
from index.load.upload import load_upload
from index.settings import BUNDLED_MODEL, IndexSettings
from index.shelf import add
from index.types import PUBLIC, Embedding, Model

SIZES = (2_000, 10_000, 100_000)
ADDED = 7
SERVER = "server-1"


def main() -> None:
    """Measure at each size."""
    embedder = SentenceTransformerEmbedder(BUNDLED_MODEL)
    one_thread_each()
    for size in SIZES:
        with tempfile.TemporaryDirectory() as name:
            settings = IndexSettings(corpus_dir=Path(name) / "corpus", data_dir=Path(name) / "data")
            chunks = _stock(settings, made_articles(size), embedder)
            _measure(settings, embedder, chunks)


def _measure(settings: IndexSettings, embedder: Embedder, chunks: int) -> None:
    library = Library(settings, embedder)
    library.search("Is everything ready?", collections=[PUBLIC])
    ways: dict[str, Callable[[int], str]] = {
        "added by itself": lambda number: _add(settings, embedder, number),
        "put into the folder": lambda number: _drop(settings, embedder, number),
    }
    print(f"\nOne more article in a library of {chunks:,} chunks, {ADDED} times")
    for way, bring in ways.items():
        times = []
        for number in range(ADDED):
            began = time.perf_counter()
            collection = bring(number)
            library.catch_up()
            found = library.search(_question(way, number), collections=[collection])
            times.append(time.perf_counter() - began)
            assert f"{number}" in found.passages[0].source.title
        middle, worst = statistics.median(times), max(times)
        print(f"  {way:20} answers after {middle:5.2f} s in the middle, {worst:5.2f} s at worst")
    library.close()


def _add(settings: IndexSettings, embedder: Embedder, number: int) -> str:
    """As `/library add` does."""
    loaded = load_upload(_text("added by itself", number), "one.md", collection=SERVER)
    add(settings, embedder, loaded, collection=SERVER, visible=[PUBLIC])
    return SERVER


def _drop(settings: IndexSettings, embedder: Embedder, number: int) -> str:
    """As a new file in the corpus folder, and a build."""
    content = _text("put into the folder", number)
    (settings.corpus_dir / f"lighthouse-{number}.md").write_bytes(content)
    build(settings, embedder)
    return PUBLIC


def _text(way: str, number: int) -> bytes:
    """An article of some paragraphs on a lighthouse that only it has."""
    body = "\n\n".join(
        f"The lighthouse of Ovingholm {way} {number} has {paragraph + 3} floors above the sea. "
        "Its keeper climbs the stairs every evening, lights the lamp and writes the time into a "
        "book. Ships on their way to the harbour look for its light from far away."
        for paragraph in range(6)
    )
    return f"---\ntitle: Lighthouse {number}\n---\n\n{body}\n".encode()


def _question(way: str, number: int) -> str:
    return f"How many floors has the lighthouse of Ovingholm {way} {number}?"


def _stock(settings: IndexSettings, articles: Sequence[EvalArticle], real: Embedder) -> int:
    """Fill a library with these articles as a build would, but for their embeddings."""
    write_corpus(articles, settings.corpus_dir)
    filler = _RandomEmbedder(real)
    catalog = Catalog(settings.catalog_path, create=True)
    model = filler.model
    catalog.set_identity(
        model_name=model.name, model_digest=model.digest, width=model.width, rules=RULES
    )
    for file in find(settings.corpus_dir):
        content = file.path.read_bytes()
        loaded = file.loader(content, article_id=file.article_id, collection=PUBLIC)
        pending = cut(
            replace(loaded.article, language=detect(loaded.article.text)),
            filler,
            digest=hashlib.sha256(content).digest(),
            is_new=True,
            origin=file.path.name,
        )
        embed([pending], catalog, filler)
        commit(pending, catalog, filler)
        catalog.listing.put_suggestions(PUBLIC, file.article_id, [])
    caches = Caches(catalog, settings)
    caches.catch_up(wait=True)
    caches.vectors.save()
    chunks = catalog.counts()[1]
    catalog.close()
    return chunks


class _RandomEmbedder:
    """Random numbers in the shape of a real model's embeddings."""

    def __init__(self, real: Embedder) -> None:
        self._real = real
        self._chance = np.random.default_rng(7)

    @property
    def model(self) -> Model:
        return self._real.model

    @property
    def max_tokens(self) -> int:
        return self._real.max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._real.count_tokens(texts)

    def embed(self, texts: Sequence[tuple[str, str]]) -> Iterator[tuple[int, Embedding]]:
        counts = self._real.count_tokens([text for _, text in texts])
        for place, (count, (_, text)) in enumerate(zip(counts, texts, strict=True)):
            vector = self._chance.standard_normal(self.model.width)
            tokens = self._chance.integers(0, 256, (count, self.model.width // 4), dtype=np.uint8)
            ends = np.linspace(0, len(text), count + 1)[1:]
            yield (
                place,
                Embedding(
                    vector=(vector / np.linalg.norm(vector)).astype(np.float16),
                    tokens=tokens,
                    token_ends=ends.astype(np.uint16),
                ),
            )

    def embed_question(self, question: str) -> QuestionEmbedding:
        return self._real.embed_question(question)


if __name__ == "__main__":
    main()
