"""Answers that a scripted model writes, as people see them grow on Discord."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.client import FootnoteClient
from bot.cogs import growing
from bot.desk import Desk
from bot.errors import Trouble
from bot.offload import Offload
from bot.records.records import Records
from bot.render.words import WRITING, WRITTEN
from bot.settings import Settings
from index.library import Library
from tests.bot.discord.conftest import applied
from tests.bot.discord.kept import shown_by
from tests.bot.llm.asking import writer_on
from tests.llm import Asked, Called, Refused, Said, ScriptedServer, Wait
from tests.llm.script import Script, always, in_turn
from tests.loopback import Channel, Invocation, LoopbackDiscord, Message, User
from tests.loopback.rights import MANAGE_GUILD

pytestmark = pytest.mark.asyncio

DOWNLOADS = "How many people downloaded the Qwen app in its first week?"
UNSURE = "How many users in Europe does the Qwen app have?"
TRUE = "The Qwen app was downloaded ten million times in its first week"
ALSO_TRUE = "Alibaba announced it in a post on WeChat"
FALSE = "It was downloaded 12 million times in its first week. [1]"


@pytest.fixture
def start(
    discord_: LoopbackDiscord,
    channel: Channel,
    library: Library,
    records: Records,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[Script], Any]:
    """Starts the bot with a model that follows a script; edits come as fast as they can."""
    monkeypatch.setattr(growing, "EDIT_SECONDS", 0.0)

    @asynccontextmanager
    async def start(script: Script) -> AsyncIterator[tuple[Desk, ScriptedServer]]:
        async with ScriptedServer(script) as server, writer_on(server) as writer:
            offload = Offload(workers=2, queue_size=20)
            desk = Desk(library, offload, question_max_chars=1000, records=records, writer=writer)
            async with discord_.running(FootnoteClient(desk, settings)):
                yield desk, server
            await offload.close(seconds=10)

    return start


def labels(message: Message) -> list[str | None]:
    return [one.label for one in message.buttons]


async def begun(discord_: LoopbackDiscord, found: Callable[[], Message | None]) -> Message:
    """The message once it shows the first sentence."""

    def first() -> Message | None:
        message = found()
        return message if message is not None and TRUE in message.text else None

    return await discord_.until(first)


def posted(channel: Channel) -> Callable[[], Message | None]:
    return lambda: next(iter(reversed(channel.messages.values())), None)


def channel_end(channel: Channel, messages: int) -> Message | None:
    """The last message, once there are so many."""
    return list(channel.messages.values())[-1] if len(channel.messages) == messages else None


async def test_an_answer_grows_by_edits_and_ends_with_its_buttons(
    discord_: LoopbackDiscord, channel: Channel, ada: User, records: Records, start: Any
) -> None:
    wait = Wait()
    script = always(Said(f"{FALSE} {TRUE}. [1] {ALSO_TRUE}. [1] ", "And", wait, " so. [1]"))
    async with start(script):
        asked = await discord_.slash("ask", {"question": DOWNLOADS}, ada, channel)
        message = await begun(discord_, posted(channel))
        assert "12 million" not in message.text
        assert f"-# {WRITING}" in message.text
        assert labels(message) == ["Stop"]
        assert message.text.splitlines()[0] == f"### {DOWNLOADS}"
        wait.let_go()
        done = await discord_.until(lambda: message if WRITING not in message.text else None)
        assert await asked.answer() is done
    assert WRITTEN.removesuffix(".") in done.text
    assert "12 million" not in done.text
    assert {"Show passages", "Helpful", "Not helpful"} <= set(labels(done))
    assert "Stop" not in labels(done)
    kept = await shown_by(records, done)
    assert kept is not None


async def test_who_asked_stops_it_and_nobody_else(
    discord_: LoopbackDiscord, channel: Channel, ada: User, start: Any
) -> None:
    wait = Wait()
    async with start(always(Said(f"{TRUE}. [1] And", wait, " more. [1]"))) as (_, server):
        await discord_.slash("ask", {"question": DOWNLOADS}, ada, channel)
        message = await begun(discord_, posted(channel))
        eve = discord_.add_user("eve")
        refused = await (await discord_.click(message, label="Stop", user=eve)).answer()
        assert refused.ephemeral
        assert refused.text == Trouble.NOT_YOURS_TO_STOP.value.person
        assert WRITING in message.text
        press = await discord_.click(message, label="Stop", user=ada)
        await server.hung_up.wait()
        await discord_.until(lambda: True if WRITING not in message.text else None)
        wait.let_go()
    assert press.ack_type == 6
    assert TRUE in message.text
    assert "stopped before its end" in message.text
    assert "Stop" not in labels(message)


async def test_what_a_model_searches_for_is_shown_as_small_print_and_stays(
    discord_: LoopbackDiscord, channel: Channel, ada: User, start: Any
) -> None:
    wait = Wait()
    query = "@everyone **Qwen** app [downloads](https://evil.example) hunter2 <@1>"
    script = in_turn(searching(query), Said(wait, f"{TRUE}. [1-9] "), Said(f"{TRUE}. [1]"))
    async with start(script):
        await discord_.slash("ask", {"question": UNSURE}, ada, channel)
        message = await discord_.until(lambda: searched(posted(channel)()))
        looks = "-# Searching: … Qwen app downloads …"
        assert message.text.replace("\\", "").splitlines() == [f"### {UNSURE}", looks]
        assert labels(message) == ["Stop"]
        wait.let_go()
        await discord_.until(lambda: message if "looked for" in message.text else None)
    looked_for = "-# The language model looked for: … Qwen app downloads …"
    assert message.text.splitlines()[1] == looked_for
    assert "evil" not in message.text


async def test_what_only_the_models_search_found_is_among_the_passages_and_explained(
    discord_: LoopbackDiscord, channel: Channel, ada: User, records: Records, start: Any
) -> None:
    found: list[str] = []

    def script(asked: Asked) -> Said:
        brought = "".join(one["content"] for one in asked.messages if one["role"] == "tool")
        if not brought:
            return searching("LingGuang app of Ant Group")
        block = re.search(r"passage (\d+)>>\n[^\n]*\n([^<]*?LingGuang[^<]*)<<", brought)
        assert block
        sentence = re.search(r"[^.\n]*LingGuang[^.\n]*\.", block[2])
        assert sentence
        found.append(sentence[0].strip())
        return Said(f"{found[-1]} [{block[1]}]")

    async with start(script):
        asked = await discord_.slash("ask", {"question": UNSURE}, ada, channel)
        message = await asked.answer()
        await discord_.until(lambda: True if "Helpful" in labels(message) else None)
        await shown_by(records, message)
        passages = await (await discord_.click(message, label="Show passages", user=ada)).answer()
        guild = channel.guild
        assert guild is not None
        guild.set_permissions(ada, MANAGE_GUILD)
        why = await (await discord_.message_command("Why this answer?", message, ada)).answer()
    quote = found[-1][:60].replace("\\", "")
    assert quote in passages.text.replace("\\", "").replace("*", "")
    assert quote in why.text.replace("\\", "").replace("*", "")


async def test_stop_ends_a_model_that_searches(
    discord_: LoopbackDiscord, channel: Channel, ada: User, start: Any
) -> None:
    wait = Wait()
    async with start(in_turn(searching("Qwen app"), Said(wait))) as (_, server):
        await discord_.slash("ask", {"question": UNSURE}, ada, channel)
        message = await discord_.until(lambda: searched(posted(channel)()))
        await wait.reached.wait()
        await discord_.click(message, label="Stop", user=ada)
        await server.hung_up.wait()
        await discord_.until(lambda: message if "Stop" not in labels(message) else None)
        wait.let_go()
    assert "Searching" not in message.text


def searching(query: str) -> Said:
    return Said(calls=(Called("search", (json.dumps({"query": query}),)),))


def searched(message: Message | None) -> Message | None:
    """The message, once it says that something more is searched for."""
    return message if message is not None and "Searching: " in message.text else None


async def test_a_private_answer_grows_and_can_be_shared(
    discord_: LoopbackDiscord, channel: Channel, ada: User, start: Any
) -> None:
    wait = Wait()
    async with start(always(Said(f"{TRUE}. [1] ", "And", wait))):
        options = {"question": DOWNLOADS, "private": True}
        asked = await discord_.slash("ask", options, ada, channel)
        await wait.reached.wait()
        seen = await asked.answer()
        assert not channel.messages
        wait.let_go()
        await discord_.until(lambda: True if "Share" in labels(seen) else None)
        assert seen.ephemeral
        shared = await (await discord_.click(seen, label="Share", user=ada)).answer()
    assert TRUE in shared.text
    assert WRITTEN.removesuffix(".") in shared.text


async def test_a_mention_is_answered_in_one_message_that_grows_and_is_followed_up(
    discord_: LoopbackDiscord, channel: Channel, ada: User, records: Records, start: Any
) -> None:
    wait = Wait()
    async with start(always(Said(f"{TRUE}. [1] {ALSO_TRUE}. [1] And", wait))) as (_, server):
        await discord_.say(ada, channel, f"{discord_.bot.mention} {DOWNLOADS}")
        message = await begun(discord_, posted(channel))
        wait.let_go()
        await discord_.until(lambda: True if WRITING not in message.text else None)
        assert len(channel.messages) == 2
        await shown_by(records, message)
        asked = len(server.asked)
        await discord_.say(ada, channel, "And LingGuang?", reply_to=message)
        followed = await discord_.until(lambda: channel_end(channel, 4))
        await discord_.until(lambda: True if "Helpful" in labels(followed) else None)
    assert TRUE in server.asked[asked].prompt


async def test_a_lost_first_message_and_a_rate_limit_do_not_keep_the_end_back(
    discord_: LoopbackDiscord, channel: Channel, ada: User, start: Any
) -> None:
    lost = discord_.faults.add(
        method="POST", path=r"/channels/\d+/messages$", status=500, after=True
    )
    wait = Wait()
    async with start(always(Said(f"{TRUE}. [1] And", wait))):
        await discord_.say(ada, channel, f"{discord_.bot.mention} {DOWNLOADS}")
        await applied(lost)
        limited = discord_.faults.add(
            method="PATCH", path=r"/messages/\d+$", status=429, retry_after=0.05
        )
        message = await begun(discord_, posted(channel))
        wait.let_go()
        await discord_.until(lambda: True if WRITING not in message.text else None)
        assert len(channel.messages) == 2
        await applied(limited)
    assert TRUE in message.text


async def test_edits_that_fail_do_not_matter_but_the_last(
    discord_: LoopbackDiscord, channel: Channel, ada: User, start: Any
) -> None:
    wait = Wait()
    failing = discord_.faults.add(method="PATCH", path="/messages/@original", status=400, times=1)
    async with start(always(Said(f"{TRUE}. [1] ", "And", wait))):
        asked = await discord_.slash("ask", {"question": DOWNLOADS}, ada, channel)
        await applied(failing)
        wait.let_go()
        message = await asked.answer()
        await discord_.until(lambda: True if "Helpful" in labels(message) else None)
    assert TRUE in message.text


async def ask_and_delete(
    discord_: LoopbackDiscord, channel: Channel, ada: User, way: str
) -> Callable[[], Message | None]:
    """Ask by a mention or a command, and delete what grows; finds what is sent after that."""
    asked: Invocation | None = None
    if way == "mention":
        await discord_.say(ada, channel, f"{discord_.bot.mention} {DOWNLOADS}")
    else:
        asked = await discord_.slash("ask", {"question": DOWNLOADS}, ada, channel)
    message = await begun(discord_, posted(channel))
    seen = set(channel.messages)
    await discord_.delete(message)

    def after() -> Message | None:
        sent = [*channel.messages.values(), *(asked.answers if asked is not None else ())]
        return next((one for one in sent if one.id not in seen), None)

    return after


@pytest.mark.parametrize("way", ["mention", "command"])
async def test_an_answer_whose_beginning_was_deleted_is_sent_anew(
    discord_: LoopbackDiscord, channel: Channel, ada: User, records: Records, start: Any, way: str
) -> None:
    wait = Wait()
    async with start(always(Said(f"{TRUE}. [1] And", wait, " more. [1]"))):
        after = await ask_and_delete(discord_, channel, ada, way)
        wait.let_go()
        anew = await discord_.until(after)
        await shown_by(records, anew)
    assert TRUE in anew.text
    assert "Helpful" in labels(anew)


@pytest.mark.parametrize("way", ["mention", "command"])
async def test_why_there_is_no_answer_is_said_also_where_its_beginning_was_deleted(
    discord_: LoopbackDiscord,
    channel: Channel,
    ada: User,
    start: Any,
    monkeypatch: pytest.MonkeyPatch,
    way: str,
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("boom")

    wait = Wait()
    async with start(always(Said(f"{TRUE}. [1] And", wait, " more. [1]"))):
        after = await ask_and_delete(discord_, channel, ada, way)
        monkeypatch.setattr("bot.cogs.answering.render_answer", fail)
        wait.let_go()
        excuse = await discord_.until(after)
    assert Trouble.UNEXPECTED.value.person in excuse.text
    assert excuse.ephemeral is (way == "command")


async def test_a_bot_that_is_stopped_finishes_what_is_checked(
    discord_: LoopbackDiscord, channel: Channel, ada: User, start: Any
) -> None:
    wait = Wait()
    async with start(always(Said(f"{TRUE}. [1] And", wait))) as (desk, _):
        await discord_.slash("ask", {"question": DOWNLOADS}, ada, channel)
        message = await begun(discord_, posted(channel))
        desk.drafts.stop_all()
        await discord_.until(lambda: True if WRITING not in message.text else None)
        wait.let_go()
    assert TRUE in message.text


async def test_a_button_that_outlived_its_answer_says_so(
    discord_: LoopbackDiscord, channel: Channel, ada: User, start: Any
) -> None:
    wait = Wait()
    async with start(always(Said(f"{TRUE}. [1] And", wait))) as (desk, _):
        await discord_.slash("ask", {"question": DOWNLOADS}, ada, channel)
        message = await begun(discord_, posted(channel))
        key = desk.drafts._open.pop(next(iter(desk.drafts._open)))  # as after a restart
        said = await (await discord_.click(message, label="Stop", user=ada)).answer()
        desk.drafts._open[key.key] = key
        wait.let_go()
        await discord_.until(lambda: True if WRITING not in message.text else None)
    assert said.text == Trouble.NOT_WRITING.value.person


async def test_without_the_model_the_quotes_come_and_say_why(
    discord_: LoopbackDiscord, channel: Channel, start: Any
) -> None:
    async with start(always(Refused(401))):
        bruno = discord_.add_user("bruno", locale="de")
        message = await (
            await discord_.slash("ask", {"question": DOWNLOADS}, bruno, channel)
        ).answer()
        await discord_.until(lambda: True if "Hilfreich" in labels(message) else None)
    assert "passed **10 million** downloads" in message.text
    assert "Das Sprachmodell ist gerade nicht verfügbar" in message.text
    assert labels(message)


async def test_nothing_is_said_of_a_model_where_there_is_none(
    discord_: LoopbackDiscord, channel: Channel, ada: User, bot: FootnoteClient
) -> None:
    message = await (await discord_.slash("ask", {"question": DOWNLOADS}, ada, channel)).answer()
    assert "model" not in message.text
    assert sum(request.method == "PATCH" for request in discord_.requests) == 1


async def test_asyncio_is_left_without_tasks(
    discord_: LoopbackDiscord, channel: Channel, ada: User, start: Any
) -> None:
    async with start(always(Said(f"{TRUE}. [1]"))):
        before = asyncio.all_tasks()
        message = await (
            await discord_.slash("ask", {"question": DOWNLOADS}, ada, channel)
        ).answer()
        await discord_.until(lambda: True if "Helpful" in labels(message) else None)
        left = {one for one in asyncio.all_tasks() - before if "_Shower" in repr(one)}
    assert not left
