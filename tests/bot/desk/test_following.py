"""Followed channels, without Discord: what comes first, what waits, and what is tried again."""

import asyncio
from dataclasses import replace

import pytest

from bot.articles import Brought, Notice, Reading
from bot.desk import Desk
from bot.desk.following import Following
from bot.desk.shelves import Shelves
from bot.errors import DeskError, Trouble
from bot.records.records import Records
from bot.types import server_collection
from index.settings import IndexSettings
from index.shelf import remove
from tests.bot.discord.kept import eventually

pytestmark = pytest.mark.asyncio

SERVER, OPEN, FAILING = 7, 1, 2


def notice(message: int, text: str = "The weir is closed until the end of August.") -> Notice:
    return Notice(
        message=message,
        url=f"https://discord.com/channels/7/1/{message}",
        text=text,
        publisher="Readers",
        published="2026-03-05",
    )


class Channels:
    """What stands in two channels; one of them can fail."""

    def __init__(self) -> None:
        self.there: dict[int, list[Notice]] = {OPEN: [notice(11)], FAILING: []}
        self.fails = False
        self.read_failing = 0

    async def read(self, server: int, channel: int) -> Reading | None:
        """What is there now."""
        assert server == SERVER
        if channel == FAILING:
            self.read_failing += 1
            if self.fails:
                raise DeskError(Trouble.CHANNEL_UNREAD, channel="#x")
        return Reading(notices=tuple(sorted(self.there[channel], key=lambda one: -one.message)))


@pytest.fixture
def channels() -> Channels:
    return Channels()


@pytest.fixture
def following(own_desk: Desk, own_settings: IndexSettings, channels: Channels) -> Following:
    shelves = Shelves(own_desk, own_settings, most_articles=500, wait_seconds=0.05)
    return Following(own_desk, shelves, channels.read)


async def becomes(desk: Desk, *messages: int) -> None:
    """Wait until just these messages are articles."""
    collection = server_collection(SERVER)

    async def look() -> bool | None:
        entries = await asyncio.to_thread(desk.library.list_articles, [collection], limit=99)
        found = sorted(one.article_id for one in entries)
        return True if found == sorted(f"message-{one}" for one in messages) else None

    await eventually(look, f"these never were the articles: {messages}")


async def test_what_is_deleted_or_waited_for_does_not_wait_for_what_fails(
    following: Following, own_desk: Desk, channels: Channels, monkeypatch: pytest.MonkeyPatch
) -> None:
    for channel in (OPEN, FAILING):
        await following.follow(SERVER, channel)
    # The second try is the last for an hour.
    for name, seconds in (("PAUSE_SECONDS", 0.01), ("GROWTH", 360_000.0), ("LONGEST_PAUSE", 3600)):
        monkeypatch.setattr(f"bot.desk.following.{name}", seconds)
    channels.fails, before = True, channels.read_failing
    following.look_over(SERVER, FAILING)

    async def failed_twice() -> bool | None:
        return True if channels.read_failing >= before + 2 else None

    await eventually(failed_twice, "it was not tried again")
    following.heard(SERVER, OPEN, 11, None)
    await becomes(own_desk)
    brought, is_new = await following.follow(SERVER, OPEN)
    assert channels.read_failing == before + 2
    assert (brought.taken, is_new) == (1, False)
    with pytest.raises(DeskError):
        await following.follow(SERVER, FAILING)
    await following.stop()


async def test_a_channel_that_could_not_be_read_at_first_is_not_followed(
    following: Following, own_desk: Desk, channels: Channels
) -> None:
    channels.fails = True
    with pytest.raises(DeskError) as caught:
        await following.follow(SERVER, FAILING)
    assert caught.value.trouble is Trouble.CHANNEL_UNREAD
    assert following.channels(SERVER) == frozenset()
    following.heard(SERVER, FAILING, 12, notice(12))
    with pytest.raises(DeskError) as caught:
        await following.unfollow(SERVER, FAILING)
    assert caught.value.trouble is Trouble.NOT_FOLLOWED
    await becomes(own_desk)
    await following.stop()


async def test_what_is_left_of_a_channel_that_was_let_go_of_goes_at_the_next_start(
    own_desk: Desk, own_settings: IndexSettings, channels: Channels, records: Records
) -> None:
    shelves = Shelves(own_desk, own_settings, most_articles=500, wait_seconds=0.05)
    before = Following(own_desk, shelves, channels.read)
    await before.follow(SERVER, OPEN)
    await becomes(own_desk, 11)
    await before.stop()
    # As where the bot was killed between the two steps of letting go.
    await asyncio.to_thread(records.followed.drop, SERVER, OPEN)

    after = Following(own_desk, shelves, channels.read)
    await after.start()
    await becomes(own_desk)
    await after.stop()


async def test_who_wrote_a_message_is_known_only_while_it_is_an_article(
    own_desk: Desk, own_settings: IndexSettings, channels: Channels, records: Records
) -> None:
    shelves = Shelves(own_desk, own_settings, most_articles=1, wait_seconds=0.05)
    following = Following(own_desk, shelves, channels.read)
    by_ada = [
        replace(notice(number, f"Number {number} is a sluice on the Isar."), person=5, author="Ada")
        for number in (21, 22)
    ]

    async def announced() -> list[int]:
        return [one for _, one in await asyncio.to_thread(records.privacy.announced_by, 5)]

    # There is room for one of them only.
    channels.there[OPEN] = by_ada[:1]
    await following.follow(SERVER, OPEN)
    following.heard(SERVER, OPEN, 22, by_ada[1])
    following.heard(
        SERVER, OPEN, 21, replace(by_ada[0], text="It is a lock of the Isar by now, they say.")
    )

    async def changed() -> bool | None:  # after the other was tried
        article = await asyncio.to_thread(
            own_desk.library.article, server_collection(SERVER), "message-21"
        )
        return True if article is not None and "lock" in article.text else None

    await eventually(changed, "what was heard last was never taken in")
    await becomes(own_desk, 21)
    assert await announced() == [21]

    [(_, key)] = await shelves.titles(SERVER, "")
    await shelves.remove(SERVER, key)
    assert await announced() == []
    await following.stop()


async def test_a_removal_that_is_cut_short_does_not_bring_the_message_back(
    following: Following,
    own_desk: Desk,
    own_settings: IndexSettings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shelves = Shelves(own_desk, own_settings, most_articles=500, wait_seconds=0.05)
    await following.follow(SERVER, OPEN)
    [(_, key)] = await shelves.titles(SERVER, "")

    def killed(*_: object) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(shelves, "_forget_repairs", killed)
        with pytest.raises(KeyboardInterrupt):
            await asyncio.to_thread(shelves._remove, SERVER, key)
    brought = await following._looked_over(SERVER, OPEN)
    assert brought.taken == 0
    await becomes(own_desk)
    await following.stop()


async def test_a_message_that_is_no_article_costs_the_library_no_write(
    following: Following, own_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    removed: list[str] = []

    def counted(settings: IndexSettings, collection: str, article_id: str) -> bool:
        removed.append(article_id)
        return remove(settings, collection, article_id)

    monkeypatch.setattr("bot.desk.shelves.remove", counted)
    await following.follow(SERVER, OPEN)
    following.heard(SERVER, OPEN, 99, None)
    following.heard(SERVER, OPEN, 11, None)
    await becomes(own_desk)
    assert removed == ["message-11"]
    await following.stop()


async def test_more_than_may_wait_is_looked_for_in_the_channel(
    following: Following, own_desk: Desk, channels: Channels, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.desk.following.MOST_WAITING", 2)
    assert (await following.follow(SERVER, OPEN))[0] == Brought(
        reading=Reading(notices=(notice(11),)), taken=1
    )
    said = [notice(number, f"Number {number} is a sluice on the Isar.") for number in (21, 22, 23)]
    channels.there[OPEN] = said[1:]
    for one in said:
        following.heard(SERVER, OPEN, one.message, one)
    await becomes(own_desk, 22, 23)
    await following.stop()


async def test_what_is_followed_is_known_after_a_restart(
    following: Following, own_desk: Desk, own_settings: IndexSettings, channels: Channels
) -> None:
    await following.follow(SERVER, OPEN)
    await following.stop()
    channels.there[OPEN] = [notice(12)]
    shelves = Shelves(own_desk, own_settings, most_articles=500, wait_seconds=0.05)
    again = Following(own_desk, shelves, channels.read)
    await again.start()
    assert again.servers == {SERVER}
    await becomes(own_desk, 12)
    assert await again.count(SERVER) == {OPEN: 1}
    await again.leave(SERVER)
    await becomes(own_desk)
    assert again.servers == frozenset()
    await again.stop()
