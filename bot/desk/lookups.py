"""A model's tool calls come in; what they find goes into its inquiry, and the next request out.

Whatever a model asks for is looked for as its asker would: in the collections that they may see,
without the articles that their server leaves out. What they may not see is answered as what is not
there. Everything here blocks: for a worker.
"""

import re
import time
from collections.abc import Callable, Sequence

from bot.answer.inquiry import Inquiry, Result
from bot.answer.parts import MOST_SEARCHES
from bot.answer.prompts import Prompt
from bot.answer.tools import (
    MOST_CALLS,
    NO_ARTICLE,
    Call,
    ListArticles,
    Misread,
    ReadArticle,
    Search,
    read_call,
    sayable,
    tools,
)
from bot.desk.stacks import Stacks
from bot.llm import ToolCall
from bot.types import Question
from index.types import Passage, Source

MOST_ROUNDS = 4
"""Requests in which a model may call tools; the one after them is for writing."""

SECONDS = 30.0
"""After so long, what was found has to do: the time for an answer is more than twice that."""

MOST_LISTED = 30
"""Articles of a list."""

_MOST_READ = 8
"""Passages of an article that are read at once."""

_MOST_UNSURE = 2
"""Passages of a search that found nothing on its subject; more would crowd out better ones."""

_NO_MORE = "No more searches; write from what there is."
_GIVEN = "This was searched for: its passages stand above. Search for something else, or write."


class Lookups:
    """Does what a model calls for, within bounds, while one question is answered."""

    def __init__(
        self,
        inquiry: Inquiry,
        question: Question,
        searched: Sequence[str],
        *,
        stacks: Stacks,
        searching: Callable[[Sequence[str]], bool],
    ) -> None:
        """`searched` was searched for before. `searching` is told of the model's own searches as
        each begins, as people may read them; `False` from it: no more.
        """
        self._inquiry = inquiry
        self._question = question
        self._searched = tuple(searched)
        self._stacks = stacks
        self._searching = searching
        self._queries: list[str] = []
        self._shown: tuple[str, ...] = ()
        self._answered: set[Call] = set()
        # What a model mostly looks for first is the very question.
        self._given = frozenset(_key(Search(one)) for one in self._searched)
        self._read: dict[str, int] = {}
        self._rounds = 0
        self._began = time.monotonic()

    @property
    def searches(self) -> tuple[str, ...]:
        """The searches that the model has made, as people may read them."""
        return self._shown

    def begin(self) -> Prompt | None:
        """The next request, in which the model may call; `None` where tools have no room."""
        left = MOST_SEARCHES - len(self._searched) - len(self._queries)
        return self._inquiry.with_tools(tools(left))

    def more(self, calls: Sequence[ToolCall]) -> Prompt | None:
        """Do what the calls ask for; the next request.

        It has no tools when all has been tried: too many rounds, too long a time, or only what was
        asked before. `None` where not even that has room.

        Raises:
            LibraryError: the library cannot be searched.
        """
        self._rounds += 1
        results, anew = [], False
        for call in map(read_call, calls[:MOST_CALLS]):
            key = _key(call)
            if key in self._answered:
                results.append(Result(call=call, said="You have asked for just this before."))
                continue
            anew = True
            if key in self._given:
                self._answered.add(key)
                results.append(Result(call=call, said=_GIVEN))
            else:
                results.append(self._result(call))
        self._inquiry.add(results)
        self._shown = self._sayable()
        over = self._rounds >= MOST_ROUNDS or time.monotonic() - self._began >= SECONDS
        following = None if over or not anew else self.begin()
        return following or self._inquiry.plain()

    def _result(self, call: Call) -> Result:
        match call:
            case ReadArticle(handle):
                return self._read_on(call, handle)
            case Search(query):
                self._answered.add(_key(call))
                if not self._takes(query):
                    return Result(call=call, said=_NO_MORE)
                found = self._stacks.find(query, self._question)
                worth = len(found.passages) if found.on_subject else _MOST_UNSURE
                return Result(call=call, passages=found.passages[:worth])
            case ListArticles(about):
                self._answered.add(_key(call))
                if about and not self._takes(about):
                    return Result(call=call, said=_NO_MORE)
                return Result(call=call, articles=self._list(about))
            case Misread(_, said):
                self._answered.add(_key(call))
                return Result(call=call, said=said)

    def _takes(self, query: str) -> bool:
        """Whether there is a search left for this, and it is wanted; it is shown as being made."""
        if len(self._searched) + len(self._queries) >= MOST_SEARCHES:
            return False
        self._queries.append(query)
        self._shown = self._sayable()
        return self._searching(self._shown)

    def _sayable(self) -> tuple[str, ...]:
        asked = self._question
        turns = [part for turn in asked.earlier for part in (turn.question, *turn.titles)]
        return sayable(
            self._queries,
            "\n".join((asked.text, *self._searched, *turns)),
            [f"{one.source.title}\n{one.heading}\n{one.text}" for one in self._inquiry.passages],
        )

    def _list(self, about: str) -> tuple[Source, ...]:
        asked = self._question
        if about:
            return tuple(self._stacks.about(about, asked, MOST_LISTED))
        return tuple(self._stacks.newest(asked, MOST_LISTED))

    def _read_on(self, call: Call, handle: str) -> Result:
        """The next passages of an article; one that can't be seen is as one that isn't there."""
        article = self._inquiry.article(handle)
        passages: list[Passage] = []
        if article is not None:
            passages = self._stacks.read(article, self._question)
        start = self._read.get(handle, 0)
        self._read[handle] = start + _MOST_READ
        left = len(passages) - self._read[handle]
        if left <= 0:
            self._answered.add(_key(call))
        if not passages:
            return Result(call=call, said=NO_ARTICLE)
        said = f"{left} more passages; call again to read on." if left > 0 else "That is all of it."
        return Result(call=call, passages=tuple(passages[start : start + _MOST_READ]), said=said)


def _key(call: Call) -> Call:
    """A call as it is told from others: a search by its words, whatever their case and marks."""
    return Search(" ".join(_words(call.query))) if isinstance(call, Search) else call


def _words(query: str) -> list[str]:
    return re.findall(r"[^\W_]+", query.casefold())
