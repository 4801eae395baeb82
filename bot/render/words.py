"""Numbers, dates and verdicts come in; the words that every door says of them go out."""

import re

from bot.types import Answer
from index.confidence import Found

MULTILINGUAL = "paraphrase-multilingual-MiniLM-L12-v2"
"""A sentence-transformers model for fifty languages, small enough for a laptop."""

CLEAR = 0.85
LIKELY = 0.6

NOT_SAID = "The articles don't say."
PARTLY = "The articles touch on this, but I did not find the answer in them."
CLOSEST = "The closest I found:"
SEARCHED = "Searched for: {searched}"
SOURCES = "Sources"
SHOW_PASSAGES = "Show passages"
REFERENCE = "Reference: {reference}"

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_LANGUAGES = {
    "ar": "Arabic",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sv": "Swedish",
    "th": "Thai",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def confidence_words(confidence: float) -> str:
    """How sure an answer is, as a sentence; `confidence` lies between 0 and 1."""
    if confidence >= CLEAR:
        return "The articles say so clearly."
    if confidence >= LIKELY:
        return "This seems to be what the articles say."
    return "This is the nearest the articles come to an answer; please check the passages."


def refusal_words(answer: Answer) -> str:
    """What to say where there is no answer: whether the articles are at least on the subject."""
    return PARTLY if answer.partly else NOT_SAID


def calibration_words(language: str, found: Found) -> str:
    """What a library's own questions have shown, in questions of 100."""
    refused, wrongly = (
        round(100 * count / found.questions)
        for count in (found.refused_without_article, found.refused_with_article)
    )
    return (
        f"Calibrated for {language_words(language)} with {found.questions} questions made from the "
        f"articles: refuses {refused} of 100 questions that this library cannot answer, and "
        f"{wrongly} of 100 that it can. People's questions are harder."
    )


def little_known_words(language: str) -> str:
    """That the model knows little of a language, and how to switch to one that does."""
    return (
        f"The embedding model knows little of {language_words(language)}, so its articles are "
        f"found mostly by their words. A model for many languages does better: "
        f"footnote build --model {MULTILINGUAL}"
    )


def language_words(code: str) -> str:
    """A language's name in English, or its code where the name is not at hand."""
    return _LANGUAGES.get(code, code)


def footnote(number: int) -> str:
    """The mark of a footnote: 1 becomes `¹`."""
    return str(number).translate(_SUPERSCRIPTS)


def footnotes(numbers: tuple[int, ...]) -> str:
    """The marks behind a sentence, parted by a space that does not break: `¹ ²`."""
    return "\u202f".join(footnote(number) for number in numbers)


def date_words(published: str) -> str:
    """An ISO 8601 date as a person writes it: `2024-03-05` becomes `5 March 2024`.

    What is no such date comes back as it is.
    """
    match = _DATE.fullmatch(published)
    if match is None:
        return published
    year, month, day = match.groups()
    if month is None:
        return str(year)
    if not 1 <= int(month) <= len(_MONTHS):
        return published
    name = _MONTHS[int(month) - 1]
    return f"{name} {year}" if day is None else f"{int(day)} {name} {year}"


def origin_words(publisher: str | None, published: str | None) -> str:
    """Who published an article and when, as far as it is known: `Example News, 5 March 2024`."""
    parts = (publisher, date_words(published) if published else None)
    return ", ".join(part for part in parts if part)
