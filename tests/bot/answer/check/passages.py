"""Sentences come in, a passage made ready to be checked against goes out, by the real model."""

from bot.answer.check.check import prepare
from bot.answer.check.meaning import token_vectors
from bot.answer.check.verdict import Cited
from index.embed import Embedder
from index.types import Passage, Scores, Source, Span

_NO_SCORES = Scores(dense=0, keywords=0, fused=0, reranked=0)


def a_cited(
    *sentences: str,
    embedder: Embedder,
    number: int = 1,
    title: str = "An article",
    published: str | None = None,
    start: int = 0,
    language: str = "",
) -> Cited:
    """A passage of these sentences, under a footnote's number."""
    spans, place = [], start
    for sentence in sentences:
        spans.append(Span(place, place + len(sentence)))
        place += len(sentence) + 1
    text = " ".join(sentences)
    passage = Passage(
        chunk_id=number,
        source=Source(article_id=f"a{number}", title=title, published=published),
        start=start,
        end=start + len(text),
        text=text,
        heading="",
        sentences=tuple(spans),
        scores=_NO_SCORES,
    )
    ((_, embedded),) = embedder.embed([(title, text)])
    vectors = token_vectors(embedded, embedder.model.width)
    return prepare(number, passage, vectors, language)
