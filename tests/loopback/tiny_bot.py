"""A minimal real discord.py bot, the client with which this folder's own tests drive the fake."""

from __future__ import annotations

import asyncio
import io
from typing import Any

import discord
from discord import app_commands

Interaction = discord.Interaction["TinyBot"]


class Passages(discord.ui.ActionRow["Answer"]):
    """The buttons under an answer."""

    @discord.ui.button(label="Show passages", custom_id="passages")
    async def show(self, interaction: Interaction, button: discord.ui.Button[Answer]) -> None:
        await interaction.response.send_message("Passage one.", ephemeral=True)
        await interaction.followup.send("Passage two.", ephemeral=True)

    @discord.ui.button(label="Shorten", custom_id="shorten")
    async def shorten(self, interaction: Interaction, button: discord.ui.Button[Answer]) -> None:
        await interaction.response.edit_message(view=Answer("short"))

    @discord.ui.button(label="Later", custom_id="later")
    async def later(self, interaction: Interaction, button: discord.ui.Button[Answer]) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(view=Answer("later"))

    @discord.ui.button(label="Comment", custom_id="comment")
    async def comment(self, interaction: Interaction, button: discord.ui.Button[Answer]) -> None:
        await interaction.response.send_modal(Comment())


class Answer(discord.ui.LayoutView):
    """A components v2 message: text in a container, buttons below."""

    def __init__(self, text: str) -> None:
        super().__init__(timeout=None)
        link = discord.ui.Button[Answer](label="Source", url="https://example.org/article")
        self.add_item(
            discord.ui.Container(
                discord.ui.TextDisplay(f"Answer to: {text}"),
                discord.ui.Separator(),
                discord.ui.Section("A footnote.", accessory=link),
                Passages(),
                accent_colour=0x336699,
            )
        )


class Comment(discord.ui.Modal, title="What was wrong?"):
    """A form with one text input."""

    words = discord.ui.Label[Any](
        text="In your words", component=discord.ui.TextInput(custom_id="words")
    )

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        assert isinstance(self.words.component, discord.ui.TextInput)
        await interaction.response.send_message(f"Noted: {self.words.component.value}")


class TinyBot(discord.Client):
    """Answers commands, direct messages and mentions."""

    def __init__(self, *, intents: discord.Intents | None = None) -> None:
        # No pause after READY: guilds come at once here.
        super().__init__(intents=intents or discord.Intents.default(), guild_ready_timeout=0.01)
        self.tree = app_commands.CommandTree(self)
        self.errors: list[BaseException] = []
        self.seen: list[str] = []
        self.gate = asyncio.Event()
        self.tree.error(self._remember)
        commands: tuple[Any, ...] = (ask, late, twice, admin, keep, ask_about_this)
        for command in commands:
            self.tree.add_command(command)

    async def setup_hook(self) -> None:
        self.add_view(Answer(""))
        await self.tree.set_translator(Words())
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Without discord.py's pause of five seconds before it identifies once more."""

    async def on_message(self, message: discord.Message) -> None:
        self.seen.append(message.content)
        mentioned = self.user is not None and self.user.mentioned_in(message)
        if not message.author.bot and (message.guild is None or mentioned):
            async with message.channel.typing():
                await message.reply(
                    f"You said: {message.content}", allowed_mentions=discord.AllowedMentions.none()
                )

    async def _remember(
        self, interaction: discord.Interaction, error: app_commands.AppCommandError
    ) -> None:
        self.errors.append(getattr(error, "original", error))


class TinyShards(TinyBot, discord.AutoShardedClient):
    """The same on as many shards as Discord recommends."""


class Words(app_commands.Translator):
    """German for one name."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        german = locale is discord.Locale.german
        return "Danach fragen" if german and string.message == "Ask about this" else None


@app_commands.command(description="Ask a question.")
@app_commands.describe(question="What do you want to know?", public="For all to see?")
async def ask(
    interaction: Interaction, question: app_commands.Range[str, 1, 300], public: bool = False
) -> None:
    """Defer, then complete the reply."""
    await interaction.response.defer(ephemeral=not public, thinking=True)
    await interaction.edit_original_response(view=Answer(question))


@ask.autocomplete("question")
async def suggest(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    shown = "auf Deutsch" if interaction.locale is discord.Locale.german else typed.upper()
    public = " for all" if getattr(interaction.namespace, "public", False) else ""
    return [app_commands.Choice(name=shown + public, value=typed)]


@app_commands.command(description="Answer when told to.")
@app_commands.allowed_installs(guilds=True, users=True)
async def late(interaction: Interaction) -> None:
    """Answer only when the test opens the gate."""
    await interaction.client.gate.wait()
    await interaction.response.send_message("At last.")


@app_commands.command(description="Answer twice.")
async def twice(interaction: Interaction) -> None:
    """Send a second first answer, around discord.py's own guard."""
    await interaction.response.send_message("Once.")
    interaction.response._response_type = None
    await interaction.response.send_message("Twice.")


admin = app_commands.Group(name="admin", description="For the owner.")


@admin.command(description="Say who.")
async def who(interaction: Interaction, person: discord.User, times: int) -> None:
    """Take a user and a number; reply with a file."""
    file = discord.File(io.BytesIO(b"they"), filename="who.txt", description="Who they are")
    await interaction.response.send_message(f"{person.name} * {times}", file=file)


@app_commands.command(description="Keep a file.")
@app_commands.default_permissions(manage_guild=True)
async def keep(interaction: Interaction, file: discord.Attachment) -> None:
    """Fetch the file, and say what it holds."""
    held = (await file.read()).decode()
    await interaction.response.send_message(f"{file.filename}: {held}", ephemeral=True)


@app_commands.context_menu(name="Ask about this")
async def ask_about_this(interaction: Interaction, message: discord.Message) -> None:
    """Say who wrote what."""
    await interaction.response.send_message(f"{message.author.name}: {message.content}")
