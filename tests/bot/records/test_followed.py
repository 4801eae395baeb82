"""Followed channels: which they are, what is kept out of them, and whom their articles name."""

from pathlib import Path
from typing import Any

from bot.records.records import Records
from tests.bot.records.visits import ADA, BOB, SERVER


def test_channels_are_followed_by_server_and_after_a_restart(records: Records, path: Path) -> None:
    assert records.followed.channels() == {}
    for server, channel in ((SERVER, 1), (SERVER, 2), (5, 3), (SERVER, 1)):
        records.followed.add(server, channel)
    records.followed.drop(SERVER, 2)
    records.followed.drop(SERVER, 9)
    records.close()
    again = Records(path, keep_days=90)
    assert again.followed.channels() == {SERVER: frozenset({1}), 5: frozenset({3})}
    again.close()


def test_what_is_kept_out_comes_back_with_its_channel_only(records: Records) -> None:
    records.followed.withhold(SERVER, 1, 11)
    records.followed.withhold(SERVER, 1, 11)
    records.followed.withhold(SERVER, 2, 22)
    assert records.followed.withheld(SERVER) == {11, 22}
    assert records.followed.is_withheld(22)
    assert not records.followed.is_withheld(33)
    assert records.followed.withheld(5) == frozenset()
    records.followed.add(SERVER, 1)
    assert records.followed.withheld(SERVER) == {22}
    records.followed.drop(SERVER, 2)
    assert records.followed.withheld(SERVER) == frozenset()


def test_who_is_forgotten_is_not_named_again_and_others_are(records: Records) -> None:
    for message, person in ((11, ADA), (12, ADA), (13, BOB)):
        records.followed.sign(SERVER, message, person)
    assert records.privacy.announced_by(ADA) == ((SERVER, 11), (SERVER, 12))
    assert records.privacy.held_of(ADA).announced == 2
    kept: Any = records.privacy.kept_of(ADA)
    assert kept["announced"][0] == {"server": str(SERVER), "message": "11"}
    records.followed.forget_message(12)

    done = records.privacy.forget(ADA)

    assert done.announced == ((SERVER, 11),)
    assert records.privacy.held_of(ADA).announced == 0
    assert records.privacy.held_of(BOB).announced == 1
    records.followed.forget_message(11)
    records.followed.sign(SERVER, 11, ADA)
    assert records.followed.unsigned(SERVER) == {11}
    assert records.followed.is_unsigned(11)
    assert not records.followed.is_unsigned(12)
    assert records.privacy.announced_by(ADA) == ()
    assert records.followed.unsigned(5) == frozenset()
