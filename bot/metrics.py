"""What the desk did comes in, counted; Prometheus's text goes out.

No label holds an id or a text: every value that one can have stands in a list here, in
`bot.errors` or in `bot.llm.base`.
"""

import logging
from collections.abc import Callable, Iterator
from typing import NamedTuple

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.errors import Trouble
from bot.llm.base import Reason, Usage
from bot.types import Answer

log = logging.getLogger(__name__)

DOORS = frozenset({"slash", "message", "menu", "forum", "button"})
"""Where a question can come from: `/ask`, a message, a message's menu, a post, a button."""

STAGES = frozenset(
    {"embed", "dense", "keywords", "fuse", "read", "rerank", "cross-encoder", "write", "total"}
)
"""The stages of an answer, as `Answer.milliseconds` names them."""

OTHER = "other"

MODEL_ANSWERED = "ANSWERED"
"""The outcome of a call of the model that went well; every other one is a `Reason`'s name."""

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_MODEL_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)


class Metrics:
    """The counters, timings and readings of one bot; two in a process know nothing of each other.

    Any thread may count, and any thread may write them out.
    """

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._questions = self._counter("questions", "Questions that came, by door.", "door")
        self._answers = self._counter("answers", "Questions that the articles answered.")
        self._refusals = self._counter("refusals", "Questions that the articles don't answer.")
        self._remarks = self._counter("remarks", "What was no question, such as a greeting.")
        self._errors = self._counter("errors", "What went wrong, by its name.", "trouble")
        self._stages = Histogram(
            "footnote_stage_seconds",
            "How long each stage of an answer took.",
            ["stage"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._model_calls = self._counter(
            "model_calls", "Calls of the language model, by how they ended.", "outcome"
        )
        self._model_tokens = self._counter(
            "model_tokens", "Tokens that it cost; estimated where the server does not say.", "part"
        )
        self._first_word = Histogram(
            "footnote_model_first_word_seconds",
            "From a call of the language model to the first sign of an answer.",
            buckets=_MODEL_SECONDS,
            registry=self._registry,
        )
        for trouble in Trouble:  # so that each is there, at nought, before it happens
            self._errors.labels(trouble.name)
        for outcome in (MODEL_ANSWERED, *(reason.name for reason in Reason)):
            self._model_calls.labels(outcome)
        self._readings = _Readings()
        self._registry.register(self._readings)
        ProcessCollector(registry=self._registry)

    def count_question(self, door: str) -> None:
        """A question came through this door; one that is not in `DOORS` counts as `other`."""
        self._questions.labels(door if door in DOORS else OTHER).inc()

    def count_answer(self, answer: Answer) -> None:
        """A question was answered, refused or met with a remark, and took so long."""
        if answer.remark is not None:
            self._remarks.inc()
        elif answer.answered:
            self._answers.inc()
        else:
            self._refusals.inc()
        for stage, milliseconds in answer.milliseconds.items():
            name = stage if stage in STAGES else OTHER
            self._stages.labels(name).observe(milliseconds / 1000)

    def count_error(self, trouble: Trouble) -> None:
        """A question ended in this trouble."""
        self._errors.labels(trouble.name).inc()

    def count_model_call(self, reason: Reason | None) -> None:
        """The language model was called and answered; or it didn't, or wasn't, for this reason."""
        self._model_calls.labels(MODEL_ANSWERED if reason is None else reason.name).inc()

    def count_model_tokens(self, usage: Usage) -> None:
        """A call of it cost so much."""
        self._model_tokens.labels("prompt").inc(usage.prompt)
        self._model_tokens.labels("completion").inc(usage.completion)

    def time_first_word(self, seconds: float) -> None:
        """It took so long until the language model began to write or think."""
        self._first_word.observe(seconds)

    def watch(self, name: str, description: str, read: Callable[[], float | None]) -> None:
        """Write out `read()` as the gauge `footnote_{name}` from now on, in place of an older one.

        It is called on the thread that writes. While it returns `None` or fails, the gauge is
        missing, as Prometheus wants what is not known.
        """
        self._readings.watched[f"footnote_{name}"] = _Reading(description, read)

    def written(self) -> bytes:
        """Everything in Prometheus's text format 0.0.4. Reads `/proc` and all that is watched."""
        return generate_latest(self._registry)

    def _counter(self, name: str, description: str, *labels: str) -> Counter:
        return Counter(f"footnote_{name}", description, labels, registry=self._registry)


class _Reading(NamedTuple):
    description: str
    read: Callable[[], float | None]


class _Readings(Collector):
    """Gauges that are read when somebody looks; one that fails takes no other with it."""

    def __init__(self) -> None:
        self.watched: dict[str, _Reading] = {}
        self._failed: set[str] = set()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The gauges whose value is known."""
        for name, reading in list(self.watched.items()):
            value = self._value(name, reading)
            if value is not None:
                yield GaugeMetricFamily(name, reading.description, value=value)

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing yet: without this, to register would be to read."""
        return []

    def _value(self, name: str, reading: _Reading) -> float | None:
        try:
            value = reading.read()
        except Exception:
            if name not in self._failed:
                self._failed.add(name)
                log.exception("Could not read %s; leaving it out, silently", name)
            return None
        self._failed.discard(name)
        return value
