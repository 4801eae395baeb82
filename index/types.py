"""The nouns that flow through the index: `Article` → `Chunk` → `Hit` → `Passage` → `Findings`.

Nothing here does any work, reads a file or imports another module of the project.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

PUBLIC = "public"
"""The collection that holds the articles of `corpus/`."""

Caution: TypeAlias = Literal["low", "normal", "high"]
"""How sure an answer has to be; `index.confidence` says what each stands for."""


MarkKind: TypeAlias = Literal["page", "slide", "row"]
"""What a document is made of that a reader looks places up by."""


class Span(NamedTuple):
    """A half-open range of characters, `text[start:end]`, in an article's normalised text."""

    start: int
    end: int


NOWHERE = Span(0, 0)


ArticleKey: TypeAlias = tuple[str, str]
"""An article's collection and its id there, which only together name it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a footnote says of an article. Every unknown field is `None`, never a guess."""

    article_id: str
    title: str
    collection: str = PUBLIC
    url: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: str | None = None
    """An ISO 8601 date: `2024`, `2024-03` or `2024-03-05`."""
    tags: tuple[str, ...] = ()

    @property
    def key(self) -> ArticleKey:
        """What names the article."""
        return self.collection, self.article_id


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """What a question says of time (see `index.when`).

    `since` and `until` are the first and the last day, `None` where that end is open. `published`:
    what was published then is asked for; otherwise, what happened then. `newest`: newer articles
    come first where two fit as well. `words` is where the question names the days, empty where it
    names none.
    """

    since: date | None = None
    until: date | None = None
    published: bool = False
    newest: bool = False
    words: Span = NOWHERE

    @property
    def filters(self) -> bool:
        """Whether only articles of these days are to be searched."""
        return self.published and (self.since is not None or self.until is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading's place in the text, and its level (1 is the highest)."""

    level: int
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """From `start` on, up to the next mark, the text stands on page, slide or row `number`."""

    kind: MarkKind
    number: int
    start: int


def marks_of(marks: Sequence[Mark], span: Span) -> tuple[Mark, ...]:
    """Those of an article's marks that hold for a span of it: on which pages it stands."""
    starts = [mark.start for mark in marks]
    first = max(bisect_right(starts, span.start) - 1, 0)
    last = bisect_left(starts, span.end)
    return tuple(marks[first:last])


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article as loaded.

    `text` is the normalised text that every offset in the library counts in: NFC, blocks parted
    by a blank line, one line for each list item and table row. A heading is a block of its own.
    `language` is an ISO 639-1 code, empty where nobody can tell. `marks` are of one kind, in the
    order of the text; a document without pages has none.
    """

    source: Source
    text: str
    headings: tuple[Heading, ...] = ()
    language: str = ""
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A stretch of an article that is embedded as one.

    `text` is `article.text[start:end]`, letter for letter, and so is each of `sentences`, whose
    offsets count from the start of the article. `context` (title and headings) is embedded in
    front of the text and is never cited.
    """

    start: int
    end: int
    text: str
    context: str
    heading: str
    sentences: tuple[Span, ...]

    @property
    def embedded_text(self) -> str:
        """What the embedding model reads: the context, a line break, the text."""
        return f"{self.context}\n{self.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """An embedding model: its name, the SHA-256 of its weights, and its vectors' width."""

    name: str
    digest: str
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedding:
    """A text's embedding, as it is kept.

    `vector` is float16 of shape (width,) and length 1; `tokens` holds the vectors of the text's n
    tokens in two bits a number (see `index.quantise`), uint8 of shape (n, ceil(width / 4));
    `token_ends` is uint16 of shape (n,): where each token ends, in characters of the text.
    """

    vector: NDArray[np.float16]
    tokens: NDArray[np.uint8]
    token_ends: NDArray[np.uint16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An article as a list of the library shows it.

    `origin` is the web address that it was fetched from, or its file's name; `added_at` when this
    text of it came in, in unix seconds, 0 where that was not recorded.
    """

    collection: str
    article_id: str
    title: str
    url: str | None
    published: str | None
    language: str
    chunks: int
    origin: str
    added_at: float
    also: tuple[str, ...] = ()
    """The other places that say the same, of sources whose articles may be seen as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What a collection holds in one language, in numbers.

    `language` is empty where it cannot be told; `newest` is when the last article came in, in unix
    seconds.
    """

    collection: str
    language: str
    articles: int
    chunks: int
    newest: float


class Hit(NamedTuple):
    """A chunk that one search found, with that search's own score (higher is better)."""

    chunk_id: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """How a passage fared at each stage.

    `dense` is a cosine, `keywords` a BM25 score, `fused` lies between 0 and 2, and `reranked` is
    the score of the passage's best sentence (see `index.rerank`).
    """

    dense: float
    keywords: float
    fused: float
    reranked: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A chunk that a search returned, with the article that it stands in.

    `text` is the article's text from `start` to `end`; `sentences` are spans of the article, and
    `marks` those of its marks that hold for this stretch of it.
    """

    chunk_id: int
    source: Source
    start: int
    end: int
    text: str
    heading: str
    sentences: tuple[Span, ...]
    scores: Scores
    marks: tuple[Mark, ...] = ()

    def quote(self, span: Span) -> str:
        """The words of one of this passage's sentences, or of several in a row."""
        return self.text[span.start - self.start : span.end - self.start]

    def has_sentences(self, span: Span) -> bool:
        """Whether a span starts with one of this passage's sentences and ends with one."""
        starts = {sentence.start for sentence in self.sentences}
        ends = {sentence.end for sentence in self.sentences}
        return span.start in starts and span.end in ends and span.start < span.end


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedSentence:
    """A sentence of a passage, with how well it answers the question (higher is better).

    `leans_on` is the sentence before, where this one can't be understood without it ("He also…"),
    and those before that one, as far as it leans itself.
    `bold` are the words in it that answer, spans of the article; empty where nobody can tell.
    """

    chunk_id: int
    span: Span
    text: str
    score: float
    leans_on: Span | None = None
    bold: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """What the best sentence and its passage say about whether the question is answered at all.

    `closeness` is the late interaction of question and sentence (mean best cosine), `weakest` the
    same for the question's worst-matched token; `coverage` is the share of the question's words,
    weighted by rarity, that stand in the passage or its title, and `matched` how much rarity that
    is, on a logarithmic scale (see `index.search`); `dense` is the passage's cosine. `misfit`: the
    sentence is not of the kind that was asked for; `other_year`: it names years, and none that the
    question asks about (see `index.kind`).
    """

    closeness: float = 0.0
    weakest: float = 0.0
    coverage: float = 0.0
    matched: float = 0.0
    dense: float = 0.0
    misfit: bool = False
    other_year: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """The result of one search: passages and sentences, best first, and what they amount to.

    Every sentence stands in one of the passages. `language` is the question's, an ISO 639-1 code.
    `confidence` is the probability that the answer is among the best sentences, and `thresholds`
    the least that each caution asks for. `on_subject`: whether the best passage is at least about
    what was asked. `milliseconds` has the time of each stage by its name. `vector` is the
    question's embedding, float16 of shape (width,) and length 1.
    """

    passages: tuple[Passage, ...]
    sentences: tuple[RankedSentence, ...]
    signals: Signals
    language: str
    confidence: float
    thresholds: Mapping[Caution, float]
    on_subject: bool
    milliseconds: Mapping[str, float]
    when: When | None = None
    vector: NDArray[np.float16] = field(
        default_factory=lambda: np.zeros(0, dtype=np.float16), compare=False, repr=False
    )
