"""What every command shares: exit codes, consoles, options, and sentences for what goes wrong."""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from bot.errors import DeskError, Trouble, new_reference
from bot.records.errors import RecordsError
from bot.settings import SettingsError
from index.errors import LibraryError

log = logging.getLogger(__name__)


class Exit(IntEnum):
    """What a command's exit code means. An honest "the articles don't say" is a success."""

    DONE = 0
    UNEXPECTED = 1
    USAGE = 2
    LIBRARY = 3
    SETTINGS = 4
    DISCORD = 5
    UNREACHABLE = 6
    INTERRUPTED = 130


class _Console(Console):
    """A console that leaves a broken pipe to `spoken`, where all commands treat it alike."""

    def on_broken_pipe(self) -> None:
        """Let the error through, which is being handled when this is called."""
        raise


out = _Console(highlight=False, soft_wrap=False)
err = Console(stderr=True, highlight=False)

Corpus = Annotated[
    Path | None, typer.Option("--corpus", help="The folder of articles, instead of CORPUS_DIR.")
]
Data = Annotated[
    Path | None, typer.Option("--data", help="Where the library is kept, instead of DATA_DIR.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document (docs/json.md).")]


@contextmanager
def spoken() -> Iterator[None]:
    """Turn what can go wrong into a sentence, a hint and an exit code."""
    try:
        yield
        sys.stdout.flush()
    except (LibraryError, RecordsError) as error:
        fail(error.message, error.hint, Exit.LIBRARY)
    except SettingsError as error:
        fail(f"A setting is wrong: {error}", "Mend it in .env or the environment.", Exit.SETTINGS)
    except DeskError as error:
        if error.trouble is Trouble.NO_LIBRARY:
            fail(error.person, error.operator, Exit.LIBRARY)
        fail(error.person, None, Exit.USAGE)
    except KeyboardInterrupt:
        raise typer.Exit(Exit.INTERRUPTED) from None
    except BrokenPipeError:
        # Whoever read our output has had enough, as `head` does; the rest goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(Exit.DONE) from None
    except (typer.Exit, typer.Abort):
        raise
    except Exception:
        reference = new_reference()
        log.exception("Reference %s", reference)
        fail(Trouble.UNEXPECTED.value.person, f"Reference: {reference}", Exit.UNEXPECTED)


def fail(message: str, hint: str | None, code: Exit) -> NoReturn:
    """Say what went wrong and what to do, and end."""
    err.print(message, style="bold red", markup=False, soft_wrap=True)
    if hint:
        err.print(hint, markup=False, soft_wrap=True)
    raise typer.Exit(code)
