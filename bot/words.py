"""A message and a person's locale come in, what that person reads goes out.

Messages are English sentences, written where they are said and marked there. What they are in other
languages stands in the catalogues under `bot/locales/`, which `make words` renews. A message that
has no translation is said in English.
"""

import re
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations

ENGLISH = "en-US"
"""The locale in which everything is written, and which needs no catalogue."""

LOCALES: Mapping[str, str] = {
    "de": "de",
    "es-ES": "es",
    "es-419": "es",
    "fr": "fr",
    "ja": "ja",
    "pt-BR": "pt_BR",
    "zh-CN": "zh",
    "zh-TW": "zh",
}
"""Discord's name of a locale, and the catalogue that speaks it; any other locale gets English."""

_FOLDER = Path(__file__).parent / "locales"
# Where dates and numbers differ from what the catalogue's name would give. English dates are
# written day first, with the month in letters, which nobody misreads.
_CONVENTIONS = {"es-419": "es_419"}
_ENGLISH_CONVENTIONS = "en_GB"
_DETAIL = re.compile(r"\{(\w+)\}")


def mark(message: str) -> str:
    """Mark a message for the catalogues, where it is written down but not yet said; returns it."""
    return message


def say(message: str, locale: str, /, **details: object) -> str:
    """The message in the language of `locale` (Discord's name), its `{details}` filled in.

    Numbers are written as the locale writes them, anything else as `str` does, and nothing in it is
    obeyed. In a Discord message, whoever passes a stranger's words has to escape them first.

    Raises:
        KeyError: the message has a gap for which there is no detail.
    """
    name = LOCALES.get(locale)
    return _filled(message if name is None else _catalogue(name).gettext(message), locale, details)


def say_many(one: str, many: str, count: int, locale: str, /, **details: object) -> str:
    """As `say`, in the form that the language has for `count`, which fills in `{count}`."""
    name = LOCALES.get(locale)
    if name is None:
        chosen = one if count == 1 else many
    else:
        chosen = _catalogue(name).ngettext(one, many, count)
    return _filled(chosen, locale, {**details, "count": count})


def gaps(message: str) -> set[str]:
    """The names of the details that a message asks for."""
    return set(_DETAIL.findall(message))


def locale_for(language: str) -> str:
    """The locale whose words a reader of this language (ISO 639-1) has; English if there is none.

    For where Discord does not say in which locale a person uses it.
    """
    return next((locale for locale in LOCALES if locale.partition("-")[0] == language), ENGLISH)


def conventions(locale: str) -> Locale:
    """How dates, numbers and the names of languages are written there, for Babel's functions."""
    return _locale(_CONVENTIONS.get(locale) or LOCALES.get(locale, _ENGLISH_CONVENTIONS))


def catalogue_path(name: str) -> Path:
    """Where the catalogue of that name lies."""
    return _FOLDER / name / "LC_MESSAGES" / "footnote.po"


def load() -> None:
    """Read every catalogue and what Babel knows of its locale: files, so off the event loop.

    Done before the first person is spoken to; afterwards nothing here touches the disk.
    """
    for name in LOCALES.values():
        _catalogue(name)
    for locale in (ENGLISH, *LOCALES):
        # Babel reads a locale's file when it is first asked about it.
        _ = conventions(locale).languages
        _filled("{number}", locale, {"number": 1000})


@cache
def _catalogue(name: str) -> Translations:
    with catalogue_path(name).open("rb") as file:
        catalogue = read_po(file, locale=name)
    compiled = BytesIO()
    # What is empty or still marked as a guess ("fuzzy") is left out, and so said in English.
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


@cache
def _locale(name: str) -> Locale:
    return Locale.parse(name)


def _filled(text: str, locale: str, details: Mapping[str, object]) -> str:
    return _DETAIL.sub(lambda gap: _written(details[gap[1]], locale), text)


def _written(value: object, locale: str) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    # English is as Python has it, so that an error can be said before anything was loaded.
    return format_decimal(value, locale=conventions(locale)) if locale in LOCALES else f"{value:,}"
