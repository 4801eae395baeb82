"""The path of the records comes in, whether they are sound goes out; nothing is changed."""

from collections.abc import Iterator
from pathlib import Path

from bot.records.database import RecordsSentences
from bot.records.errors import RecordsError
from bot.records.migrations import MIGRATIONS
from index.database import Database
from index.doctor.base import Finding

_AREA = "records"


def examine_records(path: Path) -> Iterator[Finding]:
    """Whether the file can be opened, is of today's shape, and is sound to its last page."""
    if not path.is_file():
        says = "There are none: the bot has not run here yet."
        yield Finding(area=_AREA, verdict="fine", says=says)
        return
    sentences = RecordsSentences()
    database = Database(path, sentences=sentences, read_only=True)
    try:
        database.migrate(MIGRATIONS, create=False)
        damage = database.damage()
        if damage:
            raise sentences.damaged(path, damage)
    except RecordsError as error:
        yield Finding(area=_AREA, verdict="trouble", says=error.message, hint=error.hint)
    else:
        yield Finding(area=_AREA, verdict="fine", says="They are sound.")
    finally:
        database.close()
