"""The writer against a scripted server, over real HTTP and real events."""

import asyncio
import gc
import logging
from contextlib import aclosing
from types import AsyncGeneratorType

import pytest
from pydantic import SecretStr

from bot.llm import Budget, Delta, Reason, Usage
from bot.llm.breaker import FAILURES, Breaker, State
from bot.llm.patience import Patience
from tests.bot.llm.asking import MESSAGES, QUICK, Tally, ended, refused, said, writer_on
from tests.llm import (
    CUT,
    FLAVOURS,
    LM_STUDIO,
    PLAIN,
    Asked,
    Called,
    Flavour,
    Raw,
    Refused,
    Reply,
    Said,
    ScriptedServer,
    Wait,
    always,
    in_turn,
)

pytestmark = pytest.mark.asyncio

KEY = "sk-made-up-key-1234567890"
TOOLS = [{"type": "function", "function": {"name": "search", "parameters": {"type": "object"}}}]
FAILED = Refused(500, {"error": {"message": "out of memory"}})


@pytest.mark.parametrize("flavour", FLAVOURS, ids=lambda one: one.name)
async def test_every_kind_of_server_is_understood(flavour: Flavour) -> None:
    script = always(Said("Ten ", "million. [1]", thoughts=("Let me ", "see."), usage=(40, 7)))
    async with ScriptedServer(script, flavour=flavour) as server, writer_on(server) as writer:
        text, last = await said(writer)

    assert text == "Ten million. [1]"
    assert last == Delta(finish="stop", usage=Usage(prompt=40, completion=7))


@pytest.mark.parametrize("flavour", FLAVOURS, ids=lambda one: one.name)
async def test_a_server_is_asked_only_once_in_ways_that_it_refuses(flavour: Flavour) -> None:
    async with (
        ScriptedServer(always(Said("Yes.")), flavour=flavour) as server,
        writer_on(server) as writer,
    ):
        await ended(writer)
        first = len(server.asked)
        await ended(writer)

    assert len(server.asked) == first + 1
    assert not flavour.refuses & set(server.asked[-1].body)
    assert server.asked[-1].body["stream"] is True
    assert 200 in (server.asked[-1].body.get(name) for name in ("max_tokens", _NEWER))


_NEWER = "max_completion_tokens"


async def test_a_server_that_refuses_without_a_word_is_asked_plainly() -> None:
    def only_plain(asked: Asked) -> Reply:
        plain = set(asked.body) <= {"model", "messages", "stream", "max_tokens"}
        return Said("Yes.") if plain else Refused(422, {"detail": "Unprocessable"})

    async with ScriptedServer(only_plain) as server, writer_on(server) as writer:
        assert (await said(writer))[0] == "Yes."


async def test_a_model_is_not_to_think_unless_it_may() -> None:
    async with ScriptedServer(always(Said("Yes."))) as server:
        async with writer_on(server) as writer:
            await ended(writer)
        async with writer_on(server, thinking=True) as writer:
            await ended(writer)

    without, thinking = (one.body for one in server.asked)
    assert without["reasoning_effort"] == "none"
    assert without["enable_thinking"] is False
    assert without["chat_template_kwargs"] == {"enable_thinking": False}
    assert not {"reasoning_effort", "enable_thinking", "chat_template_kwargs"} & set(thinking)
    assert thinking["max_tokens"] > without["max_tokens"]


async def test_the_key_goes_to_the_server_and_nowhere_else(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-somebody-else")
    caplog.set_level(logging.DEBUG)
    async with ScriptedServer(always(Said("Yes.")), key=KEY) as server:
        async with writer_on(server, api_key=SecretStr(f" {KEY}\n")) as writer:
            await ended(writer)
            shown = repr(writer) + str(vars(writer))
        async with writer_on(server) as writer:
            why = await refused(writer)

    assert why.reason is Reason.WRONG_KEY
    assert [one.headers["Authorization"] for one in server.asked] == [
        f"Bearer {KEY}",
        "Bearer none",
    ]
    assert KEY not in caplog.text + shown
    assert MESSAGES[1]["content"] not in caplog.text


@pytest.mark.parametrize(
    "error",
    [
        {"message": f"Incorrect API key provided: {KEY}"},
        {"message": "Incorrect API key", "code": KEY},
        {"message": "Incorrect API key", "type": KEY},
    ],
    ids=["message", "code", "type"],
)
async def test_a_key_that_a_server_repeats_is_not_passed_on(
    error: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    async with (
        ScriptedServer(always(Refused(401, {"error": error}))) as server,
        writer_on(server, api_key=SecretStr(KEY)) as writer,
    ):
        why = await refused(writer)

    assert why.reason is Reason.WRONG_KEY
    assert KEY not in why.said + why.sentence + repr(why) + caplog.text


async def test_what_a_server_says_of_the_prompt_is_not_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    error = Refused(400, {"error": {"message": f"bad input: {MESSAGES}", "code": "bad_input"}})
    async with ScriptedServer(always(error)) as server, writer_on(server) as writer:
        why = await refused(writer)

    assert why.sentence == "The model's server failed. (HTTP 400 bad_input)"
    assert "bad_input" in caplog.text
    assert "downloaded" not in caplog.text


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Refused(401), Reason.WRONG_KEY),
        (Refused(403, {"error": {"message": "Forbidden"}}), Reason.WRONG_KEY),
        (Refused(403, {"error": {"message": "Your input was flagged"}}), Reason.REFUSED),
        (Refused(400, {"error": {"code": "data_inspection_failed"}}), Reason.REFUSED),
        (Refused(402, {"error": {"message": "Insufficient credits"}}), Reason.OVER_QUOTA),
        (Refused(429, {"error": {"code": "insufficient_quota"}}), Reason.OVER_QUOTA),
        (Refused(404, {"error": {"message": 'model "x" not found'}}), Reason.NO_MODEL),
        (Refused(400, {"error": {"message": "x is not a valid model ID"}}), Reason.NO_MODEL),
        (Refused(404, "404 page not found"), Reason.MISADDRESSED),
        (Refused(200, "<html>A page</html>"), Reason.MISADDRESSED),
        (Refused(404, "<html>A page</html>"), Reason.MISADDRESSED),
        (Refused(307, headers={"Location": "https://example.org/v1"}), Reason.MISADDRESSED),
        (
            Refused(400, {"error": {"message": "registry/x does not support tools"}}),
            Reason.NO_TOOLS,
        ),
        (
            Refused(400, {"error": {"type": "exceed_context_size_error", "message": "n_ctx"}}),
            Reason.TOO_LONG,
        ),
        (
            Refused(400, {"error": {"message": "This model's maximum context length is 8"}}),
            Reason.TOO_LONG,
        ),
        (FAILED, Reason.FAILED),
        (Refused(503, "overloaded"), Reason.FAILED),
        (Raw(b'{"error": {"message": "no slot"}}', content_type="application/json"), Reason.FAILED),
        (Raw(b'data: {"error": {"code": 502, "message": "gone"}}\n\n'), Reason.FAILED),
        (Raw(b"data: {this is no JSON}\n\n"), Reason.MALFORMED),
        (Raw(b'data: "\xff\xfe"\n\n'), Reason.MALFORMED),
        (Raw(b"nonsense", content_type="application/json"), Reason.MALFORMED),
        (Raw(b"data: " + b"[" * 100_000 + b"\n\n"), Reason.MALFORMED),
        (Raw(), Reason.EMPTY),
        (Raw(b"data: [DONE]\n\n"), Reason.EMPTY),
        (Raw(b'data: [1, null, "x"]\n\ndata: 3\n\ndata: null\n\n'), Reason.EMPTY),
        (Raw(b'data: {"choices": [{"delta": 7}], "usage": "x"}\n\n'), Reason.CUT_OFF),
        (Said(), Reason.EMPTY),
        (Said(" \n"), Reason.EMPTY),
        (Said(thoughts=("and so on",), finish="length"), Reason.EMPTY),
        (Said(refusal="I can't help with that."), Reason.REFUSED),
        (Said("Ten", finish="content_filter"), Reason.REFUSED),
        (Said("Ten", finish="error"), Reason.FAILED),
        (Said("Ten", finish=None), Reason.CUT_OFF),
        (Said(CUT), Reason.CUT_OFF),
        (Said("Ten ", CUT), Reason.CUT_OFF),
    ],
)
async def test_whatever_goes_wrong_is_a_value(reply: Reply, reason: Reason) -> None:
    async with ScriptedServer(always(reply)) as server, writer_on(server) as writer:
        why = await refused(writer)

    assert why.reason is reason
    assert why.sentence.startswith(reason.value)


async def test_a_server_that_is_not_there_is_a_value() -> None:
    async with ScriptedServer(always(Said("Yes."))) as server:
        gone = server.base_url
    async with writer_on(gone) as writer:
        assert (await refused(writer)).reason is Reason.UNREACHABLE


async def test_a_model_that_the_server_lacks_is_named_as_the_reason() -> None:
    async with (
        ScriptedServer(always(Said("Yes."))) as server,
        writer_on(server, model="large") as writer,
    ):
        assert (await refused(writer)).reason is Reason.NO_MODEL


@pytest.mark.parametrize(
    "reply",
    [FAILED, Refused(429, headers={"Retry-After": "0"}), Said(CUT), Refused(503, "busy")],
    ids=["500", "429", "cut", "503"],
)
async def test_what_may_pass_is_tried_again(reply: Reply) -> None:
    script = in_turn(reply, reply, Said("Ten."))
    async with ScriptedServer(script) as server, writer_on(server) as writer:
        text, _ = await said(writer)

    assert text == "Ten."
    assert len(server.asked) == 3


async def test_a_server_is_asked_so_often_and_no_more() -> None:
    async with ScriptedServer(always(FAILED)) as server, writer_on(server) as writer:
        await refused(writer)

    assert len(server.asked) == 1 + QUICK.retries


async def test_nothing_is_asked_again_once_something_was_said() -> None:
    script = in_turn(Said("Ten ", CUT), Said("Eleven."))
    async with ScriptedServer(script) as server, writer_on(server) as writer:
        text, last = await said(writer)

    assert text == "Ten "
    assert not isinstance(last, Delta)
    assert len(server.asked) == 1


async def test_a_server_that_wants_to_be_left_alone_for_long_is() -> None:
    reply = Refused(429, {"error": {"message": "slow down"}}, {"Retry-After": "900"})
    async with ScriptedServer(always(reply)) as server, writer_on(server) as writer:
        first, second = await refused(writer), await refused(writer)

        assert (first.reason, first.retry_after) == (Reason.OVER_QUOTA, 900.0)
        assert second.reason is Reason.RESTING
        assert 600 < writer.breaker.seconds <= 900
    assert len(server.asked) == 1


@pytest.mark.parametrize("cut", range(1, 60, 7))
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
async def test_events_may_come_in_any_pieces(cut: int, newline: str) -> None:
    """A character of three bytes among them, and lines that only keep the connection alive."""
    flavour = Flavour(name="one", newline=newline, comments=True)
    asked = Asked(body={"model": "tiny", "stream_options": {"include_usage": True}}, headers={})
    raw = flavour.written(Said("百万 ", "Zehn Äpfel"), asked)
    assert isinstance(raw, Raw)
    whole = b"".join(piece for piece in raw.pieces if isinstance(piece, bytes))
    pieces = [whole[start : start + cut] for start in range(0, len(whole), cut)]

    async with ScriptedServer(always(Raw(*pieces))) as server, writer_on(server) as writer:
        text, last = await said(writer)

    assert text == "百万 Zehn Äpfel"
    assert isinstance(last, Delta)
    assert last.usage == Usage(prompt=50, completion=10)


async def test_an_answer_that_does_not_stream_is_one_all_the_same() -> None:
    flavour = Flavour(name="whole", streams=False)
    script = always(Said("<think>Hm.</think>", "Ten."))
    async with ScriptedServer(script, flavour=flavour) as server, writer_on(server) as writer:
        text, last = await said(writer)

    assert text == "Ten."
    assert isinstance(last, Delta)
    assert last.usage == Usage(prompt=50, completion=10)


async def test_a_tool_call_in_pieces_is_put_together() -> None:
    call = Called("search", ('{"quer', 'y": "Äpfel', ' 百"}'), id="call_7")
    async with ScriptedServer(always(Said(calls=(call,)))) as server, writer_on(server) as writer:
        last = await ended(writer, tools=TOOLS)

    assert last.finish == "tools"
    (found,) = last.tool_calls
    assert (found.id, found.name, found.parsed()) == ("call_7", "search", {"query": "Äpfel 百"})
    assert server.asked[0].body["tools"] == TOOLS


@pytest.mark.parametrize(
    "message",
    [
        "registry/x does not support tools",
        '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
        "No endpoints found that support tool use.",
        "tools param requires --jinja flag",
    ],
)
async def test_a_model_without_tools_is_remembered_for_a_while(
    message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusal = Refused(400, {"error": {"message": message}})

    def script(asked: Asked) -> Reply:
        return refusal if "tools" in asked.body else Said("Ten.")

    async with ScriptedServer(script) as server, writer_on(server) as writer:
        before = writer.takes_tools
        assert (await refused(writer, tools=TOOLS)).reason is Reason.NO_TOOLS
        after = writer.takes_tools
        await ended(writer)
        still = writer.takes_tools
        monkeypatch.setattr("bot.llm.writer.TOOLS_REST_SECONDS", 0.0)
        await refused(writer, tools=TOOLS)
        assert (before, after, still, writer.takes_tools) == (True, False, False, True)


async def test_one_failure_with_tools_is_chance_and_two_in_a_row_are_none() -> None:
    call = Said(calls=(Called("search", ("{}",)),))
    async with ScriptedServer(always(call)) as server, writer_on(server) as writer:
        writer.tools_failed()
        await ended(writer, tools=TOOLS)
        writer.tools_failed()
        once = writer.takes_tools
        writer.tools_failed()
        assert (once, writer.takes_tools) == (True, False)


async def test_arguments_without_end_are_not_read_to_their_end() -> None:
    call = Called("search", (*('{"query": "word and ',) * 1000, Wait()))
    async with ScriptedServer(always(Said(calls=(call,)))) as server, writer_on(server) as writer:
        last = await ended(writer, tools=TOOLS, max_tokens=100)
        await server.hung_up.wait()

    assert last.tool_calls[0].parsed() is None
    assert len(last.tool_calls[0].arguments) < 2000


async def test_tool_calls_that_share_an_index_are_told_apart() -> None:
    calls = (Called("search", ("{}",), id="a"), Called("read_article", ("{}",), id="b"))
    async with ScriptedServer(always(Said(calls=calls))) as server, writer_on(server) as writer:
        last = await ended(writer, tools=TOOLS)

    assert [(one.id, one.name) for one in last.tool_calls] == [
        ("a", "search"),
        ("b", "read_article"),
    ]


async def test_arguments_that_are_no_json_are_none() -> None:
    call = Called("search", ('{"query": ',))
    async with ScriptedServer(always(Said(calls=(call,)))) as server, writer_on(server) as writer:
        last = await ended(writer, tools=TOOLS)

    assert last.tool_calls[0].parsed() is None


async def test_ten_thousand_tokens_are_not_read_to_their_end() -> None:
    script = always(Said(*("word and ",) * 10_000, Wait(), finish="length"))
    async with ScriptedServer(script) as server, writer_on(server) as writer:
        text, last = await said(writer, max_tokens=100)
        await server.hung_up.wait()

    assert isinstance(last, Delta)
    assert last.finish == "length"
    assert 800 < len(text) < 1000
    assert last.usage is not None
    assert last.usage.estimated


async def test_an_answer_may_come_letter_by_letter() -> None:
    sentence = "Ten million people downloaded it. [1] " * 10
    async with (
        ScriptedServer(always(Said(*sentence))) as server,
        writer_on(server) as writer,
    ):
        text, last = await said(writer, max_tokens=100)

    assert text == sentence
    assert isinstance(last, Delta)
    assert last.finish == "stop"


@pytest.mark.parametrize("reported", [None, (90, 20)])
async def test_what_a_server_does_not_report_is_estimated(reported: tuple[int, int] | None) -> None:
    script = always(Said("Ten million. [1]", usage=reported))
    meter = Tally()
    async with ScriptedServer(script) as server, writer_on(server, meter=meter) as writer:
        last = await ended(writer)

    (usage,) = meter.usages
    assert last.usage == usage
    assert usage.estimated == (reported is None)
    assert usage.prompt > 10
    assert usage.completion > 3


async def test_the_last_of_several_figures_counts() -> None:
    flavour = Flavour(name="each", usage="each")
    script = always(Said("Ten ", "million."))
    async with ScriptedServer(script, flavour=flavour) as server, writer_on(server) as writer:
        last = await ended(writer)

    assert last.usage == Usage(prompt=50, completion=10)


async def test_another_models_name_in_the_answer_is_no_trouble() -> None:
    script = always(Said("Ten.", model="tiny-2026-08-01"))
    async with ScriptedServer(script) as server, writer_on(server) as writer:
        assert (await said(writer))[0] == "Ten."


async def test_thoughts_without_a_beginning_are_noticed_and_from_then_on_kept_out() -> None:
    script = always(Said("The user wants", " a number.\n</thi", "nk>\n\n", "Ten. [1]"))
    async with ScriptedServer(script) as server, writer_on(server) as writer:
        first = await refused(writer)
        text, _ = await said(writer)

    assert first.reason is Reason.MALFORMED
    assert text == "Ten. [1]"


@pytest.mark.parametrize("flavour", [PLAIN, LM_STUDIO], ids=lambda one: one.name)
async def test_a_server_that_is_slow_to_begin_is_not_waited_for(flavour: Flavour) -> None:
    patience = Patience(first=0.05, between=20.0, whole=20.0, again=0.0)
    wait = Wait()
    async with (
        ScriptedServer(always(Said(wait)), flavour=flavour) as server,
        writer_on(server, patience=patience) as writer,
    ):
        why = await refused(writer)
        await server.hung_up.wait()

    assert (why.reason, why.detail) == (Reason.SLOW, "to begin")
    assert len(server.asked) == 1


async def test_a_server_that_stops_in_the_middle_is_not_waited_for() -> None:
    patience = Patience(first=20.0, between=0.05, whole=20.0)
    async with (
        ScriptedServer(always(Said("Ten ", Wait()))) as server,
        writer_on(server, patience=patience) as writer,
    ):
        text, last = await said(writer)

    assert text == "Ten "
    assert not isinstance(last, Delta)
    assert (last.reason, last.detail) == (Reason.SLOW, "while it was writing")


async def test_an_answer_has_only_so_long_altogether() -> None:
    patience = Patience(first=20.0, between=20.0, whole=0.2)
    async with (
        ScriptedServer(always(Said("Ten ", Wait()))) as server,
        writer_on(server, patience=patience) as writer,
    ):
        assert (await refused(writer)).reason is Reason.SLOW


async def test_who_wants_no_more_stops_the_server_and_is_charged() -> None:
    wait, meter, budget = Wait(), Tally(), Budget(per_day=100_000)
    async with (
        ScriptedServer(always(Said("Ten ", wait, "million."))) as server,
        writer_on(server, meter=meter, budget=budget) as writer,
    ):
        async with aclosing(writer.stream(MESSAGES, max_tokens=200, server=7)) as pieces:
            assert await anext(pieces) == Delta(text="Ten ")
        await server.hung_up.wait()

        assert meter.calls == [None]
        assert budget.spent[1] == {7: meter.usages[0].total}
        wait.let_go()
        assert (await said(writer))[0] == "Ten million."


async def test_the_breaker_opens_spares_the_server_and_closes_again() -> None:
    patience = Patience(retries=0)
    meter = Tally()
    replies = [FAILED] * FAILURES + [Said("Ten.")]
    async with (
        ScriptedServer(in_turn(*replies)) as server,
        writer_on(server, patience=patience, meter=meter) as writer,
    ):
        clock = [0.0]
        writer.breaker = Breaker(clock=lambda: clock[0])
        reasons = [(await refused(writer)).reason for _ in range(FAILURES + 2)]
        asked = len(server.asked)
        clock[0] = 1000.0
        half_open = writer.breaker.state
        text, _ = await said(writer)

        assert reasons == [Reason.FAILED] * FAILURES + [Reason.RESTING] * 2
        assert asked == FAILURES
        assert half_open is State.HALF_OPEN
        assert (text, writer.breaker.state) == ("Ten.", State.CLOSED)
    assert meter.calls == [*reasons, None]


async def test_a_call_on_trial_that_is_closed_after_some_text_closes_the_breaker(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    replies = [FAILED] * FAILURES + [Said("Ten ", Wait())]
    async with (
        ScriptedServer(in_turn(*replies)) as server,
        writer_on(server, patience=Patience(retries=0)) as writer,
    ):
        clock = [0.0]
        writer.breaker = Breaker(clock=lambda: clock[0])
        for _ in range(FAILURES):
            await refused(writer)
        clock[0] = 1000.0
        async with aclosing(writer.stream(MESSAGES, max_tokens=200)) as pieces:
            assert await anext(pieces) == Delta(text="Ten ")

        assert writer.breaker.state is State.CLOSED
    assert "The model answers again" in caplog.text


async def test_only_one_person_waits_for_a_server_that_is_slow_or_gone() -> None:
    patience = Patience(first=0.05, again=0.0)
    async with ScriptedServer(always(Said(Wait()))) as server:
        async with writer_on(server, patience=patience) as writer:
            slow = [(await refused(writer)).reason for _ in range(3)]
        gone = server.base_url
    async with writer_on(gone) as writer:
        away = [(await refused(writer)).reason for _ in range(3)]

    assert slow == [Reason.SLOW, Reason.RESTING, Reason.RESTING]
    assert away == [Reason.UNREACHABLE, Reason.RESTING, Reason.RESTING]


async def test_a_wrong_key_opens_the_breaker_at_once() -> None:
    async with (
        ScriptedServer(always(Said("Ten.")), key=KEY) as server,
        writer_on(server) as writer,
    ):
        reasons = [(await refused(writer)).reason for _ in range(3)]

    assert reasons == [Reason.WRONG_KEY, Reason.RESTING, Reason.RESTING]


async def test_a_refusal_is_no_fault_of_the_server() -> None:
    reply = Said(refusal="No.")
    async with ScriptedServer(always(reply)) as server, writer_on(server) as writer:
        for _ in range(2 * FAILURES):
            assert (await refused(writer)).reason is Reason.REFUSED


async def test_empty_answers_are_not_paid_for_without_end() -> None:
    reply = Said(thoughts=("and so on",), finish="length")
    async with ScriptedServer(always(reply)) as server, writer_on(server) as writer:
        reasons = {(await refused(writer)).reason for _ in range(2 * FAILURES)}

    assert reasons == {Reason.EMPTY, Reason.RESTING}
    assert len(server.asked) == FAILURES


async def test_over_budget_nothing_is_asked() -> None:
    budget = Budget(server_per_day=600)
    script = always(Said("Ten.", usage=(400, 100)))
    async with ScriptedServer(script) as server, writer_on(server, budget=budget) as writer:
        await ended(writer, server=7)
        why = await refused(writer, server=7)
        await ended(writer, server=8)

    assert (why.reason, why.detail) == (Reason.OVER_BUDGET, "LLM_SERVER_TOKENS_PER_DAY")
    assert len(server.asked) == 2
    assert budget.spent[1] == {7: 500, 8: 500}


async def test_a_call_that_failed_costs_nothing() -> None:
    budget = Budget(per_day=1000)
    async with ScriptedServer(always(FAILED)) as server, writer_on(server, budget=budget) as writer:
        await refused(writer, server=7)

    assert budget.spent[1] == {}


async def test_a_prompt_beyond_the_window_is_not_sent() -> None:
    long = [{"role": "user", "content": "word " * 5000}]
    async with ScriptedServer(always(Said("Ten."))) as server, writer_on(server) as writer:
        why = await refused(writer, messages=long)
        room = writer.room(long, max_tokens=200)

    assert why.reason is Reason.TOO_LONG
    assert room == 0
    assert server.asked == []


async def test_a_server_that_counts_more_tokens_leaves_less_room() -> None:
    script = always(Said("Ten.", usage=(1000, 5)))
    async with ScriptedServer(script) as server, writer_on(server) as writer:
        before = writer.room(MESSAGES, max_tokens=200)
        await ended(writer)
        after = writer.room(MESSAGES, max_tokens=200)

    assert after < before


async def test_only_so_many_answers_are_written_at_once() -> None:
    wait = Wait()
    patience = Patience(slot=0.05)
    async with (
        ScriptedServer(always(Said(wait, "Ten."))) as server,
        writer_on(server, at_once=1, patience=patience) as writer,
    ):
        first = asyncio.create_task(said(writer))
        await wait.reached.wait()
        why = await refused(writer)
        wait.let_go()
        text, _ = await first
        again, _ = await said(writer)

    assert why.reason is Reason.BUSY
    assert (text, again) == ("Ten.", "Ten.")


async def test_a_trouble_is_logged_once_and_its_end_too(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    patience = Patience(retries=0)
    script = in_turn(FAILED, FAILED, FAILED, Said("Ten."), Said("Ten."))
    async with ScriptedServer(script) as server, writer_on(server, patience=patience) as writer:
        for _ in range(5):
            await said(writer)

    lines = [one.getMessage() for one in caplog.records if one.name.startswith("bot.llm")]
    assert lines == [
        "Answered without the model: The model's server failed. (HTTP 500)",
        "The model answers again",
    ]


async def test_a_proxy_of_the_environment_is_no_way_to_this_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "")
    async with ScriptedServer(always(Said("Ten."))) as server, writer_on(server) as writer:
        assert (await said(writer))[0] == "Ten."


@pytest.mark.parametrize("ending", ["whole", "stopped", "cut off"])
async def test_no_stream_is_left_to_the_garbage_collector(ending: str) -> None:
    pieces = (
        ("One. ", "Two. ")
        if ending == "whole"
        else ("One. ", CUT if ending == "cut off" else Wait())
    )
    gc.collect()
    gc.disable()
    before = _open_streams()
    try:
        async with ScriptedServer(always(Said(*pieces))) as server, writer_on(server) as writer:
            async with aclosing(writer.stream(MESSAGES, max_tokens=200)) as answer:
                async for _ in answer:
                    if ending == "stopped":
                        break
            for _ in range(20):  # a generator that is let go of is closed by the loop, one a round
                await asyncio.sleep(0)
            assert [one for one in _open_streams() if one not in before] == []
    finally:
        gc.enable()


def _open_streams() -> list[object]:
    """The generators of the client, and of what is beneath it, that are in the middle."""
    packages = ("openai", "httpx2", "httpcore2")
    return [
        one
        for one in gc.get_objects()
        if type(one) is AsyncGeneratorType  # no question to the object itself: some warn
        and one.ag_frame is not None
        and any(name in one.ag_code.co_filename for name in packages)
    ]
