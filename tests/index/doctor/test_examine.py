"""A library is examined: every kind of damage has its finding, and nothing is changed."""

import hashlib
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from index.build import build
from index.catalog import Catalog
from index.doctor.base import NAMED, Examining, Finding, Tally, advice
from index.doctor.disk import look_at_disk
from index.doctor.examine import examine
from index.embed import Embedder, SentenceTransformerEmbedder
from index.errors import ModelError
from index.intake import alone
from index.settings import IndexSettings
from tests.index.articles import overwrite, sentences, write
from tests.index.doctor.conftest import Look, only
from tests.index.forks import Forks
from tests.index.jobs import settings_in
from tests.index.tiny import TinyEmbedder

AREAS = ["disk", "catalog", "model", "caches", "raw archive", "sources", "corpus", "articles"]


def digests(folder: Path) -> dict[str, str]:
    """What each file holds, but for the journal that SQLite opens beside a catalog."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(("-shm", "-wal"))
    }


def test_a_healthy_library_is_fine_in_every_area(healthy: IndexSettings, look: Look) -> None:
    found = look()

    assert [one for one in found if one.verdict != "fine"] == []
    assert list(dict.fromkeys(one.area for one in found)) == AREAS
    assert advice(found) == ()


def test_an_examination_changes_nothing(healthy: IndexSettings, look: Look) -> None:
    write(healthy.corpus_dir, "new", sentences(5, topic="ship"))
    shutil.rmtree(healthy.keywords_path)
    before = digests(healthy.data_dir)

    look()

    assert digests(healthy.data_dir) == before


def test_a_journal_that_a_kill_has_left_is_read_and_stays(
    healthy: IndexSettings, look: Look
) -> None:
    writer = sqlite3.connect(healthy.catalog_path, isolation_level=None)
    writer.execute("PRAGMA wal_autocheckpoint = 0")
    writer.execute("UPDATE facts SET value = '7' WHERE name = 'revision'")
    before = digests(healthy.data_dir)

    [catalog] = look("catalog")

    assert "revision 7" in catalog.says
    assert digests(healthy.data_dir) == before
    writer.close()


def test_where_there_is_no_library_it_is_said_and_none_is_made(
    settings: IndexSettings, look: Look
) -> None:
    one = only(look())

    assert (one.area, one.verdict) == ("catalog", "trouble")
    assert "footnote build" in one.hint
    assert not settings.data_dir.exists()


def test_an_empty_file_in_the_place_of_the_catalog_is_no_library(
    settings: IndexSettings, look: Look
) -> None:
    settings.data_dir.mkdir()
    settings.catalog_path.touch()

    one = only(look())

    assert (one.area, one.verdict) == ("catalog", "trouble")
    assert settings.catalog_path.stat().st_size == 0


def test_a_library_whose_first_build_was_cut_short_is_empty(
    settings: IndexSettings, look: Look
) -> None:
    Catalog(settings.catalog_path, create=True).close()

    one = only(look())

    assert one.says.endswith("is empty.")
    assert one.verdict == "trouble"


def cut_in_half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def scratched(content: bytes) -> bytes:
    """All but the first pages overwritten, as by a disk that gives up."""
    return content[:8192] + b"\x5a" * (len(content) - 8192)


def other_file(content: bytes) -> bytes:
    return b"This is no database, whatever its name may say.\n" * 40


@pytest.mark.parametrize("damage", [cut_in_half, scratched, other_file])
def test_a_damaged_catalog_is_trouble_and_no_traceback(
    healthy: IndexSettings, look: Look, damage: Callable[[bytes], bytes]
) -> None:
    overwrite(healthy.catalog_path, damage(healthy.catalog_path.read_bytes()))

    found = [one for one in look("catalog") if one.verdict == "trouble"]

    assert found
    assert all("backup" in one.hint for one in found)


def test_rows_that_refer_to_nothing_are_damage(healthy: IndexSettings, look: Look) -> None:
    connection = sqlite3.connect(healthy.catalog_path)
    connection.execute("DELETE FROM articles")
    connection.commit()
    connection.close()

    [one] = [one for one in look("catalog") if one.verdict == "trouble"]

    assert "refer to others that are not there" in one.says


def test_a_catalog_of_an_older_program_is_not_migrated_by_looking(
    healthy: IndexSettings, look: Look
) -> None:
    connection = sqlite3.connect(healthy.catalog_path)
    connection.execute("DELETE FROM migrations WHERE name LIKE '0006%'")
    connection.commit()
    connection.close()
    before = digests(healthy.data_dir)

    one = only(look())

    assert "older Footnote" in one.says
    assert "footnote build" in one.hint
    assert digests(healthy.data_dir) == before


def test_older_rules_are_trouble(healthy: IndexSettings, look: Look) -> None:
    connection = sqlite3.connect(healthy.catalog_path)
    connection.execute(
        "UPDATE facts SET value = json_set(value, '$.rules', 'long ago') WHERE name = 'identity'"
    )
    connection.commit()
    connection.close()

    one = only(look())

    assert (one.area, one.verdict) == ("catalog", "trouble")
    assert "older rules" in one.says


def test_other_weights_under_the_models_name_are_trouble(
    healthy: IndexSettings, look: Look
) -> None:
    other = TinyEmbedder(name="other weights")

    one = only(look(load=lambda _: other))

    assert (one.area, one.verdict) == ("model", "trouble")
    assert "was made with the model tiny" in one.says


def test_a_model_that_is_not_there_is_trouble_and_not_fetched(
    healthy: IndexSettings, look: Look
) -> None:
    def load(name: str) -> Embedder:
        return SentenceTransformerEmbedder("no-such-model", may_fetch=False)

    one = only(look(load=load))

    assert (one.area, one.verdict) == ("model", "trouble")
    assert "is not on this machine" in one.says


def test_a_model_that_the_settings_ask_for_in_vain_is_trouble(
    healthy: IndexSettings, look: Look, tiny: TinyEmbedder
) -> None:
    def load(name: str) -> Embedder:
        if name == "gone":
            raise ModelError("It is gone.", "Get it back.")
        return tiny if name in {"tiny", "the-same"} else TinyEmbedder(name=name)

    assert "no build runs" in only(look("model", load=load, wanted="another")).says
    assert only(look("model", load=load, wanted="gone")).hint == "Get it back."
    assert [one.verdict for one in look("model", load=load, wanted="the-same")] == ["fine"]


def test_the_built_in_model_is_loaded_and_asked(
    corpus_settings: IndexSettings, embedder: SentenceTransformerEmbedder
) -> None:
    found = list(examine(corpus_settings, load=lambda _: embedder))

    [model] = [one for one in found if one.area == "model"]
    assert (model.verdict, "384 numbers" in model.says) == ("fine", True)


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    overwrite(path, bytes(content))


def test_flipped_bytes_in_the_vectors_are_said_to_be_made_anew(
    healthy: IndexSettings, look: Look, tiny: TinyEmbedder
) -> None:
    flip(next(healthy.vectors_path.rglob("index.faiss")))

    one = only(look())

    assert (one.area, one.verdict) == ("caches", "notice")
    assert "vectors are damaged" in one.says
    assert "made anew" in one.hint
    build(healthy, tiny)
    assert {now.verdict for now in look("caches")} == {"fine"}


def test_keywords_that_are_gone_are_said_to_be_made_anew(
    healthy: IndexSettings, look: Look
) -> None:
    shutil.rmtree(healthy.keywords_path)

    one = only(look())

    assert "keywords are missing" in one.says
    assert one.verdict == "notice"


def test_caches_that_have_seen_what_the_catalog_has_not_are_trouble(
    healthy: IndexSettings, look: Look, tiny: TinyEmbedder
) -> None:
    backup = healthy.catalog_path.read_bytes()
    write(healthy.corpus_dir, "later", sentences(5, topic="ship"), title="Ship", published="2024")
    build(healthy, tiny)
    overwrite(healthy.catalog_path, backup)

    found = [one for one in look("caches") if one.verdict == "trouble"]

    assert [str(healthy.vectors_path) in one.hint for one in found] == [True, False]
    assert all("backup" in one.says for one in found)


def test_a_cache_with_too_few_entries_is_trouble(healthy: IndexSettings, look: Look) -> None:
    connection = sqlite3.connect(healthy.catalog_path)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("DELETE FROM articles WHERE article_id = 'mill'")
    connection.commit()
    connection.close()

    found = [one for one in look("caches") if one.verdict == "trouble"]

    assert len(found) == 2
    assert all("entries for" in one.says for one in found)


def test_a_cache_that_is_behind_catches_up_by_itself(healthy: IndexSettings, look: Look) -> None:
    connection = sqlite3.connect(healthy.catalog_path)
    connection.execute("UPDATE facts SET value = '9' WHERE name = 'revision'")
    connection.commit()
    connection.close()

    found = look("caches")

    assert {one.verdict for one in found} == {"fine"}
    assert all("catch up" in one.says for one in found)


@pytest.mark.parametrize(
    ("free", "verdict"), [(0, "trouble"), (100_010_000, "notice"), (10**12, "fine")]
)
def test_free_space_is_held_against_what_a_build_needs(
    healthy: IndexSettings, free: int, verdict: str
) -> None:
    caches = sum(
        path.stat().st_size
        for folder in (healthy.vectors_path, healthy.keywords_path)
        for path in folder.rglob("*")
    )

    [one] = look_at_disk(healthy, free=free + caches * (verdict == "notice"))

    assert one.verdict == verdict


def test_a_folder_that_may_not_be_written_to_is_trouble(tiny: TinyEmbedder, forks: Forks) -> None:
    with tempfile.TemporaryDirectory() as folder:  # below `tmp_path` no stranger may even read
        settings = settings_in(folder)
        write(settings.corpus_dir, "mill", sentences(9, topic="mill"))
        build(settings, tiny)
        for path, mode in ((Path(folder), 0o755), (settings.data_dir, 0o555)):
            path.chmod(mode)
        found = forks.run("look_as_stranger", folder=folder)
        settings.data_dir.chmod(0o755)

    assert any("Nothing may be written" in says for says in found)


def test_a_file_in_the_place_of_the_folder_is_trouble(settings: IndexSettings) -> None:
    settings.data_dir.write_text("no folder")

    [one] = look_at_disk(settings)

    assert (one.verdict, "not a folder" in one.says) == ("trouble", True)


def test_a_corpus_folder_that_is_missing_is_trouble(healthy: IndexSettings, look: Look) -> None:
    shutil.rmtree(healthy.corpus_dir)

    one = only(look())

    assert (one.area, one.verdict) == ("disk", "trouble")


def test_a_build_that_runs_is_said_to_run(healthy: IndexSettings, look: Look) -> None:
    with alone(healthy):
        assert "build is running" in only(look()).says
    assert [one for one in look() if one.verdict != "fine"] == []


def test_progress_counts_the_articles(healthy: IndexSettings, tiny: TinyEmbedder) -> None:
    seen: list[Examining] = []

    list(examine(healthy, load=lambda _: tiny, progress=seen.append))

    assert [one for one in seen if one.area == "articles"] == [
        Examining(area="articles", done=done, total=2) for done in range(2)
    ]


def test_advice_puts_troubles_first_and_says_each_thing_once() -> None:
    findings = [
        Finding(area="one", verdict="notice", says="", hint="wait"),
        Finding(area="two", verdict="fine", says="", hint="never said"),
        Finding(area="three", verdict="trouble", says="", hint="build"),
        Finding(area="four", verdict="notice", says="", hint="build"),
        Finding(area="five", verdict="trouble", says=""),
    ]

    assert advice(findings) == ("build", "wait")


def test_a_tally_names_the_first_and_counts_all() -> None:
    tally = Tally()
    for number in range(2_000):
        tally.add(str(number))

    finding = tally.finding("area", "Things", "Do.")

    assert (finding.count, len(finding.named), finding.says) == (2_000, NAMED, "Things: 2,000.")
