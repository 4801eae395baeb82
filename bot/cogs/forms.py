"""A form goes out to a person; what was entered in it comes back, whatever happened in between.

Nothing of a form is remembered: what it is about stands in its `custom_id`, so that it can be sent
after a restart, and costs nothing when it never is.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Any

import discord

from bot.cogs.reply import NOBODY, Container

Interaction = discord.Interaction[Any]


class FormReply:
    """The reply to a button that opens a form, which has to be the first that Discord hears."""

    def __init__(
        self, interaction: Interaction, make_form: Callable[[], Awaitable[discord.ui.Modal]]
    ) -> None:
        """`make_form` has less than three seconds."""
        self._interaction = interaction
        self._make_form = make_form

    @property
    def locale(self) -> str:
        """The locale that the person has chosen for Discord itself."""
        return self._interaction.locale.value

    async def begin(self) -> None:
        """Open the form."""
        form = await self._make_form()
        form.stop()  # discord.py keeps what is not finished, for ever if it is never sent
        await self._interaction.response.send_modal(form)

    async def send(self, pages: Sequence[Container]) -> None:
        """Nothing: the person is filling in the form."""

    async def excuse(self, sentence: str) -> None:
        """For the person's eyes only, behind the form."""
        await self._interaction.followup.send(sentence, ephemeral=True, allowed_mentions=NOBODY)


def form_sent(interaction: Interaction) -> str | None:
    """The `custom_id` of the form that was sent; `None` where it was something else."""
    if interaction.type is not discord.InteractionType.modal_submit:
        return None
    return str(_data(interaction)["custom_id"])


def entered(interaction: Interaction) -> Mapping[str, str]:
    """What was entered in a form, by the `custom_id` of the field: a text, or the first choice."""
    return {
        str(field["custom_id"]): str(field.get("value") or next(iter(field.get("values", ())), ""))
        for field in _fields(_data(interaction)["components"])
    }


def _fields(components: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for component in components:
        inner = component.get("component")
        yield from _fields([inner] if inner else component.get("components", ()))
        if "custom_id" in component:
            yield component


def _data(interaction: Interaction) -> Mapping[str, Any]:
    return interaction.data or {}
