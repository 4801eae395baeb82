"""Signatures of articles come in, the articles that come into question as their like go out."""

from collections.abc import Iterable, Sequence

from index.database import Database, marks
from index.resemblance import Signature

_MOST = 20  # articles that are named


class Signatures:
    """What the articles of an open catalog resemble (see `index.resemblance`).

    A signature goes with its article's row.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, article: int, signature: Signature) -> None:
        """Keep the signature of the article with this key."""
        self._database.rows(
            "INSERT OR REPLACE INTO signatures (article, minhash) VALUES (?, ?)",
            (article, signature.minhash),
        )
        self._database.many(
            "INSERT OR IGNORE INTO bands (hash, article) VALUES (?, ?)",
            [(band, article) for band in signature.bands],
        )

    def of(self, collection: str, article_id: str) -> Signature | None:
        """An article's signature; nothing where it has none yet, or is not there."""
        rows = self._database.rows(
            "SELECT a.key, s.minhash FROM articles a JOIN signatures s ON s.article = a.key "
            "WHERE a.collection = ? AND a.article_id = ?",
            (collection, article_id),
        )
        if not rows:
            return None
        [(key, minhash)] = rows
        bands = self._database.rows("SELECT hash FROM bands WHERE article = ?", (key,))
        return Signature(minhash=minhash, bands=tuple(row[0] for row in bands))

    def unsigned(self) -> list[tuple[int, str, str]]:
        """Key, collection and id of the articles that came in before signatures were made."""
        return self._database.rows(
            "SELECT a.key, a.collection, a.article_id FROM articles a "
            "LEFT JOIN signatures s ON s.article = a.key WHERE s.article IS NULL ORDER BY a.key"
        )

    def candidates(
        self, bands: Sequence[int], collections: Iterable[str]
    ) -> list[tuple[str, str, bytes]]:
        """Collection, id and MinHash of articles that share a band, most bands in common first."""
        names = sorted(collections)
        return self._database.rows(
            "SELECT a.collection, a.article_id, s.minhash FROM "
            f"(SELECT article, count(*) AS shared FROM bands WHERE hash IN ({marks(bands)}) "
            "GROUP BY article) b JOIN articles a ON a.key = b.article "
            "JOIN signatures s ON s.article = a.key "
            f"WHERE a.collection IN ({marks(names)}) ORDER BY b.shared DESC, a.key LIMIT ?",
            (*bands, *names, _MOST),
        )
