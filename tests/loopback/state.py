"""Nothing but the nouns: the users, guilds, channels and messages that this Discord holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from . import components as tree
from .errors import Json
from .mentions import Pings
from .rights import VIEW_CHANNEL

SUPPRESS_EMBEDS, HAS_THREAD, EPHEMERAL, LOADING = 1 << 2, 1 << 5, 1 << 6, 1 << 7
SUPPRESS_NOTIFICATIONS, VOICE_MESSAGE, COMPONENTS_V2 = 1 << 12, 1 << 13, 1 << 15

GUILD_TEXT, DM, GROUP_DM, GUILD_NEWS, PUBLIC_THREAD, FORUM = 0, 1, 3, 5, 11, 15

IS_CROSSPOST = 1 << 1


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
    """A role of a guild, and the permissions (of `rights`) that it gives."""

    id: int
    name: str
    permissions: int = 0

    @property
    def mention(self) -> str:
        return f"<@&{self.id}>"


@dataclass(slots=True, eq=False, kw_only=True)
class Guild:
    """A server. What is furnished after a client has identified, the gateway tells of."""

    id: int
    name: str
    owner: User
    joined_at: float
    everyone: Role
    locale: str = "en-US"
    channels: dict[int, Channel] = field(default_factory=dict)
    threads: dict[int, Channel] = field(default_factory=dict)
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, User] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    new_channel: Callable[[Guild, str, int], Channel]
    new_id: Callable[[], int]
    tell: Callable[[str, Guild, Channel | Role | User], None]
    _roles_of: dict[int, list[Role]] = field(default_factory=dict)

    def add_channel(self, name: str, *, only_for: Iterable[User | Role] | None = None) -> Channel:
        """A new text channel; with `only_for`, one that only those (and the owner) see."""
        return self._add(name, GUILD_TEXT, only_for)

    def add_news(self, name: str, *, only_for: Iterable[User | Role] | None = None) -> Channel:
        """A new announcement channel."""
        return self._add(name, GUILD_NEWS, only_for)

    def change_channel(self, channel: Channel, *, kind: int, nsfw: bool = False) -> None:
        """Make a channel one of announcements, or of text, or restrict it by age."""
        channel.type, channel.nsfw = kind, nsfw
        self.tell("CHANNEL_UPDATE", self, channel)

    def remove_channel(self, channel: Channel) -> None:
        """Delete a channel."""
        del self.channels[channel.id]
        self.tell("CHANNEL_DELETE", self, channel)

    def let_everyone(self, permissions: int) -> None:
        """Give @everyone these permissions, and no others."""
        self.everyone.permissions = permissions
        self.tell("GUILD_ROLE_UPDATE", self, self.everyone)

    def add_forum(self, name: str, *, only_for: Iterable[User | Role] | None = None) -> Channel:
        """A new forum: people open posts in it (`post_in_forum`), which are threads."""
        return self._add(name, FORUM, only_for)

    def _add(self, name: str, kind: int, only_for: Iterable[User | Role] | None) -> Channel:
        channel = self.new_channel(self, name, kind)
        if only_for is not None:
            channel.overwrites[self.id] = (0, VIEW_CHANNEL)
            channel.overwrites |= {who.id: (VIEW_CHANNEL, 0) for who in only_for}
        self.tell("CHANNEL_CREATE", self, channel)
        return channel

    def overwrite(
        self, channel: Channel, who: User | Role, *, allow: int = 0, deny: int = 0
    ) -> None:
        """Let a channel say otherwise for a person or a role (`guild.everyone` is one)."""
        channel.overwrites[who.id] = (allow, deny)
        self.tell("CHANNEL_UPDATE", self, channel)

    def add_role(self, name: str, permissions: int = 0) -> Role:
        """A new role, which nobody has."""
        role = Role(id=self.new_id(), name=name, permissions=permissions)
        self.roles[role.id] = role
        self.tell("GUILD_ROLE_CREATE", self, role)
        return role

    def give_role(self, user: User, role: Role) -> None:
        """`user`, who becomes a member if need be, has `role` from now on."""
        self.add_member(user)
        self._roles_of.setdefault(user.id, []).append(role)
        self.tell("GUILD_MEMBER_UPDATE", self, user)

    def roles_of(self, user: User) -> list[Role]:
        """The roles that `user` has, @everyone left out."""
        return self._roles_of.get(user.id, [])

    def set_permissions(self, user: User, permissions: int) -> None:
        """Give `user` these permissions, and those of @everyone, by a role of their own."""
        name = f"what {user.name} may do"
        for role in self.roles_of(user):
            if role.name == name:
                role.permissions = permissions
                self.tell("GUILD_ROLE_UPDATE", self, role)
                return
        self.give_role(user, self.add_role(name, permissions))

    def add_member(self, user: User) -> None:
        """`user` joins; nothing happens if they are there already."""
        self.gone.discard(user.id)
        if user.id not in self.members:
            self.members[user.id] = user
            self.tell("GUILD_MEMBER_ADD", self, user)

    def remove_member(self, user: User) -> None:
        """`user` leaves, and can do nothing here until `add_member`. The bot can be removed too."""
        self._roles_of.pop(user.id, None)
        self.gone.add(user.id)
        if self.members.pop(user.id, None) is not None:
            self.tell("GUILD_MEMBER_REMOVE", self, user)


@dataclass(slots=True, eq=False, kw_only=True)
class Channel:
    """A text channel, one of announcements (5), a forum (15) or a thread (11) of a guild, a DM (1),
    or a group of people (3).

    `overwrites`: what is allowed and denied, by the id of a role or a person. A thread has a
    `parent`, in whose place it is, and `people`, who follow it.
    """

    id: int
    type: int
    name: str = ""
    guild: Guild | None = None
    recipients: list[User] = field(default_factory=list)
    messages: dict[int, Message] = field(default_factory=dict)
    overwrites: dict[int, tuple[int, int]] = field(default_factory=dict)
    parent: Channel | None = None
    owner: User | None = None
    created_at: float = 0.0
    people: dict[int, User] = field(default_factory=dict)
    archived: bool = False
    nsfw: bool = False

    @property
    def context(self) -> int:
        """Discord's InteractionContextType: 0 guild, 1 the bot's DM, 2 private channel."""
        return {DM: 1, GROUP_DM: 2}.get(self.type, 0)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a person sends: as an option of a command, or with a message."""

    filename: str
    data: bytes


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
    target: int | None = None
    opened_by: Origin | None = None


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
    thread: Channel | None = None
    nonce: str | int | None = None
    edited_at: float | None = None
    edits: int = 0
    deleted: bool = False
    pinned_at: float | None = None
    passed_on: Message | None = None

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
