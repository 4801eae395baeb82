"""Nothing but the nouns: the users, guilds, channels and messages that this Discord holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from . import components as tree
from .errors import Json
from .mentions import Pings

SUPPRESS_EMBEDS, EPHEMERAL, LOADING = 1 << 2, 1 << 6, 1 << 7
SUPPRESS_NOTIFICATIONS, VOICE_MESSAGE, COMPONENTS_V2 = 1 << 12, 1 << 13, 1 << 15

GUILD_TEXT, DM, GROUP_DM = 0, 1, 3


@dataclass(slots=True, eq=False, kw_only=True)
class User:
    """A person, or the bot. Set `accepts_dms` to False to make direct messages fail (50007)."""

    id: int
    name: str
    bot: bool = False
    locale: str = "en-US"
    accepts_dms: bool = True

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"


@dataclass(slots=True, eq=False, kw_only=True)
class Role:
    """A role of a guild."""

    id: int
    name: str

    @property
    def mention(self) -> str:
        return f"<@&{self.id}>"


@dataclass(slots=True, eq=False, kw_only=True)
class Guild:
    """A server; `add_channel` and `add_role` furnish it, best before a client identifies."""

    id: int
    name: str
    owner: User
    joined_at: float
    locale: str = "en-US"
    channels: dict[int, Channel] = field(default_factory=dict)
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, User] = field(default_factory=dict)
    new_channel: Callable[[Guild, str], Channel]
    new_id: Callable[[], int]

    def add_channel(self, name: str) -> Channel:
        """A new text channel."""
        return self.new_channel(self, name)

    def add_role(self, name: str) -> Role:
        """A new role, which nobody has."""
        role = Role(id=self.new_id(), name=name)
        self.roles[role.id] = role
        return role


@dataclass(slots=True, eq=False, kw_only=True)
class Channel:
    """A guild's text channel, a direct message (type 1) or a group of people (type 3)."""

    id: int
    type: int
    name: str = ""
    guild: Guild | None = None
    recipients: list[User] = field(default_factory=list)
    messages: dict[int, Message] = field(default_factory=dict)

    @property
    def context(self) -> int:
        """Discord's InteractionContextType: 0 guild, 1 the bot's DM, 2 private channel."""
        return {GUILD_TEXT: 0, DM: 1, GROUP_DM: 2}[self.type]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that was sent along."""

    id: int
    filename: str
    description: str | None
    data: bytes
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The interaction that a message answers."""

    interaction_id: int
    type: int
    user: User
    owners: dict[str, str]
    command: str | None = None
    clicked: int | None = None


@dataclass(slots=True, eq=False, kw_only=True)
class Message:
    """A message, kept up to date: an edit changes this very object and adds to `edits`."""

    id: int
    channel: Channel
    author: User
    created_at: float
    type: int = 0
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    flags: int = 0
    pings: Pings = field(default_factory=Pings)
    reply_to: Message | None = None
    origin: Origin | None = None
    viewer: User | None = None
    nonce: str | int | None = None
    edited_at: float | None = None
    edits: int = 0
    deleted: bool = False

    @property
    def ephemeral(self) -> bool:
        """Only `viewer` sees it."""
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        """Shown as 'thinking…': deferred and not yet completed."""
        return bool(self.flags & LOADING)

    @property
    def is_components_v2(self) -> bool:
        return bool(self.flags & COMPONENTS_V2)

    @property
    def text(self) -> str:
        """All that a person can read in it: content, embeds and text displays, line by line."""
        parts: list[str | None] = [self.content]
        for embed in self.embeds:
            fields = embed.get("fields") or []
            parts += [embed.get("title"), embed.get("description")]
            parts += [part for one in fields for part in (one["name"], one["value"])]
            parts.append((embed.get("footer") or {}).get("text"))
        return "\n".join(part for part in (*parts, *tree.texts(self.components)) if part)

    @property
    def buttons(self) -> list[tree.Button]:
        """All buttons, in reading order."""
        return tree.buttons(self.components)
