"""An English question comes in, its parts go out: what asks, its verb, its subject, its names.

No parser stands behind this: word lists, capitals, and where a verb may end. What cannot be told
is left whole, so that a follow-up still searches for all of its words. Pure.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass


def word_set(words: str) -> frozenset[str]:
    """The words of a text as a set: how lists of them are written down."""
    return frozenset(words.split())


ASKING = word_set("who whom whose what which when where why how")
BE = word_set("is are was were be been")
AUXILIARIES = BE | word_set(
    "do does did has have had will would can could shall should may might must"
)
HAVE = word_set("has have had")
PREPOSITIONS = word_set(
    "in at on of by for from to with within since until during before after about between among "
    "into onto over under through against as than like near around without across per via"
)
DETERMINERS = word_set(
    "the a an this that these those his her its their my your our each every some any many most "
    "all another no several both"
)
# Where a noun phrase surely ends; "of", "on" and "for" may stand inside of one.
_ENDS = (PREPOSITIONS - {"of", "on", "for"}) | word_set("when while where that which who if")
_PRONOUNS = word_set("it he she they him her them this that these those there you we i")
_NAME_LINKS = word_set("of the de van von al da")
_MEASURES = word_set(
    "population size area price cost age height length width depth weight number name date year "
    "value speed history purpose function role meaning color colour endowment capital language"
)
_COUNTS = word_set(
    "two three four five six seven eight nine ten eleven twelve twenty hundred thousand million "
    "billion dozens hundreds thousands millions billions"
)
# Nouns of a question's first words that say which time or place is asked for, and no more.
_KINDS = word_set(
    "year day month date time century decade city country place town state part way kind type "
    "reason extent"
)
MORE = word_set("more less fewer most least fewest")
# Where the subject ends behind "did" and "can". Verbs that mostly stand inside of a noun phrase
# when they are not its verb ("bus stop", "return ticket") are not here.
_VERBS = word_set(
    "accept achieve add admit agree allow appear apply arrive ask attend avoid be become begin "
    "believe belong bring build buy carry catch choose collect come consider consist contain "
    "continue create decide defeat depart depend describe destroy develop die discover earn eat "
    "enter establish exist expect fail find fit follow get give go grow happen have hear hold "
    "include introduce invade invent join keep know learn leave let live lose make mean meet "
    "occur open operate pay prefer produce protect prove provide publish reach receive refuse "
    "reject release rely remain remember remove replace represent require sail say see seem sell "
    "send serve sing sit speak spend stand stay suffer survive take tell think travel understand "
    "want wear weigh win write"
)
_ADVERBS = word_set("not never also still often usually always ever")
_COMPARING = word_set("more less fewer")
# What tells one of several apart, and what a thing has.
ORDER = word_set(
    "first second third fourth fifth last latest next previous other oldest newest biggest "
    "largest smallest best worst highest lowest longest shortest final current former earliest "
    "youngest"
)
ATTRIBUTES = word_set(
    "price cost population age size area name height length weight capital history purpose "
    "founder owner author date year location address colour color language currency score result "
    "winner reason outcome cause effect total"
)
_PARTICIPLES = {
    "made": "make makes made",
    "written": "write writes wrote written",
    "won": "win wins won",
    "led": "lead leads led",
    "built": "build builds built",
    "sold": "sell sells sold",
    "bought": "buy buys bought",
    "found": "find finds found",
    "held": "hold holds held",
    "given": "give gives gave given",
    "taken": "take takes took taken",
    "known": "know knows knew known",
    "sung": "sing sings sang sung",
    "run": "run runs ran",
    "begun": "begin begins began begun",
    "drawn": "draw draws drew drawn",
    "driven": "drive drives drove driven",
    "beaten": "beat beats beaten",
    "fought": "fight fights fought",
    "lost": "lose loses lost",
    "paid": "pay pays paid",
    "said": "say says said",
    "sent": "send sends sent",
    "shown": "show shows showed shown",
    "spent": "spend spends spent",
    "taught": "teach teaches taught",
    "told": "tell tells told",
    "thought": "think thinks thought",
    "kept": "keep keeps kept",
    "left": "leave leaves left",
    "born": "bear bore born",
    "chosen": "choose chooses chose chosen",
    "broken": "break breaks broke broken",
    "brought": "bring brings brought",
    "caught": "catch catches caught",
    "cut": "cut cuts",
    "set": "set sets",
    "put": "put puts",
    "seen": "see sees saw seen",
    "spoken": "speak speaks spoke spoken",
    "struck": "strike strikes struck",
    "hit": "hit hits",
    "done": "done",
    "gone": "gone",
    "grown": "grow grows grew grown",
    "met": "meet meets met",
    "meant": "mean means meant",
}
_TO_PARTICIPLE = {form: one for one, forms in _PARTICIPLES.items() for form in forms.split()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question in its parts, each a list of words as they were written.

    `asking` are the words that ask ("How many downloads"), `verb` the auxiliary or form of "to be"
    after them ("did"), `rest` everything further; `subject` how many words at the start of `rest`
    are its subject, 0 where the asking words are the subject themselves ("Who makes …").
    """

    asking: tuple[str, ...]
    verb: str
    rest: tuple[str, ...]
    subject: int

    def words(self) -> list[str]:
        """The whole question, word by word."""
        return [*self.asking, *([self.verb] if self.verb else []), *self.rest]

    def noun(self) -> str:
        """What is counted or chosen: the "downloads" of "how many downloads"; else empty."""
        words = self.asking[1:] if plain(self.asking[:1]) in {"what", "which", "how"} else ()
        if plain(self.asking[:1]) == "how":
            words = words[1:] if plain(words[:1]) in {"many", "much"} else ()
        return "" if plain(words[-1:]) in _KINDS else " ".join(words)


def plain(words: str | Sequence[str]) -> str:
    """Words in lower case, without the marks at their ends."""
    text = words if isinstance(words, str) else " ".join(words)
    return " ".join(word.strip("\"'“”‘’«»(),.;:!?…").lower() for word in text.split())


def is_name(word: str) -> bool:
    """Whether a word is written like a name or a number: with a capital, or with a digit."""
    bare = word.strip("\"'“”‘’«»(),.;:!?…")
    return bool(bare) and (bare[0].isupper() or any(map(str.isdigit, bare)))


def is_participle(word: str) -> bool:
    """Whether a word looks like "made", "named" or "making"."""
    bare = plain(word)
    return bare in _PARTICIPLES or (len(bare) > 4 and bare.endswith(("ed", "ing")))


def participle(verb: str) -> str:
    """The participle of "makes", "wrote" or "coined"; empty where it cannot be told."""
    bare = plain(verb)
    known = _TO_PARTICIPLE.get(bare, "")
    return known or (bare if bare.endswith("ed") and len(bare) > 4 else "")


def bare_words(question: str) -> list[str]:
    """The words of a question without the marks that end it, "who's" as two."""
    words = re.sub(r"\b(who|what|where|when|how|why)['’]s\b", r"\1 is", question, flags=re.I)
    return words.strip().rstrip(" ?!.…").split()


def parse(question: str) -> Asked:
    """The parts of a question; of one that is none, everything is `rest`."""
    words = bare_words(question)
    first = 1 if len(words) > 1 and plain(words[0]) in PREPOSITIONS else 0
    if not words or plain(words[first]) not in ASKING:
        if words and plain(words[0]) in AUXILIARIES:
            rest = words[1:]
            size = _subject_size(rest, plain(words[0]), whole=False)
            return Asked(asking=(), verb=words[0].lower(), rest=tuple(rest), subject=size)
        size = name_end(words, 0) or len(words)
        return Asked(asking=(), verb="", rest=tuple(words), subject=size)
    place = _verb_place(words, first)
    if place is not None and plain(words[place]) in HAVE:
        # "Which storm had an effect" has no other verb: "had" is no auxiliary there.
        place = place if any(map(is_participle, words[place:])) else None
    if place is None:
        end = _asking_end(words, first)
        return Asked(asking=tuple(words[:end]), verb="", rest=tuple(words[end:]), subject=0)
    rest = words[place + 1 :]
    counted = plain(words[place]) in BE and bool(rest) and is_participle(rest[0])
    size = 0 if counted else _subject_size(rest, plain(words[place]), whole=True)
    return Asked(asking=tuple(words[:place]), verb=words[place], rest=tuple(rest), subject=size)


def _verb_place(words: Sequence[str], first: int) -> int | None:
    """Where the auxiliary stands that belongs to the asking words."""
    reach = first + 2 if plain(words[first]) in {"who", "whom"} else first + 7
    for place in range(first + 1, min(len(words), reach)):
        word = plain(words[place])
        if word in AUXILIARIES:
            return place
        if word in DETERMINERS - {"many", "most"} or word in PREPOSITIONS:
            return None
    return None


def _asking_end(words: Sequence[str], first: int) -> int:
    """Of "how many people died", three; of "who makes it", one: what asks, without its verb."""
    if plain(words[first]) in {"who", "whom"}:
        return first + 1
    many = len(words) > first + 1 and plain(words[first + 1]) in {"many", "much"}
    return min(first + (3 if many else 2), len(words))


def _subject_size(rest: Sequence[str], verb: str, *, whole: bool) -> int:
    """How many words the subject has that follows a verb.

    After "did" a verb must follow the subject, after "was" it need not: `whole` says that nothing
    else must, as in "What is the price", other than in "Is the price high".
    """
    run = name_end(rest, 0)
    if run and not _is_possessive(rest[run - 1]):
        return run
    opens = next((at for at, word in enumerate(rest) if plain(word) not in DETERMINERS), 0)
    noun = opens < len(rest) and plain(rest[opens]) not in PREPOSITIONS
    least = max(run, opens + noun, 1)  # a determiner alone is no subject
    end = least
    while end < len(rest) and not _ends_subject(rest, end, verb):
        end += 1
    to = _to_a_name(rest, end) if verb in BE else end
    if to > end and (whole or to < len(rest)):
        return to
    must_go_on = (verb not in BE or not whole) and end > least
    after = rest[end] if end < len(rest) else ""
    found = is_participle(after) or _is_verb(after, verb) or plain(after) in _ADVERBS
    return min(end - 1 if must_go_on and not found else end, len(rest))


def _ends_subject(rest: Sequence[str], at: int, verb: str) -> bool:
    """Whether a subject that goes on up to a word has its end in front of it."""
    word, before = plain(rest[at]), plain(rest[at - 1])
    if word in _ENDS | _ADVERBS or _is_verb(word, verb):
        return True
    inside = before in DETERMINERS  # "the debating chamber", "a more expensive car"
    if not inside and (word in _COMPARING or (is_participle(word) and verb in BE)):
        return True
    fresh = word in DETERMINERS | _COUNTS and before != "of"
    return verb not in BE and (fresh or word in PREPOSITIONS - {"of"})


def _is_verb(word: str, auxiliary: str) -> bool:
    return auxiliary not in BE | HAVE and plain(word) in _VERBS


def _to_a_name(rest: Sequence[str], end: int) -> int:
    """Where "to Rome" ends, behind "the road"; the same place where nothing of that kind stands."""
    if end >= len(rest) or plain(rest[0]) not in DETERMINERS or plain(rest[end]) != "to":
        return end
    place = name_end(rest, end + 1)
    return place if place > end + 1 else end


def name_end(words: Sequence[str], start: int) -> int:
    """Where the name ends that starts here, "the" in front of it or not; `start` if none does."""
    place = start
    while place < len(words):
        if is_name(words[place]):
            place += 1
            if words[place - 1].endswith((",", "'s", "’s")):
                break
        elif (
            place > start
            and plain(words[place]) in _NAME_LINKS
            and place + 1 < len(words)
            and is_name(words[place + 1])
        ):
            place += 2
        else:
            break
    return place


def names(words: Sequence[str]) -> list[tuple[int, int]]:
    """The spans of names among words, from their first word to behind their last."""
    found = []
    place = 0
    while place < len(words):
        end = name_end(words, place)
        if end > place:
            found.append((place, end))
        place = max(end, place + 1)
    return found


def subject(asked: Asked) -> str:
    """Whom or what a question is about, as a person would say it again; empty if it can't be told.

    "The population of Jacksonville" is about Jacksonville, "Warsaw's first stock exchange" about
    the exchange.
    """
    found = _subject(asked)
    return "" if plain(found) in _PRONOUNS else found


def _subject(asked: Asked) -> str:
    if asked.subject:
        phrase = list(asked.rest[: asked.subject])
        if "of" in phrase and phrase.index("of") and _head(phrase) in _MEASURES:
            phrase = phrase[phrase.index("of") + 1 :]
        return _unquoted(phrase)
    spans = [*names(asked.rest)[:1], object_span(asked)]
    first = min((span for span in spans if span is not None), default=None)
    return asked.noun() if first is None else _unquoted(asked.rest[slice(*first)])


def owner(asked: Asked) -> str:
    """Who "its" or "his" points to: Harvard, where Harvard's endowment was asked for."""
    phrase = asked.rest[: asked.subject] or asked.rest
    for start, end in names(phrase):
        if _is_possessive(phrase[end - 1]):
            return _unquoted(phrase[start:end])
    for start, end in names(phrase):
        if start and plain(phrase[start - 1]) == "of":
            return _unquoted(phrase[start:end])
        if start > 1 and plain(phrase[start - 2 : start]) == "of the":
            return _unquoted(phrase[start - 1 : end])
    return subject(asked)


def object_span(asked: Asked) -> tuple[int, int] | None:
    """The noun phrase with a determiner that the verb is followed by: its span in `rest`."""
    start = next(
        (
            at
            for at, word in enumerate(asked.rest)
            if plain(word) in DETERMINERS and at >= asked.subject
        ),
        None,
    )
    if start is None:
        return None
    end = start + 1
    while end < len(asked.rest):
        word = plain(asked.rest[end])
        if word in PREPOSITIONS - {"of"} or word in _ENDS:
            break
        end += 1
    return start, end


def possessive(name: str) -> str:
    """The name with its 's."""
    return f"{name}'" if name.endswith("s") and not is_name(name.split()[-1]) else f"{name}'s"


def _head(phrase: Sequence[str]) -> str:
    """The noun before the first "of"."""
    return plain(phrase[phrase.index("of") - 1])


def _is_possessive(word: str) -> bool:
    return word.rstrip(",;:").endswith(("'s", "’s", "s'", "s’"))


def _unquoted(words: Sequence[str]) -> str:
    return re.sub(r"['’]s$", "", " ".join(words).strip('"“”«»(),;: '))


def as_question(words: str) -> str:
    """Words as a question: one space between them, and a mark at the end."""
    return " ".join(words.split()).rstrip(" ?.,") + "?"
