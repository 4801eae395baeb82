"""Signals of a search come in, the probability that they hold the answer goes out.

How much to trust a model differs from language to language, so everything that was fitted belongs
to a pair of both: a `Calibration`. Those of the built-in model lie beside this module as data
(`bench/calibrate.py` fits them); others are made from the library itself (`index/calibrate.py`).
"""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from index.types import Caution, Signals

FALSE_ANSWERS: Mapping[Caution, float] = {"low": 0.10, "normal": 0.05, "high": 0.02}
"""The share of questions without an answer in the library that each caution lets through."""

_ENGLISH = "en"
# Of the languages that nobody measured, those in Latin letters are taken to be like Spanish, the
# built-in model knowing about as little of them; those without spaces like Chinese; others Arabic.
_LATIN, _UNSPACED, _OTHER = "es", "zh", "ar"
_LATIN_LANGUAGES = (
    "af ca cs cy da de eo es et eu fi fr ga gl hr hu id is it la lb lt lv mt ms nb nl nn no oc pl "
    "pt ro sk sl sq sv sw tl tr vi"
)
_UNSPACED_LANGUAGES = "ja ko lo km my th zh"

_OTHER_YEAR = 0.07
"""How likely a sentence of other years than the question's is right at most, however close it is:
`docs/decisions/0004-confidence.md`.
"""
_LITTLE = 0.6
"""A model knows little of a language in which its closeness is trusted less than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The weights of a logistic function over `Signals`."""

    intercept: float
    closeness: float
    weakest: float
    coverage: float
    matched: float
    dense: float
    misfit: float

    def probability(self, signals: Signals) -> float:
        """Between 0 and 1."""
        return 1 / (1 + math.exp(-min(max(self.log_odds(signals), -50.0), 50.0)))

    def log_odds(self, signals: Signals) -> float:
        """The logarithm of the odds that go with the probability."""
        return (
            self.intercept
            + self.closeness * signals.closeness
            + self.weakest * signals.weakest
            + self.coverage * signals.coverage
            + self.matched * signals.matched
            + self.dense * signals.dense
            + self.misfit * signals.misfit
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a calibration was made of, and what it found: numbers of questions."""

    questions: int
    refused_without_article: int
    refused_with_article: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """How far to trust a model in a language.

    `dense_share` is what a cosine counts in the fusion beside BM25, `closeness_share` what late
    interaction counts in the ranking of sentences, both from 0 to 1. `weights` give the
    confidence, `subject` whether the best passage is about what was asked. `thresholds` are
    the least confidence that each caution asks for.
    """

    dense_share: float
    closeness_share: float
    weights: Weights
    subject: Weights
    thresholds: Mapping[Caution, float]
    found: Found | None = None

    def confidence(self, signals: Signals) -> float:
        """The probability that the answer is among the best sentences."""
        probability = self.weights.probability(signals)
        return min(probability, _OTHER_YEAR) if signals.other_year else probability

    def on_subject(self, signals: Signals) -> bool:
        """Whether the best passage is more likely than not about what was asked."""
        return self.subject.probability(signals) >= 0.5

    @property
    def little_known(self) -> bool:
        """Whether the model knows little of the language: its closeness is hardly trusted."""
        return self.closeness_share < _LITTLE

    def document(self) -> dict[str, Any]:
        """As JSON; `read` makes a calibration of it again."""
        return asdict(self)


def read(document: Mapping[str, Any]) -> Calibration:
    """A calibration from its JSON.

    Raises:
        KeyError, TypeError, ValueError: it is none.
    """
    found = document.get("found")
    return Calibration(
        dense_share=float(document["dense_share"]),
        closeness_share=float(document["closeness_share"]),
        weights=Weights(**document["weights"]),
        subject=Weights(**document["subject"]),
        thresholds={caution: float(document["thresholds"][caution]) for caution in FALSE_ANSWERS},
        found=Found(**found) if found else None,
    )


@cache
def shipped() -> tuple[str, Mapping[str, Calibration]]:
    """The digest of the built-in model, and its calibrations by language."""
    text = (files("index") / "calibrations.json").read_text(encoding="utf-8")
    document = json.loads(text)
    return document["model"], {
        language: read(one) for language, one in document["languages"].items()
    }


def default(model_digest: str, language: str) -> Calibration:
    """What to trust a model in a language with, before anything was calibrated.

    The built-in model's language, or the one of those measured that is most like it; any other
    model is taken to know every language as well as the built-in one knows English.
    """
    digest, languages = shipped()
    if model_digest != digest or not language:
        return languages[_ENGLISH]
    if language in languages:
        return languages[language]
    if language in _LATIN_LANGUAGES.split():
        return languages[_LATIN]
    return languages[_UNSPACED if language in _UNSPACED_LANGUAGES.split() else _OTHER]


def is_shipped(model_digest: str, language: str) -> bool:
    """Whether this model was measured in this language before it was shipped."""
    digest, languages = shipped()
    return model_digest == digest and language in languages
