"""Events come in, numbered and kept; they go out to the connection, and again after a resume."""

from __future__ import annotations

from dataclasses import dataclass, field

from .connection import Connection
from .errors import Json


@dataclass(slots=True, eq=False, kw_only=True)
class Session:
    """What survives when a client loses its connection."""

    id: str
    intents: int
    shard: tuple[int, int] = (0, 1)
    connection: Connection | None = None
    history: list[tuple[str, Json]] = field(default_factory=list)

    @property
    def seq(self) -> int:
        """The number of the last event: they count from 1."""
        return len(self.history)

    def hears_of(self, guild_id: int | None) -> bool:
        """Is this the shard of that guild? All that belongs to no guild goes to the first one."""
        number, count = self.shard
        return ((guild_id or 0) >> 22) % count == number

    def dispatch(self, event: str, payload: Json) -> None:
        """Send an event, or keep it for the resume."""
        self.history.append((event, payload))
        if self.connection is not None:
            self.connection.send(0, payload, event=event, seq=self.seq)

    def replay_after(self, seq: int) -> None:
        """Send again all that came after event number `seq`."""
        for number, (event, payload) in enumerate(self.history[seq:], start=seq + 1):
            if self.connection is not None:
                self.connection.send(0, payload, event=event, seq=number)
