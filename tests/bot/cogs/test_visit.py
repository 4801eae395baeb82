"""Commands and messages from everywhere; whose visit that is, and who reads the answer."""

import asyncio
from collections.abc import AsyncIterator

import discord
import pytest
import pytest_asyncio
from discord import app_commands

from bot.cogs.visit import visit_by, visit_of
from bot.types import Visit
from tests.loopback import Channel, LoopbackDiscord, User
from tests.loopback.rights import MANAGE_GUILD

pytestmark = pytest.mark.asyncio


class Doorkeeper(discord.Client):
    """Notes each visit, and says no more than that it has."""

    def __init__(self) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
        )
        self.visits: asyncio.Queue[Visit] = asyncio.Queue()
        self.tree = app_commands.CommandTree(self)

    async def setup_hook(self) -> None:
        @self.tree.command(name="come", description="Come in")
        @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
        @app_commands.allowed_installs(guilds=True, users=True)
        async def come(
            interaction: "discord.Interaction[discord.Client]", private: bool = False
        ) -> None:
            self.visits.put_nowait(visit_of(interaction, private=private))
            await interaction.response.send_message("Noted", ephemeral=private)

        await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        if not message.author.bot:
            self.visits.put_nowait(
                visit_by(message, "de" if "Guten Tag" in message.content else None)
            )


@pytest_asyncio.fixture
async def keeper(discord_: LoopbackDiscord, channel: Channel) -> AsyncIterator[Doorkeeper]:
    """A client that notes visits, connected."""
    async with discord_.running(Doorkeeper()) as client:
        yield client


@pytest.mark.parametrize("private", [False, True])
async def test_a_command_in_a_server(
    discord_: LoopbackDiscord, keeper: Doorkeeper, channel: Channel, private: bool
) -> None:
    assert channel.guild is not None
    ada = discord_.add_user("ada", locale="pt-BR")
    await (await discord_.slash("come", {"private": private}, ada, channel)).answer()
    assert await keeper.visits.get() == Visit(
        person=ada.id,
        server=channel.guild.id,
        channel=channel.id,
        locale="pt-BR",
        private=private,
    )


async def test_in_the_bots_direct_messages_every_answer_is_private(
    discord_: LoopbackDiscord, keeper: Doorkeeper, ada: User
) -> None:
    await (await discord_.slash("come", {"private": False}, ada)).answer()
    here = discord_.dm(ada)
    assert await keeper.visits.get() == Visit(person=ada.id, channel=here.id, private=True)


@pytest.mark.parametrize("private", [False, True])
async def test_in_a_group_others_read_an_answer_that_is_not_private(
    discord_: LoopbackDiscord, keeper: Doorkeeper, ada: User, private: bool
) -> None:
    group = discord_.add_group(ada, discord_.add_user("ben"))
    await (await discord_.slash("come", {"private": private}, ada, group)).answer()
    assert await keeper.visits.get() == Visit(person=ada.id, channel=group.id, private=private)


async def test_whoever_manages_the_server_is_an_admin_there_and_nowhere_else(
    discord_: LoopbackDiscord, keeper: Doorkeeper, channel: Channel, ada: User
) -> None:
    assert channel.guild is not None
    channel.guild.set_permissions(ada, MANAGE_GUILD)
    other = discord_.add_guild("Other").add_channel("general")
    managed = []
    for place in (channel, other, discord_.dm(ada), discord_.add_group(ada)):
        await (await discord_.slash("come", {}, ada, place)).answer()
        managed.append((await keeper.visits.get()).is_admin)
    for place in (channel, other):
        await discord_.say(ada, place, f"{discord_.bot.mention} hello")
        managed.append((await keeper.visits.get()).is_admin)
    assert managed == [True, False, False, False, True, False]


async def test_a_message_in_a_server_is_read_by_others(
    discord_: LoopbackDiscord, keeper: Doorkeeper, channel: Channel, ada: User
) -> None:
    assert channel.guild is not None
    await discord_.say(ada, channel, f"{discord_.bot.mention} Guten Tag")
    assert await keeper.visits.get() == Visit(
        person=ada.id, server=channel.guild.id, channel=channel.id, locale="de"
    )


async def test_a_direct_message_is_private_and_in_english_unless_something_else_is_said(
    discord_: LoopbackDiscord, keeper: Doorkeeper, ada: User
) -> None:
    await discord_.direct_message(ada, "hello")
    assert await keeper.visits.get() == Visit(
        person=ada.id, channel=discord_.dm(ada).id, locale="en-US", private=True
    )
