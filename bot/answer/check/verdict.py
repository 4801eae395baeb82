"""The nouns of a check: `Cited` passages come in, a `Verdict` goes out, with its `Reason`s."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.answer.check.attachment import Item
from bot.answer.check.meaning import TokenVectors
from bot.answer.check.names import Known
from bot.answer.check.reading import Reading
from index.types import Passage, Span

Fault: TypeAlias = Literal[
    "length",
    "footnote",
    "number",
    "unit",
    "date",
    "relative date",
    "name",
    "negation",
    "opposite",
    "exchange",
    "meaning",
]
"""What a sentence can fail by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a sentence is withheld: a finished sentence that a model can be asked again with.

    `subject` are the words of the written sentence that it is about, empty where that is all of it.
    """

    fault: Fault
    sentence: str
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """The sentence of a passage that supports a written one best: `number` is the footnote's."""

    number: int
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a written sentence may be shown.

    `text` is the sentence without its footnotes. `support` has the best sentence of each cited
    passage that has a part in it, the best first; `probability` is how likely the passages mean it.
    """

    supported: bool
    text: str
    reasons: tuple[Reason, ...]
    support: tuple[Support, ...]
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A passage made ready to be checked against, once for all sentences that cite it.

    `number` is its footnote; `sentences` are its own, in order, and `spans` where they stand;
    `about` are its title, heading and the like, where names may come from, too, and `headed` are
    the terms in these.
    """

    number: int
    passage: Passage
    language: str
    vectors: TokenVectors
    spans: tuple[Span, ...]
    sentences: tuple[Reading, ...]
    items: tuple[Item, ...]
    about: tuple[Known, ...]
    headed: frozenset[str]
