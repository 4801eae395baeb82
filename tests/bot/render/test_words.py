"""What the terminal and Discord both say."""

from dataclasses import replace

import pytest

from bot.render.words import (
    NEITHER_SAID,
    NOT_SAID,
    confidence_words,
    date_words,
    footnote,
    footnotes,
    language_words,
    origin_words,
    place_words,
    refusal_words,
    timing_words,
    verdict_words,
)
from bot.types import Files, Timing
from index.types import MarkKind
from tests.bot.render.answers import a_citation, an_answer, no_answer, some_marks


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (1.0, "The articles say so clearly."),
        (0.85, "The articles say so clearly."),
        (0.84, "This seems to be what the articles say."),
        (0.6, "This seems to be what the articles say."),
        (0.59, "This is the nearest the articles come to an answer; please check the passages."),
        (0.0, "This is the nearest the articles come to an answer; please check the passages."),
    ],
)
def test_confidence_is_said_in_words(confidence: float, words: str) -> None:
    assert confidence_words(confidence) == words


def test_footnotes() -> None:
    assert footnote(10) == "¹⁰"
    assert footnotes((1, 2)) == "¹\u202f²"
    assert footnotes(()) == ""


@pytest.mark.parametrize(
    ("published", "words"),
    [
        *(("2024", "2024"), ("2024-03", "March 2024"), ("2024-03-05", "5 March 2024")),
        *(("2024-13", "2024-13"), ("last week", "last week"), ("2024-00-01", "2024-00-01")),
        *(("2023-02-29", "2023-02-29"), ("0000", "0000"), ("2024-12-31", "31 December 2024")),
    ],
)
def test_dates(published: str, words: str) -> None:
    assert date_words(published) == words


@pytest.mark.parametrize(
    ("locale", "day", "month", "year"),
    [
        ("en-GB", "5 March 2024", "March 2024", "2024"),
        ("de", "5. März 2024", "März 2024", "2024"),
        ("es-419", "5 de marzo de 2024", "marzo de 2024", "2024"),
        ("fr", "5 mars 2024", "mars 2024", "2024"),
        ("pt-BR", "5 de março de 2024", "março de 2024", "2024"),
        ("ja", "2024年3月5日", "2024年3月", "2024年"),
        ("zh-TW", "2024年3月5日", "2024年3月", "2024年"),
    ],
)
def test_dates_elsewhere(locale: str, day: str, month: str, year: str) -> None:
    assert date_words("2024-03-05", locale) == day
    assert date_words("2024-03", locale) == month
    assert date_words("2024", locale) == year
    assert date_words("last week", locale) == "last week"


@pytest.mark.parametrize(
    ("code", "name"), [("de", "German"), ("zh", "Chinese"), ("no", "Norwegian"), ("qq", "qq")]
)
def test_languages_have_names(code: str, name: str) -> None:
    assert language_words(code) == name


def test_languages_have_names_in_other_languages() -> None:
    assert language_words("de", "ja") == "ドイツ語"
    assert language_words("zh", "fr") == "chinois"


def test_where_an_article_comes_from_as_far_as_it_is_known() -> None:
    assert origin_words("Example News", "2024-03-05") == "Example News, 5 March 2024"
    assert origin_words(None, "2024") == "2024"
    assert origin_words("Example News", None) == "Example News"
    assert origin_words(None, None) == ""
    assert origin_words("{date}", "2024-03-05", "ja") == "{date}、2024年3月5日"


@pytest.mark.parametrize(
    ("timing", "words"),
    [
        (Timing(effect="newer"), "Preferring newer articles"),
        (Timing(effect="only", since="2024-03-01"), "Articles searched: since 1 March 2024"),
        (Timing(effect="only", until="2024-03-01"), "Articles searched: until 1 March 2024"),
        (
            Timing(effect="only", since="2024-03-01", until="2024-03-31"),
            "Articles searched: March 2024",
        ),
        (
            Timing(effect="only", since="2024-12-01", until="2024-12-31"),
            "Articles searched: December 2024",
        ),
        (
            Timing(effect="only", since="2024-01-01", until="2024-12-31"),
            "Articles searched: 2024",
        ),
        (
            Timing(effect="preferred", since="2024-03-05", until="2024-03-05"),
            "Preferring articles: 5 March 2024",
        ),
        (
            Timing(effect="in vain", since="2022-01-01", until="2024-12-31"),
            "No article of that time answers this (1 January 2022 to 31 December 2024); "
            "searched all of them.",
        ),
        (
            Timing(effect="only", since="2024-03-01", until="2024-04-30"),
            "Articles searched: 1 March 2024 to 30 April 2024",
        ),
        (Timing(effect="only", until="9999-12-31"), "Articles searched: until 31 December 9999"),
    ],
)
def test_what_time_did_is_said_in_a_line(timing: Timing, words: str) -> None:
    assert timing_words(timing) == words


def test_what_time_did_is_said_in_other_languages() -> None:
    timing = Timing(effect="only", since="2024-03-01")
    assert timing_words(timing, "de") == "Durchsuchte Artikel: seit dem 1. März 2024"
    assert timing_words(timing, "ja") == "検索した記事：2024年3月1日以降"


@pytest.mark.parametrize(
    ("kind", "numbers", "locale", "words"),
    [
        ("page", (4,), "en-US", "p. 4"),
        ("page", (4, 5, 6), "en-US", "pp. 4–6"),
        ("page", (1234,), "de", "S. 1234"),
        ("slide", (3,), "en-US", "slide 3"),
        ("slide", (3, 4), "fr", "diapositives 3–4"),
        ("row", (12,), "en-US", "row 12"),
        ("row", (12, 14), "ja", "12～14行目"),
    ],
)
def test_places(kind: MarkKind, numbers: tuple[int, ...], locale: str, words: str) -> None:
    assert place_words(some_marks(kind, *numbers), locale) == words


def test_without_pages_there_is_no_place() -> None:
    assert place_words(()) == ""


def test_an_answer_is_said_to_be_a_files_only_where_one_was_read() -> None:
    answer, refusal = an_answer("It is 11."), no_answer(a_citation())
    assert not answer.with_file
    gone = Files(missing="gone")
    read = Files(names=("mill.txt",))
    assert not replace(answer, files=gone).with_file
    assert replace(answer, files=read).with_file
    for files, verdict, refused in (
        (gone, "The articles say so clearly.", NOT_SAID),
        (read, "This is said there clearly.", NEITHER_SAID),
    ):
        assert verdict_words(replace(answer, files=files)) == verdict
        assert refusal_words(replace(refusal, files=files, partly=False)) == refused
