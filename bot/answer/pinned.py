"""An answer and a passage tied to its question come in; the answer that starts with it goes out.

What was pinned is said first whatever the search makes of it, and called pinned; what the search
would have said follows, as far as it adds something.
"""

from dataclasses import replace

from bot.answer.citations import cite, overlap
from bot.answer.extractive import MOST_SENTENCES
from bot.types import Answer, Citation, Statement
from index.types import Passage, Span


def put_first(found: Answer, passage: Passage, span: Span) -> Answer:
    """The answer with the words of `passage` at `span` before everything else."""
    first = cite(1, passage, span)
    others = zip(found.statements, found.citations, strict=True) if found.answered else ()
    statements = [Statement(text=first.quote, citations=(1,), bold=_bold(found, first))]
    citations = [first]
    for statement, citation in others:
        if len(statements) < MOST_SENTENCES and not overlap(citation, first):
            number = len(citations) + 1
            statements.append(replace(statement, citations=(number,)))
            citations.append(replace(citation, number=number))
    rest = (one for one in found.passages if one.chunk_id != passage.chunk_id)
    scored = next((one for one in found.passages if one.chunk_id == passage.chunk_id), passage)
    return replace(
        found,
        answered=True,
        partly=False,
        pinned=True,
        differ=False,
        statements=tuple(statements),
        citations=tuple(citations),
        passages=(scored, *rest),
    )


def _bold(found: Answer, first: Citation) -> tuple[Span, ...]:
    """The words in bold, where the search has found the very same words."""
    same = (
        statement.bold
        for statement, citation in zip(found.statements, found.citations, strict=False)
        if (citation.collection, citation.article_id, citation.start, citation.end)
        == (first.collection, first.article_id, first.start, first.end)
    )
    return next(same, ())
