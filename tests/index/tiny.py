"""An embedder that needs no model: each word has a vector of its own, a text has their mean.

For tests of what is kept, found and forgotten, where a thousand builds must take no minute; what
a text means is tested with the real model.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np

from index.embed import QuestionEmbedding
from index.quantise import Floats, pack
from index.types import Embedding, Model

_WIDTH = 16
_WORD = re.compile(r"\w+|[^\w\s]")


class TinyEmbedder:
    """Words come in, vectors go out, the same in every process; `embedded` lists what was asked."""

    def __init__(self, *, name: str = "tiny", max_tokens: int = 40) -> None:
        """Another name makes another model."""
        self.embedded: list[tuple[str, str]] = []
        digest = hashlib.sha256(name.encode()).hexdigest()
        self._model = Model(name=name, digest=digest, width=_WIDTH)
        self._max_tokens = max_tokens

    @property
    def model(self) -> Model:
        """Which model this is."""
        return self._model

    @property
    def max_tokens(self) -> int:
        """See `Embedder.max_tokens`."""
        return self._max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of words and marks in each text."""
        return [len(_WORD.findall(text)) for text in texts]

    def embed(self, texts: Sequence[tuple[str, str]]) -> Iterator[tuple[int, Embedding]]:
        """See `Embedder.embed`."""
        for place, (context, text) in enumerate(texts):
            self.embedded.append((context, text))
            words = list(_WORD.finditer(text))
            tokens = _vectors([word.group() for word in words])
            yield (
                place,
                Embedding(
                    vector=_mean(_vectors(_WORD.findall(f"{context}\n{text}"))).astype(np.float16),
                    tokens=pack(tokens),
                    token_ends=np.array([word.end() for word in words], dtype=np.uint16),
                ),
            )

    def embed_question(self, question: str) -> QuestionEmbedding:
        """See `Embedder.embed_question`."""
        tokens = _vectors(_WORD.findall(question)[: self._max_tokens])
        return QuestionEmbedding(vector=_mean(tokens), tokens=tokens)


@cache
def _vector(word: str) -> Floats:
    seed = int.from_bytes(hashlib.sha256(word.lower().encode()).digest()[:8])
    vector = np.random.default_rng(seed).standard_normal(_WIDTH)
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def _vectors(words: Sequence[str]) -> Floats:
    return np.array([_vector(word) for word in words], dtype=np.float32).reshape(-1, _WIDTH)


def _mean(vectors: Floats) -> Floats:
    if not len(vectors):
        return _vector("")
    mean = vectors.mean(axis=0)
    unit: Floats = (mean / np.linalg.norm(mean)).astype(np.float32)
    return unit
