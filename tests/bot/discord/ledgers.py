"""Servers come in; articles with a secret each go out, and who may know of which.

A question on an article holds none of its marks, so a mark in a message was shown by the bot.
"""

import asyncio
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bot.types import server_collection
from index.build import build
from index.embed import Embedder
from index.load.upload import load_upload
from index.settings import IndexSettings
from index.shelf import add, new_id, remove
from index.types import PUBLIC
from tests.index.load.site import Site
from tests.loopback import Channel, Guild, LoopbackDiscord, Message, User

SERVERS = (1_100_000_000_000_000_001, 1_100_000_000_000_000_002, 1_100_000_000_000_000_003)
"""The ids of the servers: known before there is a Discord, so that one library does for all."""


Shown = Message | str
"""What somebody got to see: a message, or a line of text that only that person reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """An article on one trade, in `public` (0) or a server's collection."""

    trade: str
    server: int
    secret: str
    name: str

    @property
    def collection(self) -> str:
        """Where it stands."""
        return server_collection(self.server) if self.server else PUBLIC

    @property
    def title(self) -> str:
        """Its title, whose middle word is a mark."""
        return f"The {self.name} ledger"

    @property
    def article_id(self) -> str:
        """As the library makes it of the title."""
        return new_id(self.title, ())

    @property
    def marks(self) -> tuple[str, ...]:
        """Words, in small letters, that tell of it."""
        return (self.secret, self.name.lower())

    @property
    def question(self) -> str:
        """Asks for the secret, without a mark."""
        return f"What does the {self.trade} hide in the cellar?"

    @property
    def text(self) -> str:
        """The whole article, in Markdown."""
        return (
            f"# {self.title}\n\nThe {self.trade} hides {self.secret} in the cellar. The "
            f"{self.name} ledger is the book in which the {self.trade} notes every basket.\n"
        )


_TRADES = (
    *("harbour keeper", "bell ringer", "glass blower", "bee warden"),
    *("salt merchant", "clock mender", "rope maker", "ink grinder"),
)
_SECRETS = ("zorvak", "quillop", "brenduth", "maskery", "tolvane", "drisket", "wembold", "yarrique")
_NAMES = (
    "Ophelund",
    "Karwick",
    "Lindrasp",
    "Mottevar",
    "Nurbeck",
    "Pelligor",
    "Rastomel",
    "Suvenko",
)

LEDGERS = tuple(
    Ledger(
        trade=trade,
        secret=secret,
        name=name,
        server=(0, *SERVERS)[place // 2],
    )
    for place, (trade, secret, name) in enumerate(zip(_TRADES, _SECRETS, _NAMES, strict=True))
)
"""Two public ones, and two of each server."""


def stock(folder: Path, embedder: Embedder) -> IndexSettings:
    """A library that holds all ledgers."""
    settings = IndexSettings(corpus_dir=folder / "corpus", data_dir=folder / "var")
    settings.corpus_dir.mkdir(parents=True)
    for ledger in LEDGERS:
        if not ledger.server:
            path = settings.corpus_dir / f"{ledger.article_id}.md"
            path.write_text(ledger.text, encoding="utf-8")
    build(settings, embedder)
    for ledger in LEDGERS:
        if ledger.server:
            put(settings, embedder, ledger)
    return settings


def copied(settings: IndexSettings, folder: Path) -> IndexSettings:
    """The same library in another folder, for one scenario to change."""
    shutil.copytree(settings.data_dir, folder / "var")
    return IndexSettings(corpus_dir=settings.corpus_dir, data_dir=folder / "var")


def put(settings: IndexSettings, embedder: Embedder, ledger: Ledger) -> None:
    """Add a server's ledger."""
    loaded = load_upload(ledger.text.encode(), "ledger.md", collection=ledger.collection)
    add(settings, embedder, loaded, collection=ledger.collection)


@dataclass(slots=True, kw_only=True)
class Coast:
    """People, servers and the ledgers that are there now; `doubtful`: Discord names no members.

    On the `site` stands what somebody may add.
    """

    discord: LoopbackDiscord
    site: Site | None = None
    settings: IndexSettings
    embedder: Embedder
    people: list[User] = field(init=False)
    guilds: dict[int, Guild] = field(init=False)
    channels: dict[int, Channel] = field(init=False)
    forums: dict[int, Channel] = field(init=False)
    news: dict[int, Channel] = field(init=False)
    group: Channel = field(init=False)
    left: set[int] = field(default_factory=set)
    present: set[Ledger] = field(default_factory=lambda: set(LEDGERS))
    doubtful: bool = False

    def __post_init__(self) -> None:
        self.people = [self.discord.add_user(name) for name in ("ada", "ben", "cleo")]
        self.guilds = {one: self.discord.add_guild(f"Port {one}", number=one) for one in SERVERS}
        self.channels = {one: guild.add_channel("general") for one, guild in self.guilds.items()}
        self.forums = {one: guild.add_forum("help") for one, guild in self.guilds.items()}
        self.news = {one: guild.add_news("news") for one, guild in self.guilds.items()}
        self.group = self.discord.add_group(*self.people)

    def place(self, person: User, where: int) -> Channel | None:
        """A server's channel (0 to 2), the person's direct messages (3) or the group (4).

        Nothing where this person, or the bot, is not.
        """
        if where == 3:
            return self.discord.dm(person)
        if where == 4:
            return self.group
        server = SERVERS[where]
        there = server not in self.left and person.id in self.guilds[server].members
        return self.channels[server] if there else None

    def places(self) -> list[Channel]:
        """Everywhere that the bot can say something."""
        threads = [one for guild in self.guilds.values() for one in guild.threads.values()]
        private = [self.discord.dm(person) for person in self.people]
        return [*self.channels.values(), *threads, *private, self.group]

    def may_know(self, channel: Channel, reader: User | None) -> set[Ledger]:
        """What may be told there: to one `reader`, or (`None`) to whoever reads that channel.

        By the rules alone, and without asking the bot.
        """
        servers = {0}
        if channel.guild is not None:
            servers |= {channel.guild.id} - self.left
        else:
            person = channel.recipients[0] if len(channel.recipients) == 1 else reader
            servers |= self._joined(person) if person is not None else set()
        return {one for one in self.present if one.server in servers}

    def _joined(self, person: User) -> set[int]:
        """The servers of which Discord says that the person is in them."""
        if self.doubtful:
            return set()
        guilds = self.guilds.items()
        return {one for one, it in guilds if one not in self.left and person.id in it.members}

    def leaks(self, shown: Iterable[Shown], channel: Channel, person: User) -> list[str]:
        """The marks in what `person` was shown there, of what its readers may not know."""
        found: set[str] = set()
        for one in shown:
            to_all = isinstance(one, Message) and not one.ephemeral
            known = self.may_know(channel, None if to_all else person)
            text = f"{one.text} {one.components}" if isinstance(one, Message) else one
            secret = {mark for it in LEDGERS if it not in known for mark in it.marks}
            secret |= {server_collection(it) for it in SERVERS}
            found |= {mark for mark in secret if mark in text.lower()}
        return sorted(found)

    async def add(self, ledger: Ledger) -> None:
        """Put a server's ledger (back) into the library."""
        await asyncio.to_thread(put, self.settings, self.embedder, ledger)
        self.present.add(ledger)

    async def remove(self, ledger: Ledger) -> None:
        """Take a server's ledger out of the library."""
        await asyncio.to_thread(remove, self.settings, ledger.collection, ledger.article_id)
        self.present.discard(ledger)
