"""A question comes in, what it says of time goes out: days, or a wish for what is newest. Pure.

Two readings are kept apart. "News since March" and "What did the mayor say this week?" ask for
articles of that time, and no other can answer them. "Who won in 1967?" names the time of an event,
which an article of any date may tell. What nobody can know from the words, as the day in "after
Easter 2025", is left out.
"""

import calendar
import re
from dataclasses import replace
from datetime import date, timedelta

from index.dates import days, read_date
from index.time_words import (
    A_DAY,
    ANY,
    BETWEEN,
    EDGES,
    FRAME,
    NEWEST,
    NUMBERS,
    PERIODS,
    REPORTS,
    REPORTS_JUST_BEFORE,
    ROLLING,
    TODAY,
    WITHIN,
    Edge,
    Period,
)
from index.types import Span, When

_NEAR = timedelta(days=800)
"""Days further back than last year's are a time of events, not of what is newly published."""

_MOST_READ = 400
"""Characters: what is longer is a text, and no question about a time."""

_DAY = timedelta(days=1)

_LEADS_THERE = re.compile(r"\b(?:from|of|in|over|during|for|de|del|von|aus|du|em)\s*$", re.I)
_LEADS_AWAY = re.compile(r"^\s*[,、，のに的]")


def read_when(question: str, now: date) -> When | None:
    """What a question says of time, seen from the day `now`; nothing where it says nothing."""
    if len(question) > _MOST_READ or ANY.search(question) is None:
        return None
    newest = NEWEST.search(question) is not None
    found = (
        _before_now(question, now)
        or _between(question, now)
        or _edge(question, now)
        or _within(question, now)
    )
    if found is None:
        return When(newest=True) if newest else None
    return replace(found, newest=newest)


def _before_now(question: str, now: date) -> When | None:
    """Days reckoned from now: "this week", "in the last 10 days"."""
    found = _period(question, now) or _rolling(question, now) or _today(question, now)
    if found is None:
        return None
    span, since, until = found
    if REPORTS.search(question):
        return When(since=since, until=until, published=True, words=span)
    # What happened yesterday may be told today; what was told before it happened is no answer.
    return When(since=since, published=since >= now - _NEAR, words=span)


def _period(question: str, now: date) -> tuple[Span, date, date] | None:
    for name, pattern in PERIODS:
        if match := pattern.search(question):
            return Span(*match.span()), *_days_of(name, now)
    return None


def _days_of(period: Period, now: date) -> tuple[date, date]:
    """The first and the last day of a week (from Monday), a month or a year."""
    if period == "yesterday":
        return now - _DAY, now - _DAY
    back = period.startswith("last")
    if period.endswith("week"):
        monday = now - timedelta(days=now.weekday() + 7 * back)
        return monday, monday + timedelta(days=6)
    if period.endswith("month"):
        first = now.replace(day=1)
        first = (first - _DAY).replace(day=1) if back else first
        return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return date(now.year - back, 1, 1), date(now.year - back, 12, 31)


def _rolling(question: str, now: date) -> tuple[Span, date, date] | None:
    for pattern in ROLLING:
        if match := pattern.search(question):
            said = match["count"].casefold()
            if said not in NUMBERS and not said.isdecimal():
                continue  # "sİx" matches without regard to case, and is no "six"
            count = NUMBERS.get(said) or int(said)
            unit = next(name for name in ("days", "weeks", "months", "years") if match[name])
            lasting = {"days": 1, "weeks": 7, "months": 30.44, "years": 365.25}[unit]
            return Span(*match.span()), now - timedelta(days=round(count * lasting)), now
    return None


def _today(question: str, now: date) -> tuple[Span, date, date] | None:
    day = A_DAY.search(question)
    if day is None or not (TODAY.search(question) or REPORTS.search(question)):
        return None
    return Span(*day.span()), now, now


def _between(question: str, now: date) -> When | None:
    match = BETWEEN.search(question)
    if match is None:
        return None
    one = _named(match["one"] or match["one2"], now)
    two = _named(match["two"] or match["two2"], now)
    if one is None or two is None or one[0] > two[1]:
        return None
    published = REPORTS_JUST_BEFORE.search(question[: match.start()]) is not None
    words = Span(*match.span())
    return When(since=one[0], until=two[1], published=published, words=words)


def _edge(question: str, now: date) -> When | None:
    """Days before or after one that is named."""
    for edge, pattern in EDGES:
        match = pattern.search(question)
        if match is None:
            continue
        words = match["date"] or match["date2"]
        if match["date2"]:  # Chinese and Japanese say what is asked for behind its time
            published = REPORTS.search(question) is not None
        else:
            reports = REPORTS if edge == "since" else REPORTS_JUST_BEFORE
            published = reports.search(question[: match.start()]) is not None
        found = _named(words, now, needs_year=edge != "since" and not published)
        if found is not None:
            since, until = _beyond(edge, found, is_around=match["gap"] is not None)
            return When(since=since, until=until, published=published, words=Span(*match.span()))
    return None


def _beyond(
    edge: Edge, named: tuple[date, date], *, is_around: bool
) -> tuple[date | None, date | None]:
    """The days that an edge leaves. `is_around`: the edge is an event of some day among those."""
    first, last = named
    whole = is_around and first != last
    if edge == "since":
        return first, None
    if edge == "after":
        return (first if whole else last + _DAY), None
    if edge == "before":
        return None, (last if whole else first - _DAY)
    return None, last


def _within(question: str, now: date) -> When | None:
    for match in WITHIN.finditer(question):
        published = REPORTS_JUST_BEFORE.search(question[: match.start()]) is not None
        found = _named(match["date"] or match["date2"], now, needs_year=not published)
        if found is not None:
            since, until = found
            words = Span(*match.span())
            return When(since=since, until=until, published=published, words=words)
    return None


def _named(words: str, now: date, *, needs_year: bool = True) -> tuple[date, date] | None:
    """The days of a date; a month without a year may be any, where nothing is to be filtered."""
    parts = read_date(words)
    if parts is None or (needs_year and parts.year is None):
        return None
    return days(parts, now)


def is_period(words: str) -> bool:
    """Whether some words name nothing but a time before now: "last week", "today"."""
    patterns = (A_DAY, *(pattern for _, pattern in PERIODS), *ROLLING)
    return any(pattern.fullmatch(words) for pattern in patterns)


def without_period(question: str) -> str:
    """The question without the first of its words that name a time before now."""
    for pattern in (A_DAY, *(pattern for _, pattern in PERIODS), *ROLLING):
        if match := pattern.search(question):
            return without_words(question, When(words=Span(*match.span())))
    return question


def without_words(question: str, when: When) -> str:
    """The question without the words that name the days or ask for reports: they are no subject."""
    before = _LEADS_THERE.sub("", question[: when.words.start])
    after = _LEADS_AWAY.sub("", question[when.words.end :])
    rest = re.sub(r"\s+([?!.,])", r"\1", f"{before} {after}")
    return FRAME.sub("", re.sub(r"\s+", " ", rest).strip())
