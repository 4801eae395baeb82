"""Two sentences' words come in, whether one denies or reverses what the other says goes out. Pure.

What is looked at: words that negate and what they stand before; pairs of opposites of which one
side says the one and the other the other; and "un-" and its like.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.answer.check.letters import Word, covering, folded, listed
from index.terms import terms

_REACH = 4
"""Words of content after a negation that it may be about."""

_FARTHEST = 12

_NEGATIONS: Mapping[str, frozenset[str]] = {
    "en": listed(
        "not never no none nobody nothing neither nor without cannot failed fails fail denied"
        " denies deny refused refuses unable lacks lacked lacking hardly barely"
    ),
    "de": listed(
        "nicht nie niemals kein keine keinen keinem keiner keines ohne niemand nichts weder"
    ),
    "es": listed("no nunca jamas sin ningun ninguna ninguno nada nadie tampoco ni"),
    "fr": listed("pas jamais aucun aucune sans rien personne ni"),
    "pt": listed("nao nunca jamais sem nenhum nenhuma nada ninguem nem"),
}
_NOT_NEGATING = re.compile(
    r"\bnot (?:only|just|merely|least)\b|\bno\.? ?(?=\d)"
    r"|\bno (?:doubt|matter|less than|fewer than|more than)\b"
    r"|\bnicht nur\b|\bno s[oó]lo\b|\bnon seulement\b|\bn[aã]o s[oó]\b|\bnothing but\b",
    re.I,
)
_ENDS_REACH = frozenset(',;:.!?()"') | {
    "but",
    "although",
    "though",
    "while",
    "whereas",
    "and",
    "aber",
    "pero",
}
_WEAK = listed(
    "a an the of to in on at by for from with and or be is are was were been being has have had do"
    " does did will would can could should may might must it he she they this that any as its his"
    " her their there"
)
_CHINESE = re.compile("[不没沒未無无非]")
_CHINESE_WORDS = re.compile(
    "不仅|不但|不只|不同|不久|不断|非常|除非|无论|未来|不过|不少|差不多|非洲|没有问题|無料|非常に"
)

_OPPOSITES = (
    (
        "rose rise rises risen increase increased increases grew grow grows grown growth climbed"
        " gained surged jumped expanded rising increasing growing",
        "fell fall falls fallen decrease decreased decreases declined decline dropped drop drops"
        " shrank shrunk reduced sank plunged lost falling decreasing declining",
    ),
    ("more greater larger bigger higher", "less fewer smaller lower"),
    ("most highest largest biggest greatest", "least lowest smallest fewest"),
    ("before earlier prior preceding", "after later following subsequent"),
    ("first", "last final"),
    ("above over exceeding", "below under beneath"),
    ("won win wins winning victory victorious defeated defeats", "lost lose loses losing defeat"),
    (
        "accepted approved accept approve allowed permitted allow allows",
        "rejected refused reject"
        " denied forbidden banned prohibited forbid forbids prohibit prohibits",
    ),
    (
        "opened opens open began begins started starts start begin",
        "closed closes close ended ends finished stopped ceased end stop",
    ),
    (
        "support supported supports supporting favour favored favoured",
        "oppose opposed opposes opposing opposition",
    ),
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
    """What a sentence says and what it denies: its words, folded, and their stems.

    `denials` has the stems that each negation in it may be about; those of Chinese, where none is
    looked for, are empty.
    """

    words: frozenset[str]
    stems: frozenset[str]
    denials: tuple[frozenset[str], ...]

    @property
    def denied(self) -> frozenset[str]:
        """All stems that some negation may be about."""
        return frozenset(stem for one in self.denials for stem in one)


def polarity(text: str, words: Sequence[Word], language: str) -> Polarity:
    """What a cleaned sentence says and denies."""
    skipped = covering(one.span() for one in _NOT_NEGATING.finditer(text))
    negating = _NEGATIONS.get(language, _NEGATIONS["en"])
    low = [folded(word.text) for word in words]
    chinese = 0 if text.isascii() else len(_CHINESE.findall(_CHINESE_WORDS.sub("", text)))
    denials = [frozenset[str]()] * chinese
    for place, word in enumerate(low):
        start = words[place].start
        if not (word in negating or word.endswith("n't")):
            continue
        if skipped(start, start + 1):
            continue
        denials.append(_reached(low[place + 1 : place + 1 + _FARTHEST], language))
    return Polarity(
        words=frozenset(low),
        stems=frozenset(terms(text, language)),
        denials=tuple(denials),
    )


def _reached(after: Sequence[str], language: str) -> frozenset[str]:
    """The stems of the words of content that a negation before them may be about."""
    about: list[str] = []
    for word in after:
        if (word in _ENDS_REACH and about) or len(about) == _REACH:
            break
        if word not in _WEAK and word[0].isalnum():
            about.append(word)
    return frozenset(stem for word in about for stem in terms(word, language))


def negated(written: Polarity, sources: Sequence[Polarity]) -> bool:
    """Whether a sentence denies what its sources say, or says what they deny.

    `sources` are the sentences that it is nearest to, the nearest first.
    """
    if not sources:
        return False
    denied = frozenset(stem for one in sources for stem in one.denied)
    nearest = sources[0]
    for about in written.denials:
        if about & denied:
            continue
        if not any(one.denials for one in sources) or about & (nearest.stems - nearest.denied):
            return True
    elsewhere = {stem for one in sources for stem in one.stems - one.denied}
    for about in nearest.denials:
        affirmed = (written.stems - written.denied) & about
        if affirmed and not about & written.denied and not affirmed <= elsewhere:
            return True
    # Chinese negations are counted: what each is about can't be told without words.
    return len(written.denials) != len(nearest.denials) and frozenset() in {
        *written.denials,
        *nearest.denials,
    }


def reversed_word(written: Polarity, sources: Sequence[Polarity]) -> str | None:
    """The word of a sentence whose opposite stands in its sources, and itself doesn't.

    The nearest source counts by itself, too: its neighbours have either word for other things.
    """
    said = frozenset(word for one in sources for word in one.words)
    nearest = sources[0].words if sources else frozenset()
    for pair in _PAIRS:
        for mine, theirs in (pair, pair[::-1]):
            used = written.words & mine
            if not used or written.words & theirs:
                continue
            if (not said & mine and said & theirs) or (not nearest & mine and nearest & theirs):
                return min(used)
    for word in written.words - said:
        for prefix in _PREFIXES:
            bare = word[len(prefix) :] if word.startswith(prefix) else ""
            other = bare if len(bare) > 4 else prefix + word
            if len(word) > 4 and other in said - written.words:
                return word
    return None
