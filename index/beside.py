"""A library and articles in hand come in; what a search reads of both, as if of one, goes out.

What is in hand ranks as it would if it had been added to the library: the same cosines, and keyword
scores by how rare a term is in both together.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from index.caches import Caches
from index.catalog import Catalog
from index.confidence import Calibration
from index.embed import Embedder
from index.errors import HandMismatchError
from index.in_hand import IN_HAND, InHand
from index.keywords import GRAM_WEIGHT, rarity_of
from index.recency import is_within
from index.searchable import Indexes, Texts
from index.stored import StoredChunk
from index.types import Hit, When


def together(
    catalog: Catalog, caches: Caches, embedder: Embedder, hand: InHand | None
) -> tuple[Texts, Indexes]:
    """What a search reads of a library, and of what is in hand where anything is.

    Raises:
        HandMismatchError: another model has read what is in hand.
    """
    if hand is None:
        return catalog, caches
    if hand.model != embedder.model.digest:
        raise HandMismatchError("What is in hand was read by another model.")
    return TextsBeside(catalog, hand), CachesBeside(caches, hand)


class TextsBeside:
    """The library's chunks and those in hand: `index.searchable.Texts`."""

    def __init__(self, catalog: Catalog, hand: InHand) -> None:
        self._catalog = catalog
        self._hand = hand

    @property
    def listing(self) -> "TextsBeside":
        """The dates of both."""
        return self

    def chunks(self, ids: Sequence[int], collections: Iterable[str]) -> dict[int, StoredChunk]:
        """See `Catalog.chunks`."""
        names = frozenset(collections)
        found = self._catalog.chunks([one for one in ids if one > 0], names - {IN_HAND})
        held = self._hand.chunks if IN_HAND in names else {}
        return {**found, **{one: held[one] for one in ids if one in held}}

    def published_within(
        self, since: date | None, until: date | None, collections: Iterable[str]
    ) -> list[int]:
        """See `Listing.published_within`."""
        names = frozenset(collections)
        found = self._catalog.listing.published_within(since, until, names - {IN_HAND})
        if IN_HAND not in names:
            return found
        when = When(since=since, until=until)
        held = [
            one.chunk_id
            for one in self._hand.chunks.values()
            if one.source.published and is_within(one.source.published, when)
        ]
        return [*held, *found]


class CachesBeside:
    """The library's caches and what is in hand: `index.searchable.Indexes`."""

    def __init__(self, caches: Caches, hand: InHand) -> None:
        self._caches = caches
        self._hand = hand
        self.vectors = _VectorsBeside(caches, hand)
        self.keywords = _KeywordsBeside(caches, hand)

    @property
    def languages(self) -> tuple[str, ...]:
        """The library's, and those in hand."""
        return tuple(dict.fromkeys((*self._caches.languages, *self._hand.languages)))

    def calibration(self, language: str) -> Calibration:
        """As the library's: it is the same model."""
        return self._caches.calibration(language)


class _VectorsBeside:
    def __init__(self, caches: Caches, hand: InHand) -> None:
        self._vectors = caches.vectors
        self._ids = hand.ids
        self._places = {one: place for place, one in enumerate(hand.ids)}
        self._held = hand.vectors

    def search(
        self,
        vector: NDArray[np.float32],
        *,
        collections: Iterable[str],
        limit: int,
        among: Sequence[int] | None = None,
    ) -> list[Hit]:
        names = frozenset(collections)
        theirs = None if among is None else [one for one in among if one > 0]
        found = self._vectors.search(
            vector, collections=names - {IN_HAND}, limit=limit, among=theirs
        )
        if IN_HAND in names:
            ids = self._ids if among is None else [one for one in among if one in self._places]
            found += self._cosines(vector, ids)
        return sorted(found, key=lambda hit: (-hit.score, hit.chunk_id))[:limit]

    def cosines(self, vector: NDArray[np.float32], ids: Sequence[int]) -> list[Hit]:
        found = self._vectors.cosines(vector, [one for one in ids if one > 0])
        return found + self._cosines(vector, [one for one in ids if one in self._places])

    def _cosines(self, vector: NDArray[np.float32], ids: Sequence[int]) -> list[Hit]:
        if not ids:
            return []
        scores = self._held[[self._places[one] for one in ids]] @ vector
        return [Hit(one, float(score)) for one, score in zip(ids, scores, strict=True)]


class _KeywordsBeside:
    def __init__(self, caches: Caches, hand: InHand) -> None:
        self._keywords = caches.keywords
        self._hand = hand

    def __len__(self) -> int:
        return len(self._keywords) + len(self._hand.chunks)

    @property
    def most_rarity(self) -> float:
        return rarity_of(len(self), 1)

    def rarity(self, query: Iterable[str]) -> Mapping[str, float]:
        words, _ = self._weights(query, ())
        return words

    def search(
        self,
        query: Sequence[str],
        letters: Sequence[str] = (),
        *,
        collections: Iterable[str],
        limit: int,
        among: Sequence[int] | None = None,
    ) -> list[Hit]:
        """What the library finds and all that is in hand, scored by the rarities of both.

        A score is a sum over terms, each in proportion to its rarity: so the library's become
        those of both by a factor for each term.
        """
        names = frozenset(collections)
        theirs = None if among is None else [one for one in among if one > 0]
        alone = self._weights(query, letters, beside=False)
        both = self._weights(query, letters)
        found = self._keywords.search(
            query,
            letters,
            collections=names - {IN_HAND},
            limit=limit,
            among=theirs,
            boosts=(_ratios(both[0], alone[0]), _ratios(both[1], alone[1])),
        )
        if IN_HAND in names:
            allowed = frozenset(self._hand.ids if among is None else among)
            scores = self._hand.postings.scores(
                both[0], {gram: GRAM_WEIGHT * one for gram, one in both[1].items()}
            )
            found += [
                Hit(chunk_id, float(score))
                for chunk_id, score in zip(self._hand.ids, scores, strict=True)
                if score > 0 and chunk_id in allowed
            ]
        return sorted(found, key=lambda hit: (-hit.score, hit.chunk_id))[:limit]

    def _weights(
        self, query: Iterable[str], letters: Iterable[str], *, beside: bool = True
    ) -> tuple[Mapping[str, float], Mapping[str, float]]:
        """How rare terms and grams are in the library and `beside` it, or in the library alone."""
        words, parts = frozenset(query), frozenset(letters)
        theirs = self._keywords.holding(words, parts)
        total = len(self) if beside else len(self._keywords)
        held = self._hand.postings.holding(words, parts) if beside else ({}, {})
        some, more = (
            {one: rarity_of(total, max(number + own.get(one, 0), 1)) for one, number in one_of}
            for one_of, own in zip((theirs[0].items(), theirs[1].items()), held, strict=True)
        )
        return some, more


def _ratios(wanted: Mapping[str, float], there: Mapping[str, float]) -> dict[str, float]:
    return {one: weight / there[one] for one, weight in wanted.items()}
