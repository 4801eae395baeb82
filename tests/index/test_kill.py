"""Builds, additions and removals are killed at random instructions; nothing committed is lost."""

import json
import random
import shutil
import time
from pathlib import Path

import numpy as np

from index.build import build
from index.caches import Caches
from index.catalog import Catalog
from index.errors import NoLibraryError
from index.library import Library, read_article
from index.settings import IndexSettings
from index.types import PUBLIC
from tests.index.forks import Forks
from tests.index.jobs import SERVER, settings_in, version_of, wait_for, word_of, write_version
from tests.index.tiny import TinyEmbedder

KILLS = 100

Versions = dict[str, int]
"""The version of each article, by its name."""


def test_a_hundred_kills(forks: Forks, tmp_path: Path) -> None:
    chance = random.Random(20240517)
    home, log = tmp_path / "home", tmp_path / "log"
    settings = settings_in(home)
    for name in "abc":
        write_version(settings.corpus_dir, name, 1)
    known: Versions = {}
    changed = 0
    for round_number in range(KILLS):
        log.write_text("", encoding="utf-8")
        child = forks.start(
            "churn", folder=home, log=log, seed=chance.randrange(2**32), known=known or abc()
        )
        time.sleep(chance.uniform(0, 0.25) ** (1 if round_number % 3 else 2))
        child.kill()
        # Every other time the reader looks at a copy, so that what it repairs is not repaired for
        # the next writer, which finds the library as the kill has left it.
        place = tmp_path / "copy" if round_number % 2 else home
        if place != home:
            shutil.rmtree(place, ignore_errors=True)
            shutil.copytree(home, place)
        try:
            found = versions_in(settings_in(place))
        except NoLibraryError:
            assert not known, "killed in the first build, before it made a table"
            continue
        assert is_between(found, known, log)
        changed += found != known
        known = found
        if known:
            check_library(settings_in(place), known)
    assert changed > KILLS / 3, "the kills came while something was done"


def test_kills_while_single_articles_come_and_go(forks: Forks, tmp_path: Path) -> None:
    chance = random.Random(20240518)
    home, log = tmp_path / "home", tmp_path / "log"
    settings = settings_in(home)
    write_version(settings.corpus_dir, "z", 1)
    build(settings, TinyEmbedder())
    known: Versions = {}
    changed = 0
    for round_number in range(KILLS // 3):
        log.unlink(missing_ok=True)
        child = forks.start("shelve", folder=home, log=log, seed=round_number, known=known)
        wait_for(log)
        while round_number % 3 and '"built"' not in log.read_text(encoding="utf-8"):
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.3))
        child.kill()
        found = versions_in(settings, SERVER)
        assert is_between(found, known or {"": 0}, log)
        changed += found != known
        known = found
        check_library(settings, known, SERVER, others={"z"})
    assert changed > KILLS / 6


def abc() -> Versions:
    return dict.fromkeys("abc", 1)


def is_between(found: Versions, before: Versions, log: Path) -> bool:
    """Whether each article is as the last finished build left it, or as a later one meant it."""
    entries = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    built = [number for number, entry in enumerate(entries) if "built" in entry]
    settled = entries[built[-1]]["built"] if built else before
    meant = [entry["meant"] for entry in entries[built[-1] if built else 0 :] if "meant" in entry]
    for name in "abcdefgh":
        allowed = {settled.get(name), *(versions.get(name) for versions in meant)}
        if not before:
            allowed |= {1, None}
        assert found.get(name) in allowed, (name, found, settled, meant)
    return True


def versions_in(settings: IndexSettings, collection: str = PUBLIC) -> Versions:
    """The versions that the catalog holds, each of which must be whole."""
    versions: Versions = {}
    for name in "abcdefgh":
        article = read_article(settings, name, collections=[collection])
        if article is None:
            continue
        version = int(article.text.split("Word ", 1)[1][1:6])
        whole = version_of(name, version).replace("## ", "").strip()
        assert article.text == whole
        versions[name] = version
    return versions


def check_library(
    settings: IndexSettings,
    known: Versions,
    collection: str = PUBLIC,
    others: frozenset[str] | set[str] = frozenset(),
) -> None:
    """Open it as the bot does: every article is found by its word, and the caches agree."""
    library = Library(settings, TinyEmbedder())
    catalog = Catalog(settings.catalog_path)
    try:
        assert library.revision == catalog.revision
        ids = catalog.all_ids()
        check_caches(Caches(catalog, settings), ids)
        stored = catalog.chunks(ids.tolist(), [PUBLIC, collection])
        for name, version in known.items():
            chunks = [one for one in stored.values() if one.source.article_id == name]
            spoken = [
                chunk.text[s.start - chunk.start : s.end - chunk.start]
                for chunk in chunks
                for s in chunk.sentences
            ]
            assert len(spoken) == 9, "its chunks cover it"
            found = library.search(word_of(name, version), collections=[collection], limit=9)
            assert found.passages[0].source.article_id == name
            assert word_of(name, version) in found.passages[0].text
            assert {one.chunk_id for one in found.passages} <= set(stored)
        assert {one.source.article_id for one in stored.values()} == set(known) | others
    finally:
        library.close()
        catalog.close()


def check_caches(caches: Caches, ids: np.ndarray[tuple[int], np.dtype[np.int64]]) -> None:
    """The keyword index on the disk, and the vectors after a replay, hold the catalog's chunks."""
    assert len(caches.keywords) == len(ids)
    assert caches.catch_up(wait=True)
    assert len(caches.vectors) == len(ids)
    question = TinyEmbedder().embed_question("word").vector
    hits = caches.vectors.search(question, collections=[PUBLIC, SERVER], limit=len(ids) + 10)
    assert {hit.chunk_id for hit in hits} == set(ids.tolist())
