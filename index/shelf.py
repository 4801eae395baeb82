"""One article of a collection comes in or goes out, beside the build of the corpus.

What a server adds stands in a collection of its own. An article is in the library, or gone from it,
in one transaction; whatever is killed or refused after that is made up for by the next one.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from itertools import count

from index.alike import Alike, compare
from index.archive import Archive
from index.build import Progress
from index.caches import Caches
from index.catalog import Catalog
from index.embed import Embedder
from index.errors import BusyLibraryError, DiskError, LibraryError, LoadError
from index.examined import Examined, examine
from index.in_hand import IN_HAND
from index.intake import Pending, alone, claim, commit, cut, embed
from index.language import detect
from index.library import check_identity
from index.load.base import Loaded
from index.resemblance import shingles, sign
from index.settings import IndexSettings
from index.suggest import suggest
from index.types import PUBLIC, Article

WAIT_SECONDS = 20.0
"""How long an addition waits for a build that is running."""

MOST_CHARACTERS = 1_000_000
"""Of an article that is added to a collection other than the public one: a book or two. A longer
text would be embedded for many minutes."""

_MOST_ID = 60  # characters
_OLD_SNAPSHOT = 100  # revisions that the vectors' snapshot may be behind


@dataclass(frozen=True, slots=True, kw_only=True)
class AddReceipt:
    """What became of an article that was added, `examined` with what it is like.

    `unchanged`: the very same content is in the
    collection already, as `article_id`, and nothing was added. `replaced`: it took the place of an
    earlier version.
    """

    collection: str
    article_id: str
    examined: Examined
    unchanged: bool = False
    replaced: bool = False
    revision: int = 0


def add(
    settings: IndexSettings,
    embedder: Embedder,
    loaded: Loaded,
    *,
    collection: str,
    origin: str = "",
    article_id: str | None = None,
    visible: Iterable[str] = (),
    wait_seconds: float = WAIT_SECONDS,
    progress: Callable[[Progress], None] = lambda _: None,
) -> AddReceipt:
    """Put an article into a collection, and say what it is like.

    Its id is made of its title; `article_id` names one whose place it takes instead. `origin` is
    the web address or the file that it came from. Near-duplicates are looked for in `collection`
    and in those that are `visible` to whoever adds it. An open library finds it once it has caught
    up.

    Raises:
        BusyLibraryError: a build is running, and still was after `wait_seconds`.
        ModelMismatchError: another model made the library, as after a switch; or older rules did.
        DiskError: the disk is full. The article is either in the library or not in it.
        LibraryError: the collection is `public`, whose articles are those of the corpus folder.
    """
    _check_collection(collection)
    with alone(settings, wait_seconds=wait_seconds):
        catalog = Catalog(settings.catalog_path, create=True)
        try:
            identity = catalog.identity()
            if identity is not None:
                check_identity(identity, embedder.model, settings)
            article = _same(catalog, loaded, collection, article_id)
            pending = None
            if article is None:
                pending = _pending(catalog, embedder, loaded, collection, origin, article_id)
                _put(pending, catalog, embedder, progress)
                article = pending.article
            caches = caught_up(catalog, settings)
            place = (collection, article.source.article_id)
            suggest(catalog=catalog, caches=caches, embedder=embedder, only={place})
            return AddReceipt(
                collection=collection,
                article_id=article.source.article_id,
                examined=examine(
                    origin,
                    loaded,
                    article,
                    chunks=len(catalog.chunks_of_article(article.source.article_id, collection)),
                    alike=_alike(article, pending, catalog, {collection, *visible}),
                ),
                unchanged=pending is None,
                replaced=pending is not None and not pending.is_new,
                revision=catalog.revision,
            )
        finally:
            catalog.close()


def remove(settings: IndexSettings, collection: str, article_id: str) -> bool:
    """Take an article out of a collection, at once; false where there is none.

    It works while a build is running too, which then leaves the article out. No library that is
    open shows it from here on, caught up or not. A source that brought it does not bring it again,
    and what was kept of its bytes is gone too.

    Raises:
        NoLibraryError: there is no library.
        BusyLibraryError: a build is just changing over; try again in a moment.
        DiskError: the disk is full, and the article is still there.
        LibraryError: the collection is `public`, whose articles are those of the corpus folder.
    """
    _check_collection(collection)
    catalog = Catalog(settings.catalog_path)
    try:
        with catalog.transaction():
            removed = catalog.remove_article(collection, article_id)
            raw = catalog.provenance.withhold(collection, article_id)
        if removed:
            _forget_embeddings(catalog, settings)
        archive = Archive(settings.raw_path)
        for digest in raw:
            archive.drop(digest)
        return removed
    finally:
        catalog.close()


def check_length(article: Article) -> None:
    """Refuse a text of more than `MOST_CHARACTERS`.

    Raises:
        LoadError: it is longer.
    """
    if len(article.text) > MOST_CHARACTERS:
        raise LoadError(
            f"its text is longer than {MOST_CHARACTERS:,} characters", "Send it in parts."
        )


def unsign(settings: IndexSettings, collection: str, article_id: str) -> bool:
    """Take the names of author and publisher off an article; false where there is none.

    Whoever wrote it as an answer has asked for that. Its text, its offsets and its embeddings stay,
    so it is found and cited as before, from here on without them. It works while a build runs too.

    Raises:
        NoLibraryError: there is no library.
        BusyLibraryError: a build is just changing over; try again in a moment.
        DiskError: the disk is full, and the names are still there.
        LibraryError: the collection is `public`, whose articles are those of the corpus folder.
    """
    _check_collection(collection)
    catalog = Catalog(settings.catalog_path)
    try:
        return catalog.listing.unsign(collection, article_id)
    finally:
        catalog.close()


def _forget_embeddings(catalog: Catalog, settings: IndexSettings) -> None:
    """Drop the embeddings of the removed text, or leave that to the next build or addition.

    While one runs, they may be those that it has made and not used yet.
    """
    with suppress(BusyLibraryError, DiskError), alone(settings):
        catalog.forget_unused_embeddings()


def _check_collection(collection: str) -> None:
    if collection == PUBLIC:
        raise LibraryError(
            "The public articles are the files of the corpus folder.",
            "Change the files there, and run `footnote build`.",
        )
    if collection == IN_HAND:
        raise LibraryError(
            f"No collection may be called {IN_HAND}: what people only ask about has that name.",
            "Choose another name.",
        )


def _pending(
    catalog: Catalog,
    embedder: Embedder,
    loaded: Loaded,
    collection: str,
    origin: str,
    article_id: str | None,
) -> Pending:
    """The article, cut, under an id of its own."""
    known = catalog.digests(collection)
    name = article_id or new_id(loaded.article.source.title, known)
    source = replace(loaded.article.source, article_id=name, collection=collection)
    article = replace(loaded.article, source=source, language=detect(loaded.article.text))
    return cut(
        article,
        embedder,
        digest=content_digest(loaded.article),
        is_new=name not in known,
        origin=origin,
    )


def _put(
    pending: Pending,
    catalog: Catalog,
    embedder: Embedder,
    progress: Callable[[Progress], None],
) -> None:
    """Embed the article and put it into the catalog, which it may be the first one of."""
    done = count(1)
    embed(
        [pending],
        catalog,
        embedder,
        lambda: progress(Progress(articles_total=1, chunks_embedded=next(done))),
    )
    with catalog.transaction():
        claim(catalog, embedder)
        commit(pending, catalog, embedder)
    progress(Progress(articles_done=1, articles_total=1, chunks_embedded=next(done) - 1))


def _same(
    catalog: Catalog, loaded: Loaded, collection: str, article_id: str | None
) -> Article | None:
    """The article that has this very content already, if there is one."""
    digest = content_digest(loaded.article)
    for known, kept in catalog.digests(collection).items():
        if kept == digest and (article_id is None or known == article_id):
            return catalog.article(known, [collection])
    return None


def _alike(
    article: Article, pending: Pending | None, catalog: Catalog, visible: set[str]
) -> tuple[Alike, ...]:
    signature = pending.signature if pending is not None else sign(shingles(article))
    return compare(article, signature, catalog, visible).alike


def content_digest(article: Article) -> bytes:
    """Names what is shown of an article: text, headings, marks and what its source says."""
    source = {**asdict(article.source), "article_id": "", "collection": ""}
    headings = [[one.level, *one.span] for one in article.headings]
    # What has no marks is named as it was before there were any.
    marks = [[asdict(mark) for mark in article.marks]] if article.marks else []
    return hashlib.sha256(json.dumps([source, headings, article.text, *marks]).encode()).digest()


def new_id(title: str, taken: Iterable[str], *, folder: str = "") -> str:
    """An id made of a title's words, which none of the collection's articles has.

    With a `folder`, it stands below that.
    """
    words = "-".join(re.findall(r"[^\W_]+", title.casefold()))[:_MOST_ID].strip("-") or "article"
    words = f"{folder}/{words}" if folder else words
    known = set(taken)
    numbered = (f"{words}-{number}" for number in count(2))
    return words if words not in known else next(one for one in numbered if one not in known)


def caught_up(catalog: Catalog, settings: IndexSettings) -> Caches:
    """The caches with everything that the catalog holds; their snapshot is kept from growing old.

    Embeddings of what was replaced or removed are forgotten with it.
    """
    catalog.forget_unused_embeddings()
    caches = Caches(catalog, settings)
    seen = caches.vectors.revision
    caches.catch_up(wait=True)
    if caches.vectors.revision - seen > _OLD_SNAPSHOT or not seen:
        caches.vectors.save()
    return caches
