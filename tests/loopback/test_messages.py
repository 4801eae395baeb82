"""People write; what the bot gets to read, what it replies, and whom that pings come out."""

from __future__ import annotations

import asyncio
import io
import json

import discord
import pytest

from . import Channel, ClientRefusalError, LoopbackDiscord, Pings, User
from .mentions import pings_of
from .tiny_bot import TinyBot

pytestmark = pytest.mark.asyncio


async def test_a_direct_message_is_answered_with_a_reply(
    discord_: LoopbackDiscord, bot: TinyBot, ada: User
) -> None:
    said = await discord_.direct_message(ada, "Hello <@1>")
    reply = await discord_.next_message(discord_.dm(ada))
    assert reply.text == "You said: Hello <@1>"
    assert reply.reply_to is said
    assert not reply.pings
    assert discord_.typing == [discord_.dm(ada)]


async def test_only_a_mention_lets_the_bot_read_in_a_guild(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, ada: User
) -> None:
    await discord_.say(ada, channel, "secret")
    await discord_.say(ada, channel, f"{discord_.bot.mention} hello")
    answer = await discord_.next_message(channel)
    assert answer.text == f"You said: {discord_.bot.mention} hello"
    assert bot.seen[:2] == ["", f"{discord_.bot.mention} hello"]
    # A reply to the bot pings it, and so it may read that too, but not what was said before.
    await discord_.say(ada, channel, "and again", reply_to=answer)
    await discord_.next_message(channel)
    assert "and again" in bot.seen
    seen = [m async for m in bot.get_partial_messageable(channel.id).history(limit=10)]
    assert seen[-1].content == ""


async def test_a_reply_without_a_ping_comes_blank(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, ada: User
) -> None:
    sent = await bot.get_partial_messageable(channel.id).send("one")
    reply = await discord_.say(ada, channel, "two?", reply_to=channel.messages[sent.id], ping=False)
    await discord_.until(lambda: len(bot.seen) == 2)
    assert bot.seen == ["one", ""]
    assert not reply.pings


class Whom(discord.ui.LayoutView):
    """A select of channels, and one of people."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        channels, people = discord.ui.ActionRow[Whom](), discord.ui.ActionRow[Whom]()
        channels.add_item(
            discord.ui.ChannelSelect(
                custom_id="where", max_values=2, channel_types=[discord.ChannelType.text]
            )
        )
        people.add_item(discord.ui.UserSelect(custom_id="who"))
        self.add_item(channels)
        self.add_item(people)


async def test_channels_and_people_can_be_chosen(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, ada: User
) -> None:
    assert channel.guild is not None
    forum, other = channel.guild.add_forum("questions"), channel.guild.add_channel("news")
    sent = await bot.get_partial_messageable(channel.id).send(view=Whom())
    message = channel.messages[sent.id]
    for custom_id, values in (("where", [forum]), ("where", ["news"]), ("who", [ada, ada])):
        with pytest.raises(ClientRefusalError):
            await discord_.choose(message, values, custom_id=custom_id, user=ada)
    heard: list[discord.Interaction[TinyBot]] = []

    async def on_interaction(interaction: discord.Interaction[TinyBot]) -> None:
        heard.append(interaction)

    bot.event(on_interaction)
    await discord_.choose(message, [channel, other], custom_id="where", user=ada)
    await discord_.choose(message, [ada], custom_id="who", user=ada)
    await discord_.until(lambda: len(heard) == 2)
    first, second = (json.dumps(one.data) for one in heard)
    assert f'"values": ["{channel.id}", "{other.id}"]' in first
    assert '"name": "news"' in first
    assert '"username": "ada"' in second


async def test_messages_are_sent_edited_read_and_deleted(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel
) -> None:
    where = bot.get_partial_messageable(channel.id)
    sent = await where.send("one", embed=discord.Embed(title="T", description="D"))
    await sent.edit(content="two")
    stored = channel.messages[sent.id]
    assert (stored.text, stored.edits) == ("two\nT\nD", 1)
    assert (await where.fetch_message(sent.id)).content == "two"
    await sent.delete()
    assert stored.deleted
    with pytest.raises(discord.NotFound) as caught:
        await where.fetch_message(sent.id)
    assert caught.value.code == 10008


async def test_an_edit_pings_nobody(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, ada: User
) -> None:
    sent = await bot.get_partial_messageable(channel.id).send(ada.mention)
    await sent.edit(content=f"{ada.mention} @everyone")
    assert channel.messages[sent.id].pings == Pings(users=frozenset({ada.id}))


class Picture(discord.ui.LayoutView):
    """All kinds of media, and a select."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        web = "https://example.org/a.png"
        row = discord.ui.ActionRow[Picture]()
        row.add_item(
            discord.ui.Select(
                custom_id="pick",
                placeholder="Which?",
                options=[discord.SelectOption(label=name, emoji="📖") for name in "ab"],
            )
        )
        thumbnail = discord.ui.Thumbnail[Picture](web)
        self.add_item(discord.ui.Section[Picture]("A picture.", accessory=thumbnail))
        gallery = discord.ui.MediaGallery[Picture](discord.MediaGalleryItem(web))
        self.add_item(gallery)
        self.add_item(discord.ui.File[Picture]("attachment://note.txt"))
        self.add_item(row)


async def test_media_and_selects(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, ada: User
) -> None:
    where = bot.get_partial_messageable(channel.id)
    note = discord.File(io.BytesIO(b"n"), filename="note.txt")
    sent = await where.send(view=Picture(), file=note)
    message = channel.messages[sent.id]
    assert message.components[2]["file"]["url"] == message.attachments[0].url
    with pytest.raises(ClientRefusalError, match="cannot be chosen"):
        await discord_.choose(message, ["c"], placeholder="Which?", user=ada)
    waiting = asyncio.ensure_future(bot.wait_for("interaction", timeout=5))
    await asyncio.sleep(0)
    await discord_.choose(message, ["b"], placeholder="Which?", user=ada)
    assert '"values": ["b"]' in json.dumps((await waiting).data)


async def test_a_message_deleted_meanwhile_cannot_be_replied_to(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, ada: User
) -> None:
    question = await discord_.say(ada, channel, "hm")
    await discord_.delete(question)
    target = bot.get_partial_messageable(channel.id).get_partial_message(question.id)
    with pytest.raises(discord.HTTPException, match="Unknown message"):
        await target.reply("?")


async def test_history_is_read_in_pages(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, ada: User
) -> None:
    said = [await discord_.say(ada, channel, f"line {number}") for number in range(5)]
    where = bot.get_partial_messageable(channel.id)
    numbers = [message.id for message in said]
    newest = [message.id async for message in where.history(limit=2)]
    assert newest == numbers[:2:-1]
    middle = discord.Object(numbers[2])
    assert [m.id async for m in where.history(limit=9, before=middle)] == numbers[1::-1]
    assert [m.id async for m in where.history(limit=9, after=middle)] == numbers[3:]
    assert len([m async for m in where.history(limit=3, around=middle)]) == 3


async def test_closed_direct_messages_are_forbidden(
    discord_: LoopbackDiscord, bot: TinyBot, ada: User
) -> None:
    ada.accepts_dms = False
    person = await bot.fetch_user(ada.id)
    with pytest.raises(discord.Forbidden) as caught:
        await person.send("psst")
    assert caught.value.code == 50007


async def test_pings_follow_the_allowed_mentions() -> None:
    text = "<@1> <@!2> <@&3> @everyone"
    everybody = Pings(users=frozenset({1, 2}), roles=frozenset({3}), everyone=True)
    assert pings_of(text, None) == everybody
    assert not pings_of(text, {"parse": []}, replied_to=4)
    assert pings_of(text, {"parse": ["users", "roles", "everyone"]}) == everybody
    assert pings_of(text, {"users": ["2", "9"]}).users == {2}
    assert pings_of(text, {"roles": [3]}).roles == {3}
    assert pings_of("no mention", {"replied_user": True}, replied_to=4).users == {4}
    assert pings_of("no mention", None, replied_to=4).users == {4}
