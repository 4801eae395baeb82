"""The writer: a folder of articles comes in, an up-to-date library and a receipt go out.

Only what is new is read, cut and embedded. A kill at any moment loses nothing that was committed:
embeddings are kept as they are made, and an article changes in one transaction.
"""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from index.alike import sign_unsigned
from index.caches import Caches
from index.calibrate import calibrate
from index.catalog import Catalog, Identity
from index.chunk import RULES
from index.confidence import Found, is_shipped
from index.embed import Embedder, one_thread
from index.errors import LibraryError, ModelMismatchError, NoArticlesError
from index.intake import GROUP, Pending, alone, commit, cut, embed, identify
from index.language import detect
from index.legible import garbled
from index.load.folder import ArticleFile, clashes, find, why_unread
from index.settings import IndexSettings
from index.suggest import suggest
from index.types import PUBLIC

_GROWN = 2
"""A language is calibrated anew when it has this many times the chunks, or one in so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a build is. Texts known already count as done.

    At the end a build may ask itself questions: `calibrating` then names the language, and the
    rest counts these questions. `suggesting`: questions are made to suggest, and the articles are
    those that are asked them.
    """

    articles_done: int = 0
    articles_total: int = 0
    chunks_embedded: int = 0
    calibrating: str = ""
    questions_done: int = 0
    questions_total: int = 0
    suggesting: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """Something about one article that its owner should know."""

    article_id: str
    text: str


@dataclass(slots=True, kw_only=True)
class Receipt:
    """What a build did, by article id; `skipped` says why, `notes` what was left out or mended.

    `calibrated` has what was found in each language that the library was calibrated for, and
    `little_known` the languages that the model knows little of. `suggested` counts the questions
    that can be suggested since.
    """

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    skipped: list[Note] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    calibrated: dict[str, Found] = field(default_factory=dict)
    little_known: list[str] = field(default_factory=list)
    suggested: int = 0
    chunks: int = 0
    chunks_embedded: int = 0
    seconds: float = 0.0
    seconds_embedding: float = 0.0
    revision: int = 0

    @property
    def is_news(self) -> bool:
        """Whether it tells of anything but articles that stay as they were."""
        return bool(
            self.added
            or self.changed
            or self.removed
            or self.skipped
            or self.notes
            or self.calibrated
        )

    @property
    def chunks_per_second(self) -> float:
        """Chunks embedded for each second of embedding; 0 when there was nothing to embed."""
        return self.chunks_embedded / self.seconds_embedding if self.seconds_embedding else 0.0


def build(
    settings: IndexSettings,
    embedder: Embedder,
    *,
    rebuild: bool = False,
    collection: str = PUBLIC,
    wait_seconds: float = 0.0,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Receipt:
    """Bring the library up to the corpus folder: what is new, changed and gone.

    `rebuild` reads and cuts every article anew, as another model asks for; the library changes over
    at once, at the end. An article that cannot be read is skipped; if an
    earlier version of it is in the library, that one stays. What sources have brought stays, too.

    Raises:
        NoArticlesError: the corpus folder is missing or empty; the library stays as it is.
        ModelMismatchError: another model made the library, and `rebuild` is false.
        BusyLibraryError: another build is running, and still was after `wait_seconds`.
        DiskError: the disk is full; run the same build again when it is not.
    """
    began = time.perf_counter()
    files = list(find(settings.corpus_dir))
    if not files and not settings.sources_path.is_file():
        raise NoArticlesError(
            f"There are no articles in {settings.corpus_dir}.",
            "Put documents there; corpus/README.md says which kinds are read, and shows one.",
        )
    with alone(settings, wait_seconds=wait_seconds):
        catalog = Catalog(settings.catalog_path, create=True)
        try:
            builder = _Builder(catalog, embedder, collection, len(files), progress)
            receipt = builder.run(files, _starts_afresh(catalog.identity(), embedder, rebuild))
            catalog.forget_unused_embeddings()
            sign_unsigned(catalog)
            caches = Caches(catalog, settings)
            seen = caches.vectors.revision
            caches.catch_up(wait=True)
            if caches.vectors.revision != seen:
                caches.vectors.save()
            with one_thread():
                _learn_trust(catalog, caches, embedder, receipt, progress)
                receipt.suggested = _suggest(catalog, caches, embedder, progress)
            receipt.revision = catalog.revision
            receipt.chunks = catalog.counts()[1]
        finally:
            catalog.close()
    receipt.seconds = time.perf_counter() - began
    return receipt


def _suggest(
    catalog: Catalog,
    caches: Caches,
    embedder: Embedder,
    progress: Callable[[Progress], None],
) -> int:
    """Make the suggestions of what is new and changed; the number of those kept."""
    return suggest(
        catalog=catalog,
        caches=caches,
        embedder=embedder,
        progress=lambda done, total: progress(
            Progress(suggesting=True, articles_done=done, articles_total=total)
        ),
    )


def _learn_trust(
    catalog: Catalog,
    caches: Caches,
    embedder: Embedder,
    receipt: Receipt,
    progress: Callable[[Progress], None],
) -> None:
    """Calibrate the languages that nobody measured, and again when the library has outgrown it."""
    model = embedder.model.digest
    kept = catalog.calibrations()
    known = dict(kept["languages"]) if kept.get("model") == model else {}
    sizes = dict(kept["chunks"]) if known else {}
    counts = catalog.languages()
    for language in filter(None, caches.languages):
        now, then = counts[language], sizes.get(language, 0)
        outgrown = not then / _GROWN <= now <= then * _GROWN
        if outgrown and not is_shipped(model, language):
            made = calibrate(
                language,
                catalog=catalog,
                caches=caches,
                embedder=embedder,
                progress=lambda done, total: progress(
                    Progress(calibrating=language, questions_done=done, questions_total=total)  # noqa: B023
                ),
            )
            if made is not None:
                known[language], sizes[language] = made.document(), now
            if made is not None and made.found is not None:
                receipt.calibrated[language] = made.found
        if caches.calibration(language).little_known:
            receipt.little_known.append(language)
    learnt = {"model": model, "languages": known, "chunks": sizes}
    if known and learnt != kept:
        catalog.set_calibrations(learnt)


def _starts_afresh(identity: Identity | None, embedder: Embedder, rebuild: bool) -> bool:
    """Whether every article is to be cut anew; for another model that needs to be asked for.

    Other rules alone only take what they change: texts that stay the same are not embedded again.
    """
    if identity is None or rebuild:
        return True
    if identity.model_digest == embedder.model.digest:
        return identity.rules != RULES
    raise ModelMismatchError(
        f"The library was made with the model {identity.model_name} "
        f"({identity.model_digest[:12]}), not with {embedder.model.name} "
        f"({embedder.model.digest[:12]}).",
        f"`footnote build --model {embedder.model.name}` switches to it and embeds every article "
        f"anew; to stay with {identity.model_name}, leave EMBEDDING_MODEL empty.",
    )


class _Builder:
    """One build, from files to the catalog."""

    def __init__(
        self,
        catalog: Catalog,
        embedder: Embedder,
        collection: str,
        total: int,
        progress: Callable[[Progress], None],
    ) -> None:
        self._catalog = catalog
        self._embedder = embedder
        self._collection = collection
        self._total = total
        self._done = 0
        self._progress = progress
        self._brought = catalog.provenance.kept(collection)
        self._receipt = Receipt()

    def run(self, files: Sequence[ArticleFile], afresh: bool) -> Receipt:
        held = self._catalog.digests(self._collection)
        known = {name: digest for name, digest in held.items() if name not in self._brought}
        if not afresh:
            for group in self._groups(files, known, afresh=False):
                self._embed(group)
                self._commit(group)
            self._remove(known.keys() - {file.article_id for file in files})
            return self._receipt
        # Embeddings are kept as they are made; only the change-over has to happen at once.
        self._catalog.announce_model(self._embedder.model.name)
        others = self._others()
        self._total += len(others)
        self._embed(others)
        pending: list[Pending] = []
        for group in self._groups(files, known, afresh=True):
            self._embed(group)
            pending.extend(group)
        names = {file.article_id for file in files}
        unread = (known.keys() & names) - {one.article.source.article_id for one in pending}
        kept = self._cut_again(self._collection, {name: known[name] for name in unread})
        self._embed(kept)
        with self._catalog.transaction():
            identify(self._catalog, self._embedder)
            self._catalog.announce_model("")
            # What was removed while this build ran stays removed.
            self._commit(self._standing(others))
            self._commit(pending)
            for one in kept:
                commit(one, self._catalog, self._embedder)
            self._remove(known.keys() - names)
        return self._receipt

    def _groups(
        self, files: Sequence[ArticleFile], known: dict[str, bytes], *, afresh: bool
    ) -> Iterator[list[Pending]]:
        """The new and changed articles, cut, in groups that fill a few batches."""
        group: list[Pending] = []
        for file, clash in clashes(files, self._brought):
            if clash:
                self._receipt.skipped.append(Note(file.name, clash))
                self._advance()
                continue
            one = self._cut(file, known.get(file.article_id), afresh)
            if one is None:
                self._advance()
                continue
            group.append(one)
            if sum(len(pending.chunks) for pending in group) >= GROUP:
                yield group
                group = []
        if group:
            yield group

    def _cut(self, file: ArticleFile, known: bytes | None, afresh: bool) -> Pending | None:
        """Read and cut one article; nothing where it is unchanged or cannot be read."""
        try:
            content = file.content()
            digest = hashlib.sha256(content).digest()
            if digest == known and not afresh:
                self._receipt.unchanged += 1
                return None
            loaded = file.loader(content, article_id=file.article_id, collection=self._collection)
        except (LibraryError, OSError) as error:
            reason = why_unread(error)
            if known is not None:
                reason += "; the version in the library stays"
            self._receipt.skipped.append(Note(file.article_id, reason))
            return None
        notes = (*loaded.notes, *garbled(loaded.article.text))
        self._receipt.notes.extend(Note(file.article_id, text) for text in notes)
        article = replace(loaded.article, language=detect(loaded.article.text))
        return cut(
            article,
            self._embedder,
            digest=digest,
            is_new=known is None,
            origin=file.name,
        )

    def _others(self) -> list[Pending]:
        """What is no file's: articles of other collections, and those that sources have brought.

        They are cut anew from what the catalog holds of them.
        """
        found: list[Pending] = []
        for name in sorted(self._catalog.collections()):
            held = self._catalog.digests(name)
            if name == self._collection:
                held = {one: held[one] for one in sorted(self._brought & held.keys())}
            found += self._cut_again(name, held)
        return found

    def _cut_again(self, collection: str, digests: Mapping[str, bytes]) -> list[Pending]:
        """Articles of a collection, by id, cut anew from what the catalog holds of them."""
        pending = []
        for article_id, digest in digests.items():
            article = self._catalog.article(article_id, [collection])
            if article is not None:
                pending.append(cut(article, self._embedder, digest=digest, is_new=False))
        return pending

    def _standing(self, others: Sequence[Pending]) -> list[Pending]:
        """Those that the catalog still holds as they were read, under the names that it has now."""
        names = {one.article.source.collection for one in others}
        now = {name: self._catalog.digests(name) for name in names}
        standing = []
        for one in others:
            source = one.article.source
            if now[source.collection].get(source.article_id) == one.digest:
                kept = self._catalog.listing.source(source.collection, source.article_id)
                standing.append(replace(one, article=replace(one.article, source=kept or source)))
        return standing

    def _embed(self, group: Sequence[Pending]) -> None:
        self._receipt.seconds_embedding += embed(
            group, self._catalog, self._embedder, self._embedded
        )

    def _embedded(self) -> None:
        self._receipt.chunks_embedded += 1
        self._report()

    def _commit(self, group: Sequence[Pending]) -> None:
        for pending in group:
            commit(pending, self._catalog, self._embedder)
            names = self._receipt.added if pending.is_new else self._receipt.changed
            names.append(pending.article.source.article_id)
            self._advance()

    def _remove(self, gone: set[str]) -> None:
        for article_id in sorted(gone):
            self._catalog.remove_article(self._collection, article_id)
            self._receipt.removed.append(article_id)

    def _advance(self) -> None:
        self._done += 1
        self._report()

    def _report(self) -> None:
        self._progress(
            Progress(
                articles_done=self._done,
                articles_total=self._total,
                chunks_embedded=self._receipt.chunks_embedded,
            )
        )
