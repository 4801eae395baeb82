"""The library changes behind answers that were given: which go stale, and which gaps it answers."""

import asyncio
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from bot.desk import Desk
from bot.desk.aftercare import MARGIN_SECONDS, Aftercare
from bot.errors import DeskError, Trouble
from bot.offload import Offload
from bot.records.base import OpenGap
from bot.records.records import Records
from bot.types import Answer, Question, Visit, server_collection
from index.types import PUBLIC
from tests.bot.changing import ASKED, FED, PENGUINS, QWEN, ChangingLibrary
from tests.bot.records.visits import ADA, BOB, CHANNEL, SERVER, a_visit

pytestmark = pytest.mark.asyncio

ONLY_PUBLIC = frozenset({PUBLIC})
HOURS = 3600.0


@pytest.fixture
def desk(changing: ChangingLibrary, records: Records) -> Desk:
    """A desk over the library that changes."""
    offload = Offload(workers=2, queue_size=20)
    return Desk(changing.library, offload, question_max_chars=1000, records=records)


@pytest.fixture
def aftercare(desk: Desk) -> Aftercare:
    """Its window."""
    return Aftercare(desk)


async def asked(
    desk: Desk, text: str = ASKED, visit: Visit | None = None, *, sent: bool = True
) -> Answer:
    """Somebody asks in a channel, and gets an answer that stands in two places."""
    answer = await desk.answer(Question(text=text, visit=visit or a_visit()))
    assert answer.record is not None
    if sent:
        for message in (answer.record * 10, answer.record * 10 + 1):
            await desk.sent(answer.record, CHANNEL, message)
    return answer


async def busy(desk: Desk) -> None:
    """Wait until somebody's question runs."""
    for _ in range(100):
        if desk.queue_depth:
            return
        await asyncio.sleep(0)
    raise TimeoutError


async def stale(aftercare: Aftercare) -> list[int]:
    return [one.record async for one in aftercare.stale()]


def kept_as_gap(path: Path, refused: Answer, ahead: float) -> OpenGap:
    """A gap of a question that was asked so many seconds ahead of now."""
    records = Records(path, keep_days=90, clock=lambda: time.time() + ahead)
    records.answers.put(a_visit(), refused)
    [gap] = records.gaps.after(0)
    records.close()
    return gap


async def test_an_answer_goes_stale_when_its_words_are_gone(
    changing: ChangingLibrary, desk: Desk, aftercare: Aftercare
) -> None:
    answer = await asked(desk)
    assert await stale(aftercare) == []

    await changing.replace(QWEN, "passed 10 million downloads", "passed 12 million downloads")

    [found] = [one async for one in aftercare.stale()]
    assert found.record == answer.record
    assert found.locale == a_visit().locale
    assert len(found.messages) == 2


async def test_what_is_said_to_be_stale_is_not_looked_at_again(
    changing: ChangingLibrary, desk: Desk, aftercare: Aftercare
) -> None:
    await asked(desk)
    await changing.delete(QWEN)
    [record] = await stale(aftercare)

    await aftercare.said_stale(record)

    assert await stale(aftercare) == []


async def test_an_answer_from_several_articles_goes_stale_once(
    changing: ChangingLibrary, desk: Desk, aftercare: Aftercare, records: Records
) -> None:
    answer = await desk.answer(Question(text=ASKED))
    first = answer.citations[0]
    cited = (first, replace(first, number=2, article_id="qwen-rivals-in-china", quote="Gone."))
    several = replace(answer, citations=cited)
    record = await asyncio.to_thread(records.answers.put, a_visit(), several)
    assert record is not None
    await desk.sent(record, CHANNEL, 1)

    await changing.delete(QWEN)

    assert await stale(aftercare) == [record]


async def test_nothing_goes_stale_while_the_words_stand(
    changing: ChangingLibrary, desk: Desk, aftercare: Aftercare
) -> None:
    """Elsewhere in the article is good enough; and a library cut anew has the same words."""
    await asked(desk)

    await changing.replace(QWEN, "## Downloads", "Something new stands here.\n\n## The downloads")
    assert await stale(aftercare) == []

    await changing.build(rebuild=True)
    assert await stale(aftercare) == []


@pytest.mark.parametrize("rebuild", [False, True])
async def test_an_article_that_cannot_be_read_makes_nothing_stale(
    changing: ChangingLibrary, desk: Desk, aftercare: Aftercare, rebuild: bool
) -> None:
    await asked(desk)

    await changing.spoil(QWEN)
    await changing.build(rebuild=rebuild)

    assert await stale(aftercare) == []


async def test_an_article_that_a_server_removes_makes_its_answers_stale(
    changing: ChangingLibrary, desk: Desk, aftercare: Aftercare
) -> None:
    mine = server_collection(SERVER)
    article_id = await changing.add(mine, FED)
    question = Question(text=PENGUINS, visit=a_visit(), collections=ONLY_PUBLIC | {mine})
    answer = await desk.answer(question)
    assert answer.answered
    assert answer.record is not None
    await desk.sent(answer.record, CHANNEL, 1)

    await changing.remove(mine, article_id)

    assert await stale(aftercare) == [answer.record]


async def test_a_gap_is_answered_by_an_article_that_came_in_since(
    changing: ChangingLibrary, desk: Desk, aftercare: Aftercare
) -> None:
    refused = await asked(desk, PENGUINS)
    assert not refused.answered
    [gap] = await aftercare.gaps(None)
    assert await aftercare.answer(gap, ONLY_PUBLIC) is None

    await changing.write("penguins", "# Penguins", FED)

    late = await aftercare.answer(gap, ONLY_PUBLIC)
    assert late is not None
    assert late.answer.question == PENGUINS
    assert late.cited.article_id == "penguins"
    assert late.answer.record is None
    assert [one.record for one in await aftercare.gaps(None)] == [refused.record]


async def test_a_gap_is_answered_from_what_that_person_may_see(
    changing: ChangingLibrary, desk: Desk, aftercare: Aftercare
) -> None:
    await asked(desk, PENGUINS)
    [gap] = await aftercare.gaps(None)

    mine = server_collection(SERVER)
    await changing.add(mine, FED)

    assert await aftercare.answer(gap, ONLY_PUBLIC) is None
    assert await aftercare.answer(gap, ONLY_PUBLIC | {"server-7"}) is None
    assert await aftercare.answer(gap, ONLY_PUBLIC | {mine}) is not None


async def test_an_old_article_that_is_believed_by_now_answers_no_old_question(
    changing: ChangingLibrary, aftercare: Aftercare, desk: Desk, tmp_path: Path
) -> None:
    """As when the threshold was changed: no article has come in since."""
    answer = await desk.answer(Question(text=ASKED))
    refused = replace(answer, answered=False, statements=(), citations=())
    gap = await asyncio.to_thread(kept_as_gap, tmp_path / "later.db", refused, 2 * HOURS)
    assert await aftercare.answer(gap, ONLY_PUBLIC) is None

    # Not even when another article has come in.
    await changing.write("penguins", "# Penguins", FED)
    newest = await asyncio.to_thread(changing.library.newest)
    assert newest is not None
    between = replace(gap, asked_at=newest + MARGIN_SECONDS - 0.001)
    assert await aftercare.answer(between, ONLY_PUBLIC) is None
    assert await aftercare.answer(replace(gap, text=PENGUINS), ONLY_PUBLIC) is None
    assert await aftercare.answer(replace(between, text=PENGUINS), ONLY_PUBLIC) is not None


async def test_a_claimed_gap_is_kept_as_an_answer_and_told_once(
    changing: ChangingLibrary, desk: Desk, aftercare: Aftercare
) -> None:
    refused = await asked(desk, PENGUINS)
    await changing.write("penguins", "# Penguins", FED)
    [gap] = await aftercare.gaps(None)
    late = await aftercare.answer(gap, ONLY_PUBLIC)
    assert late is not None

    claims = await asyncio.gather(*(aftercare.claim(late, gap.visit, ()) for _ in range(3)))

    [given] = [one for one in claims if one is not None]
    assert given.record is not None
    kept = await desk.kept(given.record)
    assert kept.answered
    assert kept.follows == refused.record
    assert kept.visit == gap.visit
    assert await aftercare.gaps(None) == ()


async def test_who_asked_the_same_twice_is_told_once(
    changing: ChangingLibrary, desk: Desk, aftercare: Aftercare
) -> None:
    await asked(desk, PENGUINS)
    other = await asked(desk, "What is the capital of Peru?")
    await asked(desk, PENGUINS.casefold())
    await changing.write("penguins", "# Penguins", FED)
    newest, *older = await aftercare.gaps(None)
    late = await aftercare.answer(newest, ONLY_PUBLIC)
    assert late is not None

    await aftercare.claim(late, newest.visit, older)

    assert [one.record for one in await aftercare.gaps(None)] == [other.record]


async def test_a_person_who_was_forgotten_is_not_told(
    changing: ChangingLibrary, desk: Desk, aftercare: Aftercare, records: Records
) -> None:
    await asked(desk, PENGUINS, a_visit(BOB))
    await changing.write("penguins", "# Penguins", FED)
    [gap] = await aftercare.gaps(None)
    late = await aftercare.answer(gap, ONLY_PUBLIC)
    assert late is not None
    await asyncio.to_thread(records.privacy.forget, BOB)

    assert await aftercare.claim(late, gap.visit, ()) is None
    assert (await asyncio.to_thread(records.privacy.kept_of, BOB))["answers"] == []


async def test_the_newest_gaps_come_first_and_the_rest_after_them(
    desk: Desk, aftercare: Aftercare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.desk.aftercare.MOST_GAPS", 2)
    asking = [await asked(desk, f"Who fed penguin number {number}?") for number in range(3)]
    records = [one.record for one in asking]

    first = await aftercare.gaps(None)
    then = await aftercare.gaps(first[-1].record)

    assert [one.record for one in (*first, *then)] == records[::-1]


async def test_it_does_not_begin_while_somebody_waits_for_an_answer(
    desk: Desk, aftercare: Aftercare
) -> None:
    asking = asyncio.create_task(desk.answer(Question(text=ASKED)))
    await busy(desk)
    looking = asyncio.create_task(aftercare.gaps(None))
    for _ in range(20):
        await asyncio.sleep(0)
        assert desk.queue_depth <= 1

    await asking
    assert await looking == ()


async def test_a_full_desk_makes_it_wait_and_a_closed_one_ends_it(
    changing: ChangingLibrary, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.desk.aftercare._PATIENCE_SECONDS", 0.001)
    desk = Desk(
        changing.library,
        Offload(workers=1, queue_size=0),
        question_max_chars=1000,
        records=records,
    )
    aftercare = Aftercare(desk)
    asking = asyncio.create_task(desk.answer(Question(text=ASKED)))
    await busy(desk)

    assert await aftercare.gaps(None) == ()
    await asking

    await desk.close(seconds=5)
    with pytest.raises(DeskError) as caught:
        await aftercare.gaps(None)
    assert caught.value.trouble is Trouble.CLOSING


async def test_the_sweep_deletes_what_is_too_old(changing: ChangingLibrary, tmp_path: Path) -> None:
    now = time.time()
    clock = iter((now - 100 * 24 * HOURS,))
    records = await asyncio.to_thread(
        partial(Records, tmp_path / "old.db", keep_days=90, clock=lambda: next(clock, now))
    )
    desk = Desk(
        changing.library,
        Offload(workers=1, queue_size=1),
        question_max_chars=1000,
        records=records,
    )
    await asked(desk, visit=a_visit(ADA), sent=False)

    assert await Aftercare(desk).sweep() == 1
    assert await Aftercare(desk).sweep() == 0
    records.close()
