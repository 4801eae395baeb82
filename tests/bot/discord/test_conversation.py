"""People go on asking, by replies, in threads and in private; each answer knows what it follows."""

import asyncio

import pytest

from bot.client import FootnoteClient
from bot.desk import Desk
from bot.records.records import Records
from bot.settings import Settings
from bot.types import Visit
from tests.bot.discord.kept import shown_by
from tests.bot.records.visits import citing
from tests.loopback import Channel, LoopbackDiscord, Message, User

pytestmark = pytest.mark.asyncio

FIRST = "What is LingGuang?"
SECOND = "Who makes Doubao?"
ELLIPSIS = "who made it?"
COMPLETED = "-# Searched for: Who made LingGuang?"

bot_runs = pytest.mark.usefixtures("bot")


async def ask(discord_: LoopbackDiscord, question: str, user: User, channel: Channel) -> Message:
    return await (await discord_.slash("ask", {"question": question}, user, channel)).answer()


@bot_runs
async def test_a_reply_goes_on_with_the_answer_and_says_what_was_searched(
    discord_: LoopbackDiscord, channel: Channel, ada: User, records: Records
) -> None:
    first = await ask(discord_, FIRST, ada, channel)
    before = await shown_by(records, first)
    assert "Searched for" not in first.text

    await discord_.say(ada, channel, ELLIPSIS, reply_to=first)
    second = await discord_.next_message(channel)

    lines = second.text.splitlines()
    assert lines[:2] == [f"### {ELLIPSIS}", COMPLETED]
    assert "Ant Group" in second.text
    assert (await shown_by(records, second)).follows == before.record


@bot_runs
async def test_a_reply_to_an_older_answer_branches_there_whoever_writes_it(
    discord_: LoopbackDiscord, channel: Channel, ada: User, records: Records
) -> None:
    first = await ask(discord_, FIRST, ada, channel)
    await shown_by(records, first)
    await discord_.say(ada, channel, "and Doubao?", reply_to=first)
    other = await discord_.next_message(channel)
    assert "Doubao" in other.text
    await shown_by(records, other)

    await discord_.say(discord_.add_user("eve"), channel, ELLIPSIS, reply_to=first)
    branch = await discord_.next_message(channel)

    assert COMPLETED in branch.text
    assert (await shown_by(records, branch)).follows == (await shown_by(records, first)).record


async def test_a_conversation_outlives_the_bot(
    discord_: LoopbackDiscord,
    desk: Desk,
    settings: Settings,
    channel: Channel,
    ada: User,
    records: Records,
) -> None:
    async with discord_.running(FootnoteClient(desk, settings)):
        first = await ask(discord_, FIRST, ada, channel)
        await shown_by(records, first)
    async with discord_.running(FootnoteClient(desk, settings)):
        await discord_.say(ada, channel, ELLIPSIS, reply_to=first)
        assert COMPLETED in (await discord_.next_message(channel)).text


@bot_runs
async def test_a_mention_without_a_reply_stands_alone(
    discord_: LoopbackDiscord, channel: Channel, ada: User, records: Records
) -> None:
    await shown_by(records, await ask(discord_, FIRST, ada, channel))
    await discord_.say(ada, channel, f"{discord_.bot.mention} {ELLIPSIS}")
    message = await discord_.next_message(channel)
    assert "Searched for" not in message.text
    assert (await shown_by(records, message)).follows is None


@bot_runs
async def test_the_next_direct_message_goes_on_and_a_reply_chooses(
    discord_: LoopbackDiscord, ada: User, records: Records
) -> None:
    here = discord_.dm(ada)
    await discord_.direct_message(ada, FIRST)
    first = await discord_.next_message(here)
    await shown_by(records, first)
    await discord_.direct_message(ada, ELLIPSIS)
    second = await discord_.next_message(here)
    assert COMPLETED in second.text
    await shown_by(records, second)

    await discord_.direct_message(ada, SECOND)
    third = await discord_.next_message(here)
    assert "ByteDance" in third.text
    assert "Searched for" not in third.text
    await shown_by(records, third)
    await discord_.direct_message(ada, ELLIPSIS, reply_to=first)
    fourth = await discord_.next_message(here)

    assert COMPLETED in fourth.text
    assert (await shown_by(records, fourth)).follows == (await shown_by(records, first)).record


@bot_runs
async def test_a_reply_to_what_is_no_answer_stands_alone(
    discord_: LoopbackDiscord, ada: User, records: Records
) -> None:
    asked = await discord_.direct_message(ada, FIRST)
    await shown_by(records, await discord_.next_message(discord_.dm(ada)))
    await discord_.direct_message(ada, ELLIPSIS, reply_to=asked)
    message = await discord_.next_message(discord_.dm(ada))
    assert (await shown_by(records, message)).follows is None


@bot_runs
async def test_another_persons_direct_messages_do_not_mix(
    discord_: LoopbackDiscord, ada: User, records: Records
) -> None:
    await discord_.direct_message(ada, FIRST)
    await shown_by(records, await discord_.next_message(discord_.dm(ada)))
    eve = discord_.add_user("eve")
    await discord_.direct_message(eve, ELLIPSIS)
    message = await discord_.next_message(discord_.dm(eve))
    assert (await shown_by(records, message)).follows is None


@bot_runs
async def test_a_thread_on_an_answer_goes_on_with_it_and_then_with_its_own_last(
    discord_: LoopbackDiscord, channel: Channel, ada: User, records: Records
) -> None:
    first = await ask(discord_, FIRST, ada, channel)
    before = await shown_by(records, first)
    thread = await discord_.open_thread(ada, first, "More of it")

    await discord_.say(ada, thread, f"{discord_.bot.mention} {ELLIPSIS}")
    second = await discord_.next_message(thread)
    assert COMPLETED in second.text
    between = await shown_by(records, second)
    assert between.follows == before.record
    await discord_.say(ada, thread, f"{discord_.bot.mention} how many downloads did it get?")
    third = await discord_.next_message(thread)

    assert (await shown_by(records, third)).follows == between.record
    assert "one million" in third.text


@bot_runs
async def test_who_goes_on_hears_nothing_of_what_they_may_not_see(
    discord_: LoopbackDiscord, channel: Channel, ada: User, records: Records
) -> None:
    shown = await ask(discord_, SECOND, ada, channel)
    await shown_by(records, shown)
    visit = Visit(person=ada.id, channel=channel.id)

    def hide() -> None:
        """Let the message show an answer that only members of another server may see."""
        secret = citing("The Zephyr engine was made by Bob.", collection="server-5")
        record = records.answers.put(visit, secret)
        assert record is not None
        records.answers.set_message(record, channel.id, shown.id)

    await asyncio.to_thread(hide)
    await discord_.say(ada, channel, "and LingGuang?", reply_to=shown)
    message = await discord_.next_message(channel)

    assert "Searched for" not in message.text
    assert "download" not in message.text.splitlines()[0].lower()


@bot_runs
async def test_a_message_is_the_question_of_its_menu_and_only_who_asks_sees_the_answer(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    said = await discord_.say(discord_.add_user("bob"), channel, f"Well. {SECOND}")
    message = await (await discord_.message_command("Ask about this", said, ada)).answer()
    assert message.viewer is ada
    assert "ByteDance" in message.text
    labels = [button.label for button in message.buttons]
    assert {"Show passages", "Share"} <= set(labels)
    assert list(channel.messages.values()) == [said]


@bot_runs
async def test_a_message_without_words_is_no_question(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    answer = await ask(discord_, FIRST, ada, channel)
    message = await (await discord_.message_command("Ask about this", answer, ada)).answer()
    assert message.text == "Ask me a question, and I'll look it up in the articles."
    assert message.ephemeral
