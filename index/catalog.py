"""The catalog, a SQLite database that is the truth: articles and chunks come in, and stay.

An article is added, replaced or removed in one transaction, and each raises the revision by one.
The indexes of `vectors` and `keywords` are caches; `changes_since` tells them what they missed.
"""

import json
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.database import Database, disk_error, marks
from index.errors import NoLibraryError
from index.listing import Listing
from index.migrations import MIGRATIONS
from index.provenance import Provenance
from index.resemblance import Signature
from index.signatures import Signatures
from index.stored import StoredChunk, read_article, read_chunk, write_marks
from index.types import Article, Chunk, Embedding, Model


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Which library this is, and what made it. `rules` names how chunks are cut."""

    library: str
    model_name: str
    model_digest: str
    width: int
    rules: str

    @property
    def model(self) -> Model:
        """The model that made it."""
        return Model(name=self.model_name, digest=self.model_digest, width=self.width)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What happened after a revision: chunks to forget, and chunks to take in."""

    revision: int
    removed: NDArray[np.int64]
    added: NDArray[np.int64]


class Catalog:
    """An open catalog. Threads may share one. What it raises is what `index.database` raises.

    `listing` shows its articles as a shelf, with the questions that are suggested for them;
    `provenance` holds the sources that they come from, `signatures` what they resemble.
    """

    def __init__(self, path: Path, *, create: bool = False, read_only: bool = False) -> None:
        """Open the catalog, or make a new one where `create` says so. `read_only` only looks.

        Raises:
            NoLibraryError: there is none, and `create` is false.
            LibraryError: it is an older one, and may only be looked at.
        """
        if not create and not path.is_file():
            raise NoLibraryError(
                f"There is no library in {path.parent} yet.",
                "Build it with `footnote build`.",
            )
        if create:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise disk_error(path.parent, error.strerror or str(error)) from error
        self._database = Database(path, read_only=read_only)
        self.listing = Listing(self._database)
        self.provenance = Provenance(self._database)
        self.signatures = Signatures(self._database)
        try:
            self._database.migrate(MIGRATIONS, create=create)
        except BaseException:
            self._database.close()
            raise

    def close(self) -> None:
        """Close every thread's connection."""
        self._database.close()

    # What the catalog is

    @property
    def revision(self) -> int:
        """How often an article was added, replaced or removed. It only grows."""
        with self._database.decoding():
            return int(self._fact("revision") or 0)

    def identity(self) -> Identity | None:
        """What made this library; `None` before the first build."""
        found = self._fact("identity")
        with self._database.decoding():
            return Identity(**json.loads(found)) if found else None

    def set_identity(self, *, model_name: str, model_digest: str, width: int, rules: str) -> None:
        """Record what makes this library from now on, and give it a new name of its own.

        The caches know a library by that name, so they start afresh.
        """
        identity = Identity(
            library=uuid.uuid4().hex,
            model_name=model_name,
            model_digest=model_digest,
            width=width,
            rules=rules,
        )
        self._set_fact("identity", json.dumps(asdict(identity)))

    def coming_model(self) -> str | None:
        """The model that a build is just switching to; it may also have been cut short."""
        return self._fact("coming model") or None

    def announce_model(self, name: str) -> None:
        """Tell readers which model to have ready; an empty name, that none is coming."""
        self._set_fact("coming model", name)

    def calibrations(self) -> dict[str, Any]:
        """What `set_calibrations` has kept; empty before."""
        found = self._fact("calibrations")
        with self._database.decoding():
            return dict(json.loads(found)) if found else {}

    def set_calibrations(self, document: Mapping[str, Any]) -> None:
        """Keep how far to trust the model in each language, as JSON (see `index.confidence`)."""
        self._set_fact("calibrations", json.dumps(document))

    # Reading

    def digests(self, collection: str) -> dict[str, bytes]:
        """The digest of every article of a collection, by article id."""
        sql = "SELECT article_id, digest FROM articles WHERE collection = ?"
        return dict(self._database.rows(sql, (collection,)))

    def counts(self) -> tuple[int, int]:
        """The numbers of articles and of chunks."""
        [(articles, chunks)] = self._database.rows(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM chunks)"
        )
        return articles, chunks

    def collections(self) -> dict[str, int]:
        """The number of articles of each collection."""
        return dict(
            self._database.rows("SELECT collection, count(*) FROM articles GROUP BY collection")
        )

    def languages(self) -> dict[str, int]:
        """The number of chunks in each language, most first; the empty one cannot be told."""
        return dict(
            self._database.rows(
                "SELECT a.language, count(*) FROM chunks c JOIN articles a ON a.key = c.article "
                "GROUP BY a.language ORDER BY count(*) DESC, a.language"
            )
        )

    def article(self, article_id: str, collections: Iterable[str]) -> Article | None:
        """An article by its id, from one of these collections."""
        names = sorted(collections)
        rows = self._database.rows(
            "SELECT source, headings, text, language, marks FROM articles "
            f"WHERE article_id = ? AND collection IN ({marks(names)}) ORDER BY collection",
            (article_id, *names),
        )
        with self._database.decoding():
            return read_article(rows[0]) if rows else None

    def chunks(self, ids: Sequence[int], collections: Iterable[str]) -> dict[int, StoredChunk]:
        """The chunks with these ids that still exist and stand in these collections."""
        names = sorted(collections)
        rows = self._database.rows_for(
            'SELECT c.id, a.source, c.start, c."end", '
            'substr(a.text, c.start + 1, c."end" - c.start), c.heading, c.context, c.sentences, '
            "e.vector, e.tokens, e.token_ends, a.language, a.marks "
            "FROM chunks c JOIN articles a ON a.key = c.article "
            "JOIN embeddings e ON e.key = c.embedding "
            f"WHERE a.collection IN ({marks(names)}) AND c.id IN ({{}})",
            ids,
            *names,
        )
        with self._database.decoding():
            return {row[0]: read_chunk(row) for row in rows}

    def changes_since(self, revision: int) -> Changes:
        """The chunks removed and added after a revision; from 0 on, that is every chunk."""
        with self.transaction(write=False):
            now = self.revision
            added = self._database.rows(
                "SELECT id FROM chunks WHERE revision > ? ORDER BY id", (revision,)
            )
            removed: Sequence[tuple[int]] = (
                self._database.rows("SELECT chunk_id FROM removals WHERE revision > ?", (revision,))
                if revision
                else ()
            )
        return Changes(revision=now, removed=_ids(removed), added=_ids(added))

    def vectors(
        self, ids: Sequence[int]
    ) -> tuple[NDArray[np.int64], NDArray[np.float16], list[str]]:
        """Ids, vectors of shape (n, width) and collections of those chunks that still exist."""
        rows = self._database.rows_for(
            "SELECT c.id, e.vector, a.collection FROM chunks c "
            "JOIN embeddings e ON e.key = c.embedding JOIN articles a ON a.key = c.article "
            "WHERE c.id IN ({})",
            ids,
        )
        with self._database.decoding():
            vectors = np.frombuffer(b"".join(row[1] for row in rows), dtype=np.float16)
            shaped = vectors.reshape(len(rows), -1 if rows else 0)
            return _ids(rows), shaped, [row[2] for row in rows]

    def texts(self, ids: Sequence[int]) -> list[tuple[int, str, str, str]]:
        """Id, collection, language, and context and text of those chunks that still exist."""
        return self._database.rows_for(
            "SELECT c.id, a.collection, a.language, c.context || char(10) || "
            'substr(a.text, c.start + 1, c."end" - c.start) FROM chunks c '
            "JOIN articles a ON a.key = c.article WHERE c.id IN ({})",
            ids,
        )

    def chunk_ids(self, language: str) -> list[int]:
        """The ids of the chunks in a language, in order."""
        sql = "SELECT c.id FROM chunks c JOIN articles a ON a.key = c.article WHERE a.language = ?"
        return [row[0] for row in self._database.rows(f"{sql} ORDER BY c.id", (language,))]

    def chunks_of_article(self, article_id: str, collection: str) -> frozenset[int]:
        """The ids of an article's chunks."""
        sql = (
            "SELECT c.id FROM chunks c JOIN articles a ON a.key = c.article "
            "WHERE a.article_id = ? AND a.collection = ?"
        )
        return frozenset(row[0] for row in self._database.rows(sql, (article_id, collection)))

    def all_ids(self) -> NDArray[np.int64]:
        """The ids of all chunks, in order."""
        return _ids(self._database.rows("SELECT id FROM chunks ORDER BY id"))

    # Writing

    def transaction(self, *, write: bool = True) -> AbstractContextManager[None]:
        """Everything inside happens at once or not at all. One may hold others."""
        return self._database.transaction(write=write)

    def known_embeddings(self, model: str, digests: Sequence[bytes]) -> set[bytes]:
        """Those of the digests whose text this model has embedded before."""
        sql = "SELECT digest FROM embeddings WHERE model = ? AND digest IN ({})"
        return {row[0] for row in self._database.rows_for(sql, digests, model)}

    def put_embeddings(self, model: str, embedded: Mapping[bytes, Embedding]) -> None:
        """Keep embeddings by model and digest of the text; those that are there already stay."""
        with self.transaction():
            self._database.many(
                "INSERT OR IGNORE INTO embeddings (digest, model, vector, tokens, token_ends) "
                "VALUES (?, ?, ?, ?, ?)",
                [
                    (
                        digest,
                        model,
                        one.vector.tobytes(),
                        one.tokens.tobytes(),
                        one.token_ends.tobytes(),
                    )
                    for digest, one in embedded.items()
                ],
            )

    def put_article(
        self,
        article: Article,
        *,
        digest: bytes,
        chunks: Sequence[tuple[Chunk, bytes]],
        model: str,
        origin: str | None = None,
        signature: Signature | None = None,
    ) -> None:
        """Add an article, or replace the one with its id; the chunks' embeddings are there already.

        `chunks` come with the digests of their embedded texts. `origin` is where the article came
        from; without it, what is known stays. An article with the digest that it had before, such
        as one that is only cut anew, keeps the time at which it was added.
        """
        source = article.source
        with self.transaction():
            known = self._database.rows(
                "SELECT digest, origin, added_at FROM articles "
                "WHERE collection = ? AND article_id = ?",
                (source.collection, source.article_id),
            )
            former, from_where, since = known[0] if known else (None, "", 0.0)
            revision = self._next_revision()
            self._drop(source.collection, source.article_id, revision)
            self._database.rows(
                "INSERT INTO articles "
                "(collection, article_id, source, headings, text, digest, language, origin, "
                "added_at, marks) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    source.collection,
                    source.article_id,
                    json.dumps(asdict(source), ensure_ascii=False),
                    json.dumps([[heading.level, *heading.span] for heading in article.headings]),
                    article.text,
                    digest,
                    article.language,
                    from_where if origin is None else origin,
                    since if former == digest else time.time(),
                    write_marks(article.marks),
                ),
            )
            [(key,)] = self._database.rows("SELECT last_insert_rowid()")
            self._put_chunks(key, chunks, model, revision)
            if former not in {None, digest}:
                self.provenance.release(source.collection, source.article_id)
            if signature is not None:
                self.signatures.put(key, signature)

    def remove_article(self, collection: str, article_id: str) -> bool:
        """Remove an article and its chunks; false, and nothing happens, where there is none."""
        with self.transaction():
            there = self.listing.holds(collection, article_id)
            if there:
                self._drop(collection, article_id, self._next_revision())
        return there

    def forget_unused_embeddings(self) -> None:
        """Drop the embeddings that no chunk refers to any more."""
        with self.transaction():
            self._database.rows(
                "DELETE FROM embeddings WHERE NOT EXISTS "
                "(SELECT 1 FROM chunks WHERE chunks.embedding = embeddings.key)"
            )

    # Below the surface

    def _put_chunks(
        self, key: int, chunks: Sequence[tuple[Chunk, bytes]], model: str, revision: int
    ) -> None:
        self._database.many(
            'INSERT INTO chunks (article, embedding, start, "end", heading, context, '
            "sentences, revision) VALUES (?, (SELECT key FROM embeddings "
            "WHERE model = ? AND digest = ?), ?, ?, ?, ?, ?, ?)",
            [
                (
                    key,
                    model,
                    chunk_digest,
                    chunk.start,
                    chunk.end,
                    chunk.heading,
                    chunk.context,
                    np.array(chunk.sentences, dtype=np.uint32).tobytes(),
                    revision,
                )
                for chunk, chunk_digest in chunks
            ],
        )

    def _drop(self, collection: str, article_id: str, revision: int) -> None:
        place = (collection, article_id)
        self._database.rows(
            "INSERT INTO removals (chunk_id, revision) SELECT c.id, ? FROM chunks c "
            "JOIN articles a ON a.key = c.article WHERE a.collection = ? AND a.article_id = ?",
            (revision, *place),
        )
        self._database.rows("DELETE FROM articles WHERE collection = ? AND article_id = ?", place)

    def _next_revision(self) -> int:
        revision = self.revision + 1
        self._set_fact("revision", str(revision))
        return revision

    def _fact(self, name: str) -> str | None:
        rows = self._database.rows("SELECT value FROM facts WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else None

    def _set_fact(self, name: str, value: str) -> None:
        self._database.rows(
            "INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", (name, value)
        )


def _ids(rows: Sequence[Sequence[Any]]) -> NDArray[np.int64]:
    return np.array([row[0] for row in rows], dtype=np.int64)
