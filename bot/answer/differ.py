"""Findings come in; two sentences of different articles that answer with different figures go out.

Nothing goes out wherever it is not plain that both speak of the same: to say wrongly that articles
differ is worse than to show one of them alone, as an answer always did. Pure.
"""

import re

from bot.answer.figures import UNIT_TERMS, Figure, Figures, agree, read, rest, said_in
from index.kind import Kind, asked_kind
from index.terms import content, terms
from index.types import Findings, Passage, RankedSentence

# `docs/decisions/0028-articles-that-differ.md` has the figures behind these.
_NEAR = 2.0
"""How much lower the second sentence may score."""
_SHARED = 0.5
"""Of the terms beside the figures of the shorter sentence, so many stand in the other."""
_SHARED_OF_LONGER = 0.3
_BEFORE, _AFTER = 6, 4  # words around a figure that say of what it is

_AMOUNT = re.compile(
    r"\bhow (?:tall|long|high|old|far|fast|deep|wide|big|large|often|heavy|expensive)\b"
    r"|\b(?:price|fare|fee|cost|costs|population|height|length|width|weight|area|age|salary|budget"
    r"|capacity|speed|distance|temperature|limit|fine|rent|precio|preis|prix|preço|población"
    r"|bevölkerung|população)\b|价格|票价|人口|値段|料金",
    re.I,
)
# What says no more than that a figure comes: "the price is" or "it costs".
_GENERIC = UNIT_TERMS.union(
    terms(
        "cost price fare fee charge pay number amount total figure population height length long "
        "tall high old many much have open build found now new currently since today about around "
        "more over nearly almost up only just reach pass grow count",
        "en",
    )
)
_CLAUSE_END = re.compile(r"[,;:()]| - ")
_DAY = re.compile(r"\b(?:deadline|date|fecha|datum|prazo)\b|日期|期限", re.I)
_NAME = re.compile(r"(?<=[\w,;:)] )[A-Z][^\W\d_]+|\b[A-Z]{2,}\b")


def differing(question: str, findings: Findings) -> tuple[RankedSentence, RankedSentence] | None:
    """The best sentence and one of another article that gives another figure, the newer first.

    `question` is what was searched. Of two that are not both dated, the better comes first.
    """
    kind = _kind(question)
    if kind is None or not findings.sentences:
        return None
    passages = {passage.chunk_id: passage for passage in findings.passages}
    best, *others = findings.sentences
    mine = passages[best.chunk_id]
    near = [
        (one, passages[one.chunk_id])
        for one in others
        if abs(one.score - best.score) <= _NEAR
        and mine.source.key != passages[one.chunk_id].source.key
    ]
    if not near:
        return None
    # Of a time that is named, the figure of that time is the answer, whatever holds by now.
    asked = _Asked(question, kind, findings.language)
    first = asked.read(best.text)
    if asked.told.dates or asked.figure(first) is None:
        return None
    for one, theirs in near:
        if _differ(asked, (first, mine), (asked.read(one.text), theirs)):
            return _newer_first((best, mine), (one, theirs))
    return None


def _kind(question: str) -> Kind | None:
    """What is asked for, where that is a number or a date."""
    kind = asked_kind(question)
    if kind in ("number", "time"):
        return kind
    if kind is not None:
        return None
    if _DAY.search(question):
        return "time"
    return "number" if _AMOUNT.search(question) else None


def _newer_first(
    one: tuple[RankedSentence, Passage], other: tuple[RankedSentence, Passage]
) -> tuple[RankedSentence, RankedSentence]:
    mine, theirs = one[1].source.published, other[1].source.published
    if mine and theirs and theirs > mine:
        return other[0], one[0]
    return one[0], other[0]


class _Asked:
    """A question for a `kind` of figure, as `told` and in `terms`, of a language."""

    def __init__(self, question: str, kind: Kind, language: str) -> None:
        self.kind = kind
        self.language = language
        self.told = read(question, language)
        self.terms = content(question, language)

    def read(self, sentence: str) -> Figures:
        """The figures of a sentence, in the language of the question."""
        return read(sentence, self.language)

    def figure(self, sentence: Figures) -> Figure | None:
        """The one figure of a sentence that can be meant."""
        told = sentence.dates if self.kind == "time" else sentence.numbers
        found = [one for one in told if not said_in(one, self.told)]
        counted = [one for one in found if not one.units.isdisjoint(self.terms)]
        if len(counted) == 1:
            return counted[0]
        return found[0] if len(found) == 1 else None


def _differ(asked: _Asked, one: tuple[Figures, Passage], other: tuple[Figures, Passage]) -> bool:
    first, second = asked.figure(one[0]), asked.figure(other[0])
    if first is None or second is None or agree(first, second):
        return False
    texts, language = (one[0].text, other[0].text), asked.language
    mine, theirs = _around(texts[0], first, language), _around(texts[1], second, language)
    known = asked.terms | _GENERIC
    # "6 euros for adults" and "3 euros for children" are figures of different things.
    if mine - known - content(texts[1], language) and theirs - known - content(texts[0], language):
        return False
    return _same_thing(asked, one, other)


def _around(sentence: str, figure: Figure, language: str) -> frozenset[str]:
    """The terms beside a figure, in its clause: of whom or what it is."""
    before = _CLAUSE_END.split(sentence[: figure.span.start])[-1].split()[-_BEFORE:]
    after = _CLAUSE_END.split(sentence[figure.span.end :])[0].split()[:_AFTER]
    words = " ".join([*before, *after])
    return content(words, language) if words else frozenset()


def _same_thing(
    asked: _Asked, one: tuple[Figures, Passage], other: tuple[Figures, Passage]
) -> bool:
    """Whether beside their figures two sentences say the same, of the same, at the same time."""
    bare = rest(one[0]), rest(other[0])
    mine, theirs = (content(text, asked.language) for text in bare)
    shared = len(mine & theirs)
    if shared < _SHARED * min(len(mine), len(theirs)):
        return False
    if shared < _SHARED_OF_LONGER * max(len(mine), len(theirs)):
        return False
    if (mine ^ theirs) & (asked.terms - _GENERIC):
        return False
    if asked.kind == "number" and not _same_time(one[0], other[0]):
        return False
    return _knows(bare[0], other[1]) and _knows(bare[1], one[1])


def _same_time(one: Figures, other: Figures) -> bool:
    """Whether two sentences may be of the same time: figures of different years do not differ."""
    mine, theirs = one.dates, other.dates
    return not mine or not theirs or any(agree(this, that) for this in mine for that in theirs)


def _knows(sentence: str, passage: Passage) -> bool:
    """Whether a passage, with its title, has every name that the other's sentence names."""
    known = set(terms(f"{passage.source.title} {passage.heading} {passage.text}"))
    return all(set(terms(name)) <= known for name in _NAME.findall(sentence))
