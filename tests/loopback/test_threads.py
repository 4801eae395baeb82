"""Threads and forum posts are opened; the bot hears of them, reads what it may, and answers."""

from __future__ import annotations

from collections.abc import AsyncIterator

import discord
import pytest
import pytest_asyncio

from . import (
    MESSAGE_CONTENT,
    Channel,
    ClientRefusalError,
    Guild,
    LoopbackDiscord,
    Upload,
    User,
)
from .rights import CREATE_PUBLIC_THREADS, SEND_MESSAGES_IN_THREADS
from .tiny_bot import TinyBot

pytestmark = pytest.mark.asyncio


class Reader(TinyBot):
    """Notes threads and messages in the order in which it hears of them."""

    def __init__(self, *, intents: discord.Intents | None = None) -> None:
        super().__init__(intents=intents)
        self.heard: list[tuple[str, str]] = []

    async def on_thread_create(self, thread: discord.Thread) -> None:
        self.heard.append(("thread", thread.name))

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append((type(message.channel).__name__, message.content))


@pytest.fixture
def guild(channel: Channel) -> Guild:
    """The guild of `channel`."""
    assert channel.guild is not None
    return channel.guild


@pytest_asyncio.fixture
async def bot(discord_: LoopbackDiscord, channel: Channel, ada: User) -> AsyncIterator[Reader]:
    """A bot that notes what it hears."""
    async with discord_.running(Reader()) as client:
        await client.wait_until_ready()
        yield client


async def test_a_new_post_is_a_thread_whose_first_message_comes_blank(
    discord_: LoopbackDiscord, bot: Reader, guild: Guild, ada: User
) -> None:
    forum = guild.add_forum("questions")
    post = await discord_.post_in_forum(
        ada, forum, "When?", "When was it?", files=[Upload("a.txt", b"a")]
    )
    await discord_.until(lambda: len(bot.heard) == 2)
    assert bot.heard == [("thread", "When?"), ("Thread", "")]
    thread = post.channel
    assert post.id == thread.id
    assert thread.parent is forum
    assert [one.filename for one in post.attachments] == ["a.txt"]
    seen = bot.get_channel(thread.id)
    assert isinstance(seen, discord.Thread)
    assert isinstance(seen.parent, discord.ForumChannel)
    assert seen.owner_id == ada.id
    assert not seen.me
    await seen.send("Then.")
    assert (await discord_.next_message(thread)).text == "Then."
    await discord_.until(lambda: seen.me)
    asked = await discord_.message_command("Ask about this", post, ada)
    assert (await asked.answer()).text == "ada: When was it?"


async def test_a_post_that_mentions_the_bot_or_an_intent_makes_it_readable(
    discord_: LoopbackDiscord, bot: Reader, guild: Guild, ada: User
) -> None:
    forum = guild.add_forum("questions")
    await discord_.post_in_forum(ada, forum, "When?", f"{discord_.bot.mention} when?")
    await discord_.until(lambda: len(bot.heard) == 2)
    assert bot.heard[1] == ("Thread", f"{discord_.bot.mention} when?")
    intents = discord.Intents(guilds=True, guild_messages=True, message_content=True)
    async with LoopbackDiscord(privileged_intents=MESSAGE_CONTENT) as server:
        forum = server.add_guild("Readers").add_forum("questions")
        async with server.running(Reader(intents=intents)) as reader:
            await reader.wait_until_ready()
            await server.post_in_forum(server.owner, forum, "When?", "When was it?")
            await server.until(lambda: len(reader.heard) == 2)
            assert reader.heard[1] == ("Thread", "When was it?")
        assert server.violations == []


async def test_the_bot_opens_a_thread_on_an_answer_and_people_talk_in_it(
    discord_: LoopbackDiscord, bot: Reader, channel: Channel, guild: Guild, ada: User
) -> None:
    asked = await discord_.slash("ask", {"question": "?", "public": True}, ada, channel)
    answer = await asked.answer()
    where = bot.get_partial_messageable(channel.id, guild_id=guild.id)
    thread = await where.get_partial_message(answer.id).create_thread(name="More")
    assert thread.id == answer.id
    assert answer.thread is not None
    assert (answer.thread.owner, answer.thread.parent) == (discord_.bot, channel)
    fetched = await where.fetch_message(answer.id)
    assert fetched.flags.has_thread
    with pytest.raises(discord.HTTPException) as caught:
        await where.get_partial_message(answer.id).create_thread(name="More")
    assert caught.value.code == 160004
    await discord_.say(ada, answer.thread, f"{discord_.bot.mention} and then?")
    await discord_.until(lambda: ("Thread", f"{discord_.bot.mention} and then?") in bot.heard)
    history = [message async for message in thread.history()]
    assert [message.type.value for message in history] == [0, 21]
    again = await discord_.slash("ask", {"question": "?"}, ada, answer.thread)
    assert (await again.answer()).channel is answer.thread
    assert set(answer.thread.people) == {discord_.bot.id, ada.id}
    assert {one.id for one in await thread.fetch_members()} == set(answer.thread.people)


async def test_a_person_opens_a_thread_and_the_bot_may_follow_it(
    discord_: LoopbackDiscord, bot: Reader, channel: Channel, ada: User
) -> None:
    said = await discord_.say(ada, channel, "hm")
    thread = await discord_.open_thread(ada, said, "About that")
    seen = await discord_.until(lambda: bot.get_channel(thread.id))
    assert isinstance(seen, discord.Thread)
    await seen.join()
    assert discord_.bot.id in thread.people
    await seen.leave()
    assert discord_.bot.id not in thread.people
    with pytest.raises(ClientRefusalError, match="cannot open"):
        await discord_.open_thread(ada, said, "Again")


async def test_the_bot_opens_posts_and_threads_of_its_own(
    discord_: LoopbackDiscord, bot: Reader, channel: Channel, guild: Guild
) -> None:
    forum = guild.add_forum("questions")
    seen = await discord_.until(lambda: bot.get_channel(forum.id))
    assert isinstance(seen, discord.ForumChannel)
    opened = await seen.create_thread(name="Welcome", content="Ask here.")
    assert opened.message.content == "Ask here."
    assert opened.thread.id in guild.threads
    text = bot.get_channel(channel.id)
    assert isinstance(text, discord.TextChannel)
    thread = await text.create_thread(name="Free", type=discord.ChannelType.public_thread)
    assert guild.threads[thread.id].messages == {}
    with pytest.raises(discord.HTTPException) as caught:
        await bot.get_partial_messageable(forum.id).send("hm")
    assert caught.value.code == 50008


async def test_a_thread_is_as_closed_as_the_channel_it_is_in(
    discord_: LoopbackDiscord, bot: Reader, guild: Guild, ada: User
) -> None:
    eve = discord_.add_user("eve")
    secret = guild.add_forum("board", only_for=[ada])
    post = await discord_.post_in_forum(ada, secret, "Secret", "psst")
    for place in (secret, post.channel):
        with pytest.raises(ClientRefusalError, match="does not see"):
            await discord_.slash("ask", {"question": "?"}, eve, place)
    with pytest.raises(discord.Forbidden):
        await bot.get_partial_messageable(post.channel.id).send("hm")
    assert bot.heard == []


async def test_threads_need_permissions(
    discord_: LoopbackDiscord, bot: Reader, channel: Channel, guild: Guild, ada: User
) -> None:
    guild.overwrite(channel, guild.everyone, deny=CREATE_PUBLIC_THREADS | SEND_MESSAGES_IN_THREADS)
    said = await discord_.say(ada, channel, "hm")
    with pytest.raises(ClientRefusalError, match="cannot open"):
        await discord_.open_thread(ada, said, "About that")
    where = bot.get_partial_messageable(channel.id, guild_id=guild.id)
    target = where.get_partial_message(said.id)
    with pytest.raises(discord.Forbidden) as caught:
        await target.create_thread(name="About that")
    assert caught.value.code == 50013
    thread = await discord_.open_thread(discord_.owner, said, "About that")
    with pytest.raises(ClientRefusalError, match="cannot write"):
        await discord_.say(ada, thread, "hm")
    with pytest.raises(discord.Forbidden):
        await bot.get_partial_messageable(thread.id).send("hm")


async def test_threads_that_were_there_before_come_with_the_guild(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    said = await discord_.say(ada, channel, "hm")
    thread = await discord_.open_thread(ada, said, "About that")
    async with discord_.running(Reader()) as reader:
        await reader.wait_until_ready()
        assert isinstance(reader.get_channel(thread.id), discord.Thread)


async def test_an_archived_thread_is_woken_by_a_message_and_not_by_an_edit(
    discord_: LoopbackDiscord, bot: Reader, channel: Channel, ada: User
) -> None:
    thread = await discord_.open_thread(ada, await discord_.say(ada, channel, "hm"), "About that")
    seen = await discord_.until(lambda: bot.get_channel(thread.id))
    assert isinstance(seen, discord.Thread)
    sent = await seen.send("one")
    thread.archived = True
    with pytest.raises(discord.HTTPException) as caught:
        await sent.edit(content="two")
    assert caught.value.code == 50083
    await discord_.say(ada, thread, "and?")
    assert not thread.archived
    await sent.edit(content="two")
