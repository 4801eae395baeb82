"""Texts come in, embeddings of the usual size go out in no time: drawn, not read.

For measuring how long a search takes in a large library that nobody wants to wait for. What it
finds by meaning is chance; the stages after it have as much to do as ever.
"""

import re
import zlib
from collections.abc import Iterator, Sequence

import numpy as np

from index.embed import QuestionEmbedding
from index.quantise import Floats, pack
from index.types import Embedding, Model

_WIDTH = 384
_DIGEST = "0" * 64
_WORD = re.compile(r"\w+|[^\w\s]")


class RandomEmbedder:
    """Each word has one of a thousand vectors, and a text a vector that its words decide."""

    def __init__(self) -> None:
        drawn = np.random.default_rng(1).standard_normal((1000, _WIDTH))
        self._drawn: Floats = (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(
            np.float32
        )

    @property
    def model(self) -> Model:
        """A model of the usual width."""
        return Model(name="random", digest=_DIGEST, width=_WIDTH)

    @property
    def max_tokens(self) -> int:
        """As many as the built-in model reads."""
        return 254

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of words and marks in each text."""
        return [len(_WORD.findall(text)) for text in texts]

    def embed(self, texts: Sequence[tuple[str, str]]) -> Iterator[tuple[int, Embedding]]:
        """See `Embedder.embed`."""
        for place, (context, text) in enumerate(texts):
            ends = [word.end() for word in _WORD.finditer(text)]
            yield (
                place,
                Embedding(
                    vector=self._vectors([f"{context} {text}"])[0].astype(np.float16),
                    tokens=pack(self._vectors(_WORD.findall(text))),
                    token_ends=np.array(ends, dtype=np.uint16),
                ),
            )

    def embed_question(self, question: str) -> QuestionEmbedding:
        """See `Embedder.embed_question`."""
        vectors = self._vectors([question, *_WORD.findall(question)])
        return QuestionEmbedding(vector=vectors[0], tokens=vectors[1:])

    def _vectors(self, words: Sequence[str]) -> Floats:
        vectors: Floats = self._drawn[[zlib.crc32(word.encode()) % 1000 for word in words]]
        return vectors
