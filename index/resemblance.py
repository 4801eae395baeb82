"""Articles come in, how much they say the same goes out.

A MinHash (A. Broder, "On the resemblance of documents", 1997) is computed once, when an article
comes in. Its bands find the articles that come into question without a look at all the others;
the runs of terms themselves then say how much two texts have in common.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass

import numpy as np
from datasketch import MinHash

from index.terms import terms
from index.types import Article

_SHINGLE = 3  # terms in a row
_PERMUTATIONS = 126
_ROWS = 3
"""Of each of 42 bands: texts that have a third in common share one 79 times in 100, half 99.6."""

_SAME = 0.8
_SEED = 1
# Part of what is kept in the catalog: another scheme, seed or number makes other signatures.
_SCHEME = "affine32"

Shingles = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A text's MinHash as uint32 bytes, and the hashes of its bands, 63 bits each."""

    minhash: bytes
    bands: tuple[int, ...]


def shingles(article: Article) -> Shingles:
    """The runs of three terms of an article's text; of all its terms where there are fewer.

    The terms are those of no language, so that "not" counts as any other word.
    """
    words = terms(article.text)
    size = min(_SHINGLE, max(len(words), 1))
    return frozenset(
        " ".join(words[start : start + size]) for start in range(len(words) - size + 1)
    )


def sign(runs: Shingles) -> Signature:
    """The signature of a text's shingles; without any, no bands, so that nothing is like it."""
    if not runs:
        return Signature(minhash=b"", bands=())
    made = MinHash(num_perm=_PERMUTATIONS, seed=_SEED, scheme=_SCHEME)
    made.update_batch([run.encode("utf-8", "replace") for run in runs])
    values = np.asarray(made.hashvalues, dtype=np.uint32)
    bands = []
    for number, rows in enumerate(values.reshape(-1, _ROWS)):
        digest = hashlib.blake2b(bytes([number]) + rows.tobytes(), digest_size=8).digest()
        bands.append(int.from_bytes(digest) >> 1)
    return Signature(minhash=values.tobytes(), bands=tuple(bands))


def estimate(one: bytes, other: bytes) -> float:
    """About how much two texts have in common, from their MinHashes: 0 to 1."""
    if not one or len(one) != len(other):
        return 0.0
    left, right = np.frombuffer(one, dtype=np.uint32), np.frombuffer(other, dtype=np.uint32)
    return float((left == right).mean())


def jaccard(one: Shingles, other: Shingles) -> float:
    """The share of two texts' shingles that both have."""
    together = len(one | other)
    return len(one & other) / together if together else 0.0


def contained(one: Shingles, other: Shingles) -> float:
    """The share of the first text's shingles that the second has too."""
    return len(one & other) / max(len(one), 1)


def says_the_same(one: Article, other: Article, mine: Shingles, yours: Shingles) -> bool:
    """Whether an article adds nothing to another, so that one of them is enough.

    `mine` are the shingles of the first, `yours` those of the other.

    Pages made by one template differ in little but names and figures, and those are what somebody
    will ask for. So both are kept unless their titles agree (a site's name may stand beside one)
    and the same numbers stand in both, as often; or the texts are the same to the letter.
    """
    if one.text == other.text:
        return True
    return (
        _titles_agree(one.source.title, other.source.title)
        and jaccard(mine, yours) >= _SAME
        and _numbers(one) == _numbers(other)
    )


def _titles_agree(one: str, other: str) -> bool:
    mine, yours = set(terms(one)), set(terms(other))
    return bool(mine and yours) and (mine <= yours or yours <= mine)


def _numbers(article: Article) -> Counter[str]:
    words = terms(article.text)
    return Counter(word for word in words if any(letter.isdigit() for letter in word))
