"""The bot speaks unasked: where an admin wants it, what the articles say, once, and else not."""

import asyncio

import discord
import pytest

from bot.client import FootnoteClient
from bot.cogs.posts import Posts
from bot.desk import Desk
from bot.records.base import ChannelKind
from bot.records.records import Records
from bot.serving import IntentError, serve
from bot.settings import Settings
from tests.bot.discord.kept import shown_by
from tests.bot.discord.test_conversation import COMPLETED, ELLIPSIS, FIRST
from tests.bot.discord.test_questions import QUESTION, UNANSWERABLE
from tests.loopback import MESSAGE_CONTENT, Channel, Guild, LoopbackDiscord, Message, User

pytestmark = pytest.mark.asyncio


@pytest.fixture
def privileged_intents() -> int:
    """The message content intent is on in the portal."""
    return MESSAGE_CONTENT


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Settings that ask for it."""
    return settings.model_copy(update={"message_content_intent": True})


@pytest.fixture
def guild(channel: Channel) -> Guild:
    """The server of `channel`."""
    assert channel.guild is not None
    return channel.guild


@pytest.fixture
def forum(guild: Guild) -> Channel:
    """A forum, switched off."""
    return guild.add_forum("questions")


async def switch_on(records: Records, channel: Channel, kind: ChannelKind) -> None:
    assert channel.guild is not None
    await asyncio.to_thread(records.servers.switch_on, channel.guild.id, channel.id, kind)


async def settled(bot: FootnoteClient, discord_: LoopbackDiscord, channel: Channel) -> None:
    """Wait until everything that was said before has been dealt with, if at all."""
    asker = discord_.add_user("asker")
    await discord_.say(asker, channel, f"{discord_.bot.mention} {QUESTION}")
    await discord_.next_message(channel)
    await discord_.until(lambda: bot.door.inside == 0)


def by_bot(discord_: LoopbackDiscord, channel: Channel) -> list[Message]:
    return [one for one in channel.messages.values() if one.author is discord_.bot]


async def test_a_new_post_is_answered_in_its_thread(
    discord_: LoopbackDiscord,
    bot: FootnoteClient,
    forum: Channel,
    ada: User,
    records: Records,
) -> None:
    await switch_on(records, forum, "forum")
    post = await discord_.post_in_forum(ada, forum, "The Qwen app", QUESTION)
    message = await discord_.next_message(post.channel)
    assert message.text.startswith(rf"### The Qwen app\: {QUESTION}")
    assert "10 million" in message.text
    assert message.reply_to is post
    assert not message.pings
    found = await shown_by(records, message)
    assert found.visit.person == ada.id
    assert discord_.typing == []

    await discord_.say(ada, post.channel, "How many people use Zhipu AI?")
    await discord_.say(ada, post.channel, f"{discord_.bot.mention} and LingGuang?")
    second = await discord_.next_message(post.channel)
    assert (await shown_by(records, second)).follows == found.record


async def test_where_nobody_switched_it_on_or_the_articles_do_not_say_there_is_silence(
    discord_: LoopbackDiscord,
    bot: FootnoteClient,
    guild: Guild,
    channel: Channel,
    forum: Channel,
    ada: User,
    records: Records,
) -> None:
    await switch_on(records, forum, "forum")
    off = guild.add_forum("elsewhere")
    posts = [
        await discord_.post_in_forum(ada, off, "The Qwen app", QUESTION),
        await discord_.post_in_forum(ada, forum, "A zoo", UNANSWERABLE),
        await discord_.post_in_forum(ada, forum, "hi", "thanks!"),
    ]
    await settled(bot, discord_, channel)
    assert [by_bot(discord_, post.channel) for post in posts] == [[], [], []]
    assert off.id not in await asyncio.to_thread(records.servers.channels, guild.id)


async def test_a_post_is_answered_once_whatever_discord_repeats_and_whoever_restarts(
    discord_: LoopbackDiscord,
    desk: Desk,
    settings: Settings,
    forum: Channel,
    ada: User,
    records: Records,
) -> None:
    await switch_on(records, forum, "forum")

    async def hear_again(client: FootnoteClient, post: Message) -> None:
        await discord_.until(lambda: client.get_channel(post.channel.id) is not None)
        thread = client.get_channel(post.channel.id)
        assert isinstance(thread, discord.Thread)
        posts = client.get_cog("Posts")
        assert isinstance(posts, Posts)
        await posts.on_message(await thread.fetch_message(post.id))

    async with discord_.running(FootnoteClient(desk, settings)) as client:
        post = await discord_.post_in_forum(ada, forum, "The Qwen app", QUESTION)
        await discord_.next_message(post.channel)
        # discord.py says "ready" two seconds late, to a client that is closed by then, too.
        await client.wait_until_ready()
        await hear_again(client, post)
    async with discord_.running(FootnoteClient(desk, settings)) as client:
        await client.wait_until_ready()
        await hear_again(client, post)
    assert len(by_bot(discord_, post.channel)) == 1


async def test_a_long_post_is_read_as_far_as_a_question_may_be_long(
    discord_: LoopbackDiscord, bot: FootnoteClient, forum: Channel, ada: User, records: Records
) -> None:
    await switch_on(records, forum, "forum")
    post = await discord_.post_in_forum(ada, forum, "The Qwen app", f"{QUESTION} " * 20)
    message = await discord_.next_message(post.channel)
    assert len((await shown_by(records, message)).typed) <= 1000


async def test_in_a_followed_channel_questions_to_nobody_are_answered(
    discord_: LoopbackDiscord,
    bot: FootnoteClient,
    guild: Guild,
    channel: Channel,
    ada: User,
    records: Records,
) -> None:
    eve = discord_.add_user("eve")
    followed = guild.add_channel("followed")
    await switch_on(records, followed, "follow")
    said = await discord_.say(ada, followed, "The Qwen app passed 10 million downloads.")
    await discord_.say(ada, followed, QUESTION, reply_to=said)
    await discord_.say(ada, followed, f"{eve.mention} {QUESTION}")
    await discord_.say(ada, followed, UNANSWERABLE)
    await discord_.say(ada, channel, QUESTION)
    asked = await discord_.say(ada, followed, f"{QUESTION} ")
    message = await discord_.next_message(followed)
    await settled(bot, discord_, channel)

    assert message.reply_to is asked
    assert not message.pings
    assert by_bot(discord_, followed) == [message]
    assert len(by_bot(discord_, channel)) == 1  # to the one who asked by name


async def test_what_goes_wrong_unasked_is_met_with_silence(
    discord_: LoopbackDiscord,
    bot: FootnoteClient,
    guild: Guild,
    channel: Channel,
    ada: User,
    records: Records,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    followed = guild.add_channel("followed")
    await switch_on(records, followed, "follow")
    failing = asyncio.Event()

    def fail(*_: object, **__: object) -> None:
        bot.loop.call_soon_threadsafe(failing.set)
        raise RuntimeError("boom")

    with monkeypatch.context() as patch:
        patch.setattr("bot.desk.searching.answer", fail)
        await discord_.say(ada, followed, QUESTION)
        await asyncio.wait_for(failing.wait(), 10)
    await settled(bot, discord_, channel)
    assert by_bot(discord_, followed) == []


async def test_with_the_intent_a_reply_needs_no_ping(
    discord_: LoopbackDiscord, bot: FootnoteClient, channel: Channel, ada: User, records: Records
) -> None:
    first = await (await discord_.slash("ask", {"question": FIRST}, ada, channel)).answer()
    await shown_by(records, first)
    await discord_.say(ada, channel, ELLIPSIS, reply_to=first, ping=False)
    assert COMPLETED in (await discord_.next_message(channel)).text


async def test_in_a_thread_that_the_bot_opened_nobody_has_to_mention_it(
    discord_: LoopbackDiscord, bot: FootnoteClient, channel: Channel, ada: User, records: Records
) -> None:
    first = await (await discord_.slash("ask", {"question": FIRST}, ada, channel)).answer()
    await shown_by(records, first)
    seen = bot.get_channel(channel.id)
    assert isinstance(seen, discord.TextChannel)
    opened = await (await seen.fetch_message(first.id)).create_thread(name="More of it")
    assert channel.guild is not None
    thread = channel.guild.threads[opened.id]
    assert not (await discord_.next_message(thread)).text  # with which the thread begins
    await discord_.say(ada, thread, ELLIPSIS)
    assert COMPLETED in (await discord_.next_message(thread)).text


async def test_without_the_intent_nothing_of_it_runs(
    discord_: LoopbackDiscord,
    desk: Desk,
    settings: Settings,
    channel: Channel,
    forum: Channel,
    ada: User,
    records: Records,
) -> None:
    await switch_on(records, forum, "forum")
    await switch_on(records, channel, "follow")
    without = settings.model_copy(update={"message_content_intent": False})
    async with discord_.running(FootnoteClient(desk, without)) as client:
        assert client.get_cog("Posts") is None
        post = await discord_.post_in_forum(ada, forum, "The Qwen app", QUESTION)
        await discord_.say(ada, channel, QUESTION)
        await settled(client, discord_, channel)
    assert by_bot(discord_, post.channel) == []
    assert len(by_bot(discord_, channel)) == 1


async def test_an_intent_that_the_portal_has_off_stops_the_start(
    desk: Desk, settings: Settings
) -> None:
    async with LoopbackDiscord() as refusing:
        with refusing.as_discord(), pytest.raises(IntentError):
            await serve(desk, settings)
