"""Questions that ask several things at the desk: what is searched, said, kept and gone on with."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from bot.answer.parts import MOST_SEARCHES
from bot.desk import Desk
from bot.desk.aftercare import Aftercare
from bot.desk.drafts import Draft
from bot.desk.kept import as_answer
from bot.desk.trust import Trust
from bot.offload import Offload
from bot.records.records import Records
from bot.types import Answer, Question, Visit, server_collection, turn
from index.library import Library
from index.types import PUBLIC
from tests.bot.changing import FED, ChangingLibrary
from tests.bot.desk.test_scribe import desk_on
from tests.bot.desk.test_trust import pin_last
from tests.bot.records.visits import CHANNEL, SERVER, a_visit
from tests.llm import Said
from tests.llm.script import always

pytestmark = pytest.mark.asyncio

TWICE = "Who makes Doubao, and who is Kenny Ng?"
STEPS = ("Who makes Doubao?", "Who is Kenny Ng?")
HALF = "Who makes Doubao, and who won the football World Cup in 2018?"
NEITHER = "Who won the football World Cup in 2018, and who painted the Mona Lisa?"
PENGUINS = "What did the zookeeper feed the penguins on Tuesday, and who painted the Mona Lisa?"


def cited(answer: Answer) -> set[str]:
    return {one.article_id for one in answer.citations}


async def ask(desk: Desk, text: str, **how: Any) -> Answer:
    return await desk.answer(Question(text=text, **how))


async def test_each_part_is_answered_from_its_own_article(desk: Desk) -> None:
    answer = await ask(desk, TWICE)
    assert answer.answered
    assert answer.question == TWICE
    assert "ByteDance makes" in answer.statements[0].text
    assert "a strategist at" in answer.statements[1].text
    assert cited(answer) == {"qwen-rivals-in-china", "alibaba-investors-and-qwen"}
    assert (answer.steps, answer.unsaid) == (STEPS, ())
    assert [one.citations for one in answer.statements] == [
        (number,) for number in range(1, len(answer.statements) + 1)
    ]
    assert answer.milliseconds["total"] > 0


async def test_what_the_articles_do_not_say_is_named(desk: Desk) -> None:
    answer = await ask(desk, HALF)
    assert answer.answered
    assert answer.unsaid == ("Who won the football World Cup in 2018?",)
    assert "ByteDance" in answer.statements[0].text


async def test_where_no_part_has_an_answer_there_is_none(desk: Desk) -> None:
    answer = await ask(desk, NEITHER)
    assert not answer.answered
    assert (answer.statements, answer.unsaid) == ((), ())
    assert len(answer.steps) == 2


async def test_a_pronoun_stands_for_what_the_part_before_found(desk: Desk) -> None:
    answer = await ask(desk, "Which app reached its first million sooner, and who makes it?")
    assert answer.steps == ("Which app reached its first million?", "Who makes the Qwen app?")
    assert {"qwen-app-relaunch", "qwen-rivals-in-china"} <= cited(answer)


@pytest.mark.parametrize(
    "text", ["Who makes Doubao?", "Who is Kenny Ng and", "What do the United States and China do?"]
)
async def test_a_question_that_asks_once_is_searched_once(
    desk: Desk, searched: list[str], text: str
) -> None:
    answer = await ask(desk, text)
    assert searched == [text]
    assert answer.steps == answer.unsaid == ()


@pytest.mark.parametrize(
    "text",
    [
        "Who is Kenny Ng? " * 30,
        "Which is older: Qwen, Doubao, LingGuang or WeChat, and who makes Doubao, and who is Ng?",
        "and and and ? ? ? who " * 90,
        "Who is it, and " * 130,
        "Is it, or " * 190,
    ],
)
async def test_never_more_searches_than_allowed(
    library: Library, searched: list[str], text: str
) -> None:
    offload = Offload(workers=1, queue_size=1)
    desk = Desk(library, offload, question_max_chars=2000)
    earlier = (turn(await ask(desk, "What is LingGuang?")),)
    searched.clear()
    answer = await ask(desk, text, earlier=earlier)
    assert 1 <= len(searched) <= MOST_SEARCHES
    assert len(answer.steps) < MOST_SEARCHES
    await offload.close(seconds=10)


FIVE = (
    "Which app reached its first million sooner, who makes Doubao, who is Kenny Ng, "
    "what is LingGuang, and who founded Alibaba?"
)


async def test_no_part_goes_unsearched(desk: Desk, searched: list[str]) -> None:
    answer = await ask(desk, FIVE)
    assert searched == [FIVE, *answer.steps]
    assert answer.steps == (
        "Which app reached its first million sooner?",
        "Who makes Doubao?",
        "Who is Kenny Ng?",
        "What is LingGuang? who founded Alibaba?",
    )


async def test_other_words_are_tried_where_no_part_goes_without_for_it(
    desk: Desk, searched: list[str]
) -> None:
    answer = await ask(desk, "Which app reached its first million sooner, and who is Kenny Ng?")
    assert searched[1:] == [
        "Which app reached its first million sooner?",
        "Which app reached its first million?",
        "Who is Kenny Ng?",
    ]
    assert answer.steps == (searched[2], searched[3])


async def test_of_things_that_are_compared_all_are_looked_up_or_none(
    desk: Desk, searched: list[str]
) -> None:
    three = "Which has more downloads: Qwen, Baidu or WeChat"
    answer = await ask(desk, f"{three}, and who is Kenny Ng?")
    assert [one.rstrip("?") for one in searched[1:]] == [three, "Who is Kenny Ng"]
    assert answer.steps == tuple(searched[1:])
    searched.clear()
    await ask(desk, f"{three}?")
    assert len(searched) == 4


class Told(Draft):
    """A draft that remembers what it was told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[str, ...]] = []

    def searching(self, answer: Answer, steps: Sequence[str]) -> None:
        """Remember."""
        super().searching(answer, steps)
        self.told.append(tuple(steps))


async def test_each_search_is_told_of_while_it_runs(desk: Desk, searched: list[str]) -> None:
    draft = Told()
    answer = await desk.answer(Question(text=TWICE), draft=draft)
    assert answer.steps == STEPS
    assert draft.told == [STEPS[:1], STEPS]
    assert searched == [TWICE, *STEPS]
    progress = await draft.newer()
    assert (progress.answer.question, progress.searching) == (TWICE, STEPS)


async def test_who_stops_it_gets_what_was_found_by_then(desk: Desk, searched: list[str]) -> None:
    draft = Draft()
    draft.stopped.set()
    answer = await desk.answer(Question(text=TWICE), draft=draft)
    assert searched == [TWICE]
    assert answer.steps == answer.unsaid == ()


async def test_what_is_kept_comes_back_and_is_explained(desk: Desk, records: Records) -> None:
    here = frozenset({PUBLIC, server_collection(SERVER)})
    answer = await desk.answer(Question(text=HALF, collections=here, visit=a_visit()))
    assert answer.record is not None
    await desk.sent(answer.record, CHANNEL, 5)
    kept = await desk.kept(answer.record)
    assert (kept.steps, kept.unsaid) == (answer.steps, answer.unsaid)
    assert as_answer(kept).steps == answer.steps
    hidden = as_answer(kept, with_searched=False)
    assert hidden.steps == hidden.unsaid == ()
    trust = Trust(desk)
    why = await trust.explain(answer.record, SERVER, here)
    assert why.steps == answer.steps
    assert {one.title for one in why.passages if one.cited} == {
        one.title for one in answer.citations
    }
    found = await trust.found(answer.record, here)
    assert {number for cites in found.cited.values() for number in cites} == {
        one.number for one in answer.citations
    }


async def test_a_follow_up_leans_on_the_last_part(desk: Desk, records: Records) -> None:
    first = await ask(desk, "Who is Kenny Ng, and who makes Doubao?", visit=a_visit())
    assert first.record is not None
    kept = await asyncio.to_thread(records.answers.turns, first.record)
    assert kept == (turn(first),)
    second = await ask(desk, "and LingGuang?", earlier=kept)
    assert second.searched == "Who makes LingGuang?"
    assert "Ant Group" in second.statements[0].text


async def test_a_follow_up_may_itself_ask_twice(desk: Desk) -> None:
    earlier = (turn(await ask(desk, "What is LingGuang?")),)
    answer = await ask(desk, "Who made it, and who is Kenny Ng?", earlier=earlier)
    assert answer.searched == "Who made LingGuang, and who is Kenny Ng?"
    assert answer.steps == ("Who made LingGuang?", "Who is Kenny Ng?")
    assert {"qwen-rivals-in-china", "alibaba-investors-and-qwen"} <= cited(answer)


async def test_every_part_leaves_out_what_is_outdated(desk: Desk, records: Records) -> None:
    visit = a_visit()
    here = frozenset({PUBLIC, server_collection(SERVER)})
    await asyncio.to_thread(
        records.repairs.mark, SERVER, "outdated", PUBLIC, "qwen-rivals-in-china", 5
    )
    answer = await ask(desk, TWICE, visit=visit, collections=here)
    assert cited(answer) == {"alibaba-investors-and-qwen"}
    assert answer.unsaid == ("Who makes Doubao?",)


@pytest.mark.parametrize("text", [STEPS[1], TWICE])
async def test_what_is_pinned_to_a_part_or_to_all_of_it_is_said_first(
    desk: Desk, records: Records, text: str
) -> None:
    here = frozenset({PUBLIC, server_collection(SERVER)})
    single = await ask(desk, STEPS[1])
    pinned = await pin_last(records, single, SERVER, text=text)
    answer = await ask(desk, TWICE, visit=a_visit(), collections=here)
    assert answer.pinned
    assert answer.statements[0].text == pinned
    assert "ByteDance makes" in " ".join(one.text for one in answer.statements)


async def test_an_article_that_answers_a_part_is_told_of_later(
    changing: ChangingLibrary, records: Records
) -> None:
    offload = Offload(workers=2, queue_size=20)
    desk = Desk(changing.library, offload, question_max_chars=1000, records=records)
    refused = await ask(desk, PENGUINS, visit=a_visit())
    assert not refused.answered
    await changing.write("penguins", "# Penguins", FED)
    aftercare = Aftercare(desk)
    [gap] = await aftercare.gaps(None)
    late = await aftercare.answer(gap, frozenset({PUBLIC}))
    assert late is not None
    assert late.cited.article_id == "penguins"
    assert late.answer.unsaid == ("Who painted the Mona Lisa?",)
    await offload.close(seconds=10)


async def test_a_model_gets_the_passages_of_all_parts(library: Library) -> None:
    said = "ByteDance makes Doubao. [1]"
    async with desk_on(library, always(Said(said))) as (desk, server):
        answer = await ask(desk, TWICE)
    assert "ByteDance makes" in server.asked[0].last
    assert "a strategist at" in server.asked[0].last
    assert [one.text for one in answer.statements] == ["ByteDance makes Doubao."]
    assert (answer.steps, answer.unsaid) == (STEPS, ())


async def test_only_what_the_asker_may_see_is_searched(
    changing: ChangingLibrary, records: Records
) -> None:
    offload = Offload(workers=2, queue_size=20)
    desk = Desk(changing.library, offload, question_max_chars=1000, records=records)
    secret = server_collection(SERVER)
    await changing.add(secret, "# Mona\n\nLeonardo painted the Mona Lisa in Florence.")
    text = "Who makes Doubao, and who painted the Mona Lisa?"
    outside = await ask(desk, text, visit=Visit(person=1))
    assert outside.unsaid == ("Who painted the Mona Lisa?",)
    inside = await ask(desk, text, collections=frozenset({PUBLIC, secret}), visit=a_visit())
    assert inside.unsaid == ()
    assert {one.collection for one in inside.citations} == {PUBLIC, secret}
    await offload.close(seconds=10)
