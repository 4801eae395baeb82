"""People ask what is kept of them, take it along and delete it: their own, and nobody else's."""

import asyncio
import gzip
import json
import random
from pathlib import Path
from typing import Any

import pytest

from bot.client import FootnoteClient
from bot.desk import Desk
from bot.offload import Offload
from bot.records.records import Records
from bot.settings import Settings
from index.catalog import Catalog
from index.library import Library
from index.load.upload import load_upload
from index.settings import IndexSettings
from index.shelf import add
from tests.index.tiny import TinyEmbedder
from tests.loopback import Channel, LoopbackDiscord, Message, User

pytestmark = pytest.mark.asyncio

MINE = "Did Ada's secret zebra download the Qwen app?"
THEIRS = "Did Bob's hidden penguin download the Qwen app?"
EXPORT, DELETE = "Export my data", "Delete my data"

bot_runs = pytest.mark.usefixtures("bot")


@pytest.fixture
def bob(discord_: LoopbackDiscord) -> User:
    return discord_.add_user("bob")


async def ask(discord_: LoopbackDiscord, user: User, channel: Channel, question: str) -> Message:
    return await (await discord_.slash("ask", {"question": question}, user, channel)).answer()


async def privacy(discord_: LoopbackDiscord, user: User, channel: Channel) -> Message:
    shown = await (await discord_.slash("privacy", {}, user, channel)).answer()
    assert shown.viewer is user
    assert not shown.pings
    return shown


async def press(discord_: LoopbackDiscord, shown: Message, label: str, user: User) -> Message:
    answer = await (await discord_.click(shown, label=label, user=user)).answer()
    assert answer.viewer is user
    return answer


async def export(discord_: LoopbackDiscord, shown: Message, user: User) -> Any:
    answer = await press(discord_, shown, EXPORT, user)
    [file] = answer.attachments
    assert file.filename == "footnote-data.json"
    return json.loads(file.data)


def in_files(folder: Path, words: str) -> list[str]:
    return [one.name for one in sorted(folder.iterdir()) if words.encode() in one.read_bytes()]


@bot_runs
async def test_it_says_what_is_kept_and_for_how_long(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    await ask(discord_, ada, channel, MINE)

    shown = await privacy(discord_, ada, channel)

    assert "for 90 days." in shown.text
    assert "Kept of you now: 1 question · 0 votes · 0 repairs" in shown.text
    assert [(one.label, one.custom_id, one.style) for one in shown.buttons] == [
        (EXPORT, "privacy:export", 2),
        (DELETE, "privacy:delete", 4),
    ]
    assert shown.id not in channel.messages


@bot_runs
@pytest.mark.parametrize("where", ["dm", "group"])
async def test_it_is_there_without_a_server_too(
    discord_: LoopbackDiscord, ada: User, bob: User, where: str
) -> None:
    channel = discord_.dm(ada) if where == "dm" else discord_.add_group(ada, bob)
    await ask(discord_, ada, channel, MINE)
    shown = await privacy(discord_, ada, channel)
    assert shown.ephemeral
    assert [one["question"] for one in (await export(discord_, shown, ada))["answers"]] == [MINE]
    deleted = await press(discord_, shown, DELETE, ada)
    assert deleted.text.splitlines()[:2] == ["### Deleted", "- 1 question with its answer"]


@bot_runs
async def test_an_export_holds_all_of_the_asker_and_nothing_of_another(
    discord_: LoopbackDiscord, channel: Channel, ada: User, bob: User, records: Records
) -> None:
    answer = await ask(discord_, ada, channel, MINE)
    await ask(discord_, ada, discord_.dm(ada), "How many people downloaded the Qwen app?")
    await ask(discord_, bob, channel, THEIRS)

    kept = await export(discord_, await privacy(discord_, ada, channel), ada)

    assert kept == await asyncio.to_thread(records.privacy.kept_of, ada.id)
    assert kept["person"] == str(ada.id)
    first, second = kept["answers"]
    assert (first["question"], second["server"]) == (MINE, None)
    assert first["messages"] == [f"{channel.id}/{answer.id}"]
    assert second["cited"]
    assert "penguin" not in json.dumps(kept)
    assert str(bob.id) not in json.dumps(kept)


@bot_runs
async def test_who_deletes_is_gone_from_the_files_and_nobody_else_is(
    discord_: LoopbackDiscord, channel: Channel, ada: User, bob: User, tmp_path: Path
) -> None:
    await ask(discord_, ada, channel, MINE)
    await ask(discord_, bob, channel, THEIRS)
    folder = tmp_path / "records"
    assert await asyncio.to_thread(in_files, folder, "secret zebra")
    shown = await privacy(discord_, ada, channel)

    deleted = await press(discord_, shown, DELETE, ada)

    assert deleted.text.startswith("### Deleted\n- 1 question with its answer\n")
    assert await asyncio.to_thread(in_files, folder, "secret zebra") == []
    assert await asyncio.to_thread(in_files, folder, "hidden penguin")
    kept = await export(discord_, shown, ada)
    assert (kept["answers"], kept["votes"], kept["pins"], kept["marks"]) == ([], [], [], [])
    theirs = await export(discord_, await privacy(discord_, bob, channel), bob)
    assert [one["question"] for one in theirs["answers"]] == [THEIRS]
    again = await press(discord_, shown, DELETE, ada)
    assert again.text.startswith("### There was nothing to delete\n")


@bot_runs
async def test_the_buttons_name_nobody_so_they_can_only_mean_who_presses(
    discord_: LoopbackDiscord, channel: Channel, ada: User, bob: User
) -> None:
    await ask(discord_, ada, channel, MINE)
    adas = await privacy(discord_, ada, channel)
    bobs = await privacy(discord_, bob, channel)
    assert [one.custom_id for one in adas.buttons] == [one.custom_id for one in bobs.buttons]

    assert (await export(discord_, bobs, bob))["answers"] == []
    await press(discord_, bobs, DELETE, bob)

    assert len((await export(discord_, adas, ada))["answers"]) == 1


async def test_the_buttons_outlive_a_restart(
    discord_: LoopbackDiscord,
    channel: Channel,
    ada: User,
    library: Library,
    records: Records,
    settings: Settings,
) -> None:
    def new_client() -> FootnoteClient:
        offload = Offload(workers=2, queue_size=200)
        desk = Desk(library, offload, question_max_chars=1000, records=records)
        return FootnoteClient(desk, settings)

    async with discord_.running(new_client()):
        await ask(discord_, ada, channel, MINE)
        shown = await privacy(discord_, ada, channel)
    async with discord_.running(new_client()):
        assert len((await export(discord_, shown, ada))["answers"]) == 1
        assert "1 question" in (await press(discord_, shown, DELETE, ada)).text


@bot_runs
async def test_what_a_person_taught_no_longer_has_their_name(
    discord_: LoopbackDiscord, channel: Channel, ada: User, records: Records, settings: Settings
) -> None:
    collection = f"server-{channel.guild.id if channel.guild else 0}"

    def teach(library: IndexSettings) -> None:
        text = b"---\ntitle: Why\nauthor: Ada Byron\n---\nBecause the mill grinds rye."
        loaded = load_upload(text, "why.md", collection=collection)
        add(library, TinyEmbedder(), loaded, collection=collection)
        records.repairs.mark(1, "taught", collection, "why", ada.id)

    def author() -> str | None:
        catalog = Catalog(settings.index.catalog_path)
        source = catalog.listing.source(collection, "why")
        catalog.close()
        assert source is not None
        return source.author

    await asyncio.to_thread(teach, settings.index)
    assert await asyncio.to_thread(author) == "Ada Byron"

    deleted = await press(discord_, await privacy(discord_, ada, channel), DELETE, ada)

    assert "- 1 repair no longer says that it was you" in deleted.text
    assert "- 1 article that you taught no longer has your name" in deleted.text
    assert await asyncio.to_thread(author) is None


@bot_runs
async def test_a_file_that_discord_does_not_take_is_packed_and_cut(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    chance = random.Random(0)
    for _ in range(6):
        words = " ".join(f"{chance.getrandbits(40):x}" for _ in range(50))  # hardly packed at all
        await ask(discord_, ada, channel, f"Who is {words}?")
    discord_._world.attachment_size_limit = 4096 + 2000
    shown = await privacy(discord_, ada, channel)

    asked = await discord_.click(shown, label=EXPORT, user=ada)
    first = await asked.answer()
    count = int(first.attachments[0].filename.split("-")[2])
    files = [(await asked.answer(number)).attachments[0] for number in range(count)]

    assert count > 1
    assert all(message.viewer is ada for message in asked.answers)
    kept = [json.loads(gzip.decompress(file.data)) for file in files]
    assert sum(len(part["answers"]) for part in kept) == 6


async def test_where_nothing_is_kept_it_says_so(
    discord_: LoopbackDiscord,
    channel: Channel,
    ada: User,
    library: Library,
    settings: Settings,
    tmp_path: Path,
) -> None:
    records = await asyncio.to_thread(Records, tmp_path / "none" / "records.db", keep_days=0)
    offload = Offload(workers=2, queue_size=200)
    desk = Desk(library, offload, question_max_chars=1000, records=records)
    async with discord_.running(FootnoteClient(desk, settings)):
        await ask(discord_, ada, channel, MINE)
        shown = await privacy(discord_, ada, channel)
    await asyncio.to_thread(records.close)
    assert "- Nothing of your questions, my answers and your votes:" in shown.text
    assert "0 questions · 0 votes" in shown.text


@bot_runs
async def test_what_discord_said_of_memberships_is_forgotten_too(
    discord_: LoopbackDiscord, channel: Channel, ada: User, bob: User, bot: FootnoteClient
) -> None:
    cog: Any = bot.get_cog("Privacy")
    for person in (ada, bob):
        cog._reach._remember(1, person.id, True)
    await press(discord_, await privacy(discord_, ada, channel), DELETE, ada)
    assert set(cog._reach._known) == {(1, bob.id)}


@bot_runs
async def test_no_log_tells_what_was_asked_or_by_whom(
    discord_: LoopbackDiscord, channel: Channel, ada: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    await ask(discord_, ada, channel, MINE)
    shown = await privacy(discord_, ada, channel)
    await export(discord_, shown, ada)
    await press(discord_, shown, DELETE, ada)
    assert "zebra" not in caplog.text
    assert str(ada.id) not in caplog.text
