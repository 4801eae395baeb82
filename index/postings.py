"""A few texts come in, their BM25 scores for any terms go out: a keyword index in memory.

For what is too short-lived for `index.keywords`: it is made in a moment and never written down.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

# As tantivy has them, so that scores mean the same as those of `index.keywords`.
_K1, _B = 1.2, 0.75


class Postings:
    """The terms and grams of some texts, counted."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        """`texts` are pairs of language (ISO 639-1) and text; their places are their numbers."""
        # It loads tantivy, which whoever only passes these on has no need of.
        from index.terms import grams, terms

        read = list(texts)
        self._words = _Field([terms(text, language) for language, text in read])
        self._letters = _Field([grams(text) for _, text in read])

    @property
    def bytes(self) -> int:
        """About how much memory it takes."""
        return self._words.bytes + self._letters.bytes

    def holding(
        self, words: Iterable[str], letters: Iterable[str] = ()
    ) -> tuple[Mapping[str, int], Mapping[str, int]]:
        """In how many of the texts each term stands, and each gram."""
        return (
            {word: self._words.holding(word) for word in words},
            {gram: self._letters.holding(gram) for gram in letters},
        )

    def scores(
        self, words: Mapping[str, float], letters: Mapping[str, float]
    ) -> NDArray[np.float64]:
        """The BM25 score of each text; `words` and `letters` have the weight of each term and gram.

        Source: Robertson and Zaragoza, 2009, as for `KeywordIndex.rarity`.
        """
        return self._words.scores(words) + self._letters.scores(letters)


class _Field:
    """Counts of terms by text, sorted by term: columns of a sparse matrix."""

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        self._lengths = np.array([len(one) for one in documents], dtype=np.int64)
        self._numbers: dict[str, int] = {}
        columns: list[int] = []
        rows: list[int] = []
        counts: list[int] = []
        for row, document in enumerate(documents):
            for term, count in Counter(document).items():
                columns.append(self._numbers.setdefault(term, len(self._numbers)))
                rows.append(row)
                counts.append(count)
        order = np.argsort(np.array(columns, dtype=np.int64), kind="stable")
        self._rows = np.array(rows, dtype=np.int32)[order]
        self._counts = np.array(counts, dtype=np.int32)[order]
        sizes = np.bincount(np.array(columns, dtype=np.int64), minlength=len(self._numbers))
        self._ends = np.cumsum(sizes)
        self._starts = self._ends - sizes

    @property
    def bytes(self) -> int:
        """Of the arrays, and some 120 for each term in a dictionary."""
        arrays = (self._rows, self._counts, self._starts, self._ends, self._lengths)
        return sum(one.nbytes for one in arrays) + 120 * len(self._numbers)

    def holding(self, term: str) -> int:
        number = self._numbers.get(term)
        return 0 if number is None else int(self._ends[number] - self._starts[number])

    def scores(self, weights: Mapping[str, float]) -> NDArray[np.float64]:
        found = np.zeros(len(self._lengths))
        average = max(float(self._lengths.mean()), 1.0) if len(found) else 1.0
        norm = _K1 * (1 - _B + _B * self._lengths / average)
        for term, weight in weights.items():
            number = self._numbers.get(term)
            if number is not None:
                part = slice(self._starts[number], self._ends[number])
                rows, counts = self._rows[part], self._counts[part]
                found[rows] += weight * (1 + _K1) * counts / (counts + norm[rows])
        return found
