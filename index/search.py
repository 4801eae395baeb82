"""A question comes in, `Findings` go out: vectors ∥ keywords → fuse → rerank → passages."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from index.caches import Caches
from index.catalog import Catalog, StoredChunk
from index.embed import Embedder, QuestionEmbedding
from index.fuse import fuse
from index.quantise import unpack
from index.rerank import late_interaction
from index.terms import terms
from index.types import Findings, Hit, Passage, RankedSentence, Scores, Signals

CANDIDATES = 50
"""Hits taken from each of the two searches."""

PASSAGES = 5
"""Passages returned, and their sentences compared with the question, where nobody asks for more."""

# How a sentence's score is made; `docs/decisions/0003-ranking.md` has the figures behind them.
_CLOSENESS_WEIGHT = 12.0
_CONTEXT_WEIGHT = 4.0
_COVERAGE_WEIGHT = 0.5
_SAME = 0.9  # share of common terms from which two passages say the same


@dataclass(frozen=True, slots=True)
class _Scored:
    """A sentence with its score, and the signals that would be reported if it came first."""

    sentence: RankedSentence
    signals: Signals


def search(
    question: str,
    *,
    collections: Iterable[str],
    catalog: Catalog,
    caches: Caches,
    embedder: Embedder,
    limit: int = PASSAGES,
) -> Findings:
    """Find the passages and sentences of these collections that are closest to a question.

    Naming no collection finds nothing. Passages come in the order of their fused score, without
    near-duplicates; sentences in the order of how well they answer.
    """
    allowed = frozenset(collections)
    clock = _Clock()
    with clock.stage("embed"):
        embedded = embedder.embed_question(question)
        query = terms(question)
    with clock.stage("dense"):
        dense = caches.vectors.search(embedded.vector, collections=allowed, limit=CANDIDATES)
    with clock.stage("keywords"):
        keywords = caches.keywords.search(query, collections=allowed, limit=CANDIDATES)
        rarity = caches.keywords.rarity(query)
    with clock.stage("fuse"):
        found = {hit.chunk_id for hit in dense}
        dense += caches.vectors.cosines(
            embedded.vector, [hit.chunk_id for hit in keywords if hit.chunk_id not in found]
        )
        fused = fuse(dense, keywords)
    with clock.stage("read"):
        chosen = _read(fused, catalog, allowed, limit)
    with clock.stage("rerank"):
        passages, sentences, signals = _rank(
            chosen, embedded, rarity, dict(dense), dict(keywords), dict(fused)
        )
    return Findings(
        passages=tuple(passages),
        sentences=tuple(sentences),
        signals=signals,
        milliseconds=clock.milliseconds,
    )


def _read(
    fused: Sequence[Hit], catalog: Catalog, allowed: frozenset[str], most: int
) -> list[StoredChunk]:
    """The best chunks from the catalog, without those that say the same as a better one."""
    chosen: list[tuple[StoredChunk, frozenset[str]]] = []
    # Some of the hits may be gone from the catalog or be doubles, so a few more are read at once.
    step = max(2 * most, 1)
    for start in range(0, len(fused), step):
        ids = [hit.chunk_id for hit in fused[start : start + 2 * most]]
        stored = catalog.chunks(ids, allowed)
        for chunk in (stored[chunk_id] for chunk_id in ids if chunk_id in stored):
            words = frozenset(terms(chunk.text))
            if len(chosen) >= most:
                return [one for one, _ in chosen]
            if not any(_alike(words, others) for _, others in chosen):
                chosen.append((chunk, words))
    return [one for one, _ in chosen]


def _alike(some: frozenset[str], others: frozenset[str]) -> bool:
    """Whether the Jaccard similarity of two sets of terms shows a near-duplicate."""
    return len(some & others) >= _SAME * max(len(some | others), 1)


def _rank(
    chunks: Sequence[StoredChunk],
    embedded: QuestionEmbedding,
    rarity: Mapping[str, float],
    dense: Mapping[int, float],
    keywords: Mapping[int, float],
    fused: Mapping[int, float],
) -> tuple[list[Passage], list[RankedSentence], Signals]:
    passages: list[Passage] = []
    scored: list[_Scored] = []
    for chunk in chunks:
        base = Scores(
            dense=dense.get(chunk.chunk_id, 0.0),
            keywords=keywords.get(chunk.chunk_id, 0.0),
            fused=fused[chunk.chunk_id],
            reranked=0.0,
        )
        mine = _sentences(chunk, base, embedded, rarity)
        scored.extend(mine)
        best = max((one.sentence.score for one in mine), default=0.0)
        passages.append(_passage(chunk, replace(base, reranked=best)))
    scored.sort(key=lambda one: (-one.sentence.score, one.sentence.chunk_id, one.sentence.span))
    signals = scored[0].signals if scored else Signals()
    return passages, [one.sentence for one in scored], signals


def _sentences(
    chunk: StoredChunk, scores: Scores, embedded: QuestionEmbedding, rarity: Mapping[str, float]
) -> list[_Scored]:
    """Score each sentence: how close its tokens are, its passage's rank, the words it shares."""
    tokens = unpack(chunk.embedding.tokens, embedded.tokens.shape[1])
    close = late_interaction(
        embedded.tokens, tokens, chunk.embedding.token_ends, chunk.sentences, chunk.start
    )
    covered = _coverage(rarity, f"{chunk.context} {chunk.text}")
    scored = []
    for span, closeness in zip(chunk.sentences, close, strict=True):
        text = chunk.text[span.start - chunk.start : span.end - chunk.start]
        score = (
            _CLOSENESS_WEIGHT * closeness.mean
            + _CONTEXT_WEIGHT * closeness.in_context
            + scores.fused
            + _COVERAGE_WEIGHT * _coverage(rarity, text)
        )
        sentence = RankedSentence(chunk_id=chunk.chunk_id, span=span, text=text, score=score)
        signals = Signals(
            closeness=closeness.mean,
            weakest=closeness.weakest,
            coverage=covered,
            dense=scores.dense,
        )
        scored.append(_Scored(sentence, signals))
    return scored


def _coverage(rarity: Mapping[str, float], text: str) -> float:
    """The share of the question's terms, weighted by rarity, that a text holds."""
    total = sum(rarity.values())
    if not total:
        return 0.0
    words = set(terms(text))
    return sum(weight for term, weight in rarity.items() if term in words) / total


def _passage(chunk: StoredChunk, scores: Scores) -> Passage:
    return Passage(
        chunk_id=chunk.chunk_id,
        source=chunk.source,
        start=chunk.start,
        end=chunk.end,
        text=chunk.text,
        heading=chunk.heading,
        sentences=chunk.sentences,
        scores=scores,
    )


def read_passages(
    ids: Sequence[int], *, collections: Iterable[str], catalog: Catalog
) -> list[Passage]:
    """Passages by id, in that order, of these collections; those that are gone are left out."""
    stored = catalog.chunks(ids, collections)
    unscored = Scores(dense=0.0, keywords=0.0, fused=0.0, reranked=0.0)
    return [_passage(stored[chunk_id], unscored) for chunk_id in ids if chunk_id in stored]


class _Clock:
    """Measures stages one after the other, in milliseconds."""

    def __init__(self) -> None:
        self.milliseconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.milliseconds[name] = round((time.perf_counter() - began) * 1000, 3)
