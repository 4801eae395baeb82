"""A few words come in; whole answers, citations and passages with sound offsets come out."""

from collections.abc import Sequence

from bot.types import Answer, Citation, Statement
from index.types import PUBLIC, Findings, Mark, MarkKind, Passage, Scores, Signals, Source, Span

SCORES = Scores(dense=0.5, keywords=3.0, fused=1.0, reranked=7.0)


def some_marks(kind: MarkKind, *numbers: int, start: int = 0) -> tuple[Mark, ...]:
    """Marks of these numbers, ten characters apart from `start` on."""
    return tuple(
        Mark(kind=kind, number=number, start=start + 10 * place)
        for place, number in enumerate(numbers)
    )


def a_citation(
    number: int = 1,
    *,
    title: str = "The Qwen app",
    quote: str = "It passed 10 million.",
    link: str | None = "https://example.com/qwen#:~:text=It",
    publisher: str | None = "Example News",
    published: str | None = "2024-03-05",
    chunk_id: int | None = None,
    start: int = 10,
    marks: tuple[Mark, ...] = (),
) -> Citation:
    """A citation of an article with an address, a publisher and a date."""
    return Citation(
        number=number,
        collection=PUBLIC,
        article_id="qwen",
        title=title,
        url=link,
        publisher=publisher,
        published=published,
        start=start,
        end=start + len(quote),
        quote=quote,
        link=link,
        chunk_id=number if chunk_id is None else chunk_id,
        marks=marks,
    )


def an_answer(
    *statements: str,
    question: str = "How many downloads?",
    confidence: float = 0.9,
    citations: Sequence[Citation] | None = None,
) -> Answer:
    """An answer whose first sentence has footnote 1, and so on."""
    said = tuple(
        Statement(text=text, citations=(number,)) for number, text in enumerate(statements, start=1)
    )
    cited = [a_citation(number) for number in range(1, len(said) + 1)]
    return Answer(
        question=question,
        answered=True,
        confidence=confidence,
        statements=said,
        citations=tuple(cited if citations is None else citations),
        passages=(),
    )


def no_answer(*citations: Citation, question: str = "What is the weather?") -> Answer:
    """The articles don't say, and these come closest."""
    return Answer(
        question=question,
        answered=False,
        confidence=0.1,
        statements=(),
        citations=citations,
        passages=(),
    )


def a_passage(
    *sentences: str,
    chunk_id: int = 1,
    start: int = 100,
    between: str = " ",
    title: str = "The Qwen app",
    url: str | None = "https://example.com/qwen",
    heading: str = "Downloads",
    marks: tuple[Mark, ...] = (),
) -> Passage:
    """A passage of these sentences, which begins at `start` of its article."""
    spans, place = [], start
    for sentence in sentences:
        spans.append(Span(place, place + len(sentence)))
        place += len(sentence) + len(between)
    text = between.join(sentences)
    return Passage(
        chunk_id=chunk_id,
        source=Source(article_id="qwen", title=title, url=url, publisher="Example News"),
        start=start,
        end=start + len(text),
        text=text,
        heading=heading,
        sentences=tuple(spans),
        scores=SCORES,
        marks=marks,
    )


def some_findings(passages: Sequence[Passage]) -> Findings:
    """What a search found, without a sentence of it."""
    return Findings(
        passages=tuple(passages),
        sentences=(),
        signals=Signals(),
        language="en",
        confidence=0.0,
        thresholds={"low": 0.25, "normal": 0.5, "high": 0.75},
        on_subject=False,
        milliseconds={"dense": 1.0},
    )
