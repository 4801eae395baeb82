"""When a server is left alone, and for how long."""

import pytest

from bot.llm.breaker import (
    FAILURES,
    LONGEST_ASKED_SECONDS,
    LONGEST_REST_SECONDS,
    REST_SECONDS,
    Breaker,
    State,
)
from tests.bot.clock import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


def opened(clock: Clock) -> Breaker:
    breaker = Breaker(clock=clock)
    for _ in range(FAILURES):
        assert breaker.take()
        breaker.failed()
    return breaker


def test_it_opens_after_some_failures_in_a_row(clock: Clock) -> None:
    breaker = opened(clock)

    assert breaker.state is State.OPEN
    assert breaker.seconds == REST_SECONDS
    assert not breaker.take()


def test_a_success_between_them_starts_the_count_anew(clock: Clock) -> None:
    breaker = Breaker(clock=clock)
    for _ in range(3 * FAILURES):
        for _ in range(FAILURES - 1):
            breaker.failed()
        breaker.succeeded()

    assert breaker.state is State.CLOSED


def test_after_the_rest_one_call_is_on_trial_and_no_other(clock: Clock) -> None:
    breaker = opened(clock)
    clock.now += REST_SECONDS

    states = [breaker.state]
    assert [breaker.take(), breaker.take()] == [True, False]
    breaker.succeeded()
    states.append(breaker.state)
    assert states == [State.HALF_OPEN, State.CLOSED]
    assert breaker.take()


def test_each_trial_that_fails_makes_the_rest_longer_up_to_a_limit(clock: Clock) -> None:
    breaker = opened(clock)
    rests = []
    for _ in range(8):
        clock.now += breaker.seconds
        assert breaker.take()
        breaker.failed()
        rests.append(breaker.seconds)

    assert rests[:2] == [2 * REST_SECONDS, 4 * REST_SECONDS]
    assert rests[-1] == LONGEST_REST_SECONDS


def test_a_trial_that_is_given_up_leaves_room_for_another(clock: Clock) -> None:
    breaker = opened(clock)
    clock.now += REST_SECONDS
    assert breaker.take()

    breaker.abandoned()

    assert breaker.take()


def test_what_would_make_people_wait_opens_it_at_once(clock: Clock) -> None:
    breaker = Breaker(clock=clock)
    breaker.failed(at_once=True)

    assert breaker.state is State.OPEN


@pytest.mark.parametrize(
    ("asked", "rest"), [(40.0, 40.0), (1e6, LONGEST_ASKED_SECONDS), (0.0, 0.0)]
)
def test_a_server_that_asks_for_a_rest_gets_it_within_reason(
    asked: float, rest: float, clock: Clock
) -> None:
    breaker = Breaker(clock=clock)
    breaker.failed(asked_seconds=asked)

    assert breaker.seconds == rest


def test_calls_that_began_before_and_fail_later_do_not_shorten_the_rest(clock: Clock) -> None:
    breaker = Breaker(clock=clock)
    breaker.failed(asked_seconds=600.0)
    for _ in range(FAILURES):
        breaker.failed()

    assert breaker.seconds == 600.0
