"""A question that may be about files comes in; it goes to the desk with what is read of them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import aiohttp
import discord

from bot.answer.remark import remark
from bot.desk.attached import Attached
from bot.desk.held import Handed, Held, with_held
from bot.desk.shelves import MOST_BYTES, too_large
from bot.errors import DeskError, Trouble
from bot.render.markdown import escape, shorten
from bot.types import Answer, Files, Question, Visit
from index.errors import LoadError

_DETAIL_CHARACTERS = 200
_MISSING: dict[Trouble, Literal["gone", "another"]] = {
    Trouble.FILE_GONE: "gone",
    Trouble.FILE_OF_ANOTHER: "another",
}


class Bringing:
    """What one question brings along: files that were sent with it, or what it goes on about."""

    def __init__(
        self,
        attached: Attached,
        visit: Visit,
        sent: Sequence[discord.Attachment] = (),
        *,
        alone: bool = False,
    ) -> None:
        """`alone`: what is `sent` is to be asked about without the library."""
        self.held: Held | None = None
        self._attached = attached
        self._visit = visit
        self._sent = sent
        self._alone = alone
        self._missing: Literal["gone", "another"] | None = None

    @property
    def counted(self) -> bool:
        """Whether the limits have counted the visit, with the files that it brought."""
        return bool(self._sent)

    async def taken(self, asked: Question) -> Question:
        """The question with what is in hand: just sent, sent before it, or asked about before.

        Raises:
            DeskError: what was sent can't be read; see `Attached.take`. Its details are Markdown.
        """
        if self._sent:
            self.held = await self._read(asked.text)
        elif self.held is None:
            self.held = self._attached.unasked(self._visit)
        if self.held is None and asked.follows is not None:
            asked = await self._gone_on(asked, asked.follows)
        return asked if self.held is None else with_held(asked, self.held)

    def without_question(self, asked: Question) -> Held | None:
        """What came without a question, or with a greeting only; it is held for the next one."""
        if not self._sent or self.held is None:
            return None
        if any(map(str.isalnum, asked.text)) and remark(asked.text) is None:
            return None
        self._attached.hold(self.held, self._visit)
        return self.held

    def told(self, asked: Question, found: Answer) -> Answer:
        """The answer with what is said of the files; they are held on to for what follows it."""
        if found.remark is not None:
            return found
        if self.held is None:
            missing = None if self._missing is None else Files(missing=self._missing)
            return replace(found, files=missing)
        found = replace(found, files=self.held.files)
        self._attached.note(asked, found, self.held)
        return found

    async def _gone_on(self, asked: Question, record: int) -> Question:
        """The question with the turns that only memory has, and with what they were about.

        Where the records fail, it goes on without, as it does without what they have themselves.
        """
        try:
            said = await self._attached.said(record, self._visit.person)
            if said is None:
                return asked
            self.held = said.held
            turns = await self._attached.turns(
                record, self._visit.person, asked.earlier, asked.collections
            )
        except DeskError as error:
            if error.trouble not in {*_MISSING, Trouble.NO_RECORDS}:
                raise
            self._missing = _MISSING.get(error.trouble)
            return asked
        return replace(asked, earlier=turns)

    async def _read(self, text: str) -> Held:
        try:
            gone = self._attached.admit(self._visit, len(self._sent), text)
            handed = [
                Handed(name=file.filename, content=await read_file(file)) for file in self._sent
            ]
            held = await self._attached.take(handed, self._visit, gone)
        except LoadError as error:
            name = ", ".join(file.filename for file in self._sent)
            raise _readable(
                DeskError(Trouble.FILE_UNREAD, name=name, reason=error.message, hint=error.hint)
            ) from None
        except DeskError as error:
            raise _readable(error) from None
        return replace(held, alone=self._alone)


async def read_file(file: discord.Attachment) -> bytes:
    """The file as it was sent.

    Raises:
        LoadError: it is too large, or Discord does not give it.
    """
    if file.size > MOST_BYTES:
        raise too_large()
    try:
        return await file.read()
    except (discord.HTTPException, aiohttp.ClientError, OSError):
        raise LoadError("Discord did not hand me that file", "Send it again.") from None


def _readable(error: DeskError) -> DeskError:
    """The same with details that do nothing where they are said: a file's name is a stranger's."""
    details = {
        name: escape(shorten(one, _DETAIL_CHARACTERS)) if isinstance(one, str) else one
        for name, one in error.details.items()
    }
    return DeskError(error.trouble, **details)
