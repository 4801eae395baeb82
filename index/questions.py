"""An article comes in, questions that it may answer go out, in its own language. Pure.

A heading that is a question is taken as it is. A sentence that says what something is ("X is a …")
gives "What is X?", or "Who is X?" where it is a person. A heading that names a thing gives "What
is known about …?". Whatever might be a sentence gives no question: one that reads badly is worse
than none. Languages without forms give only the questions that stand there.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from index.types import Article

MOST_CHARACTERS = 100
"""A longer question is left out: nobody chooses it from a list."""

_READ = 50_000  # characters of an article, and some of its headings: quick however long it is
_MOST_HEADINGS = 20
_LEAST_ASKED = 12  # characters of a heading that is a question: "Why?" asks nothing on its own
_LEAST_ASKED_UNSPACED = 5
_MOST_NAME = 60
_MOST_WORDS = 6  # of a heading that names a thing
_SITE = re.compile(r"\s+[|–—-]\s+|: ")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_QUESTION = re.compile(r"[?？]\W*$")

# A capital, with the small words that stand inside names.
_CAPITAL = r"[A-ZÀ-ÖØ-Þ0-9][\w’'&-]*"
_INSIDE = r"(?:of|the|and|for|de|la|las|los|le|les|van|von|der|den|da|do|dos|das|du|des|del|y|e|al)"
_NAME = rf"{_CAPITAL}(?: (?:{_INSIDE} ){{0,2}}{_CAPITAL}){{0,5}}"
# "(…)" or ", also called …," between a name and its verb. Never across a sentence's end.
_ASIDE = r"(?: ?[(（][^()（）\n]{0,200}[)）])?(?:, [^,.;:!?\n]{1,80},)?"
_SENTENCE = r"(?:(?<=[.!?] )|(?<=\n)|\A)"
_QUOTES = "[\"“”„«»‘’']?"
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)$")
_AND = "and|or|y|und|et|e"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Forms:
    """How a language says what something is, and asks for it.

    `articles` may stand before a name; `verbs` give the question for a thing and for a person by
    the verb, `{}` being the name; `says` begins what it is, `one_of` where that is not which one it
    is. `people` are nouns for people, which stand before their adjectives where `noun_first`.
    `determiners` stand before a noun, the `definite` ones also in a question; `prepositions` after.
    """

    articles: str
    verbs: Mapping[str, tuple[str, str]]
    says: str
    one_of: str
    present: str
    people: str
    determiners: str
    prepositions: str
    definite: str
    about: str
    noun_first: bool = False


def _wh(things: str, people: str, verbs: str) -> dict[str, tuple[str, str]]:
    """Question words with each verb: "What {} ", "was" → "What was {}?"."""
    return {verb: (things.format(verb), people.format(verb)) for verb in verbs.split()}


_FORMS: Mapping[str, _Forms] = {
    "en": _Forms(
        articles=r"the |an? ",
        verbs=_wh("What {} {{}}?", "Who {} {{}}?", "is are was were"),
        says=r"(?:an?|the|one of)\b",
        one_of=r"(?:an?|one of)\b",
        present="is|are",
        people=r"\w{3,}ists?|\w+(?:ician|orian)s?|actors?|actress|singers?|songwriters?|writers?"
        r"|chemists?|authors?|poets?|players?|footballers?|composers?|painters?|directors?|characters?"
        r"|presidents?|ministers?|kings?|queens?|emperors?|bishops?|popes?|saints?|philosophers?"
        r"|lawyers?|engineers?|inventors?|founders?|explorers?|soldiers?|officers?|rappers?"
        r"|teachers?|professors?|bands?|duo|nurses?|physicians?|astronauts?"
        r"|entrepreneurs?|executives?|businessm[ae]n|businesswom[ae]n|wom[ae]n|m[ae]n|person"
        r"|activists?|judges?|bankers?|monarchs?|princes?|princess|wrestlers?|boxers?|dancers?",
        determiners=r"the|an?|its|his|her|their|our|this|that|these|those|some|any|no|other|more"
        r"|million|billion|[0-9][0-9.,]*|with|of",
        prepositions=r"of|in|on|at|for|from|with|to|by|between|under|after|before|during|and",
        definite="the",
        about="What is known about {}?",
    ),
    "es": _Forms(
        articles=r"el |la |los |las |una? ",
        verbs=_wh("¿Qué {} {{}}?", "¿Quién {} {{}}?", "es fue era")
        | _wh("¿Qué {} {{}}?", "¿Quiénes {} {{}}?", "son fueron eran"),
        says=r"(?:un[ao]?s?|el|la|los|las)\b",
        one_of=r"un[ao]?s?\b",
        present="es|son",
        people=r"\w{3,}istas?|actor\w*|actriz|cantante|escritor\w*|poeta|político|política|jugador\w*"
        r"|pintor\w*|director\w*|presidente|rey|reina|filósof[oa]|científic[oa]|físic[oa]|médic[oa]"
        r"|compositor\w*|músic[oa]|abogad[oa]|ingenier[oa]|fundador\w*|militar|hombre|mujer|emperador",
        determiners=r"el|la|los|las|un|una|su|sus|este|esta|estos|estas|otros|otras|del|al|de",
        prepositions=r"de|del|en|con|para|por|entre|sobre|desde|hasta|y|a|al",
        definite="el|la|los|las",
        about="¿Qué se sabe sobre {}?",
        noun_first=True,
    ),
    "de": _Forms(
        articles=r"der |die |das |eine? ",
        verbs=_wh("Was {} {{}}?", "Wer {} {{}}?", "ist sind war waren"),
        says=r"(?:eine?[rsn]?|der|die|das)\b",
        one_of=r"eine?[rsn]?\b",
        present="ist|sind",
        people=r"\w*(?:schauspieler|sänger|schriftsteller|politiker|physiker|chemiker|musiker"
        r"|mathematiker|historiker|spieler|maler|dichter|autor|philosoph|unternehmer|lehrer|arzt"
        r"|komponist|jurist|journalist|regisseur|präsident|kanzler|minister|könig|kaiser|königin"
        r"|kaiserin|gründer|erfinder|ingenieur|forscher|wissenschaftler|band)(?:in)?",
        determiners=r"der|die|das|den|dem|des|eine?[rsnm]?|ihre?[rsnm]?|seine?[rsnm]?|diese[rsnm]?",
        prepositions=r"der|des|in|im|an|am|auf|aus|bei|für|mit|nach|von|vom|zu|zum|zur|über|und|um",
        definite="",
        about="{}: Was ist darüber bekannt?",
    ),
    "fr": _Forms(
        articles=r"le |la |les |l[’']|une? ",
        verbs={
            "est": ("Qu’est-ce que {} ?", "Qui est {} ?"),
            "sont": ("Que sont {} ?", "Qui sont {} ?"),
            "était": ("Qu’était {} ?", "Qui était {} ?"),
            "étaient": ("Qu’étaient {} ?", "Qui étaient {} ?"),
            "fut": ("Que fut {} ?", "Qui fut {} ?"),
        },
        says=r"(?:(?:une?|des|les?|la)\b|l[’'])",
        one_of=r"(?:une?|des)\b",
        present="est|sont",
        people=r"\w{3,}istes?|act(?:eur|rice)|chant(?:eur|euse)|écrivaine?|poète|homme|femme"
        r"|politicien\w*|joueu(?:r|se)|peintre|réalisat(?:eur|rice)|président\w*|roi|reine|empereur"
        r"|philosophe|scientifique|physicien\w*|médecin|composit(?:eur|rice)|musicien\w*|avocate?"
        r"|ingénieure?|fondat(?:eur|rice)|auteure?|ministre|mathématicien\w*",
        determiners=r"le|la|les|un|une|son|sa|ses|leurs?|ce|cette|ces|des|du|de",
        prepositions=r"de|du|des|en|dans|avec|pour|par|entre|sur|à|au|aux|et|chez",
        definite="le|la|les",
        about="Que sait-on sur {} ?",
        noun_first=True,
    ),
    "pt": _Forms(
        articles=r"o |a |os |as |uma? ",
        verbs=_wh("O que {} {{}}?", "Quem {} {{}}?", "é são foi era foram eram"),
        says=r"(?:uma?|os?|as?)\b",
        one_of=r"uma?\b",
        present="é|são",
        people=r"\w{3,}istas?|ator\w*|atriz|cantor\w*|escritor\w*|poeta|político|política|jogador\w*"
        r"|pintor\w*|diretor\w*|presidente|rei|rainha|filósof[oa]|cientista|físic[oa]|médic[oa]"
        r"|compositor\w*|músic[oa]|advogad[oa]|engenheir[oa]|fundador\w*|militar|homem|mulher",
        determiners=r"o|a|os|as|um|uma|seus?|suas?|este|esta|estes|estas|do|da|dos|das|no|na|de",
        prepositions=r"de|do|da|dos|das|em|no|na|com|para|por|entre|sobre|e|a|ao",
        definite="o|a|os|as",
        about="O que se sabe sobre {}?",
        noun_first=True,
    ),
}

# Without capitals or spaces, only what a title or a heading names is taken for a name.
_CHINESE = r"(?:是|为)(?:一[^，。\n]{0,60}|[^，。\n]{0,40}的[^，。\n]{1,40})[，。]"
_CHINESE_PEOPLE = re.compile("(?:家|演员|歌手|导演|总统|教授|创始人|皇帝|诗人|运动员|学者)[，。]$")
_JAPANESE = (
    r"(?:とは|は)、?[^。\n]{2,120}(?:である|です|であった|でした|だった|のこと|の一つ|の一種)。"
)
_JAPANESE_PEOPLE = re.compile(
    "(?:家|俳優|歌手|監督|学者|選手|教授|創業者|天皇|詩人|人物)(?:である|です|であった|でした|だった)。$"
)


def questions(article: Article) -> list[str]:
    """Questions that an article may answer, the most natural first, each once."""
    article = replace(
        article, text=article.text[:_READ], headings=article.headings[:_MOST_HEADINGS]
    )
    names = [*_parts(article.source.title), *_headings(article)]
    if article.language in _FORMS:
        forms = _FORMS[article.language]
        made = chain(_definitions(article, names, forms), _subjects(article, forms))
    else:
        made = chain(_unspaced_definitions(article, names))
    asked = (name for name in [article.source.title, *_headings(article)] if _is_question(name))
    kept: dict[str, str] = {}
    for question in chain(asked, made):
        if len(question) <= MOST_CHARACTERS:
            kept.setdefault(question.casefold(), question)
    return list(kept.values())


def _headings(article: Article) -> list[str]:
    headings = [article.text[one.span.start : one.span.end] for one in article.headings]
    return [words for words in headings if words]


def _parts(title: str) -> list[str]:
    """A title, and without the site's name behind it, and without what brackets say of it."""
    short = _SITE.split(title)[0]
    return list(dict.fromkeys([title, short, _IN_BRACKETS.sub("", short)]))


def _is_question(heading: str) -> bool:
    if not _QUESTION.search(heading) or len(re.findall(r"[?？]", heading)) > 1:
        return False
    least = _LEAST_ASKED_UNSPACED if _UNSPACED.search(heading) else _LEAST_ASKED
    return len(heading) >= least and (" " in heading or least == _LEAST_ASKED_UNSPACED)


def _definitions(article: Article, names: Sequence[str], forms: _Forms) -> Iterator[str]:
    """ "X is a …" → "What is X?"; what titles and headings name comes first."""
    text = article.text
    named = [name for name in names if 1 < len(name) <= _MOST_NAME]
    known = "|".join(re.escape(name) for name in sorted(named, key=len, reverse=True)) or r"(?!)"
    verbs = "|".join(forms.verbs)
    pattern = re.compile(
        rf"{_SENTENCE}(?P<article>(?i:{forms.articles}))?{_QUOTES}"
        rf"(?:(?P<known>(?i:{known}))|(?P<name>{_NAME})){_QUOTES}"
        rf"{_ASIDE} (?P<verb>{verbs}) (?P<what>{forms.says}[^.\n]+)"
    )
    found = []
    for match in pattern.finditer(text):
        name = match["known"] or match["name"]
        article_before = (match["article"] or "").lower()
        is_person = _is_person(match["what"], forms)
        if match["known"] is None:
            # Of what the article is not about, less is sure: whether it is a person, for one.
            told = is_person or article_before or match["verb"] in forms.present.split("|")
            vague = not re.match(forms.one_of, match["what"])
            if vague or not told or not _is_name(name, text, names):
                continue
        if match["known"] is not None and not article_before:
            name = _lowered(name.split(), len(name.split()), text)
        form = forms.verbs[match["verb"]][is_person]
        found.append((match["known"] is None, _elided(form.format(article_before + name))))
    for _, question in sorted(found, key=lambda one: one[0]):
        yield question


def _is_name(words: str, text: str, names: Sequence[str]) -> bool:
    """Whether capitalised words at a sentence's start are a name: it stands elsewhere as one."""
    if len(words) > _MOST_NAME or words.isdecimal():
        return False
    whole = rf"\b{re.escape(words)}\b"
    if any(re.search(whole, name) for name in names if len(name.split()) <= _MOST_WORDS):
        return True
    return re.search(rf"[a-zß-ÿ,] {whole}", text) is not None


def _is_person(what: str, forms: _Forms) -> bool:
    """Whether the first noun that says what something is names a person."""
    small = "|".join(set(forms.prepositions.split("|")) - set(_AND.split("|")))
    start = re.split(rf"[;(]| (?:{small}|who|that|which|whose)\b", what)[0]
    # Adjectives follow the noun in Romance languages; elsewhere the noun comes last.
    pieces = [piece.split() for piece in re.split(rf",| (?:{_AND})\b", start)]
    nouns = [word for piece in pieces for word in (piece if forms.noun_first else piece[-1:])]
    return any(re.fullmatch(forms.people, noun, re.I) for noun in nouns)


def _elided(question: str) -> str:
    """French drops the e of "que" before a vowel."""
    return re.sub(r"^Qu’est-ce que (?=[aeiouyâàéèêîôûAEIOUÀÂÉÈÊÎÔÛ])", "Qu’est-ce qu’", question)


def _lowered(words: Sequence[str], head: int, text: str) -> str:
    """A heading as it stands in a sentence: its first words small, where the text has them so."""
    first = " ".join(words[:head])
    small = " ".join(word if word.isupper() else word.lower() for word in words[:head])
    capital_inside = re.search(rf"[a-zß-ÿ,] {re.escape(first)}\b", text)
    if capital_inside is None and re.search(rf"\b{re.escape(small)}\b", text):
        return " ".join([small, *words[head:]])
    return " ".join(words)


def _subjects(article: Article, forms: _Forms) -> Iterator[str]:
    """A heading of some words that names a thing → "What is known about …?"."""
    for heading in _headings(article):
        words = heading.split()
        if not 2 <= len(words) <= _MOST_WORDS or not re.fullmatch(r"[\w’' -]+", heading):
            continue
        before = re.match(rf"(?i:{forms.articles})", heading)
        if before is not None:
            words = heading[before.end() :].split()
        head = _head(words, forms)
        determiner = _determiner(words[:head], article.text, forms) if head else None
        if determiner is None:
            continue
        if before is not None:
            determiner = before.group().lower().strip()
        name = _lowered(words, head, article.text)
        if determiner and determiner in forms.definite.split("|"):
            name = f"{determiner} {name}"
        yield forms.about.format(name)


def _head(words: Sequence[str], forms: _Forms) -> int:
    """How many words stand before the first preposition; 0 where a preposition comes last."""
    small = [word.lower() in forms.prepositions.split("|") for word in words]
    if not words or small[-1]:
        return 0
    return small.index(True) if True in small else len(words)


def _determiner(head: Sequence[str], text: str, forms: _Forms) -> str | None:
    """The determiner after which the text has these words as a noun; nothing where it has not.

    A noun stands after a determiner, and before a mark or a small word: "its downloads in". In
    "passes ten million", the verb follows none. Of several words the last must do so alone too,
    unless it is an abbreviation.
    """
    whole, last = re.escape(" ".join(head)), re.escape(head[-1])
    before = rf"\b({forms.determiners})"
    after = rf"(?=[.,;:!?)\n]|\Z| (?:{forms.prepositions}|{'|'.join(forms.verbs)})\b)"
    found = re.search(rf"{before} {whole}{after}", text, re.I)
    alone = re.search(rf"{before} {last}{after}", text, re.I)
    # "the Monte Carlo casino" is no reason to say "the Monte Carlo".
    ends = after if head[-1][0].isupper() else r"\b(?! [A-ZÀ-Þ])"
    definite = rf"\b((?i:{forms.definite})) (?i:{whole}){ends}"
    if forms.definite and found is not None and (one := re.search(definite, text)):
        found = one
    elif found is not None and re.fullmatch(forms.one_of, found.group(1), re.I):
        return None  # one of many: "a school" is no "the school", nor "school"
    elif found is not None and not head[-1].endswith("s") and not _is_bare(found.group(1), forms):
        return None  # so is "its school"
    if found is not None and alone is not None:
        return found.group(1).lower()
    if len(head) > 1 and head[-1].isupper() and re.search(rf"\w {whole}{after}", text, re.I):
        return found.group(1).lower() if found is not None else ""  # "agentic AI": no verb either
    return None


def _is_bare(determiner: str, forms: _Forms) -> bool:
    """Whether it is a preposition: what follows one needs no article in a question either."""
    return determiner.lower() in forms.prepositions.split("|")


def _unspaced_definitions(article: Article, names: Sequence[str]) -> Iterator[str]:
    """Chinese "X是一…" and Japanese "Xは…である" for what a title or a heading names."""
    for name in names:
        if not 1 < len(name) <= _MOST_NAME // 2:
            continue
        start = rf"(?:\A|(?<=[\n。！？])){re.escape(name)}{_ASIDE}"
        if article.language == "zh" and (found := re.search(start + _CHINESE, article.text)):
            yield name + ("是谁？" if _CHINESE_PEOPLE.search(found.group()) else "是什么？")
        if article.language == "ja" and (found := re.search(start + _JAPANESE, article.text)):
            people = _JAPANESE_PEOPLE.search(found.group())
            yield name + ("は誰ですか？" if people else "とは何ですか？")
