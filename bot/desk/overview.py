"""A server comes in; what its library holds, and what was asked of it in vain, goes out."""

from collections.abc import Collection

from bot.articles import AskedInVain, InVain, Language, Overview, Shelf
from bot.desk.places import REFRESHED_AT
from bot.desk.window import Window
from bot.records.base import OpenGap
from bot.records.grouping import GapGroup, group
from bot.types import server_collection
from index.types import PUBLIC

_FEW_MAY_ASK_IN_PRIVATE = 2
"""From so many people on, a question asked in private is nobody's own."""


class Enquiries(Window):
    """Where an admin hears how the server's library is doing."""

    async def overview(self, server: int) -> Overview:
        """What the server is answered from.

        Raises:
            DeskError: as for `Desk.run`.
        """
        return await self._run(self._overview, server)

    async def in_vain(self, server: int, visible: Collection[int]) -> InVain:
        """What the articles did not answer, of which the admin may read in these channels.

        Raises:
            DeskError: as for `Desk.run`.
        """
        return await self._run(self._in_vain, server, frozenset(visible))

    def _overview(self, server: int) -> Overview:
        own = server_collection(server)
        holdings = self._library.holdings([PUBLIC, own])
        chunks: dict[str, int] = {}
        for one in holdings:
            chunks[one.language] = chunks.get(one.language, 0) + one.chunks
        refreshed = self._records.servers.settings(server).get(REFRESHED_AT)

        def shelf(collection: str) -> Shelf:
            ours = [one for one in holdings if one.collection == collection]
            return Shelf(
                articles=sum(one.articles for one in ours), chunks=sum(one.chunks for one in ours)
            )

        return Overview(
            own=shelf(own),
            public=shelf(PUBLIC),
            newest=max((one.newest for one in holdings), default=0.0) or None,
            refreshed=float(refreshed) if isinstance(refreshed, int | float) else None,
            model=self._library.model.name,
            languages=tuple(
                Language(
                    code=code,
                    chunks=count,
                    little_known=bool(code) and self._library.calibration(code).little_known,
                )
                for code, count in sorted(chunks.items(), key=lambda one: (-one[1], one[0]))
            ),
        )

    def _in_vain(self, server: int, visible: frozenset[int]) -> InVain:
        groups = group(self._records.gaps.of_server(server))
        found = [(one, _shown(one, visible)) for one in groups]
        return InVain(
            asked=tuple(_asked(one, text) for one, text in found if text is not None),
            hidden=sum(len(one.gaps) for one, text in found if text is None),
        )


def _shown(asked: GapGroup, visible: frozenset[int]) -> str | None:
    """The words that stand for a group; `None` where they are only for who asked.

    Of those asked in public the first; of those that several people asked in private the
    shortest, which says least that the others did not say too.
    """
    for gap in asked.gaps:
        if _is_public(gap, visible):
            return gap.text
    if asked.people >= _FEW_MAY_ASK_IN_PRIVATE:
        return min((gap.text for gap in asked.gaps), key=len)
    return None


def _is_public(gap: OpenGap, visible: frozenset[int]) -> bool:
    return not gap.visit.private and gap.visit.channel in visible


def _asked(asked: GapGroup, text: str) -> AskedInVain:
    return AskedInVain(
        text=text,
        times=len(asked.gaps),
        people=asked.people,
        first=asked.gaps[0].asked_at,
        last=asked.gaps[-1].asked_at,
    )
