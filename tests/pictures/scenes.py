"""The real bot over the loopback Discord comes in; what people see of it goes out, as scenes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from tests.loopback import LoopbackDiscord, Message
from tests.loopback.posting import COMMAND_REPLY_TYPE, MENU_REPLY_TYPE, REPLY_TYPE
from tests.loopback.rights import MANAGE_GUILD
from tests.pictures.draw import Form, Shown

Scene = Callable[[LoopbackDiscord], Awaitable[Sequence[Shown | Form]]]


async def answer_in_server(discord_: LoopbackDiscord) -> Sequence[Shown | Form]:
    """Somebody asks in a server, and everybody sees the answer."""
    channel = discord_.add_guild("Readers").add_channel("general")
    question = "How many people downloaded the Qwen app in its first week?"
    asked = await discord_.slash("ask", {"question": question}, discord_.add_user("ada"), channel)
    return [shown(await asked.answer())]


async def refusal_in_private(discord_: LoopbackDiscord) -> Sequence[Shown | Form]:
    """Somebody writes to the bot what the articles don't say."""
    ada = discord_.add_user("ada")
    said = await discord_.direct_message(ada, "How much does Doubao cost a month?")
    reply = await discord_.next_message(discord_.dm(ada))
    return [shown(said), shown(reply)]


async def privacy_in_private(discord_: LoopbackDiscord) -> Sequence[Shown | Form]:
    """Somebody sees what is kept of them, takes it along, and deletes it."""
    channel, ada = discord_.add_guild("Readers").add_channel("general"), discord_.add_user("ada")
    for question in ("Who makes Doubao?", "Who owns WeChat?"):
        await (await discord_.slash("ask", {"question": question}, ada, channel)).answer()
    kept = await (await discord_.slash("privacy", {}, ada, channel)).answer()
    file = await (await discord_.click(kept, label="Export my data", user=ada)).answer()
    gone = await (await discord_.click(kept, label="Delete my data", user=ada)).answer()
    return [shown(kept), shown(file), shown(gone)]


async def settings_of_a_server(discord_: LoopbackDiscord) -> Sequence[Shown | Form]:
    """Somebody who manages a server switches a forum and a channel on."""
    guild, admin = discord_.add_guild("Readers"), discord_.owner
    channel, forum = guild.add_channel("questions"), guild.add_forum("help")
    asked = await discord_.slash("settings channels", {}, admin, channel)
    panel = await asked.answer()
    for one in (forum, channel):
        chosen = await discord_.choose(panel, [one], placeholder="Switch a channel on", user=admin)
        await chosen.answer()
    return [shown(panel, {one.id: one.name for one in (forum, channel)})]


async def passages_paged(discord_: LoopbackDiscord) -> Sequence[Shown | Form]:
    """Somebody turns to the second page of what was found."""
    ada = discord_.add_user("ada")
    channel = discord_.add_guild("Readers").add_channel("general")
    asked = await discord_.slash("ask", {"question": "What is LingGuang?"}, ada, channel)
    click = await discord_.click(await asked.answer(), label="Show passages", user=ada)
    page = await click.answer()
    await (await discord_.click(page, label="Next", user=ada)).answer()
    return [shown(page)]


async def vote_against(discord_: LoopbackDiscord) -> Sequence[Shown | Form]:
    """Somebody says what was wrong with an answer."""
    ada = discord_.add_user("ada")
    channel = discord_.add_guild("Readers").add_channel("general")
    asked = await discord_.slash("ask", {"question": "What is LingGuang?"}, ada, channel)
    click = await discord_.click(await asked.answer(), label="Not helpful", user=ada)
    form = await click.modal()
    entries = {"reason": "outdated", "words": "It has more users by now."}
    thanks = await (await click.submit(entries)).answer()
    return [
        Form(app="footnote", title=form["title"], components=form["components"], entries=entries),
        shown(thanks),
    ]


async def why_explained(discord_: LoopbackDiscord) -> Sequence[Shown | Form]:
    """Somebody who manages the server looks at what an answer is made of."""
    guild = discord_.add_guild("Readers")
    channel = guild.add_channel("general")
    grace = discord_.add_user("grace")
    guild.set_permissions(grace, MANAGE_GUILD)
    asked = await discord_.slash("ask", {"question": "What is LingGuang?"}, grace, channel)
    answer = await asked.answer()
    for _ in range(100):  # until the bot has noted where its answer stands
        said = await (await discord_.message_command("Why this answer?", answer, grace)).answer()
        if "Why this answer?" in said.text:
            break
    return [shown(said)]


SCENES: Mapping[str, Scene] = {
    "answer": answer_in_server,
    "refusal": refusal_in_private,
    "privacy": privacy_in_private,
    "settings": settings_of_a_server,
    "passages": passages_paged,
    "vote": vote_against,
    "why": why_explained,
}
"""By the name of the picture."""


def shown(message: Message, names: Mapping[int, str] | None = None) -> Shown:
    """A message of the loopback Discord as a person sees it."""
    above = None
    is_command = message.type in (COMMAND_REPLY_TYPE, MENU_REPLY_TYPE)
    if is_command and message.origin is not None and message.origin.command is not None:
        slash = "/" if message.type == COMMAND_REPLY_TYPE else ""
        above = (message.origin.user.name, slash + message.origin.command)
    elif message.type == REPLY_TYPE and message.reply_to is not None:
        above = (message.reply_to.author.name, message.reply_to.text.partition("\n")[0])
    return Shown(
        author=message.author.name,
        is_app=message.author.bot,
        content=message.content,
        components=message.components,
        above=above,
        is_command=is_command,
        ephemeral=message.ephemeral,
        edited=message.edits > 0,
        thread=None if message.thread is None else message.thread.name,
        files=[] if message.is_components_v2 else [one.filename for one in message.attachments],
        names=names or {},
    )


@contextlib.asynccontextmanager
async def bot_running(
    discord_: LoopbackDiscord, *, corpus: Path, data: Path
) -> AsyncIterator[None]:
    """The bot as its own command line starts it, in a process of its own, over a built library.

    It asks for the message-content intent.
    """
    settings = {
        "DISCORD_TOKEN": discord_.token,
        "CORPUS_DIR": str(corpus),
        "DATA_DIR": str(data),
        "MESSAGE_CONTENT_INTENT": "true",
    }
    process = await asyncio.create_subprocess_exec(
        *discord_.launch_command("run"),
        env=discord_.environment | settings,
        cwd=data,  # where there is no .env
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    saying = asyncio.ensure_future(process.communicate())
    waiting = asyncio.ensure_future(discord_.ready(timeout=90))
    try:
        await asyncio.wait({saying, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if saying.done():
            waiting.cancel()
            raise RuntimeError(f"the bot did not start: {(await saying)[1].decode()}")
        await waiting
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await saying
