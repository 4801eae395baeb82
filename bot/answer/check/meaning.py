"""A sentence's token vectors and its passages' come in, how near they are in meaning goes out.

Late interaction, as `index.rerank` does it for questions: each token of the written sentence looks
for its like. What the passages would have to be near is fitted by `bench/check_fit.py` and lies
beside this module as data, with the model that it was fitted for.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.embed import Embedder
from index.quantise import unpack
from index.types import Embedding, Span

Case: TypeAlias = Literal["same", "foreign", "words"]
"""Sentence and passage in one language, in two, or with a model that nobody has measured."""

_CLAUSE_ENDS = re.compile(
    r"[,;:，；、](?=\s|[^\x00-\x7f])|\s(?:and|but|while|which|who|because|although|und|aber|y|pero|et|mais|e|mas)\s"
)
_FEWEST = 4
"""Tokens of the shortest stretch that is looked at by itself."""


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """A text's tokens: vectors of length 1, (n, width), and their ends in the text, (n,)."""

    vectors: NDArray[np.float32]
    ends: NDArray[np.uint16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearness:
    """How near a sentence is to its passages.

    `mean` is the mean of its tokens' best cosines, `clause` that of its farthest clause, `weakest`
    that of the fifth of its tokens that are farthest; `best` is the mean where one sentence alone
    is looked at. `coverage` is the share of its terms that stand in the passages.
    """

    mean: float = 0.0
    clause: float = 0.0
    weakest: float = 0.0
    best: float = 0.0
    coverage: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The weights of a logistic function over `Nearness`, and the least that it has to give."""

    intercept: float
    mean: float
    clause: float
    weakest: float
    best: float
    coverage: float
    threshold: float

    def probability(self, near: Nearness) -> float:
        """Between 0 and 1."""
        odds = (
            self.intercept
            + self.mean * near.mean
            + self.clause * near.clause
            + self.weakest * near.weakest
            + self.best * near.best
            + self.coverage * near.coverage
        )
        return 1 / (1 + math.exp(-min(max(odds, -50.0), 50.0)))


def token_vectors(embedding: Embedding, width: int) -> TokenVectors:
    """The token vectors of an embedding as it is kept."""
    return TokenVectors(unpack(embedding.tokens, width), embedding.token_ends)


def embed_sentence(sentence: str, embedder: Embedder) -> TokenVectors:
    """The token vectors of a sentence, read as the passages were."""
    for _, embedding in embedder.embed([("", sentence)]):
        return token_vectors(embedding, embedder.model.width)
    raise AssertionError("one text gives one embedding")


def cosines(written: TokenVectors, passage: TokenVectors) -> NDArray[np.float32]:
    """How like each of the sentence's tokens is to each of the passage's, (m, n)."""
    if not len(written.vectors) or not len(passage.vectors):
        return np.zeros((len(written.vectors), 0), dtype=np.float32)
    found: NDArray[np.float32] = written.vectors @ passage.vectors.T
    return found


def best_by_sentence(
    alike: NDArray[np.float32], ends: NDArray[np.uint16], spans: Sequence[Span], start: int
) -> NDArray[np.float32]:
    """The best cosine of each written token in each of the passage's sentences, (k, m)."""
    best = np.zeros((len(spans), len(alike)), dtype=np.float32)
    for number, span in enumerate(spans):
        first, last = np.searchsorted(ends, [span.start - start, span.end - start], "right")
        if first < last:
            best[number] = alike[:, first:last].max(axis=1)
    return best


def nearness(
    sentence: str,
    ends: NDArray[np.uint16],
    best: NDArray[np.float32],
    left_out: Iterable[tuple[int, int]] = (),
) -> Nearness:
    """How near a sentence is, from `best_by_sentence` of all its passages; without `coverage`.

    Tokens within the spans `left_out` of the sentence don't count, unless there are no others.
    """
    kept = np.ones(len(ends), dtype=np.bool_)
    for start, end in left_out:
        first, last = np.searchsorted(ends, [start, end], "right")
        kept[first : max(last, first + 1)] = False
    if kept.any():
        ends, best = ends[kept], best[:, kept]
    if not best.size:
        return Nearness()
    tokens = best.max(axis=0)
    few = max(len(tokens) // 5, 1)
    return Nearness(
        mean=float(tokens.mean()),
        clause=min(float(tokens[a:b].mean()) for a, b in _clauses(sentence, ends)),
        weakest=float(np.sort(tokens)[:few].mean()),
        best=float(best.mean(axis=1).max()),
    )


def _clauses(sentence: str, ends: NDArray[np.uint16]) -> list[tuple[int, int]]:
    """The stretches of tokens between commas and the like, short ones joined to the next."""
    marks = [one.start() for one in _CLAUSE_ENDS.finditer(sentence)]
    cuts = [int(cut) for cut in np.searchsorted(ends, marks, "right")] if marks else []
    found, start = [], 0
    for cut in [*cuts, len(ends)]:
        if cut - start >= _FEWEST:
            found.append((start, cut))
            start = cut
    if start < len(ends):
        if found:
            found[-1] = (found[-1][0], len(ends))
        else:
            found.append((0, len(ends)))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """By how much a word may fit worse than another before it counts as exchanged for it."""

    misplaced: float
    exchanged: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """All that was fitted, and the digest of the model that it was fitted for."""

    model: str
    limits: Limits
    cases: Mapping[Case, Weights]


@cache
def shipped() -> Fitted:
    """What lies beside this module."""
    text = (files("bot.answer.check") / "thresholds.json").read_text(encoding="utf-8")
    document = json.loads(text)
    return Fitted(
        model=document["model"],
        limits=Limits(**document["limits"]),
        cases={name: Weights(**one) for name, one in document["cases"].items()},
    )


def weights_for(model_digest: str, *, foreign: bool) -> Weights | None:
    """What to judge nearness with; nothing where this model can't be asked across languages."""
    fitted = shipped()
    if model_digest == fitted.model:
        return fitted.cases["foreign" if foreign else "same"]
    return None if foreign else fitted.cases["words"]


def limits(model_digest: str) -> Limits | None:
    """The limits of `attachment`; nothing where nobody has measured this model."""
    fitted = shipped()
    return fitted.limits if model_digest == fitted.model else None
