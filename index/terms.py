"""Text and its language come in, the terms that keyword search counts go out.

Articles and questions go through the same analyser, so that they agree.
"""

import re
import unicodedata
from functools import cache

import tantivy

_GRAM = 4
_CUT = 7
"""Longer words are cut to this many letters: a stem for any language that has endings."""

# Languages whose stemmer finds more than cutting alone (`docs/decisions/0008-languages.md`). German
# is not among them: its compounds are found by their first letters, which its stemmer leaves alone.
_STEMMERS = {
    "ar": "arabic",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "it": "italian",
    "pt": "portuguese",
    "ro": "romanian",
}

# Languages whose function words are known; English ones are listed below.
_STOPWORDS = {
    "da": "danish",
    "de": "german",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ru": "russian",
    "sv": "swedish",
}
_ENGLISH = (
    "a about all also am an and any are as at be been being but by can could did do does doing "
    "for from get gets got had has have having he her here him his how i if in into is it its "
    "just kind many me more most much my no not of on one or other our out s she should so some "
    "such t than that the their them then there these they this those to too up us was we were "
    "what when where which while who whom whose why will with would you your"
)

_GROUPED = re.compile(r"(?<=\d),(?=\d{3}\b)")
_WORD = re.compile(r"[^\W_]+")
# Scripts written without spaces: Thai, Lao, Khmer and Burmese; kana; Han.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]+"
)


def terms(text: str, language: str = "") -> list[str]:
    """The terms of a text in order, repeated as they come.

    Words are folded to lower case, brought to their stem where `language` (ISO 639-1) has a
    stemmer, freed of accents and cut to seven letters; scripts without spaces give pairs of
    characters; "10,000" is one number.
    """
    words = _WORD.findall(_GROUPED.sub("", _unified(text.casefold())))
    if language in _STEMMERS:
        words = _stemmer(language).analyze(" ".join(words))
    found: list[str] = []
    for word in _unaccented(" ".join(words)).split():
        position = 0
        for run in _UNSPACED.finditer(word):
            if run.start() > position:
                found.append(word[position : run.start()][:_CUT])
            found.extend(_pairs(run.group()))
            position = run.end()
        if position < len(word):
            found.append(word[position:][:_CUT])
    return found


def grams(text: str) -> list[str]:
    """The stretches of four letters in each word, its ends marked by `_`, as they come.

    Words that differ in an ending, a prefix or the parts of a compound share most of them, in any
    language. Scripts without spaces have none: `terms` makes pairs of them. Source: P. McNamee and
    J. Mayfield, "Character N-Gram Tokenization for European Language Text Retrieval", Information
    Retrieval 7, 2004.
    """
    found: list[str] = []
    for word in _WORD.findall(_GROUPED.sub("", _unaccented(_unified(text.casefold())))):
        for part in _UNSPACED.split(word):
            if part:
                marked = f"_{part}_"
                last = max(len(marked) - _GRAM, 0)
                found.extend(marked[start : start + _GRAM] for start in range(last + 1))
    return found


def spelt(text: str) -> list[str]:
    """The words of a text whole, each after a space, case and accents folded.

    In scripts without spaces every character stands after one, so that a search for the beginning
    of a word may begin anywhere.
    """
    found = []
    for word in _WORD.findall(_unaccented(_unified(text.casefold()))):
        apart = _UNSPACED.sub(lambda run: f" {' '.join(run.group())} ", word)
        found.append(" " + " ".join(apart.split()))
    return found


def content(text: str, language: str = "") -> frozenset[str]:
    """The different terms of a text without its function words, or all if it has no others.

    In a small library "what" and "did" are as rare as any name, so rarity alone can't tell them.
    """
    words = " ".join(_WORD.findall(_GROUPED.sub("", _unified(text.casefold()))))
    if language == "en" or language in _STOPWORDS:
        words = " ".join(_without_stopwords(language).analyze(words))
    return frozenset(terms(words, language)) or frozenset(terms(text, language))


@cache
def _without_stopwords(language: str) -> tantivy.TextAnalyzer:
    words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    if language == "en":
        return words.filter(tantivy.Filter.custom_stopword(_ENGLISH.split())).build()
    return words.filter(tantivy.Filter.stopword(_STOPWORDS[language])).build()


@cache
def _stemmer(language: str) -> tantivy.TextAnalyzer:
    words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    return words.filter(tantivy.Filter.stemmer(_STEMMERS[language])).build()


def _unified(text: str) -> str:
    """Compatibility forms unified; accents stay on their letters, other marks are taken off.

    Stemmers look at accents. A mark of its own, such as an Arabic vowel, would part a word in two.
    """
    return text if text.isascii() else _without_marks(unicodedata.normalize("NFKC", text))


def _unaccented(text: str) -> str:
    if text.isascii():
        return text
    bare = _without_marks(unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFKC", bare)


def _without_marks(text: str) -> str:
    marks = [ord(mark) for mark in set(text) if unicodedata.category(mark) == "Mn"]
    return text.translate(dict.fromkeys(marks)) if marks else text


def _pairs(run: str) -> list[str]:
    return [run] if len(run) == 1 else [run[i : i + 2] for i in range(len(run) - 1)]
