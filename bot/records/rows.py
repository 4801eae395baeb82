"""Rows of the records come in, their nouns go out."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from bot.records.base import KeptAnswer, KeptPassage, Message, Vector
from bot.types import Citation, Statement, Timing, Visit, Writing
from index.database import Database
from index.stored import read_marks
from index.types import Scores, Signals, Span

ANSWER = (
    "record, person, server, channel, private, locale, asked_at, typed, searched, language, "
    "answered, partly, confidence, threshold, signals, statements, remark, follows, stale_at, "
    "pinned, timing, differ, writing, steps, unsaid, with_file"
)
"""The columns that `kept_answer` reads."""


def readable(text: str) -> str:
    """A text that SQLite takes: Discord's JSON may carry half a character."""
    return text.encode("utf-8", "replace").decode("utf-8")


def vector_of(blob: bytes | None) -> Vector | None:
    """The vector that a row holds, if it holds one."""
    return None if blob is None else np.frombuffer(blob, dtype=np.float16)


def kept_answer(database: Database, row: Sequence[Any]) -> KeptAnswer:
    """An answer with its citations, passages and messages, from a row of `ANSWER`.

    Raises:
        DamagedRecordsError: the row is not what was written.
    """
    record = row[0]
    with database.decoding():
        return KeptAnswer(
            record=record,
            visit=Visit(
                person=row[1],
                server=row[2],
                channel=row[3],
                private=bool(row[4]),
                locale=row[5],
            ),
            asked_at=row[6],
            typed=row[7],
            searched=row[7] if row[8] is None else row[8],
            language=row[9],
            answered=bool(row[10]),
            partly=bool(row[11]),
            confidence=row[12],
            threshold=row[13],
            signals=Signals(**json.loads(row[14])),
            statements=_statements(row[15]),
            citations=_citations(database, record),
            passages=_passages(database, record),
            remark=row[16],
            follows=row[17],
            stale=row[18] is not None,
            pinned=bool(row[19]),
            timing=None if row[20] is None else Timing(**json.loads(row[20])),
            differ=bool(row[21]),
            writing=None if row[22] is None else _writing(json.loads(row[22])),
            steps=tuple(json.loads(row[23])),
            unsaid=tuple(json.loads(row[24])),
            with_file=bool(row[25]),
            messages=tuple(
                Message(channel, message)
                for channel, message in database.rows(
                    "SELECT channel, message FROM messages WHERE record = ? ORDER BY message",
                    (record,),
                )
            ),
        )


def _statements(text: str) -> tuple[Statement, ...]:
    return tuple(
        Statement(
            text=words,
            citations=tuple(numbers),
            bold=tuple(Span(start, end) for start, end in bold),
        )
        for words, numbers, bold in json.loads(text)
    )


def _citations(database: Database, record: int) -> tuple[Citation, ...]:
    rows = database.rows(
        "SELECT number, collection, article_id, title, url, publisher, published, chunk_id, "
        'start, "end", quote, link, marks FROM citations WHERE record = ? ORDER BY number',
        (record,),
    )
    return tuple(
        Citation(
            number=row[0],
            collection=row[1],
            article_id=row[2],
            title=row[3],
            url=row[4],
            publisher=row[5],
            published=row[6],
            chunk_id=row[7],
            start=row[8],
            end=row[9],
            quote=row[10],
            link=row[11],
            marks=read_marks(row[12]),
        )
        for row in rows
    )


def _passages(database: Database, record: int) -> tuple[KeptPassage, ...]:
    rows = database.rows(
        'SELECT rank, chunk_id, collection, article_id, start, "end", dense, keywords, fused, '
        "reranked FROM passages WHERE record = ? ORDER BY rank",
        (record,),
    )
    return tuple(
        KeptPassage(
            rank=row[0],
            chunk_id=row[1],
            collection=row[2],
            article_id=row[3],
            start=row[4],
            end=row[5],
            scores=Scores(dense=row[6], keywords=row[7], fused=row[8], reranked=row[9]),
        )
        for row in rows
    )


def _writing(written: dict[str, Any]) -> Writing:
    # Older records, and those whose words went, have no searches.
    return Writing(**{**written, "searches": tuple(written.get("searches", ()))})
