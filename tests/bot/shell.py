"""Arguments come in, what `footnote` printed and its exit code come out, all in this process."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from typer.testing import CliRunner, Result

from bot.cli import app
from index.settings import IndexSettings

COMMANDS = (
    *("ask", "chat", "search", "build", "status", "show", "run"),
    *("add", "sources", "remove", "doctor"),
)

ASKED = "How many people downloaded the Qwen app in its first week?"
UNSAID = "Who won the football World Cup in 2018?"


class Shell:
    """An empty folder with nothing set but where the library is; runs `footnote` there."""

    def __init__(self, corpus: IndexSettings) -> None:
        self.corpus = corpus
        self.models_loaded = 0
        self._runner = CliRunner()

    def __call__(self, *arguments: str | Path, stdin: str | bytes = "") -> Result:
        """Run a command; what it raises beyond its exit code fails the test."""
        words = [str(argument) for argument in arguments]
        return self._runner.invoke(app, words, input=stdin, catch_exceptions=False)


def one_line(text: str) -> str:
    """Without line breaks: the terminal's width decides about them."""
    return " ".join(text.split())


def raising(error: BaseException) -> Callable[..., NoReturn]:
    """Something to put in the place of a method, that fails."""

    def fail(*_: object, **__: object) -> NoReturn:
        raise error

    return fail


def documents(result: Result) -> list[dict[str, Any]]:
    """One for each line."""
    return [json.loads(line) for line in result.stdout.splitlines()]
