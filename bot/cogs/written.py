"""A message comes in; what it asks the bot, or asks of nobody in particular, goes out. Pure."""

import re

import discord

from bot.records.base import ChannelKind

_WRITTEN = (discord.MessageType.default, discord.MessageType.reply)
_QUESTION_MARKS = ("?", "？", "؟", "\u037e")  # the last is the Greek one


def question_in(message: discord.Message, bot_id: int, *, reads_all: bool = False) -> str | None:
    """What a message asks the bot; `None` if it is not meant for it, or no person wrote it.

    Meant for it is every direct message, and a message that mentions it by name or, with a ping,
    replies to it: Discord lets a bot read these without a privileged intent. With the intent it
    `reads_all`, and so also takes replies without a ping, and what is written in its own threads.
    """
    if not _is_written(message):
        return None
    meant = message.guild is None or any(user.id == bot_id for user in message.mentions)
    if not meant and not (reads_all and _is_between(message, bot_id)):
        return None
    return without_mention(message.content, bot_id)


def replied_to(message: discord.Message) -> int | None:
    """The id of the message of the same channel that this one replies to."""
    reference = message.reference
    if message.type is not discord.MessageType.reply or reference is None:
        return None
    return reference.message_id


def without_mention(text: str, bot_id: int) -> str:
    """A text without the mentions of the bot."""
    return re.sub(rf"<@!?{bot_id}>", " ", text).strip()


def _is_between(message: discord.Message, bot_id: int) -> bool:
    """Whether a message that mentions nobody is one of a talk with the bot."""
    if message.reference is not None and message.type is discord.MessageType.reply:
        answered = message.reference.resolved
        return isinstance(answered, discord.Message) and answered.author.id == bot_id
    channel = message.channel
    own = isinstance(channel, discord.Thread) and channel.owner_id == bot_id
    return own and not message.mentions


def unasked_in(message: discord.Message, bot_id: int) -> tuple[ChannelKind, int, str] | None:
    """What a message asks of nobody in particular: the kind of place, its channel, the question.

    A forum's post is its title and its first message. In other channels a message counts that
    ends in a question mark, and neither replies to anybody nor mentions anybody: those are talks
    between people. Who mentions the bot has asked it.
    """
    if not _is_written(message) or any(user.id == bot_id for user in message.mentions):
        return None
    channel = message.channel
    if isinstance(channel, discord.Thread):
        if message.id != channel.id or not isinstance(channel.parent, discord.ForumChannel):
            return None
        title = channel.name.rstrip()
        # Read as one line, a title without a mark at its end would run into what follows.
        mark = ":" if title[-1:].isalnum() else ""
        return "forum", channel.parent_id, f"{title}{mark}\n{message.content}"
    to_somebody = message.reference is not None or bool(message.mentions)
    if to_somebody or not message.content.rstrip().endswith(_QUESTION_MARKS):
        return None
    return "follow", channel.id, message.content


def _is_written(message: discord.Message) -> bool:
    """Whether a person wrote the message, and Discord did not for them."""
    return not message.author.bot and message.webhook_id is None and message.type in _WRITTEN
