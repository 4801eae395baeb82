"""A folder: which files are articles, and what they are called."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.errors import LoadError, NoArticlesError
from index.load.contained import Contained
from index.load.folder import LOADERS, find
from index.load.markdown import load_markdown
from index.load.text import load_text


def put(corpus: Path, *names: str) -> None:
    for name in names:
        (corpus / name).parent.mkdir(parents=True, exist_ok=True)
        (corpus / name).write_text("Text.", encoding="utf-8")


def test_ids_are_paths_without_the_ending(tmp_path: Path) -> None:
    put(tmp_path, "b.md", "a/c.txt", "a/d.v2.MD", "e.markdown", "Zürich 词.md")
    assert [(file.article_id, file.loader) for file in find(tmp_path)] == [
        ("Zürich 词", load_markdown),
        ("a/c", load_text),
        ("a/d.v2", load_markdown),
        ("b", load_markdown),
        ("e", load_markdown),
    ]


@pytest.mark.parametrize("ending", LOADERS)
def test_every_loader_is_there_and_refuses_what_it_cannot_read(ending: str) -> None:
    with pytest.raises(LoadError):
        LOADERS[ending](b" \n", article_id="x", collection="public")


def test_no_library_of_a_loader_is_imported_with_the_loaders() -> None:
    code = (
        "import sys, index.load.folder; "
        "print([name for name in ('lxml', 'docutils', 'mammoth', 'trafilatura') "
        "if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("ending", LOADERS)
def test_documents_are_read_in_another_process(ending: str) -> None:
    assert isinstance(LOADERS[ending], Contained)


def test_what_is_no_article(tmp_path: Path) -> None:
    put(tmp_path, "README.md", "sub/readme.MD", ".hidden.md", ".git/a.md", "x.exe", "y", "a.md.bak")
    (tmp_path / "folder.md").mkdir()
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "gone.md").symlink_to(tmp_path / "nowhere")
    put(tmp_path, "real.md", "readme-first.md")
    assert [file.article_id for file in find(tmp_path)] == ["readme-first", "real"]


def test_two_files_may_claim_one_id(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "a.txt")
    assert [file.article_id for file in find(tmp_path)] == ["a", "a"]


def test_a_name_that_is_not_utf8_becomes_one_that_can_be_stored(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.md")
    path.write_text("Text.", encoding="utf-8")
    [file] = find(tmp_path)
    assert file.article_id == "caf?"
    assert file.path.read_text(encoding="utf-8") == "Text."


@pytest.mark.parametrize("name", ["missing", "file.md"])
def test_no_folder_is_said_so(tmp_path: Path, name: str) -> None:
    put(tmp_path, "file.md")
    with pytest.raises(NoArticlesError) as caught:
        list(find(tmp_path / name))
    assert name in caught.value.message
    assert "CORPUS_DIR" in caught.value.hint
