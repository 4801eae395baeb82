"""People ask about files of their own: who sent one is answered from it, and nobody else."""

import asyncio
import re
import tempfile
from pathlib import Path

import pytest

from bot.client import FootnoteClient
from bot.desk import Desk, attached
from bot.errors import DeskError, Trouble
from bot.limits import Limits
from bot.offload import Offload
from bot.records.errors import BusyRecordsError
from bot.records.records import Records
from bot.settings import Settings
from bot.words import say
from index.library import Library
from tests.bot.desk.test_questions import raising
from tests.bot.discord.kept import record_of, shown_by
from tests.bot.render.discord_rules import read
from tests.index.load.pdfs import page as pdf_page
from tests.index.load.pdfs import pdf, scanned
from tests.loopback import Channel, LoopbackDiscord, Message, Upload, User
from tests.loopback.rights import MANAGE_GUILD

pytestmark = pytest.mark.asyncio
bot_runs = pytest.mark.usefixtures("bot")

MILL = (
    "# The mill at Ebersberg\n\n"
    "The old mill at Ebersberg grinds eleven tonnes of rye every week. "
    "Its wheel was built by Anna Grubmüller in 1874.\n\n"
    "Visitors pay three euros for a tour of the mill."
)
WORDS = ("Grubmüller", "Ebersberg", "eleven tonnes", "zebrafile")
ASKED = "Who built the wheel of the old mill?"
PRICE = "How much do visitors pay for a tour?"
DOWNLOADS = "How many people downloaded the Qwen app in its first week?"
ANSWER = "Its wheel was built by Anna Grubmüller in 1874."
PAID = "Visitors pay **three** euros for a tour of the mill."
NOTE = "Asked about zebrafile.md, and"
GONE = Trouble.FILE_GONE.value.person
OTHERS = Trouble.FILE_OF_ANOTHER.value.person
HARM = {"user", "role", "everyone", "link", "bare link", "channel", "spoiler"}
ONLY, TOO = "From the file only", "From the articles too"


def mill(name: str = "zebrafile.md", text: str = MILL) -> Upload:
    return Upload(name, text.encode())


async def ask(
    discord_: LoopbackDiscord,
    who: User,
    channel: Channel | None,
    question: str = ASKED,
    **more: object,
) -> Message:
    """The answer to `/ask` with a file."""
    options = {"question": question, "file": mill(), **more}
    return await (await discord_.slash("ask", options, who, channel)).answer()


async def write(
    discord_: LoopbackDiscord, who: User, text: str, *files: Upload, to: Message | None = None
) -> Message:
    """What the bot answers to a direct message."""
    await discord_.direct_message(who, text, files=files, reply_to=to)
    return await discord_.next_message(discord_.dm(who))


async def press(discord_: LoopbackDiscord, message: Message, label: str, who: User) -> Message:
    return await (await discord_.click(message, label=label, user=who)).answer()


def labels(message: Message) -> list[str | None]:
    return [one.label for one in message.buttons]


@bot_runs
async def test_a_question_is_answered_from_a_file_with_its_title_and_exact_words(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    message = await ask(discord_, ada, channel)
    seen = read(message.text)
    assert ANSWER.replace("Anna Grubmüller", "**Anna Grubmüller**") in message.text
    assert f"{NOTE} the articles." in message.text
    assert "**The mill at Ebersberg**" in message.text
    assert "This is said there clearly." in message.text
    assert not seen.links
    assert not message.pings
    assert labels(message)[:3] == ["Show passages", "Helpful", "Not helpful"]
    assert ONLY in labels(message)
    assert "Share" not in labels(message)


@bot_runs
async def test_a_page_of_a_document_is_named(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    document = pdf(pdf_page("The wheel was built in 1874 by Anna Huber."), pdf_page("The end."))
    message = await ask(discord_, ada, channel, file=Upload("wheel.pdf", document))
    assert "**wheel**, p. 1" in message.text


@bot_runs
async def test_the_file_alone_says_nothing_of_what_the_articles_say(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    alone = await ask(discord_, ada, channel, DOWNLOADS, **{"from": "file"})
    assert "The file does not say." in alone.text
    assert "million" not in alone.text
    assert f"{NOTE} nothing else." in alone.text
    both = await press(discord_, alone, TOO, ada)
    assert "10 million" in both.text
    assert f"{NOTE} the articles." in both.text
    again = await press(discord_, both, ONLY, ada)
    assert "The file does not say." in again.text
    neither = await ask(discord_, ada, channel, "What is the price of a submarine in Oslo?")
    assert "Neither the file nor the articles say." in neither.text


@bot_runs
async def test_what_the_articles_say_is_found_beside_a_file(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    message = await ask(discord_, ada, channel, DOWNLOADS)
    assert "10 million" in message.text
    assert "Alibaba's Qwen app passes 10 million downloads" in message.text


@bot_runs
async def test_a_direct_message_with_a_file_is_followed_up(
    discord_: LoopbackDiscord, ada: User, records: Records
) -> None:
    first = await write(discord_, ada, ASKED, mill())
    assert "Anna Grubmüller" in first.text
    await shown_by(records, first)
    second = await write(discord_, ada, PRICE)
    assert PAID in second.text
    assert NOTE in second.text
    await shown_by(records, second)
    completed = await write(discord_, ada, "when was it built?", to=first)
    assert "1874" in completed.text


@bot_runs
async def test_a_question_is_followed_up_where_the_records_fail(
    discord_: LoopbackDiscord, ada: User, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shown_by(records, await write(discord_, ada, DOWNLOADS))
    failing = raising(BusyRecordsError("Somebody else has them.", "Wait."))
    monkeypatch.setattr(records.answers, "asker_of_file", failing)
    assert "LingGuang" in (await write(discord_, ada, "What is LingGuang?")).text


@bot_runs
async def test_a_file_without_a_question_waits_for_the_next_one(
    discord_: LoopbackDiscord, ada: User, records: Records
) -> None:
    await shown_by(records, await write(discord_, ada, DOWNLOADS))
    asked = await write(discord_, ada, "", mill())
    assert asked.text.startswith("I have read zebrafile.md. What would you like to know about it?")
    thanks = await write(discord_, ada, "thank you!")
    assert "Grubmüller" not in thanks.text
    answer = await write(discord_, ada, ASKED)
    assert "Anna Grubmüller" in answer.text
    assert NOTE in answer.text


@bot_runs
@pytest.mark.parametrize("greeting", ["hi", "Thanks!", "¿?"])
async def test_a_file_that_comes_with_a_greeting_waits_for_the_next_question(
    discord_: LoopbackDiscord, ada: User, greeting: str
) -> None:
    asked = await write(discord_, ada, greeting, mill())
    assert asked.text.startswith("I have read zebrafile.md. What would you like to know about it?")
    assert "Anna Grubmüller" in (await write(discord_, ada, ASKED)).text


@bot_runs
async def test_with_a_question_that_is_too_long_no_file_is_read(
    discord_: LoopbackDiscord, ada: User
) -> None:
    broken = Upload("broken.pdf", b"%PDF-1.7 nothing")
    refused = await write(discord_, ada, ASKED + " x" * 500, broken)
    length = len(ASKED) + 1000
    assert refused.text == DeskError(Trouble.TOO_LONG, length=length, most=1000).said("en-US")


@bot_runs
async def test_a_mention_with_a_file_is_answered_in_its_channel(
    discord_: LoopbackDiscord, channel: Channel, ada: User, records: Records
) -> None:
    await discord_.say(ada, channel, f"{discord_.bot.mention} {ASKED}", files=[mill()])
    message = await discord_.next_message(channel)
    assert "Anna Grubmüller" in message.text
    await shown_by(records, message)
    await discord_.say(ada, channel, PRICE, reply_to=message)
    assert PAID in (await discord_.next_message(channel)).text


@bot_runs
async def test_several_files_are_read_together_and_too_many_are_not(
    discord_: LoopbackDiscord, ada: User
) -> None:
    moat = mill("moat.txt", "The moat of the castle at Aying is nine metres deep.")
    answer = await write(discord_, ada, "How deep is the moat of the castle?", mill(), moat)
    assert "nine metres" in answer.text
    assert "Asked about zebrafile.md, moat.txt, and the articles." in answer.text
    five = [mill(f"{number}.md") for number in range(5)]
    refused = await write(discord_, ada, ASKED, *five)
    assert refused.text == say(Trouble.MANY_FILES.value.person, "en-US", most=3)


@bot_runs
@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (Upload("broken.pdf", b"%PDF-1.7 nothing"), "it is a broken PDF"),
        (Upload("scan.pdf", pdf(scanned())), "text"),
        (Upload("empty.txt", b"  \n"), "it has no text"),
        (Upload("tool.exe", b"MZ\x00"), "only files that end in"),
        (Upload("large.txt", b"a b " * 1_100_000), "larger than 4 MB"),
        (Upload("long.txt", b"Some words. " * 50_000), "longer than 500,000 characters"),
    ],
    ids=lambda one: getattr(one, "filename", ""),
)
async def test_what_cannot_be_read_is_said_and_to_the_asker_only(
    discord_: LoopbackDiscord, channel: Channel, ada: User, file: Upload, reason: str
) -> None:
    asked = await discord_.slash("ask", {"question": ASKED, "file": file}, ada, channel)
    message = await asked.answer(1)
    assert message.ephemeral
    assert reason in message.text
    assert file.filename in message.text
    await discord_.until(lambda: True if not channel.messages else None)


@bot_runs
async def test_nobody_else_reaches_a_file_by_going_on_or_pressing(
    discord_: LoopbackDiscord, channel: Channel, ada: User, records: Records
) -> None:
    message = await ask(discord_, ada, channel)
    await shown_by(records, message)
    eve = discord_.add_user("eve")
    await discord_.say(eve, channel, PRICE, reply_to=message)
    followed = await discord_.next_message(channel)
    assert "euros for a tour" not in followed.text
    assert OTHERS in followed.text
    for label in ("Show passages", ONLY):
        asked = await discord_.click(message, label=label, user=eve)
        refused = await asked.answer(0 if label == "Show passages" else 1)
        assert refused.text == OTHERS
        assert refused.ephemeral
    shown = await press(discord_, message, "Show passages", ada)
    assert shown.ephemeral
    assert "Visitors pay three euros" in shown.text
    assert "euros for a tour" not in (await write(discord_, eve, PRICE)).text


@bot_runs
async def test_who_manages_the_server_learns_nothing_more_of_it(
    discord_: LoopbackDiscord, channel: Channel, ada: User, records: Records
) -> None:
    assert channel.guild is not None
    boss = discord_.add_user("boss")
    channel.guild.set_permissions(boss, MANAGE_GUILD)
    message = await ask(discord_, ada, channel)
    await shown_by(records, message)
    why = await (await discord_.message_command("Why this answer?", message, boss)).answer()
    assert why.text == Trouble.FROM_A_FILE.value.person
    refused = await ask(discord_, ada, channel, "What is the price of a submarine in Oslo?")
    await shown_by(records, refused)
    gaps = await (await discord_.slash("library gaps", {}, boss, channel)).answer()
    assert "submarine" not in gaps.text


@bot_runs
async def test_a_private_answer_stays_private_when_it_is_asked_the_other_way(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    message = await ask(discord_, ada, channel, private=True)
    assert message.ephemeral
    assert "Share" not in labels(message)
    assert (await press(discord_, message, ONLY, ada)).ephemeral
    assert not channel.messages


async def refused_as_gone(desk: Desk) -> float:
    """How often the figures say that a file was gone."""
    written = (await asyncio.to_thread(desk.metrics.written)).decode()
    found = re.search(r'^footnote_errors_total{trouble="FILE_GONE"} (\S+)$', written, re.MULTILINE)
    return float(found[1]) if found else 0.0


async def test_after_a_restart_it_says_that_the_file_is_gone(
    discord_: LoopbackDiscord,
    desk: Desk,
    settings: Settings,
    ada: User,
    records: Records,
) -> None:
    async with discord_.running(FootnoteClient(desk, settings)):
        first = await write(discord_, ada, ASKED, mill())
        await shown_by(records, first)
    async with discord_.running(FootnoteClient(desk, settings)):
        second = await write(discord_, ada, PRICE)
        assert "euros for a tour" not in second.text
        assert f"-# {GONE}" in second.text
        await shown_by(records, second)
        assert (await press(discord_, first, "Show passages", ada)).text == GONE
        before = await refused_as_gone(desk)
        assert (await press(discord_, first, ONLY, ada)).text == GONE
        assert await refused_as_gone(desk) == before + 1
        third = await write(discord_, ada, "And LingGuang?")
        assert GONE not in third.text


@bot_runs
async def test_a_file_is_forgotten_after_a_quiet_while(
    discord_: LoopbackDiscord, ada: User, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shown_by(records, await write(discord_, ada, ASKED, mill()))
    monkeypatch.setattr(attached, "QUIET_SECONDS", 0.0)
    later = await write(discord_, ada, PRICE)
    assert "euros for a tour" not in later.text
    assert GONE in later.text
    await shown_by(records, later)


@bot_runs
async def test_deleting_ones_data_drops_ones_files(
    discord_: LoopbackDiscord, ada: User, records: Records
) -> None:
    await write(discord_, ada, "", mill())
    shown = await (await discord_.slash("privacy", {}, ada)).answer()
    assert "Of a file that you ask about, nothing" in shown.text
    deleted = await press(discord_, shown, "Delete my data", ada)
    assert deleted.text.startswith("### Deleted\n- your files, from my memory\n")
    again = await press(discord_, shown, "Delete my data", ada)
    assert again.text.startswith("### There was nothing to delete\n")
    assert "Anna Grubmüller" not in (await write(discord_, ada, ASKED)).text


@bot_runs
async def test_no_word_of_a_file_is_written_anywhere(
    discord_: LoopbackDiscord,
    channel: Channel,
    ada: User,
    records: Records,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    caplog.set_level("DEBUG", logger="bot")
    caplog.set_level("DEBUG", logger="index")
    first = await ask(discord_, ada, channel, "Who built the wheel?")
    await shown_by(records, first)
    await discord_.say(ada, channel, "when did she build it?", reply_to=first)
    second = await discord_.next_message(channel)
    kept = await shown_by(records, second)
    assert kept.with_file
    assert (kept.statements, kept.citations, kept.passages) == ((), (), ())
    assert kept.searched == "when did she build it?"
    await ask(discord_, ada, channel, "What is the price of a submarine?", **{"from": "file"})
    assert await asyncio.to_thread(records.gaps.before, None, 10) == ()
    before = await asyncio.to_thread(records.privacy.kept_of, ada.id)
    assert all(word not in str(before) for word in WORDS)
    assert all(word not in caplog.text for word in WORDS)
    written = await asyncio.to_thread(_bytes_in, tmp_path)
    assert b"submarine" in written  # the questions are there, as of every answer
    assert all(word.encode() not in written for word in WORDS)


def _bytes_in(folder: Path) -> bytes:
    return b"\n".join(one.read_bytes() for one in folder.rglob("*") if one.is_file())


async def test_a_bot_that_keeps_nothing_goes_on_about_a_file_in_private(
    discord_: LoopbackDiscord, library: Library, settings: Settings, ada: User, tmp_path: Path
) -> None:
    path = tmp_path / "none" / "records.db"
    nothing = await asyncio.to_thread(lambda: Records(path, keep_days=0))
    offload = Offload(workers=2, queue_size=20)
    desk = Desk(library, offload, question_max_chars=1000, records=nothing)
    async with discord_.running(FootnoteClient(desk, settings)):
        first = await write(discord_, ada, ASKED, mill())
        assert "Anna Grubmüller" in first.text
        assert labels(first) == []
        assert PAID in (await write(discord_, ada, PRICE)).text
    nothing.close()


@bot_runs
async def test_a_name_that_does_harm_is_shown_and_does_none(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    name = "@everyone [x](evil.example) <@1> ||y||"
    message = await ask(discord_, ada, channel, file=mill(f"{name}.txt", ANSWER))
    seen = read(message.text)
    assert HARM.isdisjoint(seen.alive)
    assert not seen.links
    assert not message.pings
    broken = await discord_.slash(
        "ask", {"question": ASKED, "file": mill(f"{name}.exe")}, ada, channel
    )
    refused = await broken.answer(1)
    assert HARM.isdisjoint(read(refused.text).alive)
    assert not read(refused.text).links
    assert not refused.pings


@bot_runs
async def test_a_vote_on_an_answer_about_a_file_counts(
    discord_: LoopbackDiscord, channel: Channel, ada: User, records: Records
) -> None:
    message = await ask(discord_, ada, channel)
    await press(discord_, message, "Helpful", ada)
    votes = await asyncio.to_thread(records.votes.count, record_of(message))
    assert votes.ups == 1


@bot_runs
@pytest.mark.parametrize(
    ("files", "trouble"),
    [
        ([mill(f"{number}.md") for number in range(4)], Trouble.MANY_FILES),
        ([Upload("broken.pdf", b"%PDF-1.7 nothing")], Trouble.FILE_UNREAD),
        ([Upload("large.txt", b"a b " * 1_100_000)], Trouble.FILE_UNREAD),
        ([Upload("photo.jpg", b"\xff\xd8\xff\xe0")], Trouble.NO_IMAGES),
    ],
    ids=["many", "broken", "large", "image"],
)
async def test_files_that_are_refused_are_counted(
    discord_: LoopbackDiscord, ada: User, desk: Desk, files: list[Upload], trouble: Trouble
) -> None:
    counted = f'footnote_errors_total{{trouble="{trouble.name}"}} 1.0'
    assert counted not in (await asyncio.to_thread(desk.metrics.written)).decode()
    await write(discord_, ada, ASKED, *files)
    assert counted in (await asyncio.to_thread(desk.metrics.written)).decode()


async def test_a_question_with_a_file_counts_once(
    discord_: LoopbackDiscord, library: Library, records: Records, settings: Settings, ada: User
) -> None:
    offload = Offload(workers=2, queue_size=20)
    limits = Limits(person_per_minute=1)
    desk = Desk(library, offload, question_max_chars=1000, records=records, limits=limits)
    async with discord_.running(FootnoteClient(desk, settings)):
        assert "Anna Grubmüller" in (await write(discord_, ada, ASKED, mill())).text
        assert "come back in" in (await write(discord_, ada, ASKED, mill())).text
