"""What a scripted server is asked comes in, a `Reply` goes out: nothing here knows of HTTP.

A script is any function from `Asked` to `Reply`. A server that obeys every order in its prompt:

    def obey(asked: Asked) -> Reply:
        return Said(asked.last.rpartition("say: ")[2])
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request for an answer, as it came in."""

    body: dict[str, Any]
    headers: Mapping[str, str]

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The conversation."""
        messages: list[dict[str, Any]] = self.body["messages"]
        return messages

    @property
    def last(self) -> str:
        """The last message's text."""
        return str(self.messages[-1]["content"])

    @property
    def prompt(self) -> str:
        """The texts of all messages."""
        return "\n".join(str(message.get("content") or "") for message in self.messages)


class Wait:
    """The server says nothing until the test lets it go on."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self._let_go = asyncio.Event()

    def let_go(self) -> None:
        """Go on."""
        self._let_go.set()

    async def wait(self) -> None:
        """Tell the test that the server has come here, and wait for it."""
        self.reached.set()
        await self._let_go.wait()


class _Cut:
    """The server drops the connection."""


CUT = _Cut()

Piece: TypeAlias = "str | Wait | _Cut"


@dataclass(frozen=True, slots=True)
class Called:
    """A tool call; `arguments` are the pieces in which its JSON comes."""

    name: str
    arguments: tuple[Piece, ...]
    id: str = "call_a"
    index: int = 0


@dataclass(frozen=True, slots=True, init=False)
class Said:
    """An answer. Each piece of text is an event; `usage` is prompt and completion tokens."""

    pieces: tuple[Piece, ...]
    thoughts: tuple[str, ...] = ()
    calls: tuple[Called, ...] = ()
    finish: str | None = "stop"
    usage: tuple[int, int] | None = (50, 10)
    refusal: str | None = None
    model: str | None = None

    def __init__(
        self,
        *pieces: Piece,
        thoughts: tuple[str, ...] = (),
        calls: tuple[Called, ...] = (),
        finish: str | None = "stop",
        usage: tuple[int, int] | None = (50, 10),
        refusal: str | None = None,
        model: str | None = None,
    ) -> None:
        given = {
            "pieces": pieces,
            "thoughts": thoughts,
            "calls": calls,
            "finish": "tool_calls" if calls and finish == "stop" else finish,
            "usage": usage,
            "refusal": refusal,
            "model": model,
        }
        for name, value in given.items():
            object.__setattr__(self, name, value)


@dataclass(frozen=True, slots=True)
class Refused:
    """A response with another status than 200; `body` is JSON, or a text as it stands."""

    status: int
    body: dict[str, Any] | str = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, init=False)
class Raw:
    """A response of bytes, written one after the other just as they are."""

    pieces: tuple[bytes | Wait | _Cut, ...]
    content_type: str = "text/event-stream"

    def __init__(
        self, *pieces: bytes | Wait | _Cut, content_type: str = "text/event-stream"
    ) -> None:
        object.__setattr__(self, "pieces", pieces)
        object.__setattr__(self, "content_type", content_type)


Reply: TypeAlias = "Said | Refused | Raw"
Script: TypeAlias = "Callable[[Asked], Reply]"


def always(reply: Reply) -> Script:
    """A script of one reply."""
    return lambda asked: reply


def in_turn(*replies: Reply) -> Script:
    """A script of one reply after the other; the last one stays."""
    left = list(replies)
    return lambda asked: left.pop(0) if len(left) > 1 else left[0]
