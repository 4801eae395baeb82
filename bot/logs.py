"""A level and a format come in; from then on every log record goes to standard error, a line each.

Nothing but what is listed here gets into a line of JSON: no attribute that a library hangs on a
record, which might hold what a person wrote.
"""

import json
import logging
from datetime import UTC, datetime
from typing import Literal

from bot.errors import Reference

LogFormat = Literal["text", "json"]

_TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def log_to_stderr(level: str, how: LogFormat) -> None:
    """Send what is logged at `level` and above to standard error, as text or as JSON lines."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if how == "json" else logging.Formatter(_TEXT))
    logging.basicConfig(level=level, handlers=[handler])
    logging.getLogger("faiss").setLevel(logging.WARNING)  # it tells which build of it was loaded
    if how == "json":  # a warning of Python's own would be no JSON
        logging.captureWarnings(True)


class JsonLines(logging.Formatter):
    """A record as one line of JSON.

    `time` (RFC 3339, UTC), `level`, `logger`, `message`; where there is one, `reference`, the
    number that a person may quote, and `exception`, the traceback.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end; only ASCII, so that every terminal and file takes it."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        document = {
            "time": moment.replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        arguments = record.args if isinstance(record.args, tuple) else ()
        for reference in arguments:
            if isinstance(reference, Reference):
                document["reference"] = reference
        if record.exc_info:
            document["exception"] = self.formatException(record.exc_info)
        return json.dumps(document)
