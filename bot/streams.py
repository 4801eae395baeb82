"""Arguments, lines and documents come in and go out through the standard streams, as UTF-8."""

import json
import sys
from collections.abc import Iterator
from typing import Any


def write_document(document: dict[str, Any]) -> None:
    """Write JSON for people and scripts, on several lines."""
    write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def write_document_line(document: dict[str, Any]) -> None:
    """Write JSON on a line of its own."""
    write_text(json.dumps(document, ensure_ascii=False) + "\n")


def write_text(text: str) -> None:
    """Write UTF-8 whatever the terminal speaks: no wrapping, and no line break but the text's."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


def readable(argument: str) -> str:
    """An argument in which what is no UTF-8 became a mark, as in `lines_in`."""
    return argument.encode("utf-8", "replace").decode()


def lines_in() -> Iterator[str]:
    """The lines of standard input without their ends; what is no UTF-8 becomes a mark."""
    for line in sys.stdin.buffer:
        yield line.decode("utf-8", "replace").rstrip("\r\n")
