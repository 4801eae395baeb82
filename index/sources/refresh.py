"""Sources come in, articles that are as fresh as they are go out, with a receipt for each."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

from index.alike import sign_unsigned
from index.archive import Archive
from index.catalog import Catalog
from index.embed import Embedder
from index.errors import NoLibraryError
from index.intake import alone
from index.load.address import IPAddress, is_public
from index.load.fetch import Fetched
from index.provenance import DocumentState, SourceSpec, SourceState
from index.settings import IndexSettings
from index.shelf import WAIT_SECONDS, caught_up
from index.sources.base import RefreshProgress, RefreshReceipt
from index.sources.look import Look, Terms, reread
from index.sources.pacing import Pacing
from index.sources.visit import PAUSE
from index.sources.write import Read, Writer
from index.suggest import suggest


def follow(
    settings: IndexSettings,
    spec: SourceSpec,
    *,
    declared: bool = False,
    after: float = 0.0,
    article_id: str | None = None,
) -> SourceState:
    """Put a source into the catalog; one of that place is given the new wishes.

    A new one is due `after` so many seconds: whoever looks at it at once is not to meet somebody
    else there. `article_id` names an article of its collection that came from a page before there
    were sources: it is that page's from here on.

    Raises:
        BusyLibraryError, DiskError, DamagedLibraryError: see `index.errors`.
    """
    with _catalog(settings, create=True) as catalog:
        provenance, listing = catalog.provenance, catalog.listing
        with catalog.transaction():
            due_at = time.time() + after
            key = provenance.put_source(spec, declared=declared, now=due_at)
            if article_id is not None and listing.holds(spec.collection, article_id):
                place = (spec.collection, article_id)
                row = DocumentState(key=0, source=key, url=spec.location, article=place, keeps=True)
                provenance.put_document(row)
        state = catalog.provenance.source(key)
        assert state is not None  # nobody takes away a source in the moment in which it comes
        return state


def unfollow(settings: IndexSettings, key: int) -> list[str]:
    """Take a source away with the articles that were made of its documents; their ids.

    What another source has too stays, or comes back from there with the next build or refresh.

    Raises:
        NoLibraryError: there is no library.
        BusyLibraryError: a build is just changing over; try again in a moment.
    """
    with _catalog(settings) as catalog:
        return _unfollow(catalog, Archive(settings.raw_path), key)


def rest(settings: IndexSettings, collection: str, *, over: bool) -> None:
    """Look at the sources of a collection no longer by themselves; with `over`, again.

    They and their articles stay. What was due meanwhile is due at once then.

    Raises:
        BusyLibraryError: a build is just changing over; try again in a moment.
    """
    with suppress(NoLibraryError), _catalog(settings) as catalog, catalog.transaction():
        catalog.provenance.rest(collection, over=over)


def list_sources(
    settings: IndexSettings, *, collections: Iterable[str] | None = None
) -> list[SourceState]:
    """Every source of these collections, or of all, in the order in which they came."""
    try:
        with _catalog(settings) as catalog:
            return catalog.provenance.sources(collections)
    except NoLibraryError:
        return []


def list_kept(settings: IndexSettings, collection: str) -> frozenset[str]:
    """The ids of a collection's articles that a source keeps."""
    try:
        with _catalog(settings) as catalog:
            return catalog.provenance.kept(collection)
    except NoLibraryError:
        return frozenset()


def list_old(settings: IndexSettings, collection: str) -> dict[str, float]:
    """The articles whose document could not be had the last time: when it was, in unix seconds.

    0 where that is not known.
    """
    try:
        with _catalog(settings) as catalog:
            return catalog.provenance.old(collection)
    except NoLibraryError:
        return {}


def due(settings: IndexSettings, now: float | None = None) -> list[SourceState]:
    """The sources whose time has come, the longest overdue first."""
    try:
        with _catalog(settings) as catalog:
            return catalog.provenance.due(time.time() if now is None else now)
    except NoLibraryError:
        return []


def declare(settings: IndexSettings, specs: Sequence[SourceSpec]) -> list[str]:
    """Make the declared sources these; the ids of the articles of those that no longer are.

    What was followed otherwise stays.
    """
    with _catalog(settings, create=True) as catalog:
        places = {(spec.collection, spec.kind, spec.location) for spec in specs}
        withdrawn = []
        for source in catalog.provenance.sources():
            spec = source.spec
            place = (spec.collection, spec.kind, spec.location)
            if source.declared and place not in places:
                withdrawn += _unfollow(catalog, Archive(settings.raw_path), source.key)
        with catalog.transaction():
            for spec in specs:
                catalog.provenance.put_source(spec, declared=True, now=time.time())
        return withdrawn


def refresh_one(
    settings: IndexSettings,
    embedder: Embedder,
    key: int,
    *,
    may_reach: Callable[[IPAddress], bool] = is_public,
    pause: float = PAUSE,
    pacing: Pacing | None = None,
    had: Mapping[str, Fetched] | None = None,
    wait_seconds: float = WAIT_SECONDS,
    progress: Callable[[RefreshProgress], None] = lambda _: None,
) -> RefreshReceipt | None:
    """Look at one source, due or not, as `refresh` does; nothing where it was taken away."""
    receipts = refresh(
        settings,
        embedder,
        [key],
        may_reach=may_reach,
        pause=pause,
        pacing=pacing,
        had=had,
        wait_seconds=wait_seconds,
        progress=progress,
    )
    return receipts[0] if receipts else None


def refresh(
    settings: IndexSettings,
    embedder: Embedder,
    keys: Sequence[int],
    *,
    may_reach: Callable[[IPAddress], bool] = is_public,
    pause: float = PAUSE,
    pacing: Pacing | None = None,
    had: Mapping[str, Fetched] | None = None,
    wait_seconds: float = WAIT_SECONDS,
    progress: Callable[[RefreshProgress], None] = lambda _: None,
) -> list[RefreshReceipt]:
    """Look at sources one after the other; caches and suggestions follow once, at the end, where
    there is anything that they have not seen.

    The build lock is held only while something is written, so that a long look delays nobody.
    An open library finds what came in once it has caught up. What fails is said in the receipt.

    Args:
        may_reach: which IP addresses may be connected to.
        pause: seconds between two requests to one site, at the least.
        pacing: which site may be asked when, where other looks come before or beside this.
        had: what was just fetched, by its address: it is not asked for again.
        wait_seconds: how long is waited for a build that runs.
        progress: is called often, also while a site is waited for; it may raise to stop, and what
            was written before stays.

    Raises:
        NoLibraryError: there is no library, so no source.
        BusyLibraryError: a build is running, and still was after `wait_seconds`.
        ModelMismatchError: another model made the library; or older rules did.
        DiskError: the disk is full.
    """
    terms = Terms(
        may_reach=may_reach,
        pause=pause,
        pacing=pacing if pacing is not None else Pacing(),
        had=had or {},
        wait_seconds=wait_seconds,
        progress=progress,
    )
    with _catalog(settings) as catalog:
        before = catalog.revision
        receipts = []
        for key in keys:
            source = catalog.provenance.source(key)
            if source is not None:
                receipts.append(Look(settings, embedder, catalog, source, terms).run())
        if catalog.revision != before or catalog.provenance.waiting():
            settle(settings, embedder, wait_seconds=wait_seconds)
        return receipts


def settle(
    settings: IndexSettings, embedder: Embedder, *, wait_seconds: float = WAIT_SECONDS
) -> int:
    """Make up for what articles that came and went have left to do; how many came in by it.

    A document whose near-duplicate is gone gets an article of its own, from its bytes in the
    archive. The caches catch up, and what is new is asked for questions to suggest.
    """
    with (
        _catalog(settings) as catalog,
        alone(settings, wait_seconds=wait_seconds),
    ):
        sign_unsigned(catalog)
        adopted = _adopt(settings, embedder, catalog)
        Archive(settings.raw_path).keep_only(catalog.provenance.raw())
        if catalog.identity() is not None:
            caches = caught_up(catalog, settings)
            suggest(catalog=catalog, caches=caches, embedder=embedder)
        return adopted


def read_again(
    settings: IndexSettings, embedder: Embedder, *, wait_seconds: float = WAIT_SECONDS
) -> int:
    """Read every document again from the archive, as a better parser asks for; those that changed.

    Nothing is fetched. A document that can no longer be read stays as it is.
    """
    archive = Archive(settings.raw_path)
    with (
        _catalog(settings) as catalog,
        alone(settings, wait_seconds=wait_seconds),
    ):
        changed = 0
        for source in catalog.provenance.sources():
            rows = catalog.provenance.documents(source.key).values()
            kept = [row for row in rows if row.keeps]
            most = settings.most_added
            changed += _write_again(kept, source, catalog, archive, embedder, most)
    settle(settings, embedder, wait_seconds=wait_seconds)
    return changed


def _adopt(settings: IndexSettings, embedder: Embedder, catalog: Catalog) -> int:
    """Give the documents that wait for one an article."""
    waiting: dict[int, list[DocumentState]] = {}
    for row in catalog.provenance.waiting():
        waiting.setdefault(row.source, []).append(row)
    adopted = 0
    for key, rows in waiting.items():
        source = catalog.provenance.source(key)
        if source is not None:
            archive = Archive(settings.raw_path)
            adopted += _write_again(rows, source, catalog, archive, embedder, settings.most_added)
    return adopted


def _write_again(
    rows: Sequence[DocumentState],
    source: SourceState,
    catalog: Catalog,
    archive: Archive,
    embedder: Embedder,
    most: int | None,
) -> int:
    """Read documents of a source from the archive, and put what is new of them."""
    receipt = RefreshReceipt(source=source)
    writer = Writer(source, catalog, archive, embedder, receipt, most=most)
    reads = []
    for row in rows:
        loaded = reread(row, source.spec, archive)
        if loaded is not None:
            reads.append(Read(row=row, loaded=loaded))
    identity = catalog.identity()
    if identity is None or identity.model_digest == embedder.model.digest:
        writer.write(reads)
    return len(receipt.added) + len(receipt.changed)


def _unfollow(catalog: Catalog, archive: Archive, key: int) -> list[str]:
    with catalog.transaction():
        rows = catalog.provenance.documents(key).values()
        listings = catalog.provenance.listings(key).values()
        catalog.provenance.drop_source(key)
        removed = [
            row.article[1]
            for row in rows
            if row.keeps and row.article is not None and catalog.remove_article(*row.article)
        ]
    for digest in {*(row.raw for row in rows), *(one.raw for one in listings)}:
        if digest and not catalog.provenance.needs(digest):
            archive.drop(digest)
    return removed


@contextmanager
def _catalog(settings: IndexSettings, *, create: bool = False) -> Iterator[Catalog]:
    catalog = Catalog(settings.catalog_path, create=create)
    try:
        yield catalog
    finally:
        catalog.close()
