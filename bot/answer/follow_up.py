"""A question and the turns before it come in, the question that stands for it alone goes out. Pure.

"And LingGuang?" is no question that can be looked up. Its conversation says what it asks: rules
over words put the earlier question's words where this one leaves them out. Each earlier turn is
given as it was searched, so that a chain of several is completed step by step.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.answer import english, spaced, unspaced
from bot.answer.asked import AUXILIARIES, PREPOSITIONS, plain, word_set
from bot.answer.tongues import ENGLISH_WORDS, TONGUES
from bot.types import Turn
from index.when import is_period, without_period

MOST_ADDED = 1000
"""So many characters are added at most; a question that would need more is left as it is."""

_MOST_READ = 400
"""Characters: a longer question needs nothing, and a longer one before it is no help."""

_AND = re.compile(
    r"^(?:(?:and|but|what about|how about|und|aber|¿?y|et|mais|e|mas)\b,? +|那么?|では?)", re.I
)
_AT_THE_END = "?？.!。… 呢はの"

_ARTICLES = word_set("the a an")
_KANA = re.compile("[\u3040-\u30ff]")
_HAN = re.compile("[\u3400-\u9fff]")
_LETTERS = re.compile(r"[^\W\d_]+")


def complete(question: str, earlier: Sequence[Turn], language: str = "") -> str:
    """The question completed from the turns before it, the newest of which is the last.

    A question that stands alone comes back letter for letter. `language` is an ISO 639-1 code;
    where it is empty, the words tell.
    """
    if not earlier or max(len(question), len(earlier[-1].question)) > _MOST_READ:
        return question
    last = earlier[-1]
    found = _completed(question, last, language or _language(question, last.question))
    if not found or len(found) > len(question) + MOST_ADDED:
        return question
    if _gaps(found) - _gaps(question) - _gaps(last.question):
        return question
    return found[:1].upper() + found[1:]


def _completed(question: str, last: Turn, language: str) -> str | None:
    words = _AND.sub("", question.strip(), count=1).rstrip(_AT_THE_END)
    words = words[:1].lower() + words[1:]
    if is_period(words):
        return _at_another_time(words, last.question)
    if _is_another(question, last.question):
        return None
    if language == "zh":
        return unspaced.chinese(question, last)
    if language == "ja":
        return unspaced.japanese(question, last)
    if language in TONGUES:
        return spaced.complete(question, last, TONGUES[language])
    return english.complete(question, last) if language == "en" else None


def _gaps(question: str) -> set[str]:
    """Where a question lacks a thing: behind "the", or behind "of" at its end.

    What was completed has no such place that nobody wrote: words that do not fit would be searched,
    and shown as what was understood.
    """
    words = plain(question).split()
    gaps = {
        f"{one} {after}"
        for one, after in pairwise(words)
        if one in _ARTICLES and after in PREPOSITIONS | AUXILIARIES | _ARTICLES
    }
    return gaps | {one for one in words[-1:] if one in PREPOSITIONS | _ARTICLES}


def _is_another(question: str, before: str) -> bool:
    """Whether both questions surely have a language, and not the same: their words don't mix."""
    asked, said = _likeliest(question), _likeliest(before)
    return len(asked) == len(said) == 1 and asked != said and _small_words(before)[said[0]] > 1


def _at_another_time(period: str, before: str) -> str:
    """The question before with "this week" in the place of its own week, or added to it."""
    asked = without_period(before)
    if _KANA.search(asked):
        return f"{period}、{asked}"
    if _HAN.search(asked):
        return f"{period}{asked}"
    return f"{asked.rstrip('?.! ')} {period}?"


def _language(question: str, before: str) -> str:
    """The language by script, or by which one's small words the question has most of.

    Where it has none, as in "LingGuang?", that of the question before it.
    """
    asked = _likeliest(question)
    return asked[0] if len(asked) == 1 else (_likeliest(before) or ["en"])[0]


def _likeliest(text: str) -> list[str]:
    """The languages that a text has most small words of; none where it has no such word."""
    counts = _small_words(text)
    most = max(counts.values())
    return [code for code, count in counts.items() if count == most] if most else []


def _small_words(text: str) -> dict[str, int]:
    """How many small words of each language a text has; characters of a script that tells alone."""
    for code, script in (("ja", _KANA), ("zh", _HAN)):
        if script.search(text):
            return {code: len(text)}
    found = set(_LETTERS.findall(text.lower()))
    counts = {"en": len(found & ENGLISH_WORDS)}
    return counts | {code: len(found & tongue.words) for code, tongue in TONGUES.items()}
