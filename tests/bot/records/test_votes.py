"""Votes: one a person an answer, changeable, with a reason for a vote down."""

from typing import Any

from bot.records.base import Votes
from bot.records.records import Records
from tests.bot.records.visits import ADA, BOB, EVE, put
from tests.bot.render.answers import an_answer


def reasons(records: Records, person: int) -> list[tuple[Any, Any]]:
    votes: Any = records.privacy.kept_of(person)["votes"]
    return [(vote["reason"], vote["words"]) for vote in votes]


def test_each_person_has_one_vote_and_the_last_counts(records: Records) -> None:
    record, other = put(records, an_answer("Yes.")), put(records, an_answer("No."))

    assert records.votes.count(record) == Votes(ups=0, downs=0)
    for person, up in ((ADA, True), (BOB, True), (BOB, False), (EVE, False), (EVE, False)):
        assert records.votes.vote(record, person, up)

    assert records.votes.count(record) == Votes(ups=1, downs=2)
    assert records.votes.count(other) == Votes(ups=0, downs=0)


def test_a_vote_on_what_is_no_longer_kept_is_refused(records: Records) -> None:
    assert not records.votes.vote(55, ADA, True)
    assert not records.votes.explain(55, ADA, "wrong", "so")


def test_a_vote_down_can_be_explained_and_a_vote_up_cannot(records: Records) -> None:
    record = put(records, an_answer("Yes."))
    records.votes.vote(record, ADA, True)
    records.votes.vote(record, BOB, False)

    assert not records.votes.explain(record, ADA, "wrong")
    assert not records.votes.explain(record, EVE, "wrong"), "who has not voted"
    assert records.votes.explain(record, BOB, "outdated", "It is 11 now \ud83d")
    assert reasons(records, BOB) == [("outdated", "It is 11 now ?")]


def test_a_reason_stays_with_the_same_vote_and_goes_with_a_changed_one(records: Records) -> None:
    record = put(records, an_answer("Yes."))
    records.votes.vote(record, BOB, False)
    records.votes.explain(record, BOB, "other", "hm")
    records.votes.vote(record, BOB, False)
    assert reasons(records, BOB) == [("other", "hm")]

    records.votes.vote(record, BOB, True)

    assert reasons(records, BOB) == [(None, None)]
