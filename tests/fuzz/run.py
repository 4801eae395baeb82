"""Kinds of documents come in; thousands of broken ones are built into a library, which is checked.

Run with `make fuzz`, or `python -m tests.fuzz.run --documents 10000 --kind .pdf`. In every batch
good articles stand between broken ones: they have to stay as they are, and the catalog sound.
What sites send (`--kind feed`, sitemap, robots.txt, page) is read as sources do, without a library.
"""

import argparse
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from index.build import build
from index.catalog import Catalog
from index.load.folder import LOADERS
from index.settings import IndexSettings
from index.types import PUBLIC
from tests.fuzz.mutate import mutants
from tests.fuzz.seeds import seeds_of
from tests.fuzz.tally import LostError, Tally
from tests.fuzz.web import READERS, fuzz_web
from tests.index.tiny import TinyEmbedder

BATCH = 100
GOOD = {
    "a-first": "The lighthouse of Ovingholm has nine floors, and a keeper on each of them.",
    "zz-last": "The mill of Ebersberg grinds rye from March on, when the ice is gone.",
}


def fuzz(kind: str, *, documents: int, seed: int, folder: Path) -> Tally:
    """Build so many broken documents of a kind into a library, batch by batch.

    Raises:
        LostError: a good article was lost or changed, or the catalog is damaged.
    """
    chance = random.Random(f"{kind}-{seed}")
    tally = Tally(kind)
    settings = IndexSettings(corpus_dir=folder / "corpus", data_dir=folder / "data")
    settings.corpus_dir.mkdir(parents=True)
    for name, text in GOOD.items():
        (settings.corpus_dir / f"{name}.md").write_text(f"# {name}\n\n{text}\n", encoding="utf-8")
    made = mutants(seeds_of(kind), chance)
    for start in range(0, documents, BATCH):
        batch = list(islice(made, min(BATCH, documents - start)))
        began = time.perf_counter()
        _build(settings, settings.corpus_dir / f"broken-{start}", kind, batch, tally)
        tally.seconds += time.perf_counter() - began
        _check(settings, kind, batch)
    return tally


def _build(
    settings: IndexSettings, folder: Path, kind: str, batch: Sequence[bytes], tally: Tally
) -> None:
    folder.mkdir()
    for number, content in enumerate(batch):
        (folder / f"{number:03}{kind}").write_bytes(content)
    receipt = build(settings, TinyEmbedder())
    tally.refused += len(receipt.skipped)
    tally.read += len(batch) - len(receipt.skipped)
    tally.slow += sum("too long" in one.text or "memory" in one.text for one in receipt.skipped)
    shutil.rmtree(folder)  # the next batch is to find them gone


def _check(settings: IndexSettings, kind: str, batch: Sequence[bytes]) -> None:
    """Everything that has to hold after a batch."""
    with sqlite3.connect(settings.catalog_path) as database:
        [(verdict,)] = database.execute("PRAGMA integrity_check")
    database.close()
    catalog = Catalog(settings.catalog_path)
    try:
        lost = [name for name, text in GOOD.items() if not _stands(catalog, name, text)]
        articles = [catalog.article(name, [PUBLIC]) for name in catalog.digests(PUBLIC)]
        whole = all(article is not None and article.text.strip() for article in articles)
    finally:
        catalog.close()
    if verdict != "ok" or lost or not whole:
        kept = Path(tempfile.mkdtemp(prefix="fuzz-"))
        for number, content in enumerate(batch):
            (kept / f"{number:03}{kind}").write_bytes(content)
        raise LostError(f"{verdict}; lost {lost}; the documents are in {kept}")


def _stands(catalog: Catalog, name: str, text: str) -> bool:
    article = catalog.article(name, [PUBLIC])
    return article is not None and text in article.text


def main(arguments: Sequence[str]) -> Iterator[str]:
    """Fuzz every kind, or the ones that are named; a line for each."""
    kinds = [*sorted(LOADERS), *READERS]
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--documents", type=int, default=10_000, help="how many of each kind")
    parser.add_argument(
        "--kind", action="append", choices=kinds, help="an ending, or what sites send"
    )
    parser.add_argument("--seed", type=int, default=1, help="another one makes other documents")
    given = parser.parse_args(arguments)
    for kind in given.kind or kinds:
        if kind in READERS:
            yield fuzz_web(kind, documents=given.documents, seed=given.seed).line()
            continue
        with tempfile.TemporaryDirectory() as name:
            tally = fuzz(kind, documents=given.documents, seed=given.seed, folder=Path(name))
        yield tally.line()


if __name__ == "__main__":
    for line in main(sys.argv[1:]):
        print(line, flush=True)  # noqa: T201 - a command
