"""An answer comes in, the events of it go out as Ollama, vLLM and others would write them.

As their documentation and sources describe it; none of them was at hand. What a flavour refuses is
refused with a message of the kind that the real one sends.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from .script import CUT, Asked, Raw, Refused, Said, Wait, _Cut

Step = bytes | Wait | _Cut


def _no_message(name: str) -> str:
    return f"Unsupported parameter: '{name}' is not supported with this model."


@dataclass(frozen=True, slots=True, kw_only=True)
class Flavour:
    """How one kind of server speaks."""

    name: str
    base_path: str = "/v1"
    thoughts_in: str | None = "reasoning_content"  # None: in the text, between tags
    role_first: bool = True
    usage: str = "asked"  # asked: at the end if asked for; always; never; each: with every event
    refuses: frozenset[str] = frozenset()
    refusal: Callable[[str], str] = _no_message
    status: int = 400
    streams: bool = True
    comments: bool = False
    newline: str = "\n"
    done: bool = True
    model_details: tuple[tuple[str, Any], ...] = ()

    def refused(self, asked: Asked) -> Refused | None:
        """The refusal of a parameter, if one was sent that this server does not take."""
        for name in sorted(self.refuses & set(asked.body)):
            error = {"message": self.refusal(name), "type": "invalid_request_error"}
            return Refused(self.status, {"error": error})
        return None

    def listed(self, *names: str) -> dict[str, Any]:
        """The list of models."""
        about = dict(self.model_details)
        data = [{"id": name, "object": "model", "created": 1, **about} for name in names]
        return {"object": "list", "data": data}

    def written(self, said: Said, asked: Asked) -> Raw | Refused:
        """The response."""
        if not self.streams:
            return Raw(self._whole(said, asked), content_type="application/json")
        return Raw(*self._steps(said, asked))

    def _steps(self, said: Said, asked: Asked) -> Iterator[Step]:
        model = said.model or asked.body["model"]
        usage = self._usage(said, asked)

        def event(delta: dict[str, Any] | None, finish: str | None = None) -> bytes:
            choices = [] if delta is None else [self._choice(delta, finish)]
            chunk: dict[str, Any] = {"id": "c1", "object": "chat.completion.chunk", "model": model}
            chunk["choices"] = choices
            if usage is not None and (delta is None or self.usage == "each"):
                chunk["usage"] = usage
            return self.event(chunk)

        if self.comments:
            yield f": PROCESSING{self.newline * 2}".encode()
        if self.role_first:
            yield event({"role": "assistant", "content": ""})
        for delta in self._deltas(said):
            yield delta if isinstance(delta, Wait | _Cut) else event(delta)
            if delta is CUT:
                return
        if said.finish is not None:
            yield event({"content": ""}, said.finish)
        if usage is not None and self.usage != "each":
            yield event(None)
        if self.done:
            yield f"data: [DONE]{self.newline * 2}".encode()

    def event(self, chunk: object) -> bytes:
        """One server-sent event; in UTF-8, not escaped."""
        return f"data: {json.dumps(chunk, ensure_ascii=False)}{self.newline * 2}".encode()

    def _choice(self, delta: dict[str, Any], finish: str | None) -> dict[str, Any]:
        return {"index": 0, "delta": delta, "finish_reason": finish}

    def _usage(self, said: Said, asked: Asked) -> dict[str, int] | None:
        wanted = (asked.body.get("stream_options") or {}).get("include_usage")
        if said.usage is None or self.usage == "never" or (self.usage == "asked" and not wanted):
            return None
        prompt, completion = said.usage
        return {
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "total_tokens": prompt + completion,
        }

    def _deltas(self, said: Said) -> Iterator[dict[str, Any] | Wait | _Cut]:
        if said.thoughts and self.thoughts_in is None:
            for thought in ("<think>", *said.thoughts, "</think>\n\n"):
                yield {"content": thought}
        elif self.thoughts_in is not None:
            for thought in said.thoughts:
                yield {"content": "", self.thoughts_in: thought}
        for piece in said.pieces:
            yield {"content": piece} if isinstance(piece, str) else piece
        if said.refusal is not None:
            yield {"refusal": said.refusal}
        for call in said.calls:
            first: dict[str, Any] = {"index": call.index, "id": call.id, "type": "function"}
            first["function"] = {"name": call.name, "arguments": ""}
            yield {"tool_calls": [first]}
            for piece in call.arguments:
                more = {"index": call.index, "function": {"arguments": piece}}
                yield {"tool_calls": [more]} if isinstance(piece, str) else piece

    def _whole(self, said: Said, asked: Asked) -> bytes:
        """The answer as one JSON document, by a server that does not stream."""
        texts = [piece for piece in said.pieces if isinstance(piece, str)]
        message: dict[str, Any] = {"role": "assistant", "content": "".join(texts)}
        choice = {"index": 0, "message": message, "finish_reason": said.finish}
        document = {"object": "chat.completion", "model": asked.body["model"], "choices": [choice]}
        if said.usage is not None:
            prompt, completion = said.usage
            document["usage"] = {"prompt_tokens": prompt, "completion_tokens": completion}
        return json.dumps(document).encode()


PLAIN = Flavour(name="plain")
OLLAMA = Flavour(name="Ollama", thoughts_in="reasoning", role_first=False)
VLLM = Flavour(
    name="vLLM", thoughts_in="reasoning", usage="asked", model_details=(("max_model_len", 32768),)
)
LLAMA_CPP = Flavour(name="llama.cpp", usage="always", model_details=(("meta", {"n_ctx": 8192}),))
LM_STUDIO = Flavour(name="LM Studio", thoughts_in=None, usage="asked")
ALIBABA = Flavour(
    name="Alibaba Cloud",
    base_path="/compatible-mode/v1",
    refuses=frozenset({"chat_template_kwargs"}),
    refusal=lambda name: f"<400> InternalError.Algo.InvalidParameter: {name} is not allowed",
)
OPENAI = Flavour(
    name="OpenAI",
    thoughts_in="reasoning_content",
    refuses=frozenset(
        {
            "max_tokens",
            "temperature",
            "reasoning_effort",
            "enable_thinking",
            "chat_template_kwargs",
        }
    ),
    refusal=lambda name: (
        "Unsupported parameter: 'max_tokens' is not supported with this model. "
        "Use 'max_completion_tokens' instead."
        if name == "max_tokens"
        else "Unsupported value: 'temperature' does not support 0.2 with this model. "
        "Only the default (1) value is supported."
        if name == "temperature"
        else f"Unrecognized request argument supplied: {name}"
    ),
)
OPENROUTER = Flavour(
    name="OpenRouter",
    base_path="/api/v1",
    thoughts_in="reasoning",
    usage="always",
    comments=True,
    model_details=(("context_length", 131072),),
)
FLAVOURS = (PLAIN, OLLAMA, VLLM, LLAMA_CPP, LM_STUDIO, ALIBABA, OPENAI, OPENROUTER)
