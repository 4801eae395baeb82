"""What is asked of several things comes in, and one of them; the question of that one goes out.

Articles say how old Warsaw is, and seldom that it is older. So "older", "more" and "sooner" give
way to the plain words that articles have: how old, how many, when. Pure.
"""

import re
from collections.abc import Sequence

from bot.answer.asked import (
    AUXILIARIES,
    BE,
    HAVE,
    MORE,
    as_question,
    is_name,
    participle,
    plain,
    word_set,
)
from index.terms import content

_PLAIN = {
    "old": "older younger newer oldest youngest newest",
    "large": "larger bigger smaller largest biggest smallest",
    "long": "longer shorter longest shortest",
    "high": "higher lower highest lowest",
    "tall": "taller tallest",
    "fast": "faster slower quicker fastest slowest quickest",
    "much": "cheaper dearer pricier costlier cheapest dearest",  # prices are asked for so
    "far": "farther further nearer closer farthest nearest closest",
    "heavy": "heavier lighter heaviest lightest",
    "deep": "deeper deepest",
    "good": "better worse best worst",
    "strong": "stronger weaker strongest weakest",
    "rich": "richer poorer richest poorest",
    "hot": "hotter colder hottest coldest warmer cooler",
}
_TO_PLAIN = {form: one for one, forms in _PLAIN.items() for form in forms.split()}
_EXPENSIVE = word_set("expensive costly pricey")
OF_ONE = {"are": "is", "were": "was", "do": "does", "have": "has"}
_ONE = word_set("a an one each every this that")
_OF_MANY = {one: many for many, one in OF_ONE.items()}
_MORE_OR_LESS = (["more"], ["less"])
_SOONER = word_set("sooner earlier later earliest")


def without_comparing(question: str) -> str:
    """ "Which app reached a million sooner?" as what can be found: which reached it at all.

    Empty where a question has no such word at its end.
    """
    words = question.rstrip(" ?").split()
    if len(words) < 4 or plain(words[0]) not in {"which", "what", "who"}:
        return ""
    compares = plain(words[-1]) in _SOONER | {"first"}
    return as_asked(" ".join(words[:-1])) if compares else ""


def as_asked(words: str) -> str:
    """Words as a person would ask them: with a capital, and a mark at the end."""
    text = as_question(words.rstrip(" ?.,;:"))
    return f"{text[:1].upper()}{text[1:]}"


def of_one(asked: str, thing: str) -> str:
    """What "which is older" asks of one thing: how old it is."""
    words = asked.strip(" ,:").split()
    lows = [plain(word) for word in words]
    if lows[0] not in {"who", "which", "what"} or len(words) < 2:
        return f"{asked} {thing}"
    at = 1
    if lows[1] == "one":
        at = 2
    elif lows[1] == "of":
        at = next((n for n in range(2, len(lows)) if lows[n] in AUXILIARIES), 2)
    elif lows[0] != "who" and lows[1] not in AUXILIARIES:
        at = next((n for n in range(2, min(len(lows), 5)) if lows[n] in AUXILIARIES), 2)
    if at == 2 and lows[2:3] and (lows[2] in _SOONER | {"first"} or lows[2:] in _MORE_OR_LESS):
        at = 1
    return asked_of(words[at:], thing)


def asked_of(said: Sequence[str], thing: str) -> str:
    """The question whether `said`, from its verb on, is true of a thing, without what compares."""
    said = _in_one_word(said)
    lows = [plain(word) for word in said]
    verb = agreeing(lows[0], thing) if lows and lows[0] in AUXILIARIES else ""
    words = said[1:] if verb else said
    told = lows[1:] if verb else lows
    compares = next((at for at, low in enumerate(told) if low in _TO_PLAIN), None)
    if compares is not None and verb in BE:
        return " ".join(["how", _TO_PLAIN[told[compares]], verb, thing, *words[compares + 1 :]])
    if compares is not None and verb in HAVE and compares + 1 < len(words):
        noun = " ".join(words[compares + 1 :])
        return f"how {_TO_PLAIN[told[compares]]} is the {noun} of {thing}"
    more = next((at for at, low in enumerate(told[:-1]) if low in MORE), None)
    if more is not None and content(words[more + 1], "en"):
        many = [] if verb in BE else ["many"]
        before = words[:more]
        if not verb and before and participle(before[0]):  # "sold more cars": has it sold
            verb = "have" if is_plural(thing) else "has"
            before = [participle(before[0]), *before[1:]]
        return " ".join(["how", *many, words[more + 1], verb, thing, *before, *words[more + 2 :]])
    if told[1:] and told[-1:] in _MORE_OR_LESS:  # "costs more"
        if not verb and len(told) == 2 and re.search(r"[^s]s$", told[0]):
            return f"how much does {thing} {told[0][:-1]}"
        if verb not in {*BE, *HAVE, ""}:
            return " ".join(["how much", verb, thing, *words[:-1]])
    sooner = next((at for at, low in enumerate(told) if low in _SOONER), None)
    if sooner is None and told[1:] and told[-1] in {"first", "last"}:
        sooner = len(told) - 1
    if sooner is not None:
        rest = [*words[:sooner], *words[sooner + 1 :]]
        if not verb and plain(rest) in {"", "came", "comes", "come"}:
            return f"when was {thing}"
        return " ".join(["when", verb or "was it that", thing, *rest])
    return " ".join([verb, thing, *words])


def _in_one_word(said: Sequence[str]) -> Sequence[str]:
    """ "More expensive" as the one word that it is like, and "would be" as "is"."""
    if [plain(word) for word in said[1:2]] == ["be"] and any(map(compares, said)):
        said = ["is", *said[2:]]
    for at, word in enumerate(said[1:], 1):
        if plain(word) in _EXPENSIVE and plain(said[at - 1]) in MORE:
            return [*said[: at - 1], "dearer", *said[at + 1 :]]
    return said


def compares(word: str) -> bool:
    """Whether a word sets things against each other: "older", "more"."""
    return plain(word) in _TO_PLAIN or plain(word) in MORE | _SOONER


def agreeing(verb: str, thing: str) -> str:
    """The verb in the number of what is asked about: "is" of a bicycle, "are" of bicycles.

    Names, and whatever has no sign of its number, leave it as it is.
    """
    words = thing.split()
    if not words or any(map(is_name, words)):
        return verb
    if plain(words[0]) in _ONE:
        return OF_ONE.get(verb, verb)
    return _OF_MANY.get(verb, verb) if is_plural(thing) else verb


def is_plural(thing: str) -> bool:
    """Whether a thing may be several: a guess by its last letters."""
    return re.search(r"[^\W\d_]{2}(?<![siu])s$", thing) is not None
