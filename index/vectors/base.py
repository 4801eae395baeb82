"""The shape of nearest vectors that are searched, and that of every engine which keeps them."""

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.types import Hit


class Vectors(Protocol):
    """Vectors by chunk id, searched by cosine among the chunks of named collections only."""

    def search(
        self,
        vector: NDArray[np.float32],
        *,
        collections: Iterable[str],
        limit: int,
        among: Sequence[int] | None = None,
    ) -> list[Hit]:
        """The nearest chunks of these collections with their cosines, best first.

        With `among`, only of those chunks: as many as `limit` are found where there are so many.
        """

    def cosines(self, vector: NDArray[np.float32], ids: Sequence[int]) -> list[Hit]:
        """The cosines of these chunks, without those that the store does not hold."""


class VectorStore(Vectors, Protocol):
    """Vectors that are kept, and follow the catalog."""

    @property
    def revision(self) -> int:
        """The catalog's revision that this store has seen; 0 when it has seen nothing."""

    def __len__(self) -> int:
        """The number of vectors."""

    def apply(
        self,
        *,
        revision: int,
        removed: NDArray[np.int64],
        added: NDArray[np.int64],
        vectors: NDArray[np.float16],
        collections: Sequence[str],
    ) -> None:
        """Forget `removed`, take in `added`; doing the same again changes nothing.

        `vectors` has shape (len(added), width), each of length 1.
        """

    def save(self) -> None:
        """Write the store to disk, at once or not at all.

        Raises:
            DiskError: the disk is full or refuses.
        """
