"""Answers go into the records, and come out as the `Answer`s that they were."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TypeAlias

from bot.records.base import KeptAnswer
from bot.records.errors import RecordsError
from bot.records.records import Records
from bot.types import Answer, Question
from index.types import Findings

log = logging.getLogger(__name__)

Spent: TypeAlias = tuple[date, dict[int | None, int]]
"""What the model has cost on a day, by server."""


def keep(
    records: Records | None,
    question: Question,
    found: Answer,
    findings: Findings,
    spent: Spent | None,
) -> int | None:
    """Keep an answer that somebody on Discord gets; they get it also where that fails. Blocks.

    The record, `None` where nothing is kept.
    """
    if records is None or question.visit is None:
        return None
    try:
        if spent is not None:
            records.spending.keep(*spent)
        return records.answers.put(
            question.visit,
            found,
            follows=question.follows,
            vector=findings.vector,
            with_file=question.in_hand is not None,
        )
    except RecordsError as error:
        log.error("%s %s", error.message, error.hint)
        return None


def as_answer(
    kept: KeptAnswer, *, with_searched: bool = True, related: Sequence[str] = ()
) -> Answer:
    """The answer that was kept, without the passages' words and timings, which are not. Pure.

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
