"""Builds that meet another build, a full disk, or a place that is not theirs."""

import tempfile
from pathlib import Path

import pytest
from filelock import FileLock

from index.build import build
from index.errors import BusyLibraryError, DiskError
from index.library import Library
from index.settings import IndexSettings
from index.types import PUBLIC
from tests.index.articles import sentences, write
from tests.index.forks import Forks
from tests.index.jobs import settings_in, wait_for
from tests.index.tiny import TinyEmbedder

MILL = "# Mill\n\nThe mill grinds rye for the whole valley.\n"


@pytest.fixture
def corpus(settings: IndexSettings) -> Path:
    write(settings.corpus_dir, "harbour", "The harbour opened in 1912.")
    write(settings.corpus_dir, "mill", MILL)
    return settings.corpus_dir


def test_a_second_build_at_once_is_refused(
    settings: IndexSettings, tiny: TinyEmbedder, corpus: Path, forks: Forks, tmp_path: Path
) -> None:
    begun, go_on = tmp_path / "begun", tmp_path / "go-on"
    child = forks.start("build_slowly", folder=tmp_path, begun=begun, go_on=go_on)
    wait_for(begun)
    with pytest.raises(BusyLibraryError) as caught:
        build(settings, tiny)
    assert caught.value.hint
    go_on.touch()
    assert sorted(child.result()["added"]) == ["harbour", "mill"]
    assert build(settings, tiny).unchanged == 2
    assert corpus.is_dir()


@pytest.mark.usefixtures("corpus")
def test_the_lock_of_a_build_that_died_does_not_stay(
    settings: IndexSettings, tiny: TinyEmbedder, forks: Forks, tmp_path: Path
) -> None:
    begun = tmp_path / "begun"
    child = forks.start("build_slowly", folder=tmp_path, begun=begun, go_on=tmp_path / "never")
    wait_for(begun)
    child.kill()
    assert build(settings, tiny).revision == 2
    lock = FileLock(settings.build_lock_path)
    with lock.acquire(timeout=0):
        pass


@pytest.mark.usefixtures("corpus")
@pytest.mark.parametrize("rebuild", [False, True])
def test_a_full_disk_at_any_stage_keeps_what_was_committed(
    settings: IndexSettings, tiny: TinyEmbedder, forks: Forks, tmp_path: Path, rebuild: bool
) -> None:
    build(settings, tiny)
    for number in range(60):
        write(settings.corpus_dir, f"new-{number:02}", sentences(20, topic=f"shed {number}"))
    outcomes = []
    for most in (0, 20_000, 40_000, 70_000, 120_000, 200_000, 300_000, 450_000, 8_000_000):
        outcome = forks.run("build_on_full_disk", folder=tmp_path, most_bytes=most, rebuild=rebuild)
        outcomes.append(outcome.get("error", "finished"))
        if "error" in outcome:
            assert outcome["error"] == "DiskError", outcome
            assert outcome["hint"]
        library = Library(settings, tiny)
        found = library.search("mill rye valley", collections=[PUBLIC], limit=3)
        assert found.passages[0].source.article_id == "mill"
        library.close()
    assert outcomes[0] == "DiskError"
    assert outcomes[-1] == "finished"
    assert outcomes.count("DiskError") >= 3
    receipt = build(settings, tiny)
    assert (receipt.unchanged, receipt.skipped) == (62, [])


@pytest.mark.usefixtures("corpus")
def test_a_place_where_nothing_may_be_written_is_said_so(
    settings: IndexSettings, tiny: TinyEmbedder
) -> None:
    settings.data_dir.write_text("a file", encoding="utf-8")
    with pytest.raises(DiskError) as caught:
        build(settings, tiny)
    assert str(settings.data_dir) in caught.value.message


@pytest.mark.parametrize("built", [False, True])
def test_a_folder_of_somebody_else_is_said_so(
    tiny: TinyEmbedder, forks: Forks, built: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:  # below `tmp_path` no stranger may even read
        settings = settings_in(folder)
        write(settings.corpus_dir, "mill", MILL)
        if built:
            build(settings, tiny)
        settings.data_dir.mkdir(exist_ok=True)
        for path, mode in ((Path(folder), 0o755), (settings.data_dir, 0o555)):
            path.chmod(mode)
        for path in settings.data_dir.iterdir():
            path.chmod(0o555 if path.is_dir() else 0o444)
        outcome = forks.run("build_as_stranger", folder=folder)
        assert outcome["error"] == "DiskError", outcome
        assert "who may write" in outcome["hint"]
        settings.data_dir.chmod(0o755)
