"""A build's `Progress`, or that of a look at a source, comes in, a bar on a console goes out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from bot.render.terminal import plain
from index.build import Progress
from index.sources.base import RefreshProgress

_MOST_NAME = 60  # characters of a source's name


@contextmanager
def progress_bar(console: Console) -> Iterator[Callable[[Progress | RefreshProgress], None]]:
    """A bar while articles are read and embedded; nothing where nobody looks."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[counted]}"),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Building", total=None, counted="")

        def report(progress: Progress | RefreshProgress) -> None:
            if isinstance(progress, RefreshProgress):
                _show_look(bar, task, progress)
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
