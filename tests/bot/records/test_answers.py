"""Answers: what was put in comes out, by record, by message and by person, with its turns."""

import asyncio
from dataclasses import replace

import numpy as np
import pytest

from bot.desk import Desk
from bot.records.base import Message
from bot.records.records import Records
from bot.types import Question, Timing, Turn
from index.types import Scores, Signals, Span
from tests.bot.clock import Clock
from tests.bot.records.conftest import DAY, MORNING
from tests.bot.records.visits import (
    ADA,
    BOB,
    CHANNEL,
    a_visit,
    citing,
    kept,
    put,
    refused,
)
from tests.bot.render.answers import SCORES, a_citation, a_passage, an_answer, some_marks


def test_an_answer_comes_out_as_it_was_put_in(records: Records) -> None:
    passages = (a_passage("It passed 10 million.", chunk_id=7), a_passage("No.", chunk_id=8))
    signals = Signals(closeness=0.5, weakest=0.25, coverage=1.0, matched=2.0, misfit=True)
    answer = an_answer("It passed 10 million.", "Twice.", question="and 通义千问\x00 downloads?")
    answer = replace(
        answer,
        citations=(
            replace(answer.citations[0], marks=some_marks("page", 4, 5)),
            answer.citations[1],
        ),
        statements=(replace(answer.statements[0], bold=(Span(3, 9),)), answer.statements[1]),
        passages=passages,
        searched="How many downloads has Qwen?",
        signals=signals,
        language="en",
        partly=True,
        threshold=0.75,
        steps=("How many downloads has Qwen?", "Who makes \udc00it?"),
        unsaid=("Who makes \udc00it?",),
    )

    record = records.answers.put(a_visit(private=True), answer, vector=np.ones(4, np.float16))

    assert record is not None
    found = kept(records, record)
    assert found.visit == a_visit(private=True)
    assert (found.typed, found.searched) == (answer.question, answer.searched)
    assert found.steps == ("How many downloads has Qwen?", "Who makes ?it?")
    assert found.unsaid == ("Who makes ?it?",)
    assert (found.statements, found.citations) == (answer.statements, answer.citations)
    assert (found.signals, found.language) == (signals, "en")
    assert (found.answered, found.partly, found.stale) == (True, True, False)
    assert (found.confidence, found.threshold) == (answer.confidence, 0.75)
    assert (found.asked_at, found.follows, found.messages) == (MORNING, None, ())
    places = [(one.rank, one.chunk_id, one.start, one.end) for one in found.passages]
    assert places == [(1, 7, 100, 121), (2, 8, 100, 103)]
    assert found.passages[0].scores == SCORES
    assert (found.passages[0].collection, found.passages[0].article_id) == ("public", "qwen")


@pytest.mark.asyncio
async def test_what_the_desk_says_can_be_kept(desk: Desk, records: Records) -> None:
    """The numbers of a real search are of numpy's kinds, which neither JSON nor SQLite takes."""
    answer = await desk.answer(Question(text="How many downloads has the Qwen app?"))

    record = await asyncio.to_thread(put, records, answer)
    found = await asyncio.to_thread(kept, records, record)

    assert found.answered
    assert found.citations == answer.citations
    assert found.signals == answer.signals
    assert [one.scores for one in found.passages] == [one.scores for one in answer.passages]
    assert isinstance(found.passages[0].scores, Scores)


def test_no_words_of_a_question_or_an_answer_show_when_it_is_printed(records: Records) -> None:
    answer = replace(citing("My secret is out."), question="My secret?", searched="A secret?")
    record = put(records, answer)
    records.answers.set_message(record, CHANNEL, 5)
    put(records, refused("Another secret?"))

    shown = [
        kept(records, record),
        *records.answers.turns(record),
        *records.answers.cited_since(0),
        *records.gaps.after(0),
    ]

    assert len(shown) == 4
    assert "secret" not in repr(shown)


def test_an_answer_is_found_by_any_message_that_shows_it(records: Records) -> None:
    record = put(records, an_answer("Yes."))
    records.answers.set_message(record, CHANNEL, 11)
    records.answers.set_message(record, CHANNEL + 1, 12)

    for channel, message in ((CHANNEL, 11), (CHANNEL + 1, 12)):
        found = records.answers.at(channel, message)
        assert found is not None
        assert found.record == record
        assert found.messages == (Message(CHANNEL, 11), Message(CHANNEL + 1, 12))
    assert records.answers.at(CHANNEL, 12) is None


def test_a_message_of_an_answer_that_is_gone_is_not_noted(records: Records) -> None:
    records.answers.set_message(77, CHANNEL, 11)

    assert records.answers.at(CHANNEL, 11) is None
    assert records.answers.get(77) is None


def test_the_last_answer_is_this_persons_in_this_channel_since_then(
    records: Records, clock: Clock
) -> None:
    put(records, an_answer("Old."))
    clock.now += 60
    newer = put(records, an_answer("Newer."))
    put(records, replace(refused("thanks"), remark="You're welcome!"))
    put(records, an_answer("Another's."), person=BOB)

    found = records.answers.last(ADA, CHANNEL, MORNING)
    assert found is not None
    assert found.record == newer
    assert records.answers.last(ADA, CHANNEL, clock.now + 1) is None
    assert records.answers.last(ADA, CHANNEL + 1, MORNING) is None


def test_turns_are_the_chain_the_oldest_first(records: Records) -> None:
    first = put(records, replace(citing("Qwen grew.", "Twice."), question="What is Qwen?"))
    thanks = put(records, replace(refused("thanks"), remark="Welcome!"), follows=first)
    second = put(
        records, refused("and when?", searched="When did Qwen grow?"), person=BOB, follows=thanks
    )
    branch = put(records, an_answer("Yes.", question="Really?"), follows=first)

    qwen = Turn(question="What is Qwen?", answer="Qwen grew. Twice.", titles=("The Qwen app",))
    assert records.answers.turns(second) == (
        qwen,
        Turn(question="When did Qwen grow?", answer=""),
    )
    really = Turn(question="Really?", answer="Yes.", titles=("The Qwen app",))
    assert records.answers.turns(branch) == (qwen, really)
    assert records.answers.turns(12345) == ()


def test_turns_go_back_as_far_as_is_asked_for(records: Records) -> None:
    record = None
    for number in range(14):
        record = put(records, an_answer("So.", question=f"Question {number}?"), follows=record)
    assert record is not None

    ten = [turn.question for turn in records.answers.turns(record)]
    assert ten == [f"Question {number}?" for number in range(4, 14)]
    three = [turn.question for turn in records.answers.turns(record, 3)]
    assert three == ten[-3:]


def test_what_follows_an_answer_that_is_gone_begins_a_conversation(
    records: Records, clock: Clock
) -> None:
    first = put(records, an_answer("Yes.", question="First?"))
    clock.now += 91 * DAY
    second = put(records, an_answer("Yes.", question="Second?"), follows=first)
    records.privacy.sweep()

    third = put(records, an_answer("Yes.", question="Third?"), follows=first)

    assert [turn.question for turn in records.answers.turns(second)] == ["Second?"]
    assert [turn.question for turn in records.answers.turns(third)] == ["Third?"]


def test_a_record_is_never_given_twice(records: Records) -> None:
    """A button of a deleted answer must not come to mean another person's."""
    first = put(records, an_answer("Yes."))
    records.privacy.forget(ADA)

    assert put(records, an_answer("Yes."), person=BOB) > first


def test_half_a_character_is_kept_as_far_as_it_can_be(records: Records) -> None:
    record = put(records, an_answer("Yes.", question="What is \ud83d?"))

    assert kept(records, record).typed == "What is ??"


def test_with_no_days_to_keep_nothing_is_kept(records: Records, clock: Clock) -> None:
    path = records._database.path
    keeping_none = Records(path, keep_days=0, clock=clock)
    put(records, an_answer("From before."))
    clock.now += 1

    assert keeping_none.answers.put(a_visit(), an_answer("Yes.")) is None
    assert keeping_none.privacy.sweep() == 1, "what an earlier setting has kept"
    keeping_none.close()


def test_everything_cited_of_an_article_comes_with_who_cites_it(records: Records) -> None:
    one = put(records, citing("First words.", "More words."))
    two = put(records, citing("First words."), person=BOB)
    other = put(records, citing("First words.", collection="server-1"))
    for record in (one, two, other):
        records.answers.set_message(record, CHANNEL, record)
    records.answers.set_message(one, CHANNEL, 500)
    put(records, citing("Never sent."))
    close = put(records, refused("Is it so?"))
    records.answers.set_message(close, CHANNEL, close)

    found = {article.collection: article for article in records.answers.cited_since(0)}

    assert set(found) == {"public", "server-1"}
    assert found["public"].article_id == "qwen"
    assert found["public"].quotes == {"First words.", "More words."}
    first, second = found["public"].answers
    assert (first.record, first.quotes) == (one, ("First words.", "More words."))
    assert first.messages == (Message(CHANNEL, one), Message(CHANNEL, 500))
    assert (second.record, second.quotes, second.locale) == (two, ("First words.",), "de")
    assert [answer.record for answer in found["server-1"].answers] == [other]


def test_what_was_cited_earlier_or_is_marked_stale_is_left_out(
    records: Records, clock: Clock
) -> None:
    for number, words in enumerate(("Old.", "Stale.", "New.")):
        record = put(records, citing(words))
        records.answers.set_message(record, CHANNEL, number)
        clock.now += 1
        if words == "Stale.":
            assert records.answers.mark_stale(record)
            assert not records.answers.mark_stale(record), "once"
            assert kept(records, record).stale

    (article,) = records.answers.cited_since(MORNING)
    assert article.quotes == {"New."}
    assert list(records.answers.cited_since(clock.now)) == []


@pytest.mark.parametrize("number", [1, 2])
def test_a_citation_says_its_collection(records: Records, number: int) -> None:
    answer = an_answer("a", citations=[replace(a_citation(number), collection="server-5")])

    assert kept(records, put(records, answer)).citations[0].collection == "server-5"


def test_turns_that_cite_what_may_not_be_seen_are_left_out_and_so_are_their_words(
    records: Records,
) -> None:
    first = put(records, replace(citing("Yes."), question="First?"))
    secret = put(
        records,
        replace(citing("Zephyr.", collection="server-5"), question="Second?"),
        follows=first,
    )
    third = replace(citing("Thrice."), question="Third?", searched="Third of Zephyr?")
    last = put(records, third, follows=secret)
    answers = records.answers

    seen = answers.turns(last, collections={"public"})
    assert [(one.question, one.answer) for one in seen] == [
        ("First?", "Yes."),
        ("Third?", "Thrice."),
    ]
    assert not answers.is_clear(last, {"public"})

    both = {"public", "server-5"}
    assert answers.turns(last, collections=both) == answers.turns(last)
    assert answers.turns(last)[-1].question == "Third of Zephyr?"
    assert answers.is_clear(last, both)
    assert not answers.is_clear(last + 1, both)
    assert answers.turns(last, collections=()) == ()


def test_words_stay_hidden_also_where_they_come_from_long_before(records: Records) -> None:
    record = put(records, replace(citing("Zephyr.", collection="server-5"), question="0?"))
    for number in range(1, 15):
        asked = replace(citing("Yes."), question=f"{number}?", searched=f"{number} of Zephyr?")
        record = put(records, asked, follows=record)

    seen = records.answers.turns(record, collections={"public"})
    assert [one.question for one in seen] == [f"{number}?" for number in range(5, 15)]


def test_the_last_answer_of_a_channel_is_the_last_that_all_see(records: Records) -> None:
    first, second, private = (put(records, citing("Yes.")) for _ in range(3))
    remark = put(records, replace(refused("hi"), remark="Hello."))
    assert records.answers.last_in(7) is None
    for message, record in ((71, first), (72, second), (73, remark)):
        records.answers.set_message(record, 7, message)

    found = records.answers.last_in(7)
    assert found is not None
    assert found.record == second != private


def test_what_time_did_and_that_articles_differ_is_kept(records: Records) -> None:
    timing = Timing(effect="in vain", since="2024-03-01", until="2024-03-31")
    told = replace(an_answer("It costs 6 euros.", "It costs 4 euros."), differ=True, timing=timing)

    first, second = (
        kept(records, put(records, one)) for one in (told, an_answer("It costs 6 euros."))
    )

    assert (first.differ, first.timing) == (True, timing)
    assert (second.differ, second.timing) == (False, None)


def test_who_asked_about_a_file_is_known_and_of_no_other_answer(records: Records) -> None:
    plain = put(records, citing("It is 11."))
    about = records.answers.put(a_visit(BOB), citing("It is 12."), with_file=True)
    assert about is not None
    assert records.answers.asker_of_file(about) == BOB
    assert records.answers.asker_of_file(plain) is None
    assert records.answers.asker_of_file(about + 1) is None
