"""A question's token vectors and a chunk's come in, how close each sentence is goes out. Pure.

Late interaction: every token of the question looks for the token of the sentence that is most like
it. Source: O. Khattab and M. Zaharia, "ColBERT", SIGIR 2020, section 3.2, with the mean in place
of the sum, so that long questions and short ones compare.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.types import Span


@dataclass(frozen=True, slots=True)
class Closeness:
    """The mean and the least of the question tokens' best cosines with a sentence's tokens."""

    mean: float
    weakest: float


def late_interaction(
    question: NDArray[np.float32],
    tokens: NDArray[np.float32],
    token_ends: NDArray[np.uint16],
    sentences: Sequence[Span],
    start: int,
) -> list[Closeness]:
    """How close each sentence of a chunk is to the question.

    Args:
        question: The question's token vectors, (m, width), each of length 1.
        tokens: The chunk's token vectors, (n, width), each of length 1, in order.
        token_ends: The end of each token, (n,), in characters of the chunk's text.
        sentences: Spans of the article.
        start: Where the chunk starts in the article.
    """
    if not len(question) or not len(tokens):
        return [Closeness(0.0, 0.0)] * len(sentences)
    cosines = question @ tokens.T
    found = []
    for span in sentences:
        first, last = np.searchsorted(token_ends, [span.start - start, span.end - start], "right")
        if first >= last:  # the model reads no token in it: an emoji, a script it does not know
            found.append(Closeness(0.0, 0.0))
            continue
        best = cosines[:, first:last].max(axis=1)
        found.append(Closeness(float(best.mean()), float(best.min())))
    return found
