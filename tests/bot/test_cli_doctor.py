"""`footnote doctor`: what is shown, how it ends, and that nothing is a traceback."""

import json
import shutil
from pathlib import Path

import pytest

from bot.console import Exit
from bot.records.records import FILE, Records
from index.settings import IndexSettings
from tests.bot.documents import DOCTOR, check
from tests.bot.shell import Shell, one_line
from tests.index.articles import overwrite


@pytest.fixture
def place(own_settings: IndexSettings) -> tuple[str | Path, ...]:
    """A copy of the library over `corpus/`."""
    return ("--data", own_settings.data_dir)


def test_a_library_without_trouble_ends_with_0_and_what_could_be_better(
    footnote: Shell, place: tuple[str | Path, ...]
) -> None:
    result = footnote("doctor", *place)

    text = one_line(result.stdout)
    assert result.exit_code == Exit.DONE
    assert " trouble " not in text
    assert text.index("Disk") < text.index("Articles") < text.index("Records")
    assert "What to do 1. Give articles a date" in text


def test_trouble_comes_first_and_ends_with_a_code_of_its_own(
    footnote: Shell, place: tuple[str | Path, ...], own_settings: IndexSettings
) -> None:
    (own_settings.data_dir / FILE).write_bytes(b"no records" * 1000)
    shutil.rmtree(own_settings.keywords_path)

    result = footnote("doctor", *place)

    text = one_line(result.stdout).partition("What to do")[2]
    assert result.exit_code == Exit.LIBRARY
    assert text.index("Put a backup") < text.index("Start the bot") < text.index("a date")


def test_in_json_it_is_one_document(
    footnote: Shell, place: tuple[str | Path, ...], own_settings: IndexSettings
) -> None:
    Records(own_settings.data_dir / FILE, keep_days=90).close()
    fine = json.loads(footnote("doctor", "--json", *place).stdout)
    overwrite(own_settings.catalog_path, b"no catalog" * 1000)
    result = footnote("doctor", "--json", *place)
    troubled = json.loads(result.stdout)

    for document in (fine, troubled):
        check(document, DOCTOR)
    assert (fine["trouble"], troubled["trouble"]) == (False, True)
    assert result.exit_code == Exit.LIBRARY
    assert fine["findings"][-1]["says"] == "They are sound."
    assert troubled["what_to_do"][0].startswith("Put a backup")


def test_where_there_is_no_library_it_says_so_and_makes_none(
    footnote: Shell, tmp_path: Path
) -> None:
    result = footnote("doctor", "--data", tmp_path / "nowhere")

    assert result.exit_code == Exit.LIBRARY
    assert "There is no library in" in one_line(result.stdout)
    assert not (tmp_path / "nowhere").exists()
    assert footnote.models_loaded == 0


def test_a_strangers_words_are_shown_and_never_obeyed(
    footnote: Shell, articles: Path, tmp_path: Path
) -> None:
    (articles / "[bold]loud.md").write_bytes(b"\xff")
    place = ("--corpus", articles, "--data", tmp_path / "var")
    footnote("build", *place)

    text = one_line(footnote("doctor", *place).stdout)

    assert "[bold]loud.md: it is not UTF-8 text" in text
    assert "broken.md: it is not UTF-8 text" in text
