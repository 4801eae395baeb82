"""A source comes in; looked at, read and written down it goes out, with a receipt."""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from index.archive import Archive
from index.catalog import Catalog
from index.embed import Embedder
from index.errors import LoadError
from index.intake import alone
from index.library import check_identity
from index.load.address import IPAddress
from index.load.base import Loaded
from index.load.fetch import Fetched, Validators
from index.load.folder import read_file
from index.provenance import DocumentState, SourceSpec, SourceState
from index.settings import IndexSettings
from index.shelf import check_length
from index.sources.base import (
    Document,
    Facts,
    Outcome,
    RefreshProgress,
    RefreshReceipt,
    Trouble,
)
from index.sources.feed import look_at_feed
from index.sources.folder import look_at_file, look_at_folder
from index.sources.pacing import Pacing
from index.sources.page import look_at_page
from index.sources.read import read_document
from index.sources.site import look_at_site
from index.sources.visit import Visitor
from index.sources.write import Read, Writer
from index.types import PUBLIC

GONE_TIMES = 2
"""A page that was not there so often in a row is withdrawn."""

RETRY_SECONDS = 3_600.0
"""A source without a schedule that could not be had is tried again after this."""

FEED_TEXT = "text/plain; charset=utf-8; from=feed"
"""The content type of a document that is the feed's own text, as its page cannot be had."""

_GROUP_CHARACTERS = 500_000  # about as many chunks as `index.intake.GROUP`
_GROUP_DOCUMENTS = 64
_GROUP_SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms a source is looked at.

    `pause` is in seconds between two requests to one site; `wait_seconds` is how long is waited for
    a build. `progress` is called often, and may raise to stop. `pacing` is what other looks share
    with this one; `had` is what was just fetched, by its address.
    """

    may_reach: Callable[[IPAddress], bool]
    pause: float
    wait_seconds: float
    progress: Callable[[RefreshProgress], None]
    pacing: Pacing
    had: Mapping[str, Fetched] = field(default_factory=dict)


def outcomes_of(spec: SourceSpec, visitor: Visitor, archive: Archive) -> Iterator[Outcome]:
    """What became of each place of a source.

    Raises:
        LoadError: nothing of it can be had.
    """
    if spec.kind == "page":
        return look_at_page(spec, visitor)
    if spec.kind == "feed":
        return look_at_feed(spec, visitor)
    if spec.kind == "site":
        return look_at_site(spec, visitor, archive.get)
    return look_at_folder(spec, visitor) if spec.kind == "folder" else look_at_file(spec, visitor)


def read_outcome(outcome: Outcome, spec: SourceSpec, *, instead: bool) -> tuple[Loaded, bool]:
    """What a document says; with `instead`, what the feed has of it where that cannot be had.

    Beside it stands whether that was so.

    Raises:
        LoadError: neither can be read.
    """
    trouble = LoadError(outcome.trouble, outcome.hint)
    if outcome.document is not None:
        try:
            document = read_document(outcome.document, collection=spec.collection)
            return _bounded(document, spec), False
        except LoadError as error:
            trouble = error
    if not instead:
        raise trouble
    entry = Document(
        url=outcome.url,
        content=outcome.facts.text.encode("utf-8", "replace"),
        content_type=FEED_TEXT,
        facts=outcome.facts,
    )
    try:
        loaded = _bounded(read_document(entry, collection=spec.collection), spec)
    except LoadError:
        raise trouble from None
    note = f"the page cannot be had, and this is what the feed has of it ({trouble.message})"
    return replace(loaded, notes=(note, *loaded.notes)), True


class Look:
    """One look at one source, in an open catalog."""

    def __init__(
        self,
        settings: IndexSettings,
        embedder: Embedder,
        catalog: Catalog,
        source: SourceState,
        terms: Terms,
    ) -> None:
        self._settings = settings
        self._embedder = embedder
        self._catalog = catalog
        self._source = source
        self._terms = terms
        self._archive = Archive(settings.raw_path)
        self._now = time.time()
        self._looked_at = 0
        self.receipt = RefreshReceipt(source=source)
        self._visitor = Visitor(
            archive=self._archive,
            known=catalog.provenance.documents(source.key),
            listings=catalog.provenance.listings(source.key),
            may_reach=terms.may_reach,
            pause=terms.pause,
            pacing=terms.pacing,
            had=terms.had,
            now=self._now,
            check=self._report,
        )
        self._writer = Writer(
            source,
            catalog,
            self._archive,
            embedder,
            self.receipt,
            most=settings.most_added,
            embedded=self._report,
        )

    def run(self) -> RefreshReceipt:
        """Look at everything, and write it down in groups.

        Raises:
            BusyLibraryError, ModelMismatchError, DiskError: what was written before stays.
        """
        began = time.perf_counter()
        trouble = ""
        group: list[Read] = []
        size, since = 0, time.monotonic()
        try:
            for outcome in outcomes_of(self._source.spec, self._visitor, self._archive):
                self._looked_at += 1
                self._report()
                read = self._read(outcome)
                if read is None:
                    continue
                group.append(read)
                size += len(read.loaded.article.text) if read.loaded is not None else 0
                full = size >= _GROUP_CHARACTERS or len(group) >= _GROUP_DOCUMENTS
                if full or time.monotonic() - since > _GROUP_SECONDS:
                    self._write(group)
                    group, size, since = [], 0, time.monotonic()
        except LoadError as error:
            trouble = error.message
            self.receipt.troubles.append(
                Trouble(
                    url=self._source.spec.location,
                    message=error.message,
                    hint=error.hint,
                    old=self._source.articles > 0,
                )
            )
        self._write(group)
        self._close(trouble or self._alone_in_trouble())
        self.receipt.seconds = time.perf_counter() - began
        return self.receipt

    def _report(self) -> None:
        kind = self._source.spec.kind
        self._terms.progress(
            RefreshProgress(
                name=self._source.spec.title,
                looked_at=self._looked_at,
                expected=1 if kind in {"page", "file"} else self._source.documents,
                chunks_embedded=self.receipt.chunks_embedded,
            )
        )

    def _read(self, outcome: Outcome) -> Read | None:
        """What is to be written of an outcome; nothing where nothing is."""
        known = self._visitor.known.get(outcome.url)
        if known is not None and known.withheld:
            return None
        instead = _serves(outcome.facts, known)
        if outcome.verdict in {"gone", "left"} and not instead:
            return self._missing(outcome, known)
        if outcome.verdict == "failed" and not instead and known and known.article is not None:
            self._note_trouble(outcome, old=True)
            return Read(row=replace(known, trouble=outcome.trouble, gone=0))
        if outcome.verdict == "same" and known is not None:
            return self._same(outcome, known)
        return self._new(outcome, known)

    def _missing(self, outcome: Outcome, known: DocumentState | None) -> Read | None:
        self.receipt.gone.append(outcome.url)
        if known is None:
            self._note_trouble(outcome, old=False)
            return None
        row = replace(known, gone=known.gone + 1, trouble=outcome.trouble)
        if outcome.verdict == "left" or (row.gone >= GONE_TIMES and row.article is not None):
            # A feed may go on naming it, and a page that was named alone is to come back by itself.
            remember = self._source.spec.kind in {"feed", "page", "file"}
            with alone(self._settings, wait_seconds=self._terms.wait_seconds):
                self._writer.withdraw(row, remember=remember)
            return None
        self._note_trouble(outcome, old=known.article is not None)
        return Read(row=row)

    def _same(self, outcome: Outcome, known: DocumentState) -> Read | None:
        """Nothing to do, unless it was in trouble or has lost its article."""
        if not outcome.asked:
            self.receipt.unchanged += 1
            return None
        row = replace(known, seen=self._now, gone=0, stamp=outcome.stamp or known.stamp)
        if known.article is not None and not known.trouble:
            self.receipt.unchanged += 1
            return Read(row=row)
        content = self._archive.get(known.raw)
        if content is None:
            return Read(row=row)
        document = Document(
            url=known.url,
            content=content,
            content_type=known.content_type,
            validators=Validators(etag=known.etag, last_modified=known.last_modified),
            facts=Facts(**{**known.facts, **_said(outcome.facts)}),
        )
        return self._new(replace(outcome, document=document), row)

    def _new(self, outcome: Outcome, known: DocumentState | None) -> Read | None:
        """Read a document, or what the feed has of it."""
        document = outcome.document
        row = known or DocumentState(key=0, source=self._source.key, url=outcome.url)
        if document is not None:
            digest = hashlib.sha256(document.content).hexdigest()
            is_known = (
                digest == row.raw
                and row.article is not None
                and not row.trouble
                and row.content_type == document.content_type
            )
            row = replace(
                row,
                etag=document.validators.etag,
                last_modified=document.validators.last_modified,
                content_type=document.content_type,
                raw=self._kept(document, digest),
            )
        else:
            is_known = False
        row = replace(
            row, seen=self._now, gone=0, stamp=outcome.stamp, trouble="", facts=_said(outcome.facts)
        )
        if is_known:
            self.receipt.unchanged += 1
            return Read(row=row)
        try:
            serves = _serves(outcome.facts, known)
            loaded, instead = read_outcome(outcome, self._source.spec, instead=serves)
        except LoadError as error:
            trouble = replace(outcome, trouble=error.message, hint=error.hint)
            self._note_trouble(trouble, old=row.article is not None)
            return Read(row=replace(row, trouble=error.message))
        if instead:
            raw = self._archive.put(outcome.facts.text.encode("utf-8", "replace"))
            row = replace(row, raw=raw, content_type=FEED_TEXT, etag=None, last_modified=None)
        return Read(row=row, loaded=loaded)

    def _kept(self, document: Document, digest: str) -> str:
        """The digest of bytes that are in the archive; a folder's files are their own archive."""
        if self._source.spec.kind == "folder":
            return digest
        return self._archive.put(document.content)

    def _note_trouble(self, outcome: Outcome, *, old: bool) -> None:
        self.receipt.troubles.append(
            Trouble(url=outcome.url, message=outcome.trouble, hint=outcome.hint, old=old)
        )

    def _write(self, group: list[Read]) -> None:
        if not group:
            return
        with alone(self._settings, wait_seconds=self._terms.wait_seconds):
            identity = self._catalog.identity()
            if identity is not None:
                check_identity(identity, self._embedder.model, self._settings)
            self._writer.write(group)

    def _alone_in_trouble(self) -> str:
        """The trouble of a source that has brought nothing else."""
        receipt = self.receipt
        good = receipt.added or receipt.changed or receipt.doubles or receipt.unchanged
        return "" if good or not receipt.troubles else receipt.troubles[0].message

    def _close(self, trouble: str) -> None:
        """Write down that the source was looked at, and when it is to be again."""
        spec, now = self._source.spec, time.time()
        due = now + spec.refresh if spec.refresh is not None else None
        if trouble and due is None:
            due = now + RETRY_SECONDS
        if due is not None and self._visitor.later is not None:
            due = max(due, now + self._visitor.later)
        provenance = self._catalog.provenance
        with self._catalog.transaction():
            if provenance.has_source(self._source.key):
                for url, listed in self._visitor.listed.items():
                    provenance.put_listing(self._source.key, url, listed)
            provenance.tried(
                self._source.key, now=now, due=due, succeeded=not trouble, trouble=trouble
            )
        self.receipt.source = provenance.source(self._source.key) or self._source
        self.receipt.asked = self._visitor.asked
        self.receipt.not_modified = self._visitor.not_modified
        self.receipt.revision = self._catalog.revision


def reread(row: DocumentState, spec: SourceSpec, archive: Archive) -> Loaded | None:
    """A document read again from what was kept of it; nothing where that is gone or unreadable."""
    if spec.kind == "folder":
        try:
            content: bytes | None = read_file(Path(row.url))
        except OSError:
            content = None
    else:
        content = archive.get(row.raw)
    if content is None:
        return None
    document = Document(
        url=row.url,
        content=content,
        content_type=row.content_type,
        facts=Facts(**row.facts),
    )
    try:
        return _bounded(read_document(document, collection=spec.collection), spec)
    except LoadError:
        return None


def _bounded(loaded: Loaded, spec: SourceSpec) -> Loaded:
    """What was read, unless it is longer than others than whoever runs the library may bring in."""
    if spec.collection != PUBLIC:
        check_length(loaded.article)
    return loaded


def _serves(facts: Facts, known: DocumentState | None) -> bool:
    """Whether a feed's text is better than nothing: never in the place of a page that was had."""
    had = known is not None and (known.article is not None or known.gone > 0)
    return bool(facts.text) and (not had or (known is not None and known.content_type == FEED_TEXT))


def _said(facts: Facts) -> dict[str, str]:
    """What a feed says of a page, without its text: that is not kept twice."""
    return {name: value for name, value in asdict(facts).items() if value and name != "text"}
