"""Two sentences' words come in, whether one denies or reverses what the other says goes out. Pure.

What is looked at: words that negate and what they stand before; pairs of opposites of which one
side says the one and the other the other; and "un-" and its like.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.answer.check.letters import Word, folded
from index.terms import terms

_REACH = 4
"""Words of content after a negation that it may be about."""

_NEGATIONS: Mapping[str, frozenset[str]] = {
    "en": frozenset(
        "not never no none nobody nothing neither nor without cannot failed fails fail denied"
        " denies deny refused refuses unable lacks lacked lacking hardly barely".split()
    ),
    "de": frozenset("nicht nie niemals kein keine keinen keinem keiner keines ohne niemand nichts weder".split()),
    "es": frozenset("no nunca jamas sin ningun ninguna ninguno nada nadie tampoco ni".split()),
    "fr": frozenset("pas jamais aucun aucune sans rien personne ni".split()),
    "pt": frozenset("nao nunca jamais sem nenhum nenhuma nada ninguem nem".split()),
}
_NOT_NEGATING = re.compile(
    r"\bnot (?:only|just|merely|least)\b|\bno\.? ?(?=\d)|\bno (?:doubt|matter|less than|fewer than|more than)\b"
    r"|\bnicht nur\b|\bno s[oó]lo\b|\bnon seulement\b|\bn[aã]o s[oó]\b|\bnothing but\b",
    re.I,
)
_ENDS_REACH = frozenset(",;:.!?()\"") | {"but", "although", "though", "while", "whereas", "and", "aber", "pero"}
_WEAK = frozenset(
    "a an the of to in on at by for from with and or be is are was were been being has have had do"
    " does did will would can could should may might must it he she they this that any as its his"
    " her their there".split()
)
_CHINESE = re.compile("[不没沒未無无非]")
_CHINESE_WORDS = re.compile("不仅|不但|不只|不同|不久|不断|非常|除非|无论|未来|不过|不少|差不多|非洲|没有问题|無料|非常に")

_OPPOSITES = (
    ("rose rise rises risen increase increased increases grew grow grows grown growth climbed gained"
     " surged jumped expanded rising increasing growing",
     "fell fall falls fallen decrease decreased decreases declined decline dropped drop drops shrank"
     " shrunk reduced sank plunged lost falling decreasing declining"),
    ("more greater larger bigger higher", "less fewer smaller lower"),
    ("most highest largest biggest greatest", "least lowest smallest fewest"),
    ("before earlier prior preceding", "after later following subsequent"),
    ("first", "last final"),
    ("above over exceeding", "below under beneath"),
    ("won win wins winning victory victorious defeated defeats", "lost lose loses losing defeat"),
    ("accepted approved accept approve allowed permitted allow allows", "rejected refused reject"
     " denied forbidden banned prohibited forbid forbids prohibit prohibits"),
    ("opened opens open began begins started starts start begin", "closed closes close ended ends"
     " finished stopped ceased end stop"),
    ("support supported supports supporting favour favored favoured", "oppose opposed opposes"
     " opposing opposition"),
    ("north northern", "south southern"),
    ("east eastern", "west western"),
    ("left", "right"),
    ("male men man boys father", "female women woman girls mother"),
    ("same equal identical", "different unequal"),
    ("always", "never rarely seldom"),
    ("best better", "worst worse"),
    ("early", "late"),
    ("old older oldest", "new newer young younger youngest newest"),
    ("strong stronger strongest", "weak weaker weakest"),
    ("hot hotter warm warmer", "cold colder cool cooler"),
    ("high", "low"),
    ("large big", "small little"),
    ("long longer", "short shorter"),
    ("rich wealthy", "poor"),
    ("success successful succeeded", "failure unsuccessful failed"),
    ("positive", "negative"),
    ("inside within internal", "outside external"),
    ("major", "minor"),
    ("public", "private"),
    ("alive living", "dead"),
    ("born birth", "died death"),
    ("bought buy buys purchased acquired", "sold sell sells"),
    ("entered joined enter join", "left exited leave quit"),
    ("easy easier", "difficult hard harder"),
    ("legal lawful", "illegal unlawful"),
    ("majority", "minority"),
    ("maximum", "minimum"),
    ("north-west", "south-east"),
    ("faster quicker fast quickly", "slower slow slowly"),
    ("common frequent often", "rare infrequent uncommon"),
    ("present", "absent"),
    ("true correct", "false incorrect wrong"),
    ("guilty", "innocent"),
    ("ancient", "modern"),
    ("upper", "lower"),
    ("only", "also"),
    ("stieg gestiegen wuchs zugenommen steigen", "sank gesunken fiel gefallen abgenommen sinken"),
    ("mehr größer höher", "weniger kleiner niedriger"),
    ("vor", "nach"),
    ("aumentó aumento creció subió", "disminuyó disminución cayó bajó"),
    ("más mayor", "menos menor"),
    ("antes", "después"),
    ("augmenté augmentation", "diminué baisse"),
    ("增加 上升 增长", "减少 下降 降低"),
)
_PAIRS = [
    (frozenset(map(folded, one.split())), frozenset(map(folded, other.split())))
    for one, other in _OPPOSITES
]
_PREFIXES = ("un", "in", "im", "il", "ir", "non", "dis")


@dataclass(frozen=True, slots=True, kw_only=True)
class Polarity:
    """What a sentence says and what it denies: stems, `denied` those after a negation.

    `words` are all its words, folded; `negations` how many words negate in it.
    """

    words: frozenset[str]
    stems: frozenset[str]
    denied: frozenset[str]
    negations: int


def polarity(text: str, words: Sequence[Word], language: str) -> Polarity:
    """What a cleaned sentence says and denies."""
    skipped = [one.span() for one in _NOT_NEGATING.finditer(text)]
    negating = _NEGATIONS.get(language, _NEGATIONS["en"])
    low = [folded(word.text) for word in words]
    denied: set[str] = set()
    negations = len(_CHINESE.findall(_CHINESE_WORDS.sub("", text))) if not text.isascii() else 0
    for place, word in enumerate(low):
        start = words[place].start
        if not (word in negating or word.endswith("n't")):
            continue
        if any(first <= start < last for first, last in skipped):
            continue
        negations += 1
        reach = 0
        for other in low[place + 1 :]:
            if other in _ENDS_REACH and reach:
                break
            if other in _WEAK or not other[0].isalnum():
                continue
            denied.update(terms(other, language))
            reach += 1
            if reach == _REACH:
                break
    return Polarity(
        words=frozenset(low),
        stems=frozenset(terms(text, language)),
        denied=frozenset(denied),
        negations=negations,
    )


def negated(written: Polarity, sources: Sequence[Polarity]) -> bool:
    """Whether a sentence denies what its sources say, or says what they deny.

    `sources` are the sentences that it is nearest to, the nearest first.
    """
    if not sources:
        return False
    if written.negations:
        if any(not written.denied.isdisjoint(one.denied) for one in sources):
            return False
        if not any(one.negations for one in sources):
            return True
        return any(not written.denied.isdisjoint(one.stems - one.denied) for one in sources[:1])
    nearest = sources[0]
    if not nearest.negations:
        return False
    affirmed = written.stems & nearest.denied
    elsewhere = {stem for one in sources for stem in one.stems - one.denied}
    return bool(affirmed) and not affirmed <= elsewhere


def reversed_word(written: Polarity, sources: Sequence[Polarity]) -> str | None:
    """The word of a sentence whose opposite stands in its sources, and itself doesn't."""
    said = frozenset(word for one in sources for word in one.words)
    for pair in _PAIRS:
        for mine, theirs in (pair, pair[::-1]):
            used = written.words & mine
            if used and not (said & mine) and not (written.words & theirs) and said & theirs:
                return min(used)
    for word in written.words - said:
        for prefix in _PREFIXES:
            if word.startswith(prefix) and len(word) > len(prefix) + 4:
                if word[len(prefix) :] in said - written.words:
                    return word
            if len(word) > 4 and prefix + word in said - written.words:
                return word
    return None
