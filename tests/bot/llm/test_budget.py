"""What may be spent: by all in a minute and a day, by a Discord server in a day."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.llm.budget import Budget
from tests.bot.clock import Clock

NOON = datetime(2026, 8, 1, 12, tzinfo=UTC).timestamp()
HOUR = 3600.0


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON)


def test_without_limits_everything_may_be_spent(clock: Clock) -> None:
    budget = Budget(clock=clock)

    assert [budget.reserve(10**9, server) for server in (None, 1, 1)] == [None] * 3


def test_a_minutes_tokens_come_back_within_a_minute(clock: Clock) -> None:
    budget = Budget(per_minute=600, clock=clock)

    assert budget.reserve(600, None) is None
    assert budget.reserve(100, None) == "LLM_TOKENS_PER_MINUTE"
    clock.now += 9
    assert budget.reserve(100, None) == "LLM_TOKENS_PER_MINUTE"
    clock.now += 1
    assert budget.reserve(100, None) is None


def test_a_prompt_larger_than_a_minute_waits_for_a_full_one(clock: Clock) -> None:
    budget = Budget(per_minute=600, clock=clock)

    assert budget.reserve(1000, None) is None
    clock.now += 60
    assert budget.reserve(1000, None) == "LLM_TOKENS_PER_MINUTE"
    clock.now += 40
    assert budget.reserve(1000, None) is None


def test_a_day_ends_at_midnight_utc(clock: Clock) -> None:
    budget = Budget(per_day=1000, server_per_day=600, clock=clock)

    assert budget.reserve(500, 1) is None
    assert budget.reserve(200, 1) == "LLM_SERVER_TOKENS_PER_DAY"
    assert budget.reserve(500, 2) is None
    assert budget.reserve(1, None) == "LLM_TOKENS_PER_DAY"
    clock.now += 12 * HOUR
    assert budget.reserve(500, 1) is None
    assert budget.spent == (date(2026, 8, 2), {1: 500})


def test_what_was_reserved_and_not_spent_comes_back(clock: Clock) -> None:
    budget = Budget(per_minute=1000, per_day=1000, server_per_day=1000, clock=clock)

    assert budget.reserve(1000, 1) is None
    budget.settle(1000, 100, 1)

    assert budget.reserve(900, 1) is None
    assert budget.reserve(1, 1) is not None


def test_a_call_over_midnight_does_not_give_back_what_the_new_day_never_had(clock: Clock) -> None:
    budget = Budget(per_day=1000, clock=clock)
    budget.reserve(800, 1)
    clock.now += 12 * HOUR

    budget.settle(800, 100, 1)

    assert budget.spent[1] == {}
    assert budget.reserve(1000, 1) is None


def test_a_restart_on_the_same_day_forgets_nothing(clock: Clock) -> None:
    before = Budget(per_day=1000, clock=clock)
    before.reserve(700, 1)
    before.reserve(200, None)
    day, spent = before.spent

    after = Budget(per_day=1000, clock=clock)
    after.restore(day, spent)
    tomorrow = Budget(per_day=1000, clock=clock)
    tomorrow.restore(date(2026, 7, 31), spent)

    assert after.spent == (day, {1: 700, None: 200})
    assert after.reserve(101, 2) == "LLM_TOKENS_PER_DAY"
    assert tomorrow.spent[1] == {}


def test_a_clock_that_is_set_back_gives_nothing_away(clock: Clock) -> None:
    budget = Budget(per_minute=600, clock=clock)
    budget.reserve(600, None)
    clock.now -= HOUR

    assert budget.reserve(100, None) == "LLM_TOKENS_PER_MINUTE"


@given(
    st.lists(
        st.tuples(st.floats(0, 100), st.integers(1, 900), st.floats(0, 1)), min_size=1, max_size=60
    )
)
def test_no_stretch_of_time_sees_more_than_a_full_bucket_and_what_came_in_meanwhile(
    calls: list[tuple[float, int, float]],
) -> None:
    clock = Clock(NOON)
    budget = Budget(per_minute=600, clock=clock)
    let_through = 0.0
    for pause, tokens, share in calls:
        clock.now += pause
        tokens = min(tokens, 600)
        if budget.reserve(tokens, None) is None:
            cost = int(tokens * share)
            budget.settle(tokens, cost, None)
            let_through += cost
        assert let_through <= 600 + 10 * (clock.now - NOON) + 1
