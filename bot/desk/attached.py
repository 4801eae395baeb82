"""The window for files that are asked about: they come in, are held in memory, and are forgotten.

A file belongs to who sent it and to the conversation that it was sent to. Nobody else's question
reaches it, nothing of it is written down, and half an hour after the last question it is gone.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias
from weakref import WeakValueDictionary

from bot.desk.held import Handed, Held, Said
from bot.desk.images import Eyes, kind_of_image
from bot.desk.questions import Desk
from bot.desk.shelves import MOST_BYTES, too_large
from bot.desk.trust import cited_in
from bot.desk.window import Window
from bot.errors import DeskError, Trouble
from bot.offload import Offload
from bot.types import Answer, Found, Question, Turn, Visit, turn
from index.errors import LoadError
from index.in_hand import IN_HAND, InHand, as_handed, take_in_hand
from index.load.base import one_line
from index.load.upload import load_upload
from index.types import Article, Passage

QUIET_SECONDS = 30 * 60.0
"""How long a file is held after the last question about it."""

MOST_FILES = 3
"""With one question."""

MOST_HELD = 256_000_000
"""Bytes of all that is held; what was asked about longest ago goes first."""

MOST_TALKS = 3
"""Of one person with files in hand at once, and with files that wait for a question; the oldest
goes first."""

_Place: TypeAlias = tuple[int, int | None, bool]

_WAITING = 4
_MOST_ANSWERS = 50
_MOST_TURNS = 10


@dataclass(slots=True, kw_only=True)
class _Talk:
    """A conversation with something in hand: its answers by their records."""

    person: int
    used: float
    hand: InHand
    said: dict[int, Said] = field(default_factory=dict)


class Attached(Window):
    """Holds what people ask about. For one event loop; the desk closes it."""

    def __init__(self, desk: Desk, *, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds that never go back."""
        super().__init__(desk)
        self._clock = clock
        self._eyes = Eyes(desk.writer)
        self._offload = Offload(workers=1, queue_size=_WAITING)
        self._closing = threading.Event()
        self._talks: list[_Talk] = []
        self._unasked: dict[_Place, tuple[float, Held]] = {}
        self._reading: set[int] = set()
        self._theirs: WeakValueDictionary[int, threading.Event] = WeakValueDictionary()
        self._sweeping: asyncio.TimerHandle | None = None
        desk.closes_with_it(self.close)

    async def close(self, *, seconds: float) -> bool:
        """Take nothing more, forget everything; say whether what was being read ended in time."""
        self._closing.set()
        if self._sweeping is not None:
            self._sweeping.cancel()
        self._talks.clear()
        self._unasked.clear()
        return await self._offload.close(seconds=seconds)

    def admit(self, visit: Visit, number: int, text: str) -> threading.Event:
        """Let so many files in with what is asked about them, before they are fetched.

        Together they count as a question. What comes back is set once the person has all that is
        theirs forgotten, the files that are on their way among it.

        Raises:
            DeskError: LIMITED, MANY_FILES, TOO_LONG.
        """
        self._desk.let_through(visit)
        if number > MOST_FILES:
            raise DeskError(Trouble.MANY_FILES, most=MOST_FILES)
        self._desk.check_length(text)
        return self._theirs.setdefault(visit.person, threading.Event())

    async def take(self, files: Sequence[Handed], visit: Visit, gone: threading.Event) -> Held:
        """Read files that were let in, as `gone` says, those of one question of a person at a time.

        They take the place of what waited there for a question.

        Raises:
            DeskError: FILE_UNREAD, NO_IMAGES, IMAGES_LATER, NO_TEXT_IN_IMAGE, FILES_BUSY, CLOSING;
                FILE_GONE, where they were forgotten meanwhile.
        """
        if visit.person in self._reading:
            raise DeskError(Trouble.FILES_BUSY)
        if gone.is_set():
            raise DeskError(Trouble.FILE_GONE)
        self._reading.add(visit.person)
        try:
            held = await self._take(files, visit)
        finally:
            self._reading.discard(visit.person)
        if gone.is_set():
            raise DeskError(Trouble.FILE_GONE)
        self._unasked.pop(_place(visit), None)
        return replace(held, gone=gone)

    def hold(self, held: Held, visit: Visit) -> None:
        """Hold files that came without a question, for the person's next one in that channel."""
        if held.gone.is_set():
            return
        self._unasked.pop(_place(visit), None)
        self._unasked[_place(visit)] = self._clock(), held  # the newest stands last
        self._tidy()

    def unasked(self, visit: Visit) -> Held | None:
        """What was held for a person's next question in a channel."""
        self._tidy()
        found = self._unasked.get(_place(visit))
        return None if found is None else found[1]

    def note(self, question: Question, answer: Answer, held: Held) -> None:
        """Hold on to what was just asked about, for what follows on the answer.

        Without a record of the answer nothing can follow on it, but for the next question in
        private. A file that was sent meanwhile goes on waiting for its own.
        """
        visit = question.visit
        if visit is None or answer.remark is not None or held.gone.is_set():
            return
        _, waiting = self._unasked.get(place := _place(visit), (0.0, None))
        if waiting is not None and waiting.hand is held.hand:
            del self._unasked[place]
            waiting = None
        if answer.record is None:
            if waiting is None and visit.private and visit.server is None:
                self.hold(held, visit)
            return
        talk = next((one for one in self._talks if one.hand is held.hand), None)
        if talk is None:
            talk = _Talk(person=visit.person, used=0.0, hand=held.hand)
        else:
            self._talks.remove(talk)
        talk.used = self._clock()
        talk.said[answer.record] = Said(
            text=question.text,
            follows=question.follows,
            answer=answer,
            held=held,
        )
        for old in list(talk.said)[:-_MOST_ANSWERS]:
            del talk.said[old]
        self._talks.append(talk)  # the newest stands last
        self._tidy()

    async def said(self, record: int, person: int) -> Said | None:
        """What was said to a person's question about a file; `None` where it was about none.

        Raises:
            DeskError: FILE_GONE; FILE_OF_ANOTHER, where another person had asked; as for
                `Desk.run`.
        """
        self._tidy()
        for talk in self._talks:
            if record in talk.said:
                if talk.person != person:
                    raise DeskError(Trouble.FILE_OF_ANOTHER)
                return talk.said[record]
        asker = await self._run(self._records.answers.asker_of_file, record)
        if asker is None:
            return None
        raise DeskError(Trouble.FILE_GONE if asker == person else Trouble.FILE_OF_ANOTHER)

    async def turns(
        self, record: int, person: int, earlier: tuple[Turn, ...], collections: frozenset[str]
    ) -> tuple[Turn, ...]:
        """The turns that end with an answer about a person's file, with the words that only memory
        has; about another's, only those of the records.

        `earlier` are those turns as the records have them, for somebody who may see these
        collections: what cites others is left out, as there, and what was completed from it is
        given as it was typed.
        """
        chain = self._chain(record, person)
        if not chain:
            return earlier
        before, seen = chain[0].follows, collections | {IN_HAND}
        is_clear = before is None or await self._run(
            self._records.answers.is_clear, before, collections
        )
        spoken = []
        for said in chain:
            is_seen = said.cites <= seen
            is_clear = is_clear and is_seen
            one = turn(said.answer)
            if is_seen:
                spoken.append(one if is_clear else replace(one, question=said.answer.question))
        kept = earlier[: max(len(earlier) - len(chain), 0)]
        return (*kept, *spoken)[-_MOST_TURNS:]

    async def found(self, record: int, person: int, collections: frozenset[str]) -> Found | None:
        """All that was found for an answer about a file, for who asked; `None` as for `said`.

        The file's passages are those in memory, the library's those that still stand there.

        Raises:
            DeskError: as for `said`, or as for `Desk.run`; PASSAGE_GONE.
        """
        said = await self.said(record, person)
        if said is None:
            return None
        seen = collections | {IN_HAND}
        found = [one for one in said.answer.passages if one.source.collection in seen]
        passages = await self._run(self._standing, found, collections)
        if not passages:
            raise DeskError(Trouble.PASSAGE_GONE)
        cited = said.answer.citations
        return Found(
            passages=tuple(passages),
            cited={one.chunk_id: cited_in(one.chunk_id, cited) for one in passages},
            gone=len(found) - len(passages),
        )

    def forget(self, person: int) -> int:
        """Forget all that is held of a person; how many hands that were.

        What is being fetched, read or asked about at this moment is held by nobody afterwards,
        either; it counts as one where there is nothing else.
        """
        gone = self._theirs.pop(person, None)
        if gone is not None:
            gone.set()
        before = len(self._talks) + len(self._unasked)
        self._talks = [one for one in self._talks if one.person != person]
        self._unasked = {key: one for key, one in self._unasked.items() if key[0] != person}
        dropped = before - len(self._talks) - len(self._unasked)
        return dropped or int(gone is not None)

    async def _take(self, files: Sequence[Handed], visit: Visit) -> Held:
        names = tuple(one_line(file.name) or "file" for file in files)
        readable, has_image, cut_off = [], False, False
        for name, file in zip(names, files, strict=True):
            kind = kind_of_image(file.content)
            if kind is None:
                readable.append(Handed(name=name, content=file.content))
                continue
            has_image = True
            read = await self._eyes.read(kind, file.content, name=name, server=visit.server)
            cut_off = cut_off or read.cut_off
            readable.append(Handed(name=f"{name}.txt", content=read.text.encode()))
        try:
            hand = await self._offload.run(self._read, readable)
        except DeskError as error:
            if error.trouble is Trouble.BUSY:
                raise DeskError(Trouble.FILES_BUSY) from None
            raise
        return Held(
            hand=hand,
            names=names,
            read_by=self._eyes.model if has_image else None,
            cut_off=cut_off,
        )

    def _standing(self, passages: Sequence[Passage], collections: frozenset[str]) -> list[Passage]:
        """Those in hand, and those that these collections hold as they were found. Blocks."""
        ids = [one.chunk_id for one in passages if one.source.collection != IN_HAND]
        now = {one.chunk_id: one for one in self._library.passages(ids, collections=collections)}
        now |= {one.chunk_id: one for one in passages if one.source.collection == IN_HAND}
        return [
            now[one.chunk_id]
            for one in passages
            if one.chunk_id in now and _words_of(one) == _words_of(now[one.chunk_id])
        ]

    def _chain(self, record: int, person: int) -> list[Said]:
        """The answers in memory that end with one, each following the one before, to a person."""
        mine = [talk.said for talk in self._talks if talk.person == person]
        said = {number: one for some in mine for number, one in some.items()}
        chain: list[Said] = []
        following: int | None = record
        while following is not None and following in said:
            chain.append(said[following])
            following = said[following].follows
        return chain[::-1]

    def _read(self, files: Sequence[Handed]) -> InHand:
        """Blocks."""
        articles = [
            article for n, file in enumerate(files, 1) for article in self._article(n, file)
        ]
        try:
            return take_in_hand(articles, self._library.embedder, each=self._check_open)
        except LoadError as error:
            raise _unread(files[-1].name, error) from None

    def _article(self, number: int, file: Handed) -> Iterator[Article]:
        self._check_open()
        try:
            if len(file.content) > MOST_BYTES:
                raise too_large()
            yield as_handed(load_upload(file.content, file.name, collection=IN_HAND), number)
        except LoadError as error:
            raise _unread(file.name, error) from None

    def _check_open(self) -> None:
        if self._closing.is_set():
            raise DeskError(Trouble.CLOSING)

    def _bytes(self) -> int:
        hands = [one.hand for one in self._talks]
        hands += [held.hand for _, held in self._unasked.values()]
        return sum(one.bytes for one in hands)

    def _tidy(self) -> None:
        """Forget what nobody has asked about for long, and what there is no room for.

        So is what another model has read than the library has now: it can't be searched beside it.
        """
        oldest, model = self._clock() - QUIET_SECONDS, self._library.embedder.model.digest
        self._talks = [one for one in self._talks if one.used > oldest and one.hand.model == model]
        self._unasked = {
            key: (since, held)
            for key, (since, held) in self._unasked.items()
            if since > oldest and held.hand.model == model
        }
        for person in {one.person for one in self._talks}:
            for old in [one for one in self._talks if one.person == person][:-MOST_TALKS]:
                self._talks.remove(old)
        for person in {person for person, _, _ in self._unasked}:
            for place in [key for key in self._unasked if key[0] == person][:-MOST_TALKS]:
                del self._unasked[place]
        while self._bytes() > MOST_HELD and len(self._talks) + len(self._unasked) > 1:
            self._drop_oldest()
        self._sweep_later()

    def _drop_oldest(self) -> None:
        waiting = next(iter(self._unasked), None)
        talk = self._talks[0] if self._talks else None
        if waiting is not None and (talk is None or self._unasked[waiting][0] < talk.used):
            del self._unasked[waiting]
        elif talk is not None:
            self._talks.remove(talk)

    def _sweep_later(self) -> None:
        """Let what is held go in time, also where nobody asks anything any more."""
        if self._sweeping is not None:
            self._sweeping.cancel()
            self._sweeping = None
        if (self._talks or self._unasked) and not self._closing.is_set():
            loop = asyncio.get_running_loop()
            self._sweeping = loop.call_later(QUIET_SECONDS / 10, self._tidy)


def _place(visit: Visit) -> _Place:
    """Where the next question is looked for; one that all see never is about what only one saw."""
    return visit.person, visit.channel, visit.private


def _words_of(one: Passage) -> tuple[str, str, int, int, str]:
    """A passage's words and where they stand; a number may name others in a library made anew."""
    return one.source.collection, one.source.article_id, one.start, one.end, one.text


def _unread(name: str, error: LoadError) -> DeskError:
    return DeskError(Trouble.FILE_UNREAD, name=name, reason=error.message, hint=error.hint)
