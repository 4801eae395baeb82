"""Logs as lines of JSON: every record one object, with what is listed and nothing else."""

import json
import logging
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.errors import new_reference
from bot.logs import JsonLines

ROOT = Path(__file__).parents[2]


def record(message: str, *arguments: object, **others: Any) -> logging.LogRecord:
    """A record as a logger makes it."""
    made = logging.LogRecord(
        "bot.desk", logging.WARNING, "desk.py", 7, message, arguments, others.pop("exc_info", None)
    )
    made.__dict__.update(others)
    return made


def line(made: logging.LogRecord) -> dict[str, Any]:
    """What the record's one line holds."""
    text = JsonLines().format(made)
    assert text.isascii()
    assert "\n" not in text
    document: dict[str, Any] = json.loads(text)
    return document


def test_a_record_is_an_object_of_what_is_listed() -> None:
    made = record("Took %d", 3, question="never shown", taskName="nor this")
    made.created = 1_716_000_000.25

    assert line(made) == {
        "time": "2024-05-18T02:40:00.250Z",
        "level": "WARNING",
        "logger": "bot.desk",
        "message": "Took 3",
    }


def test_a_reference_stands_by_itself_too() -> None:
    reference = new_reference()

    document = line(record("A question failed; reference %s", reference))

    assert document["reference"] == reference
    assert document["message"].endswith(reference)


@pytest.mark.parametrize("text", ["a\nb\r\n\x00\x1b[31m", "词 \ud800", '"},{"level": "x'])
def test_whatever_a_message_holds_it_stays_one_object(text: str) -> None:
    assert line(record("%s", text))["message"] == text


def test_arguments_by_name_are_no_reference() -> None:
    document = line(record("%(a)s", {"a": 1}))

    assert document["message"] == "1"
    assert "reference" not in document


def test_an_exception_is_told_with_its_traceback() -> None:
    try:
        raise ValueError("boom\nboom")
    except ValueError:
        document = line(record("Failed", exc_info=sys.exc_info()))

    assert document["exception"].startswith("Traceback (most recent call last)")
    assert document["exception"].endswith("ValueError: boom\nboom")


# What a program of its own says: pytest has handlers on the root logger already.
PROGRAM = """
import logging, sys, warnings
from bot.logs import log_to_stderr
log_to_stderr(sys.argv[1], sys.argv[2])
logging.getLogger("bot").debug("one")
logging.getLogger("faiss").info("loaded")
logging.getLogger("bot").warning("two %s", "words")
warnings.warn("three")
"""


def said(level: str, how: str) -> list[str]:
    """The lines on standard error."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, level, how],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == ""
    return done.stderr.splitlines()


def test_as_json_even_a_warning_of_pythons_own_is_an_object() -> None:
    lines = [json.loads(text) for text in said("DEBUG", "json")]

    assert [one["message"] for one in lines[:2]] == ["one", "two words"]
    assert lines[2]["logger"] == "py.warnings"
    assert "three" in lines[2]["message"]
    assert len(lines) == 3


def test_as_text_a_line_opens_with_time_level_and_logger() -> None:
    first, *_ = said("INFO", "text")

    assert re.fullmatch(r"\d{4}-\d\d-\d\d [\d:,]+ WARNING bot: two words", first)
