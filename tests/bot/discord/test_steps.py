"""A question that asks several things, as people see it searched and answered on Discord."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from bot.cogs import growing
from bot.records.records import Records
from index.library import Library
from tests.bot.discord.kept import shown_by
from tests.bot.discord.test_pages import all_pages
from tests.loopback import Channel, LoopbackDiscord, Message, User

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("bot")]

TWICE = "Who makes Doubao, and who is Kenny Ng?"
HOSTILE = "Who makes **Doubao**, and who painted the @everyone [Lisa](https://evil.example)?"
LOOKED_FOR = "-# Looked for: Who makes Doubao? · Who is Kenny Ng?"


class SlowLast:
    """Lets searches through, but those of a question's last part only once it is opened."""

    def __init__(self, search: Any) -> None:
        self._search = search
        self._open = threading.Event()

    def search(self, question: str, **how: Any) -> Any:
        """Search, maybe late."""
        if question.startswith("Who is"):
            assert self._open.wait(30)
        return self._search(question, **how)

    def open(self) -> None:
        """Let them through, now and later."""
        self._open.set()


@pytest.fixture
def slow(library: Library, monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowLast]:
    """The library, whose last search takes until the test opens it; edits come at once."""
    monkeypatch.setattr(growing, "EDIT_SECONDS", 0.0)
    slow = SlowLast(library.search)
    monkeypatch.setattr(library, "search", slow.search)
    yield slow
    slow.open()


def labels(message: Message) -> list[str | None]:
    return [one.label for one in message.buttons]


async def searching(discord_: LoopbackDiscord, channel: Channel) -> Message:
    """The message once it shows that the last part is searched."""

    def last() -> Message | None:
        found = (one for one in channel.messages.values() if "-# Searching: " in one.text)
        return next((one for one in found if one.text.endswith("Who is Kenny Ng?")), None)

    return await discord_.until(last)


async def test_what_is_searched_is_shown_until_it_is_answered(
    discord_: LoopbackDiscord, channel: Channel, ada: User, records: Records, slow: SlowLast
) -> None:
    asked = await discord_.slash("ask", {"question": TWICE}, ada, channel)
    message = await searching(discord_, channel)
    assert message.text.splitlines() == [
        f"### {TWICE}",
        "-# Searching: Who makes Doubao? · Who is Kenny Ng?",
    ]
    assert labels(message) == ["Stop"]
    slow.open()
    done = await discord_.until(lambda: message if LOOKED_FOR in message.text else None)
    assert await asked.answer() is done
    assert "ByteDance makes" in done.text
    assert "a strategist at" in done.text
    assert "Searching:" not in done.text
    assert {"Show passages", "Helpful", "Not helpful"} <= set(labels(done))
    assert "Stop" not in labels(done)
    kept = await shown_by(records, done)
    assert kept.steps == ("Who makes Doubao?", "Who is Kenny Ng?")

    pages = await all_pages(discord_, done, ada)
    assert "ByteDance makes" in pages[0]
    assert "a strategist at" in pages[1]


async def test_who_asked_may_stop_it(
    discord_: LoopbackDiscord, channel: Channel, ada: User, slow: SlowLast
) -> None:
    text = "Who is Kenny Ng, and who makes Doubao?"
    await discord_.slash("ask", {"question": f"Compare it. {text}"}, ada, channel)
    message = await discord_.until(
        lambda: next((one for one in channel.messages.values() if "Searching:" in one.text), None)
    )
    await discord_.click(message, label="Stop", user=ada)
    slow.open()
    await discord_.until(lambda: True if "Searching:" not in message.text else None)
    assert "Stop" not in labels(message)


async def test_a_mention_is_answered_in_the_message_that_showed_the_search(
    discord_: LoopbackDiscord, channel: Channel, ada: User, slow: SlowLast
) -> None:
    await discord_.say(ada, channel, f"{discord_.bot.mention} {TWICE}")
    message = await searching(discord_, channel)
    slow.open()
    await discord_.until(lambda: True if LOOKED_FOR in message.text else None)
    assert sum("Doubao" in one.text for one in channel.messages.values()) == 2


async def test_an_answer_that_is_quick_comes_whole_and_can_be_gone_on_with(
    discord_: LoopbackDiscord, channel: Channel, ada: User, records: Records
) -> None:
    text = "Who is Kenny Ng, and who makes Doubao?"
    first = await (await discord_.slash("ask", {"question": text}, ada, channel)).answer()
    assert "-# Looked for: Who is Kenny Ng? · Who makes Doubao?" in first.text
    await shown_by(records, first)
    await discord_.say(ada, channel, "and LingGuang?", reply_to=first)
    second = await discord_.next_message(channel)
    assert "-# Searched for: Who makes LingGuang?" in second.text
    assert "Ant Group" in second.text


async def test_a_private_one_is_shared_with_all_that_it_says(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    options = {"question": "Who makes Doubao, and who painted the Mona Lisa?", "private": True}
    seen = await (await discord_.slash("ask", options, ada, channel)).answer()
    assert seen.ephemeral
    assert "-# The articles don't say: Who painted the Mona Lisa?" in seen.text
    shared = await (await discord_.click(seen, label="Share", user=ada)).answer()
    for message in (seen, shared):
        assert "-# Looked for: Who makes Doubao? · Who painted the Mona Lisa?" in message.text
        assert "-# The articles don't say: Who painted the Mona Lisa?" in message.text


async def test_hostile_parts_do_nothing(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    answer = await (await discord_.slash("ask", {"question": HOSTILE}, ada, channel)).answer()
    small = [line for line in answer.text.splitlines() if line.startswith("-# ")]
    assert r"-# Looked for: Who makes \*\*Doubao\*\*?" in small[0]
    assert r"\@everyone \[Lisa\](https\://evil.example)" in small[0]
    assert any(line.startswith("-# The articles don't say: Who painted the \\@") for line in small)
    assert not answer.pings
