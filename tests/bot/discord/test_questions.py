"""People ask in every way there is; what they get, and who sees it, comes out."""

import pytest

from bot.client import FootnoteClient
from bot.desk import Desk
from bot.errors import DeskError, Trouble
from bot.offload import Offload
from bot.settings import Settings
from index.library import Library
from tests.bot.discord.conftest import excuse
from tests.bot.render.discord_rules import read
from tests.loopback import Channel, LoopbackDiscord, Message, User

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("bot")]

QUESTION = "How many people downloaded the Qwen app in its first week?"
RELATED = "What is known about downloads in the first week?"
UNANSWERABLE = "What did the zookeeper feed the penguins on Tuesday?"
BUTTONS = ["Show passages", "Helpful", "Not helpful"]


def check_answer(message: Message) -> None:
    """It answers QUESTION, with a source and the button."""
    assert message.is_components_v2
    assert not message.loading
    assert message.text.startswith("### How many people downloaded the Qwen app")
    assert "**10 million** downloads within one week of its relaunch.¹" in message.text
    assert (
        "**Sources**\n¹\u202f²\u202f³ **Alibaba's Qwen app passes 10 million downloads in a week**"
        in message.text
    )
    own = ("Share", "Open a thread")
    labels = [button.label for button in message.buttons if button.label not in own]
    assert labels == [*BUTTONS, RELATED]
    assert not message.pings


async def test_a_command_in_a_server(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    asked = await discord_.slash("ask", {"question": QUESTION}, ada, channel)
    message = await asked.answer()
    check_answer(message)
    assert asked.ack_type == 5
    assert list(channel.messages.values()) == [message]


@pytest.mark.parametrize("where", ["dm", "group"])
async def test_a_command_in_a_private_conversation(
    discord_: LoopbackDiscord, ada: User, where: str
) -> None:
    channel = discord_.dm(ada) if where == "dm" else discord_.add_group(ada)
    check_answer(await (await discord_.slash("ask", {"question": QUESTION}, ada, channel)).answer())


async def test_a_private_answer_is_for_one_pair_of_eyes(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    options = {"question": QUESTION, "private": True}
    message = await (await discord_.slash("ask", options, ada, channel)).answer()
    check_answer(message)
    assert message.flags & 64
    assert message.viewer is ada
    assert not channel.messages


async def test_a_direct_message(discord_: LoopbackDiscord, ada: User) -> None:
    asked = await discord_.direct_message(ada, QUESTION)
    message = await discord_.next_message(discord_.dm(ada))
    check_answer(message)
    assert message.reply_to is asked
    assert discord_.typing == [discord_.dm(ada)]


async def test_a_mention(discord_: LoopbackDiscord, channel: Channel, ada: User) -> None:
    await discord_.say(ada, channel, "Nobody asked the bot anything here.")
    asked = await discord_.say(ada, channel, f"{discord_.bot.mention} {QUESTION}")
    message = await discord_.next_message(channel)
    check_answer(message)
    assert message.reply_to is asked
    assert discord_.typing == [channel]


async def test_a_reply_to_the_bot(discord_: LoopbackDiscord, channel: Channel, ada: User) -> None:
    first = await (await discord_.slash("ask", {"question": "Why?"}, ada, channel)).answer()
    await discord_.say(ada, channel, QUESTION, reply_to=first)
    check_answer(await discord_.next_message(channel))


async def test_a_mention_and_nothing_else_gets_to_know_how_to_ask(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    await discord_.say(ada, channel, f" {discord_.bot.mention} ")
    assert (await discord_.next_message(channel)).text == Trouble.EMPTY.value.person


@pytest.mark.parametrize(
    ("said", "reply"), [("thanks!", "You're welcome."), ("Who are you?", "I'm Footnote")]
)
async def test_what_is_no_question_gets_a_remark_and_no_button(
    discord_: LoopbackDiscord, channel: Channel, ada: User, said: str, reply: str
) -> None:
    await discord_.say(ada, channel, f"{discord_.bot.mention} {said}")
    message = await discord_.next_message(channel)
    assert message.is_components_v2
    assert message.text.startswith(reply)
    assert "Sources" not in message.text
    assert not message.buttons
    assert not message.pings


async def test_a_question_whose_message_is_deleted_is_answered_all_the_same(
    discord_: LoopbackDiscord, ada: User
) -> None:
    asked = await discord_.direct_message(ada, QUESTION)
    await discord_.delete(asked)
    check_answer(await discord_.next_message(discord_.dm(ada)))


async def test_what_the_articles_do_not_say(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    asked = await discord_.slash("ask", {"question": UNANSWERABLE}, ada, channel)
    message = await asked.answer()
    lines = message.text.splitlines()
    assert lines[:3] == [f"### {UNANSWERABLE}", "The articles don't say.", "The closest I found:"]
    assert lines[3].startswith("> ")
    assert [button.label for button in message.buttons] == BUTTONS


@pytest.mark.parametrize("private", [True, False])
async def test_a_question_of_six_thousand_characters_is_refused_in_private(
    discord_: LoopbackDiscord, channel: Channel, ada: User, private: bool
) -> None:
    options = {"question": "why " * 1499 + "why?", "private": private}
    asked = await discord_.slash("ask", options, ada, channel)
    message = await excuse(asked, private=private)
    assert message.text == DeskError(Trouble.TOO_LONG, length=6000, most=1000).person
    assert message.viewer is ada
    await discord_.until(lambda: not channel.messages)


async def test_a_question_of_the_greatest_length_is_shortened_in_its_answer(
    discord_: LoopbackDiscord, ada: User
) -> None:
    question = f"{QUESTION} {'really ' * 133}"[:1000]
    message = await (await discord_.slash("ask", {"question": question}, ada)).answer()
    assert message.text.splitlines()[0].endswith(" really …")


async def test_the_passages_are_shown_to_whoever_asks(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    message = await (await discord_.slash("ask", {"question": QUESTION}, ada, channel)).answer()
    eve = discord_.add_user("eve")
    shown = await (await discord_.click(message, label="Show passages", user=eve)).answer()
    assert shown.viewer is eve
    assert "**The Qwen app passed 10 million downloads within one week of its relaunch.**" in (
        shown.text
    )
    assert "Alibaba announced the 10 million downloads in a post on WeChat." in shown.text
    assert list(channel.messages.values()) == [message]


async def test_the_button_outlives_the_bot(
    discord_: LoopbackDiscord, bot: FootnoteClient, desk: Desk, settings: Settings, ada: User
) -> None:
    message = await (await discord_.slash("ask", {"question": QUESTION}, ada)).answer()
    await bot.close()
    async with discord_.running(FootnoteClient(desk, settings)):
        shown = await (await discord_.click(message, label="Show passages", user=ada)).answer()
    assert "**The Qwen app passed 10 million downloads" in shown.text


async def test_a_passage_that_is_gone_is_said_to_be(
    discord_: LoopbackDiscord, library: Library, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = await (await discord_.slash("ask", {"question": QUESTION}, ada)).answer()
    monkeypatch.setattr(library, "passages", lambda *_, **__: [])
    shown = await (await discord_.click(message, label="Show passages", user=ada)).answer()
    assert shown.text == Trouble.PASSAGE_GONE.value.person
    assert shown.ephemeral


async def test_a_hostile_article_pings_nobody_and_links_nowhere(
    discord_: LoopbackDiscord,
    bot: FootnoteClient,
    hostile_library: Library,
    settings: Settings,
    channel: Channel,
    ada: User,
) -> None:
    await bot.close()
    desk = Desk(hostile_library, Offload(workers=1, queue_size=5), question_max_chars=1000)
    async with discord_.running(FootnoteClient(desk, settings)):
        for question in ("What should zebras ignore?", "@everyone <@1> Where do zebras pay taxes?"):
            asked = await discord_.slash("ask", {"question": question}, ada, channel)
            answer = await asked.answer()
            click = await discord_.click(answer, label="Show passages", user=ada)
            for message in (answer, await click.answer()):
                assert "evil.example" in message.text
                assert not message.pings
                seen = read(message.text)
                assert set(seen.alive) <= {"heading", "small", "bold", "quote", "link"}
                assert all(link.startswith("https://example.com/zebras") for link in seen.links)
