"""`python -m bench` runs every benchmark and prints what it ran on."""

import os
import platform

from bench import (
    check,
    extraction,
    follow_ups,
    in_hand,
    live,
    peers,
    quality,
    sources,
    speed,
    steps,
    when,
)
from bench.data import eval_folder


def main() -> None:
    """Say what this machine is, then measure everything, one benchmark after the other."""
    eval_folder()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}")
    speed.main()
    live.main()
    quality.main()
    follow_ups.main()
    steps.main()
    in_hand.main()
    when.main()
    extraction.main()
    sources.main()
    check.main()
    peers.main()


if __name__ == "__main__":
    main()
