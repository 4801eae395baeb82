"""A question about several things comes in; the same question of each of them goes out. Pure.

"Which is older, Warsaw or Berlin?" is answered where the age of each stands, which is seldom the
same place. So each gets a question of its own, in the plain words that articles have: how old.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.answer.asked import (
    ASKING,
    AUXILIARIES,
    DETERMINERS,
    MORE,
    PREPOSITIONS,
    is_name,
    names,
    parse,
    plain,
    word_set,
)
from bot.answer.comparatives import OF_ONE, as_asked, asked_of, compares, is_plural, of_one
from index.terms import content, terms

_MOST_READ = 300
"""Characters: a longer question is not looked at."""
_MOST_WORDS = 12
"""Of a thing: what is longer is no thing."""
_MOST_THINGS = 4

_VERSUS = re.compile(r"^(.+?) (?:vs\.?|versus) (.+?)(?:(?: ?[:–—]| -|,) ?(.+))?$", re.I)
_VERSUS_TOO = re.compile(r" (?:vs\.?|versus) ", re.I)
_COMPARE = re.compile(
    r"^(?:please )?(?:compare|comparing|comparison (?:of|between)) (.+?)"
    r"(?:,? (?:and|with|to|against|versus|vs\.?)) (.+)$",
    re.I,
)
_BETWEEN = re.compile(
    r"\b(?:differences?|similarit(?:y|ies)|distinction|comparison)"
    r"(?: (?:in|of) (.+?))? between (?:(.+?) and (.+))$",
    re.I,
)
_DIFFERS = re.compile(
    r"^how (?:is|are|was|were|do|does|did) (.+?) (?:differ(?:ent)?|compare[ds]?) (?:from|to|with)"
    r" (.+?)(?: in (?:terms of )?(\w+))?$",
    re.I,
)
_DIFFER = re.compile(
    r"^how (?:are|do|did|were) (.+?) and (.+?) (?:differ(?:ent)?|compare)(?: from each other)?$",
    re.I,
)
_BEFORE_OR_AFTER = re.compile(
    r"^(was|were|is|are|did|does|do) (.+?) (?:(?:before or after|after or before)"
    r"|(?:earlier|sooner) or later than) (.+)$",
    re.I,
)
_BETWEEN_THEM = re.compile(
    r"^(?:between|of|out of) (.+?) (?:and|or) ([^,]+), ((?:which|who|what)\b.+)$", re.I
)
_COMPARED_TO = re.compile(r"^(.+?),? (?:as )?(?:compared|in comparison) (?:to|with) (.+)$", re.I)
_THAT_OF = re.compile(r"^(?:that|those) (?:of|in|for|at) ", re.I)
_HEAD = re.compile(r"^(.*\b(?:of|in|for|at|by|from)) (.+)$", re.I)
_OTHERS = re.compile(r"\b(?:others?|rest|else)\b")
_DAYS = word_set(
    "january february march april may june july august september october november december monday "
    "tuesday wednesday thursday friday saturday sunday"
)
_OPENING = ASKING | AUXILIARIES | word_set("compare tell list name in at on of for")
_JOINS = word_set("and or")
_IN = word_set("in by")
_NO_THING = DETERMINERS | word_set(
    "it he she they you we i me him her them nothing anything something everything ever before "
    "usual expected now then others"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What is asked of several things: their names, and the question of each.

    `together` are names in a row as the question has them: an article that has them so, too, means
    one thing by it ("War and Peace") or speaks of them together. Empty where the question itself
    sets the things against each other.
    """

    things: tuple[str, ...]
    questions: tuple[str, ...]
    together: str


def compared(question: str) -> Compared | None:
    """What a question without its mark asks of each of several things; `None` if of one only."""
    if len(question) > _MOST_READ:
        return None
    for rule in _RULES:
        found = rule(question)
        if found is not None and _is_sound(found):
            return found
    return None


def named_in(thing: str, text: str, *, whole: bool = True) -> bool:
    """Whether a text names a thing: all terms of its name; without `whole`, any of them."""
    spans = names(thing.split())
    name = " ".join(thing.split()[slice(*spans[0])]) if spans else thing
    wanted, known = content(name, "en"), set(terms(text, "en"))
    return wanted <= known if whole else not wanted.isdisjoint(known)


def _is_sound(found: Compared) -> bool:
    sizes = [len(one.split()) for one in found.things]
    folded = {plain(one) for one in found.things}
    return (
        2 <= len(sizes) <= _MOST_THINGS
        and len(folded) == len(sizes)
        and all(0 < size <= _MOST_WORDS for size in sizes)
        and not any(set(one.split()) <= _NO_THING or _OTHERS.search(one) for one in folded)
    )


def _compared(things: Sequence[str], questions: Sequence[str], together: str = "") -> Compared:
    told = tuple(map(as_asked, questions))
    return Compared(things=tuple(things), questions=told, together=together)


def _versus(question: str) -> Compared | None:
    """ "Qwen vs. LingGuang: downloads"."""
    match = _VERSUS.match(question)
    if match is None:
        return None
    one, other, asked = match.groups()
    if plain(one.split()[0]) in ASKING | AUXILIARIES:
        return None
    return _each_of([one, *filter(None, map(str.strip, _VERSUS_TOO.split(f"{other} ")))], asked)


def _side_by_side(question: str) -> Compared | None:
    """ "Compare the downloads of Qwen and LingGuang"."""
    match = _COMPARE.match(question)
    if match is None:
        return None
    one, other = match.groups()
    head = _HEAD.match(one)
    if _THAT_OF.match(other) and head is not None:
        other = f"{head.group(1)} {_THAT_OF.sub('', other)}"
    elif head is not None and _HEAD.match(other) is None and plain(one.split()[0]) not in ASKING:
        things = [*_listed(head.group(2)), other]
        return _compared(things, [f"{head.group(1)} {thing}" for thing in things])
    return _each_of([*_listed(one), other], None)


def _difference(question: str) -> Compared | None:
    """ "What is the difference between a pharmacist and a technician?"."""
    match = _BETWEEN.search(question)
    if match is not None:
        aspect, one, other = match.groups()
        if plain(one.split()[0]) in ASKING:
            return _list(f"{one} and {other}") or _both(one, other, None)
        return _both(one, other, aspect)
    match = _DIFFERS.match(question)
    if match is not None:
        one, other, aspect = match.groups()
        if aspect is not None and is_name(aspect):
            other, aspect = f"{other} in {aspect}", None
        return _both(one, other, aspect)
    match = _DIFFER.match(question)
    return None if match is None else _both(match.group(1), match.group(2), None)


def _both(one: str, other: str, aspect: str | None) -> Compared:
    return _each_of([one, other], aspect)


def _each_of(things: Sequence[str], aspect: str | None) -> Compared:
    """Things, asked for an aspect of each, for what they are, or as they ask themselves."""
    bare, said = _parted_from_last(things)
    if aspect is None and said:
        if plain(said[0]) in _IN:
            return _each_of(bare, " ".join(said[1:]))
        return _compared(bare, [" ".join([thing, *said]) for thing in bare])
    things = [*(_headed(one, things[-1]) for one in things[:-1]), things[-1]]
    if aspect is not None and plain(aspect.split()[0]) in ASKING:
        return _compared(things, [of_one(aspect, thing) for thing in things])
    if aspect is not None:
        return _compared(things, [f"{aspect} of {thing}" for thing in things])
    asking = [plain(thing.split()[0]) in ASKING for thing in things]
    told = [
        thing if asks else f"what {'are' if is_plural(thing) else 'is'} {thing}"
        for thing, asks in zip(things, asking, strict=True)
    ]
    return _compared(things, told)


def _between_them(question: str) -> Compared | None:
    """ "Between Python and Rust, which is faster?"."""
    match = _BETWEEN_THEM.match(question)
    if match is None:
        return None
    one, other, asked = match.groups()
    return _compared((one, other), [of_one(asked, thing) for thing in (one, other)])


def _compared_to(question: str) -> Compared | None:
    """ "How many live in Warsaw compared to Berlin?"."""
    match = _COMPARED_TO.match(question)
    if match is None:
        return None
    words = match.group(1).split()
    spans = [span for span in names(words) if span[0]]
    if not spans or spans[-1][1] != len(words):
        return None
    head, things = words[: spans[-1][0]], (" ".join(words[spans[-1][0] :]), match.group(2))
    return _compared(things, [" ".join([*head, thing]) for thing in things])


def _parted_from_last(things: Sequence[str]) -> tuple[list[str], list[str]]:
    """Of "Qwen" and "LingGuang downloads", the names, and what is asked of all of them."""
    words = things[-1].split()
    end = next((at for at, word in enumerate(words) if not is_name(word)), 0)
    said = words[end:]
    told = [plain(word) for word in said]
    if not end or not all(is_name(word) for thing in things[:-1] for word in thing.split()):
        return list(things), []
    asks = told[0] not in PREPOSITIONS or (told[0] in _IN and len(told) == 2)
    if not asks or told[0] in ASKING | AUXILIARIES or any(map(is_name, said)):
        return list(things), []
    return [*things[:-1], " ".join(words[:end])], said


def _listed(things: str) -> list[str]:
    return [one.strip() for one in things.split(",") if one.strip()]


def _headed(one: str, other: str) -> str:
    """Of "primary and archaeological sources", the first with its noun."""
    words = other.split()
    alike = len(words) == 2 and not any(map(is_name, (one, *words)))
    bare = len(one.split()) == 1 and plain(words[0]) not in DETERMINERS
    return f"{one} {words[-1]}" if alike and bare else one


def _times(question: str) -> Compared | None:
    """ "Was Warsaw founded before or after the plague?"."""
    match = _BEFORE_OR_AFTER.match(question)
    if match is None:
        return None
    verb, one, other = match.groups()
    return _compared((one, other), [f"when {verb.lower()} {one}", f"when was {other}"])


def _than(question: str) -> Compared | None:
    """ "Is Warsaw older than Berlin?", and "Is it cheaper in Warsaw than in Berlin?"."""
    left, than, other = question.partition(" than ")
    words = left.split()
    if not than or not words or plain(words[0]) not in AUXILIARIES or "or" in words:
        return None
    asked = parse(left)
    subject, rest = list(asked.rest[: asked.subject]), list(asked.rest[asked.subject :])
    if not subject or not rest:
        return None
    at = next((at for at, word in enumerate(rest) if compares(word)), 0)
    phrase = rest[:at] if plain(rest[0]) in PREPOSITIONS else []
    if phrase and all(map(is_name, [*phrase[1:], *other.split()])):  # "at P1 … than P2"
        other = f"{phrase[0]} {other}"
    if plain(other.split()[0]) in PREPOSITIONS:
        return _in_either(words, other)
    subject, rest = [*subject, *phrase], rest[len(phrase) :]
    head = _HEAD.match(" ".join(subject))
    if head is not None and _THAT_OF.match(other):
        other = f"{head.group(1)} {_THAT_OF.sub('', other)}"
    things = (" ".join(subject), other)
    return _compared(things, [asked_of([words[0], *rest], thing) for thing in things])


def _alternatives(question: str) -> Compared | None:
    """ "Which is older, Warsaw or Berlin?", and "Did more die in Paris or in Algiers?"."""
    left, join, last = question.rpartition(" or ")
    words = left.split()
    if not join or not words:
        return None
    if plain(words[0]) in {"who", "which", "what", "where"}:
        asked, mark, first = _parted(left)
        if not mark:
            return None
        things = [*_listed(first), last]
        return _compared(things, [of_one(asked, thing) for thing in things])
    return _in_either(words, last) if plain(words[0]) in AUXILIARIES and last else None


def _in_either(words: Sequence[str], last: str) -> Compared | None:
    """What is asked of two places, or times: "Did more die in Paris" with "in Algiers"."""
    opens = plain(last.split()[0])
    start = next((at for at, word in enumerate(words) if at > 1 and plain(word) == opens), None)
    if opens not in {"in", "at", "on", "by", "for", "from", "with", "under", "during"} or not start:
        return None
    end = next((at for at in range(start, len(words)) if compares(words[at])), len(words))
    said = [*words[:start], *words[end:]]
    asked = parse(" ".join(said))
    size = 0 if plain(said[1]) in MORE else asked.subject  # "more people" is counted
    heads = asked_of([said[0], *said[size + 1 :]], " ".join(said[1 : size + 1])).rstrip("?")
    things = [" ".join(words[start:end]), last]
    return _compared(things, [f"{heads} {thing}" for thing in things])


def _parted(text: str) -> tuple[str, str, str]:
    """What is asked, and the things that it is asked of, behind a colon or a comma."""
    for mark in (":", ","):
        asked, found, rest = text.partition(mark)
        if found and rest.strip():
            return asked, found, rest
    return text, "", ""


def _list(question: str) -> Compared | None:
    """ "What are the prices of A, B and C?": names in a row."""
    words = [word for word in question.split() if plain(word) != "both"]
    lows = [plain(word) for word in words]
    if lows and lows[0] in _OPENING:  # its capital is no name's
        words = [lows[0], *words[1:]]
    spans = names(words)
    for at in range(len(spans) - 1):
        run = _run(words, lows, spans, at)
        if len(run) > 1 and _is_list(words, lows, run):
            return _replaced(words, lows, run)
    return None


def _run(
    words: Sequence[str],
    lows: Sequence[str],
    spans: Sequence[tuple[int, int]],
    first: int,
) -> list[tuple[int, int]]:
    """The names of a list, from the first of them to the one behind its "and"."""
    run = [spans[first]]
    for start, end in spans[first + 1 :]:
        last = run[-1][1]
        between = [low for low in lows[last:start] if low != "the"]
        if between and (len(between) > 1 or between[0] not in _JOINS):
            return []
        if not between and not words[last - 1].endswith(","):
            return []
        begin = start - 1 if lows[start - 1] == "the" else start
        run.append((begin, end))
        if between:
            return run
    return []


def _is_list(words: Sequence[str], lows: Sequence[str], run: Sequence[tuple[int, int]]) -> bool:
    """Whether names in a row are things to ask about one by one: no dates, no "between"."""
    start = run[0][0]
    before = [low for low in lows[:start] if low != "the"][-1:]
    if before in (["between"], ["from"]):
        return False
    told = [plain(words[slice(*span)]) for span in run]
    return all(any(map(str.isalpha, one)) and one.split()[0] not in _DAYS for one in told)


def _replaced(
    words: Sequence[str], lows: Sequence[str], run: Sequence[tuple[int, int]]
) -> Compared:
    start, end = run[0][0], run[-1][1]
    start -= bool(start and lows[start - 1] == "the")
    things = [" ".join(words[slice(*span)]).strip(",;:") for span in run]
    head, tail = " ".join(words[:start]).rstrip(",:"), " ".join(words[end:])
    join = next(low for low in lows[start:end][::-1] if low in _JOINS)
    if join == "or" and not tail and lows[0] in {"who", "which", "what"}:
        return _compared(things, [of_one(head, thing) for thing in things])
    if join == "or" and start == 1 and lows[0] in AUXILIARIES:
        return _compared(things, [asked_of([words[0], *words[end:]], one) for one in things])
    asked = words[:start]
    if start and lows[start - 1] in OF_ONE:  # "are A and B" asks of each what "is A" asks
        asked = [*words[: start - 1], OF_ONE[lows[start - 1]]]
    questions = [" ".join([*asked, thing, tail]) for thing in things]
    return _compared(things, questions, " ".join(words[start:end]).strip(",;:"))


_RULES: Sequence[Callable[[str], Compared | None]] = (
    _versus,
    _side_by_side,
    _difference,
    _times,
    _than,
    _between_them,
    _compared_to,
    _alternatives,
    _list,
)
"""Of several that fit, the first says what is compared."""
