"""What other processes do in the tests: they build, fill the disk, and are killed."""

import json
import os
import random
import resource
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

from index.build import Progress, build
from index.doctor.examine import examine
from index.load.upload import load_upload
from index.settings import IndexSettings
from index.shelf import add, remove
from index.sources.base import RefreshProgress
from index.sources.refresh import refresh_one
from tests.index import articles
from tests.index.tiny import TinyEmbedder

SERVER = "server-1"
"""The collection of single articles in these tests."""


def settings_in(folder: str | Path) -> IndexSettings:
    """A corpus and a library side by side."""
    return IndexSettings(corpus_dir=Path(folder) / "corpus", data_dir=Path(folder) / "var")


def wait_for(path: Path) -> None:
    """Wait until another process has made a file."""
    deadline = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < deadline, f"{path} was never made"
        time.sleep(0.005)


def version_of(name: str, version: int) -> str:
    """An article's body, told from every other article's and version's by its words."""
    lines = [f"Word {word_of(name, version)} stands in part {part}." for part in range(9)]
    return f"## First\n\n{' '.join(lines[:5])}\n\n## Second\n\n{' '.join(lines[5:])}\n"


def word_of(name: str, version: int) -> str:
    """A word that only this version of this article holds, within the letters that terms keep."""
    return f"{name}{version:05}"


def write_version(corpus: Path, name: str, version: int) -> None:
    """Put a version into the corpus at once, as editors do, so that no half of it is ever read."""
    articles.write(corpus, f".{name}", version_of(name, version), title=f"Article {name}")
    (corpus / f".{name}.md").replace(corpus / f"{name}.md")


def churn(folder: str, log: str, seed: int, known: dict[str, int]) -> None:
    """Change the corpus and build, for ever; log what is meant to come before it is begun."""
    settings, embedder, chance = settings_in(folder), TinyEmbedder(), random.Random(seed)
    state = dict(known)
    newest = max(state.values(), default=0)
    while True:
        changes: dict[str, int | None] = {}
        for name in chance.sample("abcdefgh", chance.randint(1, 3)):
            newest += 1
            changes[name] = None if name in state and chance.random() < 0.4 else newest
        after = {**state, **changes}
        state = {name: version for name, version in after.items() if version is not None}
        state = state or {"a": newest}
        _append(log, {"meant": state})
        # All of them: the writer before may have died between a file and the next.
        for name in "abcdefgh":
            if name in state:
                write_version(settings.corpus_dir, name, state[name])
            else:
                (settings.corpus_dir / f"{name}.md").unlink(missing_ok=True)
        build(settings, embedder, rebuild=chance.random() < 0.1)
        _append(log, {"built": state})


def shelve(folder: str, log: str, seed: int, known: dict[str, int]) -> None:
    """Add, replace and remove single articles of a server, for ever; log what is meant, and done.

    Now and then the corpus is built anew meanwhile, as a switch of model does.
    """
    settings, embedder, chance = settings_in(folder), TinyEmbedder(), random.Random(seed)
    state = dict(known)
    newest = max(state.values(), default=0)
    while True:
        name = chance.choice("abcdefgh")
        newest += 1
        after = {**state, name: newest}
        if name in state and chance.random() < 0.5:
            del after[name]
        _append(log, {"meant": after})
        if name not in after:
            remove(settings, SERVER, name)
        else:
            content = f"---\ntitle: Article {name}\n---\n{version_of(name, newest)}".encode()
            upload = load_upload(content, f"{name}.md", collection=SERVER)
            add(settings, embedder, upload, collection=SERVER, article_id=name)
        state = after
        _append(log, {"built": state})
        if chance.random() < 0.1:
            build(settings, embedder, rebuild=True)


def look_forever(folder: str, source: int, log: str) -> None:
    """Look at a source on this machine again and again; say when the first text is embedded."""
    settings, embedder = settings_in(folder), TinyEmbedder()

    def begun(progress: RefreshProgress) -> None:
        if progress.chunks_embedded:
            Path(log).touch()

    while True:
        refresh_one(settings, embedder, source, may_reach=lambda _: True, pause=0, progress=begun)


def add_on_full_disk(folder: str, most_bytes: int, text: str) -> object:
    """Add an article where no file may grow beyond a size, as on a disk that fills up."""
    settings = settings_in(folder)
    upload = load_upload(text.encode(), "late.md", collection=SERVER)
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, hard))
    try:
        return asdict(add(settings, TinyEmbedder(), upload, collection=SERVER))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


def _append(log: str, entry: object) -> None:
    with Path(log).open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(entry) + "\n")


def grow(folder: str, count: int) -> None:
    """Add one article after the other, building after each."""
    settings, embedder = settings_in(folder), TinyEmbedder()
    for number in range(count):
        articles.write(settings.corpus_dir, f"grown-{number:03}", f"Word g{number:05} stands here.")
        build(settings, embedder)


def build_on_full_disk(folder: str, most_bytes: int, rebuild: bool = False) -> object:
    """Build where no file may grow beyond a size, as on a disk that fills up."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, hard))
    try:
        return asdict(build(settings_in(folder), TinyEmbedder(), rebuild=rebuild))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


def build_as_stranger(folder: str) -> object:
    """Build where this process may read but not write."""
    me = os.geteuid()
    if me == 0:
        os.seteuid(65534)
    try:
        return asdict(build(settings_in(folder), TinyEmbedder()))
    finally:
        os.seteuid(me)


def look_as_stranger(folder: str) -> object:
    """Examine a library where this process may read but not write; what was found."""
    me = os.geteuid()
    if me == 0:
        os.seteuid(65534)
    try:
        return [one.says for one in examine(settings_in(folder), load=lambda _: TinyEmbedder())]
    finally:
        os.seteuid(me)


def build_slowly(folder: str, begun: str, go_on: str) -> object:
    """Build, and wait in the middle until a file appears."""

    def wait(_: Progress) -> None:
        Path(begun).touch()
        wait_for(Path(go_on))

    return asdict(build(settings_in(folder), TinyEmbedder(), progress=wait))


JOBS: Mapping[str, Callable[..., object]] = {
    job.__name__: job
    for job in (
        *(churn, grow, shelve, look_forever),
        *(build_on_full_disk, add_on_full_disk, build_as_stranger, build_slowly),
        look_as_stranger,
    )
}
