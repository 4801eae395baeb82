"""How long is waited before a server is asked again."""

from bot.llm.patience import Patience

PATIENCE = Patience(retries=3, again=1.0, retry_after=8.0)


def test_pauses_are_drawn_from_a_range_that_doubles() -> None:
    for attempt, most in enumerate((1.0, 2.0, 4.0)):
        pauses = [PATIENCE.pause(attempt, None) or 0.0 for _ in range(200)]

        assert 0.0 <= min(pauses) < most / 4
        assert 3 * most / 4 < max(pauses) <= most


def test_after_the_last_retry_there_is_none() -> None:
    assert PATIENCE.pause(3, None) is None


def test_what_a_server_asks_for_is_the_least_and_too_much_is_too_much() -> None:
    pauses = [PATIENCE.pause(0, 5.0) or 0.0 for _ in range(100)]

    assert 5.0 <= min(pauses) <= max(pauses) <= 6.0
    assert len(set(pauses)) > 1
    assert PATIENCE.pause(0, 8.5) is None
