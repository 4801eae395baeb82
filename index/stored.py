"""Rows of the catalog come in, the nouns that they hold go out.

What is no such row raises `ValueError`, `TypeError` or `KeyError`; `Database.decoding` turns these
into a sentence.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from index.types import Article, Embedding, Heading, Mark, Source, Span, marks_of


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredChunk:
    """A chunk with its article and embedding, read back for a search."""

    chunk_id: int
    source: Source
    start: int
    end: int
    text: str
    language: str
    heading: str
    context: str
    sentences: tuple[Span, ...]
    embedding: Embedding
    marks: tuple[Mark, ...]


def read_source(text: str) -> Source:
    """The source of an article, from its JSON."""
    fields = json.loads(text)
    return Source(**{**fields, "tags": tuple(fields["tags"])})


# A table has a mark for each of its rows, and a search reads several chunks of one table.
@lru_cache(maxsize=16)
def read_marks(text: str) -> tuple[Mark, ...]:
    """The marks of an article, from its JSON."""
    return tuple(
        Mark(kind=kind, number=number, start=start) for kind, number, start in json.loads(text)
    )


def write_marks(marks: Sequence[Mark]) -> str:
    """The JSON that `read_marks` reads."""
    return json.dumps([[mark.kind, mark.number, mark.start] for mark in marks])


def read_article(row: Sequence[Any]) -> Article:
    """An article, from its columns in the order of `Catalog.article`."""
    source, headings, text, language, marks = row
    return Article(
        source=read_source(source),
        text=text,
        headings=tuple(
            Heading(level=level, span=Span(start, end))
            for level, start, end in json.loads(headings)
        ),
        language=language,
        marks=read_marks(marks),
    )


def read_chunk(row: Sequence[Any]) -> StoredChunk:
    """A chunk, from its columns in the order of `Catalog.chunks`."""
    ends = np.frombuffer(row[10], dtype=np.uint16)
    pairs = np.frombuffer(row[7], dtype=np.uint32).reshape(-1, 2)
    return StoredChunk(
        chunk_id=row[0],
        source=read_source(row[1]),
        start=row[2],
        end=row[3],
        text=row[4],
        language=row[11],
        heading=row[5],
        context=row[6],
        sentences=tuple(Span(int(start), int(end)) for start, end in pairs),
        embedding=Embedding(
            vector=np.frombuffer(row[8], dtype=np.float16),
            tokens=np.frombuffer(row[9], dtype=np.uint8).reshape(len(ends), -1 if len(ends) else 0),
            token_ends=ends,
        ),
        marks=marks_of(read_marks(row[12]), Span(row[2], row[3])),
    )
