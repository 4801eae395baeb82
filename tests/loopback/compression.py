"""A `compress` word of the gateway's URL comes in; what makes frames of that kind comes out."""

from __future__ import annotations

import importlib
import zlib
from typing import Any, Protocol


class Compressor(Protocol):
    """One connection's compressed stream."""

    def frame(self, payload: bytes) -> bytes:
        """`payload`, flushed, so that whoever has all frames so far can read it whole."""


class _Zlib:
    """The sync flush ends a frame with 00 00 ff ff, by which a client knows that it is whole."""

    def __init__(self) -> None:
        self._stream = zlib.compressobj()

    def frame(self, payload: bytes) -> bytes:
        return self._stream.compress(payload) + self._stream.flush(zlib.Z_SYNC_FLUSH)


class _Zstandard:
    """By the package that discord.py prefers where it is installed; many others bring it along."""

    def __init__(self, package: Any) -> None:
        self._stream = package.ZstdCompressor().compressobj()
        self._flush_block = package.COMPRESSOBJ_FLUSH_BLOCK

    def frame(self, payload: bytes) -> bytes:
        return bytes(self._stream.compress(payload) + self._stream.flush(self._flush_block))


class _StandardZstd:
    """By Python's own module, from 3.14 on, which discord.py takes where there is no package."""

    def __init__(self, module: Any) -> None:
        self._stream = module.ZstdCompressor()

    def frame(self, payload: bytes) -> bytes:
        return bytes(self._stream.compress(payload, self._stream.FLUSH_BLOCK))


def compressor(word: str | None) -> Compressor | None:
    """What `compress=word` asks for; `None` for a plain connection.

    Raises:
        ValueError: nothing here makes frames of that kind.
    """
    if word is None:
        return None
    if word == "zlib-stream":
        return _Zlib()
    if word == "zstd-stream":
        for name, kind in (("zstandard", _Zstandard), ("compression.zstd", _StandardZstd)):
            try:
                return kind(importlib.import_module(name))
            except ImportError:
                continue
    raise ValueError(f"compress {word}: not spoken here")
