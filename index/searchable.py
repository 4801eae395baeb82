"""The shape of what a search reads: the library's catalog and caches, or these and more."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

from index.confidence import Calibration
from index.stored import StoredChunk
from index.types import Hit
from index.vectors.base import Vectors


class Dates(Protocol):
    """What was published when."""

    def published_within(
        self, since: date | None, until: date | None, collections: Iterable[str]
    ) -> list[int]:
        """Chunks by the days on which their article was published; see `Listing`."""


class Texts(Protocol):
    """Chunks by their ids; `index.catalog.Catalog` is one."""

    @property
    def listing(self) -> Dates:
        """The dates of their articles."""

    def chunks(self, ids: Sequence[int], collections: Iterable[str]) -> dict[int, StoredChunk]:
        """The chunks with these ids that stand in these collections."""


class Keywords(Protocol):
    """Chunks by words; `index.keywords.KeywordIndex` has what each method does."""

    def __len__(self) -> int:
        """How many chunks there are."""

    @property
    def most_rarity(self) -> float:
        """The most that a term can be rare."""

    def rarity(self, query: Iterable[str]) -> Mapping[str, float]:
        """How rare each term is."""

    def search(
        self,
        query: Sequence[str],
        letters: Sequence[str] = (),
        *,
        collections: Iterable[str],
        limit: int,
        among: Sequence[int] | None = None,
    ) -> list[Hit]:
        """The chunks that hold any of the terms, by BM25, best first."""


class Indexes(Protocol):
    """Both, with what is known of languages; `index.caches.Caches` is one."""

    @property
    def vectors(self) -> Vectors:
        """Chunks by meaning."""

    @property
    def keywords(self) -> Keywords:
        """Chunks by words."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that questions are understood in."""

    def calibration(self, language: str) -> Calibration:
        """How far the model is trusted in a language."""
