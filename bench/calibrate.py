"""Evaluation sets come in, the weights of `bot/answer/confidence.py` are fitted and printed.

Run with `python -m bench.calibrate`. The weights are fitted on SQuAD 2.0: answerable questions,
asked of all articles and of all but their own. They are judged on XQuAD-en and CLAP NQ, whose
articles had no part in it.
"""

import random
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from bench.data import EvalSet, load_set
from bench.library import separate_library
from bot.answer.kind import misfits
from index.embed import Embedder, SentenceTransformerEmbedder, one_thread_each
from index.settings import BUNDLED_MODEL
from index.types import Findings

NAMES = ("closeness", "weakest", "coverage", "dense", "misfit")
THRESHOLDS = (0.3, 0.35, 0.4, 0.5, 0.6)
MOST_QUESTIONS = 1000  # of a set: more change the weights by little

Floats = NDArray[np.float64]


def main() -> None:
    """Fit, judge, and print what belongs into the source."""
    embedder = SentenceTransformerEmbedder(BUNDLED_MODEL)
    one_thread_each()
    fit_x, fit_y = _signals([load_set("squad2")], embedder)
    judge_x, judge_y = _signals([load_set("xquad/en"), load_set("clapnq")], embedder)
    model = LogisticRegression(C=100.0, max_iter=1000).fit(fit_x, fit_y)
    print(f"fitted on {len(fit_y)} searches in SQuAD 2.0, half of them without the article")
    print(f"  intercept {model.intercept_[0]:.2f}")
    for name, weight in zip(NAMES, model.coef_[0], strict=True):
        print(f"  {name:10} {weight:.2f}")
    for name, x, y in (
        ("where it was fitted", fit_x, fit_y),
        ("on XQuAD-en and CLAP NQ", judge_x, judge_y),
    ):
        scores = model.predict_proba(x)[:, 1]
        print(f"{name}: AUC {roc_auc_score(y, scores):.4f}")
        for threshold in THRESHOLDS:
            false_answers = np.mean(scores[y == 0] >= threshold)
            false_refusals = np.mean(scores[y == 1] < threshold)
            print(
                f"  from {threshold}: {false_answers:.3f} false answers, "
                f"{false_refusals:.3f} false refusals"
            )


def _signals(sets: Sequence[EvalSet], embedder: Embedder) -> tuple[Floats, NDArray[np.int64]]:
    """The signals of each answerable question, with its article (1) and without (0)."""
    articles = [article for one in sets for article in one.articles]
    everything = frozenset(article.article_id for article in articles)
    rows: list[list[float]] = []
    labels: list[int] = []
    questions = [
        question
        for one in sets
        for question in random.Random(3).sample(one.questions, len(one.questions))
        if question.answerable
    ]
    with separate_library(articles, embedder) as library:
        for question in questions[:MOST_QUESTIONS]:
            for collections, label in ((everything, 1), (everything - question.article_ids, 0)):
                found = library.search(question.text, collections=collections)
                rows.append(_row(question.text, found))
                labels.append(label)
    return np.array(rows), np.array(labels)


def _row(question: str, found: Findings) -> list[float]:
    signals = found.signals
    misfit = misfits(question, found.sentences[0].text) if found.sentences else False
    return [signals.closeness, signals.weakest, signals.coverage, signals.dense, float(misfit)]


if __name__ == "__main__":
    main()
