"""Messages come in; what the model says goes out piece by piece, or why it says nothing.

Whatever goes wrong is a value, `Unavailable`, and never an exception: the question is then
answered without a model.
"""

import asyncio
import logging
import math
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from pydantic import SecretStr

from bot.llm.assembly import Assembly
from bot.llm.base import Delta, Message, Meter, Reason, Tool, Unavailable, Usage
from bot.llm.breaker import Breaker
from bot.llm.budget import Budget
from bot.llm.connection import Connection
from bot.llm.dialect import Dialect
from bot.llm.patience import Patience
from bot.llm.probe import Probe, probe
from bot.llm.tokens import Ruler, prompt_estimate
from bot.llm.trouble import CallFailedError

log = logging.getLogger(__name__)

CONTEXT_TOKENS = 4096
"""The window that a model has at the least, on any server, if nobody set another."""

TOOLS_REST_SECONDS = 3600.0
"""How long tools are not offered to a model that takes none: it may be another one by then."""

_TOOLS_FAILURES = 2
"""So often in a row a model fails with tools, and not without, to be taken for one without."""

_CHARACTERS = 8
"""How many characters of text are taken for each token of `max_tokens`: more than any model needs,
and far less than one sends that does not keep to it."""

_NOT_ITS_FAULT = frozenset({Reason.REFUSED, Reason.TOO_LONG, Reason.NO_TOOLS, Reason.NO_IMAGES})
_AT_ONCE = frozenset(
    {
        Reason.WRONG_KEY,
        Reason.NO_MODEL,
        Reason.MISADDRESSED,
        Reason.UNREACHABLE,
        Reason.SLOW,
    }
)
"""What opens the breaker at once: it will not pass by itself, or made somebody wait for long."""

_UNTOLD = frozenset(
    {Reason.RESTING, Reason.BUSY, Reason.REFUSED, Reason.NO_TOOLS, Reason.NO_IMAGES}
)
"""What is no news for whoever runs the bot; the figures have it."""


class Writer:
    """One model on one server, shared by all who ask. For one event loop.

    To be made outside of it: that loads `openai`, which takes most of a second.
    """

    def __init__(
        self,
        *,
        base_url: str,
        model: str,
        api_key: SecretStr | None = None,
        context_tokens: int = CONTEXT_TOKENS,
        thinking: bool = False,
        at_once: int = 2,
        budget: Budget | None = None,
        patience: Patience | None = None,
        meter: Meter | None = None,
    ) -> None:
        """`thinking`: whether a model that can think before it writes may."""
        self.model = model
        self.context_tokens = context_tokens
        self.budget = budget or Budget()
        self.breaker = Breaker()
        self.ruler = Ruler()
        self._connection = Connection(base_url=base_url, api_key=api_key)
        self._patience = patience or Patience()
        self._meter = meter
        self._slots = asyncio.Semaphore(at_once)
        self._dialect = Dialect(thinking=thinking)
        self._begins_inside = False
        self._trouble: Reason | None = None
        self._without_tools_until = -math.inf
        self._tools_failed = 0

    @property
    def takes_tools(self) -> bool:
        """Whether tools may be offered: neither model nor server has lately refused them."""
        return time.monotonic() >= self._without_tools_until

    def tools_failed(self) -> None:
        """A request with tools failed and the same without did not; once may be chance."""
        self._tools_failed += 1
        if self._tools_failed >= _TOOLS_FAILURES:
            self._leave_tools_out()

    def room(
        self,
        messages: Sequence[Message],
        *,
        tools: Sequence[Tool] | None = None,
        max_tokens: int,
    ) -> int:
        """How many tokens can be added to these messages; for `fit`, with `ruler.count`."""
        taken = self.ruler.count_prompt(messages, tools) + self._dialect.most_tokens(max_tokens)
        return max(0, self.context_tokens - taken)

    async def stream(
        self,
        messages: Sequence[Message],
        *,
        tools: Sequence[Tool] | None = None,
        max_tokens: int,
        server: int | None = None,
    ) -> AsyncGenerator[Delta | Unavailable, None]:
        """Send the messages, and yield what the model says.

        The last item is a `Delta` with `finish`, or an `Unavailable`, also after some text. Close
        it (`contextlib.aclosing`) when you want no more: that stops the server, too. `server` is
        Discord's, for its budget; `None` elsewhere. `max_tokens` is how much text is wanted at
        most.
        """
        request = _Request(messages, tools, max_tokens)
        reserved = self.ruler.count_prompt(messages, tools) + self._dialect.most_tokens(max_tokens)
        if reserved > self.context_tokens:
            yield self._turned_away(Reason.TOO_LONG, f"some {reserved} tokens")
            return
        if self.breaker.seconds or not await self._slot():
            yield self._turned_away(Reason.RESTING if self.breaker.seconds else Reason.BUSY)
            return
        try:
            spent = self.budget.reserve(reserved, server)
            if spent is not None:
                yield self._turned_away(Reason.OVER_BUDGET, spent)
                return
            if not self.breaker.take():
                self.budget.settle(reserved, 0, server)
                yield self._turned_away(Reason.RESTING)
                return
            try:
                async with aclosing(self._attempts(request)) as pieces:
                    async for piece in pieces:
                        yield piece
            finally:
                self._settle(request, reserved, server)
        finally:
            self._slots.release()

    async def probe(self) -> Probe:
        """Whether the server answers, lists the model, streams; apart from breaker and budget."""
        return await probe(self._connection, self._dialect, self.model, self._patience)

    async def close(self) -> None:
        """Close what is open to the server."""
        await self._connection.close()

    async def _slot(self) -> bool:
        try:
            async with asyncio.timeout(self._patience.slot):
                await self._slots.acquire()
        except TimeoutError:
            return False
        return True

    async def _attempts(self, request: "_Request") -> AsyncGenerator[Delta | Unavailable, None]:
        """Try until the model has said something, as often as is of use and there is time."""
        deadline = time.monotonic() + self._patience.whole
        dialect, attempt = self._dialect, 0
        while True:
            try:
                async with aclosing(self._attempt(request, dialect, deadline)) as pieces:
                    async for piece in pieces:
                        self._dialect = dialect  # it is one that the server takes
                        yield piece
                return
            except CallFailedError as error:
                failed = error
            other = dialect.adapted(failed) if not request.said else None
            if other is not None:
                dialect = other
                continue
            pause = self._patience.pause(attempt, failed.why.retry_after)
            late = pause is None or time.monotonic() + pause >= deadline
            if request.said or not failed.may_pass or pause is None or late:
                request.why = failed.why
                yield failed.why
                return
            attempt += 1
            await asyncio.sleep(pause)

    async def _attempt(
        self, request: "_Request", dialect: Dialect, deadline: float
    ) -> AsyncGenerator[Delta | Unavailable, None]:
        """One call.

        Raises:
            CallFailedError: it failed, maybe after some text.
        """
        assembly = request.begin(self._begins_inside)
        body = dialect.body(self.model, request.messages, request.tools, request.max_tokens)
        first = time.monotonic() + self._patience.first
        async with aclosing(self._connection.events(body)) as events:
            while not assembly.is_full:
                until = time.monotonic() + self._patience.between if assembly.began else first
                try:
                    async with asyncio.timeout(min(until, deadline) - time.monotonic()):
                        event = await anext(events)
                except StopAsyncIteration:
                    break
                except TimeoutError:
                    raise CallFailedError(
                        Unavailable(reason=Reason.SLOW, detail=_when(assembly))
                    ) from None
                text = assembly.take(event)
                if assembly.began:
                    request.note_first_word()
                if text:
                    request.said = True
                    yield Delta(text=text)
        self._begins_inside = self._begins_inside or assembly.has_stray_thoughts
        last = assembly.end()
        if isinstance(last, Unavailable):
            begun = request.said or assembly.began
            raise CallFailedError(last, may_pass=last.reason is Reason.CUT_OFF and not begun)
        request.done = True
        usage = request.usage(self.ruler)
        yield Delta(text=last.text, tool_calls=last.tool_calls, finish=last.finish, usage=usage)

    def _settle(self, request: "_Request", reserved: int, server: int | None) -> None:
        """Tell budget, breaker, ruler, meter and log how it went."""
        usage = request.usage(self.ruler)
        self.budget.settle(reserved, usage.total, server)
        if not usage.estimated:
            self.ruler.learn(prompt_estimate(request.messages, request.tools), usage.prompt)
        reason = request.why.reason if request.why is not None else None
        # Who closes it after some text has what they want: the server works.
        wrote = request.done or request.said
        if request.why is None and not wrote:
            self.breaker.abandoned()
        elif reason is None or reason in _NOT_ITS_FAULT:
            self.breaker.succeeded()
            if reason is Reason.NO_TOOLS:
                self._leave_tools_out()
            elif reason is None and request.tools:
                self._tools_failed = 0
        else:
            asked = request.why.retry_after if request.why is not None else None
            self.breaker.failed(at_once=reason in _AT_ONCE, asked_seconds=asked)
        if self._meter is not None:
            self._meter.count_model_tokens(usage)
            if request.first_word_seconds is not None:
                self._meter.time_first_word(request.first_word_seconds)
            if wrote or request.why is not None:
                self._meter.count_model_call(reason)
        self._tell(request.why, wrote=wrote)

    def _leave_tools_out(self) -> None:
        self._without_tools_until = time.monotonic() + TOOLS_REST_SECONDS
        self._tools_failed = 0

    def _tell(self, why: Unavailable | None, *, wrote: bool) -> None:
        """Log a trouble once, not at every question, and that it is over."""
        if why is not None and why.reason not in (*_UNTOLD, self._trouble):
            log.warning("Answered without the model: %s", why.sentence)
            self._trouble = why.reason
        elif why is None and wrote and self._trouble is not None:
            log.info("The model answers again")
            self._trouble = None

    def _turned_away(self, reason: Reason, detail: str = "") -> Unavailable:
        """A call that is not made."""
        if reason is Reason.RESTING:
            detail = f"for {self.breaker.seconds:.0f} more seconds"
        if self._meter is not None:
            self._meter.count_model_call(reason)
        why = Unavailable(reason=reason, detail=detail)
        self._tell(why, wrote=False)
        return why


class _Request:
    """What is asked for, and how far it has come over all attempts."""

    def __init__(
        self, messages: Sequence[Message], tools: Sequence[Tool] | None, max_tokens: int
    ) -> None:
        self.messages = messages
        self.tools = tools
        self.max_tokens = max_tokens
        self.said = False
        self.done = False
        self.why: Unavailable | None = None
        self.first_word_seconds: float | None = None
        self._started = time.monotonic()
        self._assembly: Assembly | None = None

    def begin(self, begin_inside: bool) -> Assembly:
        """A new attempt begins."""
        most = _CHARACTERS * self.max_tokens
        self._assembly = Assembly(most_characters=most, begin_inside=begin_inside)
        return self._assembly

    def note_first_word(self) -> None:
        """The model has begun."""
        if self.first_word_seconds is None:
            self.first_word_seconds = time.monotonic() - self._started

    def usage(self, ruler: Ruler) -> Usage:
        """What the last attempt cost: as the server says, else estimated, else nothing."""
        assembly = self._assembly
        if assembly is None or (not assembly.began and assembly.usage is None):
            return Usage(prompt=0, completion=0, estimated=True)
        return assembly.usage or Usage(
            prompt=ruler.count_prompt(self.messages, self.tools),
            completion=assembly.tokens,
            estimated=True,
        )


def _when(assembly: Assembly) -> str:
    return "while it was writing" if assembly.began else "to begin"
