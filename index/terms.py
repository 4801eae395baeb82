"""Text comes in, the terms that keyword search counts go out; articles and questions agree."""

import re
import unicodedata

_STEM = 7
"""Longer words are cut to this many letters: a stem for any language that has endings."""

# Words that make an English question a question, and say nothing of what it is about. A library of
# a few articles may not hold them, so that their rarity there means nothing. In other languages
# rarity alone has to tell; it does in a library of some size.
_FUNCTION_WORDS = """
a about after again all also am an and any are aren as at be because been before being between
both but by can cannot could did didn do does doesn doing don done down during each for from
further get give got had has hasn have having he her here hers him his how i if in into is isn it
its itself just know let many may me might more most much must my myself no nor not of off on once
one only or other our out over own please s same shall she should so some such t tell than that
the their them then there these they this those through to too under until up us very was wasn we
were weren what when where whether which while who whom whose why will with won would you your
yours
"""

_GROUPED = re.compile(r"(?<=\d)[,\u00a0\u202f](?=\d{3}\b)")
_WORD = re.compile(r"[^\W_]+")
# Scripts written without spaces: Thai, Lao, Khmer and Burmese; kana; Han.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]+"
)


def terms(text: str) -> list[str]:
    """The terms of a text in order, repeated as they come.

    Words are folded to lower case without accents and cut to seven letters; scripts without
    spaces give pairs of characters; "10,000" is one number.
    """
    found: list[str] = []
    for word in _WORD.findall(_GROUPED.sub("", _fold(text))):
        position = 0
        for run in _UNSPACED.finditer(word):
            if run.start() > position:
                found.append(word[position : run.start()][:_STEM])
            found.extend(_pairs(run.group()))
            position = run.end()
        if position < len(word):
            found.append(word[position:][:_STEM])
    return found


def content_terms(text: str) -> list[str]:
    """The terms of a question that say what it is about; all of them where none does."""
    found = terms(text)
    return [term for term in found if term not in _FUNCTION_TERMS] or found


def _fold(text: str) -> str:
    """Lower case, compatibility forms unified, accents and vowel marks taken off."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(mark for mark in decomposed if unicodedata.category(mark) != "Mn")
    return unicodedata.normalize("NFKC", bare)


def _pairs(run: str) -> list[str]:
    return [run] if len(run) == 1 else [run[i : i + 2] for i in range(len(run) - 1)]


_FUNCTION_TERMS = frozenset(terms(_FUNCTION_WORDS))
