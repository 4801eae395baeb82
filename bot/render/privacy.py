"""What is kept of a person, was handed out or deleted comes in; containers for Discord go out."""

from collections.abc import Iterator, Sequence
from typing import Any

import discord

from bot.records.base import Forgotten, Held
from bot.words import mark, say, say_many

EXPORT = mark("Export my data")
DELETE = mark("Delete my data")

_COLOUR = discord.Colour(0x3B6EA5)

Item = discord.ui.Item[Any]


def render_held(held: Held, buttons: Sequence[Item], locale: str) -> discord.ui.Container[Any]:
    """What is kept and for how long, how much of it there is now, and the buttons below."""
    heading = say("What I keep of you", locale)
    rules = "\n".join(f"- {rule}" for rule in _rules(held.keep_days, locale))
    now = " · ".join(
        (
            say_many("{count} question", "{count} questions", held.answers, locale),
            say_many("{count} vote", "{count} votes", held.votes, locale),
            say_many("{count} repair", "{count} repairs", held.repairs, locale),
            say_many("{count} announcement", "{count} announcements", held.announced, locale),
        )
    )
    kept = say("Kept of you now: {numbers}", locale, numbers=now)
    how = say(
        "“{export}” sends you all of it as a file. “{delete}” deletes it at once, for good.",
        locale,
        export=say(EXPORT, locale),
        delete=say(DELETE, locale),
    )
    return discord.ui.Container(
        discord.ui.TextDisplay(f"### {heading}\n{rules}"),
        discord.ui.Separator(),
        discord.ui.TextDisplay(f"**{kept}**\n-# {how}"),
        discord.ui.ActionRow(*buttons),
        accent_colour=_COLOUR,
    )


def render_export(name: str, locale: str) -> discord.ui.Container[Any]:
    """A file that is sent along under this name, and what it is."""
    words = say("This is all that I keep of you, as a JSON file.", locale)
    return discord.ui.Container(
        discord.ui.TextDisplay(words),
        discord.ui.File(f"attachment://{name}"),
        accent_colour=_COLOUR,
    )


def render_forgotten(
    done: Forgotten, locale: str, *, with_files: bool
) -> discord.ui.Container[Any]:
    """What was deleted, in numbers; `with_files`: files were dropped from memory, too."""
    deleted = list(_deleted(done, locale))
    if with_files:
        deleted.append(say("your files, from my memory", locale))
    lines = [f"- {line}" for line in deleted]
    heading = say("Deleted", locale) if lines else say("There was nothing to delete", locale)
    stays = say(
        "My messages on Discord stay where they are; those who manage a channel can delete them. "
        "What you ask from now on is kept again.",
        locale,
    )
    text = "\n".join((f"### {heading}", *lines, f"-# {stays}"))
    return discord.ui.Container(discord.ui.TextDisplay(text), accent_colour=_COLOUR)


def _rules(keep_days: int, locale: str) -> Iterator[str]:
    """What is kept, for how long, and what is not."""
    if keep_days:
        yield say_many(
            "Your questions, what I answered and cited, and where and when that was: "
            "for {count} day.",
            "Your questions, what I answered and cited, and where and when that was: "
            "for {count} days.",
            keep_days,
            locale,
        )
        yield say("Your votes and what you wrote with them: as long as the answer.", locale)
    else:
        yield say(
            "Nothing of your questions, my answers and your votes: whoever runs me has chosen so.",
            locale,
        )
    yield say(
        "Of a file that you ask about, nothing: it is in my memory only, for half an hour after "
        "your last question about it.",
        locale,
    )
    yield say(
        "If you manage a server: which passages you pinned there, and which articles you marked "
        "or taught. The server keeps these; that it was you, until you delete it here.",
        locale,
    )
    yield say(
        "If you write in a channel that the server lets me follow: that you wrote it, until it is "
        "deleted there, or you delete it here.",
        locale,
    )
    yield say(
        "I know you by Discord's number for you. Your name stands only on what you taught or wrote "
        "in a channel that I follow. Other messages that ask me nothing are not kept.",
        locale,
    )


def _deleted(done: Forgotten, locale: str) -> Iterator[str]:
    if done.answers:
        yield say_many(
            "{count} question with its answer",
            "{count} questions with their answers",
            done.answers,
            locale,
        )
    if done.gaps:
        yield say_many(
            "{count} of them was noted as unanswered",
            "{count} of them were noted as unanswered",
            done.gaps,
            locale,
        )
    if done.votes:
        yield say_many("{count} vote", "{count} votes", done.votes, locale)
    if done.unsigned:
        yield say_many(
            "{count} repair no longer says that it was you",
            "{count} repairs no longer say that it was you",
            done.unsigned,
            locale,
        )
    if done.taught:
        yield say_many(
            "{count} article that you taught no longer has your name",
            "{count} articles that you taught no longer have your name",
            len(done.taught),
            locale,
        )
    if done.announced:
        yield say_many(
            "{count} announcement no longer has your name",
            "{count} announcements no longer have your name",
            len(done.announced),
            locale,
        )
