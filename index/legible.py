"""A text comes in, what is wrong with it goes out, each as a sentence."""

import re
import unicodedata
from collections import Counter

_MOST_UNREADABLE = 0.002
"""The share of characters that may be replacements or of private use before it is said."""

_MOST_JOINED = 0.02
"""The share of words that may look run together before it is said."""

_WORD = re.compile(r"[^\W\d_]+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_LONG = 30  # letters; German has longer words, but few of them
_INNER_CAPITAL = re.compile(r"[a-zà-ÿ]{3}[A-ZÀ-Þ][a-zà-ÿ]{2}")
_NAME = re.compile(r"(?:[A-ZÀ-Þ][a-zà-ÿ]+){2}")  # as ByteDance, which is written so
_LEAST_WORDS = 50


def count_words(text: str) -> int:
    """Words; in scripts that are written without spaces, characters."""
    unspaced = len(_UNSPACED.findall(text))
    return unspaced + len(_WORD.findall(_UNSPACED.sub(" ", text)))


def garbled(text: str) -> tuple[str, ...]:
    """What a reader would stumble over: letters that are none, words without gaps."""
    notes = []
    unreadable = sum(
        count
        for character, count in Counter(text).items()
        if character == "\N{REPLACEMENT CHARACTER}" or unicodedata.category(character) == "Co"
    )
    if unreadable > _MOST_UNREADABLE * len(text):
        share = max(unreadable / max(len(text), 1), 0.001)
        notes.append(f"{share:.1%} of its characters cannot be read (replaced or of private use)")
    words = _WORD.findall(_UNSPACED.sub(" ", text))
    joined = [
        word
        for word in words
        if len(word) > _LONG or (_INNER_CAPITAL.search(word) and not _NAME.fullmatch(word))
    ]
    if len(words) >= _LEAST_WORDS and len(joined) > _MOST_JOINED * len(words):
        example = min(joined, key=len)
        notes.append(
            f"{len(joined) / len(words):.0%} of its words look run together, like “{example[:40]}”"
        )
    return tuple(notes)
