"""A command's names and descriptions come in; what Discord shows of them elsewhere goes out."""

import asyncio

import discord
from discord import app_commands

from bot import words


class CommandWords(app_commands.Translator):
    """Lets discord.py register each command in every language that there is a catalogue for."""

    async def load(self) -> None:
        """Read all catalogues, so that nothing the bot says later waits for a disk."""
        await asyncio.to_thread(words.load)

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """The name or description there; `None` where Discord shall show the English one."""
        return words.say(string.message, locale.value) if locale.value in words.LOCALES else None
