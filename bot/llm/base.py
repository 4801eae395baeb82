"""What flows from a model: pieces of text, calls of tools, what it cost, or why there is none."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal, Protocol

Message = Mapping[str, Any]
"""One message of a conversation, as OpenAI's chat completions write it: `role`, `content`, …"""

Tool = Mapping[str, Any]
"""A tool that a model may call, as OpenAI's chat completions write it."""

Finish = Literal["stop", "length", "tools"]
"""Why a model stopped: it was done, it reached `max_tokens`, or it wants tools to be called."""


class Reason(Enum):
    """Why there is no answer of a model; the value is a sentence for whoever runs the bot."""

    UNREACHABLE = "The model's server can't be reached: is it running, and is LLM_BASE_URL right?"
    MISADDRESSED = "There is no OpenAI-compatible interface at LLM_BASE_URL; it mostly ends in /v1."
    WRONG_KEY = "The model's server refuses LLM_API_KEY."
    NO_MODEL = "The model's server has no model of the name in LLM_MODEL."
    NO_TOOLS = "The model, or its server, takes no tools."
    NO_IMAGES = "The model, or its server, takes no images."
    SLOW = "The model's server took too long."
    FAILED = "The model's server failed."
    CUT_OFF = "The model's answer broke off."
    MALFORMED = "The model's server sent what is no answer."
    EMPTY = "The model said nothing."
    REFUSED = "The model, or its server, refused to answer."
    TOO_LONG = "The prompt is too long for the model: is LLM_CONTEXT_TOKENS what the server has?"
    OVER_QUOTA = "The model's server takes no more requests for now, or wants to be paid."
    OVER_BUDGET = "The budget of tokens is spent; LLM_TOKENS_PER_MINUTE and the like set it."
    BUSY = "As many answers as LLM_AT_ONCE allows are being written."
    RESTING = "The model's server has failed too often and is left alone for a while."


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a call cost, in tokens: as the server says, or `estimated` where it doesn't."""

    prompt: int
    completion: int
    estimated: bool = False

    @property
    def total(self) -> int:
        """Both together."""
        return self.prompt + self.completion


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCall:
    """A tool that the model wants called. `arguments` is as the model wrote it: maybe no JSON."""

    id: str
    name: str
    arguments: str

    def parsed(self) -> dict[str, Any] | None:
        """The arguments by their names; `None` when they are no JSON object."""
        try:
            value = json.loads(self.arguments or "{}")
        except (ValueError, RecursionError):
            return None
        return value if isinstance(value, dict) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """A piece of an answer. The last one has `finish`, `usage`, and the tool calls, whole."""

    text: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    finish: Finish | None = None
    usage: Usage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unavailable:
    """Why there is no answer, or no end of it.

    `detail` tells more, in words of our own, and is safe to log. `said` is what the server said,
    shortened: it may quote the prompt, so it is for `footnote doctor` and never for a log.
    `retry_after` is in how many seconds the server wants to be asked again, where it says so.
    """

    reason: Reason
    detail: str = ""
    said: str = ""
    retry_after: float | None = None

    def __repr__(self) -> str:
        return f"Unavailable({self.reason.name}, {self.detail!r})"

    @property
    def sentence(self) -> str:
        """For the log and for whoever runs the bot."""
        return f"{self.reason.value} ({self.detail})" if self.detail else self.reason.value


class Meter(Protocol):
    """What counts the calls; `bot.metrics.Metrics` is one."""

    def count_model_call(self, reason: Reason | None) -> None:
        """A call ended: well, or for this reason not."""

    def count_model_tokens(self, usage: Usage) -> None:
        """A call cost so much."""

    def time_first_word(self, seconds: float) -> None:
        """From a call to the first sign of an answer it took so long."""
