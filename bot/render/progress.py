"""The progress of a build, a look at a source or an examination comes in, a bar goes out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from bot.render.terminal import plain
from index.build import Progress
from index.doctor.base import Examining
from index.sources.base import RefreshProgress

AnyProgress: TypeAlias = Progress | RefreshProgress | Examining

_MOST_NAME = 60  # characters of a source's name


@contextmanager
def progress_bar(console: Console) -> Iterator[Callable[[AnyProgress], None]]:
    """A bar while articles are read, embedded or examined; nothing where nobody looks."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[counted]}"),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Building", total=None, counted="")

        def report(progress: AnyProgress) -> None:
            if isinstance(progress, RefreshProgress):
                _show_look(bar, task, progress)
            elif isinstance(progress, Examining):
                _show_examination(bar, task, progress)
            elif progress.calibrating:
                bar.update(
                    task,
                    description=f"Finding out how far to trust the model ({progress.calibrating})",
                    completed=progress.questions_done,
                    total=progress.questions_total,
                    counted="questions",
                )
            elif progress.suggesting:
                bar.update(
                    task,
                    description="Trying out questions to suggest",
                    completed=progress.articles_done,
                    total=progress.articles_total,
                    counted="articles",
                )
            else:
                bar.update(
                    task,
                    completed=progress.articles_done,
                    total=progress.articles_total,
                    counted=f"articles, {progress.chunks_embedded} chunks embedded",
                )

        yield report


def _show_look(bar: Bar, task: TaskID, progress: RefreshProgress) -> None:
    bar.update(
        task,
        description=escape(f"Looking at {plain(progress.name)[:_MOST_NAME]}"),
        completed=progress.looked_at,
        total=max(progress.expected, progress.looked_at) if progress.expected else None,
        counted=f"pages, {progress.chunks_embedded} chunks embedded",
    )


def _show_examination(bar: Bar, task: TaskID, progress: Examining) -> None:
    bar.update(
        task,
        description=f"Examining: {progress.area}",
        completed=progress.done,
        total=progress.total or None,
        counted="",
    )
