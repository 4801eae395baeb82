"""`/privacy` and its buttons come in; what is kept of whoever asks is shown, sent or deleted."""

import io
import re
from collections.abc import Sequence
from typing import Any, Self

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.door import Door
from bot.cogs.reach import Reach
from bot.cogs.reply import NOBODY, Container, InteractionReply, Sent, layout, reply_with
from bot.desk.attached import Attached
from bot.desk.privacy import Export, PrivacyWindow
from bot.render.privacy import DELETE, EXPORT, render_export, render_forgotten, render_held
from bot.words import ENGLISH, mark, say


class Privacy(commands.Cog):
    """What is kept of people, for their own eyes only, wherever they ask."""

    def __init__(self, window: PrivacyWindow, attached: Attached, door: Door, reach: Reach) -> None:
        self._window = window
        self._attached = attached
        self._door = door
        self._reach = reach

    @app_commands.command(
        name=mark("privacy"),
        description=mark("See what I keep of you, get it as a file, or delete it."),
    )
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.allowed_installs(guilds=True, users=True)
    async def privacy(self, interaction: discord.Interaction) -> None:
        """Say what is kept, with a button for each of the two rights."""
        reply = InteractionReply(interaction, private=True)

        async def show() -> Sequence[Container]:
            held = await self._window.held(interaction.user.id)
            buttons = [PrivacyButton(deed, reply.locale) for deed in _LABELS]
            return [render_held(held, buttons, reply.locale)]

        await reply_with(show, reply, self._door)

    async def export(self, interaction: discord.Interaction[Any]) -> None:
        """Send whoever pressed the button all that is kept of them."""
        reply = _FilesReply(interaction)

        async def export() -> Sequence[Container]:
            person, most = interaction.user.id, interaction.filesize_limit
            reply.files = await self._window.export(person, most - _ENVELOPE_BYTES)
            return [render_export(file.name, reply.locale) for file in reply.files]

        await reply_with(export, reply, self._door)

    async def delete(self, interaction: discord.Interaction[Any]) -> None:
        """Delete all that is kept of whoever pressed the button, and drop their files."""
        reply = InteractionReply(interaction, private=True)

        async def delete() -> Sequence[Container]:
            self._reach.forget(interaction.user.id)
            hands = self._attached.forget(interaction.user.id)
            done = await self._window.forget(interaction.user.id)
            return [render_forgotten(done, reply.locale, with_files=hands > 0)]

        await reply_with(delete, reply, self._door)


_LABELS = {"export": EXPORT, "delete": DELETE}
_STYLES = {"export": discord.ButtonStyle.secondary, "delete": discord.ButtonStyle.danger}
_ENVELOPE_BYTES = 4096
"""Of what may be sent at once, for the message around the file."""


class PrivacyButton(
    discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"privacy:(?P<deed>export|delete)"
):
    """Exports or deletes what is kept of whoever presses it; its `custom_id` names nobody."""

    def __init__(self, deed: str, locale: str = ENGLISH) -> None:
        self._deed = deed
        label = say(_LABELS[deed], locale)
        super().__init__(
            discord.ui.Button(label=label, style=_STYLES[deed], custom_id=f"privacy:{deed}")
        )

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """The button as it was when it was sent."""
        return cls(match["deed"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Hand the press to the cog of the client that heard of it."""
        cog: Privacy = interaction.client.get_cog(Privacy.__cog_name__)
        await (cog.export if self._deed == "export" else cog.delete)(interaction)


class _FilesReply(InteractionReply):
    """A reply whose pages each bring a file along, for the eyes of one person."""

    def __init__(self, interaction: discord.Interaction[Any]) -> None:
        super().__init__(interaction, private=True)
        self.files: tuple[Export, ...] = ()

    async def send(self, pages: Sequence[Container]) -> Sent | None:
        """The first page takes the place of "thinking", the others follow."""
        (first, file), *others = zip(map(layout, pages), map(_attached, self.files), strict=True)
        await self._interaction.edit_original_response(
            view=first, attachments=[file], allowed_mentions=NOBODY
        )
        for view, other in others:
            await self._interaction.followup.send(
                view=view, file=other, ephemeral=True, allowed_mentions=NOBODY
            )
        return None


def _attached(export: Export) -> discord.File:
    return discord.File(io.BytesIO(export.content), filename=export.name)
