"""The reader: a library on disk comes in, findings go out, also while another process builds."""

import logging
import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from index.autocomplete import Suggestions
from index.beside import TextsBeside, together
from index.caches import Caches
from index.catalog import Catalog, Identity
from index.chunk import RULES
from index.confidence import Calibration
from index.cross_encoder import Reranker
from index.embed import Embedder
from index.errors import LibraryError, ModelMismatchError, NoLibraryError
from index.files import bytes_of, catalog_files
from index.in_hand import IN_HAND, InHand
from index.search import PASSAGES, read_passages, search
from index.settings import IndexSettings
from index.stored import StoredChunk
from index.types import Article, Entry, Findings, Holding, Model, Passage, Span, When

SUGGESTIONS = 25
"""Suggestions given where nobody asks for fewer: as many as Discord shows under what is typed."""

log = logging.getLogger(__name__)


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


@dataclass(frozen=True, slots=True)
class _Opened:
    """What belongs together: the model, and the caches of what it has read."""

    embedder: Embedder
    caches: Caches


class Library:
    """An open library. Any thread may search it."""

    def __init__(
        self,
        settings: IndexSettings,
        embedder: Embedder,
        *,
        load_embedder: Callable[[str], Embedder] | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        """Open the library and bring its caches up to date.

        With `load_embedder`, which loads a model by its name, the library follows a build that
        switches to another one. A `reranker` reads the best sentences of every search once more.

        Raises:
            NoLibraryError: there is none, or it is empty.
            ModelMismatchError: another model or other rules made it.
            DamagedLibraryError, DiskError, BusyLibraryError: see `index.errors`.
        """
        self._settings = settings
        self._load_embedder = load_embedder
        self._reranker = reranker
        self._coming: Embedder | None = None
        self._catalog = Catalog(settings.catalog_path)
        self._lock = threading.Lock()
        self._outgrown: LibraryError | None = None
        self._suggestions: tuple[tuple[str, ...], Suggestions] = (), Suggestions([])
        try:
            self._opened = self._open(embedder)
        except BaseException:
            self._catalog.close()
            raise

    def close(self) -> None:
        """Close the catalog."""
        self._catalog.close()

    @property
    def settings(self) -> IndexSettings:
        """Where this library and its articles live."""
        return self._settings

    @property
    def revision(self) -> int:
        """The revision from which searches answer."""
        caches = self._opened.caches
        return min(caches.vectors.revision, caches.keywords.revision)

    @property
    def model(self) -> Model:
        """The model that questions are read with."""
        return self._opened.embedder.model

    @property
    def embedder(self) -> Embedder:
        """The embedder of the library's own model, which an article that is added needs too."""
        return self._opened.embedder

    def search(
        self,
        question: str,
        *,
        collections: Iterable[str],
        limit: int = PASSAGES,
        without: Collection[tuple[str, str]] = (),
        when: When | None = None,
        beside: InHand | None = None,
    ) -> Findings:
        """Find what these collections say, and what is in hand; see `index.search.search`.

        The articles in `without`, by collection and id, are left out. `when` is what the question
        says of time. What is `beside` the library is searched as well, and none of it left out.

        Raises:
            ModelMismatchError, ModelError: the library is now made by a model that this process
                does not have.
        """
        names = frozenset(collections)
        while True:
            opened = self._current()
            left_out = self._chunks_of(without)
            texts, caches = together(self._catalog, opened.caches, opened.embedder, beside)
            findings = search(
                question,
                collections=names if beside is None else names | {IN_HAND},
                catalog=texts,
                caches=caches,
                embedder=opened.embedder,
                reranker=self._reranker,
                without=left_out,
                when=when,
                limit=limit,
            )
            # At a change-over every chunk gets another id: a search across it has found nothing;
            # and one that left out an article's former chunks may have met those in their place.
            if self._is_current(opened) and self._chunks_of(without) == left_out:
                return findings

    def passages(self, ids: Sequence[int], *, collections: Iterable[str]) -> list[Passage]:
        """Passages by id; those that are gone or may not be seen are left out."""
        return read_passages(ids, collections=collections, catalog=self._catalog)

    def stored(
        self, ids: Sequence[int], *, collections: Iterable[str], beside: InHand | None = None
    ) -> dict[int, StoredChunk]:
        """As `passages`, each with its token vectors and language, by id; in hand ones as well."""
        texts = self._catalog if beside is None else TextsBeside(self._catalog, beside)
        return texts.chunks(ids, collections)

    def article(self, collection: str, article_id: str) -> Article | None:
        """An article as it stands in a collection now."""
        return self._catalog.article(article_id, [collection])

    def passages_of(
        self, collection: str, article_id: str, *, beside: InHand | None = None
    ) -> list[Passage]:
        """All passages of an article as it stands in a collection now, or in hand, in order."""
        if beside is not None and collection == IN_HAND:
            texts, held = TextsBeside(self._catalog, beside), beside.chunks_of(article_id)
            return read_passages(held, collections=[IN_HAND], catalog=texts)
        with self._catalog.transaction(write=False):
            ids = self._catalog.chunks_of_article(article_id, collection)
            passages = self.passages(sorted(ids), collections=[collection])
        return sorted(passages, key=lambda one: one.start)

    def quote_stands(self, collection: str, article_id: str, quote: str) -> Span | None:
        """Where an article has these words now, the first time; nothing where they are gone."""
        return self._catalog.listing.find_quote(collection, article_id, quote)

    def quotes_stand(self, quotes: Iterable[tuple[str, str, str]]) -> list[Span | None]:
        """`quote_stands` for many (collection, article id, quote), all seen at one moment."""
        with self._catalog.transaction(write=False):
            return [self.quote_stands(*one) for one in quotes]

    def list_articles(
        self, collections: Iterable[str], *, offset: int = 0, limit: int = 50
    ) -> list[Entry]:
        """Articles of these collections, the newest first."""
        return self._catalog.listing.articles(collections, offset=offset, limit=limit)

    def count_articles(self, collections: Iterable[str]) -> int:
        """How many articles these collections have."""
        counts = self._catalog.collections()
        return sum(counts.get(name, 0) for name in set(collections))

    def holdings(self, collections: Iterable[str]) -> list[Holding]:
        """What these collections hold, by collection and language, most chunks first."""
        return self._catalog.listing.holdings(collections)

    def calibration(self, language: str) -> Calibration:
        """How far the library's model is trusted in a language."""
        return self._opened.caches.calibration(language)

    def collections(self) -> frozenset[str]:
        """The collections that hold an article."""
        return frozenset(self._catalog.collections())

    def added_at(self, collection: str, article_id: str) -> float | None:
        """When this text of an article came in, in unix seconds; nothing where there is none."""
        return self._catalog.listing.added_at(collection, article_id)

    def newest(self) -> float | None:
        """When the newest article came in, in unix seconds; 0 where that was not recorded."""
        return self._catalog.listing.newest()

    def suggestions(
        self, typed: str, *, collections: Iterable[str], limit: int = SUGGESTIONS
    ) -> list[str]:
        """Questions that these collections answer and that go on like what is typed so far."""
        names = frozenset(collections)
        return self._suggested().matching(typed, collections=names, limit=limit)

    def related(
        self, article_ids: Sequence[str], asked: str, *, collections: Iterable[str], limit: int = 3
    ) -> list[str]:
        """Questions that these articles answer, other than the one that was asked."""
        names = frozenset(collections)
        return self._suggested().related(article_ids, asked, collections=names, limit=limit)

    def catch_up(self) -> None:
        """See what was built since: cheap when nothing was.

        Raises:
            ModelMismatchError, ModelError: the library has been rebuilt with a model that this
                process does not have. It goes on when it has, or when the library is switched back.
        """
        self._prepare()
        with self._lock:
            if not self._is_current(self._opened):
                self._change_over()
            self._opened.caches.catch_up(wait=False)

    def _suggested(self) -> Suggestions:
        """All suggestions, read anew where there may be others."""
        version = self._catalog.listing.suggestions_version()
        seen, held = self._suggestions
        if seen != version:
            held = Suggestions(self._catalog.listing.suggestions(), held)
            self._suggestions = version, held
        return held

    def _chunks_of(self, articles: Collection[tuple[str, str]]) -> frozenset[int]:
        return frozenset(
            chunk_id
            for collection, article_id in articles
            for chunk_id in self._catalog.chunks_of_article(article_id, collection)
        )

    def _current(self) -> _Opened:
        """The library as it is now, after a change-over that nobody has noticed yet."""
        if not self._is_current(self._opened):
            with self._lock:
                if not self._is_current(self._opened):
                    self._change_over()
        if self._outgrown is not None:
            raise self._outgrown
        return self._opened

    def _is_current(self, opened: _Opened) -> bool:
        identity = self._catalog.identity()
        return identity is None or identity.library == opened.caches.library

    def _prepare(self) -> None:
        """Load the model that a running build switches to, so that nobody waits for it later."""
        name = self._catalog.coming_model()
        if self._load_embedder is None or not name or name == self.model.name:
            return
        if self._coming is None or self._coming.model.name != name:
            try:
                self._coming = self._load_embedder(name)
            except LibraryError as error:  # said again, and louder, when the change-over comes
                log.warning("The next model cannot be loaded yet. %s", error.message)

    def _change_over(self) -> None:
        """Open the library that a build has put in the place of this one."""
        try:
            self._opened = self._open(self._embedder_for(self._catalog.identity()))
            self._outgrown = None
        except LibraryError as error:
            self._outgrown = error
            raise

    def _embedder_for(self, identity: Identity | None) -> Embedder:
        """The model that made the library, among those that are loaded or can be."""
        for one in (self._opened.embedder, self._coming):
            if (
                one is not None
                and identity is not None
                and one.model.digest == identity.model_digest
            ):
                self._coming = None
                return one
        if self._load_embedder is None or identity is None:
            return self._opened.embedder
        return self._load_embedder(identity.model_name)

    def _open(self, embedder: Embedder) -> _Opened:
        check_identity(self._catalog.identity(), embedder.model, self._settings)
        caches = Caches(self._catalog, self._settings)
        # While a build holds the keyword index there is an older one to go on with; without any,
        # its end is worth waiting for.
        caches.catch_up(wait=caches.keywords.revision == 0)
        return _Opened(embedder, caches)


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
            f"`footnote build --model {model.name}` switches to it and embeds every article anew; "
            f"to stay with {identity.model_name}, leave EMBEDDING_MODEL empty.",
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
            catalog_bytes=sum(bytes_of(path) for path in catalog_files(settings.catalog_path)),
            vectors_bytes=bytes_of(settings.vectors_path),
            keywords_bytes=bytes_of(settings.keywords_path),
        )
    finally:
        catalog.close()


def read_model(settings: IndexSettings) -> Model | None:
    """The model that made the library; nothing where there is no library yet."""
    try:
        catalog = Catalog(settings.catalog_path)
    except NoLibraryError:
        return None
    try:
        identity = catalog.identity()
        return identity.model if identity is not None else None
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
