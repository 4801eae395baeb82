"""Text comes in, the terms that keyword search counts go out; articles and questions agree."""

import re
import unicodedata

_STEM = 7
"""Longer words are cut to this many letters: a stem for any language that has endings."""

_GROUPED = re.compile(r"(?<=\d),(?=\d{3}\b)")
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


def _fold(text: str) -> str:
    """Lower case, compatibility forms unified, accents and vowel marks taken off."""
    folded = text.casefold()
    if folded.isascii():
        return folded
    decomposed = unicodedata.normalize("NFKD", folded)
    marks = [ord(mark) for mark in set(decomposed) if unicodedata.category(mark) == "Mn"]
    return unicodedata.normalize("NFKC", decomposed.translate(dict.fromkeys(marks)))


def _pairs(run: str) -> list[str]:
    return [run] if len(run) == 1 else [run[i : i + 2] for i in range(len(run) - 1)]
