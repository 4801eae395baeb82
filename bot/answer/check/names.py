"""Words of a text and its language come in, the names in it go out. Pure.

A name is a stretch of words with capitals, a word with a capital in its middle or with digits in
it, and in Chinese and Japanese what is written in Latin letters or katakana. German writes every
noun with a capital: there a single word is no name unless it looks like nothing else.
"""

import difflib
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from bot.answer.check.letters import Word, covering, folded, mixes_alphabets
from bot.answer.check.vocabulary import EXONYMS, FUNCTION_WORDS, HONORIFICS, STARTERS

_CAPITAL_NOUNS = frozenset({"de", "lb"})
_MEASURED_OPENINGS = frozenset({"en", ""})
"""Languages of which it is known how words that open a sentence look; elsewhere one is no name."""

_SUFFIXES = (
    "ians",
    "ian",
    "ans",
    "an",
    "ese",
    "ish",
    "ers",
    "er",
    "ic",
    "is",
    "es",
    "s",
    "i",
    "n",
    "y",
    "a",
    "e",
    "o",
    "en",
    "isch",
    "ische",
    "ischen",
    "ischer",
)
_COMMON_ENDINGS = (
    "tion",
    "tions",
    "sion",
    "sions",
    "ment",
    "ments",
    "ness",
    "ities",
    "ity",
    "ing",
    "ings",
    "ists",
    "ly",
    "ers",
    "ors",
    "ance",
    "ences",
    "ence",
    "isms",
    "ism",
    "ships",
    "ship",
    "ated",
    "ized",
    "ised",
    "ive",
    "ful",
    "able",
    "ible",
    "less",
    "ally",
    "ological",
    "ology",
    "ures",
)
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc]{3,30}")
_QUOTED = re.compile("《([^》]{1,40})》|「([^」]{1,20})」|『([^』]{1,20})』")
_STOPS = frozenset('.!?:;。！？"([•')
_ALIKE = 0.78
"""Two spellings of one name in two languages share this much: "Kalifornien", "California"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name of a text, and where it stands; `words` are folded.

    `opens`: it is one word that opens a sentence, where any word has a capital; `mixed`: ordinary
    nouns may be among its words, as in German.
    """

    words: tuple[str, ...]
    start: int
    end: int
    text: str
    opens: bool = False
    mixed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a name may be found in: one sentence, title or heading.

    `stems` are those of all its words, `run` its letters without gaps, `initials` what its names
    may be shortened to, `acronyms` the capitals in it.
    """

    words: frozenset[str]
    stems: frozenset[str]
    run: str
    initials: str
    acronyms: frozenset[str]


def names(
    text: str, words: Sequence[Word], language: str, taken: Iterable[tuple[int, int]] = ()
) -> list[Name]:
    """The names of a cleaned text, in order, but for those within the spans `taken`."""
    closed = covering(taken)
    found: list[Name] = [] if text.isascii() else _unspaced(text)
    stretch: list[Word] = []
    opens = True
    for word in [*words, Word(".", len(text), len(text))]:
        if not closed(word.start, word.end) and _is_name(word, language, opens and not stretch):
            if stretch and text[stretch[-1].end : word.start].strip(" -.&'"):
                found.extend(_named(text, stretch, language))
                stretch = []
            stretch.append(word)
            opens = opens and len(stretch) == 1
            continue
        # "Coca-Cola", "J. Rowling", "AT&T" go on; at a full stop a name ends.
        joins = stretch and (word.text in "-&" or (word.text == "." and len(stretch[-1].text) <= 2))
        if joins and word.start - stretch[-1].end <= 1:
            continue
        found.extend(_named(text, stretch, language))
        stretch = []
        opens = word.text in _STOPS or (opens and not word.is_word)
    return found


def _is_name(word: Word, language: str, opens: bool) -> bool:
    text = word.text
    if not word.is_word:
        return False
    if text[0].isdigit():
        return True  # what was read as a number or date is not asked about: "3D", "4x"
    if mixes_alphabets(text) or any(letter.isupper() or letter.isdigit() for letter in text[1:]):
        return True
    if not text[0].isupper():
        return False
    low = folded(text)
    if low in FUNCTION_WORDS:
        return False
    return not (opens and low in STARTERS)


def _named(text: str, stretch: Sequence[Word], language: str) -> list[Name]:
    while stretch and folded(stretch[0].text).rstrip(".") in HONORIFICS:
        stretch = stretch[1:]
    if not stretch:
        return []
    start, end = stretch[0].start, stretch[-1].end
    marked = any(
        letter.isupper() or letter.isdigit() for word in stretch for letter in word.text[1:]
    )
    before = text[max(start - 8, 0) : start].rstrip(" \"'([-•")
    opens = not marked and (not before or before[-1] in _STOPS)
    mixed = language in _CAPITAL_NOUNS
    if mixed and not marked and (len(stretch) <= 1 + opens or " " not in text[start:end]):
        return []
    opens = opens and len(stretch) == 1
    if opens and language not in _MEASURED_OPENINGS:
        return []
    return [
        Name(
            words=tuple(folded(word.text) for word in stretch),
            start=start,
            end=end,
            text=text[start:end],
            opens=opens,
            mixed=mixed,
        )
    ]


def _unspaced(text: str) -> list[Name]:
    found = [
        Name(words=(one.group(),), start=one.start(), end=one.end(), text=one.group())
        for one in _KATAKANA.finditer(text)
    ]
    for one in _QUOTED.finditer(text):
        inner = next(part for part in one.groups() if part)
        found.append(Name(words=(inner.casefold(),), start=one.start(), end=one.end(), text=inner))
    return found


def known(text: str, words: Sequence[Word]) -> Known:
    """What a cleaned text holds for names to be found in."""
    whole = [folded(word.text) for word in words if word.is_word]
    capitals = [word.text for word in words if word.text[0].isupper()]
    return Known(
        words=frozenset(whole),
        stems=frozenset(stem for word in whole for stem in stems(word)),
        run="".join(whole),
        initials="".join(
            word[0].lower() for word in capitals if folded(word) not in FUNCTION_WORDS
        ),
        acronyms=frozenset(
            folded(word).replace(".", "") for word in capitals if sum(map(str.isupper, word)) > 1
        ),
    )


@lru_cache(maxsize=50_000)
def stems(word: str) -> frozenset[str]:
    """The word and what is left of it without an ending of names: "canadian", "canada"."""
    found = {word}
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 4:
            found.add(word[: -len(suffix)])
    return frozenset(found)


def stands(name: Name, places: Collection[Known], *, foreign: bool = False) -> bool:
    """Whether a name is found in one of the places, whole.

    `foreign`: the places are of another language, where names are spelt otherwise.
    """
    run = "".join(name.words)
    if len(run) >= 4 and any(run in place.run for place in places):
        return True
    if name.opens and _is_common(name.words[0]):
        return True
    if _abbreviates(name, places):
        return True
    asked = [word for word in name.words if word not in HONORIFICS]
    # Two words of a name may stand apart, but in one sentence: "Peter Schmidt" isn't made of "Peter
    # Weber" here and "Anna Schmidt" there.
    sides = [[place for place in places if _holds(place, word, foreign)] for word in asked]
    if name.mixed and foreign:
        return any(sides)
    if not all(sides):
        return False
    return all(any(place in second for place in first) for first, second in pairwise(sides))


def _holds(place: Known, word: str, foreign: bool) -> bool:
    if len(word) == 1:
        return any(other.startswith(word) for other in place.words)
    bare = word.replace(".", "")
    if word in place.words or bare in place.words or bare in place.acronyms:
        return True
    if bare.endswith("s") and bare[:-1] in place.acronyms:
        return True
    if not stems(word).isdisjoint(place.stems):
        return True
    if len(word) >= 8 and word in place.run:
        return True
    if not word.isascii() and len(word) >= 2 and word in place.run:
        return True
    if not foreign or mixes_alphabets(word):
        return False
    if any(one in place.words or one in place.run for one in EXONYMS.get(word, ())):
        return True
    return (
        word not in EXONYMS and len(word) >= 5 and any(_alike(word, other) for other in place.words)
    )


@lru_cache(maxsize=50_000)
def _alike(mine: str, theirs: str) -> bool:
    if (
        abs(len(mine) - len(theirs)) > 3
        or len(theirs) < 5
        or mine[:1] not in {theirs[:1], "k", "c"}
    ):
        return False
    sounds = (
        mine.replace("k", "c").replace("ph", "f"),
        theirs.replace("k", "c").replace("ph", "f"),
    )
    return difflib.SequenceMatcher(None, *sounds, autojunk=False).ratio() >= _ALIKE


def _is_common(word: str) -> bool:
    """Whether a word that opens a sentence looks like no name."""
    return len(word) > 5 and word.endswith(_COMMON_ENDINGS)


def _abbreviates(name: Name, places: Collection[Known]) -> bool:
    """ "NASA" for its expansion in a passage, or the other way round."""
    if len(name.words) == 1:
        bare = name.words[0].replace(".", "")
        short = name.text.replace(".", "")
        if 2 <= len(bare) <= 6 and short[:-1].isupper():
            return any(bare in place.initials for place in places)
        return False
    initials = "".join(word[0] for word in name.words if word not in FUNCTION_WORDS)
    # "Aeronautics and Space" parts a name in two: each has one end of the acronym.
    return len(initials) > 1 and any(
        acronym.startswith(initials) or acronym.endswith(initials)
        for place in places
        for acronym in place.acronyms
    )
