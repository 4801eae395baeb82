"""A person, a place and a deed come in; Discord's client does it, or refuses, and the bot hears."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from . import components as tree
from .command_limits import CHAT_INPUT, MESSAGE_MENU
from .drafts import Draft
from .errors import ClientRefusalError, Json
from .gateway import Gateway
from .interactions import AUTOCOMPLETE, COMMAND
from .invocation import Invocation
from .options import Sender, check_offered, command_data, target_data
from .payloads import message_json
from .people import Choice, check_present, check_seen, find_component, start, use_component
from .permissions import may, may_speak
from .posting import delete, delete_many, keep_files, open_thread, pin, post, rewrite
from .rights import CREATE_PUBLIC_THREADS, SEND_MESSAGES
from .routes_commands import find_command
from .state import FORUM, GUILD_NEWS, IS_CROSSPOST, Channel, Message, Upload, User
from .world import World

# What a person with a subscription may write; a bot has to live with it.
MAX_PERSON_TEXT = 4_000
MAX_THREAD_NAME = 100
_BUTTONS = frozenset({tree.BUTTON})


class Acts:
    """What people do. What Discord's own client would not let them do raises ClientRefusalError."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.gateway = Gateway(world)

    async def slash(
        self,
        name: str,
        options: Mapping[str, object] | None = None,
        user: User | None = None,
        channel: Channel | None = None,
    ) -> Invocation:
        """`user` (else the owner) runs a slash command in `channel` (else the bot's DM).

        Subcommands follow the name: "admin reload". An option is a str, int, bool, float, User,
        Channel, Role or Upload. An unknown command or option, a missing one, a text that is too
        long, and a command that this person is not offered are refused.
        """
        return self._command(COMMAND, name, options or {}, user, channel, None)

    async def autocomplete(
        self,
        name: str,
        option: str,
        typed: str,
        user: User | None = None,
        channel: Channel | None = None,
        *,
        others: Mapping[str, object] | None = None,
    ) -> Invocation:
        """`user` is typing `option`, with the `others` filled in.

        `await invocation.choices()` has the suggestions.
        """
        options = {**(others or {}), option: typed}
        return self._command(AUTOCOMPLETE, name, options, user, channel, option)

    def _command(
        self,
        kind: int,
        name: str,
        options: Mapping[str, object],
        user: User | None,
        channel: Channel | None,
        focused: str | None,
    ) -> Invocation:
        user = user or self._world.owner
        channel = channel or self._world.dm_channel(user)
        first, *subcommands = name.split()
        command = self._offered(first, CHAT_INPUT, user, channel)
        sender = Sender(world=self._world, user=user, channel=channel)
        data = command_data(sender, command, subcommands, options, focused)
        return Invocation(self._world, start(self._world, kind, data, user, channel, command=name))

    async def message_command(
        self, name: str, message: Message, user: User | None = None
    ) -> Invocation:
        """`user` (else the owner) chooses `name` in the menu of `message`.

        The bot reads that message whole, also without the message-content intent.
        """
        user = user or self._world.owner
        check_seen(message, user)
        command = self._offered(name, MESSAGE_MENU, user, message.channel)
        data = target_data(command, message, message_json(self._world, message))
        started = start(self._world, COMMAND, data, user, message.channel, command=name)
        return Invocation(self._world, started)

    def _offered(self, name: str, kind: int, user: User, channel: Channel) -> Json:
        self._check_connected()
        check_present(channel, user)
        guild = channel.guild
        command = find_command(self._world, name, guild.id if guild else None, kind)
        if command is None or (guild and self._world.bot.id in guild.gone):
            raise ClientRefusalError(f"there is no command /{name}")
        check_offered(command, channel, user)
        return command

    async def click(
        self,
        message: Message,
        *,
        label: str | None = None,
        custom_id: str | None = None,
        user: User | None = None,
    ) -> Invocation:
        """`user` (else the owner) clicks the one button with this label or custom_id."""
        self._check_connected()
        user = user or self._world.owner
        button = find_component(message, user, label, custom_id, _BUTTONS)
        return Invocation(self._world, use_component(self._world, message, button, user, None))

    async def choose(
        self,
        message: Message,
        values: Sequence[Choice],
        *,
        placeholder: str | None = None,
        custom_id: str | None = None,
        user: User | None = None,
    ) -> Invocation:
        """`user` chooses `values` (texts, or people, roles, channels) in the select that fits."""
        self._check_connected()
        user = user or self._world.owner
        select = find_component(message, user, placeholder, custom_id, tree.SELECTS)
        return Invocation(self._world, use_component(self._world, message, select, user, values))

    async def say(
        self,
        user: User,
        channel: Channel,
        text: str,
        *,
        reply_to: Message | None = None,
        ping: bool = True,
        files: Iterable[Upload] = (),
    ) -> Message:
        """`user` writes in `channel`; a reply pings the author it replies to, unless not `ping`."""
        check_present(channel, user)
        if channel.type == FORUM or not may_speak(channel, user):
            raise ClientRefusalError(f"{user.name} cannot write in #{channel.name}")
        draft = self._written(text, channel, files)
        draft.reply_to = reply_to
        if not ping:
            draft.allowed_mentions = {"parse": ["users", "roles", "everyone"]}
        return post(self._world, channel, user, draft, checked=False)

    async def direct_message(
        self,
        user: User,
        text: str,
        *,
        reply_to: Message | None = None,
        files: Iterable[Upload] = (),
    ) -> Message:
        """`user` writes to the bot in private."""
        channel = self._world.dm_channel(user)
        return await self.say(user, channel, text, reply_to=reply_to, files=files)

    async def post_in_forum(
        self, user: User, forum: Channel, title: str, text: str, *, files: Iterable[Upload] = ()
    ) -> Message:
        """`user` opens a post; its first message comes back, whose `channel` is the thread."""
        check_present(forum, user)
        if forum.type != FORUM or not may(forum, user, SEND_MESSAGES):
            raise ClientRefusalError(f"{user.name} cannot open a post in #{forum.name}")
        draft = self._written(text, forum, files)
        thread = open_thread(self._world, user, _thread_name(title), forum)
        return post(self._world, thread, user, draft, checked=False, number=thread.id)

    async def open_thread(self, user: User, message: Message, name: str) -> Channel:
        """`user` opens a thread on `message`."""
        check_present(message.channel, user)
        check_seen(message, user)
        possible = message.channel.parent is None and message.channel.guild and not message.thread
        if not possible or not may(message.channel, user, CREATE_PUBLIC_THREADS):
            raise ClientRefusalError(f"{user.name} cannot open a thread on that message")
        return open_thread(self._world, user, _thread_name(name), message)

    async def rewrite(self, message: Message, text: str) -> None:
        """Whoever wrote `message` changes it."""
        rewrite(self._world, message, text)

    async def pin(self, message: Message) -> None:
        """Somebody pins `message`."""
        pin(self._world, message, pinned=True)

    async def unpin(self, message: Message) -> None:
        """Somebody unpins it."""
        pin(self._world, message, pinned=False)

    async def pass_on(self, message: Message, channel: Channel) -> Message:
        """An announcement of another server appears in `channel`, which follows that one's."""
        source = message.channel
        if source.guild is None or source.type != GUILD_NEWS:
            raise ClientRefusalError(f"#{source.name} is no announcement channel")
        hook = User(
            id=self._world.clock.snowflake(), name=f"{source.guild.name} #{source.name}", bot=True
        )
        draft = Draft(content=message.content, flags=IS_CROSSPOST)
        return post(self._world, channel, hook, draft, checked=False, passed_on=message)

    async def delete_many(self, messages: Iterable[Message]) -> None:
        """Somebody who may deletes messages of one channel at once."""
        delete_many(self._world, messages)

    async def delete(self, message: Message) -> None:
        """Somebody deletes `message`, the bot's or a person's."""
        delete(self._world, message)

    def _written(self, text: str, channel: Channel, files: Iterable[Upload]) -> Draft:
        sent = [(one.filename, None, one.data) for one in files]
        if len(text) > MAX_PERSON_TEXT or not (text.strip() or sent):
            raise ClientRefusalError(f"nobody can send {len(text)} characters")
        return Draft(content=text, attachments=keep_files(self._world, channel, sent))

    def _check_connected(self) -> None:
        if not self.gateway.sessions:
            raise RuntimeError("no client has identified: await ready() first")


def _thread_name(name: str) -> str:
    if not 1 <= len(name) <= MAX_THREAD_NAME:
        raise ClientRefusalError(f"no thread can be called {name!r}")
    return name
