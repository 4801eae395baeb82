"""Messages are said in a person's language; what cannot be is said in English."""

import asyncio
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from babel import localedata
from babel.dates import format_date
from blockbuster import BlockingError

from bot import words
from bot.errors import DeskError, Trouble
from bot.render.settings import permission_words
from bot.words import ENGLISH, LOCALES, conventions, gaps, load, locale_for, mark, say, say_many

# Babel would take these for messages of the bot if they stood in bot/.
CATALOGUE = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "Hello, {name}."
msgstr "Bonjour, {name}."

msgid "Not yet."
msgstr ""

#, fuzzy
msgid "Look at me."
msgstr "Une supposition."

msgid "{count} answer for {name}"
msgid_plural "{count} answers for {name}"
msgstr[0] "{count} réponse pour {name}"
msgstr[1] "{count} réponses pour {name}"
"""


def forget() -> None:
    """As if nothing had been read yet."""
    words._catalogue.cache_clear()
    words._locale.cache_clear()
    localedata._cache.clear()


@pytest.fixture
def fresh() -> Iterator[None]:
    """Nothing is read when the test begins, and nothing of it is kept."""
    forget()
    yield
    forget()


@pytest.fixture
def small(fresh: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A French catalogue of a few messages stands in for the real ones."""
    monkeypatch.setattr(words, "_FOLDER", tmp_path)
    path = words.catalogue_path("fr")
    path.parent.mkdir(parents=True)
    path.write_text(CATALOGUE, encoding="utf-8")


def test_a_marked_message_is_itself() -> None:
    assert mark("Sources") == "Sources"


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("Hello, {name}.", "Bonjour, Ada."),
        ("Never heard of, {name}.", "Never heard of, Ada."),
        ("Not yet.", "Not yet."),
        ("Look at me.", "Look at me."),
    ],
)
def test_what_is_not_translated_for_sure_is_said_in_english(message: str, said: str) -> None:
    assert say(message, "fr", name="Ada") == said


@pytest.mark.parametrize("locale", [ENGLISH, "en-GB", "pl", "", "de-DE"])
def test_a_locale_without_a_catalogue_gets_english(locale: str) -> None:
    assert say("Sources", locale) == "Sources"


@pytest.mark.parametrize("hostile", ["{other}", "{0}", "{name.__class__}", "%(name)s", "{", "\\1"])
@pytest.mark.parametrize("locale", [ENGLISH, "fr"])
@pytest.mark.usefixtures("small")
def test_details_are_never_obeyed(hostile: str, locale: str) -> None:
    assert hostile in say("Hello, {name}.", locale, name=hostile, other="no")


def test_a_missing_detail_is_a_mistake() -> None:
    with pytest.raises(KeyError, match="name"):
        say("Hello, {name}.", ENGLISH)
    assert gaps("{count} answers for {name}") == {"count", "name"}


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("count", "locale", "said"),
    [
        (0, ENGLISH, "0 answers for Ada"),
        (1, ENGLISH, "1 answer for Ada"),
        (2, ENGLISH, "2 answers for Ada"),
        (0, "fr", "0 réponse pour Ada"),
        (1, "fr", "1 réponse pour Ada"),
        (2000, "fr", "2\u202f000 réponses pour Ada"),
    ],
)
def test_every_language_counts_in_its_own_way(count: int, locale: str, said: str) -> None:
    one, many = "{count} answer for {name}", "{count} answers for {name}"
    assert say_many(one, many, count, locale, name="Ada") == said


@pytest.mark.parametrize(
    ("locale", "written"),
    [
        *((ENGLISH, "12,345"), ("pl", "12,345"), ("de", "12.345"), ("es-ES", "12.345")),
        *(("es-419", "12,345"), ("fr", "12\u202f345"), ("pt-BR", "12.345")),
        *(("ja", "12,345"), ("zh-CN", "12,345"), ("zh-TW", "12,345")),
    ],
)
def test_numbers_are_written_as_the_locale_writes_them(locale: str, written: str) -> None:
    assert say("{number}", locale, number=12345) == written
    assert say("{number}", locale, number="12345") == "12345"
    assert say("{truth}", locale, truth=True) == "True"


@pytest.mark.parametrize(
    ("language", "locale"),
    [
        *(("de", "de"), ("es", "es-ES"), ("fr", "fr"), ("ja", "ja"), ("pt", "pt-BR")),
        *(("zh", "zh-CN"), ("en", ENGLISH), ("fi", ENGLISH), ("", ENGLISH)),
    ],
)
def test_a_language_has_a_locale(language: str, locale: str) -> None:
    assert locale_for(language) == locale


@pytest.mark.parametrize("locale", [ENGLISH, *LOCALES])
@pytest.mark.parametrize("trouble", Trouble)
def test_every_trouble_is_said_in_every_language(trouble: Trouble, locale: str) -> None:
    error = DeskError(
        trouble,
        length=5000,
        most=1000,
        seconds=20,
        channel="<#1>",
        permissions=permission_words(["send_messages"], locale),
        name="notes.pdf",
        reason="it has no text",
        hint="Send another.",
    )

    said = error.said(locale)

    assert said.endswith((".", "。"))
    assert not gaps(said)
    assert (said == error.person) is (locale == ENGLISH)


@pytest.mark.asyncio
@pytest.mark.usefixtures("fresh")
async def test_once_loaded_nothing_waits_for_a_disk() -> None:
    with pytest.raises(BlockingError):
        say("Sources", "de")
    forget()

    await asyncio.to_thread(load)

    for locale in (ENGLISH, "en-GB", *LOCALES):
        assert say("Sources", locale, number=5000)
        assert say("{number}", locale, number=5000)
        assert format_date(date(2024, 3, 5), "long", locale=conventions(locale))
        assert conventions(locale).languages["de"]
