"""Numbers, dates and verdicts come in; the words that every door says of them go out.

Each is said in the language of a `locale`, Discord's name of it. What only a terminal shows, of
builds and calibration, is in English.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from babel.dates import format_date, format_skeleton

from bot.errors import Trouble
from bot.render.markdown import escape, shorten
from bot.types import Answer, Files, Shortfall, Timing, Writing
from bot.words import ENGLISH, conventions, mark, say
from index.confidence import Found
from index.types import Mark, MarkKind

MULTILINGUAL = "paraphrase-multilingual-MiniLM-L12-v2"
"""A sentence-transformers model for fifty languages, small enough for a laptop."""

CLEAR = 0.85
LIKELY = 0.6

NOT_SAID = mark("The articles don't say.")
PARTLY = mark("The articles touch on this, but I did not find the answer in them.")
FILE_NOT_SAID = mark("The file does not say.")
FILE_PARTLY = mark("The file touches on this, but I did not find the answer in it.")
NEITHER_SAID = mark("Neither the file nor the articles say.")
NEITHER_PARTLY = mark(
    "The file and the articles touch on this, but I did not find the answer in them."
)
CLOSEST = mark("The closest I found:")
PINNED = mark("Somebody who manages this server has pinned the first passage for this question.")
SEARCHED = mark("Searched for: {searched}")
SEARCHING = mark("Searching: {steps}")
LOOKED_FOR = mark("Looked for: {steps}")
MODEL_LOOKED_FOR = mark("The language model looked for: {steps}")
UNSAID = mark("The articles don't say: {part}")
DIFFER = mark("The articles differ:")
ONLY = mark("Articles searched: {days}")
IN_VAIN = mark("No article of that time answers this ({days}); searched all of them.")
PREFERRED = mark("Preferring articles: {days}")
NEWER = mark("Preferring newer articles")
WRITING = mark("Being written; each sentence is checked before it stands here.")
WRITTEN = mark("Written by a model from these sources, each sentence checked.")
SOURCES = mark("Sources")
SHOW_PASSAGES = mark("Show passages")
REFERENCE = mark("Reference: {reference}")

_SHORT_OF: Mapping[Shortfall, str] = {
    "unavailable": mark(
        "Written by a model from these sources, each sentence checked; it broke off before its end."
    ),
    "stopped": mark(
        "Written by a model from these sources, each sentence checked; stopped before its end."
    ),
    "unchecked": mark(
        "Written by a model from these sources, each sentence checked; what did not pass is left "
        "out."
    ),
    "not said": WRITTEN,
}
_INSTEAD: Mapping[Shortfall, str] = {
    "unavailable": mark(
        "The language model is not available right now, so these are the articles' own words."
    ),
    "stopped": mark("Stopped, so these are the articles' own words."),
    "unchecked": mark(
        "What the language model wrote did not pass the check, so these are the articles' own "
        "words."
    ),
    "not said": mark(
        "The language model did not find an answer in this, so these are the articles' own words."
    ),
}
ALONE = mark(
    "Asked about {names}, and nothing else. Files stay in my memory only, for half an hour."
)
BESIDE = mark(
    "Asked about {names}, and the articles. Files stay in my memory only, for half an hour."
)
_READ_BY = mark("The text of the image was read by {model}, which may have misread it.")
_CUT_OFF = mark("There is more text in the image than was read; its end is missing.")

_SURE_OF_FILE = (
    mark("This is the nearest I found to an answer; please check the passages."),
    mark("This seems to be what is said there."),
    mark("This is said there clearly."),
)
_NAME_CHARACTERS = 60
_PLACES: Mapping[MarkKind, tuple[str, str]] = {
    "page": (mark("p. {number}"), mark("pp. {first}–{last}")),
    "slide": (mark("slide {number}"), mark("slides {first}–{last}")),
    "row": (mark("row {number}"), mark("rows {first}–{last}")),
}
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def confidence_words(confidence: float, locale: str = ENGLISH, *, with_file: bool = False) -> str:
    """How sure an answer is, as a sentence; `confidence` lies between 0 and 1."""
    if with_file:
        return say(_SURE_OF_FILE[(confidence >= CLEAR) + (confidence >= LIKELY)], locale)
    if confidence >= CLEAR:
        return say("The articles say so clearly.", locale)
    if confidence >= LIKELY:
        return say("This seems to be what the articles say.", locale)
    return say(
        "This is the nearest the articles come to an answer; please check the passages.", locale
    )


def verdict_words(answer: Answer, locale: str = ENGLISH) -> str:
    """What stands below an answer: how sure it is, or who wrote it or put it there."""
    if answer.pinned:
        return say(PINNED, locale)
    if answer.writing is not None and answer.writing.by_model:
        return writing_words(answer.writing, locale)
    return confidence_words(answer.confidence, locale, with_file=answer.with_file)


def writing_words(writing: Writing, locale: str = ENGLISH) -> str:
    """That a model wrote an answer, or why these are the articles' own words instead."""
    if not writing.by_model:
        message = _INSTEAD[writing.shortfall or "unavailable"]
    else:
        message = _SHORT_OF[writing.shortfall] if writing.shortfall else WRITTEN
    return say(message, locale)


def refusal_words(answer: Answer, locale: str = ENGLISH) -> str:
    """What to say where there is no answer: whether the articles are at least on the subject."""
    if answer.files is None or not answer.with_file:
        return say(PARTLY if answer.partly else NOT_SAID, locale)
    if answer.files.alone:
        return say(FILE_PARTLY if answer.partly else FILE_NOT_SAID, locale)
    return say(NEITHER_PARTLY if answer.partly else NEITHER_SAID, locale)


def files_words(files: Files, locale: str = ENGLISH) -> tuple[str, ...]:
    """Which files a question was about, who read them, or why they were not read, as Markdown."""
    if files.missing is not None:
        trouble = Trouble.FILE_GONE if files.missing == "gone" else Trouble.FILE_OF_ANOTHER
        return (say(trouble.value.person, locale),)
    names = ", ".join(map(file_name, files.names))
    asked = say(ALONE if files.alone else BESIDE, locale, names=names)
    return (asked, *reader_words(files, locale))


def reader_words(files: Files, locale: str = ENGLISH) -> tuple[str, ...]:
    """Who read the images among files, and whether to their end, as Markdown; else nothing."""
    if files.read_by is None:
        return ()
    lines = [say(_READ_BY, locale, model=file_name(files.read_by))]
    if files.cut_off:
        lines.append(say(_CUT_OFF, locale))
    return tuple(lines)


def file_name(name: str) -> str:
    """The name of a file that somebody sent, as Markdown that does nothing."""
    return escape(shorten(name, _NAME_CHARACTERS)) or "…"


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


def language_words(code: str, locale: str = ENGLISH) -> str:
    """A language's name, or its code (ISO 639-1) where Babel knows no name."""
    return str(conventions(locale).languages.get(code, code))


def footnote(number: int) -> str:
    """The mark of a footnote: 1 becomes `¹`."""
    return str(number).translate(_SUPERSCRIPTS)


def footnotes(numbers: tuple[int, ...]) -> str:
    """The marks behind a sentence, parted by a space that does not break: `¹ ²`."""
    return "\u202f".join(footnote(number) for number in numbers)


def date_words(published: str, locale: str = ENGLISH) -> str:
    """An ISO 8601 date as a person writes it: `2024-03-05` becomes `5 March 2024`.

    A month or a year alone is written as one; what is no such date comes back as it is.
    """
    match = _DATE.fullmatch(published)
    if match is None:
        return published
    year, month, day = match.groups()
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return published
    if day is not None:
        return format_date(first, "long", locale=conventions(locale))
    return format_skeleton("y" if month is None else "yMMMM", first, locale=conventions(locale))


def place_words(marks: Sequence[Mark], locale: str = ENGLISH) -> str:
    """Where in its document something stands: `p. 4`, `slides 3–4`; nothing where there is none.

    `marks` are those that hold for it, in order.
    """
    if not marks:
        return ""
    one, several = _PLACES[marks[0].kind]
    # As text: pages are numbered without marks between the thousands.
    first, last = str(marks[0].number), str(marks[-1].number)
    if first == last:
        return say(one, locale, number=first)
    return say(several, locale, first=first, last=last)


def timing_words(timing: Timing, locale: str = ENGLISH) -> str:
    """What the words of time in a question did, in a line of small print."""
    if timing.effect == "newer":
        return say(NEWER, locale)
    message = {"only": ONLY, "in vain": IN_VAIN, "preferred": PREFERRED}[timing.effect]
    return say(message, locale, days=days_words(timing.since, timing.until, locale))


def days_words(since: str | None, until: str | None, locale: str = ENGLISH) -> str:
    """Some days by the first and the last, ISO dates: `since 1 March 2024`, `March 2024`.

    Whole months and years are written as one.
    """
    if since is not None and until is not None:
        whole = _whole(date.fromisoformat(since), date.fromisoformat(until))
        if whole is not None:
            return date_words(whole, locale)
        details = {"since": date_words(since, locale), "until": date_words(until, locale)}
        return say("{since} to {until}", locale, **details)
    if since is not None:
        return say("since {date}", locale, date=date_words(since, locale))
    return say("until {date}", locale, date=date_words(until or "", locale))


def _whole(since: date, until: date) -> str | None:
    """The day, month or year that lasts from one day to another, as an ISO date."""
    next_day = until + timedelta(days=1)
    if since == until:
        return since.isoformat()
    if (since.month, since.day, next_day) == (1, 1, date(since.year + 1, 1, 1)):
        return f"{since.year:04}"
    after = date(since.year + since.month // 12, since.month % 12 + 1, 1)
    return since.isoformat()[:7] if since.day == 1 and next_day == after else None


def origin_words(publisher: str | None, published: str | None, locale: str = ENGLISH) -> str:
    """Who published an article and when, as far as it is known: `Example News, 5 March 2024`."""
    written = date_words(published, locale) if published else None
    if publisher and written:
        return say("{publisher}, {date}", locale, publisher=publisher, date=written)
    return publisher or written or ""
