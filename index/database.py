"""SQLite with sentences: statements go in, rows or a `LibraryError` come out.

One connection for each thread, migrations by name, transactions that nest.
"""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.errors import (
    BusyLibraryError,
    DamagedLibraryError,
    DiskError,
    LibraryError,
    NoLibraryError,
)

_SLICE = 500  # values in one statement: SQLite allows 32,766 parameters, and older ones 999
_REFUSED = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
}


class Sentences:
    """What a database's errors say. These are the library's; another database overrides them."""

    def damaged(self, path: Path, why: str) -> Exception:
        """The file cannot be read, or holds what nobody wrote."""
        return DamagedLibraryError(
            f"The library {path} cannot be read: {why}.",
            f"Put a backup in the place of {path}, or move it away and run `footnote build`: it is "
            "made anew from the corpus folder, without articles that were added one by one.",
        )

    def refused(self, path: Path, why: str) -> Exception:
        """The disk is full, or may not be written to."""
        return disk_error(path.parent, why)

    def busy(self, path: Path) -> Exception:
        """Another process holds the file too long."""
        return BusyLibraryError(
            f"Another process is writing to {path}.", "Wait for it to end, and try again."
        )

    def closed(self, path: Path) -> Exception:
        """It was closed while a thread was at work with it."""
        return LibraryError(f"The library {path} was closed while it was read.", "Open it again.")

    def newer(self, path: Path) -> Exception:
        """A program with more migrations has written it."""
        return LibraryError(
            f"The library {path} was written by a newer Footnote.",
            "Update Footnote, or choose another --data folder.",
        )

    def older(self, path: Path) -> Exception:
        """Migrations are missing, and whoever opened it only looks."""
        return LibraryError(
            f"The library {path} was written by an older Footnote.",
            "Run `footnote build`: it brings the library up to this one.",
        )

    def empty(self, path: Path) -> Exception:
        """No migration was run, as when the first build was cut short."""
        return NoLibraryError(
            f"The library in {path.parent} is empty.", "Build it with `footnote build`."
        )


class Database:
    """A database file. Threads may share one.

    Every method raises what `sentences` makes of it when the file cannot be read, the disk
    refuses, or another process holds it too long: `DamagedLibraryError`, `DiskError` and
    `BusyLibraryError` for a library.
    """

    def __init__(
        self,
        path: Path,
        *,
        sentences: Sentences | None = None,
        pragmas: Sequence[str] = (),
        read_only: bool = False,
    ) -> None:
        """Nothing is opened until the first statement; `pragmas` are run on each connection.

        With `read_only` nothing in the file is changed, and no file is made in its place.
        """
        self.path = path
        self._read_only = read_only
        self._sentences = sentences or Sentences()
        self._pragmas = tuple(pragmas)
        self._local = threading.local()
        # Each with a lock: SQLite must not close a connection that a thread is just using.
        self._connections: list[tuple[sqlite3.Connection, threading.Lock]] = []

    def close(self) -> None:
        """Close every thread's connection, each once its statement is done."""
        for connection, lock in self._connections:
            with lock:
                connection.close()
        self._connections.clear()
        self._local = threading.local()

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """All rows of one statement."""
        with self._using() as connection:
            return connection.execute(sql, parameters).fetchall()

    def rows_for(self, sql: str, values: Sequence[Any], *before: Any) -> list[Any]:
        """All rows of a statement whose `{}` takes any number of values, a slice at a time."""
        return [
            row
            for start in range(0, len(values), _SLICE)
            for row in self.rows(
                sql.format(marks(values[start : start + _SLICE])),
                (*before, *values[start : start + _SLICE]),
            )
        ]

    def many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run one statement for many rows of values."""
        with self._using() as connection:
            connection.executemany(sql, rows)

    @contextmanager
    def transaction(self, *, write: bool = True) -> Iterator[None]:
        """Everything inside happens at once or not at all. One may hold others."""
        with self._using() as connection:
            inside = connection.in_transaction
            if not inside:
                connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
        if inside:
            yield
            return
        try:
            yield
            with self._using() as connection:
                connection.execute("COMMIT")
        except BaseException:
            with self._using() as connection:
                _roll_back(connection)
            raise

    def migrate(self, migrations: Sequence[tuple[str, str]], *, create: bool) -> None:
        """Run the migrations (name, script) that were not run here before.

        Raises:
            NoLibraryError: none was run, as when the first build was cut short.
            LibraryError: a newer program has run others; or some are to be run, and this database
                is only looked at.
        """
        found = [row[0] for row in self.rows("SELECT name FROM sqlite_master")]
        tables = "migrations" in found
        if not found and not create:
            raise self._sentences.empty(self.path)
        if not tables and not create:
            raise self._sentences.damaged(self.path, "it is not a Footnote catalog")
        names = [name for name, _ in migrations]
        done = {row[0] for row in self.rows("SELECT name FROM migrations")} if tables else set()
        if tables and done == set(names):
            return  # the rule, and readers need no lock for it
        if self._read_only:
            newer = done - set(names)
            raise self._sentences.newer(self.path) if newer else self._sentences.older(self.path)
        with self.transaction():
            self.rows("CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY)")
            done = {row[0] for row in self.rows("SELECT name FROM migrations")}
            if done - set(names):
                raise self._sentences.newer(self.path)
            for name, script in migrations:
                if name not in done:
                    for statement in script.split(";"):
                        self.rows(statement)
                    self.rows("INSERT INTO migrations (name) VALUES (?)", (name,))

    def damage(self) -> str:
        """What SQLite finds wrong as it reads through the whole file; empty where it is sound."""
        found = [str(row[0]) for row in self.rows("PRAGMA quick_check(1)")]
        if found != ["ok"]:
            return " ".join(" ".join(found).split())
        [(dangling,)] = self.rows("SELECT count(*) FROM pragma_foreign_key_check")
        return f"{dangling:,} rows refer to others that are not there" if dangling else ""

    @contextmanager
    def decoding(self) -> Iterator[None]:
        """Say that the file is damaged where a row does not hold what was once put into it."""
        try:
            yield
        except (ValueError, TypeError, KeyError) as error:
            why = f"a row is not what was written ({error})"
            raise self._sentences.damaged(self.path, why) from error

    @contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection, for one statement; what SQLite refuses becomes a sentence."""
        with self._spoken():
            kept: tuple[sqlite3.Connection, threading.Lock] | None
            kept = getattr(self._local, "kept", None)
            if kept is None:
                kept = self._connect(), threading.Lock()
                self._connections.append(kept)
                self._local.kept = kept
            connection, lock = kept
            with lock:
                yield connection

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode=ro" if self._read_only else self.path,
            uri=self._read_only,
            timeout=10,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            if not self._read_only:
                connection.execute("PRAGMA journal_mode = WAL")
            # With WAL, NORMAL keeps the file sound through a crash; a power cut may cost the last
            # articles, which the next build adds again.
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            for pragma in self._pragmas:
                connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def _spoken(self) -> Iterator[None]:
        """Turn SQLite's and the system's errors into sentences."""
        try:
            yield
        except sqlite3.ProgrammingError as error:
            raise self._sentences.closed(self.path) from error
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                raise self._sentences.busy(self.path) from error
            if code in _REFUSED:
                raise self._sentences.refused(self.path, str(error)) from error
            raise self._sentences.damaged(self.path, str(error)) from error
        except UnicodeDecodeError as error:  # of names in the schema, and of what SQLite says
            raise self._sentences.damaged(self.path, "its text is not UTF-8") from error


def _roll_back(connection: sqlite3.Connection) -> None:
    # SQLite has already rolled back by itself after a full disk.
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def marks(values: Sequence[Any]) -> str:
    """As many `?` as there are values."""
    return ",".join("?" * len(values))


def disk_error(folder: Path, why: str) -> DiskError:
    """The sentence for a disk that is full or refuses."""
    return DiskError(
        f"{folder} cannot be written to: {why}.",
        "Free some space, or see who may write there; then run the same command again. "
        "What was finished before is kept.",
    )
