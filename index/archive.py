"""What was fetched comes in as bytes, and goes out by its digest, so that nobody fetches it twice.

Each file's name is the SHA-256 of what is in it. The catalog says which are needed. A file that a
power cut has left half written does not match its name, and counts as missing: it is fetched anew.
"""

import gzip
import hashlib
import os
import time
import zlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from index.database import disk_error

_YOUNG_SECONDS = 86_400.0
_LEVEL = 6  # of gzip: about a quarter of a page's size


class Archive:
    """A folder of raw bytes, in folders of two letters each."""

    def __init__(self, folder: Path) -> None:
        """Nothing is made before something is kept."""
        self._folder = folder

    def put(self, content: bytes) -> str:
        """Keep some bytes; their digest.

        Raises:
            DiskError: the disk is full, or refuses.
        """
        digest = hashlib.sha256(content).hexdigest()
        path = self.path(digest)
        try:
            if self.get(digest) is not None:
                os.utime(path)  # as young as if it came in now: see `keep_only`
                return digest
            path.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as stream:
                try:
                    stream.write(gzip.compress(content, _LEVEL, mtime=0))
                    stream.close()
                    Path(stream.name).replace(path)
                except BaseException:
                    Path(stream.name).unlink(missing_ok=True)
                    raise
        except OSError as error:
            raise disk_error(self._folder, error.strerror or str(error)) from error
        return digest

    def get(self, digest: str) -> bytes | None:
        """The bytes with a digest; nothing where they are missing or damaged."""
        try:
            content = gzip.decompress(self.path(digest).read_bytes())
        except (OSError, EOFError, zlib.error):
            return None
        return content if hashlib.sha256(content).hexdigest() == digest else None

    def drop(self, digest: str) -> None:
        """Forget the bytes with a digest; what the system refuses is left for the next time."""
        with suppress(OSError):
            self.path(digest).unlink(missing_ok=True)

    def keep_only(self, needed: Iterable[str]) -> int:
        """Forget everything else, also what a kill has left half written; the number of files.

        What came in within a day stays: somebody may be about to write down that it is needed.
        """
        names = {f"{digest}.gz" for digest in needed}
        before = time.time() - _YOUNG_SECONDS
        dropped = 0
        for path in self._folder.glob("??/*"):
            with suppress(OSError):
                if path.name not in names and path.stat().st_mtime < before:
                    path.unlink()
                    dropped += 1
        return dropped

    def path(self, digest: str) -> Path:
        """The file that holds the bytes with a digest, there or not."""
        return self._folder / digest[:2] / f"{digest}.gz"
