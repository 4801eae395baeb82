"""What went before at the desk: found again, as far as it is recent, kept, and may be seen."""

import threading

import pytest

from bot.desk import Desk
from bot.desk.conversation import RECENT_SECONDS, Conversation
from bot.desk.suggestions import Suggestions, digest_of
from bot.errors import DeskError, Trouble
from bot.offload import Offload
from bot.records.records import Records
from bot.types import Question, Visit
from index.library import Library
from index.types import PUBLIC
from tests.bot.records.visits import citing

pytestmark = pytest.mark.asyncio

PUBLIC_ONLY = frozenset({PUBLIC})
VISIT = Visit(person=1, channel=2)
ASKED = "How many people downloaded the Qwen app in its first week?"
SUGGESTED = "What is known about agentic AI?"


async def reach() -> frozenset[str]:
    return PUBLIC_ONLY


async def ask(desk: Desk) -> int:
    record = (await desk.answer(Question(text=ASKED, visit=VISIT))).record
    assert record is not None
    return record


async def test_half_an_hour_later_a_direct_message_begins_anew(
    desk: Desk, records: Records
) -> None:
    record = await ask(desk)
    kept = await desk.kept(record)
    now = kept.asked_at
    conversation = Conversation(desk, clock=lambda: now)
    assert await conversation.last_to(1, 2) == record
    assert await conversation.last_to(9, 2) is None
    now += RECENT_SECONDS + 1
    assert await conversation.last_to(1, 2) is None


async def test_a_desk_without_records_remembers_nothing(library: Library) -> None:
    desk = Desk(library, Offload(workers=1, queue_size=1), question_max_chars=1000)
    conversation = Conversation(desk)
    assert await conversation.shown_by(2, 3) is None
    assert await conversation.last_in(2) is None
    assert await conversation.turns(1, PUBLIC_ONLY) == ()
    assert await conversation.kind_of(5, 2) is None
    assert not await conversation.claim(3)


async def test_only_who_asked_may_share_and_only_where(desk: Desk) -> None:
    record = await ask(desk)
    conversation = Conversation(desk)
    for person, channel in ((9, 2), (1, 9)):
        with pytest.raises(DeskError) as caught:
            await conversation.shareable(record, person, channel, PUBLIC_ONLY)
        assert caught.value.trouble is Trouble.NOT_YOURS
    shared = await conversation.shareable(record, 1, 2, PUBLIC_ONLY)
    assert (shared.question, shared.record, shared.searched) == (ASKED, record, None)
    assert shared.statements


async def test_a_shared_answer_does_not_say_what_was_searched_by_hidden_words(
    desk: Desk, records: Records
) -> None:
    hidden = await desk.run(records.answers.put, VISIT, citing("Zephyr.", collection="server-5"))
    earlier = Question(text=ASKED, visit=VISIT, follows=hidden)
    record = (await desk.answer(earlier)).record
    assert record is not None
    await desk.run(
        records._database.rows,
        "UPDATE answers SET searched = 'Zephyr?' WHERE record = ?",
        (record,),
    )
    conversation = Conversation(desk)
    assert (await conversation.shareable(record, 1, 2, PUBLIC_ONLY)).searched is None
    both = PUBLIC_ONLY | {"server-5"}
    assert (await conversation.shareable(record, 1, 2, both)).searched == "Zephyr?"


async def test_suggestions_that_take_too_long_are_not_waited_for_nor_piled_up(
    desk: Desk, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    suggestions = Suggestions(desk, patience_seconds=0.01)
    opened = threading.Event()
    calls = []

    def slow(*_: object, **__: object) -> list[str]:
        calls.append(1)
        assert opened.wait(30)
        return [SUGGESTED]

    with monkeypatch.context() as patch:
        patch.setattr(library, "suggestions", slow)
        assert [await suggestions.offered("w", reach) for _ in range(5)] == [[]] * 5
        assert len(calls) == 2
        opened.set()
    await desk.close(seconds=5)
    assert await suggestions.offered("w", reach) == []


async def test_a_suggestion_too_long_for_a_choice_is_left_out(
    desk: Desk, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = ["W" * 101, "W" * 100, *(f"Why {number}?" for number in range(40))]
    monkeypatch.setattr(library, "suggestions", lambda *_, **__: long)
    offered = await Suggestions(desk, patience_seconds=30).offered("w", reach)
    assert offered[0] == "W" * 100
    assert len(offered) == 25


async def test_a_suggestion_is_found_by_its_digest_where_it_may_be_seen(desk: Desk) -> None:
    suggestions = Suggestions(desk)
    assert await suggestions.found(digest_of(SUGGESTED), PUBLIC_ONLY) == SUGGESTED
    with pytest.raises(DeskError) as caught:
        await suggestions.found(digest_of(SUGGESTED), frozenset({"server-5"}))
    assert caught.value.trouble is Trouble.SUGGESTION_GONE
