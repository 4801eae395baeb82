"""A scripted server comes in, a real `Writer` on it goes out, and what it said."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

from bot.llm import Delta, Unavailable, Usage, Writer
from bot.llm.base import Reason
from bot.llm.patience import Patience
from tests.llm import ScriptedServer

QUICK = Patience(first=20.0, between=20.0, whole=60.0, slot=20.0, again=0.0)
"""Longer than any test takes, without pauses."""

MESSAGES = [
    {"role": "system", "content": "Answer from the passages."},
    {"role": "user", "content": "How many people downloaded the app?"},
]


class Tally:
    """What a `Meter` was told."""

    def __init__(self) -> None:
        self.calls: list[Reason | None] = []
        self.usages: list[Usage] = []
        self.first_words: list[float] = []

    def count_model_call(self, reason: Reason | None) -> None:
        self.calls.append(reason)

    def count_model_tokens(self, usage: Usage) -> None:
        self.usages.append(usage)

    def time_first_word(self, seconds: float) -> None:
        self.first_words.append(seconds)


@asynccontextmanager
async def writer_on(server: ScriptedServer | str, **how: Any) -> AsyncIterator[Writer]:
    """A writer on the server, or on an address."""
    base_url = server if isinstance(server, str) else server.base_url
    given: dict[str, Any] = {"base_url": base_url, "model": "tiny", "patience": QUICK} | how
    writer = await asyncio.to_thread(lambda: Writer(**given))  # as the application: not in the loop
    try:
        yield writer
    finally:
        await writer.close()


async def said(writer: Writer, **how: Any) -> tuple[str, Delta | Unavailable]:
    """All the text that the model said, and how it ended."""
    text = ""
    last: Delta | Unavailable | None = None
    given: dict[str, Any] = {"messages": MESSAGES, "max_tokens": 200} | how
    async with aclosing(writer.stream(given.pop("messages"), **given)) as pieces:
        async for piece in pieces:
            assert not isinstance(last, Unavailable), "nothing comes after that"
            last = piece
            text += piece.text if isinstance(piece, Delta) else ""
    assert last is not None
    return text, last


async def ended(writer: Writer, **how: Any) -> Delta:
    """The end of an answer that is one."""
    _, last = await said(writer, **how)
    assert isinstance(last, Delta), last
    assert last.finish is not None
    return last


async def refused(writer: Writer, **how: Any) -> Unavailable:
    """Why there is no answer."""
    _, last = await said(writer, **how)
    assert isinstance(last, Unavailable), last
    return last
