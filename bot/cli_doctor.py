"""The command about what is wrong: `doctor`."""

import typer

from bot.console import AsJson, Corpus, Data, Exit, err, out, spoken
from bot.settings import load_settings
from bot.streams import write_document


def doctor(corpus: Corpus = None, data: Data = None, as_json: AsJson = False) -> None:
    """Look over the whole library, and say what to do.

    Disk, catalog, model, caches, what was fetched, sources, corpus folder, records, and every
    article as footnote add looks at one. Nothing is changed or fetched. Ends with 3 where something
    is in trouble; what is only worth a notice ends with 0.
    """
    from bot.render.doctor import doctor_lines
    from bot.render.document import doctor_document
    from bot.render.progress import progress_bar

    with spoken():
        settings = load_settings(corpus_dir=corpus, data_dir=data)
        from bot.app import examine_all

        with progress_bar(err) as report:
            findings = list(examine_all(settings, progress=report))
        if as_json:
            write_document(doctor_document(findings))
        else:
            out.print(doctor_lines(findings))
        if any(one.verdict == "trouble" for one in findings):
            raise typer.Exit(Exit.LIBRARY)


def add_commands(app: typer.Typer) -> None:
    """Put this command into the command line."""
    app.command()(doctor)
