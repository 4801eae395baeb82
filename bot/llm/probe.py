"""A connection and a model's name come in; whether and how that server answers goes out."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from bot.llm.assembly import Assembly
from bot.llm.base import Delta, Message, Reason, Tool, Unavailable
from bot.llm.connection import Connection
from bot.llm.dialect import Dialect
from bot.llm.patience import Patience
from bot.llm.trouble import CallFailedError

_MESSAGES = [{"role": "user", "content": "Count from one to ten in words, and say nothing else."}]
_MAX_TOKENS = 60

_CALLING = [{"role": "user", "content": "Call the tool `search` for the word `bridges`."}]
_TOOL = {
    "type": "function",
    "function": {
        "name": "search",
        "description": "Find passages of articles.",
        "parameters": {
            "type": "object",
            "properties": {"query": {"type": "string", "description": "A few words."}},
            "required": ["query"],
        },
    },
}

# By whose names servers tell the window: vLLM, OpenRouter, LM Studio.
_WINDOWS = ("max_model_len", "context_length", "loaded_context_length")


Tools: TypeAlias = Literal["called", "not called", "refused"]
"""The model called the tool that it was told to call; it did not, though the server took tools; the
server, or the model, takes none.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What was found out about a server.

    `listed`: whether it lists the model; `None` when it lists none at all. `context_tokens`: the
    model's window, where the list tells it. `streams`: whether an answer came in pieces, not at
    once. `seconds`: until it began. `tools`: whether it takes tools; `None` where that can't be
    told. `trouble`: why it does not write.
    """

    base_url: str
    model: str
    models: tuple[str, ...] = ()
    listed: bool | None = None
    context_tokens: int | None = None
    streams: bool = False
    seconds: float | None = None
    tools: Tools | None = None
    trouble: Unavailable | None = None


async def probe(connection: Connection, dialect: Dialect, model: str, patience: Patience) -> Probe:
    """Ask for the models, for one short answer, and for one call of a tool."""
    listed = await _listed(connection, patience)
    names = tuple(str(one["id"]) for one in listed or ())
    described: dict[str, Any] = next(
        (one for one in listed or () if is_named(model, str(one["id"]))), {}
    )
    windows = (described.get(name) for name in _WINDOWS)
    asking = _Asking(connection, dialect, model, patience)
    found = _Answer()
    trouble = await asking.ask(_MESSAGES, (), found)
    return Probe(
        base_url=connection.base_url,
        model=model,
        models=names,
        listed=bool(described) if names else None,
        context_tokens=next((one for one in windows if isinstance(one, int) and one > 0), None),
        streams=found.pieces > 1,
        seconds=found.seconds,
        tools=await _tools(asking) if trouble is None else None,
        trouble=trouble,
    )


async def _tools(asking: "_Asking") -> Tools | None:
    found = _Answer()
    trouble = await asking.ask(_CALLING, (_TOOL,), found)
    if trouble is None:
        return "called" if found.called else "not called"
    if trouble.reason in (Reason.NO_TOOLS, Reason.FAILED):  # without tools it did not fail
        return "refused"
    return "not called" if trouble.reason is Reason.EMPTY else None


def is_named(wanted: str, listed: str) -> bool:
    """Whether a listed name is the wanted one; Ollama lists `qwen3` as `qwen3:latest`."""
    return listed in (wanted, f"{wanted}:latest")


class _Answer:
    def __init__(self) -> None:
        self.pieces = 0
        self.seconds: float | None = None
        self.called = False


class _Asking:
    """Asks one server, in the dialect that it turns out to take."""

    def __init__(
        self, connection: Connection, dialect: Dialect, model: str, patience: Patience
    ) -> None:
        self._connection = connection
        self._dialect = dialect
        self._model = model
        self._patience = patience

    async def ask(
        self, messages: Sequence[Message], tools: Sequence[Tool], found: _Answer
    ) -> Unavailable | None:
        """Ask, and note what comes; why nothing does."""
        while True:
            try:
                async with asyncio.timeout(self._patience.first):
                    await self._once(messages, tools, found)
            except TimeoutError:
                return Unavailable(reason=Reason.SLOW)
            except CallFailedError as error:
                other = self._dialect.adapted(error)
                if other is None:
                    return error.why
                self._dialect = other
            else:
                return None

    async def _once(
        self, messages: Sequence[Message], tools: Sequence[Tool], found: _Answer
    ) -> None:
        started = time.monotonic()
        assembly = Assembly(most_characters=20 * _MAX_TOKENS)
        body = self._dialect.body(self._model, messages, tools, _MAX_TOKENS)
        async with aclosing(self._connection.events(body)) as events:
            async for event in events:
                found.pieces += bool(assembly.take(event))
                if assembly.began and found.seconds is None:
                    found.seconds = time.monotonic() - started
                if assembly.is_full:
                    break
        last = assembly.end()
        if not isinstance(last, Delta):
            raise CallFailedError(last)
        found.called = bool(last.tool_calls)


async def _listed(connection: Connection, patience: Patience) -> list[dict[str, Any]] | None:
    """The models that the server lists; `None` where it does not, which some don't."""
    try:
        async with asyncio.timeout(patience.between):
            return await connection.models()
    except (TimeoutError, CallFailedError):
        return None
