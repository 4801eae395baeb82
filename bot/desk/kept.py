"""An answer as the records have it comes in, the `Answer` that it was goes out. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from bot.records.base import KeptAnswer
from bot.types import Answer


def as_answer(
    kept: KeptAnswer, *, with_searched: bool = True, related: Sequence[str] = ()
) -> Answer:
    """The answer that was kept, without the passages' words and timings, which are not.

    Without `with_searched` it doesn't say what was searched: the words of earlier turns.
    """
    searched = kept.searched if with_searched and kept.searched != kept.typed else None
    return Answer(
        question=kept.typed,
        answered=kept.answered,
        confidence=kept.confidence,
        statements=kept.statements,
        citations=kept.citations,
        passages=(),
        partly=kept.partly,
        threshold=kept.threshold,
        signals=kept.signals,
        language=kept.language,
        remark=kept.remark,
        searched=searched,
        record=kept.record,
        pinned=kept.pinned,
        timing=kept.timing,
        differ=kept.differ,
        writing=kept.writing
        if with_searched or kept.writing is None
        else replace(kept.writing, searches=()),
        steps=kept.steps if with_searched else (),
        unsaid=kept.unsaid if with_searched else (),
        related=tuple(related),
    )
