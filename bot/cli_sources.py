"""The commands about where articles come from: `add`, `sources` and `remove`."""

from typing import Annotated

import typer

from bot.console import AsJson, Corpus, Data, Exit, err, fail, out, spoken
from bot.settings import load_settings
from bot.streams import readable, write_document

Named = Annotated[
    str, typer.Argument(help="A file, a folder, or a web address: a page, a feed or a site.")
]


def add(
    place: Named,
    refresh: Annotated[
        str, typer.Option(help="Look there again so often: 30m, 6h, 1d, 2w; else only now.")
    ] = "never",
    most: Annotated[
        int, typer.Option(min=1, max=10_000, help="The most pages or files that are taken.")
    ] = 200,
    site: Annotated[
        bool, typer.Option("--site", help="Take the whole site: its sitemap, else its links.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would come in, and add nothing.")
    ] = False,
    corpus: Corpus = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Add articles from a place, and say what they are like.

    A feed is told from a page by what is there. The receipt says where title, author and date were
    found, what could not be read, and which articles say the same already.

    Example: footnote add https://example.com/feed.xml --refresh 6h
    """
    from bot.render.document import look_document
    from bot.render.progress import progress_bar
    from bot.render.sources import examined_lines, look_lines

    with spoken():
        settings = load_settings(corpus_dir=corpus, data_dir=data)
        from bot.app import add_place

        with progress_bar(err) as report:
            receipt = add_place(
                settings,
                readable(place),
                refresh=refresh,
                most=most,
                site=site,
                dry_run=dry_run,
                progress=report,
            )
        if as_json:
            write_document(look_document(receipt))
        else:
            out.print(examined_lines(receipt))
            out.print(look_lines(receipt, dry_run=dry_run))
        if not receipt.examined and receipt.troubles:
            raise typer.Exit(Exit.LIBRARY)


def sources(data: Data = None, as_json: AsJson = False) -> None:
    """List the places that articles come from: how old they are, when they are due, what is wrong.

    Those of corpus/sources.toml, those added with footnote add, and those of Discord servers.
    """
    from bot.render.document import sources_document
    from bot.render.sources import sources_table
    from index.sources.refresh import list_sources

    with spoken():
        found = list_sources(load_settings(data_dir=data).index)
        if as_json:
            write_document(sources_document(found))
        elif found:
            out.print(sources_table(found))
        else:
            out.print("There are no sources. Add one: footnote add https://example.com/feed.xml")


def remove(place: Named, data: Data = None) -> None:
    """Take a place that was added away again, with the articles that only it has.

    What corpus/sources.toml names is taken out there, and goes with the next footnote build.
    """
    with spoken():
        settings = load_settings(data_dir=data)
        from bot.app import remove_place

        removed = remove_place(settings, readable(place))
        if removed is None:
            fail(
                f"No source that was added is {place!r}.",
                "`footnote sources` lists them.",
                Exit.LIBRARY,
            )
        out.print(f"Removed, with {len(removed)} articles.", markup=False)


def add_commands(app: typer.Typer) -> None:
    """Put these commands into the command line."""
    for command in (add, sources, remove):
        app.command()(command)
