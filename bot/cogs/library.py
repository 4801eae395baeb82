"""`/library` comes in from those who manage a server; its articles change, receipts go out.

Discord offers the command only to them. Every command, press and suggestion is checked here again:
a message with buttons outlives its reader's rights.
"""

import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.articles import FollowedChannel, Refreshed, key_of, key_of_place
from bot.cogs.door import Door
from bot.cogs.library_buttons import (
    COG,
    KeepButton,
    RemoveButton,
    RemovePlaceButton,
    UnfollowButton,
    turns,
)
from bot.cogs.library_receipts import take_in_file, take_in_place
from bot.cogs.notices import ChannelId, ChannelReader
from bot.cogs.reply import Container, InteractionReply, UpdateReply, reply_with
from bot.desk.following import Following
from bot.desk.overview import Enquiries
from bot.desk.places import Places
from bot.desk.shelves import Shelves
from bot.errors import DeskError, Trouble
from bot.render.following import render_followed, render_unfollowed
from bot.render.library import (
    ARTICLES_A_PAGE,
    GAPS_A_PAGE,
    render_gaps,
    render_kept,
    render_list,
    render_overview,
    render_question,
    render_removed,
)
from bot.render.markdown import shorten
from bot.render.placed import (
    place_choice,
    render_dropped,
    render_place_question,
    render_progress,
    render_refreshed,
)
from bot.words import mark

Interaction = discord.Interaction[Any]

PATIENCE_SECONDS = 800.0
"""How long an addition or a refresh may take: Discord forgets a command after fifteen minutes."""

TELL_SECONDS = 4.0
"""How often a refresh says how far it has come, at the most."""

_LONGEST_CHOICE = 100
_MOST_CHOICES = 25
_PLACE = "place:"
"""What a choice begins with that names a place, and no article."""
_NEEDED = (
    ("view_channel", mark("I can't see this channel.")),
    ("send_messages", mark("I can't send messages here.")),
    ("send_messages_in_threads", mark("I can't send messages in threads here.")),
    ("read_message_history", mark("I can't read earlier messages here, so not reply to them.")),
)
_NO_CONTENT = mark(
    "Whoever runs me has not given me Discord's message content intent, so I read only what "
    "mentions me or replies to me, and no forum posts."
)


class Library(commands.Cog, name=COG):
    """What those who manage a server do with its articles."""

    library = app_commands.Group(
        name=mark("library"),
        description=mark("This server's own articles, for those who manage the server."),
        default_permissions=discord.Permissions(manage_guild=True),
        allowed_contexts=app_commands.AppCommandContext(guild=True),
        allowed_installs=app_commands.AppInstallationType(guild=True),
    )

    def __init__(
        self,
        bot: commands.Bot,
        shelves: Shelves,
        places: Places,
        following: Following,
        reader: ChannelReader,
        enquiries: Enquiries,
        door: Door,
    ) -> None:
        self._bot = bot
        self._shelves = shelves
        self._places = places
        self._following = following
        self._reader = reader
        self._enquiries = enquiries
        self._door = door

    @library.command(
        name=mark("add"),
        description=mark("Add a page, a feed, a site or a file that I then answer from."),
    )
    @app_commands.rename(address=mark("address"), file=mark("file"), site=mark("whole-site"))
    @app_commands.describe(
        address=mark("The address of a web page, a document or a feed."),
        file=mark("A file with an article, such as Markdown or PDF."),
        site=mark("Take all pages of the site below that address."),
    )
    async def add(
        self,
        interaction: Interaction,
        address: str | None = None,
        file: discord.Attachment | None = None,
        site: bool = False,
    ) -> None:
        """Take in what is at an address, a file, or one of each."""
        server = interaction.guild_id or 0
        locale = interaction.locale.value

        async def take_in() -> Sequence[Container]:
            if not address and file is None:
                raise DeskError(Trouble.NOTHING_TO_ADD)
            receipts = []
            if address:
                places = self._places
                receipts.append(
                    await take_in_place(places, server, address, site=site, locale=locale)
                )
            if file is not None:
                receipts.append(await take_in_file(self._shelves, server, file, locale))
            return receipts

        await self._reply(interaction, take_in, patience_seconds=PATIENCE_SECONDS)

    @library.command(name=mark("list"), description=mark("List this server's own articles."))
    async def show(self, interaction: Interaction) -> None:
        """Show the newest articles."""
        await self._reply(interaction, lambda: self._list(interaction, 0))

    @library.command(name=mark("remove"), description=mark("Remove an article, or a feed or site."))
    @app_commands.rename(article=mark("article"))
    @app_commands.describe(article=mark("Begin to type a title, or the address of a feed or site."))
    async def remove(self, interaction: Interaction, article: str) -> None:
        """Ask whether an article, or a place with all that came from it, is to go."""
        locale, server = interaction.locale.value, interaction.guild_id or 0

        async def ask() -> Sequence[Container]:
            if article.startswith(_PLACE):
                source = await self._places.find(server, article.removeprefix(_PLACE))
                ways = [RemovePlaceButton(key_of_place(source), locale), KeepButton(locale)]
                return [render_place_question(source, ways, locale)]
            entry = await self._shelves.find(server, article)
            buttons = [RemoveButton(key_of(entry), locale), KeepButton(locale)]
            return [render_question(entry, buttons, locale)]

        await self._reply(interaction, ask)

    @remove.autocomplete("article")
    async def suggest(
        self, interaction: Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """What holds what is typed so far, places first; none for those who may not remove any."""
        if not _manages(interaction):
            return []
        server, locale = interaction.guild_id or 0, interaction.locale.value
        try:
            places = await self._places.titles(server, current)
            articles = await self._shelves.titles(server, current)
        except DeskError:
            return []
        found = [(place_choice(source, locale), f"{_PLACE}{key}") for source, key in places]
        return [
            app_commands.Choice(name=shorten(title, _LONGEST_CHOICE) or "…", value=key)
            for title, key in [*found, *articles][:_MOST_CHOICES]
        ]

    @library.command(name=mark("refresh"), description=mark("Fetch this server's web pages again."))
    async def refresh(self, interaction: Interaction) -> None:
        """Look at the server's places now, and say now and then how far that is."""
        reply = InteractionReply(interaction, private=True)
        told = time.monotonic()

        async def tell(so_far: Refreshed) -> None:
            nonlocal told
            if time.monotonic() - told >= TELL_SECONDS:
                told = time.monotonic()
                await reply.send([render_progress(so_far, reply.locale)])

        async def fetch_again() -> Sequence[Container]:
            found = await self._places.refresh(interaction.guild_id or 0, tell)
            return [render_refreshed(found, reply.locale)]

        await self._reply(interaction, fetch_again, reply, patience_seconds=PATIENCE_SECONDS)

    @library.command(
        name=mark("follow"),
        description=mark("Answer from a channel's announcements, or what is pinned in it."),
    )
    @app_commands.rename(channel=mark("channel"))
    @app_commands.describe(channel=mark("An announcement channel, or a text channel with pins."))
    async def follow(
        self, interaction: Interaction, channel: app_commands.Transform[int, ChannelId]
    ) -> None:
        """Take in what a channel that everybody may see holds, from now on and so far."""
        locale = interaction.locale.value

        async def begin() -> Sequence[Container]:
            guild = self._bot.get_guild(interaction.guild_id or 0)
            if guild is None:
                raise DeskError(Trouble.NOT_ADMIN)
            self._reader.check(guild, channel, locale)
            brought, is_new = await self._following.follow(guild.id, channel)
            button = UnfollowButton(channel, locale) if is_new else None
            return [render_followed(channel, brought, button, locale)]

        await self._reply(interaction, begin, patience_seconds=PATIENCE_SECONDS)

    @library.command(
        name=mark("unfollow"),
        description=mark("Follow a channel no longer, and remove what came from it."),
    )
    @app_commands.rename(channel=mark("channel"))
    @app_commands.describe(channel=mark("The channel that I follow."))
    async def unfollow(
        self, interaction: Interaction, channel: app_commands.Transform[int, ChannelId]
    ) -> None:
        """Follow a channel no longer."""
        await self._reply(interaction, lambda: self._unfollow(interaction, channel))

    @library.command(
        name=mark("status"), description=mark("What I answer from here, and what I may do.")
    )
    async def status(self, interaction: Interaction) -> None:
        """Show what the library holds, and what the bot may not do here."""

        async def look() -> Sequence[Container]:
            overview = await self._enquiries.overview(interaction.guild_id or 0)
            trouble = _missing(interaction.app_permissions)
            if not self._bot.intents.message_content:
                trouble.append(_NO_CONTENT)
            followed = await self._followed(interaction.guild_id or 0)
            places = await self._places.sources(interaction.guild_id or 0)
            locale = interaction.locale.value
            return [render_overview(overview, followed, places, trouble, locale)]

        await self._reply(interaction, look)

    @library.command(
        name=mark("gaps"), description=mark("Questions that the articles did not answer.")
    )
    async def gaps(self, interaction: Interaction) -> None:
        """Show what was asked in vain most often."""
        await self._reply(interaction, lambda: self._gaps(interaction, 0))

    async def take_away(self, press: Interaction, key: str) -> None:
        """Remove the article that a button names."""

        async def go() -> Sequence[Container]:
            entry = await self._shelves.remove(press.guild_id or 0, key)
            return [render_removed(entry, press.locale.value)]

        await self._reply(press, go, UpdateReply(press))

    async def drop(self, press: Interaction, key: str) -> None:
        """Look no longer at the place that a button names."""

        async def go() -> Sequence[Container]:
            source, removed = await self._places.drop(press.guild_id or 0, key)
            return [render_dropped(source, removed, press.locale.value)]

        await self._reply(press, go, UpdateReply(press))

    async def keep(self, press: Interaction) -> None:
        """Remove nothing."""

        async def stay() -> Sequence[Container]:
            return [render_kept(press.locale.value)]

        await self._reply(press, stay, UpdateReply(press))

    async def unfollow_again(self, press: Interaction, channel: int) -> None:
        """Follow the channel that a button names no longer."""
        await self._reply(press, lambda: self._unfollow(press, channel), UpdateReply(press))

    async def turn_list(self, press: Interaction, page: int) -> None:
        """Show another page of the list."""
        await self._reply(press, lambda: self._list(press, page), UpdateReply(press))

    async def turn_gaps(self, press: Interaction, page: int) -> None:
        """Show another page of what was asked in vain."""
        await self._reply(press, lambda: self._gaps(press, page), UpdateReply(press))

    async def _reply(
        self,
        interaction: Interaction,
        make_pages: Callable[[], Awaitable[Sequence[Container]]],
        reply: InteractionReply | None = None,
        *,
        patience_seconds: float | None = None,
    ) -> None:
        """Answer those who manage the server; nobody else learns anything."""

        async def checked() -> Sequence[Container]:
            if not _manages(interaction):
                raise DeskError(Trouble.NOT_ADMIN)
            return await make_pages()

        await reply_with(
            checked,
            reply or InteractionReply(interaction, private=True),
            self._door,
            patience_seconds=patience_seconds,
        )

    async def _unfollow(self, interaction: Interaction, channel: int) -> Sequence[Container]:
        removed = await self._following.unfollow(interaction.guild_id or 0, channel)
        return [render_unfollowed(channel, removed, interaction.locale.value)]

    async def _followed(self, server: int) -> Sequence[FollowedChannel]:
        return [
            FollowedChannel(
                channel=one,
                articles=articles,
                open=self._reader.open_channel(server, one) is not None,
            )
            for one, articles in (await self._following.count(server)).items()
        ]

    async def _list(self, interaction: Interaction, number: int) -> Sequence[Container]:
        page = await self._shelves.page(interaction.guild_id or 0, number, size=ARTICLES_A_PAGE)
        locale = interaction.locale.value
        pages = -(-page.own // ARTICLES_A_PAGE)
        return [
            render_list(page, turns("list", page.first // ARTICLES_A_PAGE, pages, locale), locale)
        ]

    async def _gaps(self, interaction: Interaction, number: int) -> Sequence[Container]:
        found = await self._enquiries.in_vain(interaction.guild_id or 0, _visible(interaction))
        pages = max(-(-len(found.asked) // GAPS_A_PAGE), 1)
        number = min(number, pages - 1)
        locale = interaction.locale.value
        return [render_gaps(found, number, turns("gaps", number, pages, locale), locale)]


def _manages(interaction: Interaction) -> bool:
    return interaction.guild_id is not None and interaction.permissions.manage_guild


def _missing(allowed: discord.Permissions) -> list[str]:
    return [words for name, words in _NEEDED if not getattr(allowed, name)]


def _visible(interaction: Interaction) -> frozenset[int]:
    """The channels and open threads of the server that the person reads along in."""
    guild, person = interaction.guild, interaction.user
    if guild is None or not isinstance(person, discord.Member):
        return frozenset()
    return frozenset(
        place.id
        for place in (*guild.channels, *guild.threads)
        if place.permissions_for(person).view_channel
    )
