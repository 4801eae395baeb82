"""Answers, findings, receipts and status come in, what a terminal shows of them goes out.

Everything from articles goes into `Text`, never into markup, so that nothing in it is obeyed. Their
words hold no control characters, but the names of their files may: see `plain`.
"""

import unicodedata
from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.render.words import (
    CLOSEST,
    DIFFER,
    LOOKED_FOR,
    MODEL_LOOKED_FOR,
    SEARCHED,
    UNSAID,
    calibration_words,
    little_known_words,
    origin_words,
    place_words,
    refusal_words,
    timing_words,
    verdict_words,
    writing_words,
)
from bot.types import Answer, Citation
from index.build import Receipt
from index.library import Status
from index.types import Findings, Passage, Span

_SNIPPET = 160
_NAMED = 10  # articles named in a receipt, of each kind


def answer_lines(answer: Answer) -> Group:
    """An answer with its footnotes, or that the articles don't say, with the closest places."""
    parts: list[RenderableType] = []
    if answer.steps:
        parts.append(Text(LOOKED_FOR.format(steps=" · ".join(answer.steps)), "dim"))
    elif answer.searched is not None:
        parts.append(Text(SEARCHED.format(searched=answer.searched), "dim"))
    if answer.writing is not None and answer.writing.searches:
        looked_for = " · ".join(answer.writing.searches)
        parts.append(Text(MODEL_LOOKED_FOR.format(steps=looked_for), "dim"))
    if answer.timing is not None:
        parts.append(Text(timing_words(answer.timing), "dim"))
    if parts:
        parts.append(Text())
    if answer.remark is not None:
        parts.append(Text(answer.remark))
    elif answer.answered:
        if answer.differ:
            parts.append(Text(DIFFER, "bold"))
        text = Text()
        for statement in answer.statements:
            words = Text(statement.text)
            for span in statement.bold:
                words.stylize("bold", *span)
            marks = "".join(f"[{number}]" for number in statement.citations)
            text.append_text(words).append(" ").append(marks, "cyan").append(" ")
        text.rstrip()
        parts += [text, Text()]
        parts += [_source(citation, with_quote=False) for citation in answer.citations]
        parts.append(Text())
        parts += [Text(UNSAID.format(part=part), "dim") for part in answer.unsaid]
        parts.append(Text(verdict_words(answer), "dim"))
    else:
        parts.append(Text(refusal_words(answer), "bold"))
        if answer.citations:
            parts += [Text(), Text(CLOSEST)]
            parts += [_source(citation, with_quote=True) for citation in answer.citations]
    if answer.writing is not None and not answer.writing.by_model:
        parts.append(Text(writing_words(answer.writing), "dim"))
    return Group(*parts)


def _source(citation: Citation, *, with_quote: bool) -> Padding:
    head = Text(f"[{citation.number}] ", "cyan")
    head.append(plain(citation.title), "bold")
    origin = origin_words(citation.publisher, citation.published)
    if origin:
        head.append(f" — {origin}")
    lines: list[RenderableType] = [head]
    where = [plain(citation.article_id), place_words(citation.marks)]
    where.append(f"characters {citation.start}–{citation.end}")
    lines.append(Padding(Text(", ".join(filter(None, where)), "dim"), (0, 0, 0, 4)))
    if with_quote:
        lines.append(Padding(Text(f"“{citation.quote}”", "italic"), (0, 0, 0, 4)))
    if citation.link:
        link = Text(citation.link, f"dim link {citation.link}", overflow="fold")
        lines.append(Padding(link, (0, 0, 0, 4)))
    return Padding(Group(*lines), (0, 0, 0, 2))


def passage_lines(passage: Passage, cited: Sequence[Span]) -> Group:
    """A passage under its title, with the cited sentences in bold."""
    title = Text(plain(passage.source.title), "bold underline")
    if passage.marks:
        title.append(f", {place_words(passage.marks)}", "dim")
    if passage.heading:
        title.append(f" › {passage.heading}", "dim")
    text = Text(passage.text)
    for span in filter(passage.has_sentences, cited):
        text.stylize("bold", span.start - passage.start, span.end - passage.start)
    return Group(title, text)


_SIGNALS = (
    ("closeness", "how close the best sentence's words are in meaning, 1 for the same"),
    ("weakest", "the same for the question's least matched word"),
    ("coverage", "share of the question's words in the passage, rare ones counting more"),
    ("matched", "how much rare wording that is, on a logarithmic scale"),
    ("dense", "how close the passage as a whole is in meaning"),
    ("misfit", "a number or time was asked for, and the sentence names none"),
    ("other_year", "a year was asked about, and the sentence names others only"),
)


def why_table(answer: Answer) -> Table:
    """What the confidence of an answer is made of."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold")
    table.add_column(justify="right", no_wrap=True)
    table.add_column(style="dim")
    needed = f"probability that the answer is in what is shown; {answer.threshold:.0%} is enough"
    table.add_row("confidence", f"{answer.confidence:.0%}", needed)
    for name, meaning in _SIGNALS:
        value = getattr(answer.signals, name)
        shown = ("yes" if value else "no") if isinstance(value, bool) else f"{value:.2f}"
        table.add_row(name, shown, meaning)
    table.add_row("language", answer.language or "–", "of the question, an ISO 639-1 code")
    for stage, milliseconds in answer.milliseconds.items():
        table.add_row(stage, f"{milliseconds:.1f} ms", "")
    return table


def findings_table(findings: Findings) -> Table:
    """The passages with their score at each stage."""
    table = Table(show_lines=True)
    table.add_column("#", justify="right")
    table.add_column("Passage", ratio=1)
    for name in ("dense", "keywords", "fused", "reranked"):
        table.add_column(name, justify="right", no_wrap=True)
    for number, passage in enumerate(findings.passages, start=1):
        words = Text(plain(passage.source.title), "bold")
        article_id = plain(passage.source.article_id)
        words.append(f"\n{article_id}:{passage.start}–{passage.end}\n", "dim")
        snippet = " ".join(passage.text.split())
        short = snippet if len(snippet) <= _SNIPPET else f"{snippet[:_SNIPPET].rstrip()}…"
        words.append(short, "not dim")
        scores = passage.scores
        table.add_row(
            str(number),
            words,
            f"{scores.dense:.3f}",
            f"{scores.keywords:.2f}",
            f"{scores.fused:.3f}",
            f"{scores.reranked:.2f}",
        )
    return table


def receipt_lines(receipt: Receipt) -> Text:
    """What a build did, in a few lines."""
    text = Text()
    for name, articles in (
        ("Added", receipt.added),
        ("Changed", receipt.changed),
        ("Removed", receipt.removed),
    ):
        if articles:
            listed = ", ".join(plain(article) for article in articles[:_NAMED])
            more = f" and {len(articles) - _NAMED} more" if len(articles) > _NAMED else ""
            text.append(f"{name} {len(articles)}: ", "bold").append(f"{listed}{more}\n")
    if receipt.unchanged:
        text.append(f"Unchanged: {receipt.unchanged}\n")
    for note in receipt.skipped:
        text.append("Skipped ", "bold red").append(f"{plain(note.article_id)}: {note.text}\n")
    for note in receipt.notes:
        text.append("Note on ", "bold yellow").append(f"{plain(note.article_id)}: {note.text}\n")
    for language, found in receipt.calibrated.items():
        text.append(f"{calibration_words(language, found)}\n")
    for language in receipt.little_known:
        text.append("Note ", "bold yellow").append(f"{little_known_words(language)}\n")
    speed = f", {receipt.chunks_per_second:.0f} a second" if receipt.chunks_embedded else ""
    text.append(
        f"{receipt.chunks} chunks in the library, {receipt.chunks_embedded} newly embedded{speed}; "
        f"{receipt.seconds:.1f} s; revision {receipt.revision}",
        "dim",
    )
    return text


def status_table(status: Status) -> Table:
    """What a library holds."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold")
    table.add_column()
    behind = "" if status.vectors_revision == status.revision else " (catches up when opened)"
    waiting = "" if status.keywords_revision == status.revision else " (catches up when opened)"
    rows = (
        ("Articles", f"{status.articles:,}"),
        ("Chunks", f"{status.chunks:,}"),
        ("Collections", ", ".join(f"{name}: {n:,}" for name, n in status.collections.items())),
        ("Model", f"{status.model} (SHA-256 {status.model_digest[:16]}…)"),
        ("Chunking rules", status.rules),
        ("Revision", str(status.revision)),
        ("Catalog", _size(status.catalog_bytes)),
        ("Vectors", f"{_size(status.vectors_bytes)}, seen {status.vectors_revision}{behind}"),
        ("Keywords", f"{_size(status.keywords_bytes)}, seen {status.keywords_revision}{waiting}"),
    )
    for name, value in rows:
        table.add_row(name, Text(value))
    return table


def plain(text: str) -> str:
    """A stranger's words, as an id or a title, with a mark for what a terminal might obey."""
    return "".join(
        "\N{REPLACEMENT CHARACTER}"
        if unicodedata.category(character) in {"Cc", "Cs"}
        else character
        for character in text
    )


def _size(count: float) -> str:
    for unit in ("bytes", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "bytes" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} GB"
