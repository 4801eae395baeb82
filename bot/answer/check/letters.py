"""A text comes in, the words of it as the checks compare them go out. Pure.

What can't be seen is taken off, digits of every script become 0 to 9, and a power stays one: "10²"
is not 102. Letters of another alphabet stay what they are, however alike they look.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable
from typing import NamedTuple

UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
"""Kana and Han, for a character class: each is a word of its own here."""

RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
"""The raised digits from 0 to 9."""

LOWERED = {ord(raised): str(digit) for digit, raised in enumerate(RAISED)}
"""For `str.translate`: raised digits as those that they are."""

_RAISED_RUN = re.compile(f"[{RAISED}]+")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
_QUOTES = {**dict.fromkeys(map(ord, "’‘‛ʼ`´"), "'"), **dict.fromkeys(map(ord, "“”„«»"), '"')}
_NARROW = re.compile(r"(?<=\d)[\u00a0\u2007\u2009\u202f](?=\d{3}(?!\d))")
"""The spaces that are set inside one number and nowhere between two."""
_APOSTROPHES_APART = re.compile(r" '(?=(?:s|re|ve|ll|d|m|t)\b)")
_SPACES = re.compile(r"\s+")

_WORD = re.compile(
    rf"[{UNSPACED}]"
    r"|(?:[A-Z]\.){2,}"
    r"|\d+(?:[.,]\d+)*(?:\^\d+)?[A-Za-z]*(?:\d\w*)?"
    rf"|(?:(?![{UNSPACED}])[^\W_])+(?:'(?:(?![{UNSPACED}])[^\W_])+)*"
    r"|[^\w\s]|_"
)


class Word(NamedTuple):
    """A word, number or mark, and where it stands in the cleaned text."""

    text: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Whether it is more than a mark."""
        return self.text[0].isalnum()


def listed(words: str) -> frozenset[str]:
    """Words written one after another, as a set: how the tables of this package are written."""
    return frozenset(words.split())


def clean(text: str) -> str:
    """The text without what can't be seen, in one form for each character, one space a gap."""
    if not text.isascii():
        text = _NARROW.sub("", text)
        text = _RAISED_RUN.sub(lambda run: f"^{run.group().translate(LOWERED)}", text)
        text = "".join(_fraction(text, place) for place in range(len(text)))
        text = unicodedata.normalize("NFKC", text).translate(_DASHES).translate(_QUOTES)
        text = "".join(map(_digit, filter(_is_visible, text)))
    text = text.replace("``", '"').replace("''", '"').replace("`", "'")
    text = _APOSTROPHES_APART.sub("'", _SPACES.sub(" ", text))
    return text.strip()


def words(cleaned: str) -> list[Word]:
    """The words, numbers and marks of a cleaned text, in order."""
    return [Word(one.group(), one.start(), one.end()) for one in _WORD.finditer(cleaned)]


def covering(spans: Iterable[tuple[int, int]]) -> Callable[[int, int], bool]:
    """A test whether a stretch, start and end, overlaps one of these spans.

    The spans don't overlap each other. A look takes the same time however many there are.
    """
    ordered = sorted(spans)
    starts = [start for start, _ in ordered]

    def covers(start: int, end: int) -> bool:
        place = bisect_left(starts, end) - 1
        return place >= 0 and ordered[place][1] > start

    return covers


def folded(word: str) -> str:
    """A word without case, accents and the possessive's ending."""
    word = word.casefold()
    if not word.isascii():
        apart = unicodedata.normalize("NFKD", word)
        word = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return word.removesuffix("'s").rstrip("'") or word


def mixes_alphabets(word: str) -> bool:
    """Whether a word has letters of several alphabets, as none has that is meant to be read."""
    if word.isascii():
        return False
    return len({unicodedata.name(letter, "").partition(" ")[0] for letter in word} & _ALIKE) > 1


_ALIKE = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}


def _fraction(text: str, place: int) -> str:
    """ "½" as a decimal: "2½" is 2.5."""
    letter = text[place]
    if letter.isascii() or unicodedata.category(letter) != "No":
        return letter
    value = unicodedata.numeric(letter, 1.0)
    if not 0 < value < 1:
        return letter
    decimal = f"{value:.4f}".rstrip("0")
    return decimal[1:] if place and text[place - 1].isdecimal() else decimal


def _is_visible(letter: str) -> bool:
    return (
        letter.isascii()
        or unicodedata.category(letter) not in {"Cf", "Co", "Cn", "Mn", "Me"}
        or (unicodedata.category(letter) == "Mn" and not 0xFE00 <= ord(letter) <= 0xFE0F)
    )


def _digit(letter: str) -> str:
    if letter.isascii() or not letter.isdecimal():
        return letter
    return str(unicodedata.decimal(letter))
