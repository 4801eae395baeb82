"""A true sentence and what else is at hand come in, false sentences go out.

What is swapped is found by patterns of this module's own: it shares no table with the checker.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(
    rf"\b(?:\d{{1,2}} (?:{_MONTHS})(?: ,? ?\d{{4}})?"
    rf"|(?:{_MONTHS}) \d{{1,2}}(?: ?, \d{{4}})?|(?:{_MONTHS}) \d{{4}})\b"
)
_YEAR = re.compile(r"(?<![\d,.])(?:1[0-9]|20)\d\d(?![\d,s%]|\.\d)")
_NUMBER = re.compile(
    r"(?<![\d,.A-Za-z-])\d+(?:,\d{3})*(?:\.\d+)?(?![\d,.]*\d|[A-Za-z])"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty)\b"
)
_NAME = re.compile(r"(?<=[a-z,] )(?!(?:I|God|Ice|Age)\b)[A-Z][a-z]{2,}(?:(?: |-)[A-Z][a-z]+)*")
_NO_NAMES = re.compile(
    rf"^(?:{_MONTHS}|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|The|In|His|Her|This|Its)\b"
)
_AUXILIARY = re.compile(
    r"\b(is|are|was|were|has|have|had|can|could|will|would|should|must|may|might)\b"
    r"(?! not| no\b|n't)"
)
_OPPOSITES = (
    "increased/decreased",
    "increase/decrease",
    "more/less",
    "before/after",
    "first/last",
    "largest/smallest",
    "higher/lower",
    "highest/lowest",
    "north/south",
    "eastern/western",
    "northern/southern",
    "east/west",
    "won/lost",
    "began/ended",
    "above/below",
    "early/late",
    "rose/fell",
    "most/least",
    "larger/smaller",
    "older/younger",
    "accepted/rejected",
    "supported/opposed",
    "large/small",
    "high/low",
    "success/failure",
    "public/private",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a sentence is corrupted with: its passage, and texts that have nothing to do with it."""

    passage: str
    others: Sequence[str]


Rule = Callable[[str, Around, random.Random], str | None]


def _swapped(
    pattern: re.Pattern[str], sentence: str, around: Around, chance: random.Random, *, near: bool
) -> str | None:
    """One match of the pattern by another match: of the same passage, or of none of it."""
    here = [
        one
        for one in pattern.finditer(sentence)
        if pattern is not _NAME or not _NO_NAMES.match(one[0])
    ]
    if not here:
        return None
    out = chance.choice(here)
    texts = [around.passage] if near else chance.sample(around.others, min(len(around.others), 20))
    low = around.passage.lower()
    for text in texts:
        found = [
            one[0]
            for one in pattern.finditer(text)
            if pattern is not _NAME or not _NO_NAMES.match(one[0])
        ]
        fit = [
            one
            for one in found
            if one.lower() not in sentence.lower()
            and out[0].lower() not in one.lower()
            and (near or not re.search(rf"\b{re.escape(one.lower())}\b", low))
        ]
        if pattern is _NAME and not near:
            # Something of the name has to be new: "Prime Minister" is everywhere.
            fit = [one for one in fit if all(w.lower() not in low for w in re.split("[ -]", one))]
        if fit:
            return sentence[: out.start()] + chance.choice(fit) + sentence[out.end() :]
    return None


def _opposite(sentence: str, around: Around, chance: random.Random) -> str | None:
    pairs = [pair.split("/") for pair in _OPPOSITES]
    both = [(a, b) for one, other in pairs for a, b in ((one, other), (other, one))]
    there = [(a, b) for a, b in both if re.search(rf"\b{a}\b", sentence)]
    if not there:
        return None
    a, b = chance.choice(there)
    return re.sub(rf"\b{a}\b", b, sentence, count=1)


def _negated(sentence: str, around: Around, chance: random.Random) -> str | None:
    if re.search(r"\bnot\b ?", sentence) and "not only" not in sentence:
        return re.sub(r"\bnot\b ?", "", sentence, count=1)
    if one := _AUXILIARY.search(sentence):
        return f"{sentence[: one.end()]} not{sentence[one.end() :]}"
    return None


def _exchanged(sentence: str, around: Around, chance: random.Random) -> str | None:
    """The first name of a sentence in the place of another: "A bought B" as "B bought A"."""
    found = [
        one
        for one in re.finditer(r"\b[A-Z][a-z]{2,}(?:(?: |-)[A-Z][a-z]+)*", sentence)
        if not _NO_NAMES.match(one[0])
    ]
    if len(found) < 2 or found[0][0] == found[1][0]:
        return None
    if found[0].start() == 0 and " " not in found[0][0]:
        return None  # any word has a capital there
    a, b = found[0], found[1]
    middle = sentence[a.end() : b.start()]
    if re.fullmatch(r"[ ,]*(?:and|or|,)? *", middle) or len(middle) < 6:
        return None
    return f"{sentence[: a.start()]}{b[0]}{middle}{a[0]}{sentence[b.end() :]}"


def _half(sentence: str, others: Sequence[str], chance: random.Random) -> str | None:
    """The sentence, or its first clause, joined to a clause of another text."""
    texts = [
        one
        for text in chance.sample(others, min(len(others), 8))
        for one in re.split(r"(?<=[a-z]) ?\. ", text)
        if 6 <= len(one.split()) <= 20
    ]
    if not texts:
        return None
    false = chance.choice(texts).rstrip(" .")
    clause = re.split(r" ?(?:,|;|\band\b) ", sentence)[0].rstrip(" .")
    true = clause if len(clause.split()) > 6 else sentence.rstrip(" .")
    if true.count("(") != true.count(")"):
        return None
    first = false.split()[0]
    false = false[0].lower() + false[1:] if first.lower() in _SMALL else false
    return f"{true}, and {false}."


_OPENING = (
    "the a an in on at it he she they this these those there by for from with as after when while"
    " some many most all its his her their one two"
)
_SMALL = frozenset(_OPENING.split())


def corrupted(
    sentence: str, around: Around, same_article: Sequence[str], chance: random.Random
) -> list[tuple[str, str]]:
    """False sentences, each with the name of its kind."""
    made = [
        ("number swapped", _swapped(_NUMBER, sentence, around, chance, near=False)),
        (
            "date swapped",
            _swapped(_DATE, sentence, around, chance, near=False)
            or _swapped(_YEAR, sentence, around, chance, near=False),
        ),
        ("name swapped", _swapped(_NAME, sentence, around, chance, near=False)),
        ("number of the same passage", _swapped(_NUMBER, sentence, around, chance, near=True)),
        (
            "date of the same passage",
            _swapped(_DATE, sentence, around, chance, near=True)
            or _swapped(_YEAR, sentence, around, chance, near=True),
        ),
        ("name of the same passage", _swapped(_NAME, sentence, around, chance, near=True)),
        ("names exchanged", _exchanged(sentence, around, chance)),
        ("negated", _negated(sentence, around, chance)),
        ("opposite", _opposite(sentence, around, chance)),
        ("half true", _half(sentence, around.others, chance)),
        ("half true, same article", _half(sentence, same_article, chance)),
    ]
    return [(kind, text) for kind, text in made if text is not None and text != sentence]
