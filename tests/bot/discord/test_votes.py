"""People press Helpful and Not helpful, and say why; what is counted comes out of the records."""

import asyncio
import threading
from typing import Any

import pytest

from bot.client import FootnoteClient
from bot.desk import Desk
from bot.errors import Trouble
from bot.records.base import Votes
from bot.records.records import Records
from bot.settings import Settings
from tests.bot.discord.kept import eventually, record_of
from tests.bot.render.discord_rules import read
from tests.loopback import Channel, LoopbackDiscord, Message, User

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("bot")]

QUESTION = "How many people downloaded the Qwen app in its first week?"
HOSTILE = "@everyone <@1> **bold** [x](http://evil.example) ||spoiler|| ```" + "x" * 436


async def ask(discord_: LoopbackDiscord, user: User, channel: Channel | None = None) -> Message:
    """An answer, public where there is a channel."""
    return await (await discord_.slash("ask", {"question": QUESTION}, user, channel)).answer()


async def explained(records: Records, record: int, person: User) -> tuple[Any, ...]:
    """A person's vote as it is kept: up, reason, words."""
    kept: Any = await asyncio.to_thread(records.privacy.kept_of, person.id)
    [vote] = [one for one in kept["votes"] if one["record"] == record]
    return bool(vote["up"]), vote["reason"], vote["words"]


async def count(records: Records, record: int) -> Votes:
    return await asyncio.to_thread(records.votes.count, record)


async def counted(discord_: LoopbackDiscord, records: Records, record: int, votes: Votes) -> None:
    """Wait until so many votes are kept."""

    async def reached() -> Votes | None:
        now = await count(records, record)
        return now if now == votes else None

    await eventually(reached, f"there never were {votes}")


async def test_a_vote_is_confirmed_to_whoever_voted_and_to_nobody_else(
    discord_: LoopbackDiscord, records: Records, channel: Channel, ada: User
) -> None:
    message = await ask(discord_, ada, channel)
    said = await (await discord_.click(message, label="Helpful", user=ada)).answer()
    assert said.text == ("Thank you. Your vote is noted: helpful.\nYou can change it at any time.")
    assert said.viewer is ada
    assert list(channel.messages.values()) == [message]
    assert not message.edits
    assert await count(records, record_of(message)) == Votes(1, 0)


async def test_buttons_have_words_beside_their_signs(discord_: LoopbackDiscord, ada: User) -> None:
    message = await ask(discord_, ada)
    assert [(one.label, one.emoji) for one in message.buttons][:3] == [
        ("Show passages", None),
        ("Helpful", "👍"),
        ("Not helpful", "👎"),
    ]


async def test_a_refusal_can_be_voted_on_and_a_remark_cannot(
    discord_: LoopbackDiscord, records: Records, ada: User
) -> None:
    refused = await (
        await discord_.slash("ask", {"question": "What do penguins eat on Tuesday?"}, ada)
    ).answer()
    await (await discord_.click(refused, label="Helpful", user=ada)).answer()
    assert await count(records, record_of(refused)) == Votes(1, 0)
    assert not (await (await discord_.slash("ask", {"question": "hi"}, ada)).answer()).buttons


async def test_a_vote_against_asks_why_and_keeps_what_was_said(
    discord_: LoopbackDiscord, records: Records, channel: Channel, ada: User
) -> None:
    message = await ask(discord_, ada, channel)
    click = await discord_.click(message, label="Not helpful", user=ada)
    form = await click.modal()
    assert form["title"] == "What was wrong?"
    reasons = [one["value"] for one in form["components"][0]["component"]["options"]]
    assert reasons == ["wrong", "outdated", "incomplete", "other"]

    sent = await click.submit({"reason": "outdated", "words": "It has 20 million by now."})

    said = await sent.answer()
    assert said.text.startswith("Thank you. Your vote is noted: not helpful.")
    assert said.viewer is ada
    record = record_of(message)
    assert await count(records, record) == Votes(0, 1)
    assert await explained(records, record, ada) == (False, "outdated", "It has 20 million by now.")


async def test_a_vote_against_counts_also_where_nobody_says_why(
    discord_: LoopbackDiscord, records: Records, channel: Channel, ada: User
) -> None:
    message = await ask(discord_, ada, channel)
    await (await discord_.click(message, label="Not helpful", user=ada)).modal()
    await counted(discord_, records, record_of(message), Votes(0, 1))


async def test_the_form_does_not_wait_for_the_records(
    discord_: LoopbackDiscord,
    records: Records,
    channel: Channel,
    ada: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    message = await ask(discord_, ada, channel)
    free, vote = threading.Event(), records.votes.vote

    def waiting(*arguments: Any, **named: Any) -> bool:
        assert free.wait(30)
        return vote(*arguments, **named)

    monkeypatch.setattr(records.votes, "vote", waiting)
    await (await discord_.click(message, label="Not helpful", user=ada)).modal()
    assert await count(records, record_of(message)) == Votes(0, 0)
    free.set()
    await counted(discord_, records, record_of(message), Votes(0, 1))


async def test_one_person_has_one_vote_and_may_change_it(
    discord_: LoopbackDiscord, records: Records, channel: Channel, ada: User
) -> None:
    message = await ask(discord_, ada, channel)
    record = record_of(message)
    click = await discord_.click(message, label="Not helpful", user=ada)
    await (await click.submit({"reason": "wrong"})).answer()
    for _ in range(2):
        await (await discord_.click(message, label="Helpful", user=ada)).answer()
    assert await count(records, record) == Votes(1, 0)
    assert await explained(records, record, ada) == (True, None, None)
    click = await discord_.click(message, label="Not helpful", user=ada)
    await (await click.submit({"reason": "incomplete"})).answer()
    assert await count(records, record) == Votes(0, 1)
    assert await explained(records, record, ada) == (False, "incomplete", None)


async def test_everybody_may_vote_at_once(
    discord_: LoopbackDiscord, records: Records, channel: Channel, ada: User
) -> None:
    message = await ask(discord_, ada, channel)
    people = [discord_.add_user(f"reader{number}") for number in range(12)]
    clicks = [await discord_.click(message, label="Helpful", user=one) for one in people * 2]
    await asyncio.gather(*(click.answer() for click in clicks))
    against = [await discord_.click(message, label="Not helpful", user=one) for one in people[:5]]
    sent = await asyncio.gather(*(click.submit({"reason": "other"}) for click in against))
    await asyncio.gather(*(one.answer() for one in sent))
    assert await count(records, record_of(message)) == Votes(7, 5)


async def test_what_is_entered_is_kept_as_it_is_and_never_said(
    discord_: LoopbackDiscord,
    records: Records,
    channel: Channel,
    ada: User,
    caplog: pytest.LogCaptureFixture,
) -> None:
    message = await ask(discord_, ada, channel)
    assert len(HOSTILE) == 500
    click = await discord_.click(message, label="Not helpful", user=ada)
    said = await (await click.submit({"reason": "other", "words": HOSTILE})).answer()
    assert await explained(records, record_of(message), ada) == (False, "other", HOSTILE)
    assert "evil" not in said.text
    assert not said.pings
    assert read(said.text).alive == []
    assert "evil" not in caplog.text


async def test_buttons_and_an_open_form_outlive_the_bot(
    discord_: LoopbackDiscord,
    bot: FootnoteClient,
    desk: Desk,
    settings: Settings,
    records: Records,
    channel: Channel,
    ada: User,
) -> None:
    message = await ask(discord_, ada, channel)
    click = await discord_.click(message, label="Not helpful", user=ada)
    await click.modal()
    await bot.close()
    async with discord_.running(FootnoteClient(desk, settings)):
        await (await click.submit({"reason": "wrong", "words": "No."})).answer()
        assert await explained(records, record_of(message), ada) == (False, "wrong", "No.")
        await (await discord_.click(message, label="Helpful", user=ada)).answer()
    assert await count(records, record_of(message)) == Votes(1, 0)


async def test_nothing_is_remembered_of_a_form_that_nobody_sends(
    discord_: LoopbackDiscord, bot: FootnoteClient, channel: Channel, ada: User
) -> None:
    message = await ask(discord_, ada, channel)
    for _ in range(3):
        await (await discord_.click(message, label="Not helpful", user=ada)).modal()
    assert not bot._connection._view_store._modals


async def test_where_the_answer_is_no_longer_kept_a_vote_says_so(
    discord_: LoopbackDiscord, records: Records, channel: Channel, ada: User
) -> None:
    message = await ask(discord_, ada, channel)
    await asyncio.to_thread(records.privacy.forget, ada.id)
    eve = discord_.add_user("eve")
    said = await (await discord_.click(message, label="Helpful", user=eve)).answer()
    assert said.text == Trouble.ANSWER_GONE.value.person
    assert said.viewer is eve
    click = await discord_.click(message, label="Not helpful", user=eve)
    assert (await click.answer()).text == Trouble.ANSWER_GONE.value.person
    said = await (await click.submit({"reason": "wrong"})).answer()
    assert said.text == Trouble.ANSWER_GONE.value.person


async def test_a_private_answer_can_be_voted_on(
    discord_: LoopbackDiscord, records: Records, channel: Channel, ada: User
) -> None:
    options = {"question": QUESTION, "private": True}
    message = await (await discord_.slash("ask", options, ada, channel)).answer()
    await (await discord_.click(message, label="Helpful", user=ada)).answer()
    assert await count(records, record_of(message)) == Votes(1, 0)
