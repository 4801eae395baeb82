"""A library's settings come in, findings about all of it go out; nothing is changed."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing

from index.catalog import Catalog
from index.doctor.archive import look_at_archive
from index.doctor.articles import look_at_articles
from index.doctor.base import BUILD, Case, Examining, Finding, trouble
from index.doctor.caches import look_at_caches
from index.doctor.catalog import look_at_catalog
from index.doctor.corpus import look_at_corpus
from index.doctor.disk import look_at_disk
from index.doctor.model import look_at_model
from index.doctor.sources import look_at_sources
from index.embed import Embedder
from index.errors import LibraryError
from index.settings import IndexSettings


def examine(
    settings: IndexSettings,
    *,
    load: Callable[[str], Embedder],
    wanted: str | None = None,
    progress: Callable[[Examining], None] = lambda _: None,
    now: float | None = None,
) -> Iterator[Finding]:
    """Look at disk, catalog, model, caches, archive, sources, corpus and articles, in this order.

    What goes wrong on the way is a finding, too. Where there is no catalog that can be read, the
    rest is left out. A build or a bot may run meanwhile.

    Args:
        load: loads a model by its name, without fetching it.
        wanted: the model that the settings ask for, where they name one.
        now: in unix seconds; the system's clock where it is left out.
    """
    progress(Examining(area="disk"))
    yield from look_at_disk(settings)
    try:
        catalog = Catalog(settings.catalog_path, read_only=True)
    except LibraryError as error:
        yield trouble("catalog", error)
        return
    with closing(catalog):
        try:
            identity = catalog.identity()
        except LibraryError as error:
            yield trouble("catalog", error)
            return
        if identity is None:
            says = f"The library in {settings.data_dir} is empty."
            yield Finding(area="catalog", verdict="trouble", says=says, hint=BUILD)
            return
        case = Case(
            settings=settings,
            catalog=catalog,
            identity=identity,
            progress=progress,
            now=time.time() if now is None else now,
        )
        yield from _spoken("catalog", look_at_catalog(case))
        yield from _spoken("model", look_at_model(case, load, wanted=wanted))
        yield from _spoken("caches", look_at_caches(case))
        yield from _spoken("raw archive", look_at_archive(case))
        yield from _spoken("sources", look_at_sources(case))
        yield from _spoken("corpus", look_at_corpus(case))
        yield from _spoken("articles", look_at_articles(case))


def _spoken(area: str, findings: Iterator[Finding]) -> Iterator[Finding]:
    """The findings of an area, up to where it could not be looked at any further."""
    try:
        yield from findings
    except LibraryError as error:
        yield trouble(area, error)
