"""Rows of the catalog come in, the nouns that they hold go out.

What is no such row raises `ValueError`, `TypeError` or `KeyError`; `Database.decoding` turns these
into a sentence.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from index.types import Embedding, Source, Span


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


def read_source(text: str) -> Source:
    """The source of an article, from its JSON."""
    fields = json.loads(text)
    return Source(**{**fields, "tags": tuple(fields["tags"])})


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
    )
