"""What tests of cogs share with those of the whole bot: a Discord, people and a library in it."""

from tests.bot.discord.conftest import (
    ada,
    channel,
    discord_,
    ledgers,
    privileged_intents,
    settings,
)

__all__ = ["ada", "channel", "discord_", "ledgers", "privileged_intents", "settings"]
