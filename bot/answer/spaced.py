"""A follow-up in Spanish, German, French or Portuguese comes in, the whole question goes out. Pure.

Fewer forms than in English, over the table of words in `tongues`: "and X?", another word that asks,
a pronoun, a verb without its subject.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answer.asked import is_name, plain
from bot.answer.tongues import Tongue
from bot.types import Turn

_ENDS = " ?!.…¿¡。"
_MOST_WORDS = 7
"""A follow-up without a word that asks has no more words."""
_MOST_AFTER_ASKING = 2
"""A question with a verb alone, its subject left out, has no more words after the one that asks."""

_OF_A_THING = (
    r"wie \w+|we[rnm]|was|welche\w?|qui|que|quoi|quiénes|quién|qué"
    r"|cuál(?:es)?|quem|o que|qua(?:l|is)"
)
"""Words that ask about a thing, not about what happened: "who was that" asks who the thing is."""
_MOST_BEFORE_PRONOUN = 3
"""A pronoun further back may stand for something in the question itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Earlier:
    """The earlier question: the words that ask, what they count, all others, and its subject."""

    asking: str
    noun: str
    rest: tuple[str, ...]
    subject: tuple[int, int]

    def said(self) -> str:
        """The subject in its words."""
        return " ".join(self.rest[slice(*self.subject)]).strip(",;:")


def complete(text: str, last: Turn, tongue: Tongue) -> str | None:
    """The question that a follow-up stands for; `None` where it stands alone."""
    core = " ".join(text.strip(_ENDS).split())
    earlier = _parse(last.question, tongue)
    if not core or not earlier.rest:
        return None
    about = re.match(tongue.about, core, re.I)
    if about is not None:
        return _as_question(_substituted(core[about.end() :].split(), earlier, tongue), tongue)
    lead = re.match(tongue.lead, core, re.I)
    body = core[lead.end() :].strip(_ENDS) if lead is not None else core
    asking = re.match(rf"(?:{tongue.asking})(?!\w)", body, re.I)
    if asking is None:
        if lead is None or not body or len(body.split()) > _MOST_WORDS:
            return None
        if re.search(rf"(?<!\w)(?:{tongue.asking})(?!\w)", body, re.I):
            return None
        return _as_question(_substituted(body.split(), earlier, tongue), tongue)
    tail = body[asking.end() :].strip()
    points = re.fullmatch(tongue.pointer, tail, re.I) and not _is(asking.group(), _OF_A_THING)
    if not tail or points:
        return _as_question(_asked_anew(asking.group(), "", earlier, tongue), tongue)
    counts = re.fullmatch(tongue.counted, asking.group(), re.I) is not None
    if counts and len(tail.split()) == 1:
        return _as_question(_asked_anew(asking.group(), tail, earlier, tongue), tongue)
    found = _resolved(asking.group(), tail.split(), earlier, tongue)
    return _as_question(found, tongue) if found else None


def _parse(question: str, tongue: Tongue) -> _Earlier:
    core = " ".join(question.strip(_ENDS).split())
    asking = re.match(rf"(?:{tongue.asking})(?!\w)", core, re.I)
    words = core[asking.end() :].split() if asking is not None else core.split()
    noun = ""
    if asking is not None and re.fullmatch(tongue.counted, asking.group(), re.I) and len(words) > 1:
        size = 2 if plain(words[0]) == "de" and len(words) > 2 else 1
        noun, words = " ".join(words[:size]), words[size:]
    return _Earlier(
        asking=asking.group() if asking is not None else "",
        noun=noun,
        rest=tuple(words),
        subject=_subject(words, tongue),
    )


def _is(words: str, pattern: str) -> bool:
    return re.fullmatch(pattern, plain(words)) is not None


def _subject(words: Sequence[str], tongue: Tongue) -> tuple[int, int]:
    """The first name or noun phrase with an article, with what "of" adds; else nothing."""
    for start, word in enumerate(words):
        article = _is(word, tongue.articles) and start + 1 < len(words)
        elided = re.match(r"l['’]\w", word) is not None
        if not (article or elided or is_name(word)):
            continue
        end = start + 1
        if article:
            # German nouns have capitals: whatever stands before one belongs to it.
            nouns = [at for at in range(end, min(end + 3, len(words))) if is_name(words[at])]
            end = nouns[0] + 1 if tongue.code == "de" and nouns else end + 1
        while end < len(words):
            linked = _is(words[end], tongue.links) or _is(words[end], tongue.articles)
            if is_name(words[end]):
                end += 1
            elif linked and end + 1 < len(words) and _goes_on(words, end, tongue):
                end += 2
            else:
                break
        return start, end
    return 0, 0


def _goes_on(words: Sequence[str], link: int, tongue: Tongue) -> bool:
    """Whether an "of" or an article carries a noun phrase on."""
    after = words[link + 1]
    if is_name(after):
        return True
    return (
        tongue.code != "de" and _is(words[link], tongue.links) and not _is(words[link], r"y|e|et")
    )


def _asked_anew(asking: str, noun: str, earlier: _Earlier, tongue: Tongue) -> str:
    """The earlier question with other words that ask."""
    rest = list(earlier.rest)
    if earlier.noun and not noun:
        # What was counted goes behind the verb: "when did people die".
        rest = [*rest[:1], earlier.noun, *rest[1:]]
    elif tongue.someone and _is(earlier.asking, r"wer|qui") and not _is(asking, r"wer|qui"):
        # Without a doer the verb needs one.
        rest = [*rest[:1], "man", *rest[1:]] if tongue.code == "de" else ["on", *rest]
    return " ".join([asking, *([noun] if noun else []), *rest])


def _substituted(words: Sequence[str], earlier: _Earlier, tongue: Tongue) -> str:
    """The earlier question with these words in the place of what they are like."""
    rest = list(earlier.rest)
    if _is(words[0], tongue.prepositions) and len(words) > 1:
        rest = _with_phrase(rest, words, tongue)
    else:
        start, end = _place_for(words, rest, earlier, tongue)
        rest = [*rest[:start], *words, *rest[end:]]
    return " ".join(part for part in (earlier.asking, earlier.noun, *rest) if part)


def _with_phrase(rest: list[str], words: Sequence[str], tongue: Tongue) -> list[str]:
    starts = [at for at, word in enumerate(rest) if _is(word, tongue.prepositions)]
    year = any(map(str.isdigit, " ".join(words)))
    for start in reversed(starts):
        end = min((at for at in starts if at > start), default=len(rest))
        if any(map(str.isdigit, " ".join(rest[start:end]))) == year:
            return [*rest[:start], *words, *rest[end:]]
    return [*rest, *words]


def _place_for(
    words: Sequence[str], rest: Sequence[str], earlier: _Earlier, tongue: Tongue
) -> tuple[int, int]:
    start, end = earlier.subject
    thing = _is(words[0], tongue.articles) and not any(map(is_name, words[1:2]))
    if thing or len(words) > 2:
        # "the Faculty of Medicine" after "the School of Business of Harvard": Harvard stays.
        inner = [at for at in range(start + 1, end) if plain(rest[at]) == tongue.of]
        keeps = bool(inner) and (len(inner) > 1 or tongue.of not in map(plain, words))
        return (start, inner[-1]) if keeps else (start, end)
    year = any(map(str.isdigit, words[-1]))
    for at in range(len(rest)):
        if not is_name(rest[at]) or any(map(str.isdigit, rest[at])) != year:
            continue
        if tongue.code == "de" and start <= at < end and _is(rest[start], tongue.articles):
            continue  # all German nouns have capitals
        last = at + 1
        while last < len(rest) and is_name(rest[last]):
            last += 1
        first = (
            at - 1
            if at and _is(words[0], tongue.articles) and _is(rest[at - 1], tongue.articles)
            else at
        )
        return first, last
    return (start, end) if end else (len(rest), len(rest))


def _resolved(asking: str, tail: Sequence[str], earlier: _Earlier, tongue: Tongue) -> str | None:
    """The question with its pronoun replaced, or with the subject that it leaves out."""
    subject = earlier.said()
    if not subject:
        return None
    whole = " ".join([asking, *tail])
    clitic = re.fullmatch(tongue.clitic, whole, re.I)
    if clitic is not None:
        verb = clitic.group(2)
        head = whole[: clitic.start(1)].strip()
        return f"{head} {verb} {subject}"
    counts = re.fullmatch(tongue.counted, asking, re.I) is not None
    for at, word in enumerate(tail[: _MOST_BEFORE_PRONOUN + counts]):
        found = _at_pronoun(tail, at, subject, tongue)
        if found is not None:
            return " ".join([asking, *found])
        named = is_name(word) and not (tongue.code == "de" and counts and at == 0)
        owned = at + 1 < len(tail) and _is(tail[at + 1], tongue.possessive)
        if named or (_is(word, tongue.articles) and not owned):
            return None
    if tail and _is(tail[-1], tongue.place):
        return " ".join([asking, *tail[:-1], tongue.in_, subject])
    left_out = tongue.subject_may_be_left_out and len(tail) <= _MOST_AFTER_ASKING
    return f"{whole} {subject}" if left_out and len(tail) > counts else None


def _at_pronoun(words: Sequence[str], at: int, subject: str, tongue: Tongue) -> list[str] | None:
    """The words with the pronoun at this place replaced; `None` where there is none."""
    word, after = words[at], list(words[at + 1 :])
    if _is(word, tongue.possessive) and after:
        if any(is_name(one) or _is(one, tongue.articles) for one in after[1:]):
            return None  # "sus puertas la Bolsa": the owner is named
        before = words[:at]
        if before and tongue.code == "pt" and _is(before[-1], tongue.articles):
            before = before[:-1]
        return [*before, *_owned(word, after[0], subject, tongue), *after[1:]]
    joined = re.fullmatch(r"(.+?)-(?:t-)?(?:ils?|elles?)", word) if tongue.code == "fr" else None
    if joined is not None:
        return [*words[:at], joined.group(1), subject, *after]
    # "Wie lange dauert es, bis …": in the middle it mostly stands for nothing.
    if _is(word, tongue.pronouns) and not (after and plain(word) == "es"):
        return [*words[:at], subject, *after]
    return None


def _owned(word: str, noun: str, subject: str, tongue: Tongue) -> list[str]:
    """ "Its price" as "the price of X", with the article that fits."""
    low = plain(word)
    if tongue.code == "de":
        single = is_name(subject) and " " not in subject
        return (
            [f"{subject}s" if subject[-1] not in "sxzß" else f"{subject}’", noun]
            if single
            else [
                noun,
                "von",
                subject,
            ]
        )
    if tongue.code == "es":
        feminine = re.search(r"(?:a|ión|dad|tad)s?$", noun) is not None
        article = ("la" if feminine else "el") if low == "su" else ("las" if feminine else "los")
    elif tongue.code == "pt":
        article = {"seu": "o", "sua": "a", "seus": "os"}.get(low, "as")
    else:
        vowel = re.match(r"[aeiouhéèêàâîôû]", noun, re.I) is not None
        article = {"son": "le", "sa": "la", "leur": "le"}.get(low, "les")
        if vowel and article != "les":
            return [f"l'{noun}", tongue.of, subject]
    return [article, noun, tongue.of, subject]


def _as_question(words: str, tongue: Tongue) -> str:
    words = " ".join(words.split()).rstrip(_ENDS + ",")
    words = re.sub(r"\b([Dd])e el\b", r"\1el", words) if tongue.code == "es" else words
    words = re.sub(r"\bde le\b", "du", words) if tongue.code == "fr" else words
    words = words[:1].upper() + words[1:]
    return f"¿{words}?" if tongue.code == "es" else f"{words}?"
