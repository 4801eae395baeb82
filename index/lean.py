"""Sentences and their language come in; which of them lean on those before goes out. Pure.

"It passed 10 million downloads." is no answer to read on its own: what "it" is, the sentence before
says. The signs are words at its start that point back. Languages that are not listed lean on none.
"""

import re
from collections.abc import Sequence

from index.types import Span

_START = r"^[\"'“‘«(\[]*"
_ENGLISH_PRONOUNS = (
    r"he|she|it|they|his|her|hers|its|their|theirs|him|them|this|that|these|those|such|both|here"
    r"|there(?! (?:is|are|was|were|has|have|had|will))"
)
_ENGLISH_LINKS = (
    r"however|therefore|thus|hence|but|and|or|so|also|instead|moreover|furthermore|additionally"
    r"|similarly|likewise|consequently|nevertheless|nonetheless|then|afterwards?|later|meanwhile"
    r"|otherwise|still|yet|another|others?|as a result|in addition|for example|for instance"
    r"|in contrast|on the other hand|in turn|in fact|at (?:the|that) time|by then|since then"
    r"|(?:one|some|most|all|many|both) of (?:them|these|those)"
    r"|the (?:former|latter|others?|same|two|three|company|firm|group|figure|number|move|plan|deal"
    r"|app|study|report|law|act|treaty|city|building|team|game|event|series|show|film|book|song"
    r"|album|author|man|woman|king|emperor|church|school|university|empire|measurement|result"
    r"|process|term|name|word)"
)

_STARTS = {
    "en": re.compile(rf"{_START}(?:{_ENGLISH_PRONOUNS}|{_ENGLISH_LINKS})\b", re.I),
    "es": re.compile(
        rf"{_START}(?:él|ella|ellos|ellas|ello|est[aeo]s?|es[aeo]s?|aquel\w*|su|sus|ambos|ambas|dich[ao]s?"
        r"|sin embargo|además|también|por (?:lo tanto|ello|eso|ejemplo)|pero|así|luego|entonces"
        r"|la (?:empresa|compañía|cifra|misma)|el (?:mismo|primero|segundo|último))\b",
        re.I,
    ),
    "de": re.compile(
        rf"{_START}(?:er|sie|es|dies\w*|jene\w*|sein\w*|ihr\w*|deren|dessen|beide|dort|hier|solche\w*"
        r"|jedoch|allerdings|daher|deshalb|dadurch|damit|dabei|dann|danach|außerdem|auch|aber|und"
        r"|so|zudem|stattdessen|später|das (?:unternehmen|ergebnis)|die (?:firma|zahl|gruppe))\b",
        re.I,
    ),
    "fr": re.compile(
        rf"{_START}(?:ils?|elles?|celles?|celui|ceux|cela|ce|cet|cette|ces|son|sa|ses|leurs?|y|en"
        r"|cependant|toutefois|donc|ainsi|mais|et|puis|ensuite|aussi|en outre|de plus|par exemple"
        r"|l[’']entreprise|la société|ce dernier)\b",
        re.I,
    ),
    "zh": re.compile(
        rf"{_START}(?:[他她它]们?|这|那|该|此|其|因此|但|然而|所以|同时|另外|此外|例如)"
    ),
    "ar": re.compile(
        rf"{_START}(?:و?(?:هو|هي|هم|هذا|هذه|ذلك|تلك|هؤلاء|كما|لكن|لذلك)|ومع ذلك|بالإضافة)\b"
    ),
}
_POINTS_BACK = re.compile(r"he|she|it|they|his|her|its|their|them|him|this|these|those")
_SOON = 7  # words
_MOST_BEFORE = 3
"""So many sentences before are brought along at most: where "it" is further back, nobody follows.
"""


def leaning_in(text: str, start: int, sentences: Sequence[Span], language: str) -> list[bool]:
    """Which sentences of a text lean on the one before, in the same paragraph.

    Spans count from the beginning of the article, in which the text starts at `start`.
    """
    leaning = [False] * len(sentences)
    for number in range(1, len(sentences)):
        before, span = sentences[number - 1], sentences[number]
        between = text[before.end - start : span.start - start]
        own = text[span.start - start : span.end - start]
        leaning[number] = "\n" not in between and leans(own, language)
    return leaning


def leant_on(sentences: Sequence[Span], leaning: Sequence[bool], number: int) -> Span | None:
    """What a sentence can't be understood without: the one before, and what that one leans on."""
    first = number
    while number - first < _MOST_BEFORE and leaning[first]:
        first -= 1
    return Span(sentences[first].start, sentences[number - 1].end) if first < number else None


def leans(sentence: str, language: str) -> bool:
    """Whether a sentence points back to the one before it."""
    start = _STARTS.get(language)
    if start is None:
        return False
    return start.match(sentence) is not None or (language == "en" and _soon_points_back(sentence))


def _soon_points_back(sentence: str) -> bool:
    """ "Today, this is known as…": a pronoun soon after the start, with no name before it."""
    for word in sentence.split()[1:_SOON]:
        if _POINTS_BACK.fullmatch(word.strip(",;:").lower()):
            return True
        if word[0].isupper():
            return False
    return False
