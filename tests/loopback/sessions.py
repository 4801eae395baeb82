"""Events come in, numbered and kept; they go out to the connection, and again after a resume."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from .connection import Connection
from .errors import Json

# Discord does not keep all that a client missed either; after that it must identify anew.
KEPT_EVENTS = 2_000


@dataclass(slots=True, eq=False, kw_only=True)
class Session:
    """What survives when a client loses its connection.

    `seq` is the number of the last event, counted from 1; `history` are the last ones.
    """

    id: str
    intents: int
    shard: tuple[int, int] = (0, 1)
    connection: Connection | None = None
    seq: int = 0
    history: deque[tuple[str, Json]] = field(default_factory=lambda: deque(maxlen=KEPT_EVENTS))

    def hears_of(self, guild_id: int | None) -> bool:
        """Is this the shard of that guild? All that belongs to no guild goes to the first one."""
        number, count = self.shard
        return ((guild_id or 0) >> 22) % count == number

    def dispatch(self, event: str, payload: Json) -> None:
        """Send an event, or keep it for the resume."""
        self.seq += 1
        self.history.append((event, payload))
        if self.connection is not None:
            self.connection.send(0, payload, event=event, seq=self.seq)

    def remembers(self, seq: int) -> bool:
        """Is all that came after event number `seq` still there?"""
        return self.seq - len(self.history) <= seq <= self.seq

    def replay_after(self, seq: int) -> None:
        """Send again all that came after event number `seq`, which must be remembered."""
        first = self.seq - len(self.history) + 1
        for number, (event, payload) in enumerate(self.history, start=first):
            if self.connection is not None and number > seq:
                self.connection.send(0, payload, event=event, seq=number)
