"""How long is waited for a server, and how often one that failed is asked again."""

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Times in seconds. The client itself gives a server five to accept a connection.

    `first`: until the model begins to write or think; a home server may have to load it first.
    `between`: from one piece to the next. `whole`: for all of an answer, retries included.
    `slot`: until one of the answers that are being written is done; with `whole` it ends before
    whoever wants the answer gives up, or nobody would learn that the server is slow.
    `again`: the pause before the first retry, at most; each further one may be twice as long.
    `retry_after`: the longest pause that a server may ask for and get; who waits for an answer
    waits for this, too.
    """

    first: float = 60.0
    between: float = 20.0
    whole: float = 60.0
    slot: float = 10.0
    retries: int = 2
    again: float = 1.0
    retry_after: float = 8.0

    def pause(self, attempt: int, asked: float | None) -> float | None:
        """Seconds to wait before the retry number `attempt`, from 0; `None`: don't.

        Drawn from all of the range ("full jitter"), so that people who met the same failure don't
        come back together. What the server asks for is the least.
        """
        if attempt >= self.retries or (asked is not None and asked > self.retry_after):
            return None
        # Not for secrets: it spreads the load.
        return (asked or 0.0) + random.uniform(0.0, self.again * 2**attempt)  # noqa: S311
