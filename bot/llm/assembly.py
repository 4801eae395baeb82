"""A server's events come in, decoded from JSON; text goes out, and at the end what it amounts to.

Servers differ, so nothing that they send is taken for granted: neither fields nor their types.
"""

import json
from typing import Any

from bot.llm.base import Delta, Finish, Reason, ToolCall, Unavailable, Usage
from bot.llm.thoughts import Thoughts
from bot.llm.tokens import estimate

_FINISHES: dict[str, Finish] = {
    "stop": "stop",
    "eos": "stop",
    "end_turn": "stop",
    "length": "length",
    "max_tokens": "length",
    "tool_calls": "tools",
    "function_call": "tools",
}
_MOST_CALLS = 16
_THOUGHTS = ("reasoning_content", "reasoning", "thinking")  # by vLLM's, Ollama's and others' names


class Assembly:
    """One answer as it comes in.

    `most_characters` is how much text, and how much of arguments, is taken: a server may not keep
    to what it was asked.
    """

    def __init__(self, *, most_characters: int, begin_inside: bool = False) -> None:
        self._most_characters = most_characters
        self._thoughts = Thoughts(begin_inside=begin_inside)
        self._calls: list[_Call] = []
        self._finish: str | None = None
        self._usage: Usage | None = None
        self._refused = False
        self._recognised = False
        self._text: list[str] = []
        self._length = 0
        self._thought: list[str] = []
        self.began = False
        """Whether the model has begun to say, think or call anything."""

    @property
    def is_full(self) -> bool:
        """Whether it is longer than asked for, or has stray thoughts: no more need be read."""
        return self._length > self._most_characters or self.has_stray_thoughts

    @property
    def has_stray_thoughts(self) -> bool:
        """Whether what went out as text turned out to be thoughts."""
        return self._thoughts.stray

    @property
    def tokens(self) -> int:
        """How long all of it is, estimated: text, thoughts and calls."""
        calls = "\n".join(call.name + call.arguments for call in self._calls)
        return sum(estimate("".join(part)) for part in (self._text, self._thought, [calls]))

    @property
    def usage(self) -> Usage | None:
        """What it cost, once the server has said so."""
        return self._usage

    def take(self, event: object) -> str:
        """An event comes in; the text that is new goes out, often none."""
        if not isinstance(event, dict):
            return ""
        self._note_usage(event.get("usage"))
        choices = event.get("choices")
        if not isinstance(choices, list):
            return ""
        self._recognised = True
        choice = choices[0] if choices and isinstance(choices[0], dict) else {}
        if isinstance(choice.get("finish_reason"), str):
            self._finish = choice["finish_reason"]
        piece = choice.get("delta") or choice.get("message")  # the latter where nothing streams
        return self._take_piece(piece) if isinstance(piece, dict) else ""

    def end(self) -> Delta | Unavailable:
        """What the answer amounts to once nothing more comes; `text` is what was held back."""
        if not self._recognised:
            return Unavailable(reason=Reason.EMPTY, detail="no choices were sent")
        if self.has_stray_thoughts:
            return Unavailable(reason=Reason.MALFORMED, detail="it sent thoughts as text")
        if self._refused or self._finish == "content_filter":
            return Unavailable(reason=Reason.REFUSED)
        if self._finish == "error":
            return Unavailable(reason=Reason.FAILED, detail="while it was writing")
        rest = self._thoughts.end()
        self._text.append(rest)
        calls = tuple(call.whole(place) for place, call in enumerate(self._calls) if call.name)
        finish = self._ended()
        if finish is None:
            return Unavailable(reason=Reason.CUT_OFF)
        if not calls and not any(text.strip() for text in self._text):
            spent = finish == "length" and bool(self._thought)
            detail = "all it may write went into thinking" if spent else ""
            return Unavailable(reason=Reason.EMPTY, detail=detail)
        return Delta(
            text=rest, tool_calls=calls, finish="tools" if calls else finish, usage=self._usage
        )

    def _ended(self) -> Finish | None:
        if self._length > self._most_characters:
            return "length"
        return _FINISHES.get(self._finish, "stop") if self._finish is not None else None

    def _take_piece(self, piece: dict[str, Any]) -> str:
        for name in _THOUGHTS:
            thought = piece.get(name)
            if isinstance(thought, str) and thought:
                self.began = True
                self._thought.append(thought)
                break  # where both fields are sent, they are one
        if isinstance(piece.get("refusal"), str) and piece["refusal"]:
            self._refused = True
        calls = piece.get("tool_calls")
        for call in calls if isinstance(calls, list) else ():
            if isinstance(call, dict):
                self._take_call(call)
        written = _written(piece.get("content"))
        if not written:
            return ""
        self.began = True
        said = self._thoughts.take(written)
        self._length += len(said)
        (self._text if said else self._thought).append(said or written)
        return said

    def _take_call(self, piece: dict[str, Any]) -> None:
        """Add to the call that the piece belongs to.

        By its index; but some servers give every call index 0, and tell them apart by their ids.
        """
        self.began = True
        index, given = piece.get("index"), piece.get("id")
        index = index if isinstance(index, int) else len(self._calls) if given else 0
        given = given if isinstance(given, str) else ""
        call = next((one for one in reversed(self._calls) if one.index == index), None)
        if call is None or (given and call.id and given != call.id):
            if len(self._calls) >= _MOST_CALLS:
                return
            call = _Call(index, given)
            self._calls.append(call)
        function = piece.get("function")
        if isinstance(function, dict):
            before = len(call.arguments)
            call.add(function)
            self._length += len(call.arguments) - before

    def _note_usage(self, usage: object) -> None:
        if not isinstance(usage, dict):
            return
        prompt, completion = usage.get("prompt_tokens"), usage.get("completion_tokens")
        if isinstance(prompt, int) and prompt > 0:
            written = completion if isinstance(completion, int) and completion >= 0 else 0
            self._usage = Usage(prompt=prompt, completion=written)


class _Call:
    """A tool call that is still coming in."""

    def __init__(self, index: int, given: str) -> None:
        self.index = index
        self.id = given
        self.name = ""
        self.arguments = ""

    def add(self, function: dict[str, Any]) -> None:
        name, arguments = function.get("name"), function.get("arguments")
        if isinstance(name, str) and name != self.name:  # some send it with every piece
            self.name += name
        if isinstance(arguments, dict):
            arguments = json.dumps(arguments, ensure_ascii=False)
        if isinstance(arguments, str):
            self.arguments += arguments

    def whole(self, place: int) -> ToolCall:
        return ToolCall(id=self.id or f"call_{place}", name=self.name, arguments=self.arguments)


def _written(content: object) -> str:
    """The text of a piece: a string, or a list of parts of which some have text."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        texts = (part.get("text") for part in content if isinstance(part, dict))
        return "".join(text for text in texts if isinstance(text, str))
    return ""
