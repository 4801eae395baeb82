"""People's votes on answers come in, how many are for and against goes out."""

from collections.abc import Callable

from bot.records.base import Reason, Votes
from bot.records.rows import readable
from index.database import Database


class Ballot:
    """The votes: one a person an answer, and the last one counts."""

    def __init__(self, database: Database, *, clock: Callable[[], float]) -> None:
        """`clock` gives Unix seconds."""
        self._database = database
        self._clock = clock

    def vote(self, record: int, person: int, up: bool) -> bool:
        """Vote, or change one's vote; false where the answer is no longer kept.

        A changed vote loses its reason; the same vote again keeps it.
        """
        return bool(
            self._database.rows(
                "INSERT INTO votes (record, person, up, voted_at) "
                "SELECT record, ?, ?, ? FROM answers WHERE record = ? "
                "ON CONFLICT (record, person) DO UPDATE SET up = excluded.up, "
                "voted_at = excluded.voted_at, "
                "reason = CASE WHEN up = excluded.up THEN reason END, "
                "words = CASE WHEN up = excluded.up THEN words END RETURNING record",
                (person, up, self._clock(), record),
            )
        )

    def explain(self, record: int, person: int, reason: Reason, words: str = "") -> bool:
        """Say why one voted down; false where the person has no vote down on this answer."""
        return bool(
            self._database.rows(
                "UPDATE votes SET reason = ?, words = ? "
                "WHERE record = ? AND person = ? AND NOT up RETURNING record",
                (reason, readable(words) or None, record, person),
            )
        )

    def count(self, record: int) -> Votes:
        """The votes on an answer."""
        [(ups, downs)] = self._database.rows(
            "SELECT count(*) FILTER (WHERE up), count(*) FILTER (WHERE NOT up) "
            "FROM votes WHERE record = ?",
            (record,),
        )
        return Votes(ups, downs)
