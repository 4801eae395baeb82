"""A loopback Discord's URL and a bot's arguments come in; the bot runs, talking to that Discord.

python -m tests.loopback.launch http://127.0.0.1:41234 -- run
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

from .pointing import point_discord_at


def main(arguments: Sequence[str]) -> object:
    """Run `bot.cli:main` as its console script would, and return what it returns."""
    if len(arguments) < 2 or arguments[1] != "--":
        raise SystemExit("usage: python -m tests.loopback.launch URL -- ARGUMENT...")
    point_discord_at(arguments[0])
    sys.argv = ["footnote", *arguments[2:]]
    # Only now: importing the bot must not happen in a process that merely imports this module.
    return importlib.import_module("bot.cli").main()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))  # type: ignore[arg-type]
