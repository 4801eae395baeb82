"""The library changes while the bot runs; old answers say so, and late ones come, once each."""

import asyncio
import threading
from typing import Any

import pytest
import pytest_asyncio

from bot.client import FootnoteClient
from bot.cogs import aftercare
from bot.cogs.aftercare import MOST_AN_HOUR, Caretaker
from bot.cogs.reply import Container
from bot.desk import Desk
from bot.errors import DeskError, Trouble
from bot.offload import Offload
from bot.records.records import Records
from bot.render.aftercare import STALE
from bot.settings import Settings
from bot.types import Answer, server_collection
from tests.bot.changing import ASKED, FED, PENGUINS, QWEN, ChangingLibrary
from tests.bot.discord.kept import shown_by
from tests.bot.render.discord_rules import read
from tests.loopback import Channel, LoopbackDiscord, Message, User

pytestmark = pytest.mark.asyncio

MARKED = f"-# {STALE}\n### "
TOLD = r"you asked this on "


@pytest.fixture
def desk(changing: ChangingLibrary, records: Records) -> Desk:
    """A desk over a library that changes."""
    offload = Offload(workers=2, queue_size=20)
    return Desk(changing.library, offload, question_max_chars=1000, records=records)


@pytest.fixture
def settings(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings with which rounds begin when the test says so, and without a pause between them."""
    monkeypatch.setattr(aftercare, "PAUSE_SECONDS", 0.0)
    return settings


@pytest_asyncio.fixture
async def caretaker(bot: FootnoteClient) -> Caretaker:
    """The cog of the bot, after its first round."""
    return await caretaker_of(bot)


async def caretaker_of(client: FootnoteClient) -> Caretaker:
    cog = client.get_cog("Caretaker")
    assert isinstance(cog, Caretaker)
    await cog.care()
    return cog


async def ask(
    discord_: LoopbackDiscord,
    question: str,
    user: User,
    channel: Channel | None = None,
    *,
    private: bool = False,
) -> Message:
    """Ask with a command, and wait until it is noted where the answer stands."""
    options: dict[str, object] = {"question": question, "private": private}
    asked = await discord_.slash("ask", options, user, channel)
    return await asked.answer()


async def noted(records: Records, message: Message) -> int:
    """The record of the answer that a message shows, once that is noted."""
    return (await shown_by(records, message)).record


def late_ones(channel: Channel) -> list[Message]:
    return [one for one in channel.messages.values() if TOLD in one.text.casefold()]


async def test_an_answer_says_that_it_went_stale(
    discord_: LoopbackDiscord,
    changing: ChangingLibrary,
    records: Records,
    caretaker: Caretaker,
    channel: Channel,
    ada: User,
) -> None:
    message = await ask(discord_, ASKED, ada, channel)
    record = await noted(records, message)
    before = message.text

    await changing.replace(QWEN, "passed 10 million downloads", "passed 12 million downloads")
    await caretaker.care()

    assert message.text == f"-# {STALE}\n{before}"
    assert [button.label for button in message.buttons][-1] == "Ask again"
    assert message.edits == 1
    assert not message.pings
    await caretaker.care()
    await changing.delete(QWEN)
    await caretaker.care()
    assert message.edits == 1
    kept = await asyncio.to_thread(records.answers.get, record)
    assert kept is not None
    assert kept.stale


async def test_a_change_is_heard_of_without_being_told(
    discord_: LoopbackDiscord,
    bot: FootnoteClient,
    changing: ChangingLibrary,
    records: Records,
    caretaker: Caretaker,
    ada: User,
) -> None:
    message = await ask(discord_, ASKED, ada)
    await noted(records, message)
    await changing.delete(QWEN)

    for _ in range(3):  # however often
        bot.dispatch("library_refreshed")

    await discord_.until(lambda: message.text.startswith(MARKED))
    assert message.edits == 1


async def test_a_shared_answer_is_marked_in_both_places(
    discord_: LoopbackDiscord,
    changing: ChangingLibrary,
    records: Records,
    desk: Desk,
    caretaker: Caretaker,
    channel: Channel,
    ada: User,
) -> None:
    first = await ask(discord_, ASKED, ada, channel)
    second = await ask(discord_, ASKED, ada, channel)
    record = await noted(records, first)
    await noted(records, second)
    await desk.sent(record, second.channel.id, second.id)

    await changing.delete(QWEN)
    await caretaker.care()

    assert first.text.startswith(MARKED)
    assert second.text.startswith(MARKED)
    assert {button.custom_id for one in (first, second) for button in one.buttons} >= {
        f"again:{record}"
    }


async def test_words_that_stand_and_a_library_made_anew_change_no_message(
    discord_: LoopbackDiscord,
    changing: ChangingLibrary,
    records: Records,
    caretaker: Caretaker,
    ada: User,
) -> None:
    message = await ask(discord_, ASKED, ada)
    await noted(records, message)
    before = changing.library.revision

    await changing.replace(QWEN, "# Downloads", "# The downloads")
    await caretaker.care()
    await changing.build(rebuild=True)
    await caretaker.care()

    assert changing.library.revision > before
    assert message.edits == 0


@pytest.mark.parametrize("what", ["deleted", "archived", "forbidden"])
async def test_a_message_that_cannot_be_edited_is_left(
    discord_: LoopbackDiscord,
    changing: ChangingLibrary,
    records: Records,
    caretaker: Caretaker,
    channel: Channel,
    ada: User,
    what: str,
) -> None:
    where = channel
    if what == "archived":
        opening = await discord_.say(ada, channel, "A thread, please.")
        where = await discord_.open_thread(ada, opening, "Zebras")
    message = await ask(discord_, ASKED, ada, where)
    record = await noted(records, message)
    text = message.text
    if what == "deleted":
        await discord_.delete(message)
    elif what == "archived":
        where.archived = True
    else:
        discord_.faults.add(method="PATCH", path=r"/messages/\d+$", status=403, code=50001)

    await changing.delete(QWEN)
    await caretaker.care()

    assert message.text == text
    kept = await asyncio.to_thread(records.answers.get, record)
    assert kept is not None
    assert kept.stale


async def test_what_discord_cannot_do_just_now_is_done_after_the_next_change(
    discord_: LoopbackDiscord,
    changing: ChangingLibrary,
    records: Records,
    caretaker: Caretaker,
    monkeypatch: pytest.MonkeyPatch,
    ada: User,
) -> None:
    message = await ask(discord_, ASKED, ada)
    await noted(records, message)
    edits = message.edits
    await changing.delete(QWEN)
    no_wait(monkeypatch)
    discord_.faults.add(method="PATCH", path=r"/messages/\d+$", status=500, times=5)
    await caretaker.care()
    assert message.edits == edits

    await changing.write("penguins", "# Penguins", FED)
    await caretaker.care()

    assert message.text.startswith(MARKED)


async def test_a_restart_between_saying_and_noting_says_it_once(
    discord_: LoopbackDiscord,
    changing: ChangingLibrary,
    records: Records,
    bot: FootnoteClient,
    desk: Desk,
    settings: Settings,
    caretaker: Caretaker,
    monkeypatch: pytest.MonkeyPatch,
    ada: User,
) -> None:
    message = await ask(discord_, ASKED, ada)
    await noted(records, message)
    await changing.delete(QWEN)

    async def killed(_: int) -> None:
        raise DeskError(Trouble.CLOSING)

    with monkeypatch.context() as patch:
        patch.setattr("bot.desk.aftercare.Aftercare.said_stale", lambda _, record: killed(record))
        with pytest.raises(DeskError):
            await caretaker.care()
    assert message.text.count(STALE) == 1
    edits = message.edits
    await bot.close()

    async with discord_.running(FootnoteClient(desk, settings)) as client:
        await caretaker_of(client)

    assert message.edits == edits


async def test_ask_again_answers_whoever_presses_from_what_is_there_now(
    discord_: LoopbackDiscord,
    bot: FootnoteClient,
    changing: ChangingLibrary,
    records: Records,
    caretaker: Caretaker,
    channel: Channel,
    ada: User,
) -> None:
    message = await ask(discord_, ASKED, ada, channel)
    await noted(records, message)
    await changing.replace(QWEN, "passed 10 million downloads", "passed 12 million downloads")
    await caretaker.care()
    eve = discord_.add_user("eve", locale="de")

    answer = await (await discord_.click(message, label="Ask again", user=eve)).answer()

    assert "12 million" in answer.text
    assert "Quellen" in answer.text
    assert not answer.pings
    record = await noted(records, answer)
    kept = await asyncio.to_thread(records.answers.get, record)
    assert kept is not None
    assert kept.visit.person == eve.id
    assert bot.get_cog("Caretaker") is caretaker


async def test_ask_again_after_its_answer_was_deleted_says_so(
    discord_: LoopbackDiscord,
    changing: ChangingLibrary,
    records: Records,
    caretaker: Caretaker,
    ada: User,
) -> None:
    message = await ask(discord_, ASKED, ada)
    await noted(records, message)
    await changing.delete(QWEN)
    await caretaker.care()
    await asyncio.to_thread(records.privacy.forget, ada.id)

    pressed = await discord_.click(message, label="Ask again", user=ada)

    assert (await pressed.answer(1)).text == Trouble.ANSWER_GONE.value.person


async def test_a_question_is_answered_late_where_it_was_asked(
    discord_: LoopbackDiscord,
    changing: ChangingLibrary,
    records: Records,
    caretaker: Caretaker,
    channel: Channel,
    ada: User,
) -> None:
    refusal = await ask(discord_, PENGUINS, ada, channel)
    await noted(records, refusal)
    await changing.write("penguins", "# Penguins", FED)

    await asyncio.gather(caretaker.care(), caretaker.care())

    [late] = late_ones(channel)
    assert late.text.startswith(f"-# {ada.mention}, you asked this on ")
    assert "; an article that came in since answers it.\n### What did the zookeeper" in late.text
    assert "forty" in late.text
    assert late.reply_to is refusal
    assert not late.pings
    record = await noted(records, late)
    kept = await asyncio.to_thread(records.answers.get, record)
    assert kept is not None
    assert (kept.visit.person, kept.visit.channel) == (ada.id, channel.id)

    shown = await (await discord_.click(late, label="Show passages", user=ada)).answer()
    assert "forty herrings" in shown.text
    await changing.delete("penguins")
    await changing.write("penguins", "# Penguins", FED)
    await caretaker.care()
    assert late_ones(channel) == [late]


async def test_a_question_in_a_direct_message_is_answered_late_there(
    discord_: LoopbackDiscord,
    changing: ChangingLibrary,
    records: Records,
    caretaker: Caretaker,
    ada: User,
) -> None:
    asked = await discord_.direct_message(ada, PENGUINS)
    refusal = await discord_.next_message(discord_.dm(ada))
    assert refusal.reply_to is asked
    await noted(records, refusal)
    await changing.write("penguins", "# Penguins", FED)

    await caretaker.care()

    late = await discord_.next_message(discord_.dm(ada))
    assert late.text.startswith("-# You asked this on ")
    assert late.reply_to is refusal


@pytest.mark.parametrize("accepts", [True, False])
async def test_what_was_asked_in_private_is_answered_late_in_private_only(
    discord_: LoopbackDiscord,
    changing: ChangingLibrary,
    caretaker: Caretaker,
    channel: Channel,
    ada: User,
    accepts: bool,
) -> None:
    await ask(discord_, PENGUINS, ada, channel, private=True)
    assert channel.guild is not None
    await changing.add(server_collection(channel.guild.id), FED)
    ada.accepts_dms = accepts

    await caretaker.care()

    assert not channel.messages
    late = list(discord_.dm(ada).messages.values())
    assert len(late) == accepts
    if accepts:
        assert late[0].text.startswith("-# You asked this on ")
        shown = await (await discord_.click(late[0], label="Show passages", user=ada)).answer()
        assert "forty herrings" in shown.text
    ada.accepts_dms = True
    await caretaker.care()
    assert len(discord_.dm(ada).messages) == accepts


@pytest.mark.parametrize("where", ["channel", "channel, in private", "direct message"])
async def test_who_left_a_server_is_not_told_what_it_has_added(
    discord_: LoopbackDiscord,
    changing: ChangingLibrary,
    records: Records,
    caretaker: Caretaker,
    channel: Channel,
    ada: User,
    where: str,
) -> None:
    assert channel.guild is not None
    channel.guild.add_member(ada)
    asked_in = discord_.dm(ada) if where == "direct message" else channel
    private = where == "channel, in private"
    refusal = await ask(discord_, PENGUINS, ada, asked_in, private=private)
    if not private:
        await noted(records, refusal)
    channel.guild.remove_member(ada)
    await changing.add(server_collection(channel.guild.id), FED)

    await caretaker.care()

    assert not late_ones(channel)
    assert not late_ones(discord_.dm(ada))


async def test_another_servers_article_answers_nobody_here(
    discord_: LoopbackDiscord,
    changing: ChangingLibrary,
    records: Records,
    caretaker: Caretaker,
    channel: Channel,
    ada: User,
) -> None:
    await noted(records, await ask(discord_, PENGUINS, ada, channel))
    await noted(records, await ask(discord_, PENGUINS, ada))
    elsewhere = discord_.add_guild("Elsewhere")
    await changing.add(server_collection(elsewhere.id), FED)

    await caretaker.care()

    assert not late_ones(channel)
    assert not late_ones(discord_.dm(ada))


async def test_many_late_answers_do_not_flood_a_channel(
    discord_: LoopbackDiscord,
    bot: FootnoteClient,
    changing: ChangingLibrary,
    records: Records,
    caretaker: Caretaker,
    channel: Channel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [0.0]
    monkeypatch.setattr(caretaker, "_room", aftercare._Room(lambda: now[0]))
    people = [discord_.add_user(f"reader {number}") for number in range(MOST_AN_HOUR + 2)]
    for person in people:
        await noted(records, await ask(discord_, PENGUINS, person, channel))
    await changing.write("penguins", "# Penguins", FED)

    assert await caretaker.care() == pytest.approx(3600)
    assert len(late_ones(channel)) == MOST_AN_HOUR

    now[0] = 3600.0
    assert await caretaker.care() is None
    assert len(late_ones(channel)) == len(people)
    named = {one.text.split(",")[0].removeprefix("-# ") for one in late_ones(channel)}
    assert named == {person.mention for person in people}


async def test_a_hostile_article_does_nothing_in_a_late_answer(
    discord_: LoopbackDiscord,
    changing: ChangingLibrary,
    records: Records,
    caretaker: Caretaker,
    channel: Channel,
    ada: User,
) -> None:
    await noted(records, await ask(discord_, PENGUINS, ada, channel))
    words = f"@everyone <@{ada.id}> [x](http://evil.example) ||hidden||"
    await changing.write(
        "penguins",
        f"---\ntitle: 'Zoo {words}'\nurl: https://example.com/zoo\n---",
        f"On Tuesday the zookeeper fed the penguins forty herrings {words}.",
    )
    await caretaker.care()

    [late] = late_ones(channel)
    assert not late.pings
    seen = read(late.text)
    assert seen.alive.count("user") == 1
    assert set(seen.alive) <= {"heading", "small", "bold", "quote", "link", "user"}
    assert all(link.startswith("https://example.com/zoo") for link in seen.links)


async def test_a_server_error_is_repeated_by_discords_own_rules_and_told_once(
    discord_: LoopbackDiscord,
    changing: ChangingLibrary,
    records: Records,
    caretaker: Caretaker,
    channel: Channel,
    monkeypatch: pytest.MonkeyPatch,
    ada: User,
) -> None:
    await noted(records, await ask(discord_, PENGUINS, ada, channel))
    await changing.write("penguins", "# Penguins", FED)
    no_wait(monkeypatch)
    discord_.faults.add(method="POST", path=r"/messages$", status=500, after=True)

    await caretaker.care()

    assert len(late_ones(channel)) == 1


async def test_one_that_fails_does_not_stop_the_others(
    discord_: LoopbackDiscord,
    changing: ChangingLibrary,
    records: Records,
    caretaker: Caretaker,
    channel: Channel,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for name in ("eve", "ada"):
        await noted(records, await ask(discord_, PENGUINS, discord_.add_user(name), channel))
    await changing.write("penguins", "# Penguins", FED)
    original, failures = caretaker._show_answer, iter((ZeroDivisionError(),))

    def show_answer(answer: Answer, locale: str) -> Container:
        for failure in failures:
            raise failure
        return original(answer, locale)

    monkeypatch.setattr(caretaker, "_show_answer", show_answer)

    await caretaker.care()

    assert len(late_ones(channel)) == 1
    assert "Looking after an old answer failed; reference" in caplog.text
    assert "penguins" not in caplog.text


async def test_a_background_that_hangs_delays_no_question(
    discord_: LoopbackDiscord,
    changing: ChangingLibrary,
    records: Records,
    caretaker: Caretaker,
    monkeypatch: pytest.MonkeyPatch,
    ada: User,
) -> None:
    message = await ask(discord_, ASKED, ada)
    await noted(records, message)
    entered, go_on = threading.Event(), threading.Event()
    original = changing.library.quotes_stand

    def hanging(*args: Any) -> Any:
        entered.set()
        assert go_on.wait(30)
        return original(*args)

    monkeypatch.setattr(changing.library, "quotes_stand", hanging)
    await changing.delete(QWEN)
    caring = asyncio.create_task(caretaker.care())
    assert await asyncio.to_thread(entered.wait, 10)

    answer = await ask(discord_, PENGUINS, ada)

    assert "The articles don't say." in answer.text
    assert not caring.done()
    go_on.set()
    await caring
    assert message.text.startswith(MARKED)


def no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let discord.py repeat failed requests at once."""
    sleep = asyncio.sleep
    monkeypatch.setattr("discord.http.asyncio.sleep", lambda seconds: sleep(0))
