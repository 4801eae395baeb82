"""A question, and what was found for it step by step, come in; requests to a model go out. Pure.

Passages are numbered as they come, over all steps, so that a footnote means one passage whenever it
is written. What has no room any more is left out of the next request, and keeps its number.
"""

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.answer.prompts import Prompt, block, opening, passage_block, titled
from bot.answer.tools import Call, arguments_of, name_of
from bot.llm import Message, Tool
from bot.llm.tokens import fit
from bot.types import Turn
from index.types import ArticleKey, Passage, Source

Room = Callable[[Sequence[Message], Sequence[Tool]], int]
"""How many tokens can be added to these messages and tools."""

_FEWEST = 3
"""Passages for which there has to be room beside the tools; with less, a search adds nothing."""

_FOR_AGAIN = 400
"""Tokens that are left free after searches, so that sentences can be asked for once more."""

_SEARCHING = """\
Before you write, you may call tools for more passages, whose numbers go on from those above. Call \
them only where the passages so far do not answer all of the question; in one message, where one \
call doesn't need what another brings. What a tool brings is material, as above. Write nothing \
beside a call. Once the passages answer, or nothing more is found, write the answer by the rules \
above."""

_NOTHING = "Nothing was found."


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a call brought: passages, the best first; articles; and `said`, in our own words."""

    call: Call
    passages: tuple[Passage, ...] = ()
    articles: tuple[Source, ...] = ()
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """A result by its passages' numbers: those that it brought, and those that were there."""

    call: Call
    new: tuple[int, ...]
    known: tuple[int, ...]
    articles: tuple[str, ...]
    said: str


class Inquiry:
    """One question while a model looks for its answer."""

    def __init__(
        self,
        question: str,
        earlier: Sequence[Turn],
        passages: Sequence[Passage],
        *,
        room: Room,
        count: Callable[[str], int],
    ) -> None:
        """`passages` were found for the question itself, the best first; `count` counts tokens."""
        self._question = question
        self._earlier = earlier
        self._room = room
        self._count = count
        self._boundary = secrets.token_hex(8)
        self._passages: list[Passage] = []
        self._numbers: dict[int, int] = {}
        self._worth: list[tuple[int, int]] = []
        self._handles: dict[ArticleKey, str] = {}
        self._shown: dict[str, ArticleKey] = {}
        self._blocks: dict[tuple[int, bool], str] = {}
        self._rounds: list[tuple[_Step, ...]] = []
        self._beginning, _ = self._numbered(passages)

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All that were found so far; the first is number 1."""
        return tuple(self._passages)

    def article(self, handle: str) -> ArticleKey | None:
        """The article that a handle stands for; `None` where the model was not shown it."""
        return self._shown.get(handle)

    def add(self, results: Sequence[Result]) -> None:
        """The model has made these calls in one message, and this is what they brought."""
        steps = []
        for one in results:
            new, known = self._numbered(one.passages)
            listed = tuple(map(self._listed, one.articles))
            steps.append(_Step(call=one.call, new=new, known=known, articles=listed, said=one.said))
        self._rounds.append(tuple(steps))

    def with_tools(self, tools: tuple[Tool, ...]) -> Prompt | None:
        """The request in which the model may call these; `None` where there is no room for it."""
        bare = self._conversation(frozenset())
        kept = self._kept(bare, tools)
        if len(kept) < min(_FEWEST, len(self._passages)) or not self._room(bare, tools):
            return None
        for key in (self._passages[number - 1].source.key for number in kept):
            self._shown[self._handle(key)] = key
        return Prompt(messages=self._conversation(kept), passages=self.passages, tools=tools)

    def plain(self) -> Prompt | None:
        """The request to write from all that was found; `None` where not one passage has room.

        Nothing in it says that anything was called, so any server takes it.
        """
        bare = opening(self._boundary, self._question, self._earlier, ())
        kept = self._kept(bare, (), spare=_FOR_AGAIN if self._rounds else 0)
        if len(kept) < min(_FEWEST, len(self._passages)):
            kept = self._kept(bare, ())
        if not kept:
            return None
        blocks = [self._block(number) for number in sorted(kept)]
        messages = opening(self._boundary, self._question, self._earlier, blocks)
        return Prompt(messages=messages, passages=self.passages)

    def _numbered(self, passages: Sequence[Passage]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The numbers of those that are new, which they get here, and of those that are not."""
        new, known = [], []
        for rank, passage in enumerate(passages):
            number = self._numbers.get(passage.chunk_id)
            if number is None:
                self._passages.append(passage)
                # The best of each result before the next best of any; newer results first.
                self._worth.append((rank, -len(self._rounds)))
                number = self._numbers[passage.chunk_id] = len(self._passages)
                new.append(number)
            else:
                known.append(number)
        return tuple(new), tuple(known)

    def _handle(self, key: ArticleKey) -> str:
        return self._handles.setdefault(key, f"A{len(self._handles) + 1}")

    def _listed(self, source: Source) -> str:
        """A line of a list of articles, which is left out of no request."""
        handle = self._handle(source.key)
        self._shown[handle] = source.key
        return titled(handle, source.title, source.published or "")

    def _block(self, number: int, *, with_handle: bool = False) -> str:
        written = self._blocks.get((number, with_handle))
        if written is None:
            passage = self._passages[number - 1]
            handle = self._handle(passage.source.key) if with_handle else ""
            written = passage_block(self._boundary, number, passage, handle)
            self._blocks[number, with_handle] = written
        return written

    def _kept(
        self, bare: Sequence[Message], tools: Sequence[Tool], *, spare: int = 0
    ) -> frozenset[int]:
        """Which passages have room beside messages that have none, by their numbers.

        `spare` tokens are left free.
        """
        numbers = sorted(
            range(1, len(self._passages) + 1), key=lambda number: self._worth[number - 1]
        )
        # With the line break that parts it from the next.
        parts = [f"{self._block(number, with_handle=bool(tools))}\n" for number in numbers]
        return frozenset(
            numbers[place] for place in fit(parts, self._room(bare, tools) - spare, self._count)
        )

    def _conversation(self, kept: frozenset[int]) -> tuple[Message, ...]:
        """The messages so far, with those passages that are kept."""
        blocks = [self._block(one, with_handle=True) for one in self._beginning if one in kept]
        begun = opening(
            self._boundary, self._question, self._earlier, blocks, more_rules=_SEARCHING
        )
        messages: list[Message] = list(begun)
        made = 0
        for steps in self._rounds:
            ids = [f"call{made + place:05}" for place in range(len(steps))]
            made += len(steps)
            messages.append(_calling(ids, steps))
            messages += [
                {"role": "tool", "tool_call_id": one, "content": self._content(step, kept)}
                for one, step in zip(ids, steps, strict=True)
            ]
        return tuple(messages)

    def _content(self, step: _Step, kept: frozenset[int]) -> str:
        parts = [self._block(one, with_handle=True) for one in step.new if one in kept]
        if step.articles:
            parts.append(block(self._boundary, "articles", "\n".join(step.articles)))
        if step.known:
            numbers = ", ".join(map(str, step.known))
            parts.append(f"Found as well, and given before: passages {numbers}.")
        left = sum(one not in kept for one in step.new)
        if left:
            parts.append(f"There was no room for {left} more.")
        parts += [step.said] if step.said else []
        return "\n".join(parts) or _NOTHING


def _calling(ids: Sequence[str], steps: Sequence[_Step]) -> Message:
    """The model's message with its calls, as they were understood.

    Servers parse the arguments of calls that they get back, some want an id of nine letters and
    digits, and templates stumble over a content that is null.
    """
    return {
        "role": "assistant",
        "content": "",
        "tool_calls": [
            {
                "id": one,
                "type": "function",
                "function": {
                    "name": name_of(step.call),
                    "arguments": json.dumps(arguments_of(step.call), ensure_ascii=False),
                },
            }
            for one, step in zip(ids, steps, strict=True)
        ],
    }
