"""A message and its menu come in; the bot reads what it may, and answers."""

from __future__ import annotations

from typing import Any

import discord
import pytest

from . import Channel, ClientRefusalError, LoopbackDiscord, User
from .command_limits import check_commands
from .errors import ApiError
from .tiny_bot import TinyBot

pytestmark = pytest.mark.asyncio


async def test_the_menu_of_a_message_shows_the_bot_what_it_could_not_read(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, ada: User
) -> None:
    eve = discord_.add_user("eve")
    said = await discord_.say(eve, channel, "When was that?")
    await discord_.until(lambda: bot.seen or None)
    assert bot.seen == [""]
    asked = await discord_.message_command("Ask about this", said, ada)
    answer = await asked.answer()
    assert answer.text == "eve: When was that?"
    assert answer.type == 23
    assert asked.interaction.target == said.id
    fetched = await bot.get_partial_messageable(channel.id).fetch_message(answer.id)
    assert fetched.interaction_metadata is not None
    assert fetched.interaction_metadata.target_message_id == said.id


async def test_the_menu_is_there_in_a_direct_message_and_for_the_bots_own_answers(
    discord_: LoopbackDiscord, bot: TinyBot, ada: User
) -> None:
    answer = await (await discord_.slash("ask", {"question": "?"}, ada)).answer()
    assert answer.ephemeral
    asked = await discord_.message_command("Ask about this", answer, ada)
    assert (await asked.answer()).text == "footnote: "
    with pytest.raises(ClientRefusalError, match="does not see"):
        await discord_.message_command("Ask about this", answer, discord_.add_user("eve"))


async def test_a_menu_has_its_names_in_other_languages(
    discord_: LoopbackDiscord, bot: TinyBot
) -> None:
    menu = next(one for one in discord_.commands() if one["type"] == 3)
    assert menu["name_localizations"] == {"de": "Danach fragen"}
    assert menu["description"] == ""
    assert [command.name for command in bot.tree.get_commands(type=discord.AppCommandType.message)]


async def test_there_is_no_menu_entry_that_was_not_registered(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, ada: User
) -> None:
    said = await discord_.say(ada, channel, "hm")
    for name in ("ask", "Nothing"):
        with pytest.raises(ClientRefusalError, match="no command"):
            await discord_.message_command(name, said, ada)
    with pytest.raises(ClientRefusalError, match="no command"):
        await discord_.slash("Ask", {}, ada, channel)
    await discord_.delete(said)
    with pytest.raises(ClientRefusalError, match="does not see"):
        await discord_.message_command("Ask about this", said, ada)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ({"name": "x" * 33}, "BASE_TYPE_BAD_LENGTH"),
        ({"name": " "}, "BASE_TYPE_BAD_LENGTH"),
        ({"name": "Ask", "name_localizations": {"de": ""}}, "BASE_TYPE_BAD_LENGTH"),
        ({"name": "Ask", "description": "?"}, "APPLICATION_COMMAND_INVALID"),
        (
            {"name": "Ask", "default_member_permissions": str(1 << 60)},
            "APPLICATION_COMMAND_INVALID_PERMISSIONS",
        ),
    ],
)
async def test_what_a_menu_may_not_be(command: dict[str, Any], code: str) -> None:
    check_commands([{"type": 3, "name": "Ask about this"}])
    with pytest.raises(ApiError) as caught:
        check_commands([{"type": 3, **command}])
    assert [problem.code for problem in caught.value.problems] == [code]


@pytest.mark.parametrize(
    ("words", "fine"),
    [
        ({"name_localizations": {"de": "frage", "ja": "質問", "hi": "पूछें", "th": "ถาม"}}, True),
        ({"name_localizations": {"de": "Frage"}}, False),
        ({"name_localizations": {"de": "eine frage"}}, False),
        ({"description_localizations": {"de": "x" * 101}}, False),
    ],
)
async def test_a_slash_command_keeps_the_rules_in_every_language(
    words: dict[str, Any], fine: bool
) -> None:
    command = {"name": "ask", "description": "Ask.", **words}
    if fine:
        check_commands([command])
        return
    with pytest.raises(ApiError) as caught:
        check_commands([command])
    assert caught.value.problems[0].path[1] in words


async def test_a_sixth_menu_entry_is_refused() -> None:
    check_commands([{"type": 3, "name": str(number)} for number in range(5)])
    with pytest.raises(ApiError):
        check_commands([{"type": 3, "name": str(number)} for number in range(6)])
