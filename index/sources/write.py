"""Documents that were read come in, the catalog's articles and rows go out.

Everything about one document happens in one transaction: a kill loses what was not yet written, and
that is looked at again the next time.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from index.alike import Compared, compare
from index.archive import Archive
from index.catalog import Catalog
from index.embed import Embedder
from index.examined import examine
from index.intake import Pending, claim, commit, cut, embed
from index.language import detect
from index.load.base import Loaded
from index.provenance import DocumentState, SourceState
from index.shelf import content_digest, new_id
from index.sources.base import RefreshReceipt, Trouble
from index.types import PUBLIC, Article

NO_ROOM = "there are as many articles beside it as there may be"
"""Why a document has no article whose collection is full."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A document as its row will stand, and what its bytes were read as; nothing: as before."""

    row: DocumentState
    loaded: Loaded | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cut:
    read: Read
    pending: Pending
    compared: Compared


class Writer:
    """Puts what a look at one source brought into an open catalog, a group at a time.

    Whoever calls holds the build lock.
    """

    def __init__(
        self,
        source: SourceState,
        catalog: Catalog,
        archive: Archive,
        embedder: Embedder,
        receipt: RefreshReceipt,
        *,
        most: int | None,
        embedded: Callable[[], None] = lambda: None,
    ) -> None:
        """`most` articles at the most are in the source's collection, unless that is the public
        one; `embedded` is called after every text that is embedded.
        """
        self._source = source
        self._catalog = catalog
        self._archive = archive
        self._embedder = embedder
        self._receipt = receipt
        self._most = most if source.spec.collection != PUBLIC else None
        self._embedded = embedded
        self._visible = {PUBLIC, source.spec.collection}

    def write(self, reads: Sequence[Read]) -> None:
        """Embed what is new, then put each document and its article into the catalog."""
        taken = set(self._catalog.digests(self._source.spec.collection))
        cut_ones: list[_Cut] = []
        for read in map(self._as_it_stands, reads):
            if read.loaded is None:
                self._put(read.row)
            else:
                self._begin(read, read.loaded, taken, cut_ones)
        fresh = [one.pending for one in cut_ones]
        self._receipt.seconds_embedding += embed(fresh, self._catalog, self._embedder, self._count)
        bands: set[int] = set()
        for one in cut_ones:
            mine = set(one.pending.signature.bands)
            self._finish(one, again=bool(mine & bands))
            bands |= mine

    def withdraw(self, row: DocumentState, *, remember: bool) -> None:
        """Remove the article that was made of a document; `remember` that it was withdrawn."""
        with self._catalog.transaction():
            if remember:
                without = replace(row, article=None, keeps=False, raw="", etag=None)
                self._catalog.provenance.put_document(replace(without, last_modified=None))
            else:
                self._catalog.provenance.drop_document(row.key)
            if row.article is not None and row.keeps:
                self._catalog.remove_article(*row.article)
                self._receipt.withdrawn.append(row.article[1])
        self._drop_raw(row.raw)

    def _as_it_stands(self, read: Read) -> Read:
        """With the article that the document has now: it was read some time ago."""
        now = self._catalog.provenance.document(self._source.key, read.row.url)
        if now is None:
            return read
        return replace(
            read, row=replace(read.row, key=now.key, article=now.article, keeps=now.keeps)
        )

    def _count(self) -> None:
        self._receipt.chunks_embedded += 1
        self._embedded()

    def _begin(self, read: Read, loaded: Loaded, taken: set[str], cut_ones: list[_Cut]) -> None:
        """Cut an article, unless the catalog has its content already, here or elsewhere."""
        row, spec = read.row, self._source.spec
        digest = content_digest(loaded.article)
        own = row.article[1] if row.article is not None and row.keeps else None
        standing = self._catalog.provenance.digest(spec.collection, own) if own else None
        own = own if standing is not None else None
        if standing == digest:
            self._receipt.unchanged += 1
            self._put(row)
            return
        name = own or self._name(loaded.article, row.url, taken)
        article = replace(
            loaded.article,
            source=replace(loaded.article.source, article_id=name, collection=spec.collection),
            language=detect(loaded.article.text),
        )
        pending = cut(article, self._embedder, digest=digest, is_new=own is None, origin=row.url)
        cut_one = _Cut(read=read, pending=pending, compared=self._compared(pending))
        if own is None and self._is_double(cut_one):
            return
        if own is None and self._most is not None and len(taken) >= self._most:
            self._leave_out(row)
            return
        taken.add(name)
        cut_ones.append(cut_one)

    def _leave_out(self, row: DocumentState) -> None:
        """Remember a document for which there is no room: it comes in once there is."""
        if self._put(replace(row, article=None, keeps=False, trouble=NO_ROOM)):
            self._receipt.crowded.append(row.url)
            hint = "It comes in once there are fewer."
            self._receipt.troubles.append(Trouble(url=row.url, message=NO_ROOM, hint=hint))

    def _is_double(self, one: _Cut) -> bool:
        """Whether another article says the same; then that one is kept, and this place named."""
        same = one.compared.same
        if same is None:
            return False
        if self._put(replace(one.read.row, article=same, keeps=False)):
            self._receipt.doubles.append(same[1])
            self._examined(one, same_as=same)
        return True

    def _compared(self, pending: Pending) -> Compared:
        return compare(pending.article, pending.signature, self._catalog, self._visible)

    def _finish(self, one: _Cut, *, again: bool) -> None:
        """Put an article that is embedded; with `again`, it is compared to those of its group."""
        pending = one.pending
        if again:
            one = replace(one, compared=self._compared(pending))
        if again and pending.is_new and self._is_double(one):
            return
        place = pending.article.source.key
        with self._catalog.transaction():
            if not self._put(replace(one.read.row, article=place, keeps=True)):
                return
            claim(self._catalog, self._embedder)
            commit(pending, self._catalog, self._embedder)
        names = self._receipt.added if pending.is_new else self._receipt.changed
        names.append(place[1])
        self._examined(one, kept_as=place)

    def _examined(
        self,
        one: _Cut,
        *,
        kept_as: tuple[str, str] | None = None,
        same_as: tuple[str, str] | None = None,
    ) -> None:
        assert one.read.loaded is not None  # only those are cut
        alike = one.compared.alike
        article, chunks = one.pending.article, len(one.pending.chunks)
        said = examine(one.read.row.url, one.read.loaded, article, chunks=chunks, alike=alike)
        self._receipt.examined.append(replace(said, kept_as=kept_as, same_as=same_as))

    def _put(self, row: DocumentState) -> bool:
        """Write a document's row; false where somebody took it or its source away meanwhile."""
        provenance = self._catalog.provenance
        with self._catalog.transaction():
            if not provenance.has_source(self._source.key):
                return False
            now = provenance.document(self._source.key, row.url)
            if now is not None and now.withheld:
                return False
            provenance.put_document(row)
        if now is not None and now.raw != row.raw:
            self._drop_raw(now.raw)
        return True

    def _drop_raw(self, digest: str) -> None:
        if digest and not self._catalog.provenance.needs(digest):
            self._archive.drop(digest)

    def _name(self, article: Article, url: str, taken: Iterable[str]) -> str:
        """An id that no file of the corpus folder is likely to have: its site stands before it."""
        spec = self._source.spec
        where = ""
        if spec.collection == PUBLIC:
            host = urlsplit(url).hostname if "://" in url else None
            where = re.sub(r"[^\w.-]+", "-", host or spec.kind).strip("-.") or spec.kind
        return new_id(article.source.title, taken, folder=where)
