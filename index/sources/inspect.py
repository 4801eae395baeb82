"""A place that a person named comes in; what kind of source it is, and what it would bring, go out.

Nothing is kept: what is fetched lies in a folder that is gone at the end.
"""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from index.alike import Compared, compare
from index.archive import Archive
from index.catalog import Catalog
from index.embed import Embedder
from index.errors import LoadError, NoLibraryError, SourcesError
from index.examined import examine
from index.intake import cut
from index.language import detect
from index.load.address import IPAddress, is_public
from index.load.fetch import Fetched, fetch
from index.provenance import SourceSpec, SourceState
from index.settings import IndexSettings
from index.shelf import content_digest, new_id
from index.sources.base import Outcome, RefreshProgress, RefreshReceipt, Trouble
from index.sources.declared import local_source, web_source
from index.sources.entries import looks_like_feed
from index.sources.look import outcomes_of, read_outcome
from index.sources.visit import PAUSE, Visitor
from index.types import PUBLIC


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """A source as a place asks for it, and what was fetched to tell, by its address."""

    spec: SourceSpec
    had: Mapping[str, Fetched] = field(default_factory=dict)


def recognise(
    place: str,
    settings: IndexSettings,
    *,
    site: bool = False,
    may_reach: Callable[[IPAddress], bool] = is_public,
    **wishes: Any,
) -> Recognised:
    """What kind of source a place is: an address is fetched once, to tell a feed from a page.

    `site` asks for all of a site; `wishes` are other fields of the `SourceSpec`.

    Raises:
        SourcesError: there is no such file or folder, or it is no address.
        LoadError: the address cannot be fetched.
    """
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*://", place):
        if site:
            return Recognised(spec=web_source("site", place, **wishes))
        spec = web_source("page", place, **wishes)
        found = fetch(spec.location, may_reach=may_reach, accept=None)
        assert isinstance(found, Fetched)  # it was asked for whole
        is_feed = looks_like_feed(found.content)
        spec = replace(spec, kind="feed") if is_feed else spec
        return Recognised(spec=spec, had={spec.location: found})
    path = Path(place).expanduser()
    if site:
        raise SourcesError(f"{place} is no web address.", "--site takes a site's address.")
    if path.is_dir():
        return Recognised(spec=local_source("folder", path, settings.corpus_dir, **wishes))
    if path.is_file():
        return Recognised(spec=local_source("file", path, settings.corpus_dir, **wishes))
    raise SourcesError(
        f"There is no file or folder {place}.",
        "Name one, or a web address that begins with https://.",
    )


def inspect(
    settings: IndexSettings,
    embedder: Embedder,
    spec: SourceSpec,
    *,
    may_reach: Callable[[IPAddress], bool] = is_public,
    pause: float = PAUSE,
    had: Mapping[str, Fetched] | None = None,
    progress: Callable[[RefreshProgress], None] = lambda _: None,
) -> RefreshReceipt:
    """What a look at a source would bring, as its receipt; nothing is added or kept.

    Its `added` are the titles, under no id; `doubles` the ids of articles that say the same. What
    was just `had` under an address is not asked for again.

    Raises:
        LoadError: nothing of the source can be had.
    """
    began = time.perf_counter()
    receipt = RefreshReceipt(source=SourceState(key=0, spec=spec))
    seen = 0

    def report() -> None:
        expected = 1 if spec.kind in {"page", "file"} else 0
        progress(RefreshProgress(name=spec.title, looked_at=seen, expected=expected))

    catalog = _existing(settings)
    try:
        with TemporaryDirectory(prefix="footnote-") as folder:
            archive = Archive(Path(folder))
            visitor = Visitor(
                archive=archive,
                known={},
                listings={},
                may_reach=may_reach,
                pause=pause,
                had=had,
                now=time.time(),
                check=report,
            )
            for outcome in outcomes_of(spec, visitor, archive):
                seen += 1
                report()
                _examine(outcome, spec, embedder, catalog, receipt)
            receipt.asked = visitor.asked
    finally:
        if catalog is not None:
            catalog.close()
    receipt.seconds = time.perf_counter() - began
    return receipt


def _examine(
    outcome: Outcome,
    spec: SourceSpec,
    embedder: Embedder,
    catalog: Catalog | None,
    receipt: RefreshReceipt,
) -> None:
    try:
        loaded, _ = read_outcome(outcome, spec, instead=True)
    except LoadError as error:
        trouble = Trouble(url=outcome.url, message=error.message, hint=error.hint)
        receipt.troubles.append(trouble)
        return
    source = loaded.article.source
    article = replace(
        loaded.article,
        source=replace(source, article_id=f"/{new_id(source.title, ())}"),  # nobody's id
        language=detect(loaded.article.text),
    )
    pending = cut(article, embedder, digest=content_digest(article), is_new=True)
    visible = {PUBLIC, spec.collection}
    compared = compare(article, pending.signature, catalog, visible) if catalog else Compared()
    chunks, same = len(pending.chunks), compared.same
    said = examine(outcome.url, loaded, article, chunks=chunks, alike=compared.alike)
    receipt.examined.append(replace(said, same_as=same))
    if same is not None:
        receipt.doubles.append(same[1])
    else:
        receipt.added.append(source.title)


def _existing(settings: IndexSettings) -> Catalog | None:
    """The catalog, to look for near-duplicates in; nothing where there is none."""
    try:
        return Catalog(settings.catalog_path)
    except NoLibraryError:
        return None
