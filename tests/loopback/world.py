"""Everything that exists in this Discord: add people and places, find them by their ids."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .changes import Changes
from .clock import Clock
from .errors import ApiError, Json, unknown
from .faults import Faults
from .interactions import Interaction
from .openapi import Contract
from .permissions import may
from .rate_limits import RateLimits
from .rights import PLAIN, VIEW_CHANNEL
from .state import DM, GROUP_DM, Attachment, Channel, Guild, Message, Role, User

# Privileged intents, which the developer portal must have switched on.
MEMBERS, PRESENCES, MESSAGE_CONTENT = 1 << 1, 1 << 8, 1 << 15


@dataclass(slots=True, kw_only=True)
class RequestRecord:
    """One REST request as it came in, and how it was answered (status 0: it was cut off)."""

    method: str
    path: str
    template: str
    query: dict[str, str]
    body: Any = None
    files: list[str] = field(default_factory=list)
    status: int = 0
    answer: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandPut:
    """One bulk registration of commands; `guild_id` None for the global ones."""

    guild_id: int | None
    commands: list[Json]


# A gateway event for one session: the session's intents come in; None keeps it from that session.
PayloadFor = Callable[[int], Json | None]


def _nobody_hears(event: str, payload_for: PayloadFor, guild: Guild | None = None) -> None:
    """Until there is a gateway."""


def _nobody_is_told(event: str, guild: Guild, subject: Guild | Channel | Role | User) -> None:
    """Until there is a gateway."""


@dataclass(slots=True, eq=False)
class World:
    """The whole state, shared by gateway, REST routes and the test."""

    token: str
    contract: Contract
    privileged_intents: int = 0
    attachment_size_limit: int = 10 * 1024 * 1024
    url: str = ""
    clock: Clock = field(default_factory=Clock)
    changes: Changes = field(default_factory=Changes)
    faults: Faults = field(default_factory=Faults)
    rate_limits: RateLimits = field(default_factory=RateLimits)
    users: dict[int, User] = field(default_factory=dict)
    guilds: dict[int, Guild] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    attachments: dict[int, Attachment] = field(default_factory=dict)
    commands: dict[int | None, dict[int, Json]] = field(default_factory=dict)
    interactions: dict[int, Interaction] = field(default_factory=dict)
    requests: list[RequestRecord] = field(default_factory=list)
    command_puts: list[CommandPut] = field(default_factory=list)
    typing: list[Channel] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    description: str = ""
    shards: int = 1
    dispatch: Callable[[str, PayloadFor, Guild | None], None] = _nobody_hears
    announce: Callable[[str, Guild, Guild | Channel | Role | User], None] = _nobody_is_told
    _dms: dict[int, Channel] = field(default_factory=dict)
    _by_token: dict[str, Interaction] = field(default_factory=dict)
    owner: User = field(init=False)
    bot: User = field(init=False)

    def __post_init__(self) -> None:
        self.owner = self.add_user("owner")
        self.bot = self.add_user("footnote", bot=True)

    @property
    def application_id(self) -> int:
        """As for every application made since 2016: the bot user's id."""
        return self.bot.id

    def violate(self, what: str) -> None:
        """Note that a rule was broken, by the bot or by this fake."""
        self.violations.append(what)

    def add_user(self, name: str, *, bot: bool = False, locale: str = "en-US") -> User:
        user = User(id=self.clock.snowflake(), name=name, bot=bot, locale=locale)
        self.users[user.id] = user
        return user

    def add_guild(self, name: str, shard: int | None = None, number: int | None = None) -> Guild:
        wanted = len(self.guilds) % self.shards if shard is None else shard
        number = number or self.clock.snowflake(lambda one: (one >> 22) % self.shards == wanted)
        guild = Guild(
            id=number,
            name=name,
            owner=self.owner,
            joined_at=self.clock.now(),
            everyone=Role(id=number, name="@everyone", permissions=PLAIN),
            members={user.id: user for user in (self.owner, self.bot)},
            new_channel=self._add_guild_channel,
            new_id=self.clock.snowflake,
            tell=self._tell,
        )
        self.guilds[guild.id] = guild
        self.announce("GUILD_CREATE", guild, guild)
        return guild

    def _tell(self, event: str, guild: Guild, subject: Channel | Role | User) -> None:
        if subject is self.bot and event == "GUILD_MEMBER_REMOVE":
            self._forget(guild)
        elif guild.id in self.guilds:
            if event == "CHANNEL_DELETE" and isinstance(subject, Channel):
                del self.channels[subject.id]
            self.announce(event, guild, subject)
        self.changes.happened()

    def _forget(self, guild: Guild) -> None:
        """The bot was removed: nothing of that guild is there for it any more."""
        del self.guilds[guild.id]
        for number in (*guild.channels, *guild.threads):
            del self.channels[number]
        self.commands.pop(guild.id, None)
        self.announce("GUILD_DELETE", guild, guild)

    def _add_guild_channel(self, guild: Guild, name: str, kind: int) -> Channel:
        channel = Channel(id=self.clock.snowflake(), type=kind, name=name, guild=guild)
        guild.channels[channel.id] = channel
        return self.add_channel(channel)

    def dm_channel(self, user: User) -> Channel:
        """The one direct-message channel between the bot and `user`."""
        channel = self._dms.get(user.id)
        if channel is None:
            channel = Channel(id=self.clock.snowflake(), type=DM, recipients=[user])
            self._dms[user.id] = self.add_channel(channel)
        return channel

    def add_group(self, *users: User) -> Channel:
        """A conversation between people in which the bot is not; only interactions reach it."""
        return self.add_channel(
            Channel(id=self.clock.snowflake(), type=GROUP_DM, recipients=list(users))
        )

    def add_channel(self, channel: Channel) -> Channel:
        """Let `channel` be found by its id."""
        self.channels[channel.id] = channel
        return channel

    def channel(self, channel_id: str) -> Channel:
        """The channel, if the bot is in it and sees it; else 404 or 403 as from Discord."""
        channel = self.channels.get(int(channel_id))
        if channel is None or channel.type == GROUP_DM:
            raise unknown("Channel", 10003)
        if not may(channel, self.bot, VIEW_CHANNEL):
            raise ApiError(403, 50001, "Missing Access")
        return channel

    def guild(self, guild_id: str) -> Guild:
        """The guild, if the bot is in it; else 404 as from Discord."""
        guild = self.guilds.get(int(guild_id))
        if guild is None:
            raise unknown("Guild", 10004)
        return guild

    def message(self, channel_id: str, message_id: str) -> Message:
        """The message in the channel's history; else 404 as from Discord."""
        message = self.channel(channel_id).messages.get(int(message_id))
        if message is None:
            raise unknown("Message", 10008)
        return message

    def interaction_by_token(self, token: str) -> Interaction:
        """The interaction to which a webhook's token belongs."""
        interaction = self._by_token.get(token)
        if interaction is None:
            raise unknown("Webhook", 10015)
        return interaction

    def add_interaction(self, interaction: Interaction) -> None:
        """Let `interaction` be found by its id and its token."""
        self.interactions[interaction.id] = interaction
        self._by_token[interaction.token] = interaction

    def forget_past(self) -> None:
        """Drop the notes on requests, on typing, and on interactions that were answered."""
        self.requests.clear()
        self.typing.clear()
        for interaction in list(self.interactions.values()):
            if interaction.answers:
                del self.interactions[interaction.id]
                del self._by_token[interaction.token]
