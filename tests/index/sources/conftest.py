"""A site on this machine for the tests of sources."""

from collections.abc import Iterator

import pytest

from index.catalog import Catalog
from index.settings import IndexSettings
from tests.index.load.site import Site, serve


@pytest.fixture
def site() -> Iterator[Site]:
    """An empty site."""
    with serve() as site:
        yield site


@pytest.fixture
def catalog(settings: IndexSettings) -> Iterator[Catalog]:
    """The catalog, opened beside whoever writes it."""
    catalog = Catalog(settings.catalog_path, create=True)
    yield catalog
    catalog.close()
