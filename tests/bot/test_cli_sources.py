"""Commands about where articles come from: `add`, `sources`, `remove`, and `build` with sources."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.console import Exit
from index.library import read_article
from index.settings import IndexSettings
from index.types import PUBLIC
from tests.bot.documents import LOOK, RECEIPT, SOURCES, check
from tests.bot.shell import Shell, one_line
from tests.index.articles import sentences, write
from tests.index.load.site import Page, Site, serve
from tests.index.sources.places import HTML, article, feed, here

HEAD = (
    '<meta property="article:published_time" content="2024-05-06">'
    '<meta name="author" content="Ada [bold]Example[/]">'
)


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site on this machine, which may be reached here."""
    monkeypatch.setattr("bot.app.is_public", here)
    with serve() as site:
        site.pages["/mill"] = article("The mill", sentences(8, topic="mill"), head=HEAD)
        yield site


@pytest.fixture
def place(tmp_path: Path) -> tuple[str | Path, ...]:
    """A corpus folder of its own, and a library beside it."""
    (tmp_path / "corpus").mkdir()
    return ("--corpus", tmp_path / "corpus", "--data", tmp_path / "var")


def settings_of(place: tuple[str | Path, ...]) -> IndexSettings:
    return IndexSettings(corpus_dir=Path(place[1]), data_dir=Path(place[3]))


def test_a_page_is_added_with_a_receipt_and_answered_from(
    footnote: Shell, web: Site, place: tuple[str | Path, ...]
) -> None:
    result = footnote("add", web.url("/mill"), *place)

    text = one_line(result.stdout)
    assert result.exit_code == Exit.DONE
    assert "The mill (from the only heading of level 1)" in text
    assert "Ada [bold]Example[/] (from meta author)" in text
    assert "2024-05-06 (from meta article:published_time)" in text
    assert "1 added" in text
    answer = json.loads(
        footnote("ask", "What does the mill keep in a drawer?", "--json", *place).stdout
    )
    assert answer["citations"][0]["article_id"] == "127.0.0.1/the-mill"


def test_a_dry_run_shows_everything_and_adds_nothing(
    footnote: Shell, web: Site, place: tuple[str | Path, ...]
) -> None:
    result = footnote("add", web.url("/mill"), "--dry-run", *place)

    assert result.exit_code == Exit.DONE
    assert "1 would be added" in one_line(result.stdout)
    assert not Path(place[3]).exists()
    document = json.loads(footnote("add", web.url("/mill"), "--dry-run", "--json", *place).stdout)
    check(document, LOOK)
    assert document["added"] == ["The mill"]


def test_files_and_folders_are_added_and_removed_again(
    footnote: Shell, tmp_path: Path, place: tuple[str | Path, ...]
) -> None:
    path = write(tmp_path / "notes", "mill", sentences(8, topic="mill"), title="The mill")
    added = json.loads(footnote("add", path, "--json", *place).stdout)
    again = json.loads(footnote("add", path.parent, "--json", *place).stdout)
    listed = footnote("sources", *place[2:])
    removed = footnote("remove", path, *place[2:])
    unknown = footnote("remove", path, *place[2:])

    check(added, LOOK)
    check(again, LOOK)
    assert added["added"] == ["file/the-mill"]
    assert again["doubles"] == ["file/the-mill"]
    assert "mill.md" in listed.stdout.replace("\n", "")
    assert removed.stdout == "Removed, with 1 articles.\n"
    assert unknown.exit_code == Exit.LIBRARY
    assert read_article(settings_of(place), "file/the-mill", collections=[PUBLIC]) is None


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("nowhere.md",), Exit.LIBRARY),
        (("ftp://example.com/",), Exit.LIBRARY),
        (("http://127.0.0.1:9/",), Exit.LIBRARY),
        (("https://example.com/", "--refresh", "often"), Exit.LIBRARY),
        (("https://example.com/", "--most", "0"), Exit.USAGE),
    ],
)
def test_what_cannot_be_added_is_a_sentence(
    footnote: Shell, place: tuple[str | Path, ...], arguments: tuple[str, ...], code: Exit
) -> None:
    result = footnote("add", *arguments, *place)

    assert result.exit_code == code
    assert result.stderr
    assert not Path(place[3]).exists()


def test_a_page_without_text_adds_nothing_and_leaves_no_source(
    footnote: Shell, web: Site, place: tuple[str | Path, ...]
) -> None:
    web.pages["/empty"] = Page(body=b"<html></html>", headers=HTML)
    result = footnote("add", web.url("/empty"), *place)

    assert result.exit_code == Exit.LIBRARY
    assert "no text that can be read" in one_line(result.stdout)


def test_a_build_looks_at_the_sources_that_are_due(
    footnote: Shell, web: Site, place: tuple[str | Path, ...]
) -> None:
    corpus = Path(place[1])
    web.pages["/feed"] = feed(web, [("/mill", "The mill", "Short.")])
    toml = f'[[source]]\nfeed = "{web.url("/feed")}"\nrefresh = "6h"\nname = "[b]News[/]"\n'
    (corpus / "sources.toml").write_text(toml, encoding="utf-8")
    first = json.loads(footnote("build", "--json", *place).stdout)
    asked = len(web.asked)
    second = json.loads(footnote("build", "--json", *place).stdout)
    listed = json.loads(footnote("sources", "--json", *place[2:]).stdout)
    shown = footnote("sources", *place[2:])
    rebuilt = footnote("build", "--rebuild", *place)

    check(first, RECEIPT)
    check(second, RECEIPT)
    check(listed, SOURCES)
    [look] = first["sources"]
    assert look["added"] == ["127.0.0.1/the-mill"]
    assert (second["sources"], len(web.asked)) == ([], asked)
    assert listed["sources"][0]["declared"]
    assert "[b]News[/]" in shown.stdout
    assert rebuilt.exit_code == Exit.DONE
    (corpus / "sources.toml").write_text("", encoding="utf-8")
    third = json.loads(footnote("build", "--json", *place).stdout)
    assert third["removed"] == ["127.0.0.1/the-mill"]
    assert len(web.asked) == asked


def test_a_mistake_in_sources_toml_is_said_before_anything_is_done(
    footnote: Shell, place: tuple[str | Path, ...]
) -> None:
    write(Path(place[1]), "mill", sentences(8, topic="mill"))
    (Path(place[1]) / "sources.toml").write_text("[[source]]\npages = 3\n", encoding="utf-8")
    result = footnote("build", *place)

    assert result.exit_code == Exit.LIBRARY
    assert "number 1: there is no key pages" in one_line(result.stderr)
    assert footnote.models_loaded == 0


def test_without_sources_it_is_said_how_to_add_one(footnote: Shell) -> None:
    result = footnote("sources")

    assert result.exit_code == Exit.DONE
    assert "footnote add" in result.stdout
