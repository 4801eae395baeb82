"""A person comes in, what is kept of them goes out, or goes for good; so do a server's channels."""

import asyncio
import gzip
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from pydantic import JsonValue

from bot.articles import message_id
from bot.desk.questions import Desk
from bot.desk.window import Window
from bot.records.base import ChannelKind, Forgotten, Held
from bot.types import server_collection
from index.errors import NoLibraryError
from index.settings import IndexSettings
from index.shelf import unsign

FILE = "footnote-data.json"
"""The name of the file that a person gets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A file of what is kept of a person."""

    name: str
    content: bytes = field(repr=False)


class PrivacyWindow(Window):
    """Where people ask what is kept of them. Nobody is asked for but whoever asks."""

    def __init__(self, desk: Desk, library: IndexSettings) -> None:
        """`library` is where the articles are that people have taught."""
        super().__init__(desk)
        self._settings = library
        # Both read or write much: one at a time, so that questions always find another worker.
        self._alone = asyncio.Semaphore(1)

    async def held(self, person: int) -> Held:
        """How much is kept of a person, and for how long.

        Raises:
            DeskError: as for `Desk.run`.
        """
        return await self._run(self._records.privacy.held_of, person)

    async def export(self, person: int, most_bytes: int) -> tuple[Export, ...]:
        """Everything that is kept of a person, in files of at most `most_bytes`.

        One JSON document as a rule; packed (gzip) where that is too large, and cut between two
        answers where that is not enough.

        Raises:
            DeskError: as for `Desk.run`.
        """
        async with self._alone:
            return await self._run(self._export, person, most_bytes)

    async def forget(self, person: int) -> Forgotten:
        """Delete all that is kept of a person, and take their name off the articles they taught.

        Raises:
            DeskError: as for `Desk.run`. What was not done then is done by the next call.
        """
        async with self._alone:
            return await self._run(self._forget, person)

    def _export(self, person: int, most_bytes: int) -> tuple[Export, ...]:
        kept = self._records.privacy.kept_of(person)
        plain = _written(kept)
        if len(plain) <= most_bytes:
            return (Export(name=FILE, content=plain),)
        packed = _packed(kept, most_bytes)
        return tuple(
            Export(name=f"{number}-of-{len(packed)}-{FILE}.gz", content=content)
            for number, content in enumerate(packed, start=1)
        )

    def _forget(self, person: int) -> Forgotten:
        # The names first: once the marks no longer say who taught what, nothing leads there.
        privacy = self._records.privacy
        known = _articles(privacy.taught_by(person), privacy.announced_by(person))
        for place in known:
            self._unsign(place)
        done = privacy.forget(person)
        for place in _articles(done.taught, done.announced) - known:  # written in between
            self._unsign(place)
        return done

    def _unsign(self, place: tuple[str, str]) -> None:
        with suppress(NoLibraryError):  # and so no name in it
            unsign(self._settings, *place)


def _articles(
    taught: Iterable[tuple[str, str]], announced: Iterable[tuple[int, int]]
) -> frozenset[tuple[str, str]]:
    """The articles (collection, id) of answers that were taught, and of messages."""
    messages = ((server_collection(server), message_id(message)) for server, message in announced)
    return frozenset((*taught, *messages))


class ChannelsWindow(Window):
    """Where those who manage a server say in which channels the bot speaks unasked."""

    async def channels(self, server: int) -> Mapping[int, ChannelKind]:
        """The channels that are on, and how.

        Raises:
            DeskError: as for `Desk.run`.
        """
        return await self._run(self._records.servers.channels, server)

    async def switch_on(self, server: int, channel: int, kind: ChannelKind) -> None:
        """Let the bot speak unasked in a channel.

        Raises:
            DeskError: as for `Desk.run`.
        """
        await self._run(self._records.servers.switch_on, server, channel, kind)

    async def switch_off(self, server: int, channel: int) -> None:
        """Let it no longer.

        Raises:
            DeskError: as for `Desk.run`.
        """
        await self._run(self._records.servers.switch_off, server, channel)


def _written(document: Mapping[str, JsonValue]) -> bytes:
    text = json.dumps(document, ensure_ascii=False, indent=1)
    # What was typed may hold half a character, which UTF-8 does not.
    return text.encode("utf-8", "replace")


def _packed(kept: Mapping[str, Any], most_bytes: int) -> list[bytes]:
    """The document in packed parts, each a document with some of the answers."""
    # Without a time stamp, so that the same records give the same bytes.
    content = gzip.compress(_written(kept), mtime=0)
    answers = kept["answers"]
    if len(content) <= most_bytes or len(answers) < 2:
        return [content]
    half = len(answers) // 2
    rest = {"person": kept["person"], "answers": answers[half:]}
    return [
        *_packed({**kept, "answers": answers[:half]}, most_bytes),
        *_packed(rest, most_bytes),
    ]
