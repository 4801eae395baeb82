"""The end of a line and the beginning of the next come in, the two joined go out.

A hyphen at the end of a line may be of the word, or only there because the line was full. The
document's other words say which: where they don't, it goes, as most such hyphens do.
"""

import re
from collections.abc import Collection, Iterable

HYPHENS = "-\u2010\u00ad\ufffe"
"""What may stand at the end of a broken line; the third and fourth mean nothing else."""

_HYPHEN = f"[{re.escape(HYPHENS)}]"
_LAST = re.compile(rf"(\w(?:\w|{_HYPHEN})*){_HYPHEN}$")
_FIRST = re.compile(r"[^\W\d_]+")
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_PAIRED = {"and", "or", "und", "oder", "bzw", "et", "ou", "y", "o", "e"}  # "pre- and post-war"
_LONGEST = 80  # letters of a word that is looked at
_LEAST_PART = 3  # letters of each part of a compound
# Chinese and Japanese, which have no spaces between words.
_UNSPACED = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")


def whole_words(lines: Iterable[str]) -> frozenset[str]:
    """The words of a document, in small letters, but for those that two lines share."""
    found: set[str] = set()
    broken = False
    for line in lines:
        words = [word.casefold() for word in _WORDS.findall(line)]
        first = 1 if broken else 0
        broken = line.rstrip()[-1:] in set(HYPHENS)
        found.update(words[first : len(words) - broken])
    return frozenset(found)


def joined(line: str, following: str, known: Collection[str]) -> str:
    """The two lines as one; `known` are the document's `whole_words`."""
    last, first = _LAST.search(line[-_LONGEST:]), _FIRST.match(following)
    if last is None:
        spaced = not (_UNSPACED.match(line[-1:]) and _UNSPACED.match(following[:1]))
        return f"{line}{' ' * spaced}{following}"
    stem = line[:-1]
    if line[-1] == "\u00ad":
        return stem + following
    if first is None or not first[0].islower() or not last[1][-1].isalpha():
        return f"{stem}-{following}"
    if first[0] in _PAIRED:
        return f"{stem}- {following}"
    before, after = last[1].casefold(), first[0].casefold()
    before = before.rpartition("-")[2]
    if before + after in known or not _is_compound(before, after, known):
        return stem + following
    return f"{stem}-{following}"


def _is_compound(before: str, after: str, known: Collection[str]) -> bool:
    """Whether the hyphen is of the word: it is elsewhere, or both of its parts are words."""
    parts = min(len(before), len(after)) >= _LEAST_PART and before in known and after in known
    return f"{before}-{after}" in known or parts
