"""A question comes in; the questions that it is made of go out, each to be searched on its own.

"Who makes Doubao, and is it free?" asks twice, "Is Warsaw older than Berlin?" of two things. Rules
over words tell; where they can't, a question stays whole. `docs/decisions/0033-several-steps.md`
has what was tried. Pure.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answer.asked import (
    ASKING,
    AUXILIARIES,
    BE,
    DETERMINERS,
    HAVE,
    PREPOSITIONS,
    is_name,
    parse,
    plain,
    word_set,
)
from bot.answer.compared import Compared, compared
from bot.answer.follow_up import complete
from bot.answer.pronouns import person
from bot.answer.tongues import TONGUES
from bot.types import Turn
from index.terms import content

MOST_SEARCHES = 5
"""For one question, with that for the question itself."""

_MOST_READ = 1000
"""Characters: a longer question stays whole."""

_SENTENCE = re.compile(r"[^?？؟;]+[?？؟;]*")
_STATED = re.compile(r"(?<=\w\w\w[.!…]) ")
_ENDS = ' ?？؟;!.,"“”'
_LEAD = re.compile(
    r"^(?:(?:hi|hey|hello|ok(?:ay)?|so|please|well|also|and|but)\b[, ]+)*"
    r"(?:(?:can|could|would|will) (?:you|anyone|anybody|someone|somebody) (?:please )?"
    r"(?:tell|explain|show|remind)(?: to)?(?: me| us)?"
    r"|(?:do|does) (?:you|anyone|anybody|someone|somebody) know"
    r"|(?:tell|show|remind|explain to) (?:me|us)|explain|describe"
    r"|i(?:['’]d| would)? (?:want|like|need) to (?:know|understand)|i(?:['’]m| am)? wonder(?:ing)?)"
    r"\b[,: ]*",
    re.I,
)
# What asks nothing of its own behind a question.
_TAG = re.compile(
    r"(?:(?:any|some)(?:one|body)?(?: (?:ideas?|help|thoughts?|tips|clues?|know|knows?))?"
    r"|(?:do|does) (?:any(?:one|body)|you) know|(?:is that|am i) (?:so|right|true|correct)"
    r"|(?:can|could) (?:you|any(?:one|body)|some(?:one|body)) (?:please )?help(?: me)?(?: out)?"
    r"|right|ok(?:ay)?|yes|no|please|thanks?|or not|is it|what do you think|got it|you know)",
    re.I,
)
_ASKS = re.compile(
    rf"(?:(?:and|but|also|so|or|und|et|y|e)\b|(?:{'|'.join(sorted(PREPOSITIONS))}) wh"
    rf"|(?:{'|'.join(sorted(ASKING | AUXILIARIES))})\b|compare|tell|explain|describe|name|list"
    rf"|¿|{'|'.join(tongue.asking for tongue in TONGUES.values())})",
    re.I,
)
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_SHORT = 4  # characters in which no other script asks anything of its own
_CONTRACTED = re.compile(r"\b(who|what|where|when|how|why)['’]?s\b", re.I)
_IT = re.compile(r"\b(?:it|that one|this one)\b", re.I)
_JOINS = word_set("and but")
_ALSO = word_set("also then")
_LISTED = word_set("what how why")
_TOLD = word_set("tell explain describe name list show compare")
_DOING = word_set("do does did")
_SUBJECTS = word_set("it he she they there this that these those you we i")
_ABOUT = re.compile(r"\b(?:about|on|regarding|concerning) (.+)$", re.I)
# What joins two questions in other languages; relative words, such as French "qui", are not here.
_OTHERS = {
    "de": r"und (?:wer|wen|wem|wann|wo|woher|wohin|warum|wieso|weshalb|wie|was|welche[rsmn]?)",
    "es": r"[ye] (?:(?:en|de|desde|a|por|con|para) )?"
    r"(?:qué|quién(?:es)?|cuándo|dónde|cómo|cuánt[oa]s?|cuál(?:es)?)",
    "fr": r"et (?:(?:en|de|depuis|à|par|avec|pour) )?"
    r"(?:quand|comment|pourquoi|combien|quel(?:le)?s?|qu['’]est-ce|où (?:est|se|puis|peut))",
    "pt": r"e (?:(?:em|de|desde|a|por|com|para) )?"
    r"(?:quem|quando|como|quant[oa]s?|qua(?:l|is)|onde (?:fica|é|foi)|o que|por que)",
}
_CUTS = {
    code: re.compile(rf",? +(?={words}\b)(?:und|et|y|e) +", re.I) for code, words in _OTHERS.items()
}
# A question that begins with its verb.
_VERBS = {
    "de": r"ist|sind|war|waren|hat|haben|hatte|wird|wurde|kann|gibt",
    "es": r"¿(?:es|son|está|están|hay|tiene|puede|fue|era)",
    "fr": r"est-ce|est-il|est-elle|a-t-(?:il|elle|on)|peut-on|y a-t-il",
    "pt": r"(?!)",
}
_BEGINS = {
    code: re.compile(rf"^(?:¿?(?:{TONGUES[code].asking})|{_VERBS[code]})\b", re.I)
    for code in _OTHERS
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One of the questions that a question is made of, as it was written.

    `compared` is what it asks of several things, `None` where it does not.
    """

    text: str
    compared: Compared | None = None


def parts(question: str) -> tuple[Part, ...]:
    """The parts of a question, in order; one that asks once, of one thing, is its only part.

    A part may lean on the one before it ("and who makes it?"): see `bot.answer.follow_up`. Where
    there are more than can be searched one by one, the last has all that are left, so that none
    goes unsearched.
    """
    if len(question) > _MOST_READ:
        return (Part(text=question),)
    whole = _CONTRACTED.sub(r"\1 is", " ".join(question.split()))
    sentences = [one.strip(_ENDS) for one in _SENTENCE.findall(whole)]
    first, *others = [one for one in sentences if any(map(str.isalnum, one))] or [whole]
    asking = [first, *filter(_asks_too, map(_last_of, others))]
    found = list(dict.fromkeys(clause for one in asking for clause in _clauses(one)))
    if len(found) < 2:
        return (Part(text=question, compared=compared(_without_lead(first))),)
    most = MOST_SEARCHES - 1
    if len(found) > most:
        return (*map(_part, found[: most - 1]), Part(text=f"{'? '.join(found[most - 1 :])}?"))
    return tuple(map(_part, found))


def _part(text: str) -> Part:
    return Part(text=f"{text}?", compared=compared(text))


def in_full(part: str, earlier: Sequence[Turn]) -> str:
    """A part as it is searched: completed from the turn before it, without "and" in front."""
    if earlier:
        part = _of_the_chosen(part, earlier[-1])
        earlier = (replace(earlier[-1], question=_with_name(earlier[-1].question)),)
    found = complete(part, earlier)
    words = found.split()
    if len(words) > 2 and plain(words[0]) in _JOINS | _ALSO:
        words = words[1:]
    text = " ".join(words)
    return f"{text[:1].upper()}{text[1:]}"


def _with_name(question: str) -> str:
    """ "who is rosaline" as it tells whom "she" means."""
    asked = parse(question)
    named = plain(asked.asking) == "who" and plain(asked.verb) in BE and bool(asked.rest)
    if not named or plain(asked.rest[0]) in DETERMINERS | PREPOSITIONS:
        return question
    name = asked.rest[0][:1].upper() + asked.rest[0][1:]
    return f"{' '.join([*asked.asking, asked.verb, name, *asked.rest[1:]])}?"


def _of_the_chosen(part: str, before: Turn) -> str:
    """ "Who makes it" behind "Which app was first" asks of the app that is the answer."""
    asked = parse(before.question)
    noun = asked.noun()
    if asked.verb or not noun or plain(asked.asking[:1]) not in {"which", "what"}:
        return part
    name = re.search(rf"((?:[A-Z][\w-]* )+){re.escape(noun)}\b", before.answer)
    chosen = name.group() if name else person(asked, before)
    if not chosen:
        return part
    return _IT.sub(re.sub(r"^The ", "the ", chosen), part)


def _last_of(sentences: str) -> str:
    """Of what was told before a question mark, the sentence that asks."""
    last = _STATED.split(sentences)[-1]
    return last if _ASKS.match(last) and not _ASKS.match(sentences) else sentences


def _asks_too(sentence: str) -> bool:
    """Whether a sentence behind another asks something of its own."""
    if _LATIN.search(sentence) is None:
        return len(sentence) > _SHORT
    return _ASKS.match(sentence) is not None and not _TAG.fullmatch(sentence)


def _clauses(sentence: str) -> list[str]:
    """The questions of one sentence, joined by "and" or a comma."""
    for code, begins in _BEGINS.items():
        if begins.match(sentence):
            pieces = _CUTS[code].split(sentence)
            if len(pieces) > 1 and all(len(piece.split()) > 1 for piece in pieces):
                return pieces
    return _english(sentence)


def _english(sentence: str) -> list[str]:
    words = _without_lead(sentence).split()
    lead = " ".join(sentence.split()[: len(sentence.split()) - len(words)])
    indirect = bool(lead)
    lows = [plain(word) for word in words]
    begin = _asks_at(words, lows, indirect)
    if begin is None:
        return [sentence]
    cuts = _cuts(words, lows, begin, indirect)
    if not cuts:
        return [sentence]
    # "In Berlin, who …" holds for all; a sentence in front, or "two questions:", for none.
    context = " ".join(words[:begin]) if words[begin - 1].endswith(",") else ""
    starts = [begin, *(after for _, after in cuts)]
    ends = [*(end for end, _ in cuts), len(words)]
    found = [" ".join(words[one:end]).strip(_ENDS) for one, end in zip(starts, ends, strict=True)]
    found = [found[0], *filter(_asks_something, found[1:])]
    if len(found) < 2:
        return [sentence]
    if lead and lows[begin] not in ASKING:
        found[0] = f"{lead} {found[0]}"
    return [f"{context} {one}".strip() for one in _completed(found)]


def _asks_something(clause: str) -> bool:
    """Whether a clause asks anything; "and can you tell me" does not."""
    asked = _without_lead(clause).strip(_ENDS)
    return bool(asked) and not _TAG.fullmatch(asked)


def _without_lead(sentence: str) -> str:
    """A sentence without "Can you tell me" in front."""
    lead = _LEAD.match(sentence)
    return sentence[lead.end() :] if lead else sentence


def _cuts(
    words: Sequence[str], lows: Sequence[str], begin: int, indirect: bool
) -> list[tuple[int, int]]:
    """Where a clause ends, and where the next begins."""
    cuts: list[tuple[int, int]] = []
    start = begin
    for at in range(begin + 2, len(words)):
        after = _opened(words, lows, start, at, indirect)
        if after is not None:
            cuts.append((at, after))
            start = after
    if not cuts:
        return cuts
    # "What is it, who makes it, and where": before one with "and", a comma alone is enough.
    last = cuts[-1][0]
    comma = words[last - 1].endswith(",")
    listed = {
        at: (at, at)
        for at in range(begin + 2, last)
        if words[at - 1].endswith(",") and _is_listed(lows, at, comma)
    }
    return sorted({**listed, **dict(zip((at for at, _ in cuts), cuts, strict=True))}.values())


def _is_listed(lows: Sequence[str], at: int, comma: bool) -> bool:
    """Whether a clause behind a comma asks; `comma`: another stands before the last one's "and"."""
    if lows[at] in PREPOSITIONS:
        return lows[at + 1] in {"which", "what", "whom"}
    if lows[at] in {"who", "whose"}:
        return comma
    return lows[at] in ASKING and (lows[at] in _LISTED or lows[at + 1] in AUXILIARIES)


def _asks_at(words: Sequence[str], lows: Sequence[str], indirect: bool) -> int | None:
    """Where a sentence begins to ask, behind what it says first ("In Berlin, who …")."""
    for at in range(len(lows)):
        if at and not (words[at - 1].endswith((",", ":")) or _STATED.search(f"{words[at - 1]} ")):
            continue
        place = at + 1 if lows[at] in PREPOSITIONS and at + 1 < len(lows) else at
        inverted = place + 1 < len(lows) and lows[place + 1] in AUXILIARIES
        # "When many are arrested, what is …": the first words say when, and ask nothing.
        if lows[place] in {"when", "where"} and not (inverted or indirect):
            continue
        if lows[place] in ASKING or lows[at] in AUXILIARIES | _TOLD:
            return at
    return 0 if indirect and words else None


def _opened(
    words: Sequence[str], lows: Sequence[str], start: int, at: int, indirect: bool
) -> int | None:
    """Where the next question begins, if the word `at` is what joins it; `start` is the last's."""
    if lows[at] in _JOINS:
        first = at + 1
        while first < len(lows) and lows[first] in _ALSO:
            first += 1
        if first < len(lows) and _opens(words, lows, start, first, indirect):
            return first
        return None
    comma = words[at - 1].endswith(",")
    inverted = at + 1 < len(lows) and lows[at + 1] in AUXILIARIES
    return at if comma and inverted and lows[at] in ASKING - {"who", "which"} else None


def _opens(
    words: Sequence[str], lows: Sequence[str], start: int, first: int, indirect: bool
) -> bool:
    """Whether a question begins at `first`, rather than what else "and" may join."""
    comma = words[first - 2].endswith(",") if first > 1 else False
    place = first + 1 if lows[first] in PREPOSITIONS and first + 1 < len(lows) else first
    word = lows[place]
    after = lows[place + 1] if place + 1 < len(lows) else ""
    if lows[first] in _TOLD:
        return after in DETERMINERS | ASKING | {"me", "us"}
    if word not in ASKING:
        return place == first and _inverts(words, lows, first)
    if after in AUXILIARIES and word not in {"who", "which"}:
        return True
    # "the man who sang and who danced": the same word in between is a relative one.
    if word in lows[start + 1 : place] and not comma:
        return False
    if not after:
        return True
    if word in {"when", "where"}:
        return indirect or word == lows[start]
    return not (word == "which" and after in AUXILIARIES)


def _inverts(words: Sequence[str], lows: Sequence[str], first: int) -> bool:
    """Whether a question without an asking word begins: "did Shelley", "is it"."""
    if first + 2 >= len(lows) or lows[first] not in AUXILIARIES:
        return False
    after = lows[first + 1]
    if lows[first] in _DOING or after in _SUBJECTS:
        return after not in PREPOSITIONS | {"not"}
    if not is_name(words[first + 1]):
        return False
    # "… and is Jacksonville's largest park": what follows a form of "to be" may be its complement.
    apart = words[first - 2].endswith(",") and "'" not in words[first + 1].replace("’", "'")
    return apart or lows[first] not in BE | HAVE


def _completed(clauses: Sequence[str]) -> list[str]:
    """The clauses, with "about B" behind "did C disagree" where the first asks about B."""
    about = _ABOUT.search(clauses[0])
    found = [clauses[0]]
    for one in map(_without_lead, clauses[1:]):
        words = one.split()
        short = plain(words[0]) in _DOING and len(content(one, "en")) < 3
        found.append(f"{one} {about.group()}" if about and short else one)
    return found
