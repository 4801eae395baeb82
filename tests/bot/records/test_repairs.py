"""Repairs: pins and marks of one server, looked up by question and by article."""

import pytest

from bot.records.base import Pin
from bot.records.records import Records
from index.types import Span
from tests.bot.records.visits import ADA, BOB, SERVER, put, refused


def pin(
    records: Records,
    question: str = "Who founded Alibaba?",
    *,
    server: int = SERVER,
    article_id: str = "alibaba",
) -> int:
    return records.repairs.pin(
        server,
        question,
        "en",
        record=put(records, refused(question), person=BOB),
        collection="public",
        article_id=article_id,
        span=Span(10, 31),
        quote="Jack Ma did, in 1999.",
        person=ADA,
    )


def pinned(records: Records, question: str, server: int = SERVER) -> Pin | None:
    return records.repairs.pinned(server, question, "en")


def test_a_pin_comes_out_as_it_was_put_in(records: Records) -> None:
    number = pin(records)

    found = pinned(records, "Who founded Alibaba?")

    assert found is not None
    assert found.record is not None
    assert (found.pin, found.server, found.person) == (number, SERVER, ADA)
    assert (found.collection, found.article_id) == ("public", "alibaba")
    assert (found.start, found.end, found.quote) == (10, 31, "Jack Ma did, in 1999.")
    assert records.repairs.pins(SERVER) == (found,)


@pytest.mark.parametrize("same", ["who FOUNDED alibaba", "Alibaba: who founded?"])
def test_the_same_words_in_another_order_find_it(records: Records, same: str) -> None:
    pin(records)

    assert pinned(records, same) is not None


@pytest.mark.parametrize("other", ["When was Alibaba founded?", "Who founded Tencent?", "Who?"])
def test_another_question_does_not(records: Records, other: str) -> None:
    pin(records)

    assert pinned(records, other) is None


def test_pins_are_the_servers_own(records: Records) -> None:
    number = pin(records)

    assert pinned(records, "Who founded Alibaba?", server=5) is None
    assert records.repairs.pins(5) == ()
    assert not records.repairs.unpin(5, number)
    assert records.repairs.unpin(SERVER, number)
    assert not records.repairs.unpin(SERVER, number)
    assert pinned(records, "Who founded Alibaba?") is None


def test_a_second_pin_takes_the_place_of_the_first(records: Records) -> None:
    pin(records)
    pin(records, article_id="another")

    assert [one.article_id for one in records.repairs.pins(SERVER)] == ["another"]


def test_nothing_of_the_question_can_be_read_in_a_pin(records: Records) -> None:
    pin(records)

    (row,) = records._database.rows("SELECT * FROM pins")

    assert not any("found" in str(value).lower() for value in row)


def test_marks_are_by_server_and_kind(records: Records) -> None:
    records.repairs.mark(SERVER, "outdated", "public", "old", ADA)
    records.repairs.mark(SERVER, "outdated", "public", "old", BOB)
    records.repairs.mark(SERVER, "taught", "server-1", "old", BOB)

    (mark,) = records.repairs.marks(SERVER, "outdated")
    assert (mark.collection, mark.article_id, mark.person) == ("public", "old", BOB)
    assert records.repairs.marks(5, "outdated") == ()

    assert records.repairs.unmark(SERVER, "outdated", "public", "old")
    assert not records.repairs.unmark(SERVER, "outdated", "public", "old")
    assert records.repairs.marks(SERVER, "outdated") == ()
    assert len(records.repairs.marks(SERVER, "taught")) == 1
