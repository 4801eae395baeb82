"""The X of "and X?" and the question before it come in, that question about X goes out. Pure.

X takes the place of what it is like: a year that of a year, a name that of a name, "the medical
school" that of "the business school".
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.answer.asked import (
    ASKING,
    ATTRIBUTES,
    AUXILIARIES,
    DETERMINERS,
    ORDER,
    PREPOSITIONS,
    Asked,
    as_question,
    is_name,
    names,
    object_span,
    plain,
    subject,
)
from bot.answer.comparatives import agreeing

_AND = re.compile(r"^(?:and|but|so|or|then)\b,? +(?:then\b,? +)?", re.I)
_WHAT_ABOUT = re.compile(
    r"^(?:(?:and|but|so) +)?(?:(?:what|how) (?:about|of)|same (?:for|with)"
    r"|and (?:for|with|what of)) +",
    re.I,
)
_TOO = re.compile(r",? +(?:too|as well|also|instead|then)$", re.I)
_MOST_WORDS = 9
"""A follow-up of this kind ("and …?") has no more words; a longer one says what it means."""


def what_about(core: str) -> str | None:
    """The X of "and X?", "what about X?", "X too?" or "in X?"; `None` if it is a whole question."""
    stripped = _WHAT_ABOUT.sub("", core, count=1)
    found = stripped if stripped != core else _AND.sub("", core, count=1)
    if found == core:
        found = _TOO.sub("", core, count=1)
    words = found.split()
    opens = len(words) in range(2, 5) and plain(words[0]) in PREPOSITIONS - {"of", "to"}
    if found == core and not opens:
        return None
    asks = {plain(word) for word in words} & (ASKING | AUXILIARIES)
    if not words or len(words) > _MOST_WORDS or (asks and stripped == core):
        return None
    return _TOO.sub("", found, count=1)


def asked_again(core: str, asked: Asked) -> str | None:
    """ "On Puffin" of "how many on Puffin", where the question before asked how many on another."""
    words, before = plain(core).split(), plain(asked.asking).split()
    same = next(
        (at for at, pair in enumerate(zip(words, before, strict=False)) if len(set(pair)) > 1),
        min(len(words), len(before)),
    )
    rest = words[same:]
    if not same or not rest or len(rest) > _MOST_WORDS or set(rest) & AUXILIARIES:
        return None
    phrase = rest[0] in PREPOSITIONS - {"of"} and rest[0] in map(plain, asked.rest)
    return " ".join(core.split()[same:]) if phrase else None


def in_place(about: str, asked: Asked) -> str:
    """The earlier question with X, the words `about`, in the place of what it is like."""
    words = about.split()
    lows = [plain(word) for word in words]
    question = asked.words()
    if lows[0] in PREPOSITIONS and len(words) > 1:
        return as_question(" ".join(_with_phrases(question, words)))
    nouns = words[1:] if lows[0] in DETERMINERS and len(words) > 1 else words
    if len(nouns) < len(words) and plain(nouns[-1]) in ORDER | {"one"}:
        return as_question(" ".join(_with_order(question, words)))
    if plain(nouns[-1]) in ATTRIBUTES and plain(nouns[-1]) not in plain(question).split():
        about_whom = subject(asked)
        return as_question(f"what is the {' '.join(nouns)} of {about_whom}")
    return as_question(" ".join(_with_thing(asked, question, words, nouns)))


def _with_phrases(question: list[str], words: Sequence[str]) -> list[str]:
    """ "in Venice in 1576" in the place of "in Paris in 1466": like for like, or at the end."""
    for phrase in _phrases(words):
        held = [
            (start, end)
            for start, end in _phrase_spans(question)
            if plain(question[start]) == plain(phrase[0])
        ]
        with_digit = any(map(str.isdigit, " ".join(phrase)))
        like = [
            span
            for span in held
            if any(map(str.isdigit, " ".join(question[slice(*span)]))) == with_digit
        ]
        if like:
            start, end = like[-1]
            question = [*question[:start], *phrase, *question[end:]]
        else:
            question = [*question, *phrase]
    return question


def _phrase_spans(words: Sequence[str]) -> list[tuple[int, int]]:
    """The phrases that a preposition opens, up to the next one."""
    starts = [
        at for at, word in enumerate(words) if plain(word) in PREPOSITIONS - {"of"} and at > 0
    ]
    return list(pairwise([*starts, len(words)]))


def _phrases(words: Sequence[str]) -> list[list[str]]:
    starts = [at for at, word in enumerate(words) if plain(word) in PREPOSITIONS - {"of"}]
    starts = starts if starts and starts[0] == 0 else [0, *starts]
    return [list(words[start:end]) for start, end in pairwise([*starts, len(words)])]


def _with_order(question: list[str], words: Sequence[str]) -> list[str]:
    """ "the last" in the place of "first"."""
    new = [word for word in words[1:] if plain(word) != "one"] or list(words[1:])
    for at, word in enumerate(question):
        if plain(word) in ORDER:
            return [*question[:at], *new, *question[at + 1 :]]
    return [*question, *words]


def _with_thing(
    asked: Asked, question: list[str], words: Sequence[str], nouns: Sequence[str]
) -> list[str]:
    """A name in the place of the name that it is like, a thing in that of a thing."""
    start, end, new = _place(asked, question, words, nouns)
    before = question[:start]
    if asked.verb and start == len(question) - len(asked.rest):
        before = [*before[:-1], agreeing(before[-1], " ".join(new))]
    return [*before, *new, *question[end:]]


def _place(
    asked: Asked, question: list[str], words: Sequence[str], nouns: Sequence[str]
) -> tuple[int, int, Sequence[str]]:
    """Where the thing stands that makes room, and the words that take its place."""
    begin = len(question) - len(asked.rest)
    lows = [plain(word) for word in question]
    head = plain(nouns[-1])
    if head in lows[1:] and len(nouns) > 1:
        # "the medical school" after "the business school": up to the same noun.
        end = lows.index(head, 1) + 1
        start = max(end - len(nouns), 1)
        while start < end - 1 and (
            lows[start] in DETERMINERS | PREPOSITIONS | AUXILIARIES
            or question[start].endswith(("'s", "’s"))
        ):
            start += 1
        return start, end, nouns
    found = [(start + begin, end + begin) for start, end in names(asked.rest)]
    found = found or [span for span in names(question) if span[0] > 0]
    is_year = re.fullmatch(r"\d{3,4}s?", plain(words[-1])) is not None
    alike = [span for span in found if bool(re.fullmatch(r"\d{3,4}s?", lows[span[0]])) == is_year]
    objects = object_span(asked)
    if plain(words[0]) in DETERMINERS and objects is not None and not any(map(is_name, words)):
        return objects[0] + begin, objects[1] + begin, words
    if alike:
        # "and Nishapur?" is more like "Merv" than like "the Mongols".
        article = plain(words[0]) == "the"
        start, end = next(
            (span for span in alike if ("the" in lows[: span[0]][-1:]) == article), alike[0]
        )
        mark = re.search(r"['’]s?$", question[end - 1])
        new = [*words[:-1], words[-1] + (mark.group() if mark else "")]
        closed = end == len(question) or lows[end] in PREPOSITIONS
        if "the" in lows[:start][-1:] and (article or closed):
            start -= 1
        return start, end, new
    if asked.subject:
        return begin, begin + asked.subject, words
    if objects is not None:
        return objects[0] + begin, objects[1] + begin, words
    return len(question) - 1, len(question), words
