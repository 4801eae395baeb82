"""A record comes in; the buttons and menus for trusting its answer go out, and back to their cogs.

Each holds the record's number in its `custom_id` and works after any restart. What the number's
answer may show, and to whom, is looked up anew at every press.
"""

import re
from collections.abc import Sequence
from typing import Any, Self

import discord

from bot.render.markdown import one_line, shorten
from bot.render.words import SHOW_PASSAGES
from bot.types import Answer, Explanation
from bot.words import ENGLISH, say

PAGES, VOTES, WHY = "Pages", "Votes", "Why"
"""The names of the cogs that serve these."""

UNPIN = "none"
"""What is chosen to untie a passage."""

MARK, UNMARK = "mark", "undo"
"""How the values of the menu of articles begin: what is to be done with the article."""

_LABEL_CHARACTERS = 90
_MOST_CHOICES = 25
_RECORD = r"(?P<record>[0-9]{1,18})"

Button = discord.ui.Button[Any]
Select = discord.ui.Select[Any]
Item = discord.ui.Item[Any]
Interaction = discord.Interaction[Any]
Match = re.Match[str]


class PagesButton(
    discord.ui.DynamicItem[Button], template=rf"pages:{_RECORD}(?::(?P<page>[0-9]{{1,4}}))?"
):
    """Pages through what was found: to a `page` in place, or without one in a new message."""

    def __init__(
        self, record: int, page: int | None = None, label: str = "…", *, disabled: bool = False
    ) -> None:
        self._record, self._page = record, page
        custom_id = f"pages:{record}" if page is None else f"pages:{record}:{page}"
        super().__init__(discord.ui.Button(label=label, custom_id=custom_id, disabled=disabled))

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Item, match: Match, /) -> Self:
        """The button as it was when it was sent."""
        return cls(int(match["record"]), int(match["page"]) if match["page"] else None)

    async def callback(self, interaction: Interaction) -> None:
        """Hand the press to the cog of the client that heard of it."""
        await _cog(interaction, PAGES).show_page(interaction, self._record, self._page)


class VoteButton(discord.ui.DynamicItem[Button], template=rf"vote:(?P<way>up|down):{_RECORD}"):
    """A vote for or against an answer."""

    def __init__(self, record: int, *, up: bool, locale: str = ENGLISH) -> None:
        self._record, self._up = record, up
        label = say("Helpful", locale) if up else say("Not helpful", locale)
        super().__init__(
            discord.ui.Button(
                label=label,
                emoji="👍" if up else "👎",
                custom_id=f"vote:{'up' if up else 'down'}:{record}",
            )
        )

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Item, match: Match, /) -> Self:
        """The button as it was when it was sent."""
        return cls(int(match["record"]), up=match["way"] == "up")

    async def callback(self, interaction: Interaction) -> None:
        """Hand the press to the cog of the client that heard of it."""
        await _cog(interaction, VOTES).vote(interaction, self._record, up=self._up)


class PinMenu(discord.ui.DynamicItem[Select], template=rf"pin:{_RECORD}"):
    """Chooses the passage that is said first to the question of an answer."""

    def __init__(
        self,
        record: int,
        options: Sequence[discord.SelectOption] = (),
        placeholder: str | None = None,
    ) -> None:
        self._record = record
        super().__init__(
            discord.ui.Select(
                custom_id=f"pin:{record}", options=list(options), placeholder=placeholder
            )
        )

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Item, match: Match, /) -> Self:
        """The menu as it was when it was sent."""
        return cls(int(match["record"]))

    async def callback(self, interaction: Interaction) -> None:
        """Hand the choice to the cog of the client that heard of it."""
        await _cog(interaction, WHY).pin(
            interaction, self._record, next(iter(self.item.values), "")
        )


class OutdatedMenu(discord.ui.DynamicItem[Select], template=rf"outdated:{_RECORD}"):
    """Chooses an article to leave out of the server's searches, or to take back into them."""

    def __init__(
        self,
        record: int,
        options: Sequence[discord.SelectOption] = (),
        placeholder: str | None = None,
    ) -> None:
        self._record = record
        super().__init__(
            discord.ui.Select(
                custom_id=f"outdated:{record}", options=list(options), placeholder=placeholder
            )
        )

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Item, match: Match, /) -> Self:
        """The menu as it was when it was sent."""
        return cls(int(match["record"]))

    async def callback(self, interaction: Interaction) -> None:
        """Hand the choice to the cog of the client that heard of it."""
        await _cog(interaction, WHY).mark_outdated(
            interaction, self._record, next(iter(self.item.values), "")
        )


class TeachButton(discord.ui.DynamicItem[Button], template=rf"teach:{_RECORD}"):
    """Opens the form in which the right answer is taught."""

    def __init__(self, record: int, locale: str = ENGLISH) -> None:
        self._record = record
        label = say("Teach the right answer", locale)
        super().__init__(discord.ui.Button(label=label, custom_id=f"teach:{record}"))

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Item, match: Match, /) -> Self:
        """The button as it was when it was sent."""
        return cls(int(match["record"]))

    async def callback(self, interaction: Interaction) -> None:
        """Hand the press to the cog of the client that heard of it."""
        await _cog(interaction, WHY).teach(interaction, self._record)


TRUST_ITEMS = (PagesButton, VoteButton, PinMenu, OutdatedMenu, TeachButton)
"""All of them, for the client to know."""


def trust_buttons(answer: Answer, locale: str = ENGLISH) -> list[Item]:
    """What stands below an answer that is kept: its passages if there are any, and two votes."""
    if answer.record is None or answer.remark is not None:
        return []
    record, has_passages = answer.record, bool(answer.passages or answer.citations)
    return [
        *([PagesButton(record, label=say(SHOW_PASSAGES, locale))] if has_passages else []),
        VoteButton(record, up=True, locale=locale),
        VoteButton(record, up=False, locale=locale),
    ]


def page_buttons(record: int, page: int, pages: int, locale: str = ENGLISH) -> list[Item]:
    """To the page before and the next one; neither where there is only one."""
    if pages < 2:
        return []
    return [
        PagesButton(record, page - 1, say("Back", locale), disabled=page <= 1),
        PagesButton(record, page + 1, say("Next", locale), disabled=page >= pages),
    ]


def repair_rows(why: Explanation, locale: str = ENGLISH) -> list[list[Item]]:
    """What mends an answer: the passages to pin, the articles to mark, the form to teach."""
    pins = [
        discord.SelectOption(
            label=shorten(f"{one.rank}. {one.title}", _LABEL_CHARACTERS),
            description=shorten(one.text, _LABEL_CHARACTERS) or None,
            value=str(one.rank),
            default=one.pinned,
        )
        for one in why.passages[: _MOST_CHOICES - 1]
    ]
    if why.pinned:
        pins.append(discord.SelectOption(label=say("Unpin", locale), value=UNPIN))
    rows: list[list[Item]] = []
    if pins:
        rows.append([PinMenu(why.record, pins, say("Pin a passage for this question", locale))])
    articles = _article_choices(why, locale)
    if articles:
        place = say("Mark an article as outdated, or undo that", locale)
        rows.append([OutdatedMenu(why.record, articles, place)])
    rows.append([TeachButton(why.record, locale)])
    return rows


def _article_choices(why: Explanation, locale: str) -> list[discord.SelectOption]:
    """The articles that were found, and those that the server's searches leave out already."""
    marked = dict(why.outdated)
    found = {one.article: one.title for one in why.passages if not one.outdated}
    undo = [
        discord.SelectOption(
            label=_label(say("Undo: {title}", locale, title=title)),
            description=say("Marked outdated", locale),
            value=f"{UNMARK}:{article}",
        )
        for article, title in marked.items()
    ]
    mark = [
        discord.SelectOption(
            label=_label(say("Outdated: {title}", locale, title=title)), value=f"{MARK}:{article}"
        )
        for article, title in found.items()
    ]
    return [*mark, *undo][:_MOST_CHOICES]


def _label(words: str) -> str:
    return shorten(one_line(words), _LABEL_CHARACTERS)


def _cog(interaction: Interaction, name: str) -> Any:
    return interaction.client.get_cog(name)
