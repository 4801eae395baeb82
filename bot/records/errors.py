"""What can go wrong with the records: a sentence for what happened, a hint for the operator."""


class RecordsError(Exception):
    """Anything that keeps the records from being read or written.

    `message` is one finished sentence; `hint` tells the operator the next step. Neither holds a
    word of what is kept.
    """

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class DamagedRecordsError(RecordsError):
    """The file is no database, or holds what nobody wrote. It can't be made anew."""


class RecordsDiskError(RecordsError):
    """The disk is full, or refuses to be written. What was finished before is kept."""


class BusyRecordsError(RecordsError):
    """Another process holds the records too long."""
