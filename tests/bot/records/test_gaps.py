"""Gaps: what was refused is open until it is claimed, by one caller only."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from bot.records.base import Message
from bot.records.records import Records
from tests.bot.records.visits import ADA, BOB, CHANNEL, SERVER, a_visit, citing, put, refused


def test_only_a_refused_question_is_a_gap(records: Records) -> None:
    put(records, citing("Yes."))
    put(records, replace(refused("hello"), remark="Hello!"))
    gap = put(records, refused("and when?", searched="When did Qwen start?"))

    (found,) = records.gaps.of_server(SERVER)

    assert (found.record, found.text) == (gap, "When did Qwen start?")
    assert found.visit == a_visit()
    assert (found.vector, found.message) == (None, None)


def test_a_gap_has_its_vector_and_where_the_refusal_stands(records: Records) -> None:
    vector = np.array([0.6, -0.8, 0.0], np.float16)
    gap = records.answers.put(a_visit(), refused("Who?"), vector=vector)
    assert gap is not None
    records.answers.set_message(gap, CHANNEL, 7)
    records.answers.set_message(gap, CHANNEL - 1, 8)

    (found,) = records.gaps.after(0)

    assert found.vector is not None
    assert found.vector.dtype == np.float16
    assert found.vector.tolist() == vector.tolist()
    assert found.message == Message(CHANNEL, 7)


def test_a_servers_gaps_are_its_own_the_newest_first(records: Records) -> None:
    first, second = put(records, refused("One?")), put(records, refused("Two?"), person=BOB)
    elsewhere = records.answers.put(a_visit(server=5), refused("Elsewhere?"))
    direct = records.answers.put(a_visit(server=None), refused("In a direct message?"))

    assert [gap.record for gap in records.gaps.of_server(SERVER)] == [second, first]
    assert [gap.record for gap in records.gaps.of_server(SERVER, most=1)] == [second]
    assert [gap.record for gap in records.gaps.after(0)] == [first, second, elsewhere, direct]
    assert [gap.record for gap in records.gaps.after(first, most=2)] == [second, elsewhere]
    assert [gap.record for gap in records.gaps.before(None, most=2)] == [direct, elsewhere]
    assert [gap.record for gap in records.gaps.before(elsewhere)] == [second, first]


def test_a_claimed_gap_is_closed_and_cannot_be_claimed_again(records: Records) -> None:
    gap = put(records, refused("Who?"))

    assert records.gaps.claim(gap, "public", "who-it-is")
    assert not records.gaps.claim(gap, "public", "who-it-is")
    assert records.gaps.of_server(SERVER) == ()
    assert records.gaps.after(0) == ()
    assert not records.gaps.claim(12345, "public", "who-it-is")


def test_of_many_threads_one_wins_each_claim(records: Records) -> None:
    gaps = [put(records, refused(f"Question {number}?"), person=ADA) for number in range(20)]
    sent = [put(records, citing(f"Words {number}.")) for number in range(20)]
    together = threading.Barrier(8)

    def race(_: int) -> tuple[list[int], list[int]]:
        together.wait()
        told = [gap for gap in gaps if records.gaps.claim(gap, "public", "a")]
        return told, [record for record in sent if records.answers.mark_stale(record)]

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(race, range(8)))

    assert sorted(gap for told, _ in won for gap in told) == gaps
    assert sorted(record for _, marked in won for record in marked) == sent
