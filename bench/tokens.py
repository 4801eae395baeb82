"""Evaluation sets come in; how token vectors are best made and kept for reranking is printed.

Run with `python -m bench.tokens`. Three ways to score the same sentences by late interaction:
each sentence embedded alone when the question comes; its tokens as the model saw them inside the
passage; and these in two bits a number, as the library keeps them.
"""

import random
import statistics
import time
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from bench.data import EvalQuestion, holds_answer, load_set
from bench.library import public_library
from index.catalog import Catalog
from index.embed import QuestionEmbedding, SentenceTransformerEmbedder
from index.library import Library
from index.quantise import unpack
from index.rerank import late_interaction
from index.settings import BUNDLED_MODEL
from index.stored import StoredChunk
from index.types import PUBLIC, Span

_WEIGHT = 16.0
_CANDIDATES = 5
QUESTIONS = 200  # embedding every candidate anew takes its time

Scorer = Callable[[QuestionEmbedding, StoredChunk], list[float]]


def main() -> None:
    """Measure the three ways on XQuAD-en and CLAP NQ in one library."""
    embedder = SentenceTransformerEmbedder(BUNDLED_MODEL)
    sets = [load_set("xquad/en"), load_set("clapnq")]
    answerable = [question for one in sets for question in one.questions if question.answerable]
    questions = random.Random(2).sample(answerable, QUESTIONS)
    articles = [article for one in sets for article in one.articles]
    with public_library(articles, embedder) as (library, settings, _):
        catalog = Catalog(settings.catalog_path)
        ways = _ways(embedder)
        hits: dict[str, list[bool]] = {name: [] for name in ways}
        times: dict[str, list[float]] = {name: [] for name in ways}
        for question in questions:
            embedded = embedder.embed_question(question.text)
            candidates = _candidates(library, catalog, question)
            for name, score in ways.items():
                began = time.perf_counter()
                best = max(
                    (
                        _WEIGHT * value + fused,
                        chunk.text[s.start - chunk.start : s.end - chunk.start],
                    )
                    for chunk, fused in candidates
                    for s, value in zip(chunk.sentences, score(embedded, chunk), strict=True)
                )
                times[name].append((time.perf_counter() - began) * 1000)
                hits[name].append(holds_answer(best[1], question))
        kept = [len(chunk.embedding.tokens.tobytes()) for chunk, _ in candidates]
        catalog.close()
    print(f"{len(questions)} questions, {_CANDIDATES} passages each")
    for name in ways:
        print(
            f"  {name:32} sentence@1 {np.mean(hits[name]):.3f}   "
            f"{statistics.median(times[name]):7.1f} ms a question"
        )
    print(f"  a passage's tokens take {statistics.mean(kept) / 1000:.1f} kB in two bits")


def _candidates(
    library: Library, catalog: Catalog, question: EvalQuestion
) -> Sequence[tuple[StoredChunk, float]]:
    found = library.search(question.text, collections=[PUBLIC], limit=_CANDIDATES)
    stored = catalog.chunks([passage.chunk_id for passage in found.passages], [PUBLIC])
    return [(stored[p.chunk_id], p.scores.fused) for p in found.passages]


def _ways(embedder: SentenceTransformerEmbedder) -> dict[str, Scorer]:
    def alone(question: QuestionEmbedding, chunk: StoredChunk) -> list[float]:
        texts = [
            ("", chunk.text[s.start - chunk.start : s.end - chunk.start]) for s in chunk.sentences
        ]
        scores = [0.0] * len(texts)
        for place, (_, tokens, _) in embedder.embed_floats(texts):
            scores[place] = float((question.tokens @ _units(tokens).T).max(axis=1).mean())
        return scores

    def in_context(question: QuestionEmbedding, chunk: StoredChunk) -> list[float]:
        [(_, (_, tokens, ends))] = embedder.embed_floats([(chunk.context, chunk.text)])
        return _means(question, _units(tokens), ends, chunk.sentences, chunk.start)

    def packed(question: QuestionEmbedding, chunk: StoredChunk) -> list[float]:
        tokens = unpack(chunk.embedding.tokens, question.tokens.shape[1])
        ends = chunk.embedding.token_ends
        return _means(question, tokens, ends, chunk.sentences, chunk.start)

    return {
        "each sentence alone": alone,
        "inside its passage": in_context,
        "inside its passage, two bits": packed,
    }


def _means(
    question: QuestionEmbedding,
    tokens: NDArray[np.float32],
    ends: NDArray[np.uint16],
    sentences: Sequence[Span],
    start: int,
) -> list[float]:
    found = late_interaction(question.tokens, tokens, ends, sentences, start)
    return [closeness.mean for closeness in found]


def _units(tokens: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(tokens, axis=1, keepdims=True)
    units: NDArray[np.float32] = tokens / np.maximum(lengths, np.float32(1e-9))
    return units


if __name__ == "__main__":
    main()
