"""Some broken documents of each kind: nothing else is lost. `make fuzz` takes thousands."""

from pathlib import Path

import pytest

from index.load.folder import LOADERS
from tests.fuzz import run
from tests.fuzz.run import fuzz
from tests.fuzz.tally import LostError
from tests.fuzz.web import READERS, fuzz_web

DOCUMENTS = 40


@pytest.mark.parametrize("kind", sorted(LOADERS))
def test_broken_documents_take_nothing_along(kind: str, tmp_path: Path) -> None:
    tally = fuzz(kind, documents=DOCUMENTS, seed=1, folder=tmp_path)
    assert tally.read + tally.refused == DOCUMENTS
    assert tally.slow == 0


@pytest.mark.parametrize("kind", READERS)
def test_what_broken_sites_send_is_read_or_refused(kind: str) -> None:
    tally = fuzz_web(kind, documents=DOCUMENTS, seed=1)
    assert tally.read + tally.refused == DOCUMENTS
    assert tally.read > 0
    assert tally.slow == 0


def test_a_reader_that_breaks_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fuzz.web.mapped_in", lambda _content: ["no address"])
    with pytest.raises(LostError):
        fuzz_web("sitemap", documents=1, seed=1)


def test_a_lost_article_would_be_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(run.GOOD, "never-written", "")
    monkeypatch.setattr(run, "_stands", lambda _catalog, name, _text: name != "never-written")
    with pytest.raises(LostError):
        fuzz(".txt", documents=1, seed=1, folder=tmp_path)


def test_the_same_seed_makes_the_same_documents(tmp_path: Path) -> None:
    one, other = (
        fuzz(".rst", documents=10, seed=3, folder=tmp_path / name) for name in ("one", "other")
    )
    assert (one.read, one.refused) == (other.read, other.refused)
