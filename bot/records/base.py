"""The nouns of the records: what was kept comes out of the database as one of these."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.types import Citation, Statement, Timing, Visit, Writing
from index.types import Scores, Signals

Vector: TypeAlias = NDArray[np.float16]
"""A question's embedding, of shape (width,) and length 1."""

Reason: TypeAlias = Literal["wrong", "outdated", "incomplete", "other"]
"""Why somebody voted an answer down."""

MarkKind: TypeAlias = Literal["outdated", "taught"]
"""What is said of an article: not to be trusted any more, or written by a member as an answer."""

ChannelKind: TypeAlias = Literal["forum", "follow"]
"""How the bot speaks unasked: in each new post of a forum, or under each question of a channel."""


class Message(NamedTuple):
    """Where a message stands on Discord."""

    channel: int
    message: int


class Votes(NamedTuple):
    """How many people voted an answer up and down."""

    ups: int
    downs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPassage:
    """A passage found for a question; the best has `rank` 1. Its words are the catalog's."""

    rank: int
    chunk_id: int
    collection: str
    article_id: str
    start: int
    end: int
    scores: Scores


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """A question and what was said to it.

    `typed` is what the person wrote, `searched` what was looked up. `asked_at` is in Unix seconds.
    `visit.is_admin` is not kept, and false here. Where `answered` is false, `citations` are the
    closest places. `messages` are those that show it, the oldest first. `pinned`: the first
    statement was tied to the question. `timing`, `differ`, `writing`, `steps` and `unsaid` are as
    in `types.Answer`. `with_file`: it was asked about a file, and nothing that was said is kept.
    """

    record: int
    visit: Visit
    asked_at: float
    typed: str = field(repr=False)
    searched: str = field(repr=False)
    language: str
    answered: bool
    partly: bool
    confidence: float
    threshold: float
    signals: Signals
    statements: tuple[Statement, ...] = field(repr=False)
    citations: tuple[Citation, ...] = field(repr=False)
    passages: tuple[KeptPassage, ...] = field(repr=False)
    remark: str | None
    follows: int | None
    stale: bool
    pinned: bool
    timing: Timing | None
    differ: bool
    writing: Writing | None
    steps: tuple[str, ...] = field(repr=False)
    unsaid: tuple[str, ...] = field(repr=False)
    with_file: bool
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CitingAnswer:
    """A sent answer that cites words of an article, and has not been marked stale."""

    record: int
    locale: str
    messages: tuple[Message, ...]
    quotes: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedArticle:
    """An article with everything that sent answers cite of it, each quote once."""

    collection: str
    article_id: str
    quotes: frozenset[str] = field(repr=False)
    answers: tuple[CitingAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenGap:
    """A question that the articles did not answer, and that nobody was told of since.

    `text` is the question as searched; `vector` belongs to it. `message` is where the refusal
    stands, if it was sent where it can be found again.
    """

    record: int
    visit: Visit
    asked_at: float
    text: str = field(repr=False)
    language: str
    vector: Vector | None = field(repr=False)
    message: Message | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """A passage that a server's admin has tied to a question.

    `record` is the answer it was made from, as long as that is kept: the question's words are
    there and nowhere else. `person` is `None` for a former member.
    """

    pin: int
    server: int
    record: int | None
    collection: str
    article_id: str
    start: int
    end: int
    quote: str
    person: int | None
    made_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a server's admin has said of an article; `person` is `None` for a former member."""

    kind: MarkKind
    collection: str
    article_id: str
    person: int | None
    made_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How much is kept of a person; `repairs` are pins, marks and taught articles that name them.

    `announced` are messages of followed channels, with their name as the author's. `keep_days` is
    how long answers are kept; 0: none are.
    """

    answers: int
    votes: int
    repairs: int
    announced: int
    keep_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What was deleted of a person, in numbers; `unsigned` are repairs that no longer name them.

    `taught` are the articles (collection, id) that the person wrote as answers: their text stays
    the server's, but whoever keeps it must take the author's name off. So it is with `announced`,
    the messages (server, id) of followed channels that the person wrote.
    """

    answers: int
    votes: int
    gaps: int
    unsigned: int
    taught: tuple[tuple[str, str], ...]
    announced: tuple[tuple[int, int], ...]
