"""The window for privacy: what is kept goes out in files that fit, or goes for good, names too."""

import gzip
import json
from asyncio import run
from pathlib import Path
from typing import Any

import pytest

from bot.desk import Desk
from bot.desk.privacy import FILE, ChannelsWindow, PrivacyWindow
from bot.errors import DeskError, Trouble
from bot.records.base import Held
from bot.records.privacy import Privacy
from bot.records.records import Records
from index.catalog import Catalog
from index.load.upload import load_upload
from index.settings import IndexSettings
from index.shelf import add
from tests.bot.records.visits import ADA, BOB, SERVER, citing, put, refused
from tests.index.tiny import TinyEmbedder

MINE = f"server-{SERVER}"
PLENTY = 10_000_000


@pytest.fixture
def shelf(tmp_path: Path) -> IndexSettings:
    """A library of one article, which Ada has taught."""
    settings = IndexSettings(corpus_dir=tmp_path / "corpus", data_dir=tmp_path / "shelf")
    text = "---\ntitle: Why\nauthor: Ada Byron\n---\nBecause the mill grinds rye."
    loaded = load_upload(text.encode(), "why.md", collection=MINE)
    add(settings, TinyEmbedder(), loaded, collection=MINE, origin="taught")
    return settings


@pytest.fixture
def window(desk: Desk, shelf: IndexSettings) -> PrivacyWindow:
    return PrivacyWindow(desk, shelf)


def author(settings: IndexSettings) -> str | None:
    catalog = Catalog(settings.catalog_path)
    source = catalog.listing.source(MINE, "why")
    catalog.close()
    assert source is not None
    return source.author


def test_it_says_how_much_is_kept(window: PrivacyWindow, records: Records) -> None:
    put(records, citing("It is 11."))
    theirs = put(records, citing("No."), person=BOB)
    records.votes.vote(theirs, ADA, True)
    records.repairs.mark(SERVER, "taught", MINE, "why", ADA)

    assert run(window.held(ADA)) == Held(answers=1, votes=1, repairs=1, announced=0, keep_days=90)


def test_an_export_is_one_document_that_people_can_read(
    window: PrivacyWindow, records: Records
) -> None:
    put(records, refused("Wie heißt \ud83d der Bär?"))
    put(records, refused("Whose words?"), person=BOB)

    [file] = run(window.export(ADA, PLENTY))

    assert file.name == FILE
    assert "Wie heißt ? der Bär?" in file.content.decode()
    assert b"Whose words" not in file.content
    assert [one["question"] for one in json.loads(file.content)["answers"]] == [
        "Wie heißt ? der Bär?"
    ]


def test_a_large_export_is_packed_and_cut_between_answers(
    window: PrivacyWindow, records: Records
) -> None:
    asked = [f"Question {number}?" for number in range(40)]
    for question in asked:
        put(records, refused(question))
    records.repairs.mark(SERVER, "outdated", "public", "qwen", ADA)
    [plain] = run(window.export(ADA, PLENTY))
    [packed] = run(window.export(ADA, len(plain.content) - 1))
    assert gzip.decompress(packed.content) == plain.content
    assert packed.name == f"1-of-1-{FILE}.gz"

    parts = run(window.export(ADA, len(packed.content) - 1))

    assert len(parts) > 1
    assert len({part.name for part in parts}) == len(parts)
    assert all(len(part.content) < len(packed.content) for part in parts)
    documents: list[Any] = [json.loads(gzip.decompress(part.content)) for part in parts]
    assert [one["question"] for part in documents for one in part["answers"]] == asked
    assert {part["person"] for part in documents} == {str(ADA)}
    assert [len(part.get("marks", [])) for part in documents] == [1, *[0] * (len(parts) - 1)]


def test_who_is_forgotten_is_named_on_no_article(
    window: PrivacyWindow, records: Records, shelf: IndexSettings
) -> None:
    records.repairs.mark(SERVER, "taught", MINE, "why", ADA)
    run(window.forget(BOB))
    assert author(shelf) == "Ada Byron"

    done = run(window.forget(ADA))

    assert done.taught == ((MINE, "why"),)
    assert author(shelf) is None
    assert run(window.held(ADA)) == Held(answers=0, votes=0, repairs=0, announced=0, keep_days=90)


def test_without_a_library_there_is_no_name_to_take_off(
    desk: Desk, records: Records, tmp_path: Path
) -> None:
    nowhere = IndexSettings(corpus_dir=tmp_path, data_dir=tmp_path / "none")
    window = PrivacyWindow(desk, nowhere)
    records.repairs.mark(SERVER, "taught", MINE, "why", ADA)
    assert (run(window.forget(ADA))).unsigned == 1


def test_a_library_that_fails_leaves_what_leads_to_the_name(
    window: PrivacyWindow, records: Records, shelf: IndexSettings
) -> None:
    put(records, citing("It is 11."))
    records.repairs.mark(SERVER, "taught", MINE, "why", ADA)
    whole = shelf.catalog_path.read_bytes()
    shelf.catalog_path.write_bytes(b"no database at all" * 100)

    with pytest.raises(DeskError) as caught:
        run(window.forget(ADA))

    assert caught.value.trouble is Trouble.NO_LIBRARY
    shelf.catalog_path.write_bytes(whole)
    assert (run(window.forget(ADA))).answers == 1
    assert author(shelf) is None


def test_an_article_that_is_taught_meanwhile_is_unsigned_too(
    window: PrivacyWindow, records: Records, shelf: IndexSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Privacy.taught_by

    def before_it_is_taught(self: Privacy, person: int) -> tuple[tuple[str, str], ...]:
        known = asked(self, person)
        monkeypatch.undo()
        records.repairs.mark(SERVER, "taught", MINE, "why", ADA)
        return known

    monkeypatch.setattr(Privacy, "taught_by", before_it_is_taught)

    assert (run(window.forget(ADA))).taught == ((MINE, "why"),)
    assert author(shelf) is None


def test_channels_are_off_until_they_are_switched_on(desk: Desk) -> None:
    window = ChannelsWindow(desk)
    assert run(window.channels(1)) == {}
    run(window.switch_on(1, 11, "forum"))
    run(window.switch_on(1, 12, "follow"))
    run(window.switch_on(2, 21, "follow"))
    assert run(window.channels(1)) == {11: "forum", 12: "follow"}
    run(window.switch_off(1, 11))
    run(window.switch_off(1, 11))
    assert run(window.channels(1)) == {12: "follow"}
