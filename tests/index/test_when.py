"""What questions say of time, in seven languages, seen from Tuesday, 24 November 2026."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.when import read_when, without_words

NOW = date(2026, 11, 24)
Said = tuple[str | None, str | None, bool, bool]

# Since, until, whether articles of those days are asked for, whether newer ones are preferred.
SAYINGS: list[tuple[str, Said]] = [
    ("What is the latest news about the ferry?", (None, None, False, True)),
    ("Who is the current mayor?", (None, None, False, True)),
    ("What is the region called today?", (None, None, False, True)),
    ("What is new?", (None, None, False, True)),
    ("What did the council decide this week?", ("2026-11-23", None, True, False)),
    ("What happened yesterday?", ("2026-11-23", None, True, False)),
    ("What did the mayor announce today?", ("2026-11-24", None, True, True)),
    ("Which ship sank last year?", ("2025-01-01", None, True, False)),
    ("News from last month about the harbour", ("2026-10-01", "2026-10-31", True, False)),
    ("reports over the past two weeks", ("2026-11-10", "2026-11-24", True, False)),
    ("What closed in the last 30 days?", ("2026-10-25", None, True, False)),
    ("What closed in the last ſix weeks?", ("2026-10-13", None, True, False)),
    ("How warm did it get in the last 30 years?", ("1996-11-23", None, False, False)),
    ("news since March", ("2026-03-01", None, True, False)),
    ("What's new since 1 March 2024?", ("2024-03-01", None, True, True)),
    ("articles from 2024 about the ferry", ("2024-01-01", "2024-12-31", True, False)),
    ("reports between March 2024 and 5 May 2024", ("2024-03-01", "2024-05-05", True, False)),
    ("Who won in March 2024?", ("2024-03-01", "2024-03-31", False, False)),
    ("Who won in 1967?", ("1967-01-01", "1967-12-31", False, False)),
    ("What has changed since 2023?", ("2023-01-01", None, False, False)),
    ("What happened between 2022 and 2024?", ("2022-01-01", "2024-12-31", False, False)),
    ("How many users before the relaunch on 3 May 2025?", (None, "2025-05-02", False, False)),
    ("What opened after the relaunch on 3 May 2025?", ("2025-05-04", None, False, False)),
    ("Who ruled before the elections in 1967?", (None, "1967-12-31", False, False)),
    ("Who ruled after 1967?", ("1968-01-01", None, False, False)),
    ("Who ruled until 1967?", (None, "1967-12-31", False, False)),
    ("¿Qué noticias hay desde marzo de 2024?", ("2024-03-01", None, True, False)),
    ("¿Qué pasó la semana pasada?", ("2026-11-16", None, True, False)),
    ("¿Quién ganó en 1967?", ("1967-01-01", "1967-12-31", False, False)),
    ("Was wurde seit dem 3. Mai 2025 beschlossen?", ("2025-05-03", None, False, False)),
    ("Welche Nachrichten gibt es seit März?", ("2026-03-01", None, True, False)),
    ("Was hat der Rat diese Woche beschlossen?", ("2026-11-23", None, True, False)),
    ("Wie hoch ist der aktuelle Preis?", (None, None, False, True)),
    ("Qu'est-ce qui s'est passé hier ?", ("2026-11-23", None, True, False)),
    ("Qu'a dit le maire la semaine dernière ?", ("2026-11-16", None, True, False)),
    ("Que s'est-il passé en mars 2024 ?", ("2024-03-01", "2024-03-31", False, False)),
    ("O que aconteceu em março de 2024?", ("2024-03-01", "2024-03-31", False, False)),
    ("Quais são as notícias do mês passado?", ("2026-10-01", "2026-10-31", True, False)),
    ("最新的渡轮新闻是什么？", (None, None, False, True)),
    ("2024年3月发生了什么？", ("2024-03-01", "2024-03-31", False, False)),
    ("2023年以来有什么变化？", ("2023-01-01", None, False, False)),
    ("先週、市長は何と言いましたか。", ("2026-11-16", None, True, False)),
    ("2024年3月以降のニュース", ("2024-03-01", None, True, False)),
]


@pytest.mark.parametrize(("question", "said"), SAYINGS)
def test_what_a_question_says_of_time_is_read(question: str, said: Said) -> None:
    found = read_when(question, NOW)
    assert found is not None
    since, until = (day and day.isoformat() for day in (found.since, found.until))
    assert (since, until, found.published, found.newest) == said


@pytest.mark.parametrize(
    "question",
    [
        "Who wrote the Magna Carta?",
        'Who wrote "Yesterday"?',
        "What opened after Easter 2025?",
        "What was the last week of March like in Warsaw?",
        "Who fell in the last year of the war?",
        "How many people lived there in May?",
        "What is the current through the wire?",
        "Was kann man hier kaufen?",
        "Who may march?",
        "How many of the 1200 seats are taken?",
        "What closed in the last sİx weeks?",
        "",
        "2024 " * 200,
    ],
)
def test_where_nobody_can_know_nothing_is_read(question: str) -> None:
    assert read_when(question, NOW) is None


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("What did the council decide this week?", "What did the council decide?"),
        ("News from last month about the harbour", "the harbour"),
        ("先週、市長は何と言いましたか。", "市長は何と言いましたか。"),
        ("news since 1 March 2024", "news"),
        ("What do the articles from 2024 say about the ferry?", "the ferry?"),
        ("Which reports about the old bridge came in May 2024?", "the old bridge came?"),
    ],
)
def test_the_words_of_time_can_be_left_out(question: str, rest: str) -> None:
    found = read_when(question, NOW)
    assert found is not None
    assert without_words(question, found) == rest


def test_the_day_is_what_the_caller_says() -> None:
    for day, since in (
        (date(2026, 1, 1), date(2025, 12, 1)),
        (date(2024, 3, 31), date(2024, 2, 1)),
    ):
        found = read_when("news from last month", day)
        assert found is not None
        assert found.since == since


def test_a_wish_for_the_newest_filters_nothing() -> None:
    newest = read_when("the latest fare", NOW)
    assert newest is not None
    assert not newest.filters
    found = read_when("Who won in 1967?", NOW)
    assert found is not None
    assert not found.filters


_PIECES = (
    *("since ", "before the ", "in ", "1967", "2024-", "May ", "3 ", ".", "of ", "last ", "week "),
    *("news ", "年", "3月", "から", "以降", "between ", "and ", "–", "dernière ", "hier ", "99 "),
    *("days ", "letzten ", "the ", "\u00a0", "?", "٣", "²", "relaunch ", "on ", "Feb. 30 "),
    *("ſix ", "fİve ", "SEVEN "),
)


@given(st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=3)), max_size=30))
def test_no_question_is_too_odd(pieces: list[str]) -> None:
    question = "".join(pieces)
    found = read_when(question, NOW)
    if found is not None:
        if found.since is not None and found.until is not None:
            assert found.since <= found.until
        assert 0 <= found.words.start <= found.words.end <= len(question)
        assert len(without_words(question, found)) <= len(question)
