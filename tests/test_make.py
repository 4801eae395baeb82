"""What `make` promises: an answer from the articles as they are now, wherever `.env` has them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import Settings
from index.build import build
from index.embed import SentenceTransformerEmbedder
from index.settings import IndexSettings
from tests.bot.shell import one_line

ROOT = Path(__file__).parents[1]
MAKE = shutil.which("make") or "make"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose environment is the one that runs the tests."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    commands = tmp_path / ".venv" / "bin"
    commands.mkdir(parents=True)
    footnote = commands / "footnote"
    footnote.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bot "$@"\n', encoding="utf-8")
    footnote.chmod(0o755)
    (tmp_path / ".venv" / ".installed").touch()
    return tmp_path


def make(checkout: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """What a target says to a person who has set nothing but what stands in `.env`."""
    ours = {name.upper() for name in Settings.model_fields}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.run(
        [MAKE, "-s", *words],
        cwd=checkout,
        env=kept | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_answer_is_from_the_articles_that_are_there_now(
    checkout: Path, embedder: SentenceTransformerEmbedder
) -> None:
    corpus = checkout / "my articles"
    corpus.mkdir()
    (checkout / ".env").write_text("CORPUS_DIR=my articles\nDATA_DIR=mine\n", encoding="utf-8")
    gone = corpus / "owls.md"
    gone.write_text("# Owls\n\nThe grey owl of the harbour eats forty mice a week.\n")
    build(IndexSettings(corpus_dir=corpus, data_dir=checkout / "mine"), embedder)
    gone.unlink()
    come = corpus / "herons & $torks.md"
    come.write_text("# Herons\n\nThe grey heron of the harbour eats nine eels a week.\n")
    os.utime(come, (1_000_000_000, 1_000_000_000))

    asked = make(checkout, "ask", "Q=What does the grey heron of the harbour eat?")

    said = one_line(asked.stdout)
    assert asked.returncode == 0, asked.stderr
    assert "Added 1: herons & $torks" in said
    assert "Removed 1: owls" in said
    assert "eats nine eels a week. [1]" in said
    assert "owl" not in said.partition("revision")[2]


def test_where_nothing_can_be_built_that_is_said(checkout: Path) -> None:
    asked = make(checkout, "ask", "Q=What does the grey heron eat?")

    assert asked.returncode != 0
    assert "There is no folder corpus" in one_line(asked.stderr)
