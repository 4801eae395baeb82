"""The servers that the bot is in come in; only their feeds and sites are looked at by themselves.

What came from a place of a server that it has left stays for as long as the library does, and is no
longer fetched anew. Once the bot is invited again, each place goes on where its schedule would be.
"""

from collections.abc import Callable

from bot.desk.window import Window
from bot.types import SERVER_COLLECTION, server_collection
from index.sources.refresh import list_sources, rest


class Membership(Window):
    """Ends and begins the schedules of a server's places. It needs no records."""

    async def changed(self, server: int, *, is_member: bool) -> None:
        """The bot has joined a server, or is no longer in it.

        Raises:
            DeskError: as for `Desk.run`.
        """
        await self._run(rest, self._library.settings, server_collection(server), over=is_member)

    async def all_known(self, is_member: Callable[[int], bool]) -> None:
        """Make up for what was missed, now that it is known which servers the bot is in.

        Raises:
            DeskError: as for `Desk.run`.
        """
        servers = await self._run(self._with_sources)
        for server in sorted(servers):
            await self.changed(server, is_member=is_member(server))

    def _with_sources(self) -> set[int]:
        """The servers that places are known of."""
        named = {one.spec.collection for one in list_sources(self._library.settings)}
        found = (SERVER_COLLECTION.fullmatch(one) for one in named)
        return {int(one[1]) for one in found if one is not None}
