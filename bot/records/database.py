"""A path comes in, the records' database goes out: open, migrated, and able to erase for good."""

import threading
import uuid
from pathlib import Path

from bot.records.errors import (
    BusyRecordsError,
    DamagedRecordsError,
    RecordsDiskError,
    RecordsError,
)
from bot.records.migrations import MIGRATIONS
from index.database import Database, Sentences

_PENDING = "erasing"
_MOST_TRIES = 5

# Threads that erase at the same moment would only wait for each other's new files.
_ERASING = threading.Lock()


class RecordsSentences(Sentences):
    """What the errors say: nothing here can be made anew from the articles."""

    def damaged(self, path: Path, why: str) -> Exception:
        """See `Sentences`."""
        return DamagedRecordsError(
            f"The records {path} cannot be read: {why}.",
            f"Put a backup in the place of {path}, or move it away and start again: questions, "
            "votes, repairs and server settings then begin anew. The library is not affected.",
        )

    def refused(self, path: Path, why: str) -> Exception:
        """See `Sentences`."""
        return RecordsDiskError(
            f"{path} cannot be written to: {why}.",
            "Free some space, or see who may write there. What was finished before is kept.",
        )

    def busy(self, path: Path) -> Exception:
        """See `Sentences`."""
        return BusyRecordsError(
            f"Another process is using {path}.",
            "Wait for it to end, and try again; two bots can't share one DATA_DIR.",
        )

    def closed(self, path: Path) -> Exception:
        """See `Sentences`."""
        return RecordsError(f"The records {path} were closed while in use.", "Open them again.")

    def older(self, path: Path) -> Exception:
        """See `Sentences`."""
        return RecordsError(
            f"The records {path} were written by an older Footnote.",
            "Start the bot with `footnote run`: it brings them up to this one.",
        )

    def newer(self, path: Path) -> Exception:
        """See `Sentences`."""
        return RecordsError(
            f"The records {path} were written by a newer Footnote.",
            "Update Footnote, or choose another DATA_DIR.",
        )


def open_database(path: Path) -> Database:
    """Open the file, or make it, and finish an erasure that was cut short.

    Raises:
        RecordsError: it can't be; see `bot.records.errors`.
    """
    sentences = RecordsSentences()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise sentences.refused(path, error.strerror or str(error)) from error
    # FULL: what is kept here can't be made anew, so it also outlasts a power cut.
    database = Database(
        path, sentences=sentences, pragmas=("secure_delete = ON", "synchronous = FULL")
    )
    try:
        database.migrate(MIGRATIONS, create=True)
        finish_erasure(database)
    except BaseException:
        database.close()
        raise
    return database


def begin_erasure(database: Database) -> None:
    """Note, in the transaction that deletes, that `finish_erasure` has to follow."""
    # A name of its own: what another thread is just finishing may have begun before this.
    name = f"{_PENDING} {uuid.uuid4().hex}"
    database.rows("INSERT INTO facts (name, value) VALUES (?, '')", (name,))


def finish_erasure(database: Database) -> None:
    """Take the deleted words out of the files, where `begin_erasure` has noted that there are any.

    `secure_delete` overwrites what is deleted, but not the copies that SQLite leaves in a page
    when it moves rows to another, nor those in the write-ahead log. So the file is written anew
    and the log cut to nothing. A kill on the way leaves the note, and the next opening ends it.

    Raises:
        RecordsError: no room to write the file anew, or somebody reads it all the time. The
            deletion itself has been done.
    """
    with _ERASING:
        begun = database.rows("SELECT name FROM facts WHERE name GLOB ?", (f"{_PENDING} *",))
        if begun:
            database.rows("VACUUM")
            _cut_log(database)
            database.many("DELETE FROM facts WHERE name = ?", begun)


def _cut_log(database: Database) -> None:
    for _ in range(_MOST_TRIES):  # each waits for readers and writers, for seconds
        [(busy, _, _)] = database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        if not busy:
            return
    raise RecordsSentences().busy(database.path)
