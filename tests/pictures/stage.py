"""A loopback Discord and a folder come in; a bot runs between them, and what it shows goes out."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.records.records import Records
from tests.llm import Said, ScriptedServer
from tests.llm.script import Asked
from tests.loopback import Channel, Invocation, LoopbackDiscord, Message, Upload, User
from tests.loopback.posting import COMMAND_REPLY_TYPE, MENU_REPLY_TYPE, REPLY_TYPE
from tests.loopback.rights import MANAGE_GUILD
from tests.pictures.draw import Form, Shown

MODEL = "qwen3:8b"
_TRIES, _PAUSE_SECONDS = 1000, 0.02


@dataclass(slots=True)
class Dictation:
    """What a language model says to whatever it is asked: a scene sets it."""

    said: Said = field(default_factory=lambda: Said("NOT_IN_ARTICLES"))

    def answer(self, _: Asked) -> Said:
        """The script of its server."""
        return self.said


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What a scene is played on: a Discord, what the bot keeps, and what its model says."""

    discord: LoopbackDiscord
    records: Records
    model: Dictation

    def readers(self, *, locale: str = "en-US") -> tuple[Channel, User]:
        """A channel of a new server, and somebody who reads there."""
        channel = self.discord.add_guild("Readers").add_channel("general")
        return channel, self.discord.add_user("ada", locale=locale)

    def manager(self, channel: Channel) -> User:
        """Somebody who manages the server of `channel`."""
        assert channel.guild is not None
        person = self.discord.add_user("mira")
        channel.guild.set_permissions(person, MANAGE_GUILD)
        return person

    async def ask(
        self, question: str, user: User, channel: Channel, *, private: bool = False
    ) -> Message:
        """The answer to `/ask`, once it is noted where it stands."""
        options = {"private": True} if private else {}
        message = await self.command("ask", user, channel, question=question, **options)
        return message if private else await self.noted(message)

    async def noted(self, message: Message) -> Message:
        """The message, once the bot has noted that it answers in it."""
        for _ in range(_TRIES):
            place = message.channel.id, message.id
            if await asyncio.to_thread(self.records.answers.at, *place) is not None:
                return message
            await asyncio.sleep(_PAUSE_SECONDS)
        raise TimeoutError(f"the bot keeps nothing of this: {message.text}")

    async def command(
        self, name: str, user: User, channel: Channel, /, **options: object
    ) -> Message:
        """The answer to a command."""
        return await (await self.discord.slash(name, options, user, channel)).answer()

    async def add(self, user: User, channel: Channel, name: str, text: str) -> Message:
        """The receipt for an article that `user` adds to the server."""
        file = Upload(name, text.encode())
        return await self.command("library add", user, channel, file=file)

    async def press(self, message: Message, label: str, user: User) -> Message:
        """What comes of pressing the button with that label."""
        return await (await self.discord.click(message, label=label, user=user)).answer()


async def form_of(
    pressed: Invocation, entries: Mapping[str, str | Sequence[str]], app: str
) -> Form:
    """The form that a press opened, filled in."""
    form = await pressed.modal()
    return Form(app=app, title=form["title"], components=form["components"], entries=entries)


def shown(message: Message, names: Mapping[int, str] | None = None, title: str = "") -> Shown:
    """A message of the loopback Discord as a person sees it; `title` is that of a forum's post."""
    above = None
    is_command = message.type in (COMMAND_REPLY_TYPE, MENU_REPLY_TYPE)
    if is_command and message.origin is not None and message.origin.command is not None:
        slash = "/" if message.type == COMMAND_REPLY_TYPE else ""
        above = (message.origin.user.name, slash + message.origin.command)
    elif message.type == REPLY_TYPE and message.reply_to is not None:
        replied = message.reply_to.text.partition("\n")[0].removeprefix("### ")
        above = (message.reply_to.author.name, replied)
    return Shown(
        author=message.author.name,
        is_app=message.author.bot,
        content=f"## {title}\n{message.content}" if title else message.content,
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
async def stage_with_bot(
    discord_: LoopbackDiscord, *, corpus: Path, data: Path, writes: bool = False
) -> AsyncIterator[Stage]:
    """The bot as its own command line starts it, in a process of its own, over a built library.

    It asks for the message-content intent. With `writes`, a model writes its answers.
    """
    model = Dictation()
    async with ScriptedServer(model.answer, models=(MODEL,)) as server:
        written = {"LLM_BASE_URL": server.base_url, "LLM_MODEL": MODEL} if writes else {}
        async with _bot(discord_, corpus, data, written), _records_in(data) as records:
            yield Stage(discord=discord_, records=records, model=model)


@contextlib.asynccontextmanager
async def _bot(
    discord_: LoopbackDiscord, corpus: Path, data: Path, written: Mapping[str, str]
) -> AsyncIterator[None]:
    """The bot runs and is ready for as long as the context is open."""
    settings = {
        "DISCORD_TOKEN": discord_.token,
        "CORPUS_DIR": str(corpus),
        "DATA_DIR": str(data),
        "MESSAGE_CONTENT_INTENT": "true",
        "REFRESH_SECONDS": "0.2",
        **written,
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.pictures.launch", discord_.url, "--", "run"),
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


@contextlib.asynccontextmanager
async def _records_in(data: Path) -> AsyncIterator[Records]:
    """What the bot that runs there keeps, read beside it."""
    records = await asyncio.to_thread(Records, data / "records.db", keep_days=90)
    try:
        yield records
    finally:
        await asyncio.to_thread(records.close)
