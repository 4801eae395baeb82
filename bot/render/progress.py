"""A build's `Progress` comes in, a bar on a console goes out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from index.build import Progress


@contextmanager
def progress_bar(console: Console) -> Iterator[Callable[[Progress], None]]:
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

        def report(progress: Progress) -> None:
            if progress.calibrating:
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
