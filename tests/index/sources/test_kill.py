"""A process that looks at a site and is killed: what was written is whole, and the rest follows."""

import random
import time
from pathlib import Path

from index.catalog import Catalog
from index.library import Library
from index.settings import IndexSettings
from index.types import PUBLIC
from tests.index.articles import sentences
from tests.index.forks import Forks
from tests.index.jobs import wait_for
from tests.index.load.site import Site
from tests.index.sources.places import article, followed, look, sitemap
from tests.index.tiny import TinyEmbedder

KILLS = 9
PAGES = 10


def test_kills_while_a_site_is_looked_at(
    forks: Forks, site: Site, settings: IndexSettings, tmp_path: Path
) -> None:
    chance = random.Random(20240518)
    paths = [f"/{number}" for number in range(PAGES)]
    site.pages["/sitemap.xml"] = sitemap(site, *paths)
    source = followed(settings, "site", site.url("/"), most=PAGES)
    log = tmp_path / "log"
    version, seen = 0, 0
    for _ in range(KILLS):
        for path in chance.sample(paths, 4) if version else paths:
            version += 1
            text = sentences(8, topic=f"mill{version:05}")
            site.pages[path] = article(f"Page {path.strip('/')}", text)
        log.unlink(missing_ok=True)
        child = forks.start("look_forever", folder=tmp_path, source=source.key, log=log)
        wait_for(log)
        time.sleep(chance.uniform(0, 0.5) ** 2)
        child.kill()
        seen += check(settings, source.key)
    assert seen > PAGES, "the kills came while something was done"
    look(settings, source)
    assert check(settings, source.key) == PAGES
    catalog = Catalog(settings.catalog_path)
    library = Library(settings, TinyEmbedder())
    try:
        texts = [catalog.article(name, [PUBLIC]) for name in catalog.digests(PUBLIC)]
        now = " ".join(one.text for one in texts if one is not None)
        for path in paths:
            word = site.pages[path].body.decode().partition("The mill")[2][:5]
            assert f"mill{word}" in now
            found = library.search(f"mill{word}", collections=[PUBLIC], limit=3)
            assert any(f"mill{word}" in passage.text for passage in found.passages)
    finally:
        library.close()
        catalog.close()


def check(settings: IndexSettings, source: int) -> int:
    """Every document has the whole article that was made of it, and no article has none."""
    catalog = Catalog(settings.catalog_path)
    try:
        rows = catalog.provenance.documents(source).values()
        kept = {one.article for one in rows if one.keeps}
        assert kept == {(PUBLIC, name) for name in catalog.digests(PUBLIC)}
        for place in kept:
            assert place is not None
            found = catalog.article(place[1], [PUBLIC])
            assert found is not None
            assert found.text.count(" keeps its record number ") == 8
            assert catalog.chunks_of_article(place[1], PUBLIC)
        return len(kept)
    finally:
        catalog.close()
