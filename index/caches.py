"""The catalog's changes go in, the vector and keyword caches come out up to date.

Each cache remembers the revision that it has seen. What it missed is replayed; a cache that is
missing, damaged or of another library has seen nothing, and so is made anew by the same replay.
"""

import threading
from collections.abc import Iterator, Mapping
from typing import Any

from filelock import FileLock, Timeout

from index.catalog import Catalog
from index.confidence import Calibration, default, read
from index.errors import NoLibraryError
from index.keywords import KeywordIndex
from index.settings import IndexSettings
from index.vectors.base import VectorStore
from index.vectors.faiss_store import FaissStore

_BATCH = 2000  # chunks replayed at once: 2 MB of vectors

_SHARE = 0.02
"""A language with fewer of the chunks is more often a list mistaken for one than a language."""


class Caches:
    """The caches of one library, brought up to date by whoever opens it."""

    def __init__(self, catalog: Catalog, settings: IndexSettings) -> None:
        """Open the caches as they lie on the disk, however old.

        Raises:
            NoLibraryError: nothing was ever built into this catalog.
        """
        identity = catalog.identity()
        if identity is None:
            raise NoLibraryError(
                f"The library in {settings.data_dir} is empty.", "Build it with `footnote build`."
            )
        self.library = identity.library
        self.vectors: VectorStore = FaissStore.open(
            settings.vectors_path, library=identity.library, width=identity.width
        )
        self.keywords = KeywordIndex.open(settings.keywords_path, library=identity.library)
        self.model_digest = identity.model_digest
        self._seen: tuple[int, dict[str, Any]] | None = None
        self._languages: tuple[str, ...] = ()
        self._calibrations: Mapping[str, Calibration] = {}
        self._catalog = catalog
        self._file_lock = FileLock(settings.keywords_lock_path)
        self._lock = threading.Lock()

    def catch_up(self, *, wait: bool) -> bool:
        """Replay what the catalog has seen since; say whether both caches are up to date now.

        The keyword index lies on the disk, and only one process may write it. While another does,
        this one either waits or goes on with what there is: what is new is then found by meaning
        alone, and what is gone is not shown, since passages are read from the catalog.
        """
        with self._lock:
            self.read_facts()
            self._catch_up_vectors()
            return self._catch_up_keywords(wait)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that questions are understood in, most of the library's first."""
        return self._languages

    def calibration(self, language: str) -> Calibration:
        """How far to trust the library's model in a language."""
        own = self._calibrations.get(language)
        return own if own is not None else default(self.model_digest, language)

    def trust(self, language: str, calibration: Calibration) -> None:
        """Use another calibration in this process, as one that is still being made."""
        self._calibrations = {**self._calibrations, language: calibration}

    def read_facts(self) -> None:
        """Read the catalog's languages and their calibrations; `catch_up` does so, too."""
        kept = self._catalog.calibrations()
        if (now := (self._catalog.revision, kept)) == self._seen:
            return
        counts = self._catalog.languages()
        least = _SHARE * sum(counts.values())
        self._seen = now
        self._languages = tuple(name for name, count in counts.items() if count >= least)
        if kept.get("model") == self.model_digest:
            self._calibrations = {name: read(one) for name, one in kept["languages"].items()}

    def _catch_up_vectors(self) -> None:
        changes = self._catalog.changes_since(self.vectors.revision)
        if changes.revision == self.vectors.revision:
            return
        removed = changes.removed
        # At least one round, so that a revision that only removes is seen too.
        for start in range(0, max(len(changes.added), 1), _BATCH):
            part = changes.added[start : start + _BATCH].tolist()
            ids, vectors, collections = self._catalog.vectors(part)
            last = start + _BATCH >= len(changes.added)
            # Until the last round the old revision stays: a replay cut short starts again.
            self.vectors.apply(
                revision=changes.revision if last else self.vectors.revision,
                removed=removed,
                added=ids,
                vectors=vectors,
                collections=collections,
            )
            removed = removed[:0]

    def _catch_up_keywords(self, wait: bool) -> bool:
        self.keywords.reload()
        if self.keywords.revision == self._catalog.revision:
            return True
        try:
            with self._file_lock.acquire(timeout=-1 if wait else 0):
                self.keywords.reload()
                changes = self._catalog.changes_since(self.keywords.revision)
                if changes.revision != self.keywords.revision:
                    self.keywords.apply(
                        revision=changes.revision,
                        removed=changes.removed.tolist(),
                        added=self._texts(changes.added.tolist()),
                    )
                return True
        except Timeout:
            return False

    def _texts(self, ids: list[int]) -> Iterator[tuple[int, str, str, str]]:
        for start in range(0, len(ids), _BATCH):
            yield from self._catalog.texts(ids[start : start + _BATCH])
