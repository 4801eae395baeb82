"""The reader: a library on disk comes in, findings go out, also while another process builds."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.caches import Caches
from index.catalog import Catalog, Identity
from index.chunk import RULES
from index.embed import Embedder, Model
from index.errors import ModelMismatchError, NoLibraryError
from index.search import PASSAGES, read_passages, search
from index.settings import IndexSettings
from index.types import Article, Findings, Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What a library holds. Sizes are bytes on disk; revisions show how far each cache has seen."""

    articles: int
    chunks: int
    collections: dict[str, int]
    model: str
    model_digest: str
    rules: str
    revision: int
    vectors_revision: int
    keywords_revision: int
    catalog_bytes: int
    vectors_bytes: int
    keywords_bytes: int


class Library:
    """An open library. Any thread may search it."""

    def __init__(self, settings: IndexSettings, embedder: Embedder) -> None:
        """Open the library and bring its caches up to date.

        Raises:
            NoLibraryError: there is none, or it is empty.
            ModelMismatchError: another model or other rules made it.
            DamagedLibraryError, DiskError, BusyLibraryError: see `index.errors`.
        """
        self._settings = settings
        self._embedder = embedder
        self._catalog = Catalog(settings.catalog_path)
        self._lock = threading.Lock()
        self._outgrown: ModelMismatchError | None = None
        try:
            self._check(embedder.model)
            self._caches = Caches(self._catalog, settings)
            # While a build holds the keyword index there is an older one to go on with; without
            # any, its end is worth waiting for.
            self._caches.catch_up(wait=self._caches.keywords.revision == 0)
        except BaseException:
            self._catalog.close()
            raise

    def close(self) -> None:
        """Close the catalog."""
        self._catalog.close()

    @property
    def revision(self) -> int:
        """The revision from which searches answer."""
        return min(self._caches.vectors.revision, self._caches.keywords.revision)

    def search(
        self, question: str, *, collections: Iterable[str], limit: int = PASSAGES
    ) -> Findings:
        """Find what these collections say; see `index.search.search`.

        Raises:
            ModelMismatchError: the last `catch_up` found the library made by another model.
        """
        if self._outgrown is not None:
            raise self._outgrown
        return search(
            question,
            collections=collections,
            catalog=self._catalog,
            caches=self._caches,
            embedder=self._embedder,
            limit=limit,
        )

    def passages(self, ids: Sequence[int], *, collections: Iterable[str]) -> list[Passage]:
        """Passages by id; those that are gone or may not be seen are left out."""
        return read_passages(ids, collections=collections, catalog=self._catalog)

    def catch_up(self) -> None:
        """See what was built since: cheap when nothing was.

        Raises:
            ModelMismatchError: the library has been rebuilt with another model.
        """
        with self._lock:
            identity = self._catalog.identity()
            if identity is not None and identity.library != self._caches.library:
                try:
                    self._check(self._embedder.model)
                except ModelMismatchError as error:
                    self._outgrown = error
                    raise
                self._caches, self._outgrown = Caches(self._catalog, self._settings), None
            self._caches.catch_up(wait=False)

    def _check(self, model: Model) -> None:
        check_identity(self._catalog.identity(), model, self._settings)


def check_identity(identity: Identity | None, model: Model, settings: IndexSettings) -> None:
    """Make sure that this model and today's rules made the library.

    Raises:
        NoLibraryError: nothing was built yet.
        ModelMismatchError: they did not.
    """
    if identity is None:
        raise NoLibraryError(
            f"The library in {settings.data_dir} is empty.", "Build it with `footnote build`."
        )
    if identity.model_digest != model.digest:
        raise ModelMismatchError(
            f"The library in {settings.data_dir} was made with the model {identity.model_name} "
            f"({identity.model_digest[:12]}), not with {model.name} ({model.digest[:12]}).",
            "Run `footnote build --rebuild` to embed every article anew, or set EMBEDDING_MODEL "
            f"back to {identity.model_name}.",
        )
    if identity.rules != RULES:
        raise ModelMismatchError(
            f"The library in {settings.data_dir} was cut by older rules "
            f"({identity.rules}, now {RULES}).",
            "Run `footnote build`: texts that stay the same are not embedded again.",
        )


def read_status(settings: IndexSettings) -> Status:
    """What the library holds, without loading a model.

    Raises:
        NoLibraryError: there is none, or it is empty.
    """
    catalog = Catalog(settings.catalog_path)
    try:
        caches = Caches(catalog, settings)
        identity = catalog.identity()
        assert identity is not None  # Caches has refused an empty library
        articles, chunks = catalog.counts()
        return Status(
            articles=articles,
            chunks=chunks,
            collections=catalog.collections(),
            model=identity.model_name,
            model_digest=identity.model_digest,
            rules=identity.rules,
            revision=catalog.revision,
            vectors_revision=caches.vectors.revision,
            keywords_revision=caches.keywords.revision,
            catalog_bytes=sum(_bytes(path) for path in _catalog_files(settings.catalog_path)),
            vectors_bytes=_bytes(settings.vectors_path),
            keywords_bytes=_bytes(settings.keywords_path),
        )
    finally:
        catalog.close()


def read_article(
    settings: IndexSettings, article_id: str, *, collections: Iterable[str]
) -> Article | None:
    """An article of these collections as the library holds it, without loading a model."""
    catalog = Catalog(settings.catalog_path)
    try:
        return catalog.article(article_id, collections)
    finally:
        catalog.close()


def _catalog_files(path: Path) -> list[Path]:
    return [path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")]


def _bytes(path: Path) -> int:
    if path.is_dir():
        return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    return path.stat().st_size if path.exists() else 0
