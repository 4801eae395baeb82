"""A changed library comes in, what is to be said of earlier answers goes out: stale, or at last.

Nobody waits for what is done here, so it never stands before a question: one short call at a time,
and none while a question runs or waits.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import ParamSpec, TypeVar

from bot.desk.window import Window
from bot.errors import DeskError, Trouble
from bot.records.base import CitedArticle, CitingAnswer, OpenGap
from bot.records.grouping import asks_same
from bot.types import Answer, Citation, Question, Visit

MOST_GAPS = 500
"""Unanswered questions looked at in one go, about 20 ms each; the newest come first."""

MARGIN_SECONDS = 3600.0
"""An article may be in the catalog before questions are answered from it: while a build runs."""

_ARTICLES_AT_ONCE = 5
_PATIENCE_SECONDS = 30.0

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class LateAnswer:
    """What the articles say by now to a question that they did not answer.

    `cited` stands in an article that came in, or changed, since the question was asked.
    """

    gap: OpenGap
    answer: Answer
    cited: Citation


class Aftercare(Window):
    """What a change of the library means for those who asked before it."""

    async def stale(self) -> AsyncIterator[CitingAnswer]:
        """The sent answers that cite words which their article no longer has, once each.

        Raises:
            DeskError: the library or the records fail, or the desk is closing.
        """
        articles = self._records.answers.cited_since(0.0)
        seen: set[int] = set()
        while (found := await self._when_idle(self._compare, articles)) is not None:
            for one in found:
                if one.record not in seen:
                    seen.add(one.record)
                    yield one

    async def said_stale(self, record: int) -> None:
        """Note that an answer's messages say that it went stale: it is not looked at again."""
        await self._when_idle(self._records.answers.mark_stale, record)

    async def gaps(self, before: int | None) -> tuple[OpenGap, ...]:
        """The newest open gaps, `MOST_GAPS` at the most; `before` is the last one's record."""
        return await self._when_idle(self._records.gaps.before, before, MOST_GAPS)

    async def answer(self, gap: OpenGap, collections: frozenset[str]) -> LateAnswer | None:
        """What these collections say to a gap by now; nothing where no news is in it."""
        return await self._when_idle(self._answer, gap, collections)

    async def claim(
        self, late: LateAnswer, visit: Visit, others: Sequence[OpenGap]
    ) -> Answer | None:
        """Take a gap upon oneself, and keep the answer to be given to `visit`, with its record.

        Of the `others` those that ask the same count as told, too. `None`: somebody else has
        it, or nobody is to be told any more. Whoever has it tells the person at once: after a kill
        in between nobody does.
        """
        return await self._when_idle(self._claim, late, visit, others)

    async def sent(self, record: int, channel: int, message: int) -> None:
        """Note which message shows an answer that was given late."""
        await self._when_idle(self._records.answers.set_message, record, channel, message)

    async def sweep(self) -> int:
        """Delete the records that are older than may be kept, and say how many."""
        return await self._when_idle(self._records.privacy.sweep)

    async def _when_idle(self, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a call when nobody's question runs or waits, or after some patience between two."""
        while True:
            await self._desk.idle(seconds=_PATIENCE_SECONDS)
            try:
                return await self._run(call, *args, **kwargs)
            except DeskError as error:
                if error.trouble is not Trouble.BUSY:
                    raise

    def _compare(self, articles: Iterator[CitedArticle]) -> list[CitingAnswer] | None:
        """The stale answers that cite the next few articles; `None` when there are no more."""
        batch = list(islice(articles, _ARTICLES_AT_ONCE))
        if not batch:
            return None
        stale: list[CitingAnswer] = []
        for article in batch:
            gone = self._gone(article)
            stale += [one for one in article.answers if not gone.isdisjoint(one.quotes)]
        return stale

    def _gone(self, article: CitedArticle) -> set[str]:
        quotes = sorted(article.quotes)
        places = self._library.quotes_stand(
            (article.collection, article.article_id, quote) for quote in quotes
        )
        return {quote for quote, place in zip(quotes, places, strict=True) if place is None}

    def _answer(self, gap: OpenGap, collections: frozenset[str]) -> LateAnswer | None:
        since = gap.asked_at - MARGIN_SECONDS
        newest = self._library.list_articles(collections, limit=1)
        if not newest or newest[0].added_at <= since:
            return None
        answer = self._desk.look_again(
            Question(text=gap.text, collections=collections, visit=gap.visit)
        )
        if not answer.answered:
            return None
        # An old article that is only just believed now is no news.
        for one in answer.citations:
            added_at = self._library.added_at(one.collection, one.article_id)
            if added_at is not None and added_at > since:
                return LateAnswer(gap=gap, answer=answer, cited=one)
        return None

    def _claim(self, late: LateAnswer, visit: Visit, others: Sequence[OpenGap]) -> Answer | None:
        gaps, gap, cited = self._records.gaps, late.gap, late.cited
        if not gaps.claim(gap.record, cited.collection, cited.article_id):
            return None
        for other in others:
            if asks_same(gap, other):
                gaps.claim(other.record, cited.collection, cited.article_id)
        record = self._records.answers.put(visit, late.answer, follows=gap.record)
        return replace(late.answer, record=record)
