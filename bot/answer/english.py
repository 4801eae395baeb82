"""An English follow-up and the turn before it come in, the question that it stands for goes out.

`docs/decisions/0013-follow-ups.md` has what was tried. Each form of follow-up is a rule, and what
fits none is no follow-up. Pure.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.answer.asked import (
    ASKING,
    AUXILIARIES,
    BE,
    DETERMINERS,
    PREPOSITIONS,
    Asked,
    bare_words,
    is_name,
    is_participle,
    name_end,
    names,
    object_span,
    owner,
    parse,
    participle,
    plain,
    possessive,
    subject,
)
from bot.types import Turn

_LEAD = re.compile(
    r"^(?:(?:ok(?:ay)?|thanks|thank you|thx|great|cool|nice|oh|ah|hm+|i see|al?right|right|wow"
    r"|interesting|sure)[,.!… ]+)+(?=\w)",
    re.I,
)
_AND = re.compile(r"^(?:and|but|so|or|then)\b,? +(?:then\b,? +)?", re.I)
_WHAT_ABOUT = re.compile(
    r"^(?:(?:and|but|so) +)?(?:(?:what|how) (?:about|of)|same (?:for|with)|and (?:for|with|what of))"
    r" +",
    re.I,
)
_TOO = re.compile(r",? +(?:too|as well|also|instead|then)$", re.I)
_THEN = re.compile(
    r"(?:and |so |but )?(?:then(?: what)?|what(?: (?:happens|happened|comes|came))? (?:then|next"
    r"|after(?: (?:that|this))?|afterwards?)|next|after (?:that|this)|afterwards)"
)
_KIND = r"(?:year|month|day|date|time|century|city|country|place|town|state)s?"
_PLACE_AND_TIME = (
    r"(?:(?:since|until|till|from|by) )?when|where|why|why not|how come|how so"
    rf"|(?:(?:in|on|at|since|from|by) )?(?:what|which) {_KIND}"
)
# "why?", and "when was that?", which adds nothing but a pointer.
_BARE = re.compile(
    rf"({_PLACE_AND_TIME}|who|by whom|how)(?: (?:exactly|precisely))?"
    r"(?: (?:was|is|were|are|did|does|do|has|have)(?:n't)? (?:that|this|it|those|these|they)"
    r"(?: (?:happen(?:ed)?|take place|occur|so|been|be|then|exactly|all about))?)?(?: (?:exactly|from))?"
)
_BARE_ONLY = re.compile(
    r"how (?:many|much)(?: \w+){0,2}|how (?:long|often|old|far|big|large|fast|high|tall|deep)"
    r"|(?:(?:in|on|at|for|by|from|with) )?(?:which|what) \w+(?: \w+)?|which|whose"
)
_POINTER = {"that", "this", "it", "those", "these", "they"}
_THINGS = {"it", "they", "them"}
_PEOPLE = {"he", "she", "him"}
_POSSESSIVE = {"its", "his", "her", "hers", "their", "theirs"}
_AFTER_THAT = {
    *"happen mean work affect change cause cost end start begin help matter last make come "
    "called true possible important different necessary legal for about like".split()
}
# "It" that stands for nothing, or for what comes after it.
_EMPTY_IT = re.compile(
    r"\bit (?:takes?|took|costs?|means?|feels?)\b.* (?:the|an?|when|if|for)\b|\bis it from\b"
    r"|\bit \w+ (?:that|how|if|to|or|when)\b|\bit (?:that|when|who|snows?|rains?)\b"
    r"|\bit (?:true|possible|likely|necessary|legal|suggested|said|believed|estimated|thought|held)\b"
    r"|\b(?:do|did) they (?:call|say)\b|\bhow far is it\b|\bwhat time is it\b"
)
_CLAUSES = frozenset("as if because while before after when that since than where which and".split())
_ASKED_FOR = frozenset("tell show explain describe give list name compare".split())
_ORDER = {
    *"first second third fourth fifth last latest next previous other oldest newest biggest "
    "largest smallest best worst highest lowest longest shortest final current former earliest "
    "youngest".split()
}
_ATTRIBUTES = {
    *"price cost population age size area name height length weight capital history purpose "
    "founder owner author date year location address colour color language currency".split()
}
_MOST_WORDS = 9
"""A follow-up of this kind ("and …?") has no more words; a longer one says what it means."""


def complete(text: str, last: Turn) -> str | None:
    """The question that a follow-up stands for; `None` where it stands alone."""
    asked = parse(last.question)
    if not bare_words(last.question):
        return None
    core = " ".join(bare_words(_LEAD.sub("", text.strip(), count=1)))
    if not core:
        return None
    low = plain(core)
    if _THEN.fullmatch(low):
        return f"What then, after {_statement('', asked, last)}?"
    bare = _BARE.fullmatch(plain(_AND.sub("", core)))
    if bare is not None:
        return _question(_statement(bare.group(1), asked, last))
    about = _what_about(core)
    if about is not None:
        return _about(about, asked, last)
    core = _AND.sub("", core)
    if _BARE_ONLY.fullmatch(plain(core)) and not any(map(_is_verb, core.split()[1:])):
        return _question(_statement(core, asked, last))
    return _resolve(core, asked, last)


def _question(words: str) -> str:
    """Words as a question: one space between them, and a mark at the end."""
    return " ".join(words.split()).rstrip(" ?.,") + "?"


def _is_verb(word: str) -> bool:
    return plain(word) in AUXILIARIES or plain(word) in {"happened", "happens", "next"}


# --- "why?", "how many?": other words ask for what was said before -----------------------------


def _statement(asking: str, asked: Asked, last: Turn) -> str:
    """The earlier question with other words asking; without any, what it said."""
    rest = list(asked.rest)
    if not asked.verb:
        return _of_a_verb(asking, asked, rest)
    size = asked.subject
    noun = "" if asking.lower().startswith("how m") and len(asking.split()) > 2 else asked.noun()
    who = plain(asked.asking) == "who" and plain(asked.verb) in BE
    if who and rest and plain(rest[0]) in DETERMINERS:
        person = _person(asked, last)
        if person:
            rest, size = [person, *rest], 1
    elif noun and not size:
        rest, size = [*noun.split(), *rest], len(noun.split())
    elif noun:
        place = next(
            (at for at, word in enumerate(rest) if at > size and plain(word) in PREPOSITIONS),
            len(rest),
        )
        rest = [*rest[:place], *noun.split(), *rest[place:]]
    by = ["by"] if asking == "who" and plain(asked.verb) in BE and is_participle(rest[-1]) else []
    if not asking:
        said = [*rest[:size], asked.verb, *rest[size:]]
        return " ".join(word for word in said if plain(word) not in {"did", "does", "do"})
    return " ".join([asking, asked.verb, *rest, *by])


def _of_a_verb(asking: str, asked: Asked, rest: Sequence[str]) -> str:
    """The same of a question whose first words are its subject: "Who coined the name?"."""
    done = participle(rest[0]) if rest else ""
    if plain(asked.asking[:1]) in {"who", "what", "which"} and done and len(rest) > 1:
        end = next(
            (at for at, word in enumerate(rest) if at > 1 and plain(word) in PREPOSITIONS - {"of"}),
            len(rest),
        )
        if plain(rest[1]) not in PREPOSITIONS:
            thing, tail = rest[1:end], rest[end:]
            verb = "was"
            said = [*thing, verb, done, *tail] if not asking else [asking, verb, *thing, done, *tail]
            return " ".join(said)
    noun = asked.noun()
    return " ".join(part for part in (asking, noun, *rest) if part)


# --- "and X?", "what about X?": X takes the place of what it is like ---------------------------


def _what_about(core: str) -> str | None:
    """The X of "and X?", "what about X?", "X too?" or "in X?"; `None` if it is a whole question."""
    stripped = _WHAT_ABOUT.sub("", core, count=1)
    found = stripped if stripped != core else _AND.sub("", core, count=1)
    if found == core:
        found = _TOO.sub("", core, count=1)
    words = found.split()
    opens = len(words) in range(2, 5) and plain(words[0]) in PREPOSITIONS - {"of", "to"}
    if found == core and not opens:
        return None
    asks = {plain(word) for word in words} & (ASKING | AUXILIARIES)
    if not words or len(words) > _MOST_WORDS or (asks and stripped == core):
        return None
    return _TOO.sub("", found, count=1)


def _about(about: str, asked: Asked, last: Turn) -> str:
    words = about.split()
    lows = [plain(word) for word in words]
    if set(lows) & (_POSSESSIVE | _THINGS | _PEOPLE):
        return _resolve(f"what about {about}", asked, last, surely=True) or _question(about)
    question = _all_words(asked)
    if lows[0] in PREPOSITIONS and len(words) > 1:
        return _question(" ".join(_with_phrases(question, words)))
    nouns = words[1:] if lows[0] in DETERMINERS else words
    if lows[0] in DETERMINERS and nouns and plain(nouns[-1]) in _ORDER | {"one"}:
        return _question(" ".join(_with_order(question, words)))
    if plain(nouns[-1]) in _ATTRIBUTES and plain(nouns[-1]) not in plain(question).split():
        about_whom = subject(asked)
        return _question(f"what is the {' '.join(nouns)} of {about_whom}")
    return _question(" ".join(_with_thing(asked, question, words, nouns)))


def _all_words(asked: Asked) -> list[str]:
    verb = [asked.verb] if asked.verb else []
    return [*asked.asking, *verb, *asked.rest]


def _with_phrases(question: list[str], words: Sequence[str]) -> list[str]:
    """"in Venice in 1576" in the place of "in Paris in 1466": like for like, or at the end."""
    for phrase in _phrases(words):
        held = [
            (start, end)
            for start, end in _phrase_spans(question)
            if plain(question[start]) == plain(phrase[0])
        ]
        with_digit = any(map(str.isdigit, " ".join(phrase)))
        like = [
            span
            for span in held
            if any(map(str.isdigit, " ".join(question[slice(*span)]))) == with_digit
        ]
        if like:
            start, end = like[-1]
            question = [*question[:start], *phrase, *question[end:]]
        else:
            question = [*question, *phrase]
    return question


def _phrase_spans(words: Sequence[str]) -> list[tuple[int, int]]:
    """The phrases that a preposition opens, up to the next one."""
    starts = [
        at for at, word in enumerate(words) if plain(word) in PREPOSITIONS - {"of"} and at > 0
    ]
    return list(pairwise([*starts, len(words)]))


def _phrases(words: Sequence[str]) -> list[list[str]]:
    starts = [at for at, word in enumerate(words) if plain(word) in PREPOSITIONS - {"of"}]
    starts = starts if starts and starts[0] == 0 else [0, *starts]
    return [list(words[start:end]) for start, end in pairwise([*starts, len(words)])]


def _with_order(question: list[str], words: Sequence[str]) -> list[str]:
    """"the last" in the place of "first"."""
    new = [word for word in words[1:] if plain(word) != "one"] or list(words[1:])
    for at, word in enumerate(question):
        if plain(word) in _ORDER:
            return [*question[:at], *new, *question[at + 1 :]]
    return [*question, *words]


def _with_thing(
    asked: Asked, question: list[str], words: Sequence[str], nouns: Sequence[str]
) -> list[str]:
    """A name in the place of the name that it is like, a thing in that of a thing."""
    begin = len(question) - len(asked.rest)
    lows = [plain(word) for word in question]
    head = plain(nouns[-1])
    if head in lows[1:] and len(nouns) > 1:
        # "the medical school" after "the business school": up to the same noun.
        end = lows.index(head, 1) + 1
        start = max(end - len(nouns), 1)
        while start < end - 1 and (
            lows[start] in DETERMINERS | PREPOSITIONS | AUXILIARIES
            or question[start].endswith(("'s", "’s"))
        ):
            start += 1
        return [*question[:start], *nouns, *question[end:]]
    found = [(start + begin, end + begin) for start, end in names(asked.rest)]
    found = found or [span for span in names(question) if span[0] > 0]
    is_year = re.fullmatch(r"\d{3,4}s?", plain(words[-1])) is not None
    alike = [
        span for span in found if bool(re.fullmatch(r"\d{3,4}s?", lows[span[0]])) == is_year
    ]
    objects = object_span(asked)
    if plain(words[0]) in DETERMINERS and objects is not None and not any(map(is_name, words)):
        start, end = objects[0] + begin, objects[1] + begin
        return [*question[:start], *words, *question[end:]]
    if alike:
        start, end = alike[0]
        mark = re.search(r"['’]s?$", question[end - 1])
        new = [*words[:-1], words[-1] + (mark.group() if mark else "")]
        if start and lows[start - 1] == "the" and plain(words[0]) == "the":
            start -= 1
        return [*question[:start], *new, *question[end:]]
    if asked.subject:
        return [*question[:begin], *words, *question[begin + asked.subject :]]
    if objects is not None:
        start, end = objects[0] + begin, objects[1] + begin
        return [*question[:start], *words, *question[end:]]
    return [*question[:-1], *words]


# --- "where did he live?": a pronoun stands for what was asked about ----------------------------


def _resolve(core: str, asked: Asked, last: Turn, *, surely: bool = False) -> str | None:
    """The question with its pronouns replaced; `None` where it has none that point back."""
    words = core.split()
    lows = [plain(word) for word in words]
    asks = set(lows[:2]) & (ASKING | AUXILIARIES) or lows[0] in _ASKED_FOR
    if not asks or _EMPTY_IT.search(" ".join(lows)):
        return None
    changed = False
    for at, low in enumerate(lows):
        if not surely and _is_named_before(words, lows, at):
            break
        new = _referent(lows, at, asked, last)
        if new:
            marks = re.search(r"[,;:]*$", words[at])
            words[at] = new + (marks.group() if marks else "")
            changed = True
    return _question(" ".join(words)) if changed else None


def _is_named_before(words: Sequence[str], lows: Sequence[str], at: int) -> bool:
    """Whether something in front of a pronoun may be what it stands for."""
    before = range(1, at)
    fixed = DETERMINERS | PREPOSITIONS | AUXILIARIES | ASKING
    pronouns = _POINTER | _PEOPLE | _POSSESSIVE | _THINGS
    if at > 1 and lows[at - 1] in _CLAUSES:
        return True
    if any(is_name(words[place]) for place in before):
        return True
    if any(lows[place] in DETERMINERS - pronouns - {"many", "most"} for place in before):
        return True
    noun_asked = lows[0] in {"what", "which", "how"} and lows[min(1, at)] not in AUXILIARIES
    if noun_asked and lows[at] in _POSSESSIVE and lows[at - 1] not in AUXILIARIES:
        # "Which university has its campus …": what is asked for owns it.
        return lows[0] != "how" or lows[at] == "their"
    said = [place for place in before if lows[place] not in fixed | pronouns | _ORDER]
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
        found = _person(asked, last)
        if found:
            return found
    found = owner(asked)
    return found if any(map(is_name, found.split())) else _person(asked, last) or found


def _person(asked: Asked, last: Turn) -> str:
    """The first name in the answer that the question does not have, of two words if there is."""
    known = set(plain(_all_words(asked)).split())
    words = last.answer.split()
    found = []
    for start, end in names(words):
        name = [re.sub(r"['’]s$", "", word.strip("\"“”«»(),;:")) for word in words[start:end]]
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
