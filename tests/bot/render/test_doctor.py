"""Findings in a terminal: their verdicts, the first names, and what to do."""

import io

from rich.console import Console, RenderableType

from bot.render.doctor import doctor_lines
from index.doctor.base import Finding


def shown(what: RenderableType) -> str:
    console = Console(file=io.StringIO(), width=60, no_color=True)
    console.print(what)
    assert isinstance(console.file, io.StringIO)
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines())


def test_areas_verdicts_names_and_advice() -> None:
    findings = [
        Finding(area="disk", verdict="fine", says="Enough is free."),
        Finding(
            area="articles",
            verdict="notice",
            says="Garbled: 7.",
            hint="Mend them.",
            count=7,
            named=("one", "two\x1b[31m"),
        ),
        Finding(area="articles", verdict="trouble", says="It burns.", hint="Put it out."),
    ]

    assert shown(doctor_lines(findings)) == (
        "Disk\n"
        "  fine Enough is free.\n"
        "Articles\n"
        "  note    Garbled: 7.\n"
        "            one\n"
        "            two\N{REPLACEMENT CHARACTER}[31m\n"
        "            … and 5 more\n"
        "  trouble It burns.\n"
        "\n"
        "What to do\n"
        "  1. Put it out.\n"
        "  2. Mend them."
    )


def test_where_all_is_fine_there_is_nothing_to_do() -> None:
    assert shown(doctor_lines([])).endswith("What to do\n  Nothing.")
