"""Evaluation sets come in, `bot/answer/check/thresholds.json` goes out: what the checker asks for.

Run with `python -m bench.check_fit`. Everything is fitted on the articles of the fitting part;
`bench/check.py` reports on the others.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from bench.check_data import Sample, foreign_samples, samples
from bot.answer.check.check import measure
from bot.answer.check.meaning import Limits, Nearness, Weights
from index.embed import BUNDLED_DIGEST, SentenceTransformerEmbedder, one_thread_each
from index.settings import BUNDLED_MODEL

PLACE = Path(__file__).parents[1] / "bot" / "answer" / "check" / "thresholds.json"

# The shares of true sentences of the fitting part that each limit withholds.
FAR = 0.03
FOREIGN = 0.05
MISPLACED = 0.02
EXCHANGED = 0.005

LEAST_GAP = 0.01
"""Cosines that differ by less say nothing."""

_FAR_KINDS = frozenset(
    {
        "from another article",
        "from another passage of the article",
        "half true",
        "half true, same article",
    }
)
FEATURES = ("mean", "clause", "weakest", "best", "coverage")

# Chosen so that no weight is negative: all five together fit better, but by differences of features
# that all say the same, and such a balance breaks where sentences are otherwise.
SAME = ("clause", "coverage")
ABROAD = ("mean", "clause", "best")
WORDS = ("coverage",)


def main() -> None:
    """Fit, print what came out, and write it where the checker reads it."""
    embedder = SentenceTransformerEmbedder(BUNDLED_MODEL)
    one_thread_each()
    here = [one for one in samples(embedder, report=False) if one.true or one.kind in _FAR_KINDS]
    measured = [measure(one.text, one.cited, embedder) for one in here]
    true = np.array([one.true for one in here])
    near = [one for one, _, _ in measured]
    abroad = list(foreign_samples(embedder, report=False))
    foreign = [measure(one.text, one.cited, embedder, one.language)[0] for one in abroad]
    gaps = np.array([[moved, turned] for _, moved, turned in measured])[true]
    document = {
        "model": BUNDLED_DIGEST,
        "limits": asdict(
            Limits(
                misplaced=_rounded(np.quantile(gaps[:, 0], 1 - MISPLACED)),
                exchanged=_rounded(max(np.quantile(gaps[:, 1], 1 - EXCHANGED), LEAST_GAP)),
            )
        ),
        "cases": {
            "same": asdict(fit(near, true, SAME, FAR)),
            "foreign": asdict(fit(foreign, _truth(abroad), ABROAD, FOREIGN)),
            "words": asdict(fit(near, true, WORDS, FAR)),
        },
    }
    text = json.dumps(document, indent=2)
    print(text)
    PLACE.write_text(f"{text}\n", encoding="utf-8")


def fit(
    near: Sequence[Nearness], true: NDArray[np.bool_], features: Sequence[str], withheld: float
) -> Weights:
    """Weights of these features, and the threshold below which that share of the true ones is."""
    rows = np.array([[getattr(one, name) for name in features] for one in near])
    model = LogisticRegression(class_weight="balanced", C=10).fit(rows, true)
    weights = dict.fromkeys(FEATURES, 0.0) | {
        name: _rounded(weight) for name, weight in zip(features, model.coef_[0], strict=True)
    }
    fitted = Weights(intercept=_rounded(model.intercept_[0]), threshold=0.0, **weights)
    probabilities = [
        fitted.probability(one) for one, is_true in zip(near, true, strict=True) if is_true
    ]
    threshold = _rounded(np.quantile(probabilities, withheld))
    return Weights(intercept=fitted.intercept, threshold=threshold, **weights)


def _truth(some: Sequence[Sample]) -> NDArray[np.bool_]:
    return np.array([one.true for one in some])


def _rounded(value: float) -> float:
    return round(float(value), 4)


if __name__ == "__main__":
    main()
