"""Roles and overwrites come in; what people and the bot may do is what Discord would say."""

from __future__ import annotations

from typing import Any

import discord
import pytest

from . import Channel, ClientRefusalError, Guild, LoopbackDiscord, Upload, User
from .permissions import guild_permissions, permissions_in
from .rights import (
    ADMINISTRATOR,
    ALL,
    MANAGE_GUILD,
    MANAGE_MESSAGES,
    PLAIN,
    SEND_MESSAGES,
    USE_APPLICATION_COMMANDS,
    VIEW_CHANNEL,
)
from .tiny_bot import TinyBot, ask

pytestmark = pytest.mark.asyncio

NOTE = Upload("note.txt", b"kept")


@pytest.fixture
def guild(channel: Channel) -> Guild:
    """The guild of `channel`."""
    assert channel.guild is not None
    return channel.guild


async def test_permissions_are_counted_as_discord_counts_them(
    discord_: LoopbackDiscord, channel: Channel, guild: Guild, ada: User
) -> None:
    assert permissions_in(channel, discord_.owner) == ALL
    assert permissions_in(channel, ada) == PLAIN
    readers = guild.add_role("Readers", MANAGE_MESSAGES)
    guild.give_role(ada, readers)
    assert permissions_in(channel, ada) == PLAIN | MANAGE_MESSAGES
    guild.overwrite(channel, guild.everyone, deny=SEND_MESSAGES | MANAGE_MESSAGES)
    assert permissions_in(channel, ada) == PLAIN & ~SEND_MESSAGES
    guild.overwrite(channel, readers, allow=SEND_MESSAGES)
    assert permissions_in(channel, ada) == PLAIN
    guild.overwrite(channel, ada, deny=VIEW_CHANNEL)
    assert permissions_in(channel, ada) == 0
    guild.set_permissions(ada, ADMINISTRATOR)
    assert permissions_in(channel, ada) == guild_permissions(guild, ada) == ALL
    guild.set_permissions(ada, MANAGE_GUILD)
    assert permissions_in(channel, ada) == 0
    assert len(guild.roles_of(ada)) == 2


async def test_an_interaction_says_what_its_person_and_the_bot_may_do(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, guild: Guild, ada: User
) -> None:
    heard: list[discord.Interaction[Any]] = []

    async def on_interaction(interaction: discord.Interaction[Any]) -> None:
        heard.append(interaction)

    bot.event(on_interaction)
    await (await discord_.slash("ask", {"question": "?"}, ada, channel)).answer()
    guild.set_permissions(ada, MANAGE_GUILD)
    await (await discord_.slash("ask", {"question": "?"}, ada, channel)).answer()
    await (await discord_.slash("ask", {"question": "?"}, channel=channel)).answer()
    await (await discord_.slash("ask", {"question": "?"}, ada)).answer()
    values = [interaction.permissions.value for interaction in heard[:3]]
    assert values == [PLAIN, PLAIN | MANAGE_GUILD, ALL]
    assert [one.permissions.manage_guild for one in heard[:3]] == [False, True, True]
    assert heard[0].app_permissions.value == PLAIN
    assert isinstance(heard[1].user, discord.Member)
    assert [role.id for role in heard[1].user.roles] == [guild.id, guild.roles_of(ada)[0].id]


async def test_a_command_is_offered_to_those_whom_it_is_for(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, guild: Guild, ada: User
) -> None:
    with pytest.raises(ClientRefusalError, match="may not use /keep"):
        await discord_.slash("keep", {"file": NOTE}, ada, channel)
    for permissions in (MANAGE_GUILD, ADMINISTRATOR):
        guild.set_permissions(ada, permissions)
        kept = await discord_.slash("keep", {"file": NOTE}, ada, channel)
        assert (await kept.answer()).text == "note.txt: kept"
    # In private there are no permissions to ask for.
    await (await discord_.slash("keep", {"file": NOTE}, discord_.add_user("eve"))).answer()


async def test_a_command_for_nobody_is_for_administrators(
    discord_: LoopbackDiscord,
    bot: TinyBot,
    channel: Channel,
    guild: Guild,
    ada: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The command belongs to the module, not to this bot.
    monkeypatch.setattr(ask, "default_permissions", discord.Permissions.none())
    await bot.tree.sync()
    guild.set_permissions(ada, MANAGE_GUILD)
    with pytest.raises(ClientRefusalError, match="may not use /ask"):
        await discord_.slash("ask", {"question": "?"}, ada, channel)
    await (await discord_.slash("ask", {"question": "?"}, channel=channel)).answer()


async def test_commands_can_be_taken_from_a_channel(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, guild: Guild, ada: User
) -> None:
    guild.overwrite(channel, guild.everyone, deny=USE_APPLICATION_COMMANDS)
    with pytest.raises(ClientRefusalError, match="may not use commands"):
        await discord_.slash("ask", {"question": "?"}, ada, channel)


async def test_a_private_channel_is_closed_to_others(
    discord_: LoopbackDiscord, bot: TinyBot, guild: Guild, ada: User
) -> None:
    private = guild.add_channel("board", only_for=[ada, discord_.bot])
    eve = discord_.add_user("eve")
    asked = await discord_.slash("ask", {"question": "?", "public": True}, ada, private)
    answer = await asked.answer()
    with pytest.raises(ClientRefusalError, match="does not see #board"):
        await discord_.say(eve, private, "Let me in")
    with pytest.raises(ClientRefusalError, match="does not see #board"):
        await discord_.click(answer, label="Shorten", user=eve)
    with pytest.raises(ClientRefusalError, match="does not see #board"):
        await discord_.message_command("Ask about this", answer, eve)
    seen = bot.get_channel(private.id)
    assert isinstance(seen, discord.TextChannel)
    assert not seen.permissions_for(seen.guild.default_role).view_channel
    # The owner sees everything.
    await (await discord_.slash("ask", {"question": "?"}, channel=private)).answer()


async def test_where_the_bot_is_not_let_in_it_answers_commands_and_nothing_else(
    discord_: LoopbackDiscord, bot: TinyBot, guild: Guild, ada: User
) -> None:
    private = guild.add_channel("board", only_for=[ada])
    said = await discord_.say(ada, private, f"{discord_.bot.mention} hello")
    where = bot.get_partial_messageable(private.id)
    with pytest.raises(discord.Forbidden) as caught:
        await where.fetch_message(said.id)
    assert caught.value.code == 50001
    with pytest.raises(discord.Forbidden):
        await where.send("psst")
    asked = await discord_.slash("ask", {"question": "?", "public": True}, ada, private)
    assert (await asked.answer()).channel is private
    assert bot.seen == []


async def test_a_silenced_bot_may_not_send_but_may_answer(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, guild: Guild, ada: User
) -> None:
    guild.overwrite(channel, discord_.bot, deny=SEND_MESSAGES)
    with pytest.raises(discord.Forbidden) as caught:
        await bot.get_partial_messageable(channel.id).send("hm")
    assert caught.value.code == 50013
    asked = await discord_.slash("ask", {"question": "?", "public": True}, ada, channel)
    await asked.answer()
    guild.overwrite(channel, guild.everyone, deny=SEND_MESSAGES)
    with pytest.raises(ClientRefusalError, match="cannot write"):
        await discord_.say(ada, channel, "hm")


async def test_others_messages_are_deleted_by_those_who_manage_messages(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, guild: Guild, ada: User
) -> None:
    said = await discord_.say(ada, channel, "hm")
    target = bot.get_partial_messageable(channel.id).get_partial_message(said.id)
    with pytest.raises(discord.Forbidden) as caught:
        await target.delete()
    assert caught.value.code == 50013
    guild.set_permissions(discord_.bot, MANAGE_MESSAGES)
    await target.delete()
    assert said.deleted
