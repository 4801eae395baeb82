"""People join and leave; the bot learns of it as far as its intents let it."""

from __future__ import annotations

import discord
import pytest

from . import MEMBERS, Channel, ClientRefusalError, LoopbackDiscord, User
from .tiny_bot import TinyBot

pytestmark = pytest.mark.asyncio


async def test_a_bot_may_ask_whether_a_person_is_a_member(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, ada: User
) -> None:
    assert channel.guild is not None
    guild = bot.get_guild(channel.guild.id)
    assert guild is not None
    with pytest.raises(discord.NotFound) as caught:
        await guild.fetch_member(ada.id)
    assert caught.value.code == 10007
    with pytest.raises(discord.NotFound) as caught:
        await guild.fetch_member(1)
    assert caught.value.code == 10013
    role = channel.guild.add_role("Readers")
    channel.guild.give_role(ada, role)
    member = await guild.fetch_member(ada.id)
    assert member.name == "ada"
    assert [one.id for one in member.roles] == [guild.id, role.id]
    channel.guild.remove_member(ada)
    with pytest.raises(discord.NotFound):
        await guild.fetch_member(ada.id)


async def test_who_was_removed_can_do_nothing_until_they_are_back(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, ada: User
) -> None:
    guild = channel.guild
    assert guild is not None
    asked = await discord_.slash("ask", {"question": "?", "public": True}, ada, channel)
    answer = await asked.answer()
    assert ada.id in guild.members
    guild.remove_member(ada)
    with pytest.raises(ClientRefusalError, match="no member"):
        await discord_.say(ada, channel, "hm")
    with pytest.raises(ClientRefusalError, match="no member"):
        await discord_.slash("ask", {"question": "?"}, ada, channel)
    with pytest.raises(ClientRefusalError, match="no member"):
        await discord_.click(answer, label="Shorten", user=ada)
    guild.add_member(ada)
    await (await discord_.click(answer, label="Shorten", user=ada)).answer()


class Doorkeeper(TinyBot):
    """Notes who comes and goes, as far as it hears of it."""

    def __init__(self, *, intents: discord.Intents) -> None:
        super().__init__(intents=intents)
        self.heard: list[str] = []

    async def on_member_join(self, member: discord.Member) -> None:
        self.heard.append(f"{member.name} came")

    async def on_raw_member_remove(self, event: discord.RawMemberRemoveEvent) -> None:
        self.heard.append(f"{event.user.name} left")


@pytest.mark.parametrize(
    ("privileged", "heard"), [(0, []), (MEMBERS, ["ada came", "ada left"])], ids=["without", "with"]
)
async def test_comings_and_goings_are_told_to_those_with_the_intent_only(
    privileged: int, heard: list[str]
) -> None:
    intents = discord.Intents(guilds=True, guild_messages=True, members=bool(privileged))
    async with LoopbackDiscord(privileged_intents=privileged) as server:
        guild = server.add_guild("Readers")
        channel = guild.add_channel("general")
        async with server.running(Doorkeeper(intents=intents)) as bot:
            await bot.wait_until_ready()
            ada = server.add_user("ada")
            guild.add_member(ada)
            guild.remove_member(ada)
            await server.say(server.owner, channel, "that was it")
            await server.until(lambda: bot.seen or None)
            assert bot.heard == heard
        assert server.violations == []


async def test_a_bot_that_is_removed_finds_nothing_any_more(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, ada: User
) -> None:
    guild = channel.guild
    assert guild is not None
    guild.remove_member(discord_.bot)
    await discord_.until(lambda: bot.get_guild(guild.id) is None)
    with pytest.raises(discord.NotFound) as caught:
        await bot.http.get_member(guild.id, ada.id)
    assert caught.value.code == 10004
    with pytest.raises(discord.NotFound):
        await bot.get_partial_messageable(channel.id).send("hm")
    with pytest.raises(ClientRefusalError, match="no command"):
        await discord_.slash("ask", {"question": "?"}, ada, channel)


async def test_a_guild_that_comes_later_is_told_of(discord_: LoopbackDiscord, bot: TinyBot) -> None:
    guild = discord_.add_guild("Writers")
    channel = guild.add_channel("news")
    await discord_.until(lambda: bot.get_channel(channel.id))
    seen = bot.get_guild(guild.id)
    assert seen is not None
    assert [one.name for one in seen.text_channels] == ["news"]
    # Others than the bot itself are no business of a bot without the intent.
    assert [member.id for member in seen.members] == [discord_.bot.id]
