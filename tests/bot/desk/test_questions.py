"""The desk over the real library: what it answers, what it refuses, and what it keeps to itself."""

import asyncio
import logging
import re
from collections.abc import Callable
from typing import Any, NoReturn

import pytest

from bot.answer.follow_up import complete
from bot.desk import Desk
from bot.errors import DeskError, Trouble
from bot.limits import Limits
from bot.offload import Offload
from bot.records.records import Records
from bot.types import Answer, Place, Question, Turn, Visit, turn
from index.errors import BusyLibraryError, DamagedLibraryError, LibraryError, NoLibraryError
from index.library import Library
from index.types import PUBLIC, Caution

COLLECTIONS = frozenset({PUBLIC})
ASKED = "How many people downloaded the Qwen app in its first week?"

pytestmark = pytest.mark.asyncio


def places_of(answer: Answer) -> list[Place]:
    return [Place(one.chunk_id, one.start, one.end) for one in answer.citations]


def raising(error: Exception) -> Callable[..., NoReturn]:
    """Something to put in the place of a method, that fails."""

    def fail(*_: object, **__: object) -> NoReturn:
        raise error

    return fail


async def trouble_with(desk: Desk, text: str) -> DeskError:
    with pytest.raises(DeskError) as caught:
        await desk.answer(Question(text=text))
    return caught.value


async def test_a_question_gets_an_answer_whose_every_sentence_is_cited(desk: Desk) -> None:
    answer = await desk.answer(Question(text=ASKED))

    assert answer.answered
    assert answer.question == ASKED
    assert "10 million" in " ".join(statement.text for statement in answer.statements)
    numbers = {citation.number for citation in answer.citations}
    assert all(set(statement.citations) <= numbers for statement in answer.statements)
    assert 0 <= answer.confidence <= 1
    assert answer.milliseconds["total"] >= answer.milliseconds["embed"] > 0


async def test_what_the_articles_do_not_say_is_not_said(desk: Desk) -> None:
    answer = await desk.answer(Question(text="Who won the football World Cup in 2018?"))

    assert not answer.answered
    assert answer.statements == ()


async def test_more_caution_asks_for_more_confidence(library: Library) -> None:
    cautions: list[Caution] = ["low", "normal", "high"]
    thresholds, confidences = [], []
    for caution in cautions:
        offload = Offload(workers=1, queue_size=1)
        desk = Desk(library, offload, question_max_chars=1000, caution=caution)
        answer = await desk.answer(Question(text=ASKED))
        thresholds.append(answer.threshold)
        confidences.append(answer.confidence)
        assert await offload.close(seconds=5)

    assert 0 < thresholds[0] < thresholds[1] < thresholds[2] < 1
    assert confidences == pytest.approx([confidences[0]] * 3, abs=1e-4)


async def test_a_question_is_looked_up_with_single_spaces(desk: Desk) -> None:
    answer = await desk.answer(Question(text="  What\n\tis   LingGuang?  "))

    assert answer.question == "What is LingGuang?"


@pytest.mark.parametrize(
    "text", ["", "   ", "\n\t", "?", "!?… —", "🦉", "\u200b", "()[]{}", "\x00"]
)
async def test_without_a_letter_or_a_digit_there_is_no_question(desk: Desk, text: str) -> None:
    assert (await trouble_with(desk, text)).trouble is Trouble.EMPTY


@pytest.mark.parametrize(
    "text", ["a", "7", "通义千问是什么?", "Что такое Qwen?", "ما هو Qwen؟", "é"]
)
async def test_a_letter_of_any_script_is_a_question(desk: Desk, text: str) -> None:
    await desk.answer(Question(text=text))


@pytest.mark.parametrize(
    "text",
    [
        '"unbalanced',
        "title:(a AND",
        "NOT OR AND",
        "* + - ~ ^ a",
        "'; DROP TABLE chunks; --",
        "%s %d {0} {length}",
        "a" * 999,
        "\u0301" * 500 + "a",
        "[bold red]what[/] is Qwen? @everyone <@1>",
        "what\x00is\x1b[31mQwen",
    ],
)
async def test_what_means_something_elsewhere_is_a_question_like_any_other(
    desk: Desk, text: str
) -> None:
    assert (await desk.answer(Question(text=text))).question == text


async def test_the_longest_question_is_taken_and_one_more_character_is_not(desk: Desk) -> None:
    await desk.answer(Question(text="what " * 199 + "what?"))

    error = await trouble_with(desk, "what " * 199 + "what??")

    assert error.trouble is Trouble.TOO_LONG
    assert "1,001 characters" in error.person
    assert "1,000" in error.person


async def test_spaces_do_not_make_a_question_too_long(desk: Desk) -> None:
    await desk.answer(Question(text="What is" + " " * 5000 + "Qwen?"))


@pytest.mark.parametrize("kind", [NoLibraryError, DamagedLibraryError, BusyLibraryError])
async def test_a_failing_library_is_a_sentence_for_the_person_and_a_hint_in_the_log(
    desk: Desk,
    library: Library,
    kind: type[LibraryError],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    failing = raising(kind("The library burnt down.", "Build a new one."))
    for method in ("search", "passages", "catch_up"):
        monkeypatch.setattr(library, method, failing)

    calls: list[Any] = [
        desk.answer(Question(text=ASKED)),
        desk.passages([Place(1, 0, 1)], COLLECTIONS),
        desk.refresh(),
    ]
    for call in calls:
        with pytest.raises(DeskError) as caught:
            await call
        assert caught.value.trouble is Trouble.NO_LIBRARY
        assert "burnt" not in caught.value.person
    assert "The library burnt down. Build a new one." in caplog.text


async def test_an_answer_comes_without_related_questions_where_these_cannot_be_read(
    library: Library, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(library, Offload(workers=1, queue_size=1), question_max_chars=99, records=records)
    monkeypatch.setattr(library, "related", raising(BusyLibraryError("It is busy.", "Wait.")))
    answer = await desk.answer(Question(text=ASKED, visit=Visit(person=1)))
    assert answer.answered
    assert answer.record is not None
    assert answer.related == ()


async def test_an_unexpected_error_comes_through(
    desk: Desk, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "search", raising(ZeroDivisionError()))

    with pytest.raises(ZeroDivisionError):
        await desk.answer(Question(text=ASKED))


@pytest.mark.parametrize("collections", [frozenset(), frozenset({"private"})])
async def test_without_its_collection_an_article_is_never_found(
    desk: Desk, collections: frozenset[str]
) -> None:
    answer = await desk.answer(Question(text=ASKED, collections=collections))

    assert not answer.answered
    assert not answer.citations
    assert not answer.passages


async def test_passages_come_once_each_in_the_order_of_their_places(desk: Desk) -> None:
    answer = await desk.answer(Question(text=ASKED))
    ids = [passage.chunk_id for passage in answer.passages]
    backwards = [
        Place(passage.chunk_id, *span)
        for passage in reversed(answer.passages)
        for span in passage.sentences
    ]

    passages = await desk.passages([*backwards, *backwards], COLLECTIONS)

    assert len(ids) > 1
    assert [passage.chunk_id for passage in passages] == ids[::-1]


async def test_a_place_where_another_text_stands_by_now_is_gone(desk: Desk) -> None:
    """As when a library was made anew, and another article's passage has the number."""
    place = places_of(await desk.answer(Question(text=ASKED)))[0]

    with pytest.raises(DeskError) as caught:
        await desk.passages([place._replace(start=place.start + 1)], COLLECTIONS)

    assert caught.value.trouble is Trouble.PASSAGE_GONE


async def test_passages_hold_the_words_that_were_cited(desk: Desk) -> None:
    answer = await desk.answer(Question(text=ASKED))

    passages = await desk.passages(places_of(answer), COLLECTIONS)

    by_id = {passage.chunk_id: passage for passage in passages}
    for citation in answer.citations:
        passage = by_id[citation.chunk_id]
        begin = citation.start - passage.start
        assert passage.text[begin : begin + len(citation.quote)] == citation.quote


async def test_what_is_gone_is_left_out_of_the_passages(desk: Desk) -> None:
    place = places_of(await desk.answer(Question(text=ASKED)))[0]

    passages = await desk.passages([Place(10**9, 0, 1), place], COLLECTIONS)

    assert [passage.chunk_id for passage in passages] == [place.chunk_id]


async def test_where_all_are_gone_the_person_is_told(desk: Desk) -> None:
    with pytest.raises(DeskError) as caught:
        await desk.passages([Place(10**9, 0, 1), Place(-1, 0, 1)], COLLECTIONS)

    assert caught.value.trouble is Trouble.PASSAGE_GONE


@pytest.mark.parametrize("collections", [frozenset(), frozenset({"private"})])
async def test_passages_of_other_collections_are_as_good_as_gone(
    desk: Desk, collections: frozenset[str]
) -> None:
    places = places_of(await desk.answer(Question(text=ASKED)))

    with pytest.raises(DeskError) as caught:
        await desk.passages(places, collections)

    assert caught.value.trouble is Trouble.PASSAGE_GONE


async def test_questions_in_parallel_get_the_answers_they_get_alone(desk: Desk) -> None:
    asked = [ASKED, "What is LingGuang?", "Who is Kenny Ng?", "What is the capital of Peru?"]
    alone = [await desk.answer(Question(text=text)) for text in asked]

    together = await asyncio.gather(*(desk.answer(Question(text=text)) for text in asked * 6))

    for answer, expected in zip(together, alone * 6, strict=True):
        assert answer.question == expected.question
        assert answer.citations == expected.citations
        assert answer.confidence == pytest.approx(expected.confidence, abs=1e-4)


async def test_a_full_desk_says_so(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(library, Offload(workers=1, queue_size=0), question_max_chars=1000)

    outcomes = await asyncio.gather(
        *(desk.answer(Question(text=ASKED)) for _ in range(3)), return_exceptions=True
    )

    assert isinstance(outcomes[0], Answer)
    for outcome in outcomes[1:]:
        assert isinstance(outcome, DeskError)
        assert outcome.trouble is Trouble.BUSY


async def test_a_closed_desk_says_so(desk: Desk) -> None:
    assert await desk.close(seconds=5)

    assert (await trouble_with(desk, ASKED)).trouble is Trouble.CLOSING


async def test_refreshing_changes_nothing_where_nothing_was_built(
    desk: Desk, library: Library
) -> None:
    before = library.revision

    await desk.refresh()

    assert library.revision == before


async def test_questions_are_never_logged(
    desk: Desk,
    library: Library,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "xylophone"

    await desk.answer(Question(text=f"Does Qwen play the {secret}?"))
    await trouble_with(desk, f"{secret} " * 500)
    monkeypatch.setattr(library, "search", raising(NoLibraryError("There is none.", "Build it.")))
    await trouble_with(desk, f"Who sells a {secret}?")

    assert "There is none." in caplog.text
    assert secret not in caplog.text


def limited(library: Library, per_minute: int) -> Desk:
    """A desk at which a person may ask so often."""
    offload = Offload(workers=1, queue_size=5)
    limits = Limits(person_per_minute=per_minute)
    return Desk(library, offload, question_max_chars=1000, limits=limits)


async def test_who_asks_too_often_is_told_when_to_come_back_and_nothing_is_searched(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = limited(library, 2)
    visit = Visit(person=1)
    for _ in range(2):
        assert (await desk.answer(Question(text=ASKED, visit=visit))).answered
    monkeypatch.setattr(library, "search", raising(AssertionError("searched all the same")))

    for text in (ASKED, "hi", "?"):
        with pytest.raises(DeskError) as caught:
            await desk.answer(Question(text=text, visit=visit))
        assert caught.value.trouble is Trouble.LIMITED
        assert re.search(r"come back in (29|30) seconds\.$", caught.value.person)


async def test_a_greeting_counts_as_a_question_does(library: Library) -> None:
    desk = limited(library, 1)
    visit = Visit(person=1)
    assert (await desk.answer(Question(text="hi", visit=visit))).remark

    with pytest.raises(DeskError) as caught:
        await desk.answer(Question(text="hi", visit=visit))

    assert caught.value.trouble is Trouble.LIMITED
    assert (await desk.answer(Question(text="hi", visit=Visit(person=2)))).remark


async def test_without_a_visit_nobody_is_limited(library: Library) -> None:
    desk = limited(library, 1)

    for _ in range(3):
        assert (await desk.answer(Question(text="hi"))).remark


async def test_nobody_is_told_to_come_back_in_one_seconds(library: Library) -> None:
    desk = limited(library, 120)
    for _ in range(120):
        await desk.answer(Question(text="hi", visit=Visit(person=1)))

    with pytest.raises(DeskError, match=r"in 2 seconds\.$"):
        await desk.answer(Question(text="hi", visit=Visit(person=1)))


async def test_it_knows_whether_the_library_answers(
    desk: Desk, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = [desk.library_answers]
    with monkeypatch.context() as patch:
        patch.setattr(library, "catch_up", raising(DamagedLibraryError("Burnt.", "Build it.")))
        with pytest.raises(DeskError):
            await desk.refresh()
        seen.append(desk.library_answers)
    await desk.refresh()
    seen.append(desk.library_answers)

    assert seen == [True, False, True]


GETS = Turn(
    question="How many downloads did the Qwen app get in its first week?",
    answer="The Qwen app passed 10 million downloads within one week of its relaunch.",
    titles=("Alibaba's Qwen app passes 10 million downloads in a week",),
)


async def test_a_follow_up_is_looked_up_as_it_was_meant(desk: Desk) -> None:
    answer = await desk.answer(Question(text="  and   LingGuang?", earlier=(GETS,)))

    assert answer.answered
    assert answer.question == "and LingGuang?"
    assert answer.searched == "How many downloads did the LingGuang app get in its first week?"
    assert "one million" in " ".join(statement.text for statement in answer.statements)


@pytest.mark.parametrize("text", [ASKED, "  Who   is Kenny Ng? ", "What is the capital of Peru?"])
async def test_what_stands_alone_gets_the_answer_that_it_gets_alone(desk: Desk, text: str) -> None:
    alone = await desk.answer(Question(text=text))

    after = await desk.answer(Question(text=text, earlier=(GETS,)))

    assert after.searched is None
    assert (after.answered, after.citations) == (alone.answered, alone.citations)


async def test_where_only_the_typed_question_has_an_answer_that_is_given(desk: Desk) -> None:
    """A person may begin a new subject with a pronoun whose name comes later."""
    earlier = (Turn(question="Who won the football World Cup in 2018?", answer=""),)
    typed = "How many downloads did it get in a week?"

    answer = await desk.answer(Question(text=typed, earlier=earlier))

    assert (
        complete(typed, earlier) == "How many downloads did the football World Cup get in a week?"
    )
    assert answer.answered
    assert answer.searched is None
    assert "10 million" in " ".join(statement.text for statement in answer.statements)


async def test_a_follow_up_without_an_answer_says_what_was_searched(desk: Desk) -> None:
    earlier = (Turn(question="What is LingGuang?", answer=""),)

    answer = await desk.answer(Question(text="who won it in 2018?", earlier=earlier))

    assert not answer.answered
    assert answer.searched == "Who won LingGuang in 2018?"
    assert "total" in answer.milliseconds


@pytest.mark.parametrize(
    "text", ["thanks", "ok, thanks!", "hi", "who are you?", "how is it going?"]
)
async def test_a_remark_stays_one_in_a_conversation(desk: Desk, text: str) -> None:
    answer = await desk.answer(Question(text=text, earlier=(GETS,)))

    assert answer.remark is not None
    assert answer.searched is None


@pytest.mark.parametrize("text", ["why?", "when?", "how many?", "and then?", "where?", "who?"])
async def test_one_word_asks_something_in_a_conversation(desk: Desk, text: str) -> None:
    answer = await desk.answer(Question(text=text, earlier=(GETS,)))

    assert answer.remark is None
    assert answer.milliseconds["total"] > 0


@pytest.mark.parametrize("text", ["", "?", "…", "🦉"])
async def test_nothing_is_still_no_question_in_a_conversation(desk: Desk, text: str) -> None:
    with pytest.raises(DeskError) as caught:
        await desk.answer(Question(text=text, earlier=(GETS,)))

    assert caught.value.trouble is Trouble.EMPTY


async def test_an_answer_becomes_the_turn_that_the_next_question_leans_on(desk: Desk) -> None:
    first = await desk.answer(Question(text="and LingGuang?", earlier=(GETS,)))
    refused = await desk.answer(Question(text="Who won the football World Cup in 2018?"))

    assert turn(first).question == first.searched
    assert turn(first).answer == " ".join(statement.text for statement in first.statements)
    assert turn(first).titles[0] == first.citations[0].title
    assert turn(refused) == Turn(question=refused.question, answer="", titles=())
