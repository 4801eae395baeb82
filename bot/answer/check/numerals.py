"""Words at a place of a sentence come in, the number that they spell goes out. Pure.

English, German, Spanish, French and Portuguese words, and Chinese and Japanese characters. "One"
and its like alone are no number here: they are articles and pronouns far more often.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from bot.answer.check.letters import folded

_UNITS: Mapping[str, str] = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    " fifteen sixteen seventeen eighteen nineteen",
    "de": "null eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn"
    " funfzehn sechzehn siebzehn achtzehn neunzehn",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince"
    " dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro"
    " veinticinco veintiseis veintisiete veintiocho veintinueve",
    "fr": "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze"
    " seize",
    "pt": "zero um dois tres quatro cinco seis sete oito nove dez onze doze treze quatorze quinze"
    " dezesseis dezessete dezoito dezenove",
}
_TENS: Mapping[str, str] = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "de": "zwanzig dreißig vierzig funfzig sechzig siebzig achtzig neunzig",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "fr": "vingt trente quarante cinquante soixante septante huitante nonante",
    "pt": "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
}
_FURTHER: Mapping[str, dict[str, float]] = {
    "en": {"dozen": 12},
    "de": {"zwo": 2, "dutzend": 12},
    "es": {"cien": 100, "ciento": 100, "docena": 12},
    "fr": {"vingts": 20, "douzaine": 12},
    "pt": {"duas": 2, "catorze": 14, "cem": 100, "cento": 100, "duzia": 12},
}
_HUNDRED_STEMS: Mapping[str, str] = {
    "es": "doscient trescient cuatrocient quinient seiscient setecient ochocient novecient",
    "pt": "duzent trezent quatrocent quinhent seiscent setecent oitocent novecent",
}
"""From two hundred on; they end in -os or -as."""

_HUNDREDS: Mapping[str, str] = {"en": "hundred", "de": "hundert", "fr": "cent cents"}
_SCALES: Mapping[str, Mapping[str, float]] = {
    "en": {
        "thousand": 1e3,
        "million": 1e6,
        "billion": 1e9,
        "trillion": 1e12,
        "lakh": 1e5,
        "crore": 1e7,
        "millions": 1e6,
        "billions": 1e9,
        "bn": 1e9,
        "mn": 1e6,
    },
    "de": {
        "tausend": 1e3,
        "million": 1e6,
        "millionen": 1e6,
        "mio": 1e6,
        "milliarde": 1e9,
        "milliarden": 1e9,
        "mrd": 1e9,
        "billion": 1e12,
        "billionen": 1e12,
    },
    "es": {"mil": 1e3, "millon": 1e6, "millones": 1e6, "billon": 1e12, "billones": 1e12},
    "fr": {
        "mille": 1e3,
        "million": 1e6,
        "millions": 1e6,
        "milliard": 1e9,
        "milliards": 1e9,
        "billion": 1e12,
        "billions": 1e12,
        "mio": 1e6,
        "mrd": 1e9,
    },
    "pt": {
        "mil": 1e3,
        "milhao": 1e6,
        "milhoes": 1e6,
        "bilhao": 1e9,
        "bilhoes": 1e9,
        "trilhao": 1e12,
        "trilhoes": 1e12,
    },
}
ABBREVIATED = frozenset({"mio", "mrd"})
"""Scales that have a point, which ends no sentence."""

_LINKS: Mapping[str, str] = {"en": "and -", "de": "und -", "es": "y -", "fr": "et -", "pt": "e -"}
_ARTICLES = {
    "en": "a an",
    "de": "ein eine einer einem",
    "es": "un una",
    "fr": "un une",
    "pt": "um uma",
}
_ORDINALS_EN = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
    " thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_ORDINALS: Mapping[str, str] = {
    "es": "segund tercer cuart quint sext septim octav noven decim",
    "pt": "segund terceir quart quint sext setim oitav non decim",
    "fr": "deux trois quatr cinqu six sept huit neuv dix onz douz",
}
"""Without their endings, from the second on."""

_ORDINAL_TENS = "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth"

LANGUAGES = tuple(_UNITS)


@cache
def small_numbers(language: str) -> Mapping[str, float]:
    """What each word that spells a number below a thousand stands for."""
    spelt: dict[str, float] = {word: n for n, word in enumerate(_UNITS[language].split())}
    spelt |= {folded(word): 10.0 * n for n, word in enumerate(_TENS[language].split(), 2)}
    if language == "de":
        spelt |= _german(spelt)
    spelt |= {
        f"{stem}{end}": 100.0 * n
        for n, stem in enumerate(_HUNDRED_STEMS.get(language, "").split(), 2)
        for end in ("os", "as")
    }
    return spelt | _FURTHER[language]


def roman_number(text: str) -> int | None:
    """What Roman letters, two or more, say up to 39; `None` where they are no number."""
    if not _ROMAN.fullmatch(text):
        return None
    digits = [{"I": 1, "V": 5, "X": 10}[letter] for letter in text]
    return sum(
        -one if one < after else one for one, after in zip(digits, [*digits[1:], 0], strict=True)
    )


@cache
def ordinals(language: str) -> Mapping[str, int]:
    """What each word that spells an ordinal stands for, from the second on."""
    if language == "de":
        counted = {word: int(n) for word, n in small_numbers("de").items() if 2 <= n < 100}
        made = {f"{word}{'te' if n < 20 else 'ste'}": n for word, n in counted.items()}
        made |= {"dritte": 3, "siebte": 7, "achte": 8}
        return {f"{word}{end}": n for word, n in made.items() for end in ("", "n", "r", "s", "m")}
    if language == "es":
        stems = _ORDINALS["es"].split()
        return {f"{w}{end}": n for n, w in enumerate(stems, 2) for end in ("o", "a", "os", "as")}
    if language == "pt":
        stems = _ORDINALS["pt"].split()
        return {f"{w}{end}": n for n, w in enumerate(stems, 2) for end in ("o", "a")}
    if language == "fr":
        stems = _ORDINALS["fr"].split()
        return {f"{word}ieme": n for n, word in enumerate(stems, 2)} | {"seconde": 2}
    spelt = {word: n for n, word in enumerate(_ORDINALS_EN.split()) if n > 1}
    return spelt | {word: 10 * n for n, word in enumerate(_ORDINAL_TENS.split(), 2)}


def scale_of(word: str, language: str) -> float | None:
    """What "million" and its like multiply by."""
    return _SCALES[language].get(word)


def is_scale(word: str) -> bool:
    """Whether a folded word is a "million" in any of the languages."""
    return any(word in scales for scales in _SCALES.values())


def spelt_number(words: Sequence[str], start: int, language: str) -> tuple[float, int] | None:
    """The number that folded words spell from a place on, and where it ends; nothing if none.

    "Nineteen eighty-four" is 1984. A lone "one" is no number, a lone "thousands" neither.
    """
    small = small_numbers(language)
    hundreds, scales = _HUNDREDS.get(language, "").split(), _SCALES[language]
    links = _LINKS[language].split()
    total, current, place, end = 0.0, 0.0, start, start
    if language == "de" and (thousands := _german_thousands(words[start])) is not None:
        return thousands, start + 1
    if words[start] in _ARTICLES[language].split():
        current, place = 1.0, start + 1
        if place >= len(words) or words[place] not in {*hundreds, *scales, "dozen", "dutzend"}:
            return None
    while place < len(words):
        word = words[place]
        if word in small:
            value = small[word]
            if value == 12 and word in {"dozen", "dutzend"} and current:
                current, place, end = current * 12, place + 1, place + 1
                continue
            if not _fits(current, value, language):
                if language == "en" and 10 < current < 20 and 10 <= value < 100 and not total:
                    return _year(words, place, current, small)
                break
            current = _joined(current, value, language)
        elif word in hundreds and (current < 100):
            current = max(current, 1.0) * 100
        elif word in scales and (end > start or current or language in {"es", "fr", "pt", "de"}):
            if not end > start and not current and scales[word] > 1e3:
                break
            total, current = _scaled(total, current, scales[word]), 0.0
        elif word in links and end > start and place + 1 < len(words):
            follows = words[place + 1]
            if follows not in small and follows not in hundreds:
                break
            if word != "-" and language == "en" and (current or total) < 100:
                break
            place += 1
            continue
        else:
            break
        place += 1
        end = place
    value = total + current
    if end == start or (end == start + 1 and value == 1):
        return None
    return value, end


def _fits(current: float, value: float, language: str) -> bool:
    """Whether a word may go on with what was spelt so far: "twenty two", not "two twenty"."""
    if not current:
        return True
    if language == "fr" and (current, value) in {(4.0, 20.0), (60.0, 10.0), (80.0, 10.0)}:
        return True
    if language == "fr" and current in {60.0, 80.0} and 10 <= value < 20:
        return True
    if language == "fr" and current in {70.0, 90.0} and value < 10:
        return True
    rest = current % 100 if current >= 100 else current
    if rest == 0:
        return value < 100
    return rest >= 20 and rest % 10 == 0 and 0 < value < 10


def _joined(current: float, value: float, language: str) -> float:
    if language == "fr" and value == 20 and current % 100 == 4:
        return current - 4 + 80
    return current + value


def _scaled(total: float, current: float, scale: float) -> float:
    """ "Mil millones" is a thousand millions, "two thousand million" as well."""
    if total and not current and total < scale:
        return total * scale
    return total + max(current, 1.0) * scale


def _year(
    words: Sequence[str], place: int, century: float, small: Mapping[str, float]
) -> tuple[float, int]:
    value, place = century * 100 + small[words[place]], place + 1
    if place < len(words) and words[place] == "-":
        place += 1
    if value % 10 == 0 and place < len(words) and 0 < small.get(words[place], 0) < 10:
        return value + small[words[place]], place + 1
    return value, place


def _german(spelt: Mapping[str, float]) -> dict[str, float]:
    """Every number below a thousand is one word: "dreihundertfünfundvierzig"."""
    units = {word: n for word, n in spelt.items() if 0 < n < 10} | {"ein": 1.0}
    tens = {word: n for word, n in spelt.items() if n >= 20}
    below = {word: n for word, n in spelt.items() if n}
    below |= {f"{u}und{t}": m + n for u, m in units.items() for t, n in tens.items() if u != "eins"}
    made = dict(below)
    for unit, n in units.items():
        if unit != "eins":
            made |= {f"{unit}hundert": 100 * n}
            made |= {f"{unit}hundert{word}": 100 * n + m for word, m in below.items()}
    made |= {f"hundert{word}": 100 + m for word, m in below.items()}
    return made


def _german_thousands(word: str) -> float | None:
    """ "Zweitausendfünf", all in one word."""
    head, found, tail = word.partition("tausend")
    small = small_numbers("de")
    if not found or word == "tausend" or (tail and tail not in small):
        return None
    if head and head != "ein" and head not in small:
        return None
    return small.get(head, 1.0) * 1000 + small.get(tail, 0.0)


_CJK_DIGITS = {
    **{letter: n for n, letter in enumerate("零一二三四五六七八九")},
    "〇": 0,
    "两": 2,
    "兩": 2,
}
_CJK_STEPS = {"十": 10, "百": 100, "千": 1000}
_CJK_SCALES = {"万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8, "兆": 1e12}
_ROMAN = re.compile(r"(?=[IVX]{2,})X{0,3}(?:IX|IV|V?I{0,3})")

CJK_NUMBER = re.compile(
    r"(?:\d+(?:[.,]\d+)*)?[零〇一二两兩三四五六七八九十百千万萬亿億兆]"
    r"(?:[零〇一二两兩三四五六七八九十百千万萬亿億兆]|\d+(?:[.,]\d+)*){0,20}"
)
"""A stretch of text that spells a number in Chinese characters, digits among them or not."""

_CJK_PART = re.compile(r"\d+(?:[.,]\d+)*|.")


def chinese_number(stretch: str) -> float | None:
    """What a stretch of `CJK_NUMBER` spells: "3億5000万", "二十三", "一九八四"."""
    if len(stretch) > 1 and all(letter in _CJK_DIGITS for letter in stretch):
        return float("".join(str(_CJK_DIGITS[letter]) for letter in stretch))
    total, section, digit = 0.0, 0.0, 0.0
    for part in _CJK_PART.findall(stretch):
        if part[0].isascii():
            digit = _plain(part)
        elif part in _CJK_DIGITS:
            digit = float(_CJK_DIGITS[part])
        elif part in _CJK_STEPS:
            section, digit = section + (digit or 1.0) * _CJK_STEPS[part], 0.0
        else:
            above = (section + digit) or (1.0 if not total else 0.0)
            total = total + above * _CJK_SCALES[part] if above else total * _CJK_SCALES[part]
            section, digit = 0.0, 0.0
    return total + section + digit


def _plain(numeral: str) -> float:
    numeral = numeral.replace(",", "")
    head, _, tail = numeral.partition(".")
    return float(f"{head}.{tail.replace('.', '')}" if tail else head)
