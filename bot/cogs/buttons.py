"""What a button stands for comes in, the button goes out; a press is handed to the cog it names.

Their `custom_id` holds all that they need, so that they work after any restart. Whoever presses is
looked at anew: nothing here says what anybody may see.
"""

import re
from collections.abc import Sequence
from typing import Any, ClassVar, Self

import discord

from bot.desk.suggestions import digest_of
from bot.render.markdown import one_line, shorten
from bot.render.places import TEMPLATE, button_id, read_places
from bot.render.words import SHOW_PASSAGES
from bot.types import Place
from bot.words import ENGLISH, mark, say

ASK, HANDS, SHARE, STOP, SUGGEST, THREADS = "Ask", "Hands", "Share", "Stop", "Suggest", "Threads"
"""The names of the cogs that serve these buttons."""

_LABEL_CHARACTERS = 78

Button = discord.ui.Button[Any]
Interaction = discord.Interaction[Any]
Match = re.Match[str]


class PassagesButton(discord.ui.DynamicItem[Button], template=TEMPLATE):
    """Shows the passages at the places that its `custom_id` holds."""

    def __init__(self, places: Sequence[Place], locale: str = ENGLISH) -> None:
        self._places = places
        label = say(SHOW_PASSAGES, locale)
        super().__init__(discord.ui.Button(label=label, custom_id=button_id(places)))

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, item: discord.ui.Item[Any], match: Match, /
    ) -> Self:
        """The button as it was when it was sent."""
        return cls(read_places(match["places"]))

    async def callback(self, interaction: Interaction) -> None:
        """Hand the press to the cog of the client that heard of it."""
        await cog_of(interaction, ASK).show_passages(interaction, self._places)


class _RecordButton(discord.ui.DynamicItem[Button], template=r"!"):
    """A button that acts on the answer kept under a number."""

    prefix: ClassVar[str]
    words: ClassVar[str]

    def __init__(self, record: int, locale: str = ENGLISH) -> None:
        self._record = record
        custom_id = f"{self.prefix}:{record}"
        super().__init__(discord.ui.Button(label=say(self.words, locale), custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, item: discord.ui.Item[Any], match: Match, /
    ) -> Self:
        """The button as it was when it was sent."""
        return cls(int(match["record"]))


class ShareButton(_RecordButton, template=r"share:(?P<record>[0-9]{1,18})"):
    """Shows a private answer to everybody in its channel."""

    prefix = "share"
    words = mark("Share")

    async def callback(self, interaction: Interaction) -> None:
        """Hand the press to the cog of the client that heard of it."""
        await cog_of(interaction, SHARE).share(interaction, self._record)


class ThreadButton(_RecordButton, template=r"thread:(?P<record>[0-9]{1,18})"):
    """Opens a thread on an answer that everybody sees."""

    prefix = "thread"
    words = mark("Open a thread")

    async def callback(self, interaction: Interaction) -> None:
        """Hand the press to the cog of the client that heard of it."""
        await cog_of(interaction, THREADS).open(interaction, self._record)


class HandButton(
    discord.ui.DynamicItem[Button], template=r"hand:(?P<way>alone|both):(?P<record>[0-9]{1,18})"
):
    """Answers anew from a file alone, or from it and the articles; the file is in memory."""

    def __init__(self, record: int, *, alone: bool, locale: str = ENGLISH) -> None:
        self._record, self._alone = record, alone
        words = mark("From the file only") if alone else mark("From the articles too")
        custom_id = f"hand:{'alone' if alone else 'both'}:{record}"
        super().__init__(discord.ui.Button(label=say(words, locale), custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, item: discord.ui.Item[Any], match: Match, /
    ) -> Self:
        """The button as it was when it was sent."""
        return cls(int(match["record"]), alone=match["way"] == "alone")

    async def callback(self, interaction: Interaction) -> None:
        """Hand the press to the cog of the client that heard of it."""
        await cog_of(interaction, HANDS).answer(interaction, self._record, alone=self._alone)


class RelatedButton(discord.ui.DynamicItem[Button], template=r"related:(?P<digest>[0-9a-f]{24})"):
    """Asks a suggested question, for whoever presses; the question is looked up by its digest."""

    def __init__(self, digest: str, label: str = "…") -> None:
        self._digest = digest
        super().__init__(discord.ui.Button(label=label, custom_id=f"related:{digest}"))

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, item: discord.ui.Item[Any], match: Match, /
    ) -> Self:
        """The button as it was when it was sent."""
        return cls(match["digest"])

    async def callback(self, interaction: Interaction) -> None:
        """Hand the press to the cog of the client that heard of it."""
        await cog_of(interaction, SUGGEST).ask_suggested(interaction, self._digest)


def related_buttons(questions: Sequence[str]) -> list[RelatedButton]:
    """A button for each question; none for one that shows nothing."""
    buttons = {
        digest_of(one): RelatedButton(digest_of(one), shorten(one, _LABEL_CHARACTERS))
        for one in questions
        if one_line(one)
    }
    return list(buttons.values())


def cog_of(interaction: Interaction, name: str) -> Any:
    """The cog of that name, of the client that heard of a press."""
    return interaction.client.get_cog(name)
