"""The nouns of an answer: `Visit`, `Turn`, `Question`, `Answer`, `Citation` and their parts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

from index.in_hand import InHand
from index.types import PUBLIC, Mark, Passage, Scores, Signals, Span

SERVER_COLLECTION = re.compile(r"server-(\d{1,20})")
"""What `server_collection` makes, with the server's id as its group."""


def server_collection(server: int) -> str:
    """The collection of what a Discord server has added, by the server's id."""
    return f"server-{server}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Who asks, and where: ids of Discord, `server` and `channel` None where there is none.

    `locale` is the person's, as Discord names it (`en-US`, `pt-BR`); `private`: only that person
    will see the answer, as in direct messages with the bot; `is_admin`: the person manages the
    server, as Discord says.
    """

    person: int
    server: int | None = None
    channel: int | None = None
    locale: str = "en-US"
    private: bool = False
    is_admin: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """An earlier question of a conversation, as it was last searched, and what was said to it.

    `answer` is empty where the articles did not say; `titles` are those of the cited articles.
    """

    question: str = field(repr=False)
    answer: str = field(repr=False)
    titles: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a person asked, and which collections that person may be answered from.

    `earlier` are the turns that it follows, the oldest first; `follows` is the record of the last
    of them. Without a `visit`, as from the terminal, nothing is recorded and nobody is counted.
    `in_hand` is what the person has handed over to be asked about; no word of it is recorded.
    """

    text: str = field(repr=False)
    collections: frozenset[str] = frozenset({PUBLIC})
    visit: Visit | None = None
    earlier: tuple[Turn, ...] = ()
    follows: int | None = None
    in_hand: InHand | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """The files that a question was about, and what has become of them.

    `names` are those that were read, empty where none was. `alone`: nothing else was searched.
    `read_by` is the model that has read the images among them, `cut_off` says that it did not come
    to the end of one. `missing`: a file was asked on about that is `gone` from memory, or that is
    `another`'s.
    """

    names: tuple[str, ...] = field(default=(), repr=False)
    alone: bool = False
    read_by: str | None = None
    cut_off: bool = False
    missing: Literal["gone", "another"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """The proof of a statement: the exact words, `quote`, and where they stand.

    `quote` is the normalised text of the article from `start` to `end`, letter for letter. `link`
    opens the article's page at the quote; it is `None` where the article has no address. `marks`
    are the pages, slides or rows that the quote stands on, in order; most articles have none.
    """

    number: int
    collection: str
    article_id: str
    title: str = field(repr=False)
    url: str | None
    publisher: str | None
    published: str | None
    start: int
    end: int
    quote: str = field(repr=False)
    link: str | None
    chunk_id: int
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One sentence of an answer, with the numbers of the citations that prove it.

    A sentence that leans on the one before ("He also…") brings it along: `text` then holds both, as
    the article has them. `bold` are the words that answer, spans of `text`.
    """

    text: str
    citations: tuple[int, ...]
    bold: tuple[Span, ...] = ()


TimeEffect: TypeAlias = Literal["only", "in vain", "newer", "preferred"]
"""Only articles of those days were searched; none of those days answers, so all were; newer
articles, or articles of those days, came first where they fitted as well.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """What the words of time in a question did to its answer.

    `since` and `until` are ISO dates of the first and the last day, `None` where that end is open.
    """

    effect: TimeEffect
    since: str | None = None
    until: str | None = None


Shortfall: TypeAlias = Literal["unavailable", "stopped", "unchecked", "not said"]
"""The model could not be asked, or broke off; whoever asked stopped it; what it wrote did not pass
the check; it found no answer.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What a language model had to do with an answer: `model` is its name.

    `by_model`: the statements are its sentences, each checked against what it cites; otherwise they
    are the articles' own. `shortfall` is why it is not all that was wished for, `None` where it is.
    `searches` are those that the model made by itself, as people may read them.
    """

    model: str
    by_model: bool
    shortfall: Shortfall | None = None
    searches: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the desk says to a question.

    Where `answered` is false the articles don't say: `statements` is empty, and `citations` are
    the closest places, offered as such and not as an answer; `partly` says that these are at least
    on the subject. `confidence` is the probability that the answer is in what is shown, `threshold`
    what it had to reach, `signals` what it was made of.

    `remark` is what the desk says to what is no question, such as a greeting: a message of
    `bot/words.py`, in English until it is rendered. Nothing was looked up then, and everything else
    is empty.

    `searched` is what was looked up, where that differs from what was typed: a follow-up is
    completed from its conversation. `record` is the number under which the answer is kept.
    `related` are other questions that the cited articles answer, where somebody visits.
    `pinned`: the first statement is a passage that somebody who manages the server has tied to this
    question, however sure the search is of it.
    `timing` is what the question's words of time did, `None` where that is nothing. `differ`: the
    first two statements are of articles that give different figures, the newer first. `writing` is
    what a language model had to do with it, `None` where none was asked. `files` are those that it
    was asked about, `None` where there were none.

    `steps` are the searches that it took, in order, where it took more than the one for the
    question itself: there are none of them otherwise. `unsaid` are those of them to which the
    articles say nothing, though they answer another.
    """

    question: str = field(repr=False)
    answered: bool
    confidence: float
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    passages: tuple[Passage, ...]
    partly: bool = False
    threshold: float = 0.0
    signals: Signals = field(default_factory=Signals)
    language: str = ""
    remark: str | None = None
    searched: str | None = field(default=None, repr=False)
    record: int | None = None
    related: tuple[str, ...] = field(default=(), repr=False)
    pinned: bool = False
    timing: Timing | None = None
    differ: bool = False
    writing: Writing | None = None
    steps: tuple[str, ...] = field(default=(), repr=False)
    unsaid: tuple[str, ...] = field(default=(), repr=False)
    files: Files | None = None
    milliseconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def with_file(self) -> bool:
        """Whether it was asked about files that were read."""
        return self.files is not None and bool(self.files.names)


def turn(answer: Answer) -> Turn:
    """An answer as the turn that a follow-up leans on: of one in parts, on the last part."""
    return Turn(
        question=answer.steps[-1] if answer.steps else answer.searched or answer.question,
        answer=" ".join(statement.text for statement in answer.statements),
        titles=tuple(dict.fromkeys(one.title for one in answer.citations))
        if answer.answered
        else (),
    )


class Place(NamedTuple):
    """Where a citation stands, short enough for a button: a chunk, and a span of its article."""

    chunk_id: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found for an answer, as far as it still stands and whoever looks may see it.

    `cited` has the footnotes in a passage, by its chunk id: the number and the cited span. `gone`
    is how many passages were changed or removed since.
    """

    passages: tuple[Passage, ...]
    cited: Mapping[int, Mapping[int, Span]]
    gone: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedPassage:
    """A passage as it fared in a search; `rank` is its place in it, the best has 1.

    `by_meaning` and `by_words` are its places among the same passages, `None` where it shares no
    word with the question. `cited` are its footnotes, none for a near miss. `article` stands for
    its article in a menu (see `bot.desk.trust`), `marks` for its pages.
    """

    rank: int
    by_meaning: int
    by_words: int | None
    scores: Scores
    cited: tuple[int, ...]
    collection: str
    title: str
    url: str | None
    text: str = field(repr=False)
    article: str
    outdated: bool
    pinned: bool
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why an answer is as it is, for those who manage its server.

    `outdated` are the articles that the server's searches leave out: what stands for each of them
    in a menu, and its title. `pinned`: a passage is tied to the question now. `steps` are as in
    `Answer`.
    """

    record: int
    typed: str = field(repr=False)
    searched: str = field(repr=False)
    answered: bool
    confidence: float
    threshold: float
    signals: Signals
    passages: tuple[RankedPassage, ...]
    gone: int
    outdated: tuple[tuple[str, str], ...]
    pinned: bool
    ups: int
    downs: int
    model: str
    steps: tuple[str, ...] = field(default=(), repr=False)
