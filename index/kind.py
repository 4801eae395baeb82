"""A question and a sentence come in; whether and where it has what is asked for goes out.

A question for a number, a time, a person or a place is answered by certain words of a sentence: a
question for a number hardly by a sentence without one. Of other questions nothing is said. The
patterns know English, Spanish, German, Chinese and Arabic; the kinds for people and places English.
"""

import re
from collections.abc import Sequence
from typing import Literal, TypeAlias

from index.terms import terms
from index.types import Span

Kind: TypeAlias = Literal["number", "time", "person", "place"]

_ASKS: Sequence[tuple[Kind, re.Pattern[str]]] = (
    (
        "number",
        re.compile(
            r"\bhow (many|much)\b|\b(what|which) (percent\w*|number|proportion|fraction)\b"
            r"|\bcuánt[oa]s\b|\bwie ?viele?\b|多少|几|كم",
            re.I,
        ),
    ),
    (
        "time",
        re.compile(
            r"\bwhen (did|was|were|is|are|will|does|do|has|have|had|can)\b"
            r"|\b(what|which) (year|date|day|month|century|decade)\b"
            r"|\bcuándo\b|\bqué (año|fecha|día|mes|siglo|década)\b"
            r"|^wann\b|\bwelche[mnrs]? (jahr|datum|tag|monat|jahrhundert|jahrzehnt)\w*"
            r"|什么时候|何时|哪一?年|متى|أي عام",
            re.I,
        ),
    ),
    ("person", re.compile(r"\bwho(m|se)?\b", re.I)),
    ("place", re.compile(r"\bwhere\b|\b(what|which) (city|country|town|state|place)\b", re.I)),
)

_NUMBER_WORDS = (
    r"no|none|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty"
    r"|thirty|forty|fifty|sixty|seventy|eighty|ninety|dozens?|hundreds?|thousands?"
    r"|[mbtr]\w*illions?|half|thirds?|quarters?|once|twice|double|triple|single|pair|several|many"
    r"|few|much|little|most|majority|minority|all|both|free"
    r"|un[oa]?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|cien\w*|mil|millones|mitad|tercio"
    r"|muchos|pocos|varios|todos|ambos"
    r"|kein\w*|eine?[nmrs]?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|hundert\w*"
    r"|tausend\w*|million\w*|milliarden?|hälfte|drittel|viertel|viele|wenige|mehrere|alle|beide"
)
_NUMBER = re.compile(
    rf"\d|[½¼¾]|\b({_NUMBER_WORDS})\b|[零一二两三四五六七八九十百千万亿半数]"
    r"|واحد|اثن|ثلاث|أربع|خمس|ست|سبع|ثمان|تسع|عشر|مئة|مائة|ألف|مليون|نصف|جميع|كل",
    re.I,
)
_TIME = re.compile(
    r"\d{3,4}|\d\s?(st|nd|rd|th|am|pm|a\.m|p\.m|bce?|ce|ad)\b|\d:\d\d"
    r"|\b(january|february|march|april|may|june|july|august|september|october|november|december"
    r"|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?"
    r"|centur(y|ies)|years?|months?|weeks?|days?|hours?|minutes?|seconds?|decades?"
    r"|today|yesterday|tomorrow|morning|noon|evening|night|midnight"
    r"|spring|summer|autumn|winter|eras?|ages?|periods?"
    r"|when|while|once|after|before|during|until|since|ago|annual\w*|current\w*|recent\w*"
    r"|siglos?|años?|mes(es)?|semanas?|días?|horas?|décadas?|cuando|durante|después|antes|desde"
    r"|jahr\w*|monat\w*|wochen?|tage?n?|stunden?|als|während|nach|vor|bis|seit|heute)\b"
    r"|[年月日世纪时候期代前后]|عام|سنة|قرن|شهر|يوم|بعد|قبل|خلال|منذ|عندما",
    re.I,
)

# What stands in bold: the words that name a number, a time, a person or a place.
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_BOLD_TIME = re.compile(
    rf"(?:\d{{1,2}} )?\b{_MONTH}\b(?: \d{{1,2}}(?!\d))?(?:,? \d{{4}})?|\b[12]\d{{3}}s?\b"
    r"|\b\d{1,2}(?:st|nd|rd|th) century\b"
)
_BOLD_NUMBER = re.compile(
    r"[$€£¥]?\d[\d.,]*\d(?:[%°]| ?(?:percent|per cent|[mbtr]\w*illions?|thousand)\b)?"
    r"|[$€£¥]?\d(?:[%°]| ?(?:percent|per cent|[mbtr]\w*illions?|thousand)\b)?"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty)\b"
)
_YEAR = re.compile(r"[12]\d{3}")
_YEARS = r"(?P<year>[12]\d{3})(?P<decade>s?)(?![\d%]|[.,]\d)"
_NAMED_YEAR = re.compile(
    rf"(?<![\d.,$€£¥#-]){_YEARS}(?! ?(?:km|kg|m|people|men)\b)"
    r"(?:\s*(?:--?|[–—/])\s*(?P<until>\d\d(?:\d\d)?)(?!\d))?"  # 1946–49, 1939-1945
)
_ASKED_YEAR = re.compile(
    r"(?:(?<![^\W\d])(?P<before>[^\W\d]++)\W++(?:(?:the|los|den|die|les|des|os)\W+(?=\d{4}s))?)?"
    rf"(?<![\d.,$€£¥#-]){_YEARS}(?P<sign>年)?"
)
_IN_YEAR = re.compile("in|of|for|during|year|en|del?|año|im|jahr|em|do|ano|an|année")
_AND_YEAR = re.compile("and|or|y|o|und|oder|et|ou|e")
_FROM_YEAR = re.compile(
    "before|after|since|until|till|from|to|by|than|between|desde|hasta|antes|después|vor|nach|seit"
    "|bis|zwischen|avant|après|depuis|entre|até|depois"
)
_MOST_BOLD = 2
_NAME = re.compile(
    r"\b[A-Z][\w’'-]+(?:(?: (?:of|the|de|van|von|al|bin|da))* (?:[A-Z][\w’'-]+|[A-Z]\.))*"
)
_BEFORE_PLACE = re.compile(
    r"\b(?:in|at|near|from|to|into|outside|across|around|of|on) (?:the )?$", re.I
)


def asked_kind(question: str) -> Kind | None:
    """What a question asks for, as far as its words tell."""
    return next((kind for kind, asks in _ASKS if asks.search(question)), None)


def misfits(kind: Kind | None, sentence: str) -> bool:
    """Whether a number or a time is asked for, and the sentence names none."""
    if kind == "number":
        return _NUMBER.search(sentence) is None
    if kind == "time":
        return _TIME.search(sentence) is None
    return False


def asked_years(question: str) -> tuple[Span, ...]:
    """The years that a question asks about, each from its first to its last; a decade has ten.

    None where it can't be told of all of them: "since 1950" means other years than that one, and
    "the 2000 soldiers" none.
    """
    found: list[Span] = []
    for match in _ASKED_YEAR.finditer(question):
        before = (match["before"] or "").casefold()
        ends = not any(map(str.isalnum, question[match.end() :]))
        is_asked = (
            bool(_IN_YEAR.fullmatch(before) or match["sign"])
            or bool(found and _AND_YEAR.fullmatch(before))
            or (ends and not _FROM_YEAR.fullmatch(before) and not _AND_YEAR.fullmatch(before))
        )
        if not is_asked:
            return ()
        found.append(_years(match))
    return tuple(found)


def other_years(asked: Sequence[Span], sentence: str) -> bool:
    """Whether a sentence names years, and neither one that is asked for nor some around it."""
    if not asked:
        return False
    named = list(_NAMED_YEAR.finditer(sentence))
    if not named:
        return False
    first, last = min(map(_years, named)).start, max(map(_until, named))
    return not any(first <= one.end and one.start <= last for one in asked)


def _years(match: re.Match[str]) -> Span:
    year = int(match["year"])
    return Span(year, year + 9 if match["decade"] else year)


def _until(match: re.Match[str]) -> int:
    """The last year of "1946–49" and "1939-1945", as of a year or decade alone."""
    until = match["until"] or ""
    return max(_years(match).end, int(f"{match['year'][: 4 - len(until)]}{until}"))


def answering_words(question: str, kind: Kind | None, sentence: str) -> tuple[Span, ...]:
    """The words of a sentence that are of the kind asked for, and new: spans of the sentence.

    Nothing where no kind is asked for, or where too many words are of that kind to tell.
    """
    if kind is None:
        return ()
    asked = set(terms(question))
    found = [
        span
        for span in _candidates(kind, sentence)
        if not asked & set(terms(sentence[slice(*span)]))
    ]
    return tuple(found) if len(found) <= _MOST_BOLD else ()


def _candidates(kind: Kind, sentence: str) -> list[Span]:
    if kind == "number":
        numbers = _BOLD_NUMBER.finditer(sentence)
        return [Span(*match.span()) for match in numbers if not _YEAR.fullmatch(match.group())]
    if kind == "time":
        return [Span(*match.span()) for match in _BOLD_TIME.finditer(sentence)]
    names = [Span(*match.span()) for match in _NAME.finditer(sentence)]
    if kind == "place":
        return [name for name in names if _BEFORE_PLACE.search(sentence[: name.start])]
    # The first word of a sentence has a capital anyway: alone it is no name.
    return [name for name in names if name.start > 0 or " " in sentence[slice(*name)]]
