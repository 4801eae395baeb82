"""Messages of followed channels come in; a server's articles become, and stay, what these say.

One task for each server does what is to be done there, one thing after the other: what was deleted
goes first. Whatever it misses, as while the bot is away, the next look over the channel makes up.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from bot.articles import Brought, Notice, Reading, message_id, message_of, message_origin
from bot.desk.notices import article_of, channels_in
from bot.desk.questions import Desk
from bot.desk.shelves import Shelves
from bot.desk.window import Window
from bot.errors import DeskError, Trouble
from bot.types import server_collection
from index.load.base import Loaded

log = logging.getLogger(__name__)

MOST_CHANNELS = 10
"""That one server may follow."""
MOST_WAITING = 200
"""Messages of a server that wait to be taken in; with more, their channels are looked over."""

PAUSE_SECONDS = 5.0
"""Before what could not be done is tried again; `GROWTH` times that after each failure, up to
`LONGEST_PAUSE`. What is to be taken away, or waited for, is tried again after this at the latest.
"""

GROWTH = 2.0
LONGEST_PAUSE = 600.0

Read = Callable[[int, int], Awaitable[Reading | None]]
"""A server and a channel come in, what may be taken of it goes out; `None`: nothing, any more."""


@dataclass(slots=True, kw_only=True)
class _Work:
    """What is to be done in a server: messages by id, `None` for one that is gone; channels."""

    messages: dict[int, tuple[int, Notice | None]] = field(default_factory=dict)
    channels: dict[int, list[asyncio.Future[Brought]]] = field(default_factory=dict)
    hurry: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None

    @property
    def urgent(self) -> bool:
        """Whether something is to be taken away, or somebody waits."""
        return bool(self.gone) or any(self.channels.values())

    @property
    def gone(self) -> list[int]:
        """The messages that are to be taken away."""
        return [one for one, (_, notice) in self.messages.items() if notice is None]


@dataclass(slots=True, kw_only=True)
class _Comparison:
    """How a channel differs from its articles: messages to take in, those of them that are new,
    the ids of those to take away, and how many are as they were or have too few words.
    """

    differing: list[Notice] = field(default_factory=list)
    new: list[Notice] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    unchanged: int = 0
    short: int = 0


class Following(Window):
    """Which channels are followed, and what was made of them.

    Whoever calls has made sure that the person manages the server, and that all may read there.
    """

    def __init__(self, desk: Desk, shelves: Shelves, read: Read) -> None:
        """`read` is asked again each time what a channel holds."""
        super().__init__(desk)
        self._shelves = shelves
        self._read = read
        self._followed: dict[int, frozenset[int]] = {}
        self._work: dict[int, _Work] = {}
        # One channel is read and one article taken in at a time, over all servers: whoever asks
        # Discord or the shelves for something meanwhile comes in between.
        self._reading, self._adding = asyncio.Lock(), asyncio.Lock()

    async def start(self) -> None:
        """Learn what is followed, and look all of it over.

        Raises:
            DeskError: as for `Desk.run`.
        """
        self._followed = dict(await self._run(self._records.followed.channels))
        for server in self._followed:
            self.look_over(server)
        for server, channel in await self._run(channels_in, self._library):
            if channel not in self.channels(server):  # cut short while it was let go of
                self._look_at(server, channel)

    async def stop(self) -> None:
        """Do no more; what was left is made up for at the next start."""
        tasks = [work.task for work in self._work.values() if work.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def servers(self) -> frozenset[int]:
        """The servers that follow any channel."""
        return frozenset(self._followed)

    def channels(self, server: int) -> frozenset[int]:
        """The channels that a server follows."""
        return self._followed.get(server, frozenset())

    def heard(self, server: int, channel: int, message: int, notice: Notice | None) -> None:
        """A message of a followed channel is new or changed; with `None` it is no article."""
        if channel not in self.channels(server):
            return
        work = self._work.setdefault(server, _Work())
        work.messages[message] = channel, notice
        if len(work.messages) > MOST_WAITING:
            for waiting, _ in work.messages.values():
                work.channels.setdefault(waiting, [])
            work.messages.clear()
        self._wake(server)

    def look_over(self, server: int, channel: int | None = None) -> None:
        """Compare a followed channel, or all of a server, with what is kept of it."""
        followed = self.channels(server)
        for one in followed if channel is None else followed & {channel}:
            self._look_at(server, one)

    async def follow(self, server: int, channel: int) -> tuple[Brought, bool]:
        """Follow a channel and take in what it holds; whether it was not followed before.

        Raises:
            DeskError: MANY_FOLLOWED, NOT_OPEN where it may not be read after all, or why it could
                not be taken in: then it is not followed.
        """
        known = self.channels(server)
        if channel not in known and len(known) >= MOST_CHANNELS:
            raise DeskError(Trouble.MANY_FOLLOWED, most=MOST_CHANNELS)
        await self._run(self._records.followed.add, server, channel)
        self._followed[server] = self.channels(server) | {channel}
        try:
            brought = await self._looked_over(server, channel)
            if brought.reading is None:
                raise DeskError(Trouble.NOT_OPEN, channel=f"<#{channel}>")
        except DeskError:
            if channel not in known:
                await self.unfollow(server, channel, wait=False)
            raise
        return brought, channel not in known

    async def unfollow(self, server: int, channel: int, *, wait: bool = True) -> int:
        """Follow a channel no longer, and take away what came from it; how many articles that was.

        Raises:
            DeskError: NOT_FOLLOWED, or why its articles can't be taken away yet: they still will.
        """
        if channel not in self.channels(server):
            raise DeskError(Trouble.NOT_FOLLOWED, channel=f"<#{channel}>")
        await self._run(self._records.followed.drop, server, channel)
        self._followed[server] = self.channels(server) - {channel}
        if not self._followed[server]:
            del self._followed[server]
        if wait:
            return (await self._looked_over(server, channel)).withdrawn
        self._look_at(server, channel)
        return 0

    async def leave(self, server: int) -> None:
        """The bot is no longer in a server: follow nothing there.

        Raises:
            DeskError: as for `Desk.run`.
        """
        for channel in self.channels(server):
            await self.unfollow(server, channel, wait=False)

    async def count(self, server: int) -> Mapping[int, int]:
        """How many articles there are of each channel that a server follows.

        Raises:
            DeskError: as for `Desk.run`.
        """
        found = await self._run(self._count, server)
        return {one: found.get(one, 0) for one in sorted(self.channels(server))}

    # The task of a server

    def _look_at(self, server: int, channel: int) -> None:
        self._work.setdefault(server, _Work()).channels.setdefault(channel, [])
        self._wake(server)

    def _wake(self, server: int) -> None:
        work = self._work[server]
        if work.urgent:
            work.hurry.set()
        if work.task is None or work.task.done():
            work.task = asyncio.create_task(self._do_all(server, work))

    async def _do_all(self, server: int, work: _Work) -> None:
        """Do what there is; after a failure only what is urgent, until it is time to try again."""
        clock = asyncio.get_running_loop().time
        pause, again_at = PAUSE_SECONDS, 0.0
        while work.messages or work.channels:
            if not work.urgent and clock() < again_at:
                work.hurry.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout_at(again_at):
                        await work.hurry.wait()
                continue
            try:
                await self._do_next(server, work)
            except DeskError as error:
                if error.trouble is Trouble.CLOSING:
                    return
                log.info("Could not follow a channel yet (%s)", error.trouble.name)
            except Exception:
                log.exception("Could not follow a channel; trying on")
            else:
                pause = PAUSE_SECONDS
                continue
            await asyncio.sleep(PAUSE_SECONDS)
            again_at, pause = clock() + pause, min(GROWTH * pause, LONGEST_PAUSE)

    async def _do_next(self, server: int, work: _Work) -> None:
        if work.gone:
            await self._take_away(server, work)
        elif work.messages and not work.urgent:
            message, (channel, notice) = next(iter(work.messages.items()))
            assert notice is not None  # those are the ones that are gone
            if channel in self.channels(server):
                await self._put(server, channel, notice)
            # Unless there is a newer word on it by now.
            if work.messages.get(message) == (channel, notice):
                del work.messages[message]
        else:
            # Where somebody waits for it first.
            channel = max(work.channels, key=lambda one: bool(work.channels[one]))
            await self._do_channel(server, channel, work)

    async def _do_channel(self, server: int, channel: int, work: _Work) -> None:
        waiting = work.channels.pop(channel)
        try:
            brought = await self._renew(server, channel, work)
        except BaseException as error:
            work.channels.setdefault(channel, [])
            told = error if isinstance(error, Exception) else DeskError(Trouble.CLOSING)
            for future in waiting:
                if not future.done():
                    future.set_exception(told)
            raise
        for future in waiting:
            if not future.done():
                future.set_result(brought)

    async def _looked_over(self, server: int, channel: int) -> Brought:
        """What looking a channel over comes to; whoever gives up waiting does not stop it."""
        work = self._work.setdefault(server, _Work())
        future: asyncio.Future[Brought] = asyncio.get_running_loop().create_future()
        work.channels.setdefault(channel, []).append(future)
        self._wake(server)
        return await future

    async def _renew(self, server: int, channel: int, work: _Work) -> Brought:
        """Let the articles of a channel be what it holds now; of what is new, the newest first."""
        reading = None
        if channel in self.channels(server):
            async with self._reading:
                reading = await self._read(server, channel)
        notices = reading.notices if reading is not None else ()
        found = await self._run(self._compare, server, channel, notices)
        withdrawn = 0
        for message in found.gone:
            withdrawn += await self._withdraw(server, message)
        room = await self._run(self._shelves.room, server)
        left_out = {one.message for one in found.new[room:]}
        taken, full = 0, len(left_out)
        for notice in reversed(found.differing):  # so that the newest stands first in the list
            await self._take_away(server, work)
            if channel not in self.channels(server):
                break
            # A newer word on the message comes after this.
            if notice.message not in left_out and notice.message not in work.messages:
                has_room = await self._put(server, channel, notice)
                taken, full = taken + has_room, full + (not has_room)
        return Brought(
            reading=reading,
            taken=taken,
            unchanged=found.unchanged,
            withdrawn=withdrawn,
            short=found.short,
            full=full,
        )

    async def _take_away(self, server: int, work: _Work) -> None:
        for message in work.gone:
            await self._withdraw(server, message)
            if message in work.messages and work.messages[message][1] is None:
                del work.messages[message]

    async def _withdraw(self, server: int, message: int) -> bool:
        return await self._run(self._withdraw_now, server, message)

    async def _put(self, server: int, channel: int, notice: Notice) -> bool:
        """Take a message in, in the place of what it said before; false where there is no room."""
        while True:
            signed = await self._run(self._sign, server, notice)
            loaded = None
            if signed is not None:
                loaded = await self._run(article_of, server, notice, signed=signed)
            if loaded is None:
                await self._withdraw(server, notice.message)
                return True
            if not await self._add(server, channel, notice, loaded):
                await self._run(self._records.followed.forget_message, notice.message)
                return False
            # Its author may have asked to be forgotten meanwhile: then once more, without the name.
            if await self._run(self._sign, server, notice) is signed:
                return True

    async def _add(self, server: int, channel: int, notice: Notice, loaded: Loaded) -> bool:
        origin = message_origin(server, channel, notice.message)
        while True:
            try:
                async with self._adding:
                    await self._shelves.add_written(server, loaded, origin=origin)
            except DeskError as error:
                if error.trouble is Trouble.SHELF_FULL:
                    return False
                if error.trouble is not Trouble.SHELF_BUSY:
                    raise
                await asyncio.sleep(PAUSE_SECONDS)
            else:
                return True

    # Blocking

    def _compare(self, server: int, channel: int, notices: Sequence[Notice]) -> _Comparison:
        """How the messages of a channel differ from what is kept of it."""
        followed = self._records.followed
        withheld, unsigned = followed.withheld(server), followed.unsigned(server)
        kept = self._kept(server)
        wanted = set()
        found = _Comparison()
        for notice in notices:
            message = notice.message
            if message in withheld:
                continue
            loaded = article_of(server, notice, signed=message not in unsigned)
            if loaded is None:
                found.short += 1
                continue
            wanted.add(message)
            source = loaded.article.source
            there = self._library.article(source.collection, source.article_id)
            if there is not None and replace(there, language="") == loaded.article:
                found.unchanged += 1
            else:
                found.differing.append(notice)
        found.new = [one for one in found.differing if one.message not in kept]
        found.gone = [one for one, where in kept.items() if where == channel and one not in wanted]
        return found

    def _withdraw_now(self, server: int, message: int) -> bool:
        """Take a message's article away; most messages that change or go are none, and cost no
        write to the library.
        """
        name = message_id(message)
        there = self._library.article(server_collection(server), name) is not None
        removed = there and self._shelves.withdraw(server, name)
        self._records.followed.forget_message(message)
        return removed

    def _kept(self, server: int) -> dict[int, int]:
        """The messages that are articles of a server, with their channels."""
        places = (message_of(one.origin) for one in self._shelves.entries(server))
        return {message: channel for channel, message in filter(None, places)}

    def _count(self, server: int) -> dict[int, int]:
        return dict(Counter(self._kept(server).values()))

    def _sign(self, server: int, notice: Notice) -> bool | None:
        """Whether a message's article may name its author, after it was noted whom it names; `None`
        where it is kept out.
        """
        followed = self._records.followed
        if followed.is_withheld(notice.message):
            return None
        if notice.person is not None:
            followed.sign(server, notice.message, notice.person)
        return not followed.is_unsigned(notice.message)
