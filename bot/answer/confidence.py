"""What a search found comes in, the probability that it answers the question goes out."""

import math

from index.types import Signals

# Fitted by `python -m bench.calibrate`; `docs/decisions/0004-confidence.md` says on what.
_INTERCEPT = -16.87
_CLOSENESS = 24.13
_WEAKEST = 5.26
_COVERAGE = 5.53
_DENSE = 4.58
_MISFIT = -1.77

THRESHOLD = 0.35
"""Below this confidence the answer is that the articles don't say."""


def confidence(signals: Signals, *, misfit: bool) -> float:
    """A logistic mix of the signals, between 0 and 1.

    `misfit`: the best sentence is not of the kind that was asked for (see `bot.answer.kind`).
    """
    total = (
        _INTERCEPT
        + _CLOSENESS * signals.closeness
        + _WEAKEST * signals.weakest
        + _COVERAGE * signals.coverage
        + _DENSE * signals.dense
        + _MISFIT * misfit
    )
    return 1 / (1 + math.exp(-total))
