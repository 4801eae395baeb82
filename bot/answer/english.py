"""An English follow-up and the turn before it come in, the question that it stands for goes out.

`docs/decisions/0013-follow-ups.md` has what was tried. Each form of follow-up is a rule, and what
fits none is no follow-up. Pure.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.answer.asked import (
    AUXILIARIES,
    BE,
    DETERMINERS,
    PREPOSITIONS,
    Asked,
    as_question,
    bare_words,
    is_participle,
    parse,
    participle,
    plain,
)
from bot.answer.comparatives import compares
from bot.answer.pronouns import person, points_back, resolve
from bot.answer.substitution import asked_again, in_place, what_about
from bot.types import Turn

_LEAD = re.compile(
    r"^(?:(?:hi|hey|hello|please|ok(?:ay)?|thanks|thank you|thx|great|cool|nice|oh|ah"
    r"|hm+|i see|al?right|right|wow|interesting|sure)[,.!… ]+)+(?=\w)",
    re.I,
)
_AND = re.compile(r"^(?:and|but|so|or|then)\b,? +(?:then\b,? +)?", re.I)
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
    r"(?: (?:happen(?:ed)?|take place|occur|so|been|be|then|exactly|all about))?)?"
    r"(?: (?:exactly|from))?"
)
_BARE_ONLY = re.compile(
    r"how (?:many|much)(?: \w+){0,2}|how (?:long|often|old|far|big|large|fast|high|tall|deep)"
    r"|(?:(?:in|on|at|for|by|from|with) )?(?:which|what) \w+(?: \w+)?|which|whose"
)


def complete(text: str, last: Turn) -> str | None:
    """The question that a follow-up stands for; `None` where it stands alone."""
    asked = _asked_before(last)
    if asked is None:
        return None
    core = " ".join(bare_words(_LEAD.sub("", text.strip(), count=1)))
    if not core:
        return None
    low = plain(core)
    if _THEN.fullmatch(low):
        return f"What then, after {_statement('', asked, last)}?"
    bare = _BARE.fullmatch(plain(_AND.sub("", core)))
    if bare is not None:
        return as_question(_statement(bare.group(1), asked, last))
    about = asked_again(_AND.sub("", core), asked) or what_about(core)
    if about is not None and points_back(about):
        return resolve(f"what about {about}", asked, last, surely=True)
    if about is not None:
        return in_place(about, asked)
    core = _AND.sub("", core)
    if _BARE_ONLY.fullmatch(plain(core)) and not any(map(_goes_on, core.split()[1:])):
        return as_question(_statement(core, asked, last))
    return resolve(core, asked, last)


def _asked_before(last: Turn) -> Asked | None:
    """The question before in its parts; `None` if nothing can be completed from it."""
    if not bare_words(last.question):
        return None
    asked = parse(last.question)
    compared = asked.asking and asked.verb and asked.rest and compares(asked.rest[0])
    if not compared or len(asked.rest) > 2:
        return asked
    # "Which is longer?": what is compared is no subject, and without a noun there is none.
    return replace(asked, subject=0) if asked.noun() not in {"", "one"} else None


def _goes_on(word: str) -> bool:
    """Whether a word says more than what is asked for: a verb, or one that opens a phrase."""
    low = plain(word)
    return low in AUXILIARIES | PREPOSITIONS or low in {"happened", "happens", "next"}


def _statement(asking: str, asked: Asked, last: Turn) -> str:
    """The earlier question with other words asking; without any, what it said."""
    rest = list(asked.rest)
    if not asked.verb:
        return _of_a_verb(asking, asked, rest)
    size = asked.subject
    noun = _noun(asking, asked)
    who = plain(asked.asking) == "who" and plain(asked.verb) in BE
    if who and rest and plain(rest[0]) in DETERMINERS:
        who_it_was = person(asked, last)
        if who_it_was:
            rest, size = [who_it_was, *rest], 1
    elif noun and not size:
        rest, size = [*noun.split(), *rest], len(noun.split())
    elif noun:
        place = next(
            (at for at, word in enumerate(rest) if at > size and plain(word) in PREPOSITIONS),
            len(rest),
        )
        rest = [*rest[:place], *noun.split(), *rest[place:]]
    done = bool(rest) and plain(asked.verb) in BE and is_participle(rest[-1])
    by = ["by"] if asking == "who" and done else []
    if not asking:
        said = [*rest[:size], asked.verb, *rest[size:]]
        return " ".join(word for word in said if plain(word) not in {"did", "does", "do"})
    return " ".join([asking, asked.verb, *rest, *by])


def _noun(asking: str, asked: Asked) -> str:
    """What was counted or chosen, unless the new words count something themselves."""
    counts = asking.lower().startswith("how m") and len(asking.split()) > 2
    return "" if counts else asked.noun()


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
            said = [asking, "was", *thing] if asking else [*thing, "was"]
            return " ".join([*said, done, *tail])
    noun = _noun(asking, asked)
    return " ".join(part for part in (asking, noun, *rest) if part)
