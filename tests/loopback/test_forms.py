"""Buttons open forms, people fill them in; the bot gets what was entered, and knows the message."""

from __future__ import annotations

from typing import Any

import discord
import pytest

from . import Channel, ClientRefusalError, LoopbackDiscord, Message, User
from .tiny_bot import TinyBot

pytestmark = pytest.mark.asyncio


class Complaint(discord.ui.Modal, title="What was wrong?"):
    """A choice, and room for words."""

    reason = discord.ui.Label[Any](
        text="Reason",
        description="Choose one or two.",
        component=discord.ui.Select(
            custom_id="reason",
            max_values=2,
            options=[discord.SelectOption(label=name) for name in ("wrong", "old", "other")],
        ),
    )
    words = discord.ui.Label[Any](
        text="In your words",
        component=discord.ui.TextInput(custom_id="words", required=False, min_length=3),
    )

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        """Change the message from which the form was opened."""
        assert isinstance(self.reason.component, discord.ui.Select)
        assert isinstance(self.words.component, discord.ui.TextInput)
        assert interaction.message is not None
        values = ", ".join(self.reason.component.values)
        said = f"{values}; {self.words.component.value or 'no more'}"
        await interaction.response.edit_message(view=Answer(said))


class Answer(discord.ui.LayoutView):
    """A text, and a button that opens the form."""

    def __init__(self, text: str) -> None:
        super().__init__(timeout=None)
        self.add_item(discord.ui.TextDisplay(text))
        row = discord.ui.ActionRow[Answer]()
        button = discord.ui.Button[Answer](label="Wrong?", custom_id="wrong")
        button.callback = self.open  # type: ignore[method-assign]
        row.add_item(button)
        self.add_item(row)

    async def open(self, interaction: discord.Interaction[Any]) -> None:
        """Open the form."""
        await interaction.response.send_modal(Complaint())


async def sent(bot: TinyBot, channel: Channel) -> Message:
    """An answer of the bot in `channel`."""
    message = await bot.get_partial_messageable(channel.id).send(view=Answer("An answer."))
    return channel.messages[message.id]


async def test_a_form_with_a_choice_changes_the_message_it_came_from(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, ada: User
) -> None:
    message = await sent(bot, channel)
    click = await discord_.click(message, label="Wrong?", user=ada)
    form = await click.modal()
    assert [one["label"] for one in form["components"]] == ["Reason", "In your words"]
    submitted = await click.submit({"reason": ["wrong", "old"], "words": "The date."})
    assert await submitted.answer() is message
    assert submitted.ack_type == 7
    assert message.text == "wrong, old; The date."


async def test_what_may_be_left_out_can_be(
    discord_: LoopbackDiscord, bot: TinyBot, channel: Channel, ada: User
) -> None:
    message = await sent(bot, channel)
    click = await discord_.click(message, label="Wrong?", user=ada)
    await (await click.submit({"reason": "other"})).answer()
    assert message.text == "other; no more"


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        ({}, "cannot be chosen"),
        ({"reason": []}, "cannot be chosen"),
        ({"reason": ["wrong", "old", "other"]}, "cannot be chosen"),
        ({"reason": "boring"}, "cannot be chosen"),
        ({"reason": "old", "words": "hm"}, "2 characters"),
        ({"reason": "old", "words": ["hm"]}, "is a text"),
        ({"reason": "old", "why": "?"}, "the form has"),
    ],
)
async def test_a_form_that_is_filled_in_wrongly_is_not_sent(
    discord_: LoopbackDiscord,
    bot: TinyBot,
    channel: Channel,
    ada: User,
    entries: dict[str, Any],
    why: str,
) -> None:
    click = await discord_.click(await sent(bot, channel), label="Wrong?", user=ada)
    await click.modal()
    with pytest.raises(ClientRefusalError, match=why):
        await click.submit(entries)


async def test_the_answer_to_a_form_says_which_click_opened_it(
    discord_: LoopbackDiscord, bot: TinyBot, ada: User, channel: Channel
) -> None:
    asked = await discord_.slash("ask", {"question": "?", "public": True}, ada, channel)
    message = await asked.answer()
    click = await discord_.click(message, label="Comment", user=ada)
    answer = await (await click.submit({"words": "the date"})).answer()
    assert answer.origin is not None
    assert answer.origin.opened_by is not None
    assert (answer.origin.type, answer.origin.opened_by.type) == (5, 3)
    assert answer.origin.opened_by.clicked == message.id
