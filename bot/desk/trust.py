"""The window of trust: votes come in, and an answer's passages and reasons go out.

What somebody may see of an answer is what their collections hold now: passages of others are left
out as if they had never been found, and those that were changed or removed since are counted.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence

from bot.desk.window import Window
from bot.errors import DeskError, Trouble
from bot.records.base import KeptAnswer, KeptPassage, Pin, Reason
from bot.types import Citation, Explanation, Found, RankedPassage
from index.types import Passage, Span


class Trust(Window):
    """Takes votes, shows all that was found, and explains an answer."""

    async def vote(self, record: int, person: int, *, up: bool) -> None:
        """Vote on an answer, or change one's vote.

        Raises:
            DeskError: the answer is no longer kept, or as for `Desk.run`.
        """
        if not await self._run(self._records.votes.vote, record, person, up):
            raise DeskError(Trouble.ANSWER_GONE)

    async def vote_down(self, record: int, person: int, reason: Reason, words: str) -> None:
        """Vote an answer down and say why, whatever one had voted before.

        Raises:
            DeskError: as for `vote`.
        """
        await self._run(self._vote_down, record, person, reason, words)

    async def found(self, record: int, collections: frozenset[str]) -> Found:
        """All that was found for an answer, as far as these collections still hold it.

        Raises:
            DeskError: the answer or all of its passages are gone, or as for `Desk.run`.
        """
        return await self._run(self._found, record, collections)

    async def record_at(self, channel: int, message: int) -> int:
        """The record of the answer that a message shows.

        Raises:
            DeskError: it shows none that is kept, or as for `Desk.run`.
        """
        kept = await self._run(self._records.answers.at, channel, message)
        if kept is None or kept.remark is not None:
            raise DeskError(Trouble.NO_ANSWER_THERE)
        return kept.record

    async def question(self, record: int, server: int) -> str:
        """The question of a server's answer, as it was searched.

        Raises:
            DeskError: as for `explain`.
        """
        return (await self._run(self.kept_in, record, server)).searched

    async def explain(self, record: int, server: int, collections: frozenset[str]) -> Explanation:
        """Why an answer is as it is, to somebody who manages the server and sees `collections`.

        Raises:
            DeskError: the answer is no longer kept, or was not given in this server for others to
                see; or as for `Desk.run`.
        """
        return await self._run(self._explain, record, server, collections)

    def kept_in(self, record: int, server: int) -> KeptAnswer:
        """An answer that was given in a server for others to see. Blocks.

        Raises:
            DeskError: there is none of that number, or it was asked about a file.
        """
        kept = self._records.answers.get(record)
        if kept is None or kept.visit.server != server or not kept.messages:
            raise DeskError(Trouble.ANSWER_GONE)
        if kept.with_file:
            raise DeskError(Trouble.FROM_A_FILE)
        return kept

    def standing(
        self, kept: KeptAnswer, collections: Collection[str]
    ) -> list[tuple[KeptPassage, Passage]]:
        """An answer's passages that these collections hold as they were found. Blocks.

        A chunk's number may name another passage by now, as in a library that was made anew, or
        the same one with other words where it was cited.
        """
        ids = [one.chunk_id for one in kept.passages]
        now = {one.chunk_id: one for one in self._library.passages(ids, collections=collections)}
        return [
            (one, now[one.chunk_id])
            for one in kept.passages
            if one.chunk_id in now and _is_the_same(one, now[one.chunk_id], kept)
        ]

    def _vote_down(self, record: int, person: int, reason: Reason, words: str) -> None:
        if not self._records.votes.vote(record, person, up=False):
            raise DeskError(Trouble.ANSWER_GONE)
        self._records.votes.explain(record, person, reason, words)

    def _found(self, record: int, collections: frozenset[str]) -> Found:
        kept = self._records.answers.get(record)
        if kept is None:
            raise DeskError(Trouble.ANSWER_GONE)
        passages = [passage for _, passage in self.standing(kept, collections)]
        if not passages:
            raise DeskError(Trouble.PASSAGE_GONE)
        seen = sum(one.collection in collections for one in kept.passages)
        return Found(
            passages=tuple(passages),
            cited={one.chunk_id: cited_in(one.chunk_id, kept.citations) for one in passages},
            gone=seen - len(passages),
        )

    def _explain(self, record: int, server: int, collections: frozenset[str]) -> Explanation:
        kept = self.kept_in(record, server)
        standing = self.standing(kept, collections)
        outdated = self.outdated(server, collections)
        pin = self._records.repairs.pinned(server, kept.searched, kept.language)
        votes = self._records.votes.count(record)
        return Explanation(
            record=record,
            typed=kept.typed,
            searched=kept.searched,
            answered=kept.answered,
            confidence=kept.confidence,
            threshold=kept.threshold,
            signals=kept.signals,
            passages=_ranked(kept, standing, outdated, pin),
            gone=sum(one.collection in collections for one in kept.passages) - len(standing),
            outdated=tuple((key, title) for key, (_, title) in outdated.items()),
            pinned=pin is not None and pin.collection in collections,
            ups=votes.ups,
            downs=votes.downs,
            model=self._library.model.name,
            steps=kept.steps,
        )

    def outdated(
        self, server: int, collections: Collection[str]
    ) -> Mapping[str, tuple[tuple[str, str], str]]:
        """What a server's searches leave out: by menu key, the article's place and title. Blocks.

        The newest first; articles that are gone, or that may not be seen, are not named.
        """
        named = {}
        for mark in self._records.repairs.marks(server, "outdated"):
            if mark.collection in collections:
                article = self._library.article(mark.collection, mark.article_id)
                if article is not None:
                    place = mark.collection, mark.article_id
                    named[article_key(*place)] = place, article.source.title
        return named


def article_key(collection: str, article_id: str) -> str:
    """What stands for an article in a menu, whose values hold no more than 100 characters."""
    return hashlib.sha256(f"{collection}\0{article_id}".encode()).hexdigest()[:24]


def cited_in(chunk_id: int, citations: Iterable[Citation]) -> Mapping[int, Span]:
    """What is cited of a passage: the spans by their footnotes."""
    return {one.number: Span(one.start, one.end) for one in citations if one.chunk_id == chunk_id}


def _is_the_same(one: KeptPassage, now: Passage, kept: KeptAnswer) -> bool:
    """Whether a passage is the one that was found, and still has the words that were cited."""
    return (one.collection, one.article_id, one.start, one.end) == (
        now.source.collection,
        now.source.article_id,
        now.start,
        now.end,
    ) and all(
        now.quote(Span(cited.start, cited.end)) == cited.quote
        for cited in kept.citations
        if cited.chunk_id == one.chunk_id
    )


def _ranked(
    kept: KeptAnswer,
    standing: Sequence[tuple[KeptPassage, Passage]],
    outdated: Collection[str],
    pin: Pin | None,
) -> tuple[RankedPassage, ...]:
    by_meaning = sorted(kept.passages, key=lambda one: -one.scores.dense)
    by_words = sorted(
        (one for one in kept.passages if one.scores.keywords > 0),
        key=lambda one: -one.scores.keywords,
    )
    return tuple(
        RankedPassage(
            rank=one.rank,
            by_meaning=by_meaning.index(one) + 1,
            by_words=by_words.index(one) + 1 if one in by_words else None,
            scores=one.scores,
            cited=tuple(cited_in(one.chunk_id, kept.citations)),
            collection=one.collection,
            title=passage.source.title,
            url=passage.source.url,
            text=passage.text,
            article=article_key(one.collection, one.article_id),
            outdated=article_key(one.collection, one.article_id) in outdated,
            pinned=pin is not None
            and (pin.collection, pin.article_id) == (one.collection, one.article_id)
            and pin.quote in passage.text,
            marks=passage.marks,
        )
        for one, passage in standing
    )
