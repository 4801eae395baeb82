"""Folders and their free space come in, whether a library can live there goes out."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from index.doctor.base import Finding
from index.files import bytes_of, catalog_files
from index.settings import IndexSettings

_AREA = "disk"
_SPARE = 100_000_000
"""Bytes that should be free in any case: a journal, and what comes in next."""


def look_at_disk(settings: IndexSettings, *, free: int | None = None) -> Iterator[Finding]:
    """Whether both folders are there, can be written to, and have room; who is writing.

    `free` are the bytes that are free; without it, the system is asked.
    """
    data = settings.data_dir
    if not settings.corpus_dir.is_dir():
        yield Finding(
            area=_AREA,
            verdict="trouble",
            says=f"There is no folder {settings.corpus_dir} of articles, so no build can run.",
            hint="Name the folder that holds your articles with --corpus or CORPUS_DIR.",
        )
    home = _nearest(data)
    if not data.is_dir() and data.exists():
        yield Finding(
            area=_AREA,
            verdict="trouble",
            says=f"{data} is a file, not a folder.",
            hint="Name another folder with --data or DATA_DIR.",
        )
        return
    if not _may_write(home):
        yield Finding(
            area=_AREA,
            verdict="trouble",
            says=f"Nothing may be written into {home}.",
            hint=f"See who may write into {home}: whoever runs the bot and the builds needs to.",
        )
    yield _room(settings, shutil.disk_usage(home).free if free is None else free)
    if _build_runs(settings):
        yield Finding(
            area=_AREA,
            verdict="notice",
            says="A build is running, so what is said here may soon be otherwise.",
            hint="Wait for the build to end, and run `footnote doctor` again.",
        )


def _room(settings: IndexSettings, free: int) -> Finding:
    """The next build writes its caches before it drops the old; another model, embeddings too."""
    catalog = sum(bytes_of(path) for path in catalog_files(settings.catalog_path))
    caches = bytes_of(settings.vectors_path) + bytes_of(settings.keywords_path)
    least, most = caches + _SPARE, catalog + caches + _SPARE
    said = f"{_megabytes(free)} are free in {settings.data_dir}"
    hint = f"Free some space: {_megabytes(most)} are enough for all that a build does."
    if free < least:
        return Finding(
            area=_AREA,
            verdict="trouble",
            says=f"{said}; the next build may need {_megabytes(least)}.",
            hint=hint,
        )
    if free < most:
        return Finding(
            area=_AREA,
            verdict="notice",
            says=f"{said}; a build with another model, or --rebuild, may need {_megabytes(most)}.",
            hint=hint,
        )
    return Finding(area=_AREA, verdict="fine", says=f"{said}, which is enough.")


def _build_runs(settings: IndexSettings) -> bool:
    """Whether somebody holds the build lock; it is held here for a moment to find out."""
    if not settings.build_lock_path.is_file():
        return False
    lock = FileLock(settings.build_lock_path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    except OSError:
        return False  # who may not write here is told so already
    lock.release()
    return False


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    whole = folder.absolute()
    return next((one for one in (whole, *whole.parents) if one.is_dir()), Path("/"))


def _may_write(folder: Path) -> bool:
    effective = os.access in os.supports_effective_ids
    return os.access(folder, os.W_OK | os.X_OK, effective_ids=effective)


def _megabytes(count: int) -> str:
    return f"{count / 1e9:,.1f} GB" if count >= 1e9 else f"{count / 1e6:,.0f} MB"
