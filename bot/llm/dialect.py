"""A prompt comes in, the body of a request goes out, in the words that a server takes.

Everything that some server refuses is first sent, and then left out or put otherwise when this one
refuses it. What a server takes is learnt from its own refusals, not from its name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.llm.base import Message, Reason, Tool
from bot.llm.trouble import CallFailedError

TEMPERATURE = 0.2
"""Close to the passages, without the repetitions that nought brings some models into."""

THINKING_TOKENS = 2_000
"""What a model that may think gets on top, for servers count thoughts as a part of the answer."""

# Each asks for no thinking, in the words of: Ollama, OpenAI and OpenRouter; vLLM and llama.cpp;
# Alibaba Cloud.
_THOUGHTLESS: dict[str, Any] = {
    "reasoning_effort": "none",
    "chat_template_kwargs": {"enable_thinking": False},
    "enable_thinking": False,
}
_OPTIONAL: dict[str, Any] = {
    "stream_options": {"include_usage": True},
    "temperature": TEMPERATURE,
    **_THOUGHTLESS,
}
_OTHER_NAMES = {"include_usage": "stream_options"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How one server wants to be asked. `refused` are the parameters that it does not take."""

    thinking: bool = False
    refused: frozenset[str] = frozenset()
    max_tokens_name: str = "max_tokens"

    def body(
        self,
        model: str,
        messages: Sequence[Message],
        tools: Sequence[Tool] | None,
        max_tokens: int,
    ) -> dict[str, Any]:
        """The body of a request for an answer that comes as a stream."""
        body: dict[str, Any] = {"model": model, "messages": list(messages), "stream": True}
        body[self.max_tokens_name] = self.most_tokens(max_tokens)
        if tools:
            body["tools"] = list(tools)
        return body | {name: value for name, value in _OPTIONAL.items() if self._sends(name)}

    def most_tokens(self, max_tokens: int) -> int:
        """How many tokens the server is asked for, so that there is room for as many of text."""
        return max_tokens + (THINKING_TOKENS if self.thinking else 0)

    def adapted(self, failed: CallFailedError) -> "Dialect | None":
        """How to ask where the server refused the way and not the question; `None`: no other way.

        Where it names nothing that was sent, all that can be left out is. Each way lacks something
        that the one before had, so there are at most six.
        """
        if failed.why.reason is not Reason.FAILED or failed.status not in (400, 422):
            return None
        refusal = failed.why.said
        if self.max_tokens_name == "max_tokens" and _names(refusal, "max_completion_tokens"):
            return replace(self, max_tokens_name="max_completion_tokens")
        sent = {name for name in _OPTIONAL if self._sends(name)}
        named = {name for name in sent if _names(refusal, name)}
        named |= {name for word, name in _OTHER_NAMES.items() if _names(refusal, word)} & sent
        return replace(self, refused=self.refused | (named or sent)) if sent else None

    def _sends(self, name: str) -> bool:
        return name not in self.refused and not (self.thinking and name in _THOUGHTLESS)


def _names(text: str, name: str) -> bool:
    return re.search(rf"(?<![A-Za-z_]){name}(?![A-Za-z_])", text) is not None
