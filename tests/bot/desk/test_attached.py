"""What people hand over is held within bounds, for them alone, and for a while."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from bot.desk import Desk, attached
from bot.desk.attached import Attached
from bot.desk.held import Handed, Held, with_held
from bot.errors import DeskError, Trouble
from bot.limits import Limits
from bot.offload import Offload
from bot.records.records import Records
from bot.types import Question, Visit, Writing
from index.in_hand import IN_HAND
from index.library import Library
from index.types import PUBLIC
from tests.bot.changing import ASKED as QWEN_ASKED
from tests.bot.changing import QWEN, ChangingLibrary
from tests.bot.clock import Clock
from tests.bot.desk.test_questions import raising
from tests.bot.desk.test_scribe import desk_on
from tests.bot.discord.kept import eventually
from tests.llm import Asked, Called, Reply, Said

pytestmark = pytest.mark.asyncio

ADA = Visit(person=1, channel=10, private=True)
BOB = Visit(person=2, channel=20, private=True)
TEXT = b"The wheel of the mill at Aying was built by Anna Huber in 1874."
ASKED = "Who built the wheel of the mill?"


@pytest_asyncio.fixture
async def window(desk: Desk, clock: Clock) -> AsyncIterator[Attached]:
    """The window, with a clock that the test sets."""
    window = Attached(desk, clock=clock)
    yield window
    await window.close(seconds=10)


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def handed(window: Attached, visit: Visit, name: str = "mill.txt") -> Held:
    gone = window.admit(visit, 1, ASKED)
    return await window.take([Handed(name=name, content=TEXT)], visit, gone)


async def asked(window: Attached, desk: Desk, visit: Visit, held: Held) -> int:
    """Ask about what is held; the record of the answer."""
    question = with_held(Question(text=ASKED, visit=visit), held)
    answer = await desk.answer(question)
    assert answer.answered
    window.note(question, answer, held)
    assert answer.record is not None
    return answer.record


async def trouble(window: Attached, record: int, person: int) -> Trouble:
    with pytest.raises(DeskError) as caught:
        await window.said(record, person)
    return caught.value.trouble


async def test_an_answer_is_gone_on_from_by_who_asked_until_it_was_quiet_for_long(
    window: Attached, desk: Desk, clock: Clock
) -> None:
    record = await asked(window, desk, ADA, await handed(window, ADA))
    said = await window.said(record, ADA.person)
    assert said is not None
    (spoken,) = await window.turns(record, ADA.person, (), frozenset())
    assert spoken.answer == TEXT.decode()
    assert await trouble(window, record, BOB.person) is Trouble.FILE_OF_ANOTHER
    clock.now += attached.QUIET_SECONDS - 1
    assert await window.said(record, ADA.person) is not None
    clock.now += 1
    assert await trouble(window, record, ADA.person) is Trouble.FILE_GONE
    assert await trouble(window, record, BOB.person) is Trouble.FILE_OF_ANOTHER


async def test_a_question_about_it_keeps_it_for_longer(
    window: Attached, desk: Desk, clock: Clock
) -> None:
    held = await handed(window, ADA)
    first = await asked(window, desk, ADA, held)
    clock.now += attached.QUIET_SECONDS - 1
    await asked(window, desk, ADA, held)
    clock.now += attached.QUIET_SECONDS - 1
    assert await window.said(first, ADA.person) is not None


async def test_it_goes_by_itself_where_nobody_asks_any_more(
    window: Attached, desk: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attached, "QUIET_SECONDS", 0.05)
    await asked(window, desk, ADA, await handed(window, ADA))
    assert window._talks
    clock.now += 1

    async def gone() -> bool | None:
        return None if window._talks else True

    await eventually(gone, "it is still held")


async def test_what_another_model_has_read_than_the_librarys_is_gone(
    window: Attached, desk: Desk
) -> None:
    held = await handed(window, ADA)
    record = await asked(window, desk, ADA, held)
    old = replace(held, hand=replace(held.hand, model="another"))
    window.hold(old, ADA)
    assert window.unasked(ADA) is None
    [talk] = window._talks
    talk.hand = old.hand
    assert await trouble(window, record, ADA.person) is Trouble.FILE_GONE


async def test_a_question_just_after_the_library_got_another_model_hears_that_the_file_is_gone(
    window: Attached, desk: Desk
) -> None:
    held = await handed(window, ADA)
    old = replace(held, hand=replace(held.hand, model="another"))
    with pytest.raises(DeskError) as caught:
        await desk.answer(with_held(Question(text=ASKED, visit=ADA), old))
    assert caught.value.trouble is Trouble.FILE_GONE
    assert desk.library_answers


async def test_without_a_question_it_waits_in_that_channel_for_that_person(
    window: Attached, clock: Clock
) -> None:
    held = await handed(window, ADA)
    window.hold(held, ADA)
    assert window.unasked(ADA) is held
    assert window.unasked(BOB) is None
    assert window.unasked(replace(ADA, channel=11)) is None
    assert window.unasked(replace(ADA, private=False)) is None
    clock.now += attached.QUIET_SECONDS
    assert window.unasked(ADA) is None


@pytest.mark.parametrize("keeps", [True, False], ids=["with records", "without"])
async def test_a_file_that_comes_while_another_is_asked_about_goes_on_waiting(
    window: Attached, desk: Desk, keeps: bool
) -> None:
    first = await handed(window, ADA)
    window.hold(first, ADA)
    question = with_held(Question(text=ASKED, visit=ADA), first)
    answer = await desk.answer(question)
    answer = answer if keeps else replace(answer, record=None)
    newer = await handed(window, ADA, "newer.txt")
    assert window.unasked(ADA) is None  # the newer one takes the place of the first
    window.hold(newer, ADA)
    window.note(question, answer, first)
    assert window.unasked(ADA) is newer
    window.note(question, answer, newer)
    assert window.unasked(ADA) is (None if keeps else newer)


async def test_what_was_asked_about_longest_ago_makes_room(
    window: Attached, desk: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await handed(window, ADA)
    monkeypatch.setattr(attached, "MOST_HELD", int(2.5 * first.hand.bytes))
    records = []
    for visit in (ADA, BOB):
        clock.now += 1
        records.append(await asked(window, desk, visit, await handed(window, visit)))
    clock.now += 1
    window.hold(first, ADA)
    assert await trouble(window, records[0], ADA.person) is Trouble.FILE_GONE
    assert await window.said(records[1], BOB.person) is not None
    assert window.unasked(ADA) is first


async def test_one_person_holds_a_few_and_takes_no_room_from_others(
    window: Attached, desk: Desk, clock: Clock
) -> None:
    his = await asked(window, desk, BOB, await handed(window, BOB))
    hers = []
    for _ in range(attached.MOST_TALKS + 1):
        clock.now += 1
        hers.append(await asked(window, desk, ADA, await handed(window, ADA)))
    assert await trouble(window, hers[0], ADA.person) is Trouble.FILE_GONE
    for record in hers[1:]:
        assert await window.said(record, ADA.person) is not None
    assert await window.said(his, BOB.person) is not None


async def test_one_person_has_a_few_waiting_in_all_channels_together(
    window: Attached, clock: Clock
) -> None:
    held = await handed(window, ADA)
    window.hold(await handed(window, BOB), BOB)
    visits = [replace(ADA, channel=channel) for channel in range(attached.MOST_TALKS + 1)]
    for visit in (*visits[:-1], visits[0], visits[-1]):
        clock.now += 1
        window.hold(held, visit)
    waiting = [window.unasked(visit) is not None for visit in visits]
    assert waiting == [True, False, *[True] * (attached.MOST_TALKS - 1)]
    assert window.unasked(BOB) is not None


async def test_it_is_forgotten_when_the_person_says_so(window: Attached, desk: Desk) -> None:
    hers = await asked(window, desk, ADA, await handed(window, ADA))
    his = await asked(window, desk, BOB, await handed(window, BOB))
    window.hold(await handed(window, ADA), ADA)
    assert window.forget(ADA.person) == 2
    assert window.unasked(ADA) is None
    assert await trouble(window, hers, ADA.person) is Trouble.FILE_GONE
    assert await window.said(his, BOB.person) is not None


async def test_what_is_being_read_when_the_person_says_so_is_forgotten_too(
    window: Attached, desk: Desk
) -> None:
    reading = asyncio.create_task(handed(window, ADA))
    await asyncio.sleep(0)  # it goes on as far as the worker
    assert window.forget(ADA.person) == 1
    assert window.forget(ADA.person) == 0
    with pytest.raises(DeskError) as caught:
        await reading
    assert caught.value.trouble is Trouble.FILE_GONE
    await asked(window, desk, ADA, await handed(window, ADA))
    assert window.forget(ADA.person) == 1


async def test_what_is_still_being_fetched_when_the_person_says_so_is_not_even_read(
    window: Attached,
) -> None:
    gone = window.admit(ADA, 1, ASKED)
    assert window.forget(ADA.person) == 1
    with pytest.raises(DeskError) as caught:
        await window.take([Handed(name="mill.txt", content=TEXT)], ADA, gone)
    assert caught.value.trouble is Trouble.FILE_GONE
    assert window.unasked(ADA) is None
    await handed(window, ADA)  # what is sent afterwards is another matter


async def test_what_is_being_asked_about_when_the_person_says_so_is_forgotten_too(
    window: Attached, desk: Desk
) -> None:
    held = await handed(window, ADA)
    his = await handed(window, BOB)
    first = await asked(window, desk, ADA, held)
    window.forget(ADA.person)
    later = await asked(window, desk, ADA, replace(held, alone=True))
    window.hold(held, ADA)
    window.hold(his, BOB)
    assert await trouble(window, first, ADA.person) is Trouble.FILE_GONE
    assert await trouble(window, later, ADA.person) is Trouble.FILE_GONE
    assert window.unasked(ADA) is None
    assert window.unasked(BOB) is his


async def test_who_follows_on_anothers_answer_with_a_file_of_their_own_gets_none_of_its_words(
    window: Attached, desk: Desk
) -> None:
    hers = await asked(window, desk, ADA, await handed(window, ADA))
    held = await handed(window, BOB, "other.txt")
    question = with_held(Question(text=ASKED, visit=BOB, follows=hers), held)
    answer = await desk.answer(question)
    window.note(question, answer, held)
    assert answer.record is not None
    kept = await asyncio.to_thread(desk.records.answers.turns, answer.record)
    first, second = await window.turns(answer.record, BOB.person, kept, frozenset())
    assert (first.question, first.answer) == (ASKED, "")
    assert second.answer == TEXT.decode()
    # So it is where only what goes before is looked at, as when he asks it again.
    assert await window.turns(hers, BOB.person, (first,), frozenset()) == (first,)
    [own] = await window.turns(hers, ADA.person, (first,), frozenset())
    assert own.answer == TEXT.decode()


async def test_turns_that_cite_what_may_no_longer_be_seen_are_left_out(
    window: Attached, desk: Desk
) -> None:
    held = await handed(window, ADA)
    question = with_held(Question(text="What is LingGuang?", visit=ADA), held)
    first = await desk.answer(question)
    window.note(question, first, held)
    assert first.record is not None
    assert "public" in {one.collection for one in first.citations}
    follow = replace(
        question,
        text="who made it?",
        earlier=await window.turns(first.record, ADA.person, (), frozenset({"public"})),
        follows=first.record,
    )
    second = await desk.answer(follow)
    window.note(follow, second, held)
    assert second.searched == "Who made LingGuang?"
    assert second.record is not None
    kept = await asyncio.to_thread(desk.records.answers.turns, second.record)
    assert [(one.question, one.answer) for one in kept] == [
        ("What is LingGuang?", ""),
        ("who made it?", ""),
    ]
    turns = await window.turns(second.record, ADA.person, kept, frozenset({"public"}))
    assert [one.question for one in turns] == ["What is LingGuang?", "Who made LingGuang?"]
    assert "LingGuang" in turns[0].answer
    assert await window.turns(second.record, ADA.person, kept, frozenset()) == ()


async def test_an_answer_about_no_file_is_none_of_this_windows(
    window: Attached, desk: Desk, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = await desk.answer(Question(text="What is LingGuang?", visit=ADA))
    assert answer.record is not None
    # To know that, the whole of what is kept of it is not read.
    monkeypatch.setattr(records.answers, "get", raising(AssertionError("read whole")))
    assert await window.said(answer.record, ADA.person) is None
    assert await window.found(answer.record, ADA.person, frozenset()) is None


async def test_files_count_as_questions_and_one_person_has_one_read_at_a_time(
    library: Library, records: Records
) -> None:
    desk = Desk(
        library,
        Offload(workers=2, queue_size=20),
        question_max_chars=1000,
        records=records,
        limits=Limits(person_per_minute=2),
    )
    window = Attached(desk)
    gone = window.admit(ADA, 1, ASKED)
    file = Handed(name="mill.txt", content=TEXT)
    both = await asyncio.gather(
        window.take([file], ADA, gone), window.take([file], ADA, gone), return_exceptions=True
    )
    assert isinstance(both[0], Held)
    assert isinstance(both[1], DeskError)
    assert both[1].trouble is Trouble.FILES_BUSY
    window.admit(ADA, 1, ASKED)
    with pytest.raises(DeskError) as caught:
        window.admit(ADA, 1, ASKED)
    assert caught.value.trouble is Trouble.LIMITED
    await window.close(seconds=10)


async def test_a_desk_that_closes_reads_no_further_and_forgets(desk: Desk) -> None:
    window = Attached(desk)
    held = await handed(window, ADA)
    window.hold(held, ADA)
    await window.close(seconds=10)
    assert not window._unasked
    with pytest.raises(DeskError) as caught:
        await handed(window, ADA)
    assert caught.value.trouble is Trouble.CLOSING


async def test_passages_are_shown_of_what_may_still_be_seen(window: Attached, desk: Desk) -> None:
    record = await asked(window, desk, ADA, await handed(window, ADA))
    everything = await window.found(record, ADA.person, frozenset({"public"}))
    alone = await window.found(record, ADA.person, frozenset())
    assert everything is not None
    assert alone is not None
    assert len(everything.passages) > len(alone.passages) == 1
    assert list(alone.cited[alone.passages[0].chunk_id]) == [1]


async def test_what_the_library_no_longer_has_is_not_shown_from_memory(
    changing: ChangingLibrary, records: Records
) -> None:
    offload = Offload(workers=2, queue_size=20)
    desk = Desk(changing.library, offload, question_max_chars=1000, records=records)
    window = Attached(desk)
    held = await handed(window, ADA)
    question = with_held(Question(text=f"{QWEN_ASKED} {ASKED}", visit=ADA), held)
    answer = await desk.answer(question)
    window.note(question, answer, held)
    assert answer.record is not None

    async def shown() -> tuple[set[str], int, int]:
        assert answer.record is not None
        found = await window.found(answer.record, ADA.person, frozenset({PUBLIC}))
        assert found is not None
        articles = {one.source.article_id for one in found.passages}
        return articles, len(found.passages), found.gone

    articles, number, gone = await shown()
    assert QWEN in articles
    assert gone == 0
    await changing.replace(QWEN, "10 million", "11 million")
    _, left, changed = await shown()
    assert changed > 0
    assert left == number - changed
    await changing.delete(QWEN)
    articles, left, gone = await shown()
    assert QWEN not in articles
    assert gone >= changed
    assert left == number - gone
    await window.close(seconds=10)
    await offload.close(seconds=10)


async def test_each_part_of_a_question_is_looked_up_in_the_file_and_none_is_kept(
    window: Attached, desk: Desk, records: Records
) -> None:
    held = await handed(window, ADA)
    question = Question(text="Who built the wheel of the mill, and who makes Doubao?", visit=ADA)
    both = await desk.answer(with_held(question, held))
    assert len(both.steps) == 2
    assert {one.collection for one in both.citations} >= {IN_HAND, PUBLIC}
    alone = await desk.answer(with_held(question, replace(held, alone=True)))
    assert {one.collection for one in alone.citations} == {IN_HAND}
    assert alone.unsaid == (both.steps[1],)
    for answer in (both, alone):
        assert answer.record is not None
        kept = await asyncio.to_thread(records.answers.get, answer.record)
        assert kept is not None
        assert kept.with_file
        assert (kept.steps, kept.unsaid, kept.citations) == ((), (), ())


async def test_a_model_searches_the_file_reads_on_in_it_and_its_searches_are_not_kept(
    library: Library, records: Records
) -> None:
    builder = "Anna Huber built the wheel of the mill at Aying"

    def script(asked: Asked) -> Reply:
        number = re.findall(r"passage (\d+)>>", asked.prompt)[-1]
        return left.pop(0) if left else Said(f"{builder}. [{number}]")

    left: list[Reply] = [
        Said(calls=(Called("list_articles", ("{}",), id="call_1"),)),
        Said(calls=(Called("search", ('{"query": "Anna Huber wheel"}',), id="call_2"),)),
    ]
    async with desk_on(library, script, records=records, context_tokens=16_000) as (desk, server):
        window = Attached(desk)
        held = replace(await handed(window, ADA), alone=True)
        question = Question(text="What did the mill cost, and who built its wheel?", visit=ADA)
        answer = await desk.answer(with_held(question, held))
        await window.close(seconds=10)
    assert [one.text for one in answer.statements] == [f"{builder}."]
    assert answer.writing is not None
    assert answer.writing.searches == ("Anna Huber wheel",)
    listed = str(server.asked[1].messages[-1]["content"])
    assert "mill" in listed
    assert "Qwen" not in listed
    assert answer.record is not None
    kept = await asyncio.to_thread(records.answers.get, answer.record)
    assert kept is not None
    assert kept.writing == Writing(model="tiny", by_model=True)
    assert kept.steps == ()
