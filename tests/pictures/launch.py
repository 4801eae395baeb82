"""A loopback Discord's URL and a bot's arguments come in; the bot runs, at a time of our own.

Its clock starts at the same moment whenever it is run, so that all its dates come out the same;
and it looks after old answers at once, where it would else wait for a minute.

python -m tests.pictures.launch http://127.0.0.1:41234 -- run
"""

from __future__ import annotations

import importlib
import sys
import time

from tests.loopback import launch
from tests.pictures.markdown import READ_AT

BEGINS_AT = READ_AT - 3 * 86_400
"""Three days before its messages are looked at, in Unix seconds."""

PAUSE_SECONDS = 0.1


def main() -> object:
    """Run the bot as `tests.loopback.launch` does."""
    ahead = BEGINS_AT - time.time()
    of_machine = time.time
    # Before anything of the bot is imported: some of it takes hold of the clock at once.
    time.time = lambda: of_machine() + ahead
    caretaking = importlib.import_module("bot.cogs.aftercare")
    vars(caretaking)["PAUSE_SECONDS"] = PAUSE_SECONDS
    return launch.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())  # type: ignore[arg-type]
