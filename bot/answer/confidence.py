"""A search's signals come in, the probability that the articles answer the question goes out."""

import math

from index.types import Signals

# Fitted by `python -m bench.calibrate`; `docs/decisions/0004-confidence.md` says on what.
_INTERCEPT = -9.0
_CLOSENESS = 14.0
_WEAKEST = 4.0
_COVERAGE = 0.5
_DENSE = 3.0

THRESHOLD = 0.5
"""Below this confidence the answer is that the articles don't say."""


def confidence(signals: Signals) -> float:
    """A logistic mix of the signals, between 0 and 1."""
    total = (
        _INTERCEPT
        + _CLOSENESS * signals.closeness
        + _WEAKEST * signals.weakest
        + _COVERAGE * signals.coverage
        + _DENSE * signals.dense
    )
    return 1 / (1 + math.exp(-total))
