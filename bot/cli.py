"""The command line: arguments come in, text or JSON documents and an exit code go out."""

import asyncio
import io
import re
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli_doctor import add_commands as add_doctor
from bot.cli_sources import add_commands as add_sources
from bot.console import AsJson, Corpus, Data, Exit, err, fail, out, spoken
from bot.errors import DeskError
from bot.logs import log_to_stderr
from bot.settings import Settings, load_settings
from bot.streams import lines_in, readable, write_document, write_document_line, write_text
from bot.types import Answer, Place, Question, Turn, turn
from index.errors import LoadError
from index.types import PUBLIC, Span

if TYPE_CHECKING:
    from bot.desk import Desk
    from index.library import Library

COLLECTIONS = frozenset({PUBLIC})
MOST_TURNS = 10
"""Of a conversation, so many of the last turns are kept."""

_LEAVE = {"exit", "quit", ":q"}
_FOOTNOTE = re.compile(r"\[?([0-9]{1,3})\]?")
"""A footnote's number, as it is typed or as answers show it; with four digits it may be a year."""


app = typer.Typer(
    name="footnote",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Answers questions about a body of articles, and never without a footnote.\n\n"
    "Start with: footnote build, then footnote ask 'your question'.",
    epilog="Exit codes: 0 done (also when the articles don't say), 1 unexpected error, 2 wrong "
    "usage, 3 trouble with the library, 4 wrong setting, 5 Discord refuses the token, 6 Discord "
    "not reached, 130 interrupted.",
)


Asked = Annotated[
    str,
    typer.Argument(help="The question; - reads one a line from standard input, JSON lines out."),
]


@app.command()
def ask(
    question: Asked,
    corpus: Corpus = None,
    data: Data = None,
    as_json: AsJson = False,
    why: Annotated[
        bool,
        typer.Option("--why", help="Show what the confidence is made of (--json always has it)."),
    ] = False,
) -> None:
    """Answer a question, with footnotes.

    Example: footnote ask "Which fields are the Qwen trademarks filed in?"
    """
    from bot.render.document import answer_document, refusal_document
    from bot.render.terminal import why_table

    with (
        spoken(),
        _open(corpus, data) as (_, desk),
        _running(desk) as runner,
    ):

        def look_up(text: str) -> Answer:
            return runner.run(desk.answer(Question(text=text, collections=COLLECTIONS)))

        if question != "-":
            answer = look_up(readable(question))
            write_document(answer_document(answer)) if as_json else _show_answer(answer)
            if why and not as_json and answer.remark is None:
                out.print()
                out.print(why_table(answer))
            return
        for line in lines_in():
            try:
                write_document_line(answer_document(look_up(line)))
            except DeskError as error:
                write_document_line(refusal_document(line, error.person))


@app.command()
def chat(corpus: Corpus = None, data: Data = None) -> None:
    """Ask one question after another, as on Discord.

    A follow-up ("and LingGuang?") is completed from the questions before it. A footnote's number
    shows the passage it stands in. exit or Ctrl-D leaves.
    """
    with (
        spoken(),
        _open(corpus, data) as (_, desk),
        _running(desk) as runner,
    ):
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(errors="replace")
        out.print("Ask about the articles; a footnote's number shows its passage; exit leaves.")
        last: Answer | None = None
        turns: deque[Turn] = deque(maxlen=MOST_TURNS)
        while (line := _prompt()) is not None and line.strip().lower() not in _LEAVE:
            text = line.strip()
            if not text:
                continue
            try:
                runner.run(desk.refresh())
                if last is not None and (named := _FOOTNOTE.fullmatch(text)) is not None:
                    _show_passage(runner, desk, last, int(named[1]))
                    continue
                question = Question(text=text, collections=COLLECTIONS, earlier=tuple(turns))
                answer = runner.run(desk.answer(question))
                if answer.remark is None:
                    last = answer
                    turns.append(turn(answer))
                _show_answer(answer)
            except DeskError as error:
                out.print(error.person, markup=False)


@app.command()
def search(
    question: Asked,
    corpus: Corpus = None,
    data: Data = None,
    as_json: AsJson = False,
    top: Annotated[int, typer.Option(min=1, max=50, help="How many passages.")] = 5,
) -> None:
    """Show the passages found for a question, with their score at each stage.

    dense is the cosine of meaning, keywords the BM25 score, fused the sum of both as shares of
    their best, reranked the score of the passage's best sentence.
    """
    from bot.render.document import findings_document
    from bot.render.terminal import findings_table

    with spoken(), _open(corpus, data, writes=False) as (library, _):
        questions = lines_in() if question == "-" else iter([readable(question)])
        for text in questions:
            findings = library.search(text, collections=COLLECTIONS, limit=top)
            if question == "-":
                write_document_line(findings_document(text, findings))
            elif as_json:
                write_document(findings_document(text, findings))
            else:
                out.print(findings_table(findings))


@app.command()
def build(
    corpus: Corpus = None,
    data: Data = None,
    as_json: AsJson = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="Print nothing where nothing is new, as for cron.")
    ] = False,
    rebuild: Annotated[bool, typer.Option(help="Cut and embed every article anew.")] = False,
    model: Annotated[
        str | None,
        typer.Option(
            help="Switch to this embedding model, a sentence-transformers name or folder."
        ),
    ] = None,
) -> None:
    """Bring the library up to the articles: what is new, changed and gone.

    Safe at any time, also while the bot runs: it answers from the new articles a moment later.
    Sources of corpus/sources.toml and those added with --refresh are looked at when their time has
    come. With --model every article is embedded anew; the bot answers from the old model until all
    are.
    """
    from bot.render.document import receipt_document
    from bot.render.progress import progress_bar
    from bot.render.sources import look_lines
    from bot.render.terminal import receipt_lines

    with spoken():
        settings = load_settings(corpus_dir=corpus, data_dir=data)
        from bot.app import build_library

        with progress_bar(err) as report:
            receipt, looks = build_library(settings, model=model, rebuild=rebuild, progress=report)
        if as_json:
            write_document(receipt_document(receipt, looks))
            return
        if receipt.is_news or not quiet:
            out.print(receipt_lines(receipt))
        for look in looks:
            if look.is_news or not quiet:
                out.print(look_lines(look))


@app.command()
def status(data: Data = None, as_json: AsJson = False) -> None:
    """Show what the library holds, and what made it."""
    from bot.render.document import status_document
    from bot.render.terminal import status_table
    from index.library import read_status

    with spoken():
        found = read_status(load_settings(data_dir=data).index)
        write_document(status_document(found)) if as_json else out.print(status_table(found))


add_sources(app)
add_doctor(app)


@app.command()
def show(
    article: Annotated[str, typer.Argument(help="An article's id: its path without the suffix.")],
    data: Data = None,
) -> None:
    """Print an article's normalised text, in which citations count their characters."""
    from index.library import read_article

    with spoken():
        settings = load_settings(data_dir=data)
        found = read_article(settings.index, readable(article), collections=COLLECTIONS)
        if found is None:
            raise LoadError(
                f"There is no article {article!r} in the library.",
                "`footnote search` names the ids of the articles that it finds.",
            )
        write_text(found.text)


@app.command()
def run() -> None:
    """Run the Discord bot with the token from .env, until it is told to stop."""
    with spoken():
        settings = load_settings()
        token = settings.discord_token
        if token is None or not token.get_secret_value().strip():
            fail(
                "There is no Discord token: put DISCORD_TOKEN=… into .env (README.md says where "
                "to get one).",
                'To ask without Discord, no token is needed: make ask Q="your question"',
                Exit.DISCORD,
            )
        log_to_stderr(settings.log_level, settings.log_format)
        from bot.health import PortError
        from bot.serving import IntentError, InvalidTokenError, StartError, serve

        with _opened(settings, records=True) as (_, desk):
            try:
                asyncio.run(serve(desk, settings))
            except InvalidTokenError:
                fail(
                    "Discord refuses this token.",
                    "Copy a fresh one from the Bot page of the developer portal into "
                    "DISCORD_TOKEN.",
                    Exit.DISCORD,
                )
            except IntentError:
                fail(
                    "Discord refuses the message content intent.",
                    "Switch it on, on the Bot page of the developer portal, or set "
                    "MESSAGE_CONTENT_INTENT=false.",
                    Exit.DISCORD,
                )
            except PortError as error:
                fail(str(error), "Set another HEALTH_PORT, or 0 for none.", Exit.SETTINGS)
            except StartError as error:
                reason = " ".join(str(error).split())
                fail(
                    f"Discord could not be reached, or refused the start: {reason}",
                    "Check the network and https://discordstatus.com, then run it again.",
                    Exit.UNREACHABLE,
                )


def main() -> None:
    """The entry point of the console script."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show a character shows a mark in its place.
            stream.reconfigure(errors="replace")
    app()


def _open(
    corpus: Path | None, data: Path | None, *, writes: bool = True
) -> "AbstractContextManager[tuple[Library, Desk]]":
    return _opened(load_settings(corpus_dir=corpus, data_dir=data), writes=writes)


@contextmanager
def _opened(
    settings: Settings, *, records: bool = False, writes: bool = True
) -> "Iterator[tuple[Library, Desk]]":
    """The library and its desk, closed at the end; with `records`, what is answered is kept."""
    with err.status("Opening the library…"):
        # Imported here: the model's libraries take seconds, and --help needs none of them.
        from bot.app import open_desk, open_library, open_records

        kept = open_records(settings) if records else None
    try:
        with err.status("Opening the library…"):
            library = open_library(settings)
        try:
            yield library, open_desk(settings, library, kept, writes=writes)
        finally:
            library.close()
    finally:
        if kept is not None:
            kept.close()  # also where the bot came to no end of its own


@contextmanager
def _running(desk: "Desk") -> Iterator[asyncio.Runner]:
    """An event loop for the desk, which hangs up on the model's server at its end."""
    with asyncio.Runner() as runner:
        try:
            yield runner
        finally:
            runner.run(desk.hang_up())


def _prompt() -> str | None:
    try:
        return out.input("[bold cyan]?[/] ")
    except EOFError:
        out.print()
        return None


def _show_answer(answer: Answer) -> None:
    from bot.render.terminal import answer_lines

    out.print(answer_lines(answer))


def _show_passage(runner: asyncio.Runner, desk: "Desk", answer: Answer, number: int) -> None:
    from bot.render.terminal import passage_lines

    cited = {citation.number: citation for citation in answer.citations}
    if number not in cited:
        there = f"the last answer has {len(cited)}" if cited else "the last answer has none"
        out.print(f"There is no footnote {number}; {there}.")
        return
    citation = cited[number]
    place = Place(citation.chunk_id, citation.start, citation.end)
    for passage in runner.run(desk.passages([place], COLLECTIONS)):
        out.print(passage_lines(passage, [Span(citation.start, citation.end)]))
