"""A folder comes in, the files that are articles go out, each with its id and loader."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from index.errors import LibraryError, NoArticlesError
from index.load.base import MOST_BYTES, Loader
from index.load.contained import contained
from index.load.markdown import load_markdown
from index.load.text import load_text


def _apart(name: str) -> Loader:
    """A loader by its name, which reads in a process of its own.

    Nothing that it is built on is imported here: whoever asks a question waits for none of it.
    """
    return contained(f"index.load.{name}", thing="it")


_MARKDOWN = contained("index.load.markdown:load_markdown", thing="it", hint="Bring it in parts.")
_TEXT = contained("index.load.text:load_text", thing="it", hint="Bring it in parts.")

LOADERS: Mapping[str, Loader] = {
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".txt": _TEXT,
    ".rst": _apart("rst:load_rst"),
    ".html": _apart("html_file:load_html"),
    ".htm": _apart("html_file:load_html"),
    ".docx": _apart("word:load_word"),
    ".pptx": _apart("slides:load_slides"),
    ".epub": _apart("epub:load_epub"),
    ".csv": _apart("csv_file:load_csv"),
    ".tsv": _apart("csv_file:load_csv"),
    ".pdf": _apart("pdf:load_pdf"),
}
"""The loader for each ending of a file's name, whoever wrote the file."""

_OF_THE_CORPUS: Mapping[str, Loader] = {
    **LOADERS,
    ".md": load_markdown,
    ".markdown": load_markdown,
    ".txt": load_text,
}
"""As `LOADERS`; text that the operator put there is read where it is, in a tenth of the time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFile:
    """A file that holds an article. The id is its path under the corpus, without the suffix."""

    path: Path
    article_id: str
    loader: Loader

    @property
    def name(self) -> str:
        """The id with the file's ending."""
        return self.article_id + self.path.suffix

    def content(self) -> bytes:
        """As `read_file` of its path."""
        return read_file(self.path)


def read_file(path: Path) -> bytes:
    """A file's bytes; of one that is too large, enough for its loader to refuse it.

    Raises:
        OSError: the system refuses.
    """
    with path.open("rb") as stream:
        return stream.read(MOST_BYTES + 1)


def find(corpus: Path) -> Iterator[ArticleFile]:
    """The articles of a folder and the folders below it, in the order of their paths.

    Hidden files and `README.md` are no articles.

    Raises:
        NoArticlesError: the folder is not there.
    """
    if not corpus.is_dir():
        raise NoArticlesError(
            f"There is no folder {corpus}.",
            "Name the folder that holds your articles with --corpus or CORPUS_DIR.",
        )
    for path in sorted(corpus.rglob("*")):
        relative = path.relative_to(corpus)
        loader = _OF_THE_CORPUS.get(path.suffix.lower())
        if loader is None or any(part.startswith(".") for part in relative.parts):
            continue
        if path.name.lower() == "readme.md" or not path.is_file():
            continue
        # A name that is not UTF-8 comes with lone surrogates, which nothing can store or print.
        name = relative.with_suffix("").as_posix().encode("utf-8", "replace").decode("utf-8")
        yield ArticleFile(path=path, article_id=name, loader=loader)


def clashes(
    files: Iterable[ArticleFile], taken: Collection[str]
) -> Iterator[tuple[ArticleFile, str]]:
    """Each file with why it can be no article beside the others; empty where it can.

    `taken` are the ids of articles that come from elsewhere.
    """
    seen: set[str] = set()
    for file in files:
        if file.article_id in seen:
            yield file, "another file has the same path but for its ending"
        elif file.article_id in taken:
            yield file, "a source has brought an article of that name; give the file another"
        else:
            yield file, ""
        seen.add(file.article_id)


def why_unread(error: LibraryError | OSError) -> str:
    """What kept a file from being read, in words."""
    return error.message if isinstance(error, LibraryError) else str(error.strerror)
