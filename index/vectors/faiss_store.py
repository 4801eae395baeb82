"""The FAISS engine: an exact search over float16 vectors, kept on disk as a snapshot.

A snapshot is a folder with the index and the members of each collection; `certificate.json` says
which of them is the valid one, what library and revision it is of, and its digests.
"""

import hashlib
import json
import os
import shutil
import threading
import uuid
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Self

import faiss as typed_faiss
import numpy as np
from numpy.typing import NDArray

from index.errors import DiskError
from index.types import Hit

# Its types describe the C++ classes, without what the Python layer adds to their constructors.
faiss: Any = typed_faiss

_FORMAT = 1
_MOST_BITMAPS = 64  # sets of collections whose bitmap is kept; each takes a bit for every chunk
_INDEX = "index.faiss"
_MEMBERS = "members.npz"


class FaissStore:
    """Vectors in memory; searches and changes may come from any thread."""

    def __init__(self, folder: Path, *, library: str, width: int) -> None:
        """An empty store for a library (its name in the catalog) that will be saved in `folder`."""
        self._folder = folder
        self._library = library
        self._width = width
        # A scalar quantiser without training: each number as float16, the inner product exact.
        flat = faiss.IndexScalarQuantizer(
            width, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        )
        self._index: Any = faiss.IndexIDMap2(flat)
        self._members: dict[str, set[int]] = {}
        self._bitmaps: dict[frozenset[str], NDArray[np.uint8]] = {}
        self._revision = 0
        self._lock = threading.Lock()

    @classmethod
    def open(cls, folder: Path, *, library: str, width: int) -> Self:
        """The snapshot in `folder`, or an empty store where it is missing, damaged or another's."""
        store = cls(folder, library=library, width=width)
        try:
            certificate = json.loads((folder / "certificate.json").read_text(encoding="utf-8"))
            expected = {"format": _FORMAT, "library": library, "width": width}
            if any(certificate[name] != value for name, value in expected.items()):
                return store
            snapshot = folder / certificate["snapshot"]
            for name, digest in certificate["digests"].items():
                if _digest(snapshot / name) != digest:
                    return store
            index = faiss.read_index(str(snapshot / _INDEX))
            with np.load(snapshot / _MEMBERS) as members:
                loaded = {name: set(members[name].tolist()) for name in members.files}
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError):
            return store
        store._index, store._members = index, loaded
        store._revision = int(certificate["revision"])
        return store

    @property
    def revision(self) -> int:
        """The catalog's revision that this store has seen."""
        return self._revision

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def apply(
        self,
        *,
        revision: int,
        removed: NDArray[np.int64],
        added: NDArray[np.int64],
        vectors: NDArray[np.float16],
        collections: Sequence[str],
    ) -> None:
        """Forget, then take in; see `VectorStore.apply`."""
        with self._lock:
            gone = np.concatenate([removed, added])
            if len(gone) and self._index.ntotal:
                self._index.remove_ids(gone)
            for members in self._members.values():
                members.difference_update(gone.tolist())
            if len(added):
                self._index.add_with_ids(vectors.astype(np.float32), added)
                for chunk_id, collection in zip(added.tolist(), collections, strict=True):
                    self._members.setdefault(collection, set()).add(chunk_id)
            self._bitmaps.clear()
            self._revision = revision

    def search(
        self,
        vector: NDArray[np.float32],
        *,
        collections: Iterable[str],
        limit: int,
        among: Sequence[int] | None = None,
    ) -> list[Hit]:
        """The nearest chunks; the restriction is a selector that FAISS asks for every vector."""
        with self._lock:
            bitmap = self._bitmap(frozenset(collections))
            if among is not None:
                bitmap = bitmap & _bits(np.array(among, dtype=np.int64), len(bitmap))
            if not bitmap.any() or limit < 1:
                return []
            selector = faiss.IDSelectorBitmap(bitmap)
            scores, ids = self._index.search(
                vector[None, :], limit, params=faiss.SearchParameters(sel=selector)
            )
        return [
            Hit(int(chunk_id), float(score))
            for chunk_id, score in zip(ids[0], scores[0], strict=True)
            if chunk_id >= 0
        ]

    def cosines(self, vector: NDArray[np.float32], ids: Sequence[int]) -> list[Hit]:
        """The cosines of these chunks; see `VectorStore.cosines`."""
        hits = []
        with self._lock:
            for chunk_id in ids:
                if any(chunk_id in members for members in self._members.values()):
                    stored = self._index.reconstruct(chunk_id)
                    hits.append(Hit(chunk_id, float(stored @ vector)))
        return hits

    def save(self) -> None:
        """Write a new snapshot, then the certificate that makes it valid, then drop the old one."""
        with self._lock:
            name = f"snapshot-{self._revision}-{uuid.uuid4().hex[:8]}"
            snapshot = self._folder / name
            try:
                snapshot.mkdir(parents=True)
                faiss.write_index(self._index, str(snapshot / _INDEX))
                members = {
                    name: np.array(sorted(ids), dtype=np.int64)
                    for name, ids in self._members.items()
                }
                np.savez(snapshot / _MEMBERS, **members)  # type: ignore[arg-type]
                certificate = {
                    "format": _FORMAT,
                    "library": self._library,
                    "width": self._width,
                    "revision": self._revision,
                    "snapshot": name,
                    "digests": {file: _digest(snapshot / file) for file in (_INDEX, _MEMBERS)},
                }
                draft = snapshot / "certificate.json"
                with draft.open("w", encoding="utf-8") as stream:
                    json.dump(certificate, stream)
                    stream.flush()
                    os.fsync(stream.fileno())
                draft.replace(self._folder / "certificate.json")
            except (OSError, RuntimeError) as error:
                shutil.rmtree(snapshot, ignore_errors=True)
                raise DiskError(
                    f"The vector cache in {self._folder} cannot be written: {error}.",
                    "Free some space and build again. The articles themselves are kept.",
                ) from error
        for old in self._folder.glob("snapshot-*"):
            if old.name != name:
                shutil.rmtree(old, ignore_errors=True)

    def _bitmap(self, collections: frozenset[str]) -> NDArray[np.uint8]:
        """One bit for each chunk id, set for the members of these collections."""
        bitmap = self._bitmaps.get(collections)
        if bitmap is None:
            ids = [
                np.fromiter(self._members[name], dtype=np.int64)
                for name in sorted(collections)
                if self._members.get(name)
            ]
            joined = np.concatenate(ids) if ids else np.zeros(0, dtype=np.int64)
            bitmap = _bits(joined, int(joined.max()) // 8 + 1 if len(joined) else 0)
            if len(self._bitmaps) >= _MOST_BITMAPS:
                self._bitmaps.clear()
            self._bitmaps[collections] = bitmap
        return bitmap


def _bits(ids: NDArray[np.int64], size: int) -> NDArray[np.uint8]:
    """One bit for each id, in `size` bytes; ids beyond these are left out."""
    flags = np.zeros(size * 8, dtype=np.bool_)
    flags[ids[ids < size * 8]] = True
    return np.packbits(flags, bitorder="little")


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
