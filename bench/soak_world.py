"""A loopback Discord and a seed come in; servers, people, articles and questions go out.

Every question knows what its answer must hold, and which secrets it must not.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from shutil import copyfile

from bot.types import server_collection
from index.build import build
from index.embed import Embedder
from index.load.upload import load_upload
from index.settings import IndexSettings
from index.shelf import add
from tests.loopback import Channel, LoopbackDiscord, User

CORPUS = Path(__file__).parents[1] / "corpus"

KNOWN: Mapping[str, tuple[str, ...]] = {
    "How many people downloaded the Qwen app in its first week?": ("10 million",),
    "Where did Alibaba announce the download figure?": ("wechat",),
    "On what day did the Alibaba stock jump?": ("monday",),
    "Which company's valuation is Alibaba being measured against?": ("openai",),
    "Which Alibaba service will get agentic AI first?": ("taobao",),
    "Who are Qwen's main competitors in China?": ("doubao", "zhipu"),
    "Which company makes Doubao?": ("bytedance",),
    "What is LingGuang?": ("ant group", "multimodal"),
    "How many downloads did LingGuang reach in four days?": ("one million",),
    "How is Ant Group related to Alibaba?": ("affiliate",),
}
"""Questions on the public articles, and what their answers hold, in small letters."""

ROOMS = (
    *("Amber", "Birch", "Cedar", "Dahlia", "Ember"),
    *("Fennel", "Garnet", "Hazel", "Indigo", "Juniper"),
)
"""The reading rooms: a server each, with an article of its own."""

COLOURS = (
    *("crimson", "turquoise", "ochre", "violet", "emerald", "silver"),
    *("maroon", "saffron", "cobalt", "ivory", "scarlet", "indigoblue"),
)
LIGHTHOUSE = "In which colour is the lighthouse of Port Halden painted?"

DOORS = ("slash", "private", "mention", "reply", "direct message", "slash in a direct message")
_WEIGHTS = (25, 20, 15, 10, 15, 15)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Server:
    """A server, its channel, and the secret word of its own article, if it has one."""

    channel: Channel
    room: str = ""
    secret: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Task:
    """One question to ask: by whom, where, through which door.

    `must` stands in the answer, `never` does not. `room` asks for what a server added,
    `lighthouse` for what changes meanwhile.
    """

    number: int
    text: str
    person: User
    channel: Channel
    door: str
    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    room: bool = False
    lighthouse: bool = False

    @property
    def direct(self) -> bool:
        """Whether it is asked in the bot's direct messages."""
        return self.channel.guild is None


@dataclass(slots=True, kw_only=True, repr=False)
class World:
    """All that there is, and the chance that says who asks what next."""

    discord: LoopbackDiscord
    servers: list[Server]
    people: list[User]
    homes: Mapping[int, list[Server]]
    chance: random.Random
    colours: Iterator[str] = field(default_factory=lambda: cycle(COLOURS))

    def next_task(self, number: int) -> Task:
        """A question that somebody asks somewhere."""
        person = self.chance.choice(self.people)
        home = self.chance.choice(self.homes[person.id])
        (door,) = self.chance.choices(DOORS, _WEIGHTS)
        direct = "direct" in door
        seen = self.homes[person.id] if direct else [home]
        text, must = self._question(seen)
        return Task(
            number=number,
            text=text,
            person=person,
            channel=self.discord.dm(person) if direct else home.channel,
            door=door,
            must=must,
            never=tuple(one.secret for one in self._rooms() if one not in seen),
            room=text not in (LIGHTHOUSE, *KNOWN),
            lighthouse=text == LIGHTHOUSE,
        )

    def lighthouse(self, number: int) -> Task:
        """The question whose answer changes with every build, asked in private."""
        person = self.people[0]
        home = self.homes[person.id][0]
        return Task(
            number=number,
            text=LIGHTHOUSE,
            person=person,
            channel=home.channel,
            door="private",
            never=tuple(one.secret for one in self._rooms() if one is not home),
            lighthouse=True,
        )

    def _question(self, seen: list[Server]) -> tuple[str, tuple[str, ...]]:
        """What is asked, and what the answer holds: half of it is on the public articles."""
        drawn = self.chance.random()
        if drawn < 0.5:
            return self.chance.choice(list(KNOWN.items()))
        if drawn < 0.6:
            return LIGHTHOUSE, ()
        own = [one for one in seen if one.secret]
        room = self.chance.choice(own if own and drawn < 0.8 else self._rooms())
        must = (room.secret,) if room in seen else ()
        return f"What is the password of the {room.room} reading room?", must

    def _rooms(self) -> list[Server]:
        return [one for one in self.servers if one.secret]


def furnish(discord: LoopbackDiscord, *, servers: int, people: int, seed: int) -> World:
    """Servers in this Discord, a few of which have a secret, and people who are in some of them."""
    chance = random.Random(seed)
    made = []
    for number in range(servers):
        channel = discord.add_guild(f"Server {number}").add_channel("general")
        room = ROOMS[number] if number < min(len(ROOMS), servers // 2) else ""
        secret = f"{room.lower()}{chance.randrange(10_000, 99_999)}" if room else ""
        made.append(Server(channel=channel, room=room, secret=secret))
    crowd = [discord.add_user(f"reader{number}") for number in range(people)]
    homes = {one.id: chance.sample(made, chance.randint(1, min(4, servers))) for one in crowd}
    for one in crowd:
        for home in homes[one.id]:
            if home.channel.guild is not None:
                home.channel.guild.add_member(one)
    return World(discord=discord, servers=made, people=crowd, homes=homes, chance=chance)


def stock(world: World, settings: IndexSettings, embedder: Embedder) -> str:
    """Build the library over a corpus made for it, add the servers' articles; the first colour."""
    settings.corpus_dir.mkdir(parents=True)
    for path in sorted(CORPUS.glob("*.md")):
        if path.name != "README.md":
            copyfile(path, settings.corpus_dir / path.name)
    colour = repaint(world, settings)
    build(settings, embedder)
    for one in world.servers:
        if one.secret and one.channel.guild is not None:
            collection = server_collection(one.channel.guild.id)
            loaded = load_upload(_room(one), f"{one.room}.md", collection=collection)
            add(settings, embedder, loaded, collection=collection)
    return colour


def repaint(world: World, settings: IndexSettings) -> str:
    """Change the article on the lighthouse, as an editor does; its new colour."""
    colour = next(world.colours)
    text = (
        "# The lighthouse of Port Halden\n\n"
        f"The lighthouse of Port Halden is painted in {colour}. "
        "Its keeper repaints the lighthouse before every winter.\n"
    )
    unfinished = settings.corpus_dir / ".lighthouse"
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(settings.corpus_dir / "lighthouse.md")
    return colour


def _room(server: Server) -> bytes:
    return (
        f"# The {server.room} reading room\n\n"
        f"The password of the {server.room} reading room is {server.secret}. "
        f"The {server.room} reading room opens at nine in the morning.\n"
    ).encode()
