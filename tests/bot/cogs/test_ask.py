"""Which messages are questions to the bot, and what of them is the question."""

from unittest.mock import Mock

import discord
import pytest

from bot.cogs.buttons import PassagesButton
from bot.cogs.written import question_in
from bot.render.places import TEMPLATE
from bot.types import Place

BOT_ID = 42


def a_message(
    content: str,
    *,
    in_server: bool = True,
    mentioned: tuple[int, ...] = (BOT_ID,),
    author_is_bot: bool = False,
    webhook_id: int | None = None,
    kind: discord.MessageType = discord.MessageType.default,
) -> discord.Message:
    message = Mock(spec=discord.Message)
    message.content = content
    message.guild = Mock(spec=discord.Guild) if in_server else None
    message.mentions = [Mock(spec=discord.User, id=number) for number in mentioned]
    message.author.bot = author_is_bot
    message.webhook_id = webhook_id
    message.type = kind
    return message


@pytest.mark.parametrize(
    ("content", "question"),
    [
        ("<@42> Why?", "Why?"),
        ("<@!42>Why?", "Why?"),
        ("Why, <@42>, <@7>?", "Why,  , <@7>?"),
        ("<@42>", ""),
        ("<@42> <@!42>", ""),
        ("", ""),
    ],
)
@pytest.mark.parametrize("in_server", [True, False])
def test_the_question_is_what_is_left_without_the_mention(
    content: str, question: str, in_server: bool
) -> None:
    assert question_in(a_message(content, in_server=in_server), BOT_ID) == question


def test_a_direct_message_needs_no_mention() -> None:
    assert question_in(a_message("Why?", in_server=False, mentioned=()), BOT_ID) == "Why?"


def test_a_reply_with_a_ping_needs_no_mention_in_its_text() -> None:
    message = a_message("Why?", kind=discord.MessageType.reply)
    assert question_in(message, BOT_ID) == "Why?"


@pytest.mark.parametrize(
    "message",
    [
        a_message("Why?", mentioned=()),
        a_message("@everyone Why?", mentioned=()),
        a_message("<@7> Why?", mentioned=(7,)),
        a_message("<@42> Why?", author_is_bot=True),
        a_message("Why?", in_server=False, author_is_bot=True),
        a_message("<@42> Why?", author_is_bot=True, kind=discord.MessageType.reply),
        a_message("<@42> Why?", webhook_id=7),
        a_message("<@42>", kind=discord.MessageType.pins_add),
        a_message("", kind=discord.MessageType.new_member),
        a_message("", in_server=False, kind=discord.MessageType.call),
    ],
)
def test_what_is_no_question_to_the_bot(message: discord.Message) -> None:
    assert question_in(message, BOT_ID) is None


def test_a_button_carries_its_places() -> None:
    button = PassagesButton([Place(48, 100, 169), Place(49, 0, 7)])
    assert button.custom_id == "passages:1c-2s-1x:1d-0-7"
    assert TEMPLATE.fullmatch(button.custom_id)
    assert button.is_persistent()
