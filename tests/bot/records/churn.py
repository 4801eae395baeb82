"""A process of its own that writes records for ever, and says so after each; it is killed."""

import sys
from pathlib import Path

from bot.records.records import Records
from tests.bot.records.visits import ADA, BOB, put, refused


def churn(path: Path) -> None:
    """Keep, vote and claim; name each record on standard output once everything is committed."""
    records = Records(path, keep_days=90)
    number = 0
    while True:
        number += 1
        record = put(records, refused(f"Question {number}?"))
        records.votes.vote(record, BOB, True)
        records.gaps.claim(record, "public", "a")
        sys.stdout.write(f"{record}\n")
        sys.stdout.flush()
        if number % 20 == 0:
            records.privacy.forget(ADA)
            sys.stdout.write("forgot\n")
            sys.stdout.flush()


if __name__ == "__main__":
    churn(Path(sys.argv[1]))
