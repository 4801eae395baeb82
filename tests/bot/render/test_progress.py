"""The bar of a build says what is being done."""

import io

import pytest
from rich.console import Console

from bot.render.progress import progress_bar
from index.build import Progress
from index.doctor.base import Examining


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (Progress(articles_done=1, articles_total=3, chunks_embedded=7), "7 chunks embedded"),
        (Progress(calibrating="fr", questions_done=1, questions_total=3), "(fr)"),
        (Progress(suggesting=True, articles_done=1, articles_total=3), "questions to suggest"),
        (Examining(area="articles", done=1, total=3), "Examining: articles"),
    ],
)
def test_it_says_what_is_done_and_how_far(progress: Progress | Examining, words: str) -> None:
    shown = io.StringIO()
    console = Console(file=shown, force_terminal=True, width=120, no_color=True)

    with progress_bar(console) as report:
        report(progress)

    assert words in shown.getvalue()
    assert "1/3" in shown.getvalue()


def test_it_is_silent_where_nobody_looks() -> None:
    shown = io.StringIO()
    with progress_bar(Console(file=shown, force_terminal=False)) as report:
        report(Progress(suggesting=True))
    assert shown.getvalue() == ""
