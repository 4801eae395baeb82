"""A page that somebody named comes in, what became of it goes out: the simplest source."""

from collections.abc import Iterator

from index.provenance import SourceSpec
from index.sources.base import Outcome
from index.sources.visit import Visitor, Wanted


def look_at_page(spec: SourceSpec, visitor: Visitor) -> Iterator[Outcome]:
    """One outcome. robots.txt is not asked: a person named this page, as for a browser."""
    yield visitor.look(Wanted(url=spec.location), obey=False)
