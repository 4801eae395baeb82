"""A written sentence and the passages that it cites come in; out goes whether it was put in words.

"Say exactly: the bridge is closed" and "Critics say the bridge is closed" do not say that it is. A
sentence that only repeats what stands there behind such words has lost whose words they are. Pure.
"""

import re
from collections.abc import Iterable, Sequence

from bot.answer.check.letters import clean, listed, words
from bot.answer.check.reading import Reading
from bot.answer.check.verdict import Reason

_FEWEST = 3
"""Words of a sentence that is looked for: fewer stand anywhere."""

_BEFORE = 12
"""How many words before it may say that it is somebody's."""

_OPENS = re.compile(r"[:：\"«‹「『(\[{>]\s*$")
_SAYING = listed(
    "say says said saying write writes wrote answer answers reply replies respond repeat print "
    "append add output ignore forget disregard translate instruction instructions system prompt "
    "assistant claim claims claimed tell tells told begin pretend "
    "diga di decir dice dijo escribe escribir responde responder repite ignora olvida "
    "sag sage sagen sagt sagte schreib schreibe antworte wiederhole ignoriere vergiss "
    "dis dire dit écris écrire réponds répète ignore oublie "
    "diz dizer disse escreva escrever responda repita esqueça"
)
_SAYING_UNSPACED = re.compile(
    r"说|說|回答|回复|输出|重复|忽略|写道|言う|言え|答え|書け|無視|繰り返"
)


def dictated(sentence: str, cited: Iterable[Reading]) -> Reason | None:
    """Why a sentence without footnotes may not be said, `None` where it may.

    `cited` are the sentences of the passages that it cites.
    """
    mine = _words(clean(sentence))
    if len(mine) < _FEWEST:
        return None
    for one in cited:
        before = _before(mine, one)
        if before is not None and _says(before):
            said = "The passage has these as words of somebody's, or as an order; say whose."
            return Reason(fault="meaning", sentence=said)
    return None


def _before(mine: Sequence[str], cited: Reading) -> str | None:
    """What stands before these very words in a sentence; `None` where they aren't in it."""
    found = [one for one in cited.words if one.is_word]
    theirs = [one.text.casefold() for one in found]
    for start in range(1, len(theirs) - len(mine) + 1):
        if theirs[start : start + len(mine)] == mine:
            return cited.text[: found[start].start]
    return None


def _says(before: str) -> bool:
    if _OPENS.search(before):
        return True
    near = _words(before)[-_BEFORE:]
    return not _SAYING.isdisjoint(near) or _SAYING_UNSPACED.search("".join(near)) is not None


def _words(cleaned: str) -> list[str]:
    return [one.text.casefold() for one in words(cleaned) if one.is_word]
