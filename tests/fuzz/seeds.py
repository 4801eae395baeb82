"""An ending comes in, good documents of that kind go out: what the broken ones are made of."""

from functools import cache
from pathlib import Path

DOCUMENTS = Path(__file__).parents[1] / "documents"
CORPUS = Path(__file__).parents[2] / "corpus"

_SAME = {".markdown": ".md", ".htm": ".html", ".tsv": ".csv"}
"""Kinds that are read alike."""


@cache
def seeds_of(kind: str) -> tuple[bytes, ...]:
    """The tests' own documents of a kind; Markdown and text are those of the corpus."""
    ending = _SAME.get(kind, kind)
    found = sorted(DOCUMENTS.rglob(f"*{ending}"))
    if ending in {".md", ".txt"}:
        found = sorted(CORPUS.rglob("*.md"))
    assert found, f"there is no document of the kind {kind} to begin with"
    return tuple(path.read_bytes() for path in found)
