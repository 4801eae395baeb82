"""Presses of two buttons come in, and what people enter in a form; votes go to the desk."""

import re
from collections.abc import Sequence
from typing import Any, get_args

import discord
from discord.ext import commands

from bot.cogs.door import Door
from bot.cogs.forms import FormReply, entered, form_sent
from bot.cogs.reply import Container, InteractionReply, reply_with
from bot.cogs.trust_buttons import VOTES
from bot.desk.trust import Trust
from bot.records.base import Reason
from bot.words import say

MOST_WORDS = 500
"""Characters that a person has to say what was wrong."""

_FORM = re.compile(r"downvote:(?P<record>[0-9]{1,18})")
_REASON, _WORDS = "reason", "words"
_REASONS: tuple[Reason, ...] = get_args(Reason)


class Votes(commands.Cog, name=VOTES):
    """Takes votes: one a person an answer, and the last one counts."""

    def __init__(self, trust: Trust, door: Door) -> None:
        self._trust = trust
        self._door = door

    async def vote(self, interaction: discord.Interaction[Any], record: int, *, up: bool) -> None:
        """Take a vote. Of a vote against, ask why: it counts also where nobody says."""
        person, locale = interaction.user.id, interaction.locale.value

        async def note() -> Sequence[Container]:
            await self._trust.vote(record, person, up=up)
            said = say("Thank you. Your vote is noted: helpful.", locale)
            return [_said(said, say("You can change it at any time.", locale))]

        async def ask_why() -> discord.ui.Modal:
            return _why_form(record, locale)

        if up:
            await reply_with(note, InteractionReply(interaction, private=True), self._door)
        else:
            await reply_with(note, FormReply(interaction, ask_why), self._door)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Take the form that says why."""
        match = _FORM.fullmatch(form_sent(interaction) or "")
        if match is None:
            return
        fields, locale = entered(interaction), interaction.locale.value
        reason: Reason = "other"
        for one in _REASONS:
            if one == fields.get(_REASON):
                reason = one
        record, words = int(match["record"]), fields.get(_WORDS, "").strip()[:MOST_WORDS]

        async def note() -> Sequence[Container]:
            await self._trust.vote_down(record, interaction.user.id, reason, words)
            said = say("Thank you. Your vote is noted: not helpful.", locale)
            return [_said(said, say("You can change it at any time.", locale))]

        await reply_with(note, InteractionReply(interaction, private=True), self._door)


def _why_form(record: int, locale: str) -> discord.ui.Modal:
    labels = {
        "wrong": say("It is wrong", locale),
        "outdated": say("It is outdated", locale),
        "incomplete": say("It is incomplete", locale),
        "other": say("Something else", locale),
    }
    form = discord.ui.Modal(title=say("What was wrong?", locale), custom_id=f"downvote:{record}")
    options = [discord.SelectOption(label=labels[one], value=one) for one in _REASONS]
    reason: discord.ui.Select[Any] = discord.ui.Select(custom_id=_REASON, options=options)
    words: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id=_WORDS,
        style=discord.TextStyle.paragraph,
        required=False,
        max_length=MOST_WORDS,
    )
    form.add_item(discord.ui.Label(text=say("Reason", locale), component=reason))
    form.add_item(discord.ui.Label(text=say("In your own words", locale), component=words))
    return form


def _said(*lines: str) -> Container:
    return discord.ui.Container(discord.ui.TextDisplay("\n".join(lines)))
