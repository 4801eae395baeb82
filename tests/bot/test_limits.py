"""Token buckets: never more than was promised, never less, and nothing kept of the quiet."""

import math
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.limits import Limits
from tests.bot.clock import Clock

ADA, BEN = 1, 2
READERS, WRITERS = 10, 20


class Step(NamedTuple):
    """After so many seconds this person asks in this server, or in a direct message."""

    after: float
    person: int
    server: int | None
    is_admin: bool


STEPS = st.lists(
    st.builds(
        Step,
        after=st.one_of(st.just(0.0), st.floats(0, 90)),
        person=st.integers(1, 3),
        server=st.sampled_from([None, 10, 20]),
        is_admin=st.booleans(),
    ),
    max_size=120,
)
RATES = st.integers(1, 12)


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still."""
    return Clock(1_000_000.0)


def promised(per_minute: int, seconds: float) -> float:
    """The most that may pass in a stretch of time."""
    return per_minute + per_minute * seconds / 60 + 1e-6


def check_promise(passed: list[float], per_minute: int) -> None:
    """Hold every stretch between two questions that passed to the promise."""
    for first, began in enumerate(passed):
        for last in range(first, len(passed)):
            assert last - first + 1 <= promised(per_minute, passed[last] - began)


@given(steps=STEPS, person=RATES, server=RATES, overall=RATES)
def test_never_more_pass_than_the_burst_and_the_rate_times_the_time(
    steps: list[Step], person: int, server: int, overall: int
) -> None:
    clock = Clock(1_000_000.0)
    limits = Limits(
        person_per_minute=person,
        server_per_minute=server,
        overall_per_minute=overall,
        clock=clock,
    )
    passed: list[tuple[float, Step]] = []
    for step in steps:
        clock.now += step.after
        if limits.take(step.person, step.server, is_admin=step.is_admin) == 0.0:
            passed.append((clock.now, step))

    check_promise([at for at, _ in passed], overall)
    for one in (1, 2, 3):
        check_promise([at for at, step in passed if step.person == one], person)
    for place in (10, 20):
        members = [at for at, step in passed if step.server == place and not step.is_admin]
        check_promise(members, server)


@given(steps=STEPS, person=RATES, server=RATES, overall=RATES)
def test_who_comes_back_when_told_is_let_through_and_not_much_before(
    steps: list[Step], person: int, server: int, overall: int
) -> None:
    clock = Clock(1_000_000.0)
    limits = Limits(
        person_per_minute=person,
        server_per_minute=server,
        overall_per_minute=overall,
        clock=clock,
    )
    for step in steps:
        clock.now += step.after
        wait = limits.take(step.person, step.server, is_admin=step.is_admin)
        assert 0.0 <= wait <= 60.0
        if wait > 1e-3:
            clock.now += wait - 1e-4
            assert limits.take(step.person, step.server, is_admin=step.is_admin) > 0.0
            clock.now += 2e-4
            assert limits.take(step.person, step.server, is_admin=step.is_admin) == 0.0


def test_a_burst_passes_and_then_one_at_a_time(clock: Clock) -> None:
    limits = Limits(person_per_minute=10, clock=clock)

    assert [limits.take(ADA) for _ in range(10)] == [0.0] * 10
    assert limits.take(ADA) == pytest.approx(6.0)
    assert limits.take(BEN) == 0.0
    clock.now += 6.001
    assert limits.take(ADA) == 0.0
    assert limits.take(ADA) == pytest.approx(6.0, abs=0.01)


def test_the_longest_wait_is_told(clock: Clock) -> None:
    limits = Limits(person_per_minute=2, server_per_minute=1, overall_per_minute=3, clock=clock)

    assert limits.take(ADA, READERS) == 0.0
    assert limits.take(ADA, READERS) == pytest.approx(60.0)
    assert limits.take(ADA, WRITERS) == 0.0
    assert limits.take(ADA) == pytest.approx(30.0)
    assert limits.take(BEN) == 0.0
    assert limits.take(3) == pytest.approx(20.0)
    assert limits.take(ADA) == pytest.approx(30.0)


def test_who_is_refused_pays_nothing(clock: Clock) -> None:
    limits = Limits(person_per_minute=3, server_per_minute=1, overall_per_minute=4, clock=clock)
    assert limits.take(BEN, READERS) == 0.0

    for _ in range(50):
        assert limits.take(ADA, READERS) > 0.0

    assert [limits.take(ADA) for _ in range(3)] == [0.0] * 3


def test_admins_are_exempt_from_their_servers_bucket_only(clock: Clock) -> None:
    limits = Limits(person_per_minute=3, server_per_minute=1, overall_per_minute=4, clock=clock)
    assert limits.take(BEN, READERS) == 0.0
    assert limits.take(BEN, READERS) > 0.0

    assert [limits.take(ADA, READERS, is_admin=True) for _ in range(3)] == [0.0] * 3
    assert limits.take(ADA, READERS, is_admin=True) == pytest.approx(20.0)
    assert limits.take(3, READERS, is_admin=True) == pytest.approx(15.0)


def test_what_an_admin_asks_leaves_the_servers_tokens_to_the_others(clock: Clock) -> None:
    limits = Limits(server_per_minute=1, clock=clock)

    assert limits.take(ADA, READERS, is_admin=True) == 0.0
    assert limits.take(BEN, READERS) == 0.0


def test_a_direct_message_touches_no_server(clock: Clock) -> None:
    limits = Limits(server_per_minute=1, clock=clock)

    assert [limits.take(ADA) for _ in range(5)] == [0.0] * 5
    assert limits.take(ADA, READERS) == 0.0


def test_nought_is_no_limit(clock: Clock) -> None:
    limits = Limits(clock=clock)

    assert not any(limits.take(ADA, READERS) for _ in range(10_000))
    assert limits.kept == 0


def test_a_million_people_one_after_another_are_not_remembered(clock: Clock) -> None:
    limits = Limits(person_per_minute=10, server_per_minute=60, clock=clock)
    most = 0
    for person in range(1_000_000):
        clock.now += 0.01
        limits.take(person, person)
        most = max(most, limits.kept)

    # A person's bucket is full again after 6 seconds, so 600 of them are not; a server's after 1.
    assert most <= 2 * 1024 + 1200


def test_a_million_people_at_once_leave_no_more_than_were_let_through(clock: Clock) -> None:
    limits = Limits(person_per_minute=10, server_per_minute=60, overall_per_minute=240, clock=clock)

    passed = sum(limits.take(person, person) == 0.0 for person in range(1_000_000))

    assert passed == 240
    assert limits.kept == 2 * 240 + 1
    assert math.isfinite(limits.take(0))
