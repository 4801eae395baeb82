"""A language model's server comes in; whether it answers, streams and takes tools goes out."""

import asyncio
from collections.abc import Iterator

from bot.llm.base import Unavailable
from bot.llm.probe import Probe
from bot.llm.sight import sees
from bot.llm.writer import Writer
from index.doctor.base import Finding

_AREA = "language model"
_OFFLINE = "Until then answers quote the articles."
_WITHOUT_TOOLS = (
    "Then answers are written from what the first searches find. docs/models.md names models and "
    "settings that take tools."
)


def examine_server(writer: Writer) -> Iterator[Finding]:
    """Ask the server once, apart from breaker and budget; for use outside an event loop.

    Nothing here is a `trouble`: without the model, the bot answers all the same.
    """
    found, sees_images = asyncio.run(_probed(writer))
    if found.trouble is not None:
        said = f" It says: {found.trouble.said}" if found.trouble.said else ""
        says = f"{found.base_url} does not write: {found.trouble.sentence}{said}"
        yield _notice(says, f"docs/models.md shows settings that work. {_OFFLINE}")
    else:
        seconds = "" if found.seconds is None else f", after {found.seconds:.1f} seconds"
        yield Finding(
            area=_AREA, verdict="fine", says=f"{found.base_url} answers as {found.model}{seconds}."
        )
    if sees_images is not None:
        does = "reads images" if sees_images else "does not read images, so none are taken"
        yield Finding(area=_AREA, verdict="fine", says=f"{found.model} {does}.")
    if found.listed is False:
        others = ", ".join(found.models[:5])
        yield _notice(
            f"It does not list {found.model}, but: {others}.", "Set LLM_MODEL to one of these."
        )
    if found.context_tokens is not None and found.context_tokens < writer.context_tokens:
        yield _notice(
            f"It gives {found.model} a window of {found.context_tokens} tokens, and "
            f"LLM_CONTEXT_TOKENS says {writer.context_tokens}: long prompts fail or are cut.",
            f"Set LLM_CONTEXT_TOKENS to {found.context_tokens}.",
        )
    if found.trouble is None and not found.streams:
        yield _notice(
            "It sends its answer at once and not in pieces, so people wait longer for the first "
            "word.",
            "",
        )
    if found.tools == "refused":
        yield _notice(
            f"{found.model}, or the server as it was started, takes no tools: the model can't "
            "search by itself.",
            _WITHOUT_TOOLS,
        )
    elif found.tools == "not called":
        yield _notice(
            f"It takes tools, but {found.model} called none when told to: it will hardly search "
            "by itself.",
            _WITHOUT_TOOLS,
        )
    elif found.tools == "called":
        yield Finding(
            area=_AREA, verdict="fine", says=f"{found.model} calls tools: it can search by itself."
        )


async def _probed(writer: Writer) -> tuple[Probe, bool | None]:
    """What the probe found, and whether the model sees; `None` where that can't be told."""
    try:
        found = await writer.probe()
        seen = await sees(writer) if found.trouble is None else None
        return found, None if isinstance(seen, Unavailable) else seen
    finally:
        await writer.close()


def _notice(says: str, hint: str) -> Finding:
    return Finding(area=_AREA, verdict="notice", says=says, hint=hint)
