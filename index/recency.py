"""Scores and publication dates come in, what a question's time adds to each score goes out. Pure.

A preference is a tie-break: it decides between what fits about as well, and never lets a less
fitting sentence past a clearly better one. What is undated keeps its place: it gets as much as the
best dated one.
"""

from collections.abc import Sequence
from datetime import date

from index.types import When

# Beside scores of about 8 to 15; `docs/decisions/0027-time-in-questions.md` has the figures.
NEWER = 1.0
"""The most that a newer article is helped by, and so how far below the best it may lie."""

OF_THAT_TIME = 0.5
"""What an article is helped by that was published when something is asked to have happened."""


def bonuses(scores: Sequence[float], published: Sequence[str | None], when: When) -> list[float]:
    """What is added to each of the scores; `published` are ISO dates (see `types.Source`)."""
    if not scores:
        return []
    added = [0.0] * len(scores)
    if when.newest:
        # Only what can come first at all is compared: a new article on something else counts not.
        least = max(scores) - NEWER
        dates = {
            day for score, day in zip(scores, published, strict=True) if day and score >= least
        }
        places = {day: place for place, day in enumerate(sorted(dates))}
        most = max(len(dates) - 1, 1)
        newest = NEWER if len(dates) > 1 else 0.0
        added = [newest if day is None else NEWER * places.get(day, 0) / most for day in published]
    elif when.since is not None or when.until is not None:
        added = [OF_THAT_TIME * (day is None or is_within(day, when)) for day in published]
    return added


def is_within(published: str, when: When) -> bool:
    """Whether an ISO date, a year or a month even, may lie within the days of a question.

    The same as `Listing.published_within` says in SQL: shorter dates come before longer ones that
    begin like them, and with an end that is later than any month or day, behind them.
    """
    return published <= iso(when.until, "9999") and f"{published}-99" >= iso(when.since, "0000")


def iso(day: date | None, otherwise: str) -> str:
    """A day as an article's date is written; `otherwise` where that end is open."""
    return otherwise if day is None else day.isoformat()
