"""How the client is made: what it asks Discord for, and whom it may ever ping."""

from pathlib import Path

import discord

from bot.client import FootnoteClient
from bot.desk import Desk
from bot.settings import load_settings

WANTED_INTENTS = {"guilds", "guild_messages", "dm_messages"}


def test_it_asks_for_no_more_than_it_needs(desk: Desk, tmp_path: Path) -> None:
    client = FootnoteClient(desk, load_settings(data_dir=tmp_path / "var"))
    assert {name for name, wanted in client.intents if wanted} == WANTED_INTENTS
    assert client.allowed_mentions is not None
    assert client.allowed_mentions.to_dict() == discord.AllowedMentions.none().to_dict()
    assert not client.cogs
    assert not (tmp_path / "var").exists()
