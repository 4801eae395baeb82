"""A small library in good health, and what an examination of it says."""

from collections.abc import Callable

import pytest

from index.build import build
from index.doctor.base import Finding
from index.doctor.examine import examine
from index.embed import Embedder
from index.settings import IndexSettings
from tests.index.articles import sentences, write
from tests.index.tiny import TinyEmbedder

TEXTS = {
    "mill": sentences(9, topic="mill"),
    "harbour": "Ships from many countries lie in our harbour. Their captains pay a small fee to "
    "the master, who writes each name into a book. In winter the water freezes, and nobody sails. "
    "Children then skate between the piers until the sun melts the ice.",
}

Look = Callable[..., list[Finding]]


@pytest.fixture
def healthy(settings: IndexSettings, tiny: TinyEmbedder) -> IndexSettings:
    """A library of two articles of which nothing is to be said."""
    for name, body in TEXTS.items():
        write(settings.corpus_dir, name, body, title=f"About the {name}", published="2024-03-05")
    build(settings, tiny)
    return settings


@pytest.fixture
def look(settings: IndexSettings, tiny: TinyEmbedder) -> Look:
    """Examines the library, with a model that is at hand; an area's findings, or all."""

    def examined(
        area: str = "",
        *,
        load: Callable[[str], Embedder] = lambda _: tiny,
        wanted: str | None = None,
        now: float | None = None,
    ) -> list[Finding]:
        found = examine(settings, load=load, wanted=wanted, now=now)
        return [one for one in found if not area or one.area == area]

    return examined


def only(findings: list[Finding]) -> Finding:
    """The one finding that is not fine."""
    [one] = [one for one in findings if one.verdict != "fine"]
    return one
