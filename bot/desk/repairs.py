"""The window of repairs: what those who manage a server mend comes in, and holds from then on.

They pin a passage to a question, mark an article as outdated, or teach the right answer, which
becomes an article of their server. Whether they manage it is for Discord to say, at each press.
"""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from bot.answer.extractive import choose, quoted
from bot.desk.questions import Desk
from bot.desk.shelves import Shelves
from bot.desk.trust import Trust, article_key
from bot.desk.window import Window
from bot.errors import DeskError, Trouble
from bot.records.base import KeptAnswer, KeptPassage
from bot.types import server_collection
from index.errors import LibraryError
from index.load.base import Block, Loaded, assemble, one_line
from index.shelf import AddReceipt
from index.types import Article, Findings, Passage, Source, Span

_FEW_SENTENCES = 2
"""So many are pinned of a passage of which the search says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What somebody who manages a server teaches: a question, its answer, and where it is from.

    `record` is the answer that it mends; `person` and `name` are the teacher's.
    """

    server: int
    record: int
    person: int
    name: str
    question: str
    answer: str
    address: str


class Repairs(Window):
    """Mends what a server's members are answered."""

    def __init__(self, desk: Desk, trust: Trust, shelves: Shelves) -> None:
        """Taught answers go through `shelves`, as all that a server adds."""
        super().__init__(desk)
        self._trust = trust
        self._shelves = shelves

    async def pin(
        self,
        record: int,
        server: int,
        collections: frozenset[str],
        person: int,
        rank: int,
    ) -> None:
        """Tie the passage of that rank to the question of an answer, in place of the one that was.

        Raises:
            DeskError: the answer or the passage is gone, or as for `Desk.run`.
        """
        await self._run(self._pin, record, server, collections, person, rank)

    async def unpin(self, record: int, server: int) -> None:
        """Untie what is tied to the question of an answer, if anything is.

        Raises:
            DeskError: the answer is gone, or as for `Desk.run`.
        """
        await self._run(self._unpin, record, server)

    async def mark_outdated(
        self,
        record: int,
        server: int,
        collections: frozenset[str],
        person: int,
        article: str,
        *,
        outdated: bool,
    ) -> None:
        """Leave an article out of this server's searches from now on, or take that back.

        `article` is its `article_key`: one of those that were found for the answer, or that are
        marked already.

        Raises:
            DeskError: the answer or the article is gone, or as for `Desk.run`.
        """
        await self._run(self._mark_outdated, record, server, collections, person, article, outdated)

    async def teach(self, lesson: Lesson) -> AddReceipt:
        """Make an answer an article of its server, and what is said to that question there.

        The same question taught again takes the place of what was taught before.

        Raises:
            DeskError: there are no words in it, the address is none; or as for `Shelves`.
        """
        loaded = _loaded(lesson)
        source = loaded.article.source
        place = source.key
        is_new = await self._run(self._note_taught, lesson, place)
        try:
            receipt = await self._shelves.add_written(lesson.server, loaded)
        except DeskError:
            if is_new:
                await self._run(self._records.repairs.unmark, lesson.server, "taught", *place)
            raise
        await self._run(self._pin_taught, lesson, source)
        return receipt

    def _pin(
        self, record: int, server: int, collections: frozenset[str], person: int, rank: int
    ) -> None:
        kept = self._trust.kept_in(record, server)
        for one, passage in self._trust.standing(kept, collections):
            if one.rank == rank:
                span = self._span_to_pin(kept, one, passage, collections)
                self._put_pin(server, kept.searched, kept.language, record, person, passage, span)
                return
        raise DeskError(Trouble.PASSAGE_GONE)

    def _put_pin(
        self,
        server: int,
        question: str,
        language: str,
        record: int,
        person: int,
        passage: Passage,
        span: Span,
    ) -> None:
        self._records.repairs.pin(
            server,
            question,
            language,
            record=record,
            collection=passage.source.collection,
            article_id=passage.source.article_id,
            span=span,
            quote=passage.quote(span),
            person=person,
        )

    def _unpin(self, record: int, server: int) -> None:
        kept = self._trust.kept_in(record, server)
        pin = self._records.repairs.pinned(server, kept.searched, kept.language)
        if pin is not None:
            self._records.repairs.unpin(server, pin.pin)

    def _span_to_pin(
        self, kept: KeptAnswer, one: KeptPassage, passage: Passage, collections: frozenset[str]
    ) -> Span:
        """What is to be said of a passage: what was cited of it, or what answers best in it."""
        for citation in kept.citations:
            if citation.chunk_id == one.chunk_id:
                return Span(citation.start, citation.end)
        findings = self._library.search(kept.searched, collections=collections)
        return _best_span(findings, passage) or _first_span(passage)

    def _mark_outdated(
        self,
        record: int,
        server: int,
        collections: frozenset[str],
        person: int,
        article: str,
        outdated: bool,
    ) -> None:
        kept = self._trust.kept_in(record, server)
        places = {
            article_key(one.collection, one.article_id): (one.collection, one.article_id)
            for one in kept.passages
            if one.collection in collections
        }
        marked = self._trust.outdated(server, collections)
        places |= {key: place for key, (place, _) in marked.items()}
        if article not in places:
            raise DeskError(Trouble.PASSAGE_GONE)
        if outdated:
            self._records.repairs.mark(server, "outdated", *places[article], person)
        else:
            self._records.repairs.unmark(server, "outdated", *places[article])

    def _note_taught(self, lesson: Lesson, place: tuple[str, str]) -> bool:
        """Note who teaches, before there is anything: whoever asks to be forgotten is found by it.

        True where there was nothing before. What was marked outdated was another answer.
        """
        is_new = self._library.article(*place) is None
        self._records.repairs.mark(lesson.server, "taught", *place, lesson.person)
        self._records.repairs.unmark(lesson.server, "outdated", *place)
        return is_new

    def _pin_taught(self, lesson: Lesson, source: Source) -> None:
        """Tie the taught answer to its question: few words may be too few for a search."""
        with suppress(LibraryError):
            findings = self._library.search(source.title, collections=[source.collection])
            passages = self._library.passages_of(source.collection, source.article_id)
            if passages:
                span = _whole(passages[0])
                self._put_pin(
                    *(lesson.server, source.title, findings.language, lesson.record),
                    *(lesson.person, passages[0], span),
                )


def _loaded(lesson: Lesson) -> Loaded:
    """A lesson as an article: the question is its title, whoever teaches its author.

    Raises:
        DeskError: it has no words, or its address is none.
    """
    question, name = one_line(lesson.question), one_line(lesson.name)
    text, _ = assemble([Block(part) for part in lesson.answer.split("\n\n")])
    if not (_has_words(question) and _has_words(text)):
        raise DeskError(Trouble.NOTHING_TAUGHT)
    digest = hashlib.sha256(question.casefold().encode()).hexdigest()[:16]
    source = Source(
        article_id=f"taught-{digest}",
        title=question,
        collection=server_collection(lesson.server),
        url=_address(lesson.address),
        author=name or None,
        publisher=name or None,
        published=datetime.now(UTC).date().isoformat(),
    )
    return Loaded(article=Article(source=source, text=text))


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _address(written: str) -> str | None:
    """A web address as it was written; `None` where nothing was."""
    address = one_line(written)
    if not address:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        raise DeskError(Trouble.NO_ADDRESS) from None
    is_one = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    if not is_one or " " in address:
        raise DeskError(Trouble.NO_ADDRESS)
    return address


def _best_span(findings: Findings, passage: Passage) -> Span | None:
    """The sentence of a passage that answers best, as an answer would quote it."""
    sentences = [*choose(findings), *findings.sentences]
    return next((quoted(one) for one in sentences if one.chunk_id == passage.chunk_id), None)


def _first_span(passage: Passage) -> Span:
    return _joined(passage.sentences[:_FEW_SENTENCES])


def _whole(passage: Passage) -> Span:
    return _joined(passage.sentences)


def _joined(sentences: Sequence[Span]) -> Span:
    return Span(sentences[0].start, sentences[-1].end)
