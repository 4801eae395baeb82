"""Privacy: what is kept of a person can be read, is deleted with every trace, and grows old."""

import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.records.database import begin_erasure
from bot.records.errors import BusyRecordsError
from bot.records.records import FILE, Records
from bot.types import Visit, Writing
from index.types import Span
from tests.bot.clock import Clock
from tests.bot.records.conftest import DAY
from tests.bot.records.visits import ADA, BOB, CHANNEL, EVE, SERVER, citing, kept, put, refused
from tests.bot.render.answers import an_answer

VECTOR = np.array([1.0, 0.0], np.float16)


def pin(records: Records, question: str, record: int, person: int) -> None:
    records.repairs.pin(
        SERVER,
        question,
        "en",
        record=record,
        collection="public",
        article_id="qwen",
        span=Span(0, 4),
        quote="Yes.",
        person=person,
    )


def everything(records: Records) -> list[Any]:
    """All values of all tables."""
    tables = records._database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    return [
        value
        for (table,) in tables
        for row in records._database.rows(f"SELECT * FROM {table}")
        for value in row
    ]


def in_files(records: Records, words: str) -> list[str]:
    """The files beside the records, and the records, that hold these words."""
    files = sorted(records._database.path.parent.iterdir())
    return [file.name for file in files if words.encode() in file.read_bytes()]


def test_everything_kept_of_a_person_can_be_read(records: Records) -> None:
    mine = put(records, replace(citing("It is 11."), question="What is it?"))
    records.answers.set_message(mine, CHANNEL, 9)
    writing = Writing(model="tiny", by_model=False, shortfall="stopped", searches=("Reasons",))
    asked = replace(
        refused("and why?", searched="Why is it?"), steps=("Why?", "Who?"), writing=writing
    )
    gap = put(records, asked, follows=mine)
    theirs = put(records, an_answer("No.", question="Whose words?"), person=BOB)
    records.votes.vote(theirs, ADA, False)
    records.votes.explain(theirs, ADA, "incomplete", "More, please")
    records.votes.vote(mine, BOB, True)
    pin(records, "Whose words?", theirs, ADA)
    records.repairs.mark(SERVER, "outdated", "public", "qwen", ADA)

    kept: Any = json.loads(json.dumps(records.privacy.kept_of(ADA)))

    assert [one["question"] for one in kept["answers"]] == ["What is it?", "and why?"]
    first, second = kept["answers"]
    assert (first["server"], first["messages"]) == (str(SERVER), [f"{CHANNEL}/9"])
    assert first["asked_at"] == "2023-11-14T22:13:20+00:00"
    assert (first["sentences"], first["gap"]) == (["It is 11."], None)
    assert [one["quote"] for one in first["cited"]] == ["It is 11."]
    assert (second["searched"], second["follows"], second["gap"]) == ("Why is it?", mine, "open")
    assert (second["steps"], second["unsaid"]) == (["Why?", "Who?"], [])
    assert (first["searches"], second["searches"]) == ([], ["Reasons"])
    (vote,) = kept["votes"]
    assert (vote["record"], vote["up"], vote["reason"]) == (theirs, False, "incomplete")
    assert vote["words"] == "More, please"
    assert [one["quote"] for one in kept["pins"]] == ["Yes."]
    assert [one["kind"] for one in kept["marks"]] == ["outdated"]
    assert "Whose words?" not in json.dumps(kept), "another's question"
    records.gaps.claim(gap, "public", "qwen")
    again: Any = records.privacy.kept_of(ADA)
    assert again["answers"][1]["gap"] == "2023-11-14T22:13:20+00:00"


def test_forgetting_says_what_it_did(records: Records) -> None:
    mine = put(records, citing("It is 11."))
    put(records, refused("Why?"))
    theirs = put(records, an_answer("No."), person=BOB)
    for record in (mine, theirs):
        records.votes.vote(record, ADA, True)
        records.votes.vote(record, BOB, True)
    pin(records, "Why is it?", theirs, ADA)
    records.repairs.mark(SERVER, "taught", "server-1", "why", ADA)
    records.repairs.mark(SERVER, "outdated", "public", "qwen", BOB)

    held = records.privacy.held_of(ADA)
    assert (held.answers, held.votes, held.repairs, held.keep_days) == (2, 2, 2, 90)
    assert records.privacy.taught_by(ADA) == (("server-1", "why"),)

    done = records.privacy.forget(ADA)

    assert (done.answers, done.votes, done.gaps, done.unsigned) == (2, 1, 1, 2)
    assert done.taught == (("server-1", "why"),)
    assert [one.person for one in records.repairs.pins(SERVER)] == [None]
    assert [one.person for one in records.repairs.marks(SERVER, "taught")] == [None]
    assert [one.person for one in records.repairs.marks(SERVER, "outdated")] == [BOB]
    assert records.votes.count(theirs) == (1, 0)
    held = records.privacy.held_of(ADA)
    assert (held.answers, held.votes, held.repairs) == (0, 0, 0)
    assert records.privacy.taught_by(ADA) == ()
    empty = records.privacy.forget(ADA)
    assert (empty.answers, empty.votes, empty.gaps, empty.unsigned, empty.taught) == (
        0,
        0,
        0,
        0,
        (),
    )


def test_anothers_follow_up_loses_the_words_it_was_completed_with(records: Records) -> None:
    mine = put(records, citing("It is 11."))
    steps = ("When, Ada's words?", "Who, Ada's words?")
    writing = Writing(model="tiny", by_model=True, searches=("Ada's words",))
    asked = replace(refused("and when?", searched=" ".join(steps)), steps=steps, unsaid=steps[1:])
    asked = replace(asked, writing=writing)
    theirs = put(records, asked, BOB, follows=mine)
    last = put(records, refused("why?", searched="Why, Ada's words?"), BOB, follows=theirs)
    own = put(records, refused("so?", searched="So, Bob's words?"), BOB)

    records.privacy.forget(ADA)

    assert [gap.text for gap in records.gaps.after(0)] == ["and when?", "why?", "So, Bob's words?"]
    assert [turn.question for turn in records.answers.turns(last)] == ["and when?", "why?"]
    assert records.answers.get(own) is not None
    found = kept(records, theirs)
    assert (found.steps, found.unsaid) == ((), ())
    assert found.writing == replace(writing, searches=())


def test_a_pin_outlives_whose_question_it_was_made_for(records: Records) -> None:
    mine = put(records, citing("Yes."))
    pin(records, "Is it so?", mine, BOB)

    records.privacy.forget(ADA)

    found = records.repairs.pinned(SERVER, "Is it so?", "en")
    assert found is not None
    assert (found.record, found.person) == (None, BOB)


def test_who_taught_an_article_is_not_named_where_others_were_answered_from_it(
    records: Records,
) -> None:
    def cited(article_id: str) -> int:
        answer = citing("Because.", article_id=article_id, collection="server-1")
        signed = tuple(replace(one, publisher="Ada Byron") for one in answer.citations)
        return put(records, replace(answer, citations=signed), person=BOB)

    taught, other = cited("why"), cited("how")
    records.repairs.mark(SERVER, "taught", "server-1", "why", ADA)

    records.privacy.forget(ADA)

    assert [one.publisher for one in kept(records, taught).citations] == [None]
    assert [one.publisher for one in kept(records, other).citations] == ["Ada Byron"]


WORDS = st.text("abcdefgh ", min_size=1, max_size=12)
PEOPLE = st.sampled_from([ADA, BOB, EVE])
Step = Callable[[Records, list[int]], object]


@st.composite
def steps(draw: st.DrawFn) -> Step:
    """Something that somebody does; all their words hold their name."""
    person, words, pick = draw(PEOPLE), draw(WORDS), draw(st.integers(0, 50))
    kind = draw(st.sampled_from(["ask", "refuse", "follow", "vote", "pin", "mark", "send"]))
    said = f"{words} of-{person}"

    def step(records: Records, made: list[int]) -> object:
        record = made[pick % len(made)] if made else 999
        visit = Visit(person=person, server=pick % 2 or None, channel=CHANNEL)
        if kind in {"ask", "refuse"}:
            answer = replace(citing("A quote."), question=said)
            answer = answer if kind == "ask" else refused(said)
            made.append(records.answers.put(visit, answer, vector=VECTOR) or 0)
        elif kind == "follow":
            found = records.answers.get(record)
            completed = f"{found.searched if found else ''} {said}"
            answer = refused(said, searched=completed)
            made.append(records.answers.put(visit, answer, follows=record) or 0)
        elif kind == "vote":
            records.votes.vote(record, person, False)
            records.votes.explain(record, person, "other", said)
        elif kind == "pin":
            found = records.answers.get(record)
            pin(records, found.searched if found else said, record, person)
        elif kind == "mark":
            records.repairs.mark(SERVER, "taught", "server-1", str(pick), person)
        else:
            records.answers.set_message(record, CHANNEL, 5000 + pick)
        return None

    return step


@settings(max_examples=60, deadline=None)
@given(st.lists(steps(), max_size=25), PEOPLE)
def test_whoever_is_forgotten_is_in_no_table(done: list[Step], person: int) -> None:
    with TemporaryDirectory() as folder:
        records = Records(Path(folder) / FILE, keep_days=90, clock=Clock())
        try:
            made: list[int] = [0]
            for step in done:
                step(records, made)
            others: dict[int, Any] = {
                one: records.privacy.kept_of(one)["votes"] for one in {ADA, BOB, EVE} - {person}
            }
            before = records._database.rows(
                "SELECT count(*) FROM answers WHERE person != ?", (person,)
            )

            records.privacy.forget(person)

            left = everything(records)
            assert person not in left
            assert not [value for value in left if f"of-{person}" in str(value)]
            assert in_files(records, f"of-{person}") == []
            kept = records.privacy.kept_of(person)
            assert not any(kept[part] for part in ("answers", "votes", "pins", "marks"))
            assert records._database.rows("SELECT count(*) FROM answers") == before
            assert records._database.rows("PRAGMA foreign_key_check") == []
            for one, votes in others.items():
                now: Any = records.privacy.kept_of(one)["votes"]
                assert all(vote in votes for vote in now)
        finally:
            records.close()


def crowd(records: Records) -> list[str]:
    """Ada and others ask and vote, in a random order and with few words and many.

    So SQLite moves rows from page to page, and leaves copies of them where they were.
    """
    chance = random.Random(5)
    secrets = []
    with records._database.transaction():
        made = [put(records, refused("What?"), person=EVE) for _ in range(1500)]
        chance.shuffle(made)
        for number, record in enumerate(made):
            person = ADA if chance.random() < 0.15 else BOB
            words = f"{'secret' if person == ADA else 'other'}{number:05} "
            put(records, refused(words), person=person)
            records.votes.vote(record, person, False)
            records.votes.explain(record, person, "other", words + "long " * chance.randrange(200))
            if person == ADA:
                secrets.append(words)
    return secrets


def test_what_was_forgotten_is_in_no_file(records: Records) -> None:
    secrets = crowd(records)
    assert in_files(records, secrets[0])

    records.privacy.forget(ADA)

    assert [words for words in secrets if in_files(records, words)] == []
    assert in_files(records, "other00000 "), "the rest is there"


def test_what_was_swept_is_in_no_file(records: Records, clock: Clock) -> None:
    secrets = crowd(records)
    clock.now += 91 * DAY
    put(records, refused("A new one"))

    assert records.privacy.sweep() == 3000

    assert [words for words in secrets if in_files(records, words)] == []
    assert [gap.text for gap in records.gaps.after(0)] == ["A new one"]


def test_an_erasure_that_was_cut_short_is_finished_at_the_next_start(
    records: Records, path: Path, clock: Clock
) -> None:
    """As a kill leaves it after the deletion and before its traces are removed."""
    secrets = crowd(records)
    with records._database.transaction():
        for table in ("answers", "votes"):
            records._database.rows(f"DELETE FROM {table} WHERE person = ?", (ADA,))
        begin_erasure(records._database)
    records._database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    assert any(in_files(records, words) for words in secrets)
    records.close()

    again = Records(path, keep_days=90, clock=clock)

    assert [words for words in secrets if in_files(again, words)] == []
    again.close()


def test_a_reader_in_the_way_delays_only_the_traces(records: Records, clock: Clock) -> None:
    put(records, refused("My secret?"))
    records._database.rows("PRAGMA busy_timeout = 20")
    reader = Records(records._database.path, keep_days=90, clock=clock)
    with reader._database.transaction(write=False):
        reader.gaps.after(0)
        with pytest.raises(BusyRecordsError):
            records.privacy.forget(ADA)
        assert records.privacy.kept_of(ADA)["answers"] == []
    reader.close()

    records.privacy.forget(BOB)

    assert in_files(records, "My secret?") == []


def test_what_is_older_than_may_be_kept_is_swept_with_all_that_hangs_on_it(
    records: Records, clock: Clock
) -> None:
    old = put(records, refused("Old?"))
    records.answers.set_message(old, CHANNEL, 4)
    records.votes.vote(old, BOB, True)
    pin(records, "Old?", old, BOB)
    clock.now += 90 * DAY
    young = put(records, refused("Young?"), follows=old)
    assert records.privacy.sweep() == 0, "to the second"
    clock.now += 1

    assert records.privacy.sweep() == 1

    assert records.answers.get(old) is None
    assert records.answers.at(CHANNEL, 4) is None
    assert records.votes.count(old) == (0, 0)
    assert [gap.record for gap in records.gaps.after(0)] == [young]
    assert [one.record for one in records.repairs.pins(SERVER)] == [None]
    assert records.privacy.sweep() == 0
