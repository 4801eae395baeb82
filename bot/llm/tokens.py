"""Texts come in, numbers of tokens go out: estimated, as every model cuts texts in its own way.

An estimate must not be too low: Ollama cuts a prompt that is too long at its beginning and says
nothing, so that a model answers without its instructions. docs/decisions/0031 has the errors.
"""

import json
import math
import re
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from bot.llm.base import Message, Tool

_RUNS = re.compile(
    r"(?P<word>[A-Za-z]+)"
    r"|(?P<digit>[0-9])"
    r"|(?P<space>\s+)"
    r"|(?P<mark>[\x21-\x7e])"
    r"|(?P<latin>[\u0080-\u024f])"
    r"|(?P<letter>[\u0250-\u2e7f\ua000-\uabff\ufb00-\ufdff])"
    r"|(?P<sign>.)",
    re.DOTALL,
)

# Tokens for each character of its kind; a word is one token at the least.
_WEIGHTS = {
    "word": 0.29,
    "digit": 1.0,
    "mark": 0.8,
    "latin": 1.0,
    "letter": 0.55,
    "sign": 0.9,
}
_SPACE = 0.1  # a run of it: mostly the word behind it takes it along
_BROAD = 3.0  # an emoji or a rare sign, of four bytes

_MESSAGE = 6
"""What a chat template puts around each message."""

_IMAGE = 1_500
"""A guess at what an image costs; servers say it only afterwards."""

_REMEMBERED = 50


def estimate(text: str) -> int:
    """How many tokens a text has, rather too many than too few."""
    tokens = 0.0
    for run in _RUNS.finditer(text):
        kind = run.lastgroup or "sign"
        if kind == "word":
            tokens += max(1.0, _WEIGHTS[kind] * len(run[0]))
        elif kind == "space":
            tokens += _SPACE + run[0].count("\n") * 0.5
        else:
            tokens += _BROAD if run[0] > "\uffff" else _WEIGHTS[kind]
    return math.ceil(tokens)


def fit(parts: Sequence[str], room: int, count: Callable[[str], int]) -> tuple[int, ...]:
    """Which of the parts, the best first, have room together: their places, in that order.

    A part is taken whole or not at all; one that is too long leaves its room to those behind it.
    """
    kept = []
    for place, part in enumerate(parts):
        cost = count(part)
        if cost <= room:
            kept.append(place)
            room -= cost
    return tuple(kept)


class Ruler:
    """Counts tokens for one model, from any thread, and learns from what its server reports.

    What is learnt only ever makes counts larger: another language may cost more than the last.
    """

    def __init__(self) -> None:
        self._ratios: deque[float] = deque(maxlen=_REMEMBERED)
        self.scale = 1.0
        """By how much estimates are raised for this model; 1.0 until a server reports more."""

    def count(self, text: str) -> int:
        """How many tokens a text has, rather too many than too few."""
        return math.ceil(estimate(text) * self.scale)

    def count_prompt(self, messages: Iterable[Message], tools: Sequence[Tool] | None = None) -> int:
        """How many tokens a whole prompt has, with what a chat template puts around it."""
        return math.ceil(prompt_estimate(messages, tools) * self.scale)

    def learn(self, estimated: int, reported: int) -> None:
        """A prompt that was estimated, without `scale`, at so many tokens had so many."""
        if estimated > 0 and reported > 0:
            self._ratios.append(min(reported / estimated, 4.0))
            self.scale = max(1.0, *self._ratios)


def prompt_estimate(messages: Iterable[Message], tools: Sequence[Tool] | None = None) -> int:
    """The same before a ruler has learnt anything."""
    total = sum(_MESSAGE + _cost(message) for message in messages)
    return total + (estimate(json.dumps(list(tools), ensure_ascii=False)) if tools else 0)


def _cost(message: Message) -> int:
    return sum(_content_cost(value) for key, value in message.items() if key != "role")


def _content_cost(content: Any) -> int:
    if isinstance(content, str):
        return estimate(content)
    if isinstance(content, list):
        return sum(
            _IMAGE
            if "image_url" in part
            else _content_cost(list(part.values()))
            if isinstance(part, dict)
            else _content_cost(part)
            for part in content
        )
    if isinstance(content, dict):
        return _content_cost(list(content.values()))
    return 0
