"""A question with "it" or "his" comes in, and goes out with what these stand for. Pure.

A pronoun is left alone where something in its own question may be what it stands for.
"""

import re
from collections.abc import Sequence

from bot.answer.asked import (
    ASKING,
    ATTRIBUTES,
    AUXILIARIES,
    BE,
    DETERMINERS,
    HAVE,
    ORDER,
    PREPOSITIONS,
    Asked,
    as_question,
    is_name,
    is_participle,
    name_end,
    names,
    owner,
    plain,
    possessive,
    subject,
    word_set,
)
from bot.types import Turn

_POINTERS = {"that", "this", "it", "those", "these", "they"}
_THINGS = {"it", "they", "them"}
_PEOPLE = {"he", "she", "him"}
_POSSESSIVE = {"its", "his", "her", "hers", "their", "theirs"}
_AFTER_THAT = word_set(
    "happen mean work affect change cause cost end start begin help matter last make come "
    "called true possible important different necessary legal for about like"
)
# "It" that stands for nothing, or for what comes after it.
_EMPTY_IT = re.compile(
    r"\bit (?:takes?|took|costs?|means?|feels?)\b.* (?:the|an?|when|if|for)\b"
    r"|\bit \w+ (?:that|how|if|to|or|when)\b|\bit (?:that|when|who|snows?|rains?)\b"
    r"|\bit (?:true|possible|likely|necessary|legal|suggested|said|believed|estimated"
    r"|thought|held)\b"
    r"|\b(?:do|did) they (?:call|say)\b|\bhow far is it from .* to\b|\bwhat time is it\b"
)
_CLAUSES = word_set("as if because while before after when that since than where which and")
_ASKED_FOR = word_set("tell show explain describe give list name compare")
# "what was the score?": whose, the conversation says.
_OF_WHAT = re.compile(
    rf"(?:what|who|when|where) (?:is|was|are|were) the (?:\w+ )?(?:{'|'.join(sorted(ATTRIBUTES))})"
)


def points_back(words: str) -> bool:
    """Whether words hold a pronoun that may stand for what was asked about."""
    return bool(set(plain(words).split()) & (_POSSESSIVE | _THINGS | _PEOPLE))


def resolve(core: str, asked: Asked, last: Turn, *, surely: bool = False) -> str | None:
    """The question with its pronouns replaced; `None` where it has none that point back."""
    words = core.split()
    lows = [plain(word) for word in words]
    asks = set(lows[:2]) & (ASKING | AUXILIARIES) or lows[0] in _ASKED_FOR
    if not asks or _EMPTY_IT.search(" ".join(lows)):
        return None
    written = tuple(words)
    changed = False
    for at in range(len(lows)):
        if not surely and _is_named_before(written, lows, at):
            break
        new = _referent(lows, at, asked, last)
        if new:
            marks = re.search(r"[,;:]*$", words[at])
            words[at] = new + (marks.group() if marks else "")
            changed = True
    if not changed and _OF_WHAT.fullmatch(" ".join(lows)):
        return as_question(f"{core} of {subject(asked)}")
    return as_question(" ".join(words)) if changed else None


def _is_named_before(words: Sequence[str], lows: Sequence[str], at: int) -> bool:
    """Whether something in front of a pronoun may be what it stands for."""
    before = range(1, at)
    fixed = DETERMINERS | PREPOSITIONS | AUXILIARIES | ASKING
    pronouns = _POINTERS | _PEOPLE | _POSSESSIVE | _THINGS
    if at > 1 and at + 1 < len(lows) and lows[at - 1] in _CLAUSES:
        return True
    if any(is_name(words[place]) for place in before):
        return True
    if any(lows[place] in DETERMINERS - pronouns - {"many", "most"} for place in before):
        return True
    noun_asked = lows[0] in {"what", "which", "how"} and lows[min(1, at)] not in AUXILIARIES
    if noun_asked and lows[at] in _POSSESSIVE and lows[at - 1] not in AUXILIARIES - HAVE:
        # "Which university has its campus …": what is asked for owns it.
        return lows[0] != "how" or lows[at] == "their"
    said = [place for place in before if lows[place] not in fixed | pronouns | ORDER]
    if lows[0] == "who" and lows[min(1, at)] not in AUXILIARIES:
        return len(said) > (1 if lows[at] in _POSSESSIVE else 2)
    # "what did einstein say about his theory": a subject that is named already.
    return any(
        lows[place - 1] in AUXILIARIES | PREPOSITIONS and not is_participle(words[place])
        for place in said
    )


def _referent(lows: Sequence[str], at: int, asked: Asked, last: Turn) -> str:
    """What a word stands for, in the form that belongs there; empty for any other word."""
    low = lows[at]
    after = lows[at + 1] if at + 1 < len(lows) else ""
    before = lows[at - 1] if at else ""
    if low == "her" and (not after or after in PREPOSITIONS):
        return _whom(asked, last)
    if low in {"his", "her", "hers"}:
        return possessive(_whom(asked, last) or owner(asked))
    if low in _POSSESSIVE:
        return possessive(owner(asked) or _title(last))
    if low in _PEOPLE:
        return _whom(asked, last) or subject(asked)
    if low == "it" and lows[0] == "who" and before in BE:
        return _office(asked)
    points = low in {"that", "this", "those", "these"} and (
        (not after and (before in AUXILIARIES | PREPOSITIONS or at > 1))
        or (before in AUXILIARIES and after in _AFTER_THAT)
    )
    if low in _THINGS or points:
        return subject(asked) or _title(last)
    if low == "there" and not after and before not in AUXILIARIES:
        return _place(asked)
    return ""


def _whom(asked: Asked, last: Turn) -> str:
    """The person who was asked about, or who was the answer."""
    if plain(asked.asking[:1]) in {"who", "whom"} and not (
        asked.verb and asked.rest and is_name(asked.rest[0])
    ):
        found = person(asked, last)
        if found:
            return found
    found = owner(asked)
    return found if any(map(is_name, found.split())) else person(asked, last) or found


def person(asked: Asked, last: Turn) -> str:
    """The first name in the answer that the question does not have, of two words if there is."""
    known = set(plain(asked.words()).split())
    words = last.answer.split()
    found = []
    for start, end in names(words):
        name = [re.sub(r"['’]s$", "", word.strip('"“”«»(),;:')) for word in words[start:end]]
        if set(plain(name).split()) & known or any(map(str.isdigit, "".join(name))):
            continue
        if start > 0 or len(name) > 1:
            found.append(" ".join(name).rstrip("."))
    return next((name for name in found if " " in name), found[0] if found else "")


def _office(asked: Asked) -> str:
    """Of "Since when is Hoesung Lee the chair of the IPCC", the chair of the IPCC."""
    rest = asked.rest[asked.subject :]
    if asked.subject and rest and plain(rest[0]) in DETERMINERS:
        return " ".join(rest)
    return subject(asked)


def _place(asked: Asked) -> str:
    """The last place that was asked about, with the preposition that it had or "in"."""
    for start, end in reversed(names(asked.rest)):
        if start and plain(asked.rest[start - 1]) in {"in", "at", "on", "near"}:
            return " ".join(asked.rest[start - 1 : end])
    found = owner(asked)
    return f"in {found}" if found else ""


def _title(last: Turn) -> str:
    """The title of the article that answered, if it is a name rather than a sentence."""
    title = last.titles[0] if last.titles else ""
    words = title.split()
    return title if words and name_end(words, 0) == len(words) else ""
