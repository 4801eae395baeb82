"""An interaction that a test started comes in; what the bot did with it can be awaited here."""
# ruff: noqa: ASYNC109 -- a deadline with a message of its own is what tests read

from __future__ import annotations

from collections.abc import Mapping

from .errors import Json
from .forms import Entry, fill_modal
from .interactions import Interaction
from .state import Message
from .world import World


class Invocation:
    """A slash command, a click, a sent form: from the side of the person who waits."""

    def __init__(self, world: World, interaction: Interaction) -> None:
        self._world = world
        self.interaction = interaction

    @property
    def id(self) -> int:
        return self.interaction.id

    @property
    def ack_type(self) -> int | None:
        """The callback's type (4 reply, 5 deferred, 6 and 7 update, ...); None: not yet."""
        return self.interaction.callback_type

    @property
    def ack_seconds(self) -> float | None:
        """How long the person waited for the first sign of life; None: is still waiting."""
        if self.interaction.acknowledged_at is None:
            return None
        return self.interaction.acknowledged_at - self.interaction.created_at

    @property
    def original(self) -> Message | None:
        """What @original stands for now: it may still be loading."""
        return self.interaction.original

    @property
    def answers(self) -> list[Message]:
        """The completed messages so far, in the order in which they were completed."""
        return list(self.interaction.answers)

    async def acknowledged(self, timeout: float = 5.0) -> Invocation:
        """Wait for the first callback."""
        what = f"interaction {self._described()} was not acknowledged"
        await self._world.changes.until(lambda: self.ack_type is not None, timeout, what)
        return self

    async def answer(self, index: int = 0, timeout: float = 30.0) -> Message:
        """Wait for the completed answer number `index`; 0 is the first.

        An answer is a reply, a deferred reply once it is completed, a followup, or the clicked
        message once it has been updated.
        """
        what = f"interaction {self._described()} got {len(self.answers)} answers"
        await self._world.changes.until(lambda: len(self.answers) > index, timeout, what)
        return self.answers[index]

    async def choices(self, timeout: float = 5.0) -> list[Json]:
        """Wait for the suggestions of an autocompletion."""
        what = f"interaction {self._described()} got no suggestions"
        return await self._world.changes.until(lambda: self.interaction.choices, timeout, what)

    async def modal(self, timeout: float = 5.0) -> Json:
        """Wait for the form that the bot opens."""
        what = f"interaction {self._described()} opened no form"
        return await self._world.changes.until(lambda: self.interaction.modal, timeout, what)

    async def submit(self, entries: Mapping[str, Entry], timeout: float = 5.0) -> Invocation:
        """Fill in that form, texts and chosen values by custom_id, and send it."""
        await self.modal(timeout)
        return Invocation(self._world, fill_modal(self._world, self.interaction, entries))

    def _described(self) -> str:
        what = self.interaction.command or self.interaction.data.get("custom_id")
        return f"{what!r} of {self.interaction.user.name}"
