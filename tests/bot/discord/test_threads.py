"""Open a thread under an answer: a thread stands on it, and the talk goes on there."""

import pytest

from bot.client import FootnoteClient
from bot.desk import Desk
from bot.errors import Trouble
from bot.records.records import Records
from bot.settings import Settings
from tests.bot.discord.kept import shown_by
from tests.bot.discord.test_conversation import COMPLETED, ELLIPSIS, FIRST, ask
from tests.loopback import MESSAGE_CONTENT, Channel, LoopbackDiscord, Message, User
from tests.loopback.rights import CREATE_PUBLIC_THREADS, SEND_MESSAGES_IN_THREADS

pytestmark = pytest.mark.asyncio

LABEL = "Open a thread"

bot_runs = pytest.mark.usefixtures("bot")


def labels(message: Message) -> list[str | None]:
    return [button.label for button in message.buttons]


def thread_on(message: Message) -> Channel:
    assert message.thread is not None
    return message.thread


async def said_in(discord_: LoopbackDiscord, thread: Channel) -> Message:
    """What the bot says first in a thread, after the mark of Discord that begins it."""
    beginning = await discord_.next_message(thread)
    assert not beginning.text
    return await discord_.next_message(thread)


@bot_runs
async def test_a_thread_is_opened_on_the_answer_and_goes_on_with_it(
    discord_: LoopbackDiscord, channel: Channel, ada: User, records: Records
) -> None:
    first = await ask(discord_, FIRST, ada, channel)
    before = await shown_by(records, first)
    told = await (await discord_.click(first, label=LABEL, user=ada)).answer()

    thread = thread_on(first)
    assert (thread.owner, thread.name) == (discord_.bot, FIRST)
    assert told.ephemeral
    assert told.text == f"The conversation goes on in <#{thread.id}>. Mention me there to ask on."
    assert not told.pings
    await discord_.say(ada, thread, f"{discord_.bot.mention} {ELLIPSIS}")
    second = await said_in(discord_, thread)
    assert COMPLETED in second.text
    assert (await shown_by(records, second)).follows == before.record
    assert LABEL not in labels(second)


async def test_with_the_intent_nobody_needs_to_mention_the_bot_there(
    desk: Desk, settings: Settings, records: Records
) -> None:
    reads = settings.model_copy(update={"message_content_intent": True})
    async with LoopbackDiscord(privileged_intents=MESSAGE_CONTENT) as discord_:
        ada = discord_.add_user("ada")
        guild = discord_.add_guild("Readers")
        guild.add_member(ada)
        channel = guild.add_channel("general")
        async with discord_.running(FootnoteClient(desk, reads)):
            first = await ask(discord_, FIRST, ada, channel)
            await shown_by(records, first)
            told = await (await discord_.click(first, label=LABEL, user=ada)).answer()
            assert told.text.endswith("Just write there.")
            await discord_.say(ada, thread_on(first), ELLIPSIS)
            assert COMPLETED in (await said_in(discord_, thread_on(first))).text


@bot_runs
async def test_a_second_press_names_the_thread_that_is_there(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    first = await ask(discord_, FIRST, ada, channel)
    told = [
        (await (await discord_.click(first, label=LABEL, user=user)).answer()).text
        for user in (ada, discord_.add_user("eve"))
    ]
    assert told[0] == told[1]
    assert f"<#{thread_on(first).id}>" in told[0]


@bot_runs
async def test_the_name_of_a_thread_is_cut_and_pings_nobody(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    question = (
        "@everyone, how many downloads did the LingGuang app of Ant Group reach in the first four "
        "days after its launch, if you know?"
    )
    first = await ask(discord_, question, ada, channel)
    await (await discord_.click(first, label=LABEL, user=ada)).answer()
    assert thread_on(first).name.startswith("@everyone, how many downloads")
    assert len(thread_on(first).name) <= 100 < len(question)
    assert not [one for one in thread_on(first).messages.values() if one.pings]


@bot_runs
@pytest.mark.parametrize("right", [CREATE_PUBLIC_THREADS, SEND_MESSAGES_IN_THREADS])
async def test_where_the_bot_may_not_the_button_is_not_offered_and_later_says_why(
    discord_: LoopbackDiscord, channel: Channel, ada: User, right: int
) -> None:
    assert channel.guild is not None
    first = await ask(discord_, FIRST, ada, channel)
    channel.guild.overwrite(channel, discord_.bot, deny=right)
    told = await (await discord_.click(first, label=LABEL, user=ada)).answer()
    assert told.text == Trouble.NO_THREADS_HERE.value.person
    assert first.thread is None
    assert LABEL not in labels(await ask(discord_, FIRST, ada, channel))


@bot_runs
async def test_who_may_not_open_threads_cannot_have_the_bot_do_it(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    assert channel.guild is not None
    first = await ask(discord_, FIRST, ada, channel)
    channel.guild.overwrite(channel, ada, deny=CREATE_PUBLIC_THREADS)
    told = await (await discord_.click(first, label=LABEL, user=ada)).answer()
    assert told.text == Trouble.MAY_NOT_OPEN_THREADS.value.person
    assert told.ephemeral
    assert first.thread is None


@bot_runs
async def test_an_answer_to_a_mention_takes_a_thread_and_private_ones_and_refusals_do_not(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    await discord_.say(ada, channel, f"{discord_.bot.mention} {FIRST}")
    assert LABEL in labels(await discord_.next_message(channel))
    refused = await ask(discord_, "What did the zookeeper feed the penguins?", ada, channel)
    options = {"question": FIRST, "private": True}
    private = await (await discord_.slash("ask", options, ada, channel)).answer()
    direct = await ask(discord_, FIRST, ada, discord_.dm(ada))
    for message in (refused, private, direct):
        assert LABEL not in labels(message)
