"""Findings come in; two sentences of different articles that answer with different figures go out.

Nothing goes out wherever it is not plain that both speak of the same: to say wrongly that articles
differ is worse than to show one of them alone, as an answer always did. Pure.
"""

import re

from bot.answer.figures import UNIT_TERMS, Figure, agree, dates, numbers, rest, said_in
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
_CLAUSE_END = re.compile(r"[,;:()—–]")
_DAY = re.compile(r"\b(?:deadline|date|fecha|datum|prazo)\b|日期|期限", re.I)
_NAME = re.compile(r"(?<=[\w,;:)] )[A-Z][^\W\d_]+|\b[A-Z]{2,}\b")


def differing(question: str, findings: Findings) -> tuple[RankedSentence, RankedSentence] | None:
    """The best sentence and one of another article that gives another figure, the newer first.

    `question` is what was searched. Of two that are not both dated, the better comes first.
    """
    kind = _kind(question)
    # Of a time that is named, the figure of that time is the answer, whatever holds by now.
    if kind is None or not findings.sentences or dates(question):
        return None
    passages = {passage.chunk_id: passage for passage in findings.passages}
    best, *others = findings.sentences
    for one in others:
        mine, theirs = passages[best.chunk_id], passages[one.chunk_id]
        if abs(one.score - best.score) > _NEAR or _article(mine) == _article(theirs):
            continue
        if _differ(question, kind, (best, mine), (one, theirs), findings.language):
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


def _article(passage: Passage) -> tuple[str, str]:
    return passage.source.collection, passage.source.article_id


def _newer_first(
    one: tuple[RankedSentence, Passage], other: tuple[RankedSentence, Passage]
) -> tuple[RankedSentence, RankedSentence]:
    mine, theirs = one[1].source.published, other[1].source.published
    if mine and theirs and theirs > mine:
        return other[0], one[0]
    return one[0], other[0]


def _differ(
    question: str,
    kind: Kind,
    one: tuple[RankedSentence, Passage],
    other: tuple[RankedSentence, Passage],
    language: str,
) -> bool:
    texts = one[0].text, other[0].text
    asked = content(question, language)
    first, second = (_figure(kind, text, asked, language) for text in texts)
    if first is None or second is None or agree(first, second):
        return False
    mine, theirs = _around(texts[0], first, language), _around(texts[1], second, language)
    known = asked | _GENERIC
    # "6 euros for adults" and "3 euros for children" are figures of different things.
    if mine - known - content(texts[1], language) and theirs - known - content(texts[0], language):
        return False
    return _same_thing(asked, texts, (one[1], other[1]), language, kind)


def _figure(kind: Kind, sentence: str, asked: frozenset[str], language: str) -> Figure | None:
    """The one figure of a sentence that can be meant."""
    found = dates(sentence) if kind == "time" else numbers(sentence, language)
    found = [one for one in found if not said_in(one, sentence, asked)]
    counted = [one for one in found if not one.units.isdisjoint(asked)]
    if len(counted) == 1:
        return counted[0]
    return found[0] if len(found) == 1 else None


def _around(sentence: str, figure: Figure, language: str) -> frozenset[str]:
    """The terms beside a figure, in its clause: of whom or what it is."""
    before = _CLAUSE_END.split(sentence[: figure.span.start])[-1].split()[-_BEFORE:]
    after = _CLAUSE_END.split(sentence[figure.span.end :])[0].split()[:_AFTER]
    words = " ".join([*before, *after])
    return content(words, language) if words else frozenset()


def _same_thing(
    asked: frozenset[str],
    texts: tuple[str, str],
    passages: tuple[Passage, Passage],
    language: str,
    kind: Kind,
) -> bool:
    """Whether beside their figures two sentences say the same, of the same, at the same time."""
    bare = [rest(text, [*dates(text), *numbers(text, language)]) for text in texts]
    mine, theirs = (content(text, language) for text in bare)
    shared = len(mine & theirs)
    if shared < _SHARED * min(len(mine), len(theirs)):
        return False
    if shared < _SHARED_OF_LONGER * max(len(mine), len(theirs)):
        return False
    if (mine ^ theirs) & (asked - _GENERIC):
        return False
    if kind == "number" and not _same_time(*texts):
        return False
    return _knows(bare[0], passages[1]) and _knows(bare[1], passages[0])


def _same_time(one: str, other: str) -> bool:
    """Whether two sentences may be of the same time: figures of different years do not differ."""
    mine, theirs = dates(one), dates(other)
    return not mine or not theirs or any(agree(this, that) for this in mine for that in theirs)


def _knows(sentence: str, passage: Passage) -> bool:
    """Whether a passage, with its title, has every name that the other's sentence names."""
    known = set(terms(f"{passage.source.title} {passage.heading} {passage.text}"))
    return all(set(terms(name)) <= known for name in _NAME.findall(sentence))
