"""A written sentence with its footnotes comes in, the sentence and their numbers go out. Pure.

Models write "[1]", "[1][2]", "[1, 2]", "[1-3]", "(1)", "¹" or "【1】", before the full stop or
after it. In round brackets a number is a footnote only at the end: "Article (5)" is text.
"""

import re
from typing import NamedTuple

from bot.answer.check.letters import LOWERED, RAISED

_MOST = 99
"""No answer has more passages, so a larger number is no footnote: "[1961]"."""

_MOST_ROUND = 20
"""Footnotes in round brackets that are taken off a sentence's end."""

_NUMBERS = r"\^?\d{1,2}(?: ?(?:[,;&-]|–) ?\^?\d{1,2}){0,19}"
_BRACKETED = rf"(?:\[ ?{_NUMBERS} ?\]|【 ?{_NUMBERS} ?(?:†[^】]{{0,40}})?】)"
_ROUND = rf"\( ?{_NUMBERS} ?\)"

NOTE = rf"(?:{_BRACKETED}|(?:{_ROUND}|[{RAISED}]{{1,2}})(?!\w))"
"""A footnote where nothing else can stand, such as behind a sentence's full stop."""

BETWEEN = r"[,;]?\s*"
"""What may stand between two footnotes."""

_SQUARE = re.compile(rf" ?{_BRACKETED}(?:{BETWEEN}{_BRACKETED})*")
_ROUND_END = re.compile(rf" ?{_ROUND}(?:{BETWEEN}{_ROUND})*(?=[.!?。！？]?[\"'”’]?\s*$)")
# A raised digit after a digit or a unit is a power: "10²", "km²". After anything else, a footnote.
_RAISED_NOTE = re.compile(
    rf"(?<![\d{RAISED}⁻,])(?<!\b[kcdm]m)(?<!\bm)(?<!\bin)(?<!\bft)"
    rf" ?([{RAISED}]{{1,2}}(?:[,\u02d2 ]?[{RAISED}]{{1,2}}){{0,9}})(?![\w{RAISED}])"
)
_SOURCE = re.compile(r"†[^】]*")
_RANGE = re.compile(r"(\d{1,2}) ?[-–] ?\^?(\d{1,2})")
_BEFORE_STOP = re.compile(r"\s+([.,;:!?。！？])")


class Footnoted(NamedTuple):
    """A sentence without its footnotes, and their numbers in the order they were first named."""

    text: str
    numbers: tuple[int, ...]


def parted(written: str) -> Footnoted:
    """A written sentence parted from its footnotes."""
    found: list[tuple[int, list[int]]] = []

    def take(match: re.Match[str]) -> str:
        found.append((match.start(), _read(match.group())))
        return ""

    text = _SQUARE.sub(take, written)
    for _ in range(_MOST_ROUND):
        end = _ROUND_END.search(text[-120:])
        if end is None:
            break
        place = max(len(text) - 120, 0) + end.start()
        found.append((len(written) + place, _read(end.group())))
        text = text[:place] + text[max(len(text) - 120, 0) + end.end() :]
    text = _RAISED_NOTE.sub(lambda one: _taken(one, found), text)
    numbers = [number for _, some in sorted(found) for number in some]
    return Footnoted(_BEFORE_STOP.sub(r"\1", text).strip(), tuple(dict.fromkeys(numbers)))


def _taken(match: re.Match[str], found: list[tuple[int, list[int]]]) -> str:
    digits = re.split(r"[,\u02d2 ]", match.group(1).translate(LOWERED))
    found.append((match.start(), [int(one) for one in digits if one]))
    return ""


def _read(note: str) -> list[int]:
    spread = _RANGE.sub(
        lambda one: ",".join(
            str(number) for number in range(int(one[1]), min(int(one[2]), _MOST) + 1)
        ),
        _SOURCE.sub("", note),
    )
    return [int(number) for number in re.findall(r"\d+", spread)]
