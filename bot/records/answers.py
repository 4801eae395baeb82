"""Answers come in as they are given, with what they cited; they come out as they were kept."""

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import asdict
from typing import NamedTuple

import numpy as np

from bot.records.base import CitedArticle, CitingAnswer, KeptAnswer, Message, Vector
from bot.records.rows import ANSWER, kept_answer, readable
from bot.types import Answer, Turn, Visit, Writing
from index.database import Database
from index.stored import write_marks

_MOST_TURNS = 10


class _Link(NamedTuple):
    """An answer of a conversation; `hidden`: it cites what may not be seen; `clear`: neither it
    nor any before it does.
    """

    record: int
    hidden: bool
    clear: bool


class Answers:
    """The answers that are kept."""

    def __init__(self, database: Database, *, clock: Callable[[], float], keeps: bool) -> None:
        """`clock` gives Unix seconds; without `keeps`, nothing is ever written down."""
        self._database = database
        self._clock = clock
        self._keeps = keeps

    def put(
        self,
        visit: Visit,
        answer: Answer,
        *,
        follows: int | None = None,
        vector: Vector | None = None,
        with_file: bool = False,
    ) -> int | None:
        """Keep an answer and return its record, or `None` where nothing is kept.

        `vector` is the embedding of the question as searched. It is kept only for a question that
        was refused, which becomes an open gap with it. A `follows` that is gone is left out.
        `with_file`: it was asked about a file, of which no word is kept. So neither is what was
        said, cited, found or searched, and a refusal is no gap: the library was not asked alone.
        """
        if not self._keeps:
            return None
        if with_file:
            answer = _bare(answer)
        row = {"asked_at": self._clock(), "with_file": with_file, **_row(visit, answer)}
        with self._database.transaction():
            [(record,)] = self._database.rows(
                f"INSERT INTO answers ({', '.join(row)}, follows) VALUES ({'?, ' * len(row)}"
                "(SELECT record FROM answers WHERE record = ?)) RETURNING record",
                (*row.values(), follows),
            )
            self._put_sources(int(record), answer)
            if not answer.answered and answer.remark is None and not with_file:
                self._database.rows(
                    "INSERT INTO gaps (record, vector) VALUES (?, ?)",
                    (record, None if vector is None else vector.astype(np.float16).tobytes()),
                )
        return int(record)

    def set_message(self, record: int, channel: int, message: int) -> None:
        """Note where an answer stands, once it was sent; a shared one may stand in two places.

        Not for messages that only one person sees: they can't be found again. Nothing happens
        where the record is gone.
        """
        self._database.rows(
            "INSERT OR REPLACE INTO messages (channel, message, record) "
            "SELECT ?, ?, record FROM answers WHERE record = ?",
            (channel, message, record),
        )

    def get(self, record: int) -> KeptAnswer | None:
        """An answer by its record; `None` where it is no longer kept."""
        with self._database.transaction(write=False):
            rows = self._database.rows(f"SELECT {ANSWER} FROM answers WHERE record = ?", (record,))
            return kept_answer(self._database, rows[0]) if rows else None

    def asker_of_file(self, record: int) -> int | None:
        """Who asked about a file; `None` where the answer is about none, or no longer kept."""
        rows = self._database.rows(
            "SELECT person FROM answers WHERE record = ? AND with_file", (record,)
        )
        return int(rows[0][0]) if rows else None

    def at(self, channel: int, message: int) -> KeptAnswer | None:
        """The answer that a message shows; `None` where it shows none that is kept."""
        rows = self._database.rows(
            "SELECT record FROM messages WHERE channel = ? AND message = ?", (channel, message)
        )
        return self.get(rows[0][0]) if rows else None

    def last(self, person: int, channel: int, since: float) -> KeptAnswer | None:
        """The last answer to a person in a channel, asked at `since` (Unix seconds) or later.

        A remark, as to "thanks", is not one.
        """
        rows = self._database.rows(
            "SELECT record FROM answers WHERE person = ? AND channel = ? AND asked_at >= ? "
            "AND remark IS NULL ORDER BY asked_at DESC, record DESC LIMIT 1",
            (person, channel, since),
        )
        return self.get(rows[0][0]) if rows else None

    def last_in(self, channel: int) -> KeptAnswer | None:
        """The last answer that everybody sees in a channel or thread; a remark is not one."""
        rows = self._database.rows(
            "SELECT record FROM messages JOIN answers USING (record) "
            "WHERE messages.channel = ? AND remark IS NULL ORDER BY message DESC LIMIT 1",
            (channel,),
        )
        return self.get(rows[0][0]) if rows else None

    def turns(
        self,
        record: int,
        most: int = _MOST_TURNS,
        *,
        collections: Collection[str] | None = None,
    ) -> tuple[Turn, ...]:
        """The conversation that ends with an answer: the last `most` turns, the oldest first.

        Remarks are left out, and count as turns. With `collections`, so is every turn that cites
        anything else; the later ones are then given as they were typed, since what they were
        completed with may have come from there.
        """
        with self._database.transaction(write=False):
            chain = self._chain(record, collections)
            rows = self._database.rows(
                "SELECT a.record, a.typed, a.searched, a.steps, a.statements, a.answered "
                "FROM json_each(?) AS one JOIN answers a ON a.record = one.value "
                "WHERE a.remark IS NULL ORDER BY one.key DESC",
                (json.dumps([one.record for one in chain[:most] if not one.hidden]),),
            )
            clear = {one.record for one in chain if one.clear}
            with self._database.decoding():
                return tuple(
                    Turn(
                        question=[typed, *filter(None, [searched]), *json.loads(steps)][-1]
                        if one in clear
                        else typed,
                        answer=" ".join(text for text, _, _ in json.loads(statements)),
                        titles=self._titles(one) if answered else (),
                    )
                    for one, typed, searched, steps, statements, answered in rows
                )

    def is_clear(self, record: int, collections: Collection[str]) -> bool:
        """Whether neither an answer nor any before it in its conversation cites anything else.

        Only then may what it was searched by be shown to whoever sees these collections.
        """
        with self._database.transaction(write=False):
            chain = self._chain(record, collections)
            return bool(chain) and chain[0].clear

    def _chain(self, record: int, collections: Collection[str] | None) -> list[_Link]:
        """A conversation from its last answer to its first."""
        rows = self._database.rows(
            "WITH RECURSIVE chain (record, depth) AS (SELECT ?, 1 UNION ALL "
            "SELECT a.follows, depth + 1 FROM answers a JOIN chain USING (record) "
            "WHERE a.follows IS NOT NULL) "
            "SELECT a.record, ? AND EXISTS (SELECT 1 FROM citations c WHERE c.record = a.record "
            "AND c.collection NOT IN (SELECT value FROM json_each(?))) "
            "FROM chain JOIN answers a USING (record) ORDER BY depth DESC",
            (record, collections is not None, json.dumps(sorted(collections or ()))),
        )
        clear = True
        links = []
        for one, hidden in rows:
            clear = clear and not hidden
            links.append(_Link(record=one, hidden=bool(hidden), clear=clear))
        return links[::-1]

    def cited_since(self, after: float) -> Iterator[CitedArticle]:
        """Every article cited by a sent answer that was asked later than `after` (Unix seconds).

        Refusals cite nothing, and an answer marked stale is left out. One article is read at a
        time, as the caller takes it; so take them on a worker, not on the event loop.
        """
        articles = self._database.rows(
            "SELECT DISTINCT c.collection, c.article_id FROM citations c "
            "JOIN answers a USING (record) WHERE a.answered AND a.stale_at IS NULL "
            "AND a.asked_at > ? AND EXISTS (SELECT 1 FROM messages m WHERE m.record = a.record)",
            (after,),
        )
        for collection, article_id in articles:
            citing = self._citing(collection, article_id, after)
            if citing:
                yield CitedArticle(
                    collection=collection,
                    article_id=article_id,
                    quotes=frozenset(quote for one in citing for quote in one.quotes),
                    answers=citing,
                )

    def mark_stale(self, record: int) -> bool:
        """Claim an answer that went stale; true for one caller only, who may then say so."""
        return bool(
            self._database.rows(
                "UPDATE answers SET stale_at = ? WHERE record = ? AND stale_at IS NULL "
                "RETURNING record",
                (self._clock(), record),
            )
        )

    def _put_sources(self, record: int, answer: Answer) -> None:
        self._database.many(
            "INSERT INTO citations (record, number, collection, article_id, title, url, "
            'publisher, published, chunk_id, start, "end", quote, link, marks) '
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    *(record, one.number, one.collection, one.article_id, one.title, one.url),
                    *(one.publisher, one.published, one.chunk_id, one.start, one.end),
                    *(one.quote, one.link, write_marks(one.marks)),
                )
                for one in answer.citations
            ],
        )
        self._database.many(
            "INSERT INTO passages (record, rank, chunk_id, collection, article_id, start, "
            '"end", dense, keywords, fused, reranked) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
            [
                (
                    *(record, rank, one.chunk_id, one.source.collection, one.source.article_id),
                    *(one.start, one.end, one.scores.dense, one.scores.keywords),
                    *(one.scores.fused, one.scores.reranked),
                )
                for rank, one in enumerate(answer.passages, start=1)
            ],
        )

    def _titles(self, record: int) -> tuple[str, ...]:
        rows = self._database.rows(
            "SELECT title FROM citations WHERE record = ? ORDER BY number", (record,)
        )
        return tuple(dict.fromkeys(title for (title,) in rows))

    def _citing(self, collection: str, article_id: str, after: float) -> tuple[CitingAnswer, ...]:
        rows = self._database.rows(
            "SELECT a.record, a.locale, c.quote, m.channel, m.message FROM citations c "
            "JOIN answers a USING (record) JOIN messages m USING (record) "
            "WHERE c.collection = ? AND c.article_id = ? AND a.answered AND a.stale_at IS NULL "
            "AND a.asked_at > ? ORDER BY a.record, c.number, m.message",
            (collection, article_id, after),
        )
        found: dict[int, tuple[str, dict[Message, None], dict[str, None]]] = {}
        for record, locale, quote, channel, message in rows:
            _, messages, quotes = found.setdefault(record, (locale, {}, {}))
            messages[Message(channel, message)] = None
            quotes[quote] = None
        return tuple(
            CitingAnswer(
                record=record, locale=locale, messages=tuple(messages), quotes=tuple(quotes)
            )
            for record, (locale, messages, quotes) in found.items()
        )


def _row(visit: Visit, answer: Answer) -> dict[str, object]:
    """An answer by the names of the columns that it is kept in."""
    return {
        "person": visit.person,
        "server": visit.server,
        "channel": visit.channel,
        "private": visit.private,
        "locale": visit.locale,
        "typed": readable(answer.question),
        "searched": None if answer.searched is None else readable(answer.searched),
        "language": answer.language,
        "answered": answer.answered,
        "partly": answer.partly,
        "confidence": answer.confidence,
        "threshold": answer.threshold,
        "signals": json.dumps(asdict(answer.signals)),
        "statements": json.dumps(
            [[one.text, one.citations, one.bold] for one in answer.statements]
        ),
        "remark": answer.remark,
        "pinned": answer.pinned,
        "timing": None if answer.timing is None else json.dumps(asdict(answer.timing)),
        "differ": answer.differ,
        "writing": None if answer.writing is None else json.dumps(asdict(answer.writing)),
        "steps": json.dumps(list(map(readable, answer.steps))),
        "unsaid": json.dumps(list(map(readable, answer.unsaid))),
    }


def _bare(answer: Answer) -> Answer:
    """What is kept of an answer about a file: named one by one, so that nothing new comes along.

    What was searched for it, by its parts or by a model, may be in the file's words.
    """
    writing = answer.writing
    if writing is not None:
        writing = Writing(
            model=writing.model, by_model=writing.by_model, shortfall=writing.shortfall
        )
    return Answer(
        question=answer.question,
        answered=answer.answered,
        confidence=answer.confidence,
        statements=(),
        citations=(),
        passages=(),
        partly=answer.partly,
        threshold=answer.threshold,
        signals=answer.signals,
        language=answer.language,
        remark=answer.remark,
        timing=answer.timing,
        writing=writing,
    )
