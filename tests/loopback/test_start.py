"""A client comes in with a token; it is let in, told what there is, and may register commands."""

from __future__ import annotations

import discord
import pytest

from . import MEMBERS, MESSAGE_CONTENT, Channel, LoopbackDiscord
from .tiny_bot import TinyBot

pytestmark = pytest.mark.asyncio


async def test_a_client_starts_and_sees_its_guild(
    discord_: LoopbackDiscord, channel: Channel, bot: TinyBot
) -> None:
    await bot.wait_until_ready()
    seen = bot.get_channel(channel.id)
    assert isinstance(seen, discord.TextChannel)
    assert (seen.name, seen.guild.name) == ("general", "Readers")
    assert bot.user is not None
    assert bot.user.id == bot.application_id == discord_.bot.id


async def test_commands_are_registered_once_and_keep_their_ids(
    discord_: LoopbackDiscord, bot: TinyBot
) -> None:
    assert len(discord_.command_puts) == 1
    first = {command["name"]: command["id"] for command in discord_.commands()}
    assert set(first) == {"ask", "late", "twice", "admin", "keep", "Ask about this"}
    again = await bot.tree.sync()
    assert {command.name: str(command.id) for command in again} == first
    fetched = await bot.tree.fetch_commands()
    assert {command.name for command in fetched} == set(first)
    await fetched[0].delete()
    assert len(discord_.commands()) == 5
    assert [put.guild_id for put in discord_.command_puts] == [None, None]


async def test_guild_commands_are_kept_apart(
    discord_: LoopbackDiscord, channel: Channel, bot: TinyBot
) -> None:
    assert channel.guild is not None
    there = discord.Object(channel.guild.id)
    bot.tree.copy_global_to(guild=there)
    await bot.tree.sync(guild=there)
    assert [put.guild_id for put in discord_.command_puts] == [None, there.id]
    assert discord_.commands(channel.guild)[0]["guild_id"] == str(there.id)


async def test_a_wrong_token_is_refused(discord_: LoopbackDiscord) -> None:
    async with TinyBot() as bot:
        with pytest.raises(discord.LoginFailure):
            await bot.start("wrong")
    assert discord_.requests[0].status == 401
    assert discord_.requests[0].answer == {"message": "401: Unauthorized", "code": 0}


async def test_intents_that_are_not_switched_on_are_refused(discord_: LoopbackDiscord) -> None:
    intents = discord.Intents(guilds=True, message_content=True)
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with discord_.running(TinyBot(intents=intents)):
            pytest.fail("was let in")


async def test_a_bot_reads_and_changes_its_application(
    discord_: LoopbackDiscord, bot: TinyBot
) -> None:
    about = await bot.application_info()
    assert about.owner.id == discord_.owner.id
    changed = await about.edit(description="Never without a footnote.")
    assert changed.description == "Never without a footnote."


async def test_members_are_sent_in_chunks_and_presence_is_taken() -> None:
    intents = discord.Intents(guilds=True, members=True)
    async with LoopbackDiscord(privileged_intents=MEMBERS) as server:
        guild = server.add_guild("Readers")
        role = guild.add_role("Editors")
        async with server.running(TinyBot(intents=intents)) as bot:
            await bot.wait_until_ready()
            await bot.change_presence(activity=discord.Game("reading"))
            seen = bot.get_guild(guild.id)
            assert seen is not None
            assert seen.chunked
            assert {member.id for member in seen.members} == set(guild.members)
            assert seen.get_role(role.id) is not None
            found = await seen.query_members("own")
            assert server.owner.id in {member.id for member in found}
        assert server.violations == []


async def test_message_content_can_be_switched_on() -> None:
    intents = discord.Intents(guilds=True, guild_messages=True, message_content=True)
    async with LoopbackDiscord(privileged_intents=MESSAGE_CONTENT) as server:
        channel = server.add_guild("Readers").add_channel("general")
        async with server.running(TinyBot(intents=intents)) as bot:
            await server.say(server.add_user("ada"), channel, "not for the bot")
            await server.until(lambda: bot.seen or None)
            assert bot.seen == ["not for the bot"]
        assert server.violations == []
