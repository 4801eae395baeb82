"""A person comes in, everything kept of them goes out, or goes for good; old records go too."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from pydantic import JsonValue

from bot.records.base import Forgotten, Held
from bot.records.database import begin_erasure, finish_erasure
from bot.records.rows import ANSWER, kept_answer
from index.database import Database

_DAY = 86_400
_AT_ONCE = 500
"""Records that one transaction of `sweep` deletes, so that no writer waits for all of them."""


class Privacy:
    """The rights of those who ask."""

    def __init__(self, database: Database, *, clock: Callable[[], float], keep_days: int) -> None:
        """`clock` gives Unix seconds; records older than `keep_days` are swept away."""
        self._database = database
        self._clock = clock
        self._keep_days = keep_days

    def held_of(self, person: int) -> Held:
        """How much is kept of a person."""
        [(answers, votes, pins, marks, announced)] = self._database.rows(
            "SELECT (SELECT count(*) FROM answers WHERE person = ?), "
            "(SELECT count(*) FROM votes WHERE person = ?), "
            "(SELECT count(*) FROM pins WHERE person = ?), "
            "(SELECT count(*) FROM marks WHERE person = ?), "
            "(SELECT count(*) FROM signed WHERE person = ?)",
            (person,) * 5,
        )
        return Held(
            answers=answers,
            votes=votes,
            repairs=pins + marks,
            announced=announced,
            keep_days=self._keep_days,
        )

    def taught_by(self, person: int) -> tuple[tuple[str, str], ...]:
        """The articles (collection, id) that a person wrote as answers, and that are theirs still.

        Their author's name stands in the catalog: whoever forgets the person takes it off there.
        """
        rows = self._rows(
            "SELECT collection, article_id FROM marks WHERE person = ? AND kind = 'taught' "
            "ORDER BY collection, article_id",
            person,
        )
        return tuple((collection, article_id) for collection, article_id in rows)

    def announced_by(self, person: int) -> tuple[tuple[int, int], ...]:
        """The messages (server, id) of followed channels that name a person as their author.

        So does the catalog: whoever forgets the person takes the name off there.
        """
        rows = self._rows(
            "SELECT server, message FROM signed WHERE person = ? ORDER BY message", person
        )
        return tuple((server, message) for server, message in rows)

    def kept_of(self, person: int) -> dict[str, JsonValue]:
        """Everything that is kept of a person, ready for `json.dump`; times are ISO 8601, UTC.

        Under `answers` their questions with what was said and cited; under `votes`, `pins` and
        `marks` what they did; under `announced` the messages that name them as their author. Other
        people's words are not in it.
        """
        with self._database.transaction(write=False):
            answers = self._database.rows(
                f"SELECT {ANSWER} FROM answers WHERE person = ? ORDER BY record", (person,)
            )
            return {
                "person": str(person),
                "answers": [self._answer(row) for row in answers],
                "votes": self._table("votes", "record, up, reason, words, voted_at", person),
                "pins": self._table(
                    "pins",
                    'pin, server, collection, article_id, start, "end", quote, made_at',
                    person,
                ),
                "marks": self._table(
                    "marks", "server, kind, collection, article_id, made_at", person
                ),
                "announced": [
                    {"server": _id(server), "message": _id(message)}
                    for server, message in self.announced_by(person)
                ],
            }

    def forget(self, person: int) -> Forgotten:
        """Delete all that is kept of a person, at once, and its traces in the files.

        Deleted are their questions with everything that hangs on them, others' votes included,
        and their votes. Others' follow-ups stay, without the words that were completed from the
        deleted question, and what these cite of articles that the person taught without the name.
        Pins, marks and messages of followed channels stay with the server, but no longer name them.

        Raises:
            RecordsError: as for every write. Where only the traces could not be removed yet,
                everything is deleted all the same, and the next `forget`, `sweep` or start removes
                them.
        """
        with self._database.transaction():
            records = self._rows("SELECT record FROM answers WHERE person = ?", person)
            [(gaps,)] = self._rows(
                "SELECT count(*) FROM gaps JOIN answers USING (record) WHERE person = ?", person
            )
            taught, announced = self.taught_by(person), self.announced_by(person)
            # Whoever taught an article stands as its publisher beside what others were answered.
            self._database.many(
                "UPDATE citations SET publisher = NULL WHERE collection = ? AND article_id = ?",
                taught,
            )
            self._delete([record for (record,) in records])
            votes = self._rows("DELETE FROM votes WHERE person = ? RETURNING record", person)
            unsigned = [
                *self._rows("UPDATE pins SET person = NULL WHERE person = ? RETURNING 1", person),
                *self._rows("UPDATE marks SET person = NULL WHERE person = ? RETURNING 1", person),
            ]
            self._rows("UPDATE signed SET person = NULL WHERE person = ?", person)
            if records or votes or unsigned or announced:
                begin_erasure(self._database)
        finish_erasure(self._database)
        return Forgotten(
            answers=len(records),
            votes=len(votes),
            gaps=gaps,
            unsigned=len(unsigned),
            taught=taught,
            announced=announced,
        )

    def sweep(self) -> int:
        """Delete the answers that are older than may be kept, and say how many; once a day does.

        Their votes and gaps go with them. Pins, marks and settings stay.

        Raises:
            RecordsError: as for `forget`.
        """
        latest = self._clock() - self._keep_days * _DAY
        swept = 0
        while True:
            with self._database.transaction():
                rows = self._database.rows(
                    "SELECT record FROM answers WHERE asked_at < ? LIMIT ?", (latest, _AT_ONCE)
                )
                if rows:
                    self._delete([record for (record,) in rows])
                    begin_erasure(self._database)
            if not rows:
                break
            swept += len(rows)
        finish_erasure(self._database)
        return swept

    def _delete(self, records: Sequence[int]) -> None:
        """Delete answers, and the words of theirs that follow-ups were completed with."""
        if not records:
            return
        followers = self._database.rows(
            "WITH RECURSIVE after (record) AS (SELECT value FROM json_each(?) UNION "
            "SELECT a.record FROM answers a JOIN after ON a.follows = after.record) "
            "SELECT record FROM after",
            (json.dumps(list(records)),),
        )
        self._database.many(
            "UPDATE answers SET searched = NULL, steps = '[]', unsaid = '[]', "
            "writing = json_remove(writing, '$.searches') WHERE record = ?",
            followers,
        )
        self._database.many("UPDATE gaps SET vector = NULL WHERE record = ?", followers)
        self._database.many("DELETE FROM answers WHERE record = ?", [(one,) for one in records])

    def _rows(self, sql: str, person: int) -> list[Any]:
        return self._database.rows(sql, (person,))

    def _answer(self, row: Sequence[Any]) -> JsonValue:
        kept = kept_answer(self._database, row)
        return {
            "record": kept.record,
            "asked_at": _iso(kept.asked_at),
            "server": _id(kept.visit.server),
            "channel": _id(kept.visit.channel),
            "private": kept.visit.private,
            "locale": kept.visit.locale,
            "language": kept.language,
            "question": kept.typed,
            "searched": kept.searched,
            "steps": list(kept.steps),
            "unsaid": list(kept.unsaid),
            "searches": list(kept.writing.searches) if kept.writing is not None else [],
            "answered": kept.answered,
            "partly": kept.partly,
            "confidence": kept.confidence,
            "threshold": kept.threshold,
            "remark": kept.remark,
            "follows": kept.follows,
            "stale": kept.stale,
            "with_file": kept.with_file,
            "sentences": [one.text for one in kept.statements],
            "cited": [
                {"article_id": one.article_id, "title": one.title, "quote": one.quote}
                for one in kept.citations
            ],
            "found": [
                {"article_id": one.article_id, "start": one.start, "end": one.end}
                for one in kept.passages
            ],
            "messages": [f"{one.channel}/{one.message}" for one in kept.messages],
            "gap": self._gap(kept.record),
        }

    def _gap(self, record: int) -> JsonValue:
        rows = self._database.rows("SELECT told_at FROM gaps WHERE record = ?", (record,))
        if not rows:
            return None
        return "open" if rows[0][0] is None else _iso(rows[0][0])

    def _table(self, table: str, columns: str, person: int) -> list[JsonValue]:
        names = [name.strip(' "') for name in columns.split(",")]
        rows = self._database.rows(f"SELECT {columns} FROM {table} WHERE person = ?", (person,))
        return [
            {name: _plain(name, value) for name, value in zip(names, row, strict=True)}
            for row in rows
        ]


def _plain(name: str, value: Any) -> JsonValue:
    if name == "server":
        return _id(value)
    if name == "up":
        return bool(value)
    return _iso(value) if name.endswith("_at") else value


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _id(value: int | None) -> str | None:
    # As Discord's own JSON has them: a double does not hold all their digits.
    return None if value is None else str(value)
