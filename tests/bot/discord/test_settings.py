"""Those who manage a server say where the bot speaks unasked; nobody else, and nowhere in vain."""

import asyncio

import pytest

from bot.client import FootnoteClient
from bot.desk import Desk
from bot.errors import DeskError, Trouble
from bot.offload import Offload
from bot.records.base import ChannelKind
from bot.records.records import Records
from bot.settings import Settings
from index.library import Library
from tests.loopback import (
    MESSAGE_CONTENT,
    Channel,
    ClientRefusalError,
    Guild,
    LoopbackDiscord,
    Message,
    User,
)
from tests.loopback import components as tree
from tests.loopback.rights import (
    MANAGE_GUILD,
    READ_MESSAGE_HISTORY,
    SEND_MESSAGES,
    SEND_MESSAGES_IN_THREADS,
    VIEW_CHANNEL,
)

pytestmark = pytest.mark.asyncio

ON, OFF = "Switch a channel on", "Switch a channel off"


@pytest.fixture
def privileged_intents() -> int:
    """The message content intent is on in the portal."""
    return MESSAGE_CONTENT


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The settings that ask for it."""
    return settings.model_copy(update={"message_content_intent": True})


@pytest.fixture
def guild(channel: Channel) -> Guild:
    assert channel.guild is not None
    return channel.guild


@pytest.fixture
def admin(discord_: LoopbackDiscord, guild: Guild) -> User:
    """Somebody who manages the server, and does not own it."""
    admin = discord_.add_user("grace")
    guild.set_permissions(admin, MANAGE_GUILD)
    return admin


@pytest.fixture
def forum(guild: Guild) -> Channel:
    return guild.add_forum("help")


async def panel(discord_: LoopbackDiscord, user: User, channel: Channel) -> Message:
    shown = await (await discord_.slash("settings channels", {}, user, channel)).answer()
    assert shown.viewer is user
    return shown


async def choose(
    discord_: LoopbackDiscord, shown: Message, what: Channel | str, user: User
) -> Message:
    """Choose a channel to switch on, or one (by its id) to switch off."""
    menu = ON if isinstance(what, Channel) else OFF
    return await (await discord_.choose(shown, [what], placeholder=menu, user=user)).answer()


async def switched(records: Records, guild: Guild) -> dict[int, ChannelKind]:
    return dict(await asyncio.to_thread(records.servers.channels, guild.id))


def options(shown: Message) -> dict[str, str]:
    """What the menu of channels to switch off offers: labels by id."""
    return {
        one["value"]: one["label"]
        for _, part in tree.walk(shown.components)
        if part["type"] == tree.STRING_SELECT
        for one in part["options"]
    }


@pytest.mark.usefixtures("bot")
async def test_channels_are_switched_on_and_off_in_the_same_message(
    discord_: LoopbackDiscord,
    channel: Channel,
    forum: Channel,
    guild: Guild,
    admin: User,
    records: Records,
) -> None:
    shown = await panel(discord_, admin, channel)
    assert "No channel is on." in shown.text
    assert options(shown) == {}

    assert await choose(discord_, shown, forum, admin) is shown
    assert f"- <#{forum.id}> (each new post)" in shown.text
    await choose(discord_, shown, channel, admin)

    assert f"- <#{channel.id}> (each question)" in shown.text
    assert options(shown) == {str(forum.id): "#help", str(channel.id): "#general"}
    assert await switched(records, guild) == {forum.id: "forum", channel.id: "follow"}
    await choose(discord_, shown, str(forum.id), admin)
    assert await switched(records, guild) == {channel.id: "follow"}
    assert str(forum.id) not in shown.text
    assert not shown.pings


@pytest.mark.usefixtures("bot")
async def test_who_does_not_manage_the_server_is_not_offered_it(
    discord_: LoopbackDiscord, channel: Channel, ada: User
) -> None:
    with pytest.raises(ClientRefusalError, match="may not use"):
        await discord_.slash("settings channels", {}, ada, channel)
    with pytest.raises(ClientRefusalError, match="not offered"):
        await discord_.slash("settings channels", {}, ada, discord_.dm(ada))


@pytest.mark.usefixtures("bot")
async def test_who_no_longer_manages_the_server_is_turned_away_here_too(
    discord_: LoopbackDiscord,
    channel: Channel,
    forum: Channel,
    guild: Guild,
    admin: User,
    records: Records,
) -> None:
    shown = await panel(discord_, admin, channel)
    await choose(discord_, shown, channel, admin)
    guild.set_permissions(admin, 0)

    for what in (forum, str(channel.id)):
        told = await choose(discord_, shown, what, admin)
        assert told.text == Trouble.NOT_ADMIN.value.person
        assert told.viewer is admin
    assert await switched(records, guild) == {channel.id: "follow"}


@pytest.mark.usefixtures("bot")
async def test_another_servers_commands_let_nobody_by(
    discord_: LoopbackDiscord, channel: Channel, guild: Guild, ada: User, records: Records
) -> None:
    # A server may let others use a command by its own settings: Discord's gate is then open.
    for command in discord_._world.commands[None].values():
        command["default_member_permissions"] = None
    told = await panel(discord_, ada, channel)
    assert told.text == Trouble.NOT_ADMIN.value.person
    assert await switched(records, guild) == {}


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("kind", "denied", "words"),
    [
        ("text", VIEW_CHANNEL, "View Channel"),
        ("text", SEND_MESSAGES, "Send Messages"),
        ("text", SEND_MESSAGES | READ_MESSAGE_HISTORY, "Send Messages, Read Message History"),
        ("forum", SEND_MESSAGES_IN_THREADS, "Send Messages in Threads"),
    ],
)
async def test_where_the_bot_may_not_speak_it_says_what_it_lacks(
    discord_: LoopbackDiscord,
    channel: Channel,
    forum: Channel,
    guild: Guild,
    admin: User,
    records: Records,
    bot: FootnoteClient,
    kind: str,
    denied: int,
    words: str,
) -> None:
    wanted = guild.add_channel("news") if kind == "text" else forum
    guild.overwrite(wanted, discord_.bot, deny=denied)
    shown = await panel(discord_, admin, channel)

    def has_heard() -> bool:
        known = bot.get_channel(wanted.id)
        return known is not None and bool(getattr(known, "overwrites", {}))

    await discord_.until(lambda: has_heard() or None)
    told = await choose(discord_, shown, wanted, admin)

    said = DeskError(Trouble.NOT_ALLOWED_THERE, channel=f"<#{wanted.id}>", permissions=words)
    assert told.text == said.person
    assert told.viewer is admin
    assert await switched(records, guild) == {}


@pytest.mark.usefixtures("bot")
async def test_a_channel_that_is_gone_can_be_switched_off(
    discord_: LoopbackDiscord, channel: Channel, guild: Guild, admin: User, records: Records
) -> None:
    await asyncio.to_thread(records.servers.switch_on, guild.id, 12345, "follow")
    shown = await panel(discord_, admin, channel)
    assert options(shown) == {"12345": "a channel that you don't see (12345)"}
    await choose(discord_, shown, "12345", admin)
    assert await switched(records, guild) == {}


@pytest.mark.usefixtures("bot")
async def test_a_channel_that_the_reader_does_not_see_keeps_its_name(
    discord_: LoopbackDiscord, channel: Channel, guild: Guild, admin: User, records: Records
) -> None:
    hidden = guild.add_channel("takeover-plans", only_for=[discord_.bot])
    await asyncio.to_thread(records.servers.switch_on, guild.id, hidden.id, "follow")

    shown = await panel(discord_, admin, channel)
    owners = await panel(discord_, discord_.owner, channel)

    assert "takeover" not in str(shown.components)
    assert options(shown) == {str(hidden.id): f"a channel that you don't see ({hidden.id})"}
    assert options(owners) == {str(hidden.id): "#takeover-plans"}


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    "name", ["@everyone", "[x](http://evil.example)", "<@1> \u202eevil", "\u200b", "n" * 100]
)
async def test_whatever_a_channel_is_called_it_does_nothing(
    discord_: LoopbackDiscord, channel: Channel, guild: Guild, admin: User, name: str
) -> None:
    named = guild.add_forum(name)
    shown = await panel(discord_, admin, channel)
    await choose(discord_, shown, named, admin)
    assert name not in shown.text
    assert not shown.pings
    [label] = options(shown).values()
    assert label.startswith("#")
    assert 1 < len(label) <= 100
    assert "\u202e" not in label


@pytest.mark.usefixtures("bot")
async def test_more_channels_than_a_menu_holds_are_switched_off_one_after_the_other(
    discord_: LoopbackDiscord, channel: Channel, guild: Guild, admin: User, records: Records
) -> None:
    def many() -> None:
        for number in range(1, 101):
            records.servers.switch_on(guild.id, number, "follow")

    await asyncio.to_thread(many)
    shown = await panel(discord_, admin, channel)
    assert list(options(shown)) == [str(number) for number in range(1, 26)]
    assert " more" in shown.text
    await choose(discord_, shown, "1", admin)
    assert "26" in options(shown)


async def without_intent(
    discord_: LoopbackDiscord, library: Library, records: Records, settings: Settings
) -> FootnoteClient:
    offload = Offload(workers=2, queue_size=200)
    desk = Desk(library, offload, question_max_chars=1000, records=records)
    off = settings.model_copy(update={"message_content_intent": False})
    return FootnoteClient(desk, off)


async def test_without_the_intent_it_says_what_to_do_and_switches_nothing_on(
    discord_: LoopbackDiscord,
    channel: Channel,
    forum: Channel,
    guild: Guild,
    admin: User,
    library: Library,
    records: Records,
    settings: Settings,
    desk: Desk,
) -> None:
    intent_off = Trouble.INTENT_OFF.value.person
    async with discord_.running(FootnoteClient(desk, settings)):
        former = await panel(discord_, admin, channel)
        assert intent_off not in former.text
        await choose(discord_, former, channel, admin)
    async with discord_.running(await without_intent(discord_, library, records, settings)):
        shown = await panel(discord_, admin, channel)
        told = await choose(discord_, former, forum, admin)
        assert told.text == intent_off
        assert await switched(records, guild) == {channel.id: "follow"}

        assert intent_off in shown.text
        assert "MESSAGE_CONTENT_INTENT=true" in shown.text
        with pytest.raises(ClientRefusalError, match="0 components"):
            await discord_.choose(shown, [forum], placeholder=ON, user=admin)
        await choose(discord_, shown, str(channel.id), admin)
        assert await switched(records, guild) == {}


@pytest.mark.usefixtures("bot")
async def test_a_choice_that_fails_leaves_the_message_and_says_so(
    discord_: LoopbackDiscord, channel: Channel, forum: Channel, admin: User, records: Records
) -> None:
    shown = await panel(discord_, admin, channel)
    before = shown.text
    await asyncio.to_thread(records.close)
    await asyncio.to_thread(records._database.path.write_bytes, b"no database" * 1000)
    told = await choose(discord_, shown, forum, admin)
    assert told.text == Trouble.NO_RECORDS.value.person
    assert told is not shown
    assert shown.text == before
