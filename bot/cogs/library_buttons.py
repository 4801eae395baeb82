"""Presses of buttons under the library's messages come in, and are handed to its commands.

Each `custom_id` names an article as it stands, or a page, and says nothing of rights: whoever
presses is checked anew.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar, Protocol, Self

import discord

from bot.articles import KEY
from bot.render.library import BACK, KEEP, NEXT, REMOVE, UNDO
from bot.words import ENGLISH, say

COG = "Library"
"""The name of the cog that answers."""

Press = discord.Interaction[Any]


class Answering(Protocol):
    """What the cog does when one of these buttons is pressed."""

    async def take_away(self, press: Press, key: str) -> None:
        """Remove the article that the key names."""

    async def drop(self, press: Press, key: str) -> None:
        """Look no longer at the place that the key names."""

    async def keep(self, press: Press) -> None:
        """Remove nothing."""

    async def unfollow_again(self, press: Press, channel: int) -> None:
        """Follow a channel no longer."""

    async def turn_list(self, press: Press, page: int) -> None:
        """Show another page of the list."""

    async def turn_gaps(self, press: Press, page: int) -> None:
        """Show another page of what was asked in vain."""


class _KeyButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"!"):
    """A button for one article, or one place."""

    prefix: ClassVar[str]
    words: ClassVar[str]
    style: ClassVar[discord.ButtonStyle]

    def __init__(self, key: str, locale: str = ENGLISH) -> None:
        self._key = key
        label = say(self.words, locale)
        super().__init__(
            discord.ui.Button(label=label, custom_id=f"{self.prefix}:{key}", style=self.style)
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: Press, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button as it was when it was sent."""
        return cls(match["key"])

    async def callback(self, interaction: Press) -> None:
        """Take the article away."""
        await _cog(interaction).take_away(interaction, self._key)


class UndoButton(_KeyButton, template=rf"undo:(?P<key>{KEY})"):
    """Takes out again what an addition has brought in."""

    prefix = "undo"
    words = UNDO
    style = discord.ButtonStyle.secondary


class RemoveButton(_KeyButton, template=rf"remove:(?P<key>{KEY})"):
    """Removes an article, after it was asked for."""

    prefix = "remove"
    words = REMOVE
    style = discord.ButtonStyle.danger


class UndoPlaceButton(_KeyButton, template=rf"undo-place:(?P<key>{KEY})"):
    """Takes out again a place that an addition has brought in, with its articles."""

    prefix = "undo-place"
    words = UNDO
    style = discord.ButtonStyle.secondary

    async def callback(self, interaction: Press) -> None:
        """Look there no longer."""
        await _cog(interaction).drop(interaction, self._key)


class RemovePlaceButton(_KeyButton, template=rf"remove-place:(?P<key>{KEY})"):
    """Ends looking at a place, after it was asked for."""

    prefix = "remove-place"
    words = REMOVE
    style = discord.ButtonStyle.danger

    async def callback(self, interaction: Press) -> None:
        """Look there no longer."""
        await _cog(interaction).drop(interaction, self._key)


class UnfollowButton(
    discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"unfollow:(?P<channel>[0-9]{1,20})"
):
    """Takes out again all that following a channel has brought in, and ends it."""

    def __init__(self, channel: int, locale: str = ENGLISH) -> None:
        self._channel = channel
        super().__init__(
            discord.ui.Button(label=say(UNDO, locale), custom_id=f"unfollow:{channel}")
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: Press, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button as it was when it was sent."""
        return cls(int(match["channel"]))

    async def callback(self, interaction: Press) -> None:
        """End it."""
        await _cog(interaction).unfollow_again(interaction, self._channel)


class KeepButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"remove:no"):
    """Removes nothing after all."""

    def __init__(self, locale: str = ENGLISH) -> None:
        super().__init__(discord.ui.Button(label=say(KEEP, locale), custom_id="remove:no"))

    @classmethod
    async def from_custom_id(
        cls, interaction: Press, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button as it was when it was sent."""
        return cls()

    async def callback(self, interaction: Press) -> None:
        """Say that nothing was removed."""
        await _cog(interaction).keep(interaction)


class TurnButton(
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=r"shelf:(?P<what>list|gaps):(?P<to>back|next):(?P<page>[0-9]{1,6})",
):
    """Turns a page of the list, or of what was asked in vain."""

    def __init__(self, what: str, page: int, *, onward: bool, locale: str = ENGLISH) -> None:
        self._what = what
        self._page = page
        to, label = ("next", NEXT) if onward else ("back", BACK)
        super().__init__(
            discord.ui.Button(label=say(label, locale), custom_id=f"shelf:{what}:{to}:{page}")
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: Press, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button as it was when it was sent."""
        return cls(match["what"], int(match["page"]), onward=match["to"] == "next")

    async def callback(self, interaction: Press) -> None:
        """Turn to the page."""
        cog = _cog(interaction)
        turn: Callable[[Press, int], Awaitable[None]] = (
            cog.turn_list if self._what == "list" else cog.turn_gaps
        )
        await turn(interaction, self._page)


BUTTONS = (
    UndoButton,
    RemoveButton,
    UndoPlaceButton,
    RemovePlaceButton,
    KeepButton,
    UnfollowButton,
    TurnButton,
)
"""All of them, for the client to know."""


def turns(what: str, number: int, pages: int, locale: str) -> list[TurnButton]:
    """The buttons under page `number` of so many, counted from 0."""
    buttons = []
    if number > 0:
        buttons.append(TurnButton(what, number - 1, onward=False, locale=locale))
    if number + 1 < pages:
        buttons.append(TurnButton(what, number + 1, onward=True, locale=locale))
    return buttons


def _cog(interaction: Press) -> Answering:
    cog: Answering = interaction.client.get_cog(COG)
    return cog
