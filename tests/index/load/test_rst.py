"""reStructuredText: what it states of itself, and what is kept out. `test_documents` has more."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import LoadError
from index.load.base import Loaded, clean
from index.load.rst import load_rst

HERE = Path(__file__)


def load(text: str) -> Loaded:
    return load_rst(text.encode(), article_id="folder/harbour_pier", collection="public")


def test_fields_are_the_source() -> None:
    source = load(
        "Pier\n====\n\n:Author: Ada Okafor\n:Date: 2024-03-05\n:Organization: The Council\n"
        ":Tags: harbour, stone\n:URL: https://example.com/pier\n\nText."
    ).article.source
    assert (source.title, source.author, source.publisher) == ("Pier", "Ada Okafor", "The Council")
    assert (source.published, source.tags) == ("2024-03-05", ("harbour", "stone"))
    assert source.url == "https://example.com/pier"


def test_several_authors_and_meta_are_read() -> None:
    source = load(
        ".. meta::\n   :author: Chen Wei\n   :keywords: a, b\n\nPier\n====\n\n"
        ":Authors: - Ada Okafor\n          - Bruno Keller\n\nText."
    ).article.source
    assert source.author == "Chen Wei, Ada Okafor, Bruno Keller"
    assert source.tags == ("a", "b")


def test_a_date_that_is_none_is_left_out_and_said() -> None:
    loaded = load("Pier\n====\n\n:Date: last spring\n\nText.")
    assert loaded.article.source.published is None
    assert loaded.notes == ("published is not a date like 2024-03-05 and was left out",)


def test_without_a_title_the_files_name_serves() -> None:
    assert load("Text.").article.source.title == "harbour pier"


def test_a_title_over_a_line_of_dashes_is_no_front_matter() -> None:
    loaded = load("----\nPier\n----\n\nText.")
    assert (loaded.article.source.title, loaded.article.text) == ("Pier", "Pier\n\nText.")


@pytest.mark.parametrize(
    "directive",
    [
        f".. include:: {HERE}",
        f".. literalinclude:: {HERE}",
        f".. csv-table::\n   :file: {HERE}",
        f".. raw:: html\n   :file: {HERE}",
        f".. raw:: text\n\n   {HERE.name}",
        f".. code-block:: python\n   :file: {HERE}",
        f".. role:: x(raw)\n   :format: html\n\n:x:`{HERE.name}`",
    ],
)
def test_no_file_and_nothing_raw_comes_in(directive: str) -> None:
    text = load(f"Before.\n\n{directive}\n\nAfter.").article.text
    assert "HERE = Path" not in text
    assert "Before." in text
    assert "After." in text


@pytest.mark.parametrize("option", [":loading: embed", ":scale: 50", ":loading: lazy"])
@pytest.mark.parametrize("name", ["a.svg", "a.png", "a.txt", "missing.png", "a.mp4"])
@pytest.mark.parametrize(
    "used",
    [
        ".. image:: {where}\n   {option}\n   :alt: A pier",
        ".. figure:: {where}\n   {option}\n   :alt: A pier\n\n   Built of stone.",
        "Here: |it|.\n\n.. |it| image:: {where}\n   {option}\n   :alt: A pier",
    ],
)
def test_no_picture_brings_a_file_in(tmp_path: Path, name: str, option: str, used: str) -> None:
    secret = "the harbour's safe opens with 4711"
    for file in ("a.svg", "a.png", "a.txt", "a.mp4"):
        (tmp_path / file).write_text(f"<svg><text>{secret}</text></svg>", encoding="utf-8")
    for where in (tmp_path / name, f"file://{tmp_path / name}"):
        text = load(used.format(where=where, option=option) + "\n\nAfter.").article.text
        assert "4711" not in text
        assert str(tmp_path) not in text
        assert "System Message" not in text
        assert "A pier" in text
        assert text.endswith("After.")


def test_no_configuration_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docutils.conf").write_text("[general]\nraw_enabled: yes\nhalt_level: 1\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOCUTILSCONFIG", str(tmp_path / "docutils.conf"))
    assert load("Before *x.\n\n.. raw:: html\n\n   <p>RAW</p>").article.text == "Before *x."


def test_what_only_another_program_could_fill_in_is_said() -> None:
    loaded = load("Text.\n\n.. toctree::\n\n   a\n\n.. automodule:: b\n\n.. toctree::\n\n   c")
    assert loaded.notes == (
        "parts that another program would fill in were left out (toctree, automodule)",
    )


@pytest.mark.parametrize("text", [" ", "Title\n=====", ".. A comment.", ".. toctree::\n\n   a"])
def test_a_file_without_text_is_refused(text: str) -> None:
    with pytest.raises(LoadError, match="it has no text"):
        load(text)


def test_control_characters_do_no_harm() -> None:
    loaded = load("Text [A]_.\n\n.. [A] A\x03 no\x0fte.\n")
    assert loaded.article.text == "Text [A].\n\n[A] A note."


def test_nothing_is_written_to_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    load("Text *open.\n\n.. nonsense::\n\n   x")
    assert capfd.readouterr() == ("", "")


@given(
    st.one_of(
        st.binary(max_size=100),
        st.text("ab*`_|=-:.\n [](){}#<>", max_size=120).map(lambda text: text.encode()),
    )
)
@settings(max_examples=100, deadline=None)
def test_any_bytes_load_or_are_refused(content: bytes) -> None:
    try:
        article = load_rst(content, article_id="x", collection="public").article
    except LoadError:
        return
    assert article.text == clean(article.text)
