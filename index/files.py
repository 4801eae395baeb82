"""Files of a library come in, their sizes go out."""

from pathlib import Path


def catalog_files(path: Path) -> list[Path]:
    """The files that a catalog may consist of."""
    return [path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")]


def bytes_of(path: Path) -> int:
    """The size of a file, or of all files in a folder; 0 where there is none."""
    if path.is_dir():
        return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    return path.stat().st_size if path.exists() else 0
