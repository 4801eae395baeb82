"""The command line as processes of its own: imports, signals and pipes are only real there."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from bot.console import Exit
from bot.settings import Settings
from index.settings import IndexSettings
from tests.bot.documents import ANSWER, check

ROOT = Path(__file__).parents[2]
FOOTNOTE = (sys.executable, "-m", "bot")
MODELS = {"torch", "transformers", "sentence_transformers", "faiss"}

# Runs a command as the console script does, then says on standard error what was imported.
WITNESS = """
import json, sys
from bot.cli import main
try:
    main()
finally:
    names = {name.partition(".")[0] for name in sys.modules}
    print(json.dumps(sorted(names)), file=sys.stderr)
"""


@pytest.fixture
def environment(corpus_settings: IndexSettings) -> dict[str, str]:
    """The environment of a person who has set nothing but where the library is."""
    ours = {name.upper() for name in Settings.model_fields}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return kept | {"PYTHONPATH": str(ROOT), "DATA_DIR": str(corpus_settings.data_dir)}


def start(
    command: Sequence[str], environment: Mapping[str, str], folder: Path
) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def finish(process: "subprocess.Popen[bytes]", stdin: bytes = b"") -> tuple[int, str, str]:
    """The exit code, and what was written."""
    with process:
        written, complained = process.communicate(stdin, timeout=60)
    return process.returncode, written.decode(), complained.decode()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["--help"], Exit.DONE), (["ask", "--help"], Exit.DONE), (["run"], Exit.DISCORD)],
)
def test_what_needs_neither_loads_no_model_and_no_discord(
    arguments: list[str], code: Exit, environment: dict[str, str], tmp_path: Path
) -> None:
    process = start([sys.executable, "-c", WITNESS, *arguments], environment, tmp_path)
    returned, _, complained = finish(process)

    *said, imported = complained.splitlines()
    assert returned == code
    assert not (MODELS | {"discord", "aiohttp"}) & set(json.loads(imported))
    assert len(said) == (2 if code is Exit.DISCORD else 0)


def test_asking_does_not_load_discord(environment: dict[str, str], tmp_path: Path) -> None:
    process = start(
        [sys.executable, "-c", WITNESS, "ask", "--json", "--", "-what is LingGuang?"],
        environment,
        tmp_path,
    )
    returned, written, complained = finish(process)

    assert returned == Exit.DONE
    check(json.loads(written), ANSWER)
    imported = set(json.loads(complained.splitlines()[-1]))
    assert "sentence_transformers" in imported
    assert not {"discord", "aiohttp"} & imported
    assert complained.count("\n") == 1


def test_each_answer_comes_at_once_and_ctrl_c_ends_it_quietly(
    environment: dict[str, str], tmp_path: Path
) -> None:
    with start([*FOOTNOTE, "ask", "-"], environment, tmp_path) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for question in ("What is LingGuang?", "Who is Kenny Ng?"):
            process.stdin.write(f"{question}\n".encode())
            process.stdin.flush()
            document = json.loads(process.stdout.readline())
            check(document, ANSWER)
            assert document["question"] == question

        process.send_signal(signal.SIGINT)
        # While its input is open, nothing else ends it.
        assert process.wait(timeout=30) == Exit.INTERRUPTED
        written, complained = process.communicate()

    assert written == b""
    assert b"Traceback" not in complained


def test_a_reader_that_has_had_enough_ends_a_run_of_questions_quietly(
    environment: dict[str, str], tmp_path: Path
) -> None:
    with start([*FOOTNOTE, "ask", "-"], environment, tmp_path) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b"What is LingGuang?\n")
        process.stdin.flush()
        process.stdout.readline()
        process.stdout.close()
        process.stdin.write(b"Who is Kenny Ng?\n" * 50)
        process.stdin.close()
        complained = process.stderr.read()

    assert process.returncode == Exit.DONE
    assert complained == b""


@pytest.mark.parametrize(
    "arguments",
    [("status",), ("status", "--json"), ("show", "qwen-app-relaunch")],
    ids=["text", "json", "show"],
)
def test_a_reader_that_never_listened_is_no_reason_to_complain(
    arguments: tuple[str, ...], environment: dict[str, str], tmp_path: Path
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [*FOOTNOTE, *arguments],
            cwd=tmp_path,
            env=environment,
            stdout=writing,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    finally:
        os.close(writing)

    assert (done.returncode, done.stderr) == (Exit.DONE, b"")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_whatever_the_terminal_speaks_it_is_spoken_to(
    encoding: str, environment: dict[str, str], tmp_path: Path
) -> None:
    """Text loses what cannot be shown; documents and articles are UTF-8 everywhere."""
    environment |= {"PYTHONIOENCODING": encoding, "CORPUS_DIR": str(tmp_path)}

    text = finish(start([*FOOTNOTE, "status"], environment, tmp_path))
    shown = finish(start([*FOOTNOTE, "show", "qwen-app-relaunch"], environment, tmp_path))

    assert (text[0], shown[0]) == (Exit.DONE, Exit.DONE)
    assert "public: " in text[1]
    assert (text[2], shown[2]) == ("", "")
