"""A folder or a file of this machine comes in, what became of each file goes out."""

from collections.abc import Iterator
from pathlib import Path

from index.errors import LoadError, NoArticlesError
from index.load.folder import find, read_file
from index.provenance import DocumentState, SourceSpec
from index.sources.base import Document, Outcome
from index.sources.visit import Visitor


def look_at_folder(spec: SourceSpec, visitor: Visitor) -> Iterator[Outcome]:
    """The files of a folder and those below it that can be read; those that are gone.

    A file that is gone was taken away by whoever owns the folder, and so is its article, at once.

    Raises:
        LoadError: the folder is not there, as when a disk is not mounted; its articles stay.
    """
    folder = Path(spec.location)
    try:
        paths = [file.path for file in find(folder)]
    except NoArticlesError as error:
        raise LoadError(error.message, "Mount or make it, or take the source away.") from None
    names = {_written(path) for path in paths[: spec.most]}
    for path in paths[: spec.most]:
        yield _look(path, visitor)
    for known in visitor.unvisited():
        if known.url not in names:
            visitor.visited(known.url)
            yield Outcome(url=known.url, verdict="left", trouble="the file is gone")


def look_at_file(spec: SourceSpec, visitor: Visitor) -> Iterator[Outcome]:
    """One outcome; a file that is not there is gone."""
    yield _look(Path(spec.location), visitor)


def _look(path: Path, visitor: Visitor) -> Outcome:
    url = _written(path)
    visitor.visited(url)
    known = visitor.known.get(url)
    try:
        status = path.stat()
        stamp = f"{status.st_mtime_ns}:{status.st_size}"
        if known is not None and (known.withheld or _is_same(known, stamp)):
            return Outcome(url=url, verdict="same", stamp=stamp)
        content = read_file(path)
    except FileNotFoundError:
        return Outcome(url=url, verdict="gone", trouble="the file is gone")
    except OSError as error:
        return Outcome(url=url, verdict="failed", trouble=error.strerror or str(error))
    document = Document(url=url, content=content)
    return Outcome(url=url, verdict="new", document=document, stamp=stamp)


def _written(path: Path) -> str:
    """A path as the catalog can keep it: a name that is not UTF-8 gets marks in its place."""
    return str(path).encode("utf-8", "replace").decode("utf-8")


def _is_same(known: DocumentState, stamp: str) -> bool:
    return known.stamp == stamp and known.article is not None and not known.trouble
