"""A question and sentences come in, how well each answers goes out, by a model that reads both."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from index.errors import ModelError

_BATCH = 8


class Reranker(Protocol):
    """Anything that reads a question and a sentence together."""

    def scores(self, question: str, sentences: Sequence[str]) -> list[float]:
        """How well each sentence answers, between 0 and 1, higher is better."""


class SentenceTransformerReranker:
    """Any sentence-transformers cross-encoder, on the CPU."""

    def __init__(self, name: str) -> None:
        """Load the model, by its name on the hub or its folder.

        Raises:
            ModelError: it is not there, or is no cross-encoder.
        """
        import torch
        from sentence_transformers import CrossEncoder

        try:
            if Path(name).is_dir() and not (Path(name) / "config.json").is_file():
                raise ModelError(f"{name} holds no model.", _HINT)
            self._model = CrossEncoder(name, device="cpu", activation_fn=torch.nn.Identity())
        except ModelError:
            raise
        except Exception as error:
            raise ModelError(
                f"The cross-encoder {name} cannot be loaded: {type(error).__name__}.", _HINT
            ) from error

    def scores(self, question: str, sentences: Sequence[str]) -> list[float]:
        """How well each sentence answers; what is too long for the model is left out at its end.

        One output is a logit of relevance; of several, the last is taken to be the relevant one.
        """
        if not sentences:
            return []
        pairs = [(question, sentence) for sentence in sentences]
        logits = np.asarray(
            self._model.predict(pairs, batch_size=_BATCH, show_progress_bar=False), dtype=np.float64
        )
        if logits.ndim == 1:
            return [float(one) for one in 1 / (1 + np.exp(-np.clip(logits, -50, 50)))]
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        return [float(one) for one in odds[:, -1] / odds.sum(axis=1)]


_HINT = (
    "RERANKER_MODEL takes the name or folder of a sentence-transformers CrossEncoder; "
    "leave it empty to do without one."
)
