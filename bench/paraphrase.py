"""A sentence of an article comes in, true sentences that say the same in other words go out.

By rules that are safe: each gives another sentence or nothing. They share no table with the checker
that they measure.
"""

import random
import re
from collections.abc import Callable, Mapping

_COUNTED = "zero one two three four five six seven eight nine ten eleven twelve"
_WORDS = _COUNTED.split()
_TENS = {
    20: "twenty",
    30: "thirty",
    40: "forty",
    50: "fifty",
    60: "sixty",
    70: "seventy",
    80: "eighty",
    90: "ninety",
}
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_MONTHS = _MONTH.split("|")
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}}) ({_MONTH}) ?,? (\d{{4}})\b")
_MONTH_FIRST = re.compile(rf"\b({_MONTH}) (\d{{1,2}}) ?, (\d{{4}})\b")
_FRONTED = re.compile(
    r"^((?:In|On|By|During|After|Since|Until|From|At|Before) [^,;.]{3,50}?) ?, "
    r"((?:the|a|an|he|she|it|they|[A-Z])[^;:]*?) ?([.])$"
)
_RELATIVE = re.compile(r" ?, (?:who|which|whose|where) [^,.;]{5,90} ?,(?= )")
_PASSIVE = re.compile(
    r"^((?:The |A )?[A-Z][\w' -]{2,60}?) (?:was|were) (\w+ed|built|won|led|written|made) by"
    r" ((?:the |a )?[A-Z][a-z]\w*(?:(?: of| the| de)* [A-Z]\w+)*)((?: (?!and |, )[\w' -]+)?) ?\.$"
)
_PRONOUN = re.compile(
    r"^(?:The )?([A-Z][\w' -]{2,40}?) (was|is|has|had|began|became|remains|includes)\b"
)
_PARENTHESIS = re.compile(r" ?\([^()]{2,80}\)")

_SYNONYMS: Mapping[str, str] = {
    "also": "as well",
    "approximately": "about",
    "around": "about",
    "began": "started",
    "because": "since",
    "called": "named",
    "created": "made",
    "famous": "well-known",
    "however": "yet",
    "important": "significant",
    "large": "big",
    "located": "situated",
    "many": "numerous",
    "near": "close to",
    "often": "frequently",
    "purchased": "bought",
    "received": "got",
    "several": "a number of",
    "primarily": "mainly",
    "usually": "normally",
    "used": "employed",
    "built": "constructed",
    "established": "founded",
    "founded": "established",
    "various": "different",
    "about": "roughly",
    "required": "needed",
    "showed": "demonstrated",
    "said": "stated",
    "currently": "at present",
    "nearly": "almost",
    "main": "principal",
    "won": "took",
    "killed": "slain",
    "led": "headed",
    "started": "began",
    "although": "though",
    "during": "in the course of",
    "includes": "contains",
    "include": "contain",
    "within": "inside",
    "help": "aid",
    "published": "released",
    "became": "turned into",
    "wrote": "authored",
    "while": "whereas",
    "died": "passed away",
    "city": "town",
    "area": "region",
    "allow": "let",
}


def paraphrases(sentence: str, subject: str, chance: random.Random) -> list[tuple[str, str]]:
    """Sentences that say the same, each with the name of its rule; `subject` is the article's."""
    found = []
    for name, rule in RULES.items():
        other = rule(sentence, subject, chance)
        if other is not None and other != sentence:
            found.append((name, other))
    if len(found) > 1:
        both = sentence
        for name in chance.sample([name for name, _ in found], 2):
            both = RULES[name](both, subject, chance) or both
        found.append(("two of these", both))
    return found


def numerals(sentence: str, subject: str, chance: random.Random) -> str | None:
    """Figures for words and words for figures."""

    def spell(one: re.Match[str]) -> str:
        value = int(one[0].replace(",", ""))
        if value <= 12:
            return _WORDS[value]
        if value < 100 and value % 10 == 0:
            return _TENS[value]
        if value < 100:
            return f"{_TENS[value // 10 * 10]}-{_WORDS[value % 10]}" if value > 20 else one[0]
        for size, word in ((10**9, "billion"), (10**6, "million"), (10**3, "thousand")):
            if value >= size and value % (size // 10) == 0 and (value < 1000 or value > 2100):
                return f"{value / size:g} {word}"
        return one[0] if 1000 <= value <= 2100 or "," not in one[0] else one[0].replace(",", "")

    if re.search(
        rf"(?:{_MONTH}) \d|\d (?:{_MONTH})|[°#–′]|\d ?-|- ?\d|-(?:{'|'.join(_WORDS)})\b", sentence
    ):
        return None  # written with a figure, by everybody
    other = re.sub(
        r"(?<![\w.,$£€-])\d{1,3}(?:,\d{3})*(?![\w.,-]\d|\w| ?-|[:/]| ?%)", spell, sentence
    )
    if other != sentence:
        return other
    return re.sub(
        rf"(?<!- )\b({'|'.join(_WORDS[2:])})\b(?! ?-| of)",
        lambda one: str(_WORDS.index(one[0])),
        sentence,
    )


def other_date(sentence: str, subject: str, chance: random.Random) -> str | None:
    """Dates in another order, shortened or in figures."""

    def write(day: str, month: str, year: str) -> str:
        shapes = [
            f"{day} {month} {year}",
            f"{month} {day}, {year}",
            f"{month[:3]}. {day}, {year}",
            f"{year}-{_MONTHS.index(month) + 1:02}-{int(day):02}",
            f"{month} {year}",
        ]
        return chance.choice(shapes)

    other = _DAY_FIRST.sub(lambda one: write(one[1], one[2], one[3]), sentence)
    return _MONTH_FIRST.sub(lambda one: write(one[2], one[1], one[3]), other)


def other_order(sentence: str, subject: str, chance: random.Random) -> str | None:
    """ "In 1961, X did Y." as "X did Y in 1961."."""
    one = _FRONTED.match(sentence)
    if one is None:
        return None
    start = one[1][0].lower() + one[1][1:]
    return f"{one[2][0].upper()}{one[2][1:]} {start}."


def without_relative(sentence: str, subject: str, chance: random.Random) -> str | None:
    """ "X, who did Z, did Y." as "X did Y."."""
    return _RELATIVE.sub("", sentence, count=1)


def without_parenthesis(sentence: str, subject: str, chance: random.Random) -> str | None:
    """Without what stands in brackets."""
    return _PARENTHESIS.sub("", sentence)


def active(sentence: str, subject: str, chance: random.Random) -> str | None:
    """ "X was founded by Y." as "Y founded X."."""
    one = _PASSIVE.match(sentence)
    if one is None:
        return None
    patient = one[1].replace("The ", "the ", 1) if one[1].startswith("The ") else one[1]
    agent = one[3][0].upper() + one[3][1:]
    verb = "wrote" if one[2] == "written" else one[2]
    return f"{agent} {verb} {patient}{one[4]}."


def pronoun(sentence: str, subject: str, chance: random.Random) -> str | None:
    """The article's subject at the start as a pronoun, or the pronoun as the subject."""
    one = _PRONOUN.match(sentence)
    if one is not None and one[1].lower() == subject.lower():
        return f"It {sentence[one.start(2) :]}"
    return None


def synonyms(sentence: str, subject: str, chance: random.Random) -> str | None:
    """Up to three words by others that mean the same."""
    there = [word for word in _SYNONYMS if re.search(rf"(?<![\w-]){word}(?![\w-])", sentence)]
    for word in chance.sample(there, min(len(there), 3)):
        sentence = re.sub(rf"(?<![\w-]){word}(?![\w-])", _SYNONYMS[word], sentence, count=1)
    return sentence


Rule = Callable[[str, str, random.Random], str | None]

RULES: Mapping[str, Rule] = {
    "numerals": numerals,
    "date": other_date,
    "clause order": other_order,
    "relative clause dropped": without_relative,
    "brackets dropped": without_parenthesis,
    "active": active,
    "pronoun": pronoun,
    "synonyms": synonyms,
}
