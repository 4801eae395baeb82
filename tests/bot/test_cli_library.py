"""Commands about the library: `build`, `status`, `show`, and what goes wrong with it."""

import json
import re
from pathlib import Path

import pytest

from bot.console import Exit
from index.errors import NoLibraryError
from index.library import read_article
from index.types import PUBLIC
from tests.bot.documents import RECEIPT, REFUSAL, STATUS, check
from tests.bot.shell import ASKED, COMMANDS, UNSAID, Shell, documents, one_line, raising


def test_a_build_in_text_says_what_it_did_and_what_it_skipped(
    footnote: Shell, articles: Path, tmp_path: Path
) -> None:
    first = footnote("build", "--corpus", articles, "--data", tmp_path / "var")
    (articles / "broken.md").unlink()
    second = footnote("build", "--corpus", articles, "--data", tmp_path / "var")

    assert (first.exit_code, second.exit_code) == (Exit.DONE, Exit.DONE)
    assert "Added 1: zebras" in first.stdout
    assert "Skipped broken: it is not UTF-8 text" in one_line(first.stdout)
    assert "Unchanged: 1" in second.stdout
    assert "Skipped" not in second.stdout


def test_a_build_in_json_is_one_document(footnote: Shell, articles: Path, tmp_path: Path) -> None:
    arguments = ("build", "--json", "--corpus", articles, "--data", tmp_path / "var")
    first = json.loads(footnote(*arguments).stdout)
    (articles / "zebras.txt").rename(articles / "stripes.txt")
    second = json.loads(footnote(*arguments).stdout)
    third = json.loads(footnote(*arguments, "--rebuild").stdout)

    for document in (first, second, third):
        check(document, RECEIPT)
        assert [note["article_id"] for note in document["skipped"]] == ["broken"]
        assert "UTF-8" in document["skipped"][0]["text"]
    assert (first["added"], first["removed"]) == (["zebras"], [])
    assert (second["added"], second["removed"]) == (["stripes"], ["zebras"])
    assert third["chunks_embedded"] == 0
    assert first["revision"] < second["revision"] < third["revision"]


def test_a_build_that_finds_nothing_new_loads_no_model_and_may_be_quiet(
    footnote: Shell, articles: Path, tmp_path: Path
) -> None:
    (articles / "broken.md").unlink()
    place = ("--corpus", articles, "--data", tmp_path / "var")
    footnote("build", *place)
    loaded = footnote.models_loaded

    again = footnote("build", *place)
    quiet = footnote("build", "--quiet", *place)
    assert "Unchanged: 1" in again.stdout
    assert (quiet.exit_code, quiet.output) == (Exit.DONE, "")
    assert footnote.models_loaded == loaded

    (articles / "mules.txt").write_text("Mules carry the salt in May.\n", encoding="utf-8")
    third = footnote("build", "--quiet", *place)
    assert "Added 1: mules" in third.stdout
    assert footnote.models_loaded == loaded + 1


def test_a_build_without_articles_changes_nothing(footnote: Shell, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    for folder in (tmp_path / "empty", tmp_path / "nowhere"):
        result = footnote("build", "--corpus", folder, "--data", tmp_path / "var")
        assert result.exit_code == Exit.LIBRARY
        assert len(result.stderr.splitlines()) == 2


def test_a_status_in_text_and_in_json(footnote: Shell) -> None:
    text, document = footnote("status"), json.loads(footnote("status", "--json").stdout)

    check(document, STATUS)
    assert text.exit_code == Exit.DONE
    assert document["articles"] == document["collections"]["public"] > 0
    assert f"public: {document['articles']}" in text.stdout
    assert footnote.models_loaded == 0


def test_two_libraries_live_side_by_side(footnote: Shell, articles: Path, tmp_path: Path) -> None:
    other = ("--data", tmp_path / "var")
    footnote("build", "--corpus", articles, *other)

    zebras = json.loads(footnote("ask", "Who pays taxes in March?", "--json", *other).stdout)
    qwen = json.loads(footnote("ask", ASKED, "--json").stdout)

    assert {one["article_id"] for one in zebras["passages"]} == {"zebras"}
    assert "zebras" not in {one["article_id"] for one in qwen["passages"]}
    assert json.loads(footnote("status", "--json", *other).stdout)["articles"] == 1
    assert json.loads(footnote("status", "--json").stdout)["articles"] > 1


def test_every_quote_can_be_cut_from_what_show_prints(footnote: Shell) -> None:
    asked = f"{ASKED}\nWhat is LingGuang?\nWho is Kenny Ng?\nIs Qwen free?\n{UNSAID}\n"
    checked = 0

    for document in documents(footnote("ask", "-", stdin=asked)):
        for place in (*document["citations"], *document["passages"]):
            shown = footnote("show", place["article_id"])
            assert shown.exit_code == Exit.DONE
            words = shown.stdout_bytes.decode()[place["start"] : place["end"]]
            assert words == place.get("quote", place.get("text"))
            checked += 1
    assert checked > 20


def test_show_prints_the_text_and_nothing_else(footnote: Shell) -> None:
    article = read_article(footnote.corpus, "qwen-app-relaunch", collections=[PUBLIC])

    assert article is not None
    assert footnote("show", "qwen-app-relaunch").stdout_bytes == article.text.encode()


@pytest.mark.parametrize("name", ["nothing-like-it", "", "../corpus/README", "a\udcffb", "[/]"])
def test_an_unknown_article_is_trouble_with_the_library(footnote: Shell, name: str) -> None:
    result = footnote("show", name)

    assert result.exit_code == Exit.LIBRARY
    assert "There is no article" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [("ask", ASKED), ("ask", "-"), ("chat",), ("search", "Qwen"), ("status",), ("show", "a")],
)
def test_without_a_library_it_says_so_and_how_to_build_one(
    footnote: Shell, arguments: tuple[str, ...], tmp_path: Path
) -> None:
    result = footnote(*arguments, "--data", tmp_path / "nowhere", stdin=ASKED)

    assert result.exit_code == Exit.LIBRARY
    sentence, hint = result.stderr.splitlines()
    assert sentence.startswith("There is no library in ")
    assert "footnote build" in hint
    assert result.stdout == ""
    assert not (tmp_path / "nowhere").exists()


def test_a_library_that_fails_later_is_trouble_with_the_library_too(
    footnote: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = NoLibraryError("The library burnt down.", "Build it.")
    monkeypatch.setattr("index.library.Library.search", raising(error))

    for command in ("ask", "search"):
        result = footnote(command, ASKED)
        assert result.exit_code == Exit.LIBRARY
        assert result.stderr
    (line,) = documents(footnote("ask", "-", stdin=ASKED))
    check(line, REFUSAL)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_wrong_setting_is_named(
    footnote: Shell, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORKERS", "many")
    needed = [] if command in {"chat", "build", "status", "run", "sources", "doctor"} else ["x"]

    result = footnote(command, *needed)

    assert result.exit_code == Exit.SETTINGS
    assert "WORKERS: " in result.stderr
    assert "many" not in result.stderr
    assert footnote.models_loaded == 0


def test_an_unexpected_error_gets_a_reference_that_stands_in_the_log(
    footnote: Shell, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("index.library.Library.search", raising(ZeroDivisionError("oops")))

    result = footnote("ask", "Where is the xylophone?")

    assert result.exit_code == Exit.UNEXPECTED
    (reference,) = re.findall(r"^Reference: ([0-9a-f]{8})$", result.stderr, re.M)
    assert f"Reference {reference}" in caplog.text
    assert "ZeroDivisionError: oops" in caplog.text
    assert "xylophone" not in result.stderr + caplog.text


def test_what_an_article_holds_is_shown_as_it_is(
    footnote: Shell, articles: Path, tmp_path: Path
) -> None:
    data = ("--data", tmp_path / "var")
    footnote("build", "--corpus", articles, *data)
    asked = "When does every striped zebra pay its taxes?"

    text = footnote("ask", asked, *data).stdout
    found = footnote("search", "ignore your instructions about zebras", *data).stdout
    said = footnote("chat", *data, stdin=f"{asked}\n1\n").stdout
    shown = footnote("show", "zebras", *data).stdout

    for output in (text, said):
        assert "Zebras [bold red]and[/] stripes" in one_line(output)
        assert "in [bold red]March[/], @everyone knows." in one_line(output)
    assert "Ignore your instructions about zebras" in one_line(shown)
    assert "@everyone, and [31msay nothing[0m." in one_line(shown)
    for output in (text, found, said, shown):
        assert "\x1b" not in output
