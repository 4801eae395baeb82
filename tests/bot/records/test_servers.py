"""Servers: settings by name, and channels that are off until somebody switches them on."""

from pathlib import Path

from bot.records.records import Records
from tests.bot.clock import Clock
from tests.bot.records.conftest import DAY
from tests.bot.records.visits import SERVER


def test_a_setting_is_the_servers_own_and_of_any_kind(records: Records) -> None:
    records.servers.set(SERVER, "language", "de")
    records.servers.set(SERVER, "days", [1, 2.5, None, {"日": True}])
    records.servers.set(SERVER, "language", "fr")

    assert records.servers.settings(SERVER) == {
        "language": "fr",
        "days": [1, 2.5, None, {"日": True}],
    }
    assert records.servers.settings(5) == {}

    records.servers.set(SERVER, "language", None)

    assert set(records.servers.settings(SERVER)) == {"days"}


def test_a_channel_is_off_until_it_is_switched_on(records: Records) -> None:
    assert records.servers.channels(SERVER) == {}

    records.servers.switch_on(SERVER, 1, "forum")
    records.servers.switch_on(SERVER, 2, "forum")
    records.servers.switch_on(SERVER, 2, "follow")

    assert records.servers.channels(SERVER) == {1: "forum", 2: "follow"}
    assert records.servers.channels(5) == {}
    assert records.servers.switch_off(SERVER, 1)
    assert not records.servers.switch_off(SERVER, 1)
    assert records.servers.channels(SERVER) == {2: "follow"}


def test_a_message_is_claimed_once_also_after_a_restart(
    records: Records, path: Path, clock: Clock
) -> None:
    assert records.servers.claim(71)
    assert not records.servers.claim(71)
    assert records.servers.claim(72)
    clock.now += DAY
    again = Records(path, keep_days=90, clock=clock)
    assert not again.servers.claim(71)
    again.close()


def test_claims_are_not_kept_for_ever(records: Records, clock: Clock) -> None:
    assert records.servers.claim(71)
    clock.now += 8 * DAY
    assert records.servers.claim(72)
    assert records._database.rows("SELECT message FROM claimed") == [(72,)]
