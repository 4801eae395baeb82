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

NEIGHBOURS = 0.9
"""What a token found in the sentence before or after counts, beside one in the sentence itself."""

LEANING = 0.9
"""What a token of the sentence before counts for one that leans on it: the two are read as one.

So are those that lean one on the other: of the sentence two before, a token counts 0.81.
"""


@dataclass(frozen=True, slots=True)
class Closeness:
    """How close a sentence is to a question: cosines, 1 for the same.

    `mean` and `weakest` are the mean and the least of the question tokens' best cosines with the
    sentence's tokens, and of those of the sentence before where this one leans on it; `in_context`
    is the mean where any neighbouring sentence may help out.
    """

    mean: float
    weakest: float
    in_context: float


def late_interaction(
    question: NDArray[np.float32],
    tokens: NDArray[np.float32],
    token_ends: NDArray[np.uint16],
    sentences: Sequence[Span],
    start: int,
    leaning: Sequence[bool] = (),
) -> list[Closeness]:
    """How close each sentence of a chunk is to the question.

    Args:
        question: The question's token vectors, (m, width), each of length 1.
        tokens: The chunk's token vectors, (n, width), each of length 1, in order.
        token_ends: The end of each token, (n,), in characters of the chunk's text.
        sentences: Spans of the article.
        start: Where the chunk starts in the article.
        leaning: Which sentences lean on the one before, and so on all that this one leans on; none
            where nothing is given.
    """
    # A sentence stays at 0 in which the model reads no token: an emoji, a script it does not know.
    best = np.zeros((len(sentences), len(question)), dtype=np.float32)
    if not len(question) or not len(tokens):
        return [Closeness(0.0, 0.0, 0.0)] * len(sentences)
    cosines = question @ tokens.T
    for number, span in enumerate(sentences):
        first, last = np.searchsorted(token_ends, [span.start - start, span.end - start], "right")
        if first < last:
            best[number] = cosines[:, first:last].max(axis=1)
    own = best.copy()
    for number, leans in enumerate(leaning):
        if leans and number:
            own[number] = np.maximum(own[number], LEANING * own[number - 1])
    around = own.copy()
    around[1:] = np.maximum(around[1:], NEIGHBOURS * best[:-1])
    around[:-1] = np.maximum(around[:-1], NEIGHBOURS * best[1:])
    return [
        Closeness(float(mine.mean()), float(mine.min()), float(context.mean()))
        for mine, context in zip(own, around, strict=True)
    ]
