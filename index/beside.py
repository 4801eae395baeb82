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
from index.in_hand import IN_HAND, InHand
from index.keywords import GRAM_WEIGHT, rarity_of
from index.postings import Postings
from index.recency import is_within
from index.searchable import Indexes, Texts
from index.stored import StoredChunk
from index.types import Hit, When

_SCORED_ANEW = 500
"""Hits of the library: each costs a third of a millisecond."""


def together(
    catalog: Catalog, caches: Caches, embedder: Embedder, hand: InHand | None
) -> tuple[Texts, Indexes]:
    """What a search reads of a library, and of what is in hand where anything is."""
    if hand is None:
        return catalog, caches
    read = hand.read_by(embedder)
    return TextsBeside(catalog, read), CachesBeside(catalog, caches, read)


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

    def __init__(self, catalog: Catalog, caches: Caches, hand: InHand) -> None:
        self._caches = caches
        self._hand = hand
        self.vectors = _VectorsBeside(caches, hand)
        self.keywords = _KeywordsBeside(catalog, caches, hand)

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
        self._held = hand.vectors.astype(np.float32)

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
    def __init__(self, catalog: Catalog, caches: Caches, hand: InHand) -> None:
        self._catalog = catalog
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
        """What the library finds and all that is in hand, scored anew by the rarities of both.

        Of a longer list, its end keeps the scores that the library gave it.
        """
        names = frozenset(collections)
        theirs = None if among is None else [one for one in among if one > 0]
        near = self._keywords.search(
            query, letters, collections=names - {IN_HAND}, limit=limit, among=theirs
        )
        near, rest = near[:_SCORED_ANEW], near[_SCORED_ANEW:]
        rows = self._catalog.texts([hit.chunk_id for hit in near])
        asked = frozenset((*query, *letters))
        theirs_anew = Postings(((row[2], row[3]) for row in rows), only=asked)
        parts = [(tuple(row[0] for row in rows), theirs_anew)]
        if IN_HAND in names:
            parts.append((self._hand.ids, self._hand.postings))
        weights = self._weights(query, letters)
        number = max(sum(len(ids) for ids, _ in parts), 1)
        lengths = np.sum([one.lengths() for _, one in parts], axis=0)
        average = [float(one) / number for one in lengths]
        allowed = None if among is None else frozenset(among)
        found = [
            Hit(chunk_id, float(score))
            for ids, postings in parts
            for chunk_id, score in zip(ids, postings.scores(*weights, average), strict=True)
            if score > 0 and (allowed is None or chunk_id in allowed)
        ]
        return sorted([*found, *rest], key=lambda hit: (-hit.score, hit.chunk_id))[:limit]

    def _weights(
        self, query: Iterable[str], letters: Iterable[str]
    ) -> tuple[Mapping[str, float], Mapping[str, float]]:
        words, parts = frozenset(query), frozenset(letters)
        theirs, held = (
            self._keywords.holding(words, parts),
            self._hand.postings.holding(words, parts),
        )
        total = len(self)
        rarities = [
            {term: rarity_of(total, max(some[term] + more[term], 1)) for term in some}
            for some, more in zip(theirs, held, strict=True)
        ]
        return rarities[0], {gram: GRAM_WEIGHT * one for gram, one in rarities[1].items()}
