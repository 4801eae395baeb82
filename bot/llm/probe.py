"""A connection and a model's name come in; whether and how that server answers goes out."""

import asyncio
import time
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from bot.llm.assembly import Assembly
from bot.llm.base import Delta, Reason, Unavailable
from bot.llm.connection import Connection
from bot.llm.dialect import Dialect
from bot.llm.patience import Patience
from bot.llm.trouble import CallFailedError

_MESSAGES = [{"role": "user", "content": "Count from one to ten in words, and say nothing else."}]
_MAX_TOKENS = 60

# By whose names servers tell the window: vLLM, OpenRouter, LM Studio.
_WINDOWS = ("max_model_len", "context_length", "loaded_context_length")


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What was found out about a server.

    `listed`: whether it lists the model; `None` when it lists none at all. `context_tokens`: the
    model's window, where the list tells it. `streams`: whether an answer came in pieces, not at
    once. `seconds`: until it began. `trouble`: why it does not write.
    """

    base_url: str
    model: str
    models: tuple[str, ...] = ()
    listed: bool | None = None
    context_tokens: int | None = None
    streams: bool = False
    seconds: float | None = None
    trouble: Unavailable | None = None


async def probe(connection: Connection, dialect: Dialect, model: str, patience: Patience) -> Probe:
    """Ask for the models, and for one short answer."""
    listed = await _listed(connection, patience)
    names = tuple(str(one["id"]) for one in listed or ())
    described: dict[str, Any] = next(
        (one for one in listed or () if is_named(model, str(one["id"]))), {}
    )
    windows = (described.get(name) for name in _WINDOWS)
    found = _Answer()
    trouble: Unavailable | None = None
    while True:
        try:
            async with asyncio.timeout(patience.first):
                await _ask(connection, dialect, model, found)
        except TimeoutError:
            trouble = Unavailable(reason=Reason.SLOW)
        except CallFailedError as error:
            other = dialect.adapted(error)
            if other is not None:
                dialect = other
                continue
            trouble = error.why
        break
    return Probe(
        base_url=connection.base_url,
        model=model,
        models=names,
        listed=bool(described) if names else None,
        context_tokens=next((one for one in windows if isinstance(one, int) and one > 0), None),
        streams=found.pieces > 1,
        seconds=found.seconds,
        trouble=trouble,
    )


def is_named(wanted: str, listed: str) -> bool:
    """Whether a listed name is the wanted one; Ollama lists `qwen3` as `qwen3:latest`."""
    return listed in (wanted, f"{wanted}:latest")


class _Answer:
    def __init__(self) -> None:
        self.pieces = 0
        self.seconds: float | None = None


async def _ask(connection: Connection, dialect: Dialect, model: str, found: _Answer) -> None:
    started = time.monotonic()
    assembly = Assembly(most_characters=20 * _MAX_TOKENS)
    body = dialect.body(model, _MESSAGES, None, _MAX_TOKENS)
    async with aclosing(connection.events(body)) as events:
        async for event in events:
            found.pieces += bool(assembly.take(event))
            if assembly.began and found.seconds is None:
                found.seconds = time.monotonic() - started
            if assembly.is_full:
                break
    last = assembly.end()
    if not isinstance(last, Delta):
        raise CallFailedError(last)


async def _listed(connection: Connection, patience: Patience) -> list[dict[str, Any]] | None:
    """The models that the server lists; `None` where it does not, which some don't."""
    try:
        async with asyncio.timeout(patience.between):
            return await connection.models()
    except (TimeoutError, CallFailedError):
        return None
